import type { Device, Fault, Unsubscribe } from '../device.ts';
import type { Milliseconds } from '../units.ts';

/**
 * How a device is fed. `charge` is 0 to 1 as its gauge makes it out, null where it cannot be told; `mains` says whether the mains feeds
 * it now (false: it lives off its battery), null where the gauge cannot tell.
 */
export interface PowerState {
  readonly milliVolts: number;
  /** Into the battery where positive, out of it where negative; null from a gauge without a shunt. */
  readonly milliAmperes: number | null;
  readonly charge: number | null;
  readonly mains: boolean | null;
  /** When it was measured, by the monotonic clock. */
  readonly at: Milliseconds;
}

/**
 * A battery or an uninterruptible supply with a gauge.
 *
 * - From `open` to `close` it tells its state by itself: at once, when the mains goes or comes back, and every `periodMs` at the least.
 * - `at` never goes back within one opening.
 * - The mains is not taken for lost, nor for back, before two measurements in a row have said so.
 */
export interface Battery extends Device<Fault> {
  readonly periodMs: Milliseconds;
  onPower(listener: (power: PowerState) => void): Unsubscribe;
}
