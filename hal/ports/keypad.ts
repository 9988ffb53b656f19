import type { Device, Unsubscribe } from '../device.ts';
import type { Milliseconds } from '../units.ts';
import type { LinkFault } from './byte-link.ts';
import type { PinFault } from './digital-pin.ts';

/** The keys by which visitors choose: those that a pad with few keys has as well. */
export const choiceKeys = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'enter', 'backspace'] as const;
/** The keys that a number pad has; all others (Num Lock, letters) are passed over. The signs are those of the block: + − * / and the point. */
export const padKeys = [...choiceKeys, 'plus', 'minus', 'times', 'divide', 'point'] as const;
export type PadKey = (typeof padKeys)[number];

export const isChoiceKey = (key: PadKey): boolean => choiceKeys.some((one) => one === key);

/** One press. `at` is when it was learnt, by the monotonic clock. */
export type KeyPress = { readonly key: PadKey; readonly at: Milliseconds };

export type KeypadFault =
  | LinkFault
  /** Keys that are single buttons, each on a line. */
  | PinFault
  /** There is something under this name that has no number keys. */
  | { readonly kind: 'wrong-device'; readonly where: string };

/**
 * A number pad, read with the fingers: for visitors who cannot see or use the screen, and for clerks whose screen is full of another
 * program.
 *
 * - `onKey` tells each press once, in order; a key that is held down is one press, and so is one of two keys with the same meaning
 *   (the row above the letters, the block beside them).
 * - A press whose key was down at opening is not told; nothing is told while it is closed.
 * - While it is open its keys reach nobody else: a digit must not also be typed into the browser that draws the screen.
 */
export interface Keypad extends Device<KeypadFault> {
  onKey(listener: (press: KeyPress) => void): Unsubscribe;
}
