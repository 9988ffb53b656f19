import type { Device, Unsubscribe } from '../device.ts';
import type { Milliseconds } from '../units.ts';
import type { LinkFault } from './byte-link.ts';

/** One code that was held before the reader. `at` is when its end was learnt, by the monotonic clock. */
export type CodeScan = { readonly text: string; readonly at: Milliseconds };

export type ScannerFault =
  | LinkFault
  /** There is something under this name that types no letters. */
  | { readonly kind: 'wrong-device'; readonly where: string }
  /** What comes is no text: the speed of the line or the reader's own setting is wrong. `bytes` are the first of them, in hexadecimal. */
  | { readonly kind: 'garbled'; readonly where: string; readonly bytes: string };

/**
 * A reader of codes: QR and bars, on paper or on a telephone.
 *
 * - `onCode` tells each code once and whole, when its end was seen; what was cut off by a fault or by `close` is never told.
 * - A line break inside a code comes as one LF, however the reader writes it; there is none at its ends, and no empty code is told.
 * - A code that stays before the reader is read again and again: it is told again only after 1.5 s without it.
 * - A code of more than 1000 characters is passed over.
 * - `anyLetters` says whether letters beyond ASCII arrive as they were printed. A reader that types like a keyboard has no key for
 *   them and drops them, so whoever reads its codes must not rely on such letters.
 */
export interface CodeScanner extends Device<ScannerFault> {
  readonly anyLetters: boolean;
  onCode(listener: (scan: CodeScan) => void): Unsubscribe;
}

/** A code held before the reader for longer than it takes to be read twice is the same one for so long after its last reading. */
export const sameCodeMs: Milliseconds = 1500;
export const longestCode = 1000;
