import type { JsonObject } from '../../../hal/json.ts';

/** A call as a line of the board. Nothing of it tells who is called, nor why they were called first. */
export interface BoardCall extends JsonObject {
  readonly number: string;
  readonly counter: string;
  /** Which way to go from here for somebody who looks at the board: 0 ahead (up), clockwise, in eighths of a turn; null: no arrow. */
  readonly eighth: number | null;
  /** Called again; 1 for the first call. */
  readonly call: number;
  /** How old it was when this was sent. */
  readonly ageMs: number;
  /** They have come, or gone on. */
  readonly over: boolean;
}

/** What the board says in one language. */
export interface BoardWords extends JsonObject {
  readonly tag: string;
  readonly calling: string;
  readonly number: string;
  readonly counter: string;
  readonly waiting: string;
  readonly wait: string;
  readonly none: string;
  /** By call number from 2 on: "called again". */
  readonly again: string;
  readonly services: readonly { readonly name: string; readonly people: string; readonly wait: string }[];
  /** Of the day: opening hours, until when numbers are given. */
  readonly day: string;
  /** How the order is made: first come first served, or how often priority goes before. */
  readonly order: string;
  /** What concerns everybody now, before all notices; '' when nothing does. */
  readonly alert: string;
  readonly notices: readonly string[];
  /** Said when nothing has come after this for too long: since when. */
  readonly old: string;
}

/** All that a board shows. It comes again every few seconds, changed or not, so that a board knows how old it is. */
export interface BoardView extends JsonObject {
  /** The hall answers; false: this is what it said last. */
  readonly alive: boolean;
  /** The hall's time of day; null where its clock is not believed. */
  readonly clock: string | null;
  /** Newest first. */
  readonly calls: readonly BoardCall[];
  /** How long a call stands out. */
  readonly highlightMs: number;
  readonly languages: readonly BoardWords[];
}

/** What does not change while the page runs. */
export interface BoardPageData {
  readonly panel: { readonly widthMm: number; readonly heightMm: number; readonly viewingMm: number };
  readonly theme: 'light' | 'dark';
  readonly colours: { readonly brand: string; readonly accent: string };
  readonly siteName: Readonly<Record<string, string>>;
  readonly turnMs: number;
  readonly languages: readonly string[];
}

/** What the page answers once it has drawn a view: by this the server knows that somebody can read it. */
export const drawnAction = 'drawn';
/** How often a view comes, changed or not, and after how long without one the board says that it is old. */
export const beatMs = 5_000;
export const oldAfterMs = 15_000;
