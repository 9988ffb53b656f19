import type { DeskWish } from './wishes.ts';

/* What a number pad at a counter is in the midst of, and what it must know for that; `pad.ts` says what each key does. */

/** What the pad must know of the counter; read anew at each key. */
export interface PadDesk {
  readonly counter: string;
  readonly state: 'open' | 'paused' | 'closed';
  /** Services of the site, in config's order. */
  readonly services: readonly string[];
  /** What this counter serves when nothing else is said. */
  readonly ownServices: readonly string[];
  /** What whoever is at the counter is there for; null: nobody is. */
  readonly currentService: string | null;
  readonly counters: readonly string[];
  readonly classes: readonly string[];
  /** Letters that numbers begin with. */
  readonly series: readonly string[];
  readonly digits: number;
  /** Open calls for help, oldest first. */
  readonly helps: readonly string[];
  /** Numbers of who is in the hall. */
  readonly numbers: readonly string[];
  /** Greetings aloud are muted. */
  readonly muted: boolean;
}

/** What a menu offers. */
export const menuItems = [
  'park',
  'transfer-service',
  'transfer-counter',
  'extend',
  'walk-in',
  'pause',
  'open',
  'help',
  'accept',
  'close',
] as const;
export type MenuItem = (typeof menuItems)[number];
/** What may be done with a number that was typed, besides what has a key of its own. */
export const ticketItems = ['call', 'return', 'class', 'defer', 'cancel', 'enter'] as const;
export type TicketItem = (typeof ticketItems)[number];

export type ChoiceOf =
  | 'park'
  | 'transfer-service'
  | 'transfer-counter'
  | 'extend'
  | 'walk-in'
  | 'pause'
  | 'accept'
  | 'class'
  | 'number'
  | 'close'
  | 'cancel'
  | 'enter-service'
  | 'close-day'
  | 'promote';

export type PadState =
  | { readonly at: 'home' }
  | { readonly at: 'number'; readonly typed: string }
  | { readonly at: 'menu' }
  | { readonly at: 'ticket'; readonly number: string }
  /** One of several; `number` is whom it is about, '' for who is at the counter. `after`: what is done with a number once it is clear. */
  | {
      readonly at: 'choice';
      readonly of: ChoiceOf;
      readonly number: string;
      readonly options: readonly string[];
      readonly page: number;
      readonly after: TicketItem;
    }
  /** Which services the counter serves; digits switch one on or off, Enter opens. */
  | { readonly at: 'open'; readonly chosen: readonly string[]; readonly page: number }
  /** The time on a contingency paper, as four digits. */
  | { readonly at: 'time'; readonly number: string; readonly service: string; readonly typed: string };

export type HelpWish =
  | { readonly name: 'help-ask'; readonly counter: string }
  | { readonly name: 'assistance-accept'; readonly requestId: string };

export interface PadStep {
  readonly state: PadState;
  readonly wish: DeskWish | HelpWish | null;
  /** The key does nothing here; whoever pressed it should hear so. */
  readonly refused: boolean;
}

export const padHome: PadState = { at: 'home' };
/** Nobody has the number 0: with the key of priorities it is the code that mutes the greetings, or has them said again. */
export const isHushCode = (typed: string): boolean => /^0+$/.test(typed);
/** For as long as config says, and on all devices: whoever wants to be understood does not know which machine it is that talks. */
export const hushWish = (muted: boolean): DeskWish =>
  muted ? { name: 'unmute-greetings', everywhere: true } : { name: 'mute-greetings', minutes: null, everywhere: true };
/** Options to a page: keys 1 to 9. */
export const optionsShown = 9;

/** What is asked once more before it is done, by its only option. */
export const confirming = (of: 'close-day' | 'promote'): PadState => ({
  at: 'choice',
  of,
  number: '',
  options: ['yes'],
  page: 0,
  after: 'call',
});
