import { z } from 'zod';
import { durationBetween } from '../duration.ts';

/** How staff are called, and how often again. */
export const assistance = z
  .strictObject({
    repeat: durationBetween(5000, 600_000).prefault('20s'),
    maxRepeats: z.int().min(0).max(60).default(5),
    show: durationBetween(1000, 120_000).prefault('8s'),
    accepted: durationBetween(10_000, 3_600_000).prefault('5min'),
  })
  .transform((it) => ({
    repeatMs: it.repeat,
    maxRepeats: it.maxRepeats,
    showMs: it.show,
    acceptedMs: it.accepted,
  }));
