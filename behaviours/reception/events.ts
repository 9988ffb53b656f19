import type { LanguageTag } from '../behaviour.ts';
import type { Occupancy } from '../presence/events.ts';
import type { ClaimEvent } from './claims.ts';
import type { PadKey } from '../../hal/ports/keypad.ts';
import type { Touch } from '../../hal/ports/display.ts';
import type { Radians } from '../../hal/units.ts';

export type ReceptionIn =
  | ClaimEvent
  | { readonly type: 'display.touched'; readonly touch: Touch }
  /** A key of the number pad beside the screen. */
  | { readonly type: 'key.pressed'; readonly key: PadKey }
  | { readonly type: 'occupancy.changed'; readonly occupancy: Occupancy }
  /** Whom a robot's eyes look at: 0 ahead of the screen, positive to its left; null: nobody. */
  | { readonly type: 'gaze.wanted'; readonly bearingRad: Radians | null }
  | { readonly type: 'visit.began'; readonly visitId: string }
  | { readonly type: 'visit.ended'; readonly visitId: string }
  /** What does not work now, in phrase keys; shown as notes on every screen. */
  | { readonly type: 'notes.changed'; readonly keys: readonly string[] }
  | { readonly type: 'speaker.changed'; readonly working: boolean };

export type ReceptionOut =
  /**
   * A checked touch of the claim that holds the screen; `owner` is the behaviour's name. The chrome's back button is the action
   * `back`.
   */
  | { readonly type: 'action.chosen'; readonly owner: string; readonly action: string }
  /** Any touch of what was shown, before the action that it chose (if it still chooses one). */
  | { readonly type: 'visitor.touched' }
  | { readonly type: 'language.chosen'; readonly language: LanguageTag }
  | { readonly type: 'assistance.wanted'; readonly reason: string }
  /** Larger text and more time were asked for, or the visit that asked for them is over. */
  | { readonly type: 'easy.changed'; readonly easy: boolean }
  /** Once for each voice claim that its owner has not withdrawn; a claim replaced under its id counts as one. */
  | { readonly type: 'voice.ended'; readonly id: string; readonly how: 'said' | 'cut' | 'failed' }
  /** Which wheels claim is obeyed now; null: none. */
  | { readonly type: 'wheels.given'; readonly id: string | null };
