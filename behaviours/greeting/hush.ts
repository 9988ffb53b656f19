import type { Milliseconds } from '../../hal/units.ts';

/*
 * When greeting keeps silent though the hour would let it speak: staff have muted it for a while, or it has said as much in the last
 * hour as the place bears. Calls of the hall are none of it: they are said all the same.
 */

const hourMs: Milliseconds = 3_600_000;

export interface Hush {
  /** Muted until then, by the monotonic clock; null: not muted. */
  readonly mutedUntil: Milliseconds | null;
  /** When it spoke, within the last hour, oldest first. */
  readonly spoke: readonly Milliseconds[];
}

export const freshHush: Hush = { mutedUntil: null, spoke: [] };

export const isMuted = ({ mutedUntil }: Hush, now: Milliseconds): boolean => mutedUntil !== null && now < mutedUntil;

/** Whether it may not speak now. `perHour`: as often in any hour, and no more. */
export const isHushed = (hush: Hush, now: Milliseconds, perHour: number): boolean =>
  isMuted(hush, now) || hush.spoke.filter((at) => now - at < hourMs).length >= perHour;

export const afterWords = (hush: Hush, now: Milliseconds): Hush => ({
  ...hush,
  spoke: [...hush.spoke.filter((at) => now - at < hourMs), now],
});
