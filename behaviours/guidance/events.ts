import type { LanguageTag } from '../behaviour.ts';
import type { ClaimEvent } from '../reception/claims.ts';

/** Guidance in its kiosk form: arrow, counter, distance and words, for somebody who faces this device. */
export type GuidanceIn =
  | { readonly type: 'way.wanted'; readonly number: string; readonly counter: string }
  | { readonly type: 'visit.ended'; readonly visitId: string }
  | { readonly type: 'action.chosen'; readonly action: string }
  | { readonly type: 'language.chosen'; readonly language: LanguageTag };

export type GuidanceOut =
  | ClaimEvent
  | { readonly type: 'way.shown'; readonly number: string; readonly counter: string }
  | { readonly type: 'visit.completed' };
