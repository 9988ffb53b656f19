import type { LampState } from '../../hal/ports/lamp.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { Hours } from '../hours/events.ts';
import type { Occupancy } from '../presence/events.ts';
import type { ClaimEvent } from '../reception/claims.ts';

/**
 * Greeting owns the visit: it begins when somebody engages or touches, ends when they have gone (held) or said they are done.
 * Once a visit it greets aloud.
 */
export type GreetingIn =
  | { readonly type: 'occupancy.changed'; readonly occupancy: Occupancy }
  /** Any touch or button press: somebody is here, whatever the sensors say. */
  | { readonly type: 'visitor.touched' }
  /** An action of a view that greeting claims; the touch behind it has been told as `visitor.touched` already. */
  | { readonly type: 'action.chosen'; readonly action: string }
  /** Ticketing or guidance has nothing more to do for this visit. */
  | { readonly type: 'visit.completed' }
  | { readonly type: 'language.chosen'; readonly language: LanguageTag }
  | { readonly type: 'hours.changed'; readonly hours: Hours }
  | { readonly type: 'hall.callStarted' }
  | { readonly type: 'hall.callEnded' };

export type GreetingOut =
  | ClaimEvent
  | { readonly type: 'visit.began'; readonly visitId: string; readonly by: 'sensor' | 'touch' }
  | { readonly type: 'visitor.greeted'; readonly visitId: string }
  | {
      readonly type: 'visit.ended';
      readonly visitId: string;
      readonly reason: 'left' | 'completed';
    }
  | { readonly type: 'lamp.wanted'; readonly state: LampState };
