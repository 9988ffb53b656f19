import type { LanguageTag } from '../behaviour.ts';
import type { ClaimEvent } from '../reception/claims.ts';

/** Calls are announced here one after another: chime, words twice, banner; last call worded so. */
export type CallingIn =
  | {
      readonly type: 'ticket.called';
      readonly ticket: string;
      readonly number: string;
      readonly counter: string;
      readonly call: number;
      readonly language: LanguageTag;
    }
  /** Reception has said, cut off or could not say a voice claim. */
  | { readonly type: 'voice.ended'; readonly id: string; readonly how: 'said' | 'cut' | 'failed' };

export type CallingOut =
  | ClaimEvent
  | { readonly type: 'hall.callStarted' }
  | { readonly type: 'hall.callEnded' }
  | {
      readonly type: 'call.announced';
      readonly number: string;
      readonly counter: string;
      readonly aloud: boolean;
    };
