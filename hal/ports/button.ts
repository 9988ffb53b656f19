import type { Device, Fault, Unsubscribe } from '../device.ts';
import type { Milliseconds } from '../units.ts';

/** A push button, debounced by its driver. `at` is when the press was learnt, by the monotonic clock. */
export interface Button extends Device<Fault> {
  onPress(listener: (at: Milliseconds) => void): Unsubscribe;
}
