import type { LampState } from '../../hal/ports/lamp.ts';
import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';
import type { Kept, LanguageTag, Resumed } from '../behaviour.ts';
import type { Hours } from '../hours/events.ts';
import type { Occupancy, Person } from '../presence/events.ts';
import type { ClaimEvent } from '../reception/claims.ts';

/**
 * How far up the ladder somebody is. `aware`: tracked, farther than the screen cares; `noticed`: the screen wakes; `invited`: a light
 * and a sentence on the screen; `stopped`: their stop counts, they may be spoken to; `engaged`: the visit is theirs; `waiting`: they
 * stand while the visit is another's, and the screen says that they are seen; `served`: their visit is over.
 */
export type Rung = 'aware' | 'noticed' | 'invited' | 'stopped' | 'engaged' | 'waiting' | 'served';

/** Why somebody is not spoken to though they stand there. */
export type Reserve = 'at-counter' | 'in-talk' | 'model';

/**
 * What made a stop count. `rule`: `stop` by its length alone (no model judged), `model` by its length with the model agreeing,
 * `hastened` by the model's confidence, `patience` although the model doubted, because nobody is left standing for long. Times and
 * distances in whole milliseconds and thousandths of a metre; `distanceM` and `intent` are null where nothing tells them.
 */
export type StopReason = {
  readonly rule: 'stop' | 'model' | 'hastened' | 'patience';
  readonly stoodMs: Milliseconds;
  readonly distanceM: Metres | null;
  readonly intent: number | null;
};

/** Somebody of `people.changed` by their id; null where only nearness is known (a PIR, a range sensor). */
export type PersonId = number | null;

/**
 * Greeting owns the visit: it begins when somebody stops or touches, ends when they have gone (held) or said they are done.
 * Once a visit it greets aloud.
 */
export type GreetingIn =
  | { readonly type: 'occupancy.changed'; readonly occupancy: Occupancy }
  | { readonly type: 'people.changed'; readonly at: Milliseconds; readonly people: readonly Person[] }
  /** Any touch or button press: somebody is here, whatever the sensors say. */
  | { readonly type: 'visitor.touched' }
  /** An action of a view that greeting claims; the touch behind it has been told as `visitor.touched` already. */
  | { readonly type: 'action.chosen'; readonly action: string }
  /** Ticketing or guidance has nothing more to do for this visit. */
  | { readonly type: 'visit.completed' }
  | { readonly type: 'language.chosen'; readonly language: LanguageTag }
  | { readonly type: 'hours.changed'; readonly hours: Hours }
  /** Staff want no greeting aloud for a while (null: as long as settings say); muted again counts from now. */
  | { readonly type: 'greetings.muted'; readonly forMs: Milliseconds | null }
  | { readonly type: 'greetings.unmuted' }
  /** Staff's one key: mutes, or takes it back. */
  | { readonly type: 'mute.pressed' }
  | Resumed
  | { readonly type: 'hall.callStarted' }
  | { readonly type: 'hall.callEnded' };

export type GreetingOut =
  | ClaimEvent
  | Kept
  /** Staff have muted the greetings for so long from now, or (null) the time is over, or they took it back. */
  | { readonly type: 'mute.changed'; readonly muted: boolean; readonly forMs: Milliseconds | null }
  | { readonly type: 'visit.began'; readonly visitId: string; readonly by: 'sensor' | 'touch' }
  /** Spoken to, aloud: `person` and with them all of `group` (their ids, `person` among them; empty where nobody is tracked). */
  | {
      readonly type: 'visitor.greeted';
      readonly visitId: string;
      readonly at: Milliseconds;
      readonly person: PersonId;
      readonly group: readonly number[];
      readonly why: StopReason;
    }
  /** Stopped beside one who was just spoken to, so that the greeting was for them as well. */
  | { readonly type: 'visitor.joined'; readonly visitId: string; readonly at: Milliseconds; readonly person: number }
  /** They stand there while the visit is another's, and the screen now says that they are seen. Silent. */
  | { readonly type: 'visitor.acknowledged'; readonly at: Milliseconds; readonly person: PersonId }
  /** One step of one person on the ladder, with the reason in words for the trace and the maintainer; `to` null: gone. */
  | {
      readonly type: 'visitor.climbed';
      readonly at: Milliseconds;
      readonly person: PersonId;
      readonly from: Rung | null;
      readonly to: Rung | null;
      readonly why: string;
    }
  /** Whom the eyes look at, in the device's frame (0 ahead, positive to its left); null: nobody. At most five times a second. */
  | { readonly type: 'gaze.wanted'; readonly bearingRad: Radians | null }
  | {
      readonly type: 'visit.ended';
      readonly visitId: string;
      readonly reason: 'left' | 'completed';
    }
  | { readonly type: 'lamp.wanted'; readonly state: LampState };
