import { z } from 'zod';
import { durationBetween } from './duration.ts';

/** `notice:` of a site: when a holder is told that their turn is near, on their phone and by whatever listens to `turn.near`. */
export const notice = z.strictObject({
  /** At most so many are before them, and it will likely not take over 20 min … */
  ahead: z.int().min(0).max(20).default(2),
  /** … or half of those who stand so are called within this. */
  within: durationBetween(0, 3_600_000).prefault('5min'),
});
