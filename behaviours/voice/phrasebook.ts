import { assert, present } from '../../hal/assert.ts';
import type { LanguageTag } from '../behaviour.ts';
import { textInWords } from './in-text.ts';
import { withParticles } from './korean.ts';
import { readerOf } from './read.ts';
import type { Dialect, NumberReader } from './reader.ts';
import { dateOnScreen, moneyOnScreen, numberOnScreen, timeOnScreen, withFrenchSpaces } from './screen.ts';
import type { PhraseFile, Texts, Value, Values } from './texts.ts';
import { codeOf } from './written.ts';

export interface PhrasebookOptions {
  readonly dialect: Dialect;
  /** A012 said as a code ("a không một hai", the default) or as a number ("a mười hai"). */
  readonly tickets: 'digits' | 'number';
}

/** Said text for a foreign or local name: its readings, its numbers in words, and no sign that a voice would spell out. */
export const sayable = (reader: NumberReader, readings: Readonly<Record<string, string>>, written: string): string =>
  textInWords(
    reader,
    written.normalize('NFC').replaceAll(/[\p{L}\p{M}\p{N}/-]+/gu, (word) => readings[word] ?? word),
  )
    .replaceAll(/[–—()[\]/|]+/g, ', ')
    .replaceAll(/[^\p{L}\p{M} .,;:?'’-]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.,;:?])/g, '')
    .replaceAll(/,(?:\s*,)+/g, ',')
    .replaceAll(/^[\s,]+|[\s,]+$/g, '');

const isNumeric = (
  value: Value | undefined,
): value is Extract<Value, { readonly as: 'count' | 'minutes' | 'metres' }> =>
  value !== undefined && (value.as === 'count' || value.as === 'minutes' || value.as === 'metres');

const inMinutes = (minute: number): readonly [hour: number, minute: number] => [Math.floor(minute / 60), minute % 60];

class Language {
  readonly file: PhraseFile;
  readonly #options: PhrasebookOptions;
  readonly #reader: NumberReader | null;

  constructor(file: PhraseFile, options: PhrasebookOptions) {
    this.file = file;
    this.#options = options;
    this.#reader = readerOf(file.tag, options.dialect);
    assert(!file.spoken || this.#reader !== null, `language ${file.tag} is spoken but has no reader of numbers`);
  }

  phrase(key: string, values: Values): PhraseFile['phrases'][string] {
    const { phrases, tag } = this.file;
    const one = Object.values(values).some((value) => isNumeric(value) && value.value === 1);
    return present((one ? phrases[`${key}.one`] : undefined) ?? phrases[key], `no phrase ${key} in ${tag}`);
  }

  #fill(template: string, key: string, values: Values, put: (value: Value) => string): string {
    return template.replaceAll(/\{([A-Za-z]+)\}( (?=\p{L}))?/gu, (_, name: string, blank: string | undefined) => {
      const value = present(values[name], `phrase ${key} needs {${name}}`);
      // A number stays on one line with what it counts.
      return put(value) + (blank === undefined ? '' : isNumeric(value) ? '\u00a0' : ' ');
    });
  }

  screen(key: string, values: Values): string {
    const template = this.phrase(key, values).screen;
    const filled = this.#fill(template, key, values, (value) => this.#onScreen(value));
    const { tag } = this.file;
    const text = tag === 'ko' ? withParticles(filled) : tag === 'fr' ? withFrenchSpaces(filled) : filled;
    return text.normalize('NFC');
  }

  /** A sentence that begins with a placeholder begins with a capital all the same. */
  sentence(key: string, values: Values): string {
    const text = this.screen(key, values);
    return this.phrase(key, values).screen.startsWith('{') ? text.replace(/^\p{Ll}/u, (c) => c.toUpperCase()) : text;
  }

  speech(key: string, values: Values): string {
    const template = present(this.phrase(key, values).speech, `phrase ${key} of ${this.file.tag} has no speech`);
    const words = this.#fill(template, key, values, (value) => this.#inWords(value))
      .replaceAll(/\s+/g, ' ')
      // A value that ends in a stop (five p.m.) may end the sentence.
      .replaceAll('..', '.')
      .trim()
      .normalize('NFC');
    assert(!/\p{N}/u.test(words), `speech with a digit: ${words}`);
    return words;
  }

  #onScreen(value: Value): string {
    const { tag, phrases } = this.file;
    switch (value.as) {
      case 'text':
        return value.text;
      case 'count':
      case 'minutes':
      case 'metres':
        return numberOnScreen(tag, value.value);
      case 'ticket':
      case 'counter':
        return value.number;
      case 'time':
        return timeOnScreen(value.hour, value.minute);
      case 'date':
        return dateOnScreen(tag, value);
      case 'money':
        return value.dong === 0 && phrases['fee.free'] !== undefined
          ? phrases['fee.free'].screen
          : moneyOnScreen(tag, value.dong);
      case 'spans':
        return value.spans
          .map(({ from, to }) => `${timeOnScreen(...inMinutes(from))}–${timeOnScreen(...inMinutes(to))}`)
          .join(', ');
      case 'phrase':
        return this.screen(value.key, value.values);
    }
  }

  #inWords(value: Value): string {
    const reader = present(this.#reader, `no reader for ${this.file.tag}`);
    switch (value.as) {
      case 'text':
        return sayable(reader, this.file.readings, value.words === '' ? value.text : value.words);
      case 'count':
      case 'minutes':
      case 'metres':
        return this.#number(reader, value.value);
      case 'ticket': {
        const code = codeOf(value.number);
        if (code === null) return sayable(reader, this.file.readings, value.number);
        return this.#options.tickets === 'digits'
          ? reader.code(code.letters, code.digits)
          : reader.lettered(code.letters, BigInt(code.digits));
      }
      case 'counter':
        return sayable(reader, this.file.readings, value.number);
      case 'time':
        return reader.time(value.hour, value.minute);
      case 'date':
        return reader.date(value);
      case 'money':
        return reader.money(BigInt(value.dong));
      case 'spans':
        return value.spans
          .map(({ from, to }) => reader.range(reader.time(...inMinutes(from)), reader.time(...inMinutes(to))))
          .join(', ');
      case 'phrase':
        return this.speech(value.key, value.values);
    }
  }

  /** Whole, or with one place after the comma. */
  #number(reader: NumberReader, value: number): string {
    const tenths = Math.round(Math.abs(value) * 10);
    const whole = BigInt(Math.floor(tenths / 10));
    const words = tenths % 10 === 0 ? reader.cardinal(whole) : reader.decimal(whole, String(tenths % 10));
    return value < 0 && tenths > 0 ? reader.negative(words) : words;
  }
}

/**
 * The phrases of the site's languages with their values put in. Which keys and placeholders there are was checked when the files
 * were read; asking for another is a bug and throws.
 */
export function createPhrasebook(
  files: readonly PhraseFile[],
  { dialect = 'north', tickets = 'digits' }: Partial<PhrasebookOptions> = {},
): Texts {
  const languages = new Map(files.map((file) => [file.tag, new Language(file, { dialect, tickets })]));
  const of = (tag: LanguageTag): Language => present(languages.get(tag), `no language ${tag}`);
  return {
    languages: files.map(({ tag }) => tag),
    screen: (language, key, values) => of(language).sentence(key, values),
    speech: (language, key, values) => (of(language).file.spoken ? of(language).speech(key, values) : null),
  };
}
