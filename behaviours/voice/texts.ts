import type { LanguageTag } from '../behaviour.ts';

/** What may stand in a phrase's placeholder; the reader of the language turns it into text for the screen or words for the voice. */
export type Value =
  | { readonly as: 'text'; readonly text: string; readonly words: string }
  | { readonly as: 'count'; readonly value: number }
  | { readonly as: 'ticket'; readonly number: string }
  | { readonly as: 'counter'; readonly number: string }
  | { readonly as: 'minutes'; readonly value: number }
  | { readonly as: 'metres'; readonly value: number }
  | { readonly as: 'time'; readonly hour: number; readonly minute: number }
  | { readonly as: 'date'; readonly year: number; readonly month: number; readonly day: number }
  | { readonly as: 'money'; readonly dong: number };

export type Values = Readonly<Record<string, Value>>;

/** Phrases of the site's languages. A key or placeholder that is missing is a bug (config checks completeness at load). */
export interface Texts {
  readonly languages: readonly LanguageTag[];
  /** For the eye: digits, NBSP between number and unit. */
  screen(language: LanguageTag, key: string, values: Values): string;
  /** For the ear: words only; null where the language is not spoken. */
  speech(language: LanguageTag, key: string, values: Values): string | null;
}
