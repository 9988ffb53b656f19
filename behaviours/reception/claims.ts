import type { LanguageTag } from '../behaviour.ts';
import type { Banner, Body, Waiting } from './views.ts';

/** Who goes before whom, for screen, voice and wheels alike: the one ordered table, strongest first. */
export const ranks = ['e-stop', 'safety', 'staff', 'hall-call', 'engaged-visitor', 'invite', 'idle'] as const;
export type Rank = (typeof ranks)[number];

/** Words to be said, finished for the voice: no digits, NFC. Parts are said in order; each may be in its own language. */
export type Utterance = {
  readonly chime: boolean;
  /** The share of the device's volume that it is said with; left out: all of it. */
  readonly volume?: number;
  readonly parts: readonly {
    readonly language: LanguageTag;
    readonly words: string;
    readonly caption: string;
  }[];
};

/**
 * A behaviour's wish for something that all share. The strongest claim has the resource; the newest of equal rank goes first on
 * the screen, the oldest first on the voice. A screen claim shaped `banner` lies over the strongest full claim below it, so a hall
 * call never takes the screen from the hand of somebody who is using it. One shaped `waiting` is a line for those who stand behind: it
 * lies under whatever a visitor is shown, of whatever rank, and gives way only to what is above visitors.
 * A voice claim ends by itself when it has been said; weaker speech is cut off by a stronger one and not taken up again, speech of
 * equal rank waits. Making a claim with an id that stands replaces it.
 */
export type Claim =
  | {
      readonly resource: 'screen';
      readonly shape: 'full';
      readonly id: string;
      readonly rank: Rank;
      readonly body: Body;
      /** Offers the chrome's back button; its touch comes to the owner as the action `back`. */
      readonly back: boolean;
      readonly listen: Utterance | null;
    }
  | {
      readonly resource: 'screen';
      readonly shape: 'banner';
      readonly id: string;
      readonly rank: Rank;
      readonly banner: Banner;
    }
  | {
      readonly resource: 'screen';
      readonly shape: 'waiting';
      readonly id: string;
      readonly rank: Rank;
      readonly waiting: Waiting;
    }
  | {
      readonly resource: 'voice';
      readonly id: string;
      readonly rank: Rank;
      readonly utterance: Utterance;
    }
  | {
      readonly resource: 'wheels';
      readonly id: string;
      readonly rank: Rank;
      readonly goal: { readonly kind: 'stop' };
    };

export type Resource = Claim['resource'];

/** Every behaviour that wants a shared thing emits these; `app.ts` hands them to reception. Claim ids begin with the behaviour's name and a dot. */
export type ClaimEvent =
  | { readonly type: 'claim.made'; readonly claim: Claim }
  | { readonly type: 'claim.withdrawn'; readonly resource: Resource; readonly id: string };
