import type { PadKey } from '../../../hal/ports/keypad.ts';
import type { PadState } from '../../desk/pad-state.ts';
import type { CounterLink, Wish } from './counter-link.ts';
import type { Seat, State } from './state.ts';
import type { Language } from './text.ts';

/** What the parts of the page see and do. */
export interface Door {
  readonly state: State;
  readonly link: CounterLink;
  /** A key of the number pad, by finger or by mouse: one way for both. */
  press(key: PadKey): void;
  /** The pad as it would be after keys that a mouse need not press. */
  setPad(pad: PadState): void;
  /** `done`: whether what was wished came to pass, for a field that is then emptied. */
  wish(wish: Wish, done?: () => void): void;
  /** Mutes the greetings of the hall, or has them said again. */
  hush(): void;
  /** Something in the state was changed by hand. */
  redraw(): void;
  sit(seat: Seat): void;
  speak(language: Language): void;
  /** Opens the small window that stays on top. */
  small(): void;
}
