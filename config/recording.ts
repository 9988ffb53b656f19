import { z } from 'zod';
import { absolutePath } from './devices/wiring.ts';
import { durationBetween } from './duration.ts';

/** The flight recorder: what came in, what went out and what changed, kept for whoever mends the device. Nothing personal is in it. */
export const recording = () =>
  z
    .strictObject({
      /** Where it lies; null: `flight` in the data directory. */
      directory: absolutePath().nullable().default(null),
      /** No more than this on the disk, the oldest goes first. */
      megabytes: z.int().min(4).max(65_536).default(128),
      /** Starts that ended longer ago are forgotten. */
      keep: durationBetween(3_600_000, 366 * 86_400_000).prefault('14d'),
      /** Lines are gathered for so long before they are written: what a power cut may cost. */
      every: durationBetween(1_000, 600_000).prefault('10s'),
      /** No more than this is written in a day, for the sake of the card. */
      megabytesADay: z.int().min(1).max(65_536).default(64),
    })
    .transform(({ every, keep, ...it }) => ({ ...it, everyMs: every, keepMs: keep }))
    .nullable();
