import type { Kept, LanguageTag, Resumed } from '../behaviour.ts';
import type { ClaimEvent } from '../reception/claims.ts';

export type AssistanceIn =
  /** The visitor pressed help, or a behaviour cannot go on alone. */
  | { readonly type: 'assistance.wanted'; readonly reason: string }
  | { readonly type: 'assistance.accepted'; readonly requestId: string; readonly by: string }
  | { readonly type: 'assistance.done'; readonly requestId: string }
  | { readonly type: 'action.chosen'; readonly action: string }
  | { readonly type: 'visit.ended'; readonly visitId: string }
  | { readonly type: 'language.chosen'; readonly language: LanguageTag }
  | Resumed;

export type AssistanceOut =
  | ClaimEvent
  | Kept
  /** For staff, over the bus: who is needed where and why. Repeated until accepted. */
  | {
      readonly type: 'assistance.requested';
      readonly requestId: string;
      readonly reason: string;
      readonly place: string;
      readonly repeat: number;
    }
  | {
      readonly type: 'assistance.ended';
      readonly requestId: string;
      readonly how: 'done' | 'cancelled' | 'unanswered';
    };
