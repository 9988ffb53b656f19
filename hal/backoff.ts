import { assert } from './assert.ts';
import type { Random } from './ports/random.ts';
import type { Milliseconds } from './units.ts';

/** How long to wait between attempts: doubling from `firstMs` to `mostMs`. */
export interface Backoff {
  readonly firstMs: Milliseconds;
  readonly mostMs: Milliseconds;
}

/**
 * The wait before attempt `attempt` (1 is the first after a failure), in whole milliseconds between half and the whole of the
 * doubled span: a hall full of devices that lost one broker must not come back in step.
 */
export const backoffMs = (attempt: number, { firstMs, mostMs }: Backoff, random: Random): Milliseconds => {
  assert(Number.isInteger(attempt) && attempt >= 1, `attempt ${attempt}`);
  let span = firstMs;
  for (let doubled = 1; doubled < attempt && span < mostMs; doubled++) span *= 2;
  span = Math.min(span, mostMs);
  return Math.round(span / 2 + (span / 2) * random.next());
};
