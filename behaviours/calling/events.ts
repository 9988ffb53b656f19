import type { LanguageTag } from '../behaviour.ts';
import type { ClaimEvent } from '../reception/claims.ts';

/** One call of one ticket. */
export interface CallKey {
  readonly ticket: string;
  readonly counter: string;
  readonly call: number;
}

/**
 * What the devices of a room tell each other about their voices: that one has a call and will say it, that it could not say some
 * after all, that its voice works or does not.
 */
export type VoiceWord =
  | { readonly kind: 'taken'; readonly call: CallKey }
  | { readonly kind: 'unheard'; readonly calls: readonly CallKey[] }
  | { readonly kind: 'able'; readonly able: boolean };

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
  | { readonly type: 'voice.ended'; readonly id: string; readonly how: 'said' | 'cut' | 'failed' }
  /** This device's own voice works or does not. */
  | { readonly type: 'voice.changed'; readonly able: boolean }
  /** Another device of the site said so. */
  | { readonly type: 'voice.told'; readonly by: string; readonly word: VoiceWord };

export type CallingOut =
  | ClaimEvent
  | { readonly type: 'hall.callStarted' }
  | { readonly type: 'hall.callEnded' }
  /** For the other devices of the room. */
  | { readonly type: 'voice.telling'; readonly word: VoiceWord }
  /** A call begins to be announced here; `waitedMs` since it came. Not aloud: it is shown only. */
  | {
      readonly type: 'call.announced';
      readonly number: string;
      readonly counter: string;
      readonly aloud: boolean;
      readonly waitedMs: number;
    }
  /** So many were called at once that this one is left out. */
  | { readonly type: 'call.dropped'; readonly number: string; readonly counter: string };
