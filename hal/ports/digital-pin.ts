import type { Device, Unsubscribe } from '../device.ts';
import type { Milliseconds } from '../units.ts';

/** What keeps a pin from working. `where` names it for people: `pinctrl-rp1 GPIO17 (header pin 11)`. */
export type PinFault =
  | { readonly kind: 'absent'; readonly where: string }
  | { readonly kind: 'busy'; readonly where: string; readonly holder: string }
  | { readonly kind: 'permission'; readonly where: string; readonly path: string }
  | { readonly kind: 'unsupported'; readonly where: string; readonly reason: PinUnsupported }
  | { readonly kind: 'timeout'; readonly where: string }
  | { readonly kind: 'unplugged'; readonly where: string }
  | { readonly kind: 'io'; readonly where: string; readonly code: string };

/**
 * Why a driver cannot serve this pin on this kernel and board, however often it is tried.
 *
 * - `no-character-device`: the kernel has no GPIO character device of version 2 (Linux before 5.10).
 * - `no-sysfs`: the kernel was built without the old `/sys/class/gpio`.
 * - `sysfs-base`: the header's lines are not numbered from 0 in sysfs (Raspberry Pi kernels from 6.6), and the driver counts from 0.
 * - `not-a-pi`: the driver reads the board from a Raspberry Pi's revision, and there is none.
 * - `no-interrupt`: the line tells no edges.
 * - `no-bias`: the driver cannot switch a pull-up or pull-down.
 * - `no-such-mode`: the microcontroller's pin cannot do what is asked of it.
 */
export type PinUnsupported =
  | 'no-character-device'
  | 'no-sysfs'
  | 'sysfs-base'
  | 'not-a-pi'
  | 'no-interrupt'
  | 'no-bias'
  | 'no-such-mode';

/** A line's state has changed. `at` is when this was learnt, by the monotonic clock; not when the voltage moved. */
export interface PinChange {
  readonly active: boolean;
  readonly at: Milliseconds;
}

/**
 * A digital line that is read. Active means electrically high, or low where its entry says active-low.
 *
 * - `active` is the debounced level: known once `open` has resolved, then as last told; null while closed.
 * - `onChange` tells each change of it, in order, active and inactive by turns; the level found by `open` is not a change.
 * - A level that did not last as long as the debounce is not told. Without a debounce, levels that followed each other faster than
 *   the process looked may be merged (whoever must count edges takes a `PulseInput`), but the last one told is where the line rests.
 * - A change is told when it was learnt: `at` is never before the voltage moved, and includes the debounce.
 * - Nothing is told while closed, and after `close` nobody holds the line.
 * - A line that another process holds is refused with `busy`, which names the holder where the kernel knows it.
 */
export interface DigitalInput extends Device<PinFault> {
  readonly where: string;
  readonly active: boolean | null;
  onChange(listener: (change: PinChange) => void): Unsubscribe;
}

/**
 * A digital line that is driven.
 *
 * - `write` is told, not awaited; writes reach the line in order. Before `open` the newest is kept.
 * - `open` drives the line with the newest that was written (inactive, if none was). A line of the kernel's does not pass through
 *   the other level; a microcontroller's is low first.
 * - `close` makes the line inactive and then lets go of it; `open` afterwards drives it as last written again.
 * - A write that fails is told to `onFault`; the line is then in doubt until it is opened again.
 */
export interface DigitalOutput extends Device<PinFault> {
  readonly where: string;
  write(active: boolean): void;
}
