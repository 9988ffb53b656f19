import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { slug } from './text.ts';

/**
 * What a device does when it cannot start: after so many bad starts in a row it opens nothing but a page that says what is wrong. And how
 * a technician gets the same page at will.
 */
export const safeMode = z
  .strictObject({
    /** Starts in a row that ended before they were found good; 0: never. */
    afterBadStarts: z.int().min(0).max(20).default(3),
    /** Then it tries a normal start by itself. */
    tryAgainAfter: durationBetween(60_000, 86_400_000).prefault('10min'),
    /** A button of `devices` that opens maintenance when it is pressed in the first seconds of a start; null: none. */
    button: slug().nullable().default(null),
    /** So long at a start the button is watched. */
    buttonFor: durationBetween(1_000, 30_000).prefault('5s'),
  })
  .transform(({ afterBadStarts, button, buttonFor, tryAgainAfter }) => ({
    afterBadStarts,
    tryAgainAfterMs: tryAgainAfter,
    button,
    buttonForMs: buttonFor,
  }));
