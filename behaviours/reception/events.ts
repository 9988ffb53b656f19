import type { LanguageTag } from '../behaviour.ts';
import type { Occupancy } from '../presence/events.ts';
import type { ClaimEvent } from './claims.ts';
import type { Touch } from '../../hal/ports/display.ts';

export type ReceptionIn =
  | ClaimEvent
  | { readonly type: 'display.touched'; readonly touch: Touch }
  | { readonly type: 'occupancy.changed'; readonly occupancy: Occupancy }
  | { readonly type: 'visit.began'; readonly visitId: string }
  | { readonly type: 'visit.ended'; readonly visitId: string }
  /** What does not work now, in phrase keys; shown as notes on every screen. */
  | { readonly type: 'notes.changed'; readonly keys: readonly string[] }
  | { readonly type: 'speaker.changed'; readonly working: boolean };

export type ReceptionOut =
  /** A checked touch of the claim that holds the screen; `owner` is the behaviour's name. */
  | { readonly type: 'action.chosen'; readonly owner: string; readonly action: string }
  | { readonly type: 'visitor.touched' }
  | { readonly type: 'language.chosen'; readonly language: LanguageTag }
  | { readonly type: 'assistance.wanted'; readonly reason: string }
  | { readonly type: 'voice.ended'; readonly id: string; readonly how: 'said' | 'cut' | 'failed' };
