import type { Point } from '../../hal/units.ts';

/*
 * What a visitor's phone is told of its one ticket: finished texts in the chosen language, so that the page itself knows no rules
 * and no words. Nothing in it tells who its holder is or that anybody else exists but as a count.
 */

/** How urgent the page is. `gone`: out of the hall, nothing is to be expected any more. */
export type PhoneMood = 'waiting' | 'near' | 'called' | 'serving' | 'aside' | 'gone';

/** What its holder may ask; `defer` lets some go first. */
export type PhoneAsk = 'defer' | 'cancel';

export interface PhoneButton {
  readonly ask: PhoneAsk;
  readonly label: string;
  /** What is asked back before it is done. */
  readonly question: string;
  readonly yes: string;
  readonly no: string;
}

/** Where to go: the counters' names on the plan, and the way from the visitors' entrance to the only one. */
export interface PhoneWay {
  readonly words: string;
  readonly counters: readonly string[];
  /** Site frame; empty where there are several counters or the plan has no way. */
  readonly route: readonly Point[];
}

export interface PhoneRating {
  readonly question: string;
  readonly note: string;
  /** `level` 4 the best, 1 the worst. */
  readonly levels: readonly { readonly level: number; readonly label: string }[];
  readonly thanks: string;
}

export interface PhoneView {
  /** Equal for equal views, whatever the time: who holds this one need not be sent it again. */
  readonly revision: string;
  readonly language: string;
  readonly mood: PhoneMood;
  readonly number: string;
  readonly service: string;
  readonly headline: string;
  /** Further lines, the most important first. */
  readonly lines: readonly string[];
  readonly way: PhoneWay | null;
  readonly buttons: readonly PhoneButton[];
  /** Changes whenever the phone should make itself heard anew; '' while there is nothing to be heard. */
  readonly alarm: string;
  readonly rating: PhoneRating | null;
  readonly words: PhoneWords;
}

/** What the page says by itself. `{time}` is put in by it. */
export interface PhoneWords {
  readonly centre: string;
  readonly yourNumber: string;
  readonly asOf: string;
  readonly stale: string;
  readonly staleUnknown: string;
  readonly unsent: string;
  readonly refused: string;
  readonly language: string;
  readonly larger: string;
  readonly smaller: string;
  readonly alert: string;
  readonly alertIs: string;
  readonly plan: string;
  readonly entrance: string;
}

/** An answer to `now`. `asOf` is the site's clock (`10:42`), '' while it is not believed; `againMs` is when to ask again. */
export type PhoneNow = { readonly asOf: string; readonly againMs: number } & (
  | { readonly view: PhoneView }
  /** As the revision that was named. */
  | { readonly view: null }
);

/** An answer to an ask; `said` is for the visitor. */
export interface PhoneDone {
  readonly ok: boolean;
  readonly said: string;
}

/** What the page is told once, at loading. */
export interface PhoneShell {
  readonly languages: readonly { readonly tag: string; readonly ownName: string }[];
  readonly plan: {
    readonly outline: readonly Point[];
    readonly walls: readonly { readonly from: Point; readonly to: Point }[];
    readonly doors: readonly { readonly from: Point; readonly to: Point }[];
    readonly counters: readonly { readonly id: string; readonly at: Point }[];
    /** The middle of the door by which visitors come in; null: the plan has no door. */
    readonly entrance: Point | null;
  };
}
