import type { LanguageTag } from '../behaviour.ts';

/**
 * What may stand in a phrase's placeholder; the reader of the language turns it into text for the screen or words for the voice.
 * `count`, `minutes`, `metres` and `counter` are the bare number: the unit or noun stands in the phrase (`{metres} m`). A number of
 * one takes the phrase `<key>.one` where there is one.
 */
export type Value =
  | { readonly as: 'text'; readonly text: string; readonly words: string }
  | { readonly as: 'count'; readonly value: number }
  | { readonly as: 'ticket'; readonly number: string }
  | { readonly as: 'counter'; readonly number: string }
  | { readonly as: 'minutes'; readonly value: number }
  | { readonly as: 'metres'; readonly value: number }
  | { readonly as: 'time'; readonly hour: number; readonly minute: number }
  | { readonly as: 'date'; readonly year: number; readonly month: number; readonly day: number }
  | { readonly as: 'money'; readonly dong: number }
  /** Parts of a day, in minutes of the local day (24:00 is 1440): `08:00–12:00, 13:00–17:00`. */
  | { readonly as: 'spans'; readonly spans: readonly { readonly from: number; readonly to: number }[] }
  /** Another phrase of the same language: `counter.name` with its number, a direction, a reason for help. */
  | { readonly as: 'phrase'; readonly key: string; readonly values: Values };

export interface Values {
  readonly [name: string]: Value;
}

/** `quầy số 4`, for phrases whose `{counter}` is the counter's name and not its bare number. */
export const counterName = (number: string): Value => ({
  as: 'phrase',
  key: 'counter.name',
  values: { counter: { as: 'counter', number } },
});

/** A language's phrases as `createPhrasebook` takes them; `speech` is null where the language is not spoken. */
export interface PhraseFile {
  readonly tag: LanguageTag;
  readonly spoken: boolean;
  /** Written forms that the voice says in other words. */
  readonly readings: Readonly<Record<string, string>>;
  readonly phrases: Readonly<Record<string, { readonly screen: string; readonly speech: string | null }>>;
}

/** Phrases of the site's languages. A key or placeholder that is missing is a bug (config checks completeness at load). */
export interface Texts {
  readonly languages: readonly LanguageTag[];
  /** For the eye: digits, NBSP between number and unit. */
  screen(language: LanguageTag, key: string, values: Values): string;
  /** For the ear: words only; null where the language is not spoken. */
  speech(language: LanguageTag, key: string, values: Values): string | null;
}
