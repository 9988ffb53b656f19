import type { Device, Fault } from '../device.ts';

/** What the sign over a counter says. `idle`: open, nobody is called; `paused`: nobody is served for a while; `dark`: closed. */
export type SignShows =
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'idle' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'dark' };

/**
 * The sign over a counter.
 *
 * - `show` is told, not awaited; the newest wins and is shown again after a reopening.
 * - Nothing on it blinks, scrolls or moves. A number is shown whole or not at all: one that has more characters than `characters`,
 *   or one that has no glyph, is shown as `idle` would be, since half a number calls somebody else.
 * - Dark when it is closed.
 */
export interface CounterSign extends Device<Fault> {
  /** As many characters as it can show. */
  readonly characters: number;
  show(shows: SignShows): void;
}
