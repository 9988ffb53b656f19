import type { Epoch, Milliseconds } from '../units.ts';

/** An armed timer; opaque. */
export type TimerId = number;

/** What the civil clock says, and whether it is believed: a Pi has no clock of its own until NTP or an RTC set it. */
export interface WallTime {
  readonly instant: Epoch;
  readonly trusted: boolean;
}

/**
 * Time as a port.
 *
 * - `now` is monotonic, in whole milliseconds since the process (or the simulated day) began; it never steps and measures spans.
 * - `setTimeout` calls once, not before `ms` have passed by `now`, never synchronously; timers with equal deadlines fire in the
 *   order in which they were armed. A span that is NaN, negative or infinite is a bug of the caller and throws.
 * - `clearTimeout` of a timer that fired or never was does nothing.
 * - `wallTime` is for people and may step; nothing measures spans by it.
 * - `turn` calls once, alone: at once when nothing was called so since the last time all promises had settled, else when all that
 *   was asked for before, and every promise that settles because of it, is done. Time goes on no further than the host needs.
 */
export interface Clock {
  now(): Milliseconds;
  setTimeout(callback: () => void, ms: Milliseconds): TimerId;
  clearTimeout(id: TimerId): void;
  wallTime(): WallTime;
  turn(callback: () => void): void;
}
