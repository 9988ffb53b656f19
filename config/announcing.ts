import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { panel } from './panel.ts';
import { pose } from './place.ts';
import { languageTag, slug, textByLanguage } from './text.ts';

/**
 * `rooms:` of a site: who may speak where. In each room the first of its speakers that has a voice announces the calls of the room's
 * counters (all counters when left out); the others are silent and take over when it is. A device in no room announces nothing; a
 * site without rooms lets each device announce that is `aloud`.
 */
export const rooms = z
  .array(
    z.strictObject({
      id: slug(),
      speakers: z.array(slug()).min(1).max(10),
      counters: z.array(slug()).min(1).max(200).nullable().default(null),
    }),
  )
  .max(20);

/** `displayBoards:` of a site: a television on the wall that shows the page `/board?id=<id>`. */
export const displayBoards = z
  .array(
    z
      .strictObject({
        id: slug(),
        /** Where it hangs; `facing` is the way its screen looks. Its arrows follow from it. */
        at: pose(),
        /** `viewing` is from where the farthest seat reads it: digits are at least a two-hundredth of that high. */
        panel,
        theme: z.enum(['light', 'dark']).default('dark'),
        /** Shown by turns; the site's first two when left out. */
        languages: z.array(languageTag()).min(1).max(6).nullable().default(null),
        /** How long each language has its turn. */
        turn: durationBetween(5_000, 60_000).prefault('12s'),
        /** Whose calls it shows; all counters when left out. */
        counters: z.array(slug()).min(1).max(200).nullable().default(null),
        /** What is to be read on it every day, one after another. */
        notices: z.array(textByLanguage(140)).max(10).default([]),
      })
      .transform(({ turn, ...it }) => ({ ...it, turnMs: turn })),
  )
  .max(20);

export type DisplayBoard = z.output<typeof displayBoards>[number];
