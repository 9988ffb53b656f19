import { fail, ok, type Result } from '../../hal/result.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { textInWords } from './in-text.ts';
import { japanese } from './japanese.ts';
import { korean } from './korean.ts';
import { kinds, type Amount, type Dialect, type Kind, type NumberReader } from './reader.ts';
import { vietnamese } from './vietnamese.ts';
import {
  amountOf,
  codeOf,
  dateOf,
  durationOf,
  endsOf,
  lengthOf,
  lunarDateOf,
  moneyOf,
  timeOf,
  type Mark,
  type Span,
} from './written.ts';

export type ReadFault =
  | { readonly kind: 'unknown-language'; readonly language: string }
  | { readonly kind: 'unknown-kind'; readonly name: string }
  /** The text is not a number of that kind, or a number too large to have a name. */
  | { readonly kind: 'unreadable'; readonly name: Kind; readonly input: string };

export interface ReadOptions {
  /** Only Vietnamese has two; north unless told. */
  readonly dialect: Dialect;
}

const northern = vietnamese('north');
const southern = vietnamese('south');
const others: Readonly<Record<string, NumberReader>> = {
  en: english,
  'zh-Hans': chinese,
  ko: korean,
  ja: japanese,
  fr: french,
};

/** The languages that have a reader. */
export const readLanguages = ['vi', 'en', 'zh-Hans', 'ko', 'ja', 'fr'] as const;

/** The reader of a language, null where there is none. */
export const readerOf = (language: string, dialect: Dialect): NumberReader | null =>
  language === 'vi' ? (dialect === 'south' ? southern : northern) : (others[language] ?? null);

/** An amount in words. */
export const amountInWords = (reader: NumberReader, { negative, whole, fraction }: Amount): string => {
  const words = fraction === '' ? reader.cardinal(whole) : reader.decimal(whole, fraction);
  return negative ? reader.negative(words) : words;
};

type NamedKind = 'counter' | 'floor' | 'age';
/**
 * What the counted thing is called where a text names it. A name in another language than the reader's is not taken over: an
 * English voice says "counter four" for "quầy số 4".
 */
const nouns: Readonly<Record<NamedKind, Readonly<Record<string, RegExp>>>> = {
  counter: {
    vi: /quầy|cửa số/iu,
    en: /counter|window|desk/iu,
    'zh-Hans': /号?窗口|号?柜台/u,
    ko: /창구/u,
    ja: /番?窓口/u,
    fr: /guichet/iu,
  },
  floor: {
    vi: /tầng|lầu/iu,
    en: /floor|level/iu,
    'zh-Hans': /[楼层]/u,
    ko: /층/u,
    ja: /階/u,
    fr: /étage/iu,
  },
  age: { vi: /tuổi/iu, en: /years?|aged?/iu, 'zh-Hans': /岁/u, ko: /[세살]/u, ja: /[歳才]/u, fr: /(?<!\p{L})ans?/iu },
};

/** Longer than any number that has a name; keeps the parsers' work small. */
const maxLength = 200;

const isKind = (name: string): name is Kind => (kinds as readonly string[]).includes(name);

/** Ninety minutes are an hour and thirty minutes; hours stay hours. */
const carried = (spans: readonly Span[]): readonly Span[] => {
  const [only, another] = spans;
  if (only === undefined || another !== undefined || only.amount.fraction !== '' || only.amount.whole < 60n)
    return spans;
  const above = only.unit === 'minute' ? 'hour' : only.unit === 'second' ? 'minute' : null;
  if (above === null) return spans;
  const part = (n: bigint, unit: Span['unit']): Span[] =>
    n === 0n ? [] : [{ amount: { ...only.amount, whole: n }, unit }];
  return [...carried(part(only.amount.whole / 60n, above)), ...part(only.amount.whole % 60n, only.unit)];
};

class Reading {
  readonly #reader: NumberReader;
  readonly #mark: Mark;

  readonly #language: string;

  constructor(language: string, reader: NumberReader) {
    this.#language = language;
    this.#reader = reader;
    this.#mark = reader.decimalMark;
  }

  as(kind: Kind, text: string): string | null {
    switch (kind) {
      case 'cardinal':
      case 'negative':
      case 'decimal':
        return this.#amount(text, this.#mark) ?? this.#withWords(text);
      case 'percent':
        return this.#percent(text) ?? this.#withWords(text);
      case 'digits':
      case 'code':
        return this.#code(text);
      case 'phone':
        return this.#phone(text);
      case 'ticket-digits':
      case 'ticket-number':
        return this.#ticket(text, kind === 'ticket-digits');
      case 'counter':
        return this.#named(text, 'counter', (n) => this.#reader.counter(n));
      case 'floor':
        return this.#named(text, 'floor', (n) => this.#reader.floor(n));
      case 'age':
        return this.#named(text, 'age', (n) => this.#reader.age(n));
      case 'ordinal':
        return this.#oneNumber(text, (n) => this.#reader.ordinal(n));
      case 'weekday':
        return this.#oneNumber(text, (n) => (n <= 7n ? this.#reader.weekday(Number(n) % 7) : null));
      case 'month':
        return this.#oneNumber(text, (n) => (n >= 1n && n <= 12n ? this.#reader.month(Number(n)) : null));
      case 'year':
        return this.#oneNumber(text, (n) => (n >= 1n && n <= 9999n ? this.#reader.year(Number(n)) : null));
      case 'time': {
        const time = timeOf(text);
        return time === null ? null : this.#reader.time(time.hour, time.minute);
      }
      case 'date': {
        const date = dateOf(text);
        return date === null ? null : this.#reader.date(date);
      }
      case 'date-lunar': {
        const date = lunarDateOf(text);
        return date === null ? null : this.#reader.lunarDate(date);
      }
      case 'money':
        return this.#money(text) ?? this.#range(text) ?? this.#withWords(text);
      case 'range':
        return this.#ranges(text);
      case 'duration':
        return this.#duration(text) ?? this.#range(text) ?? this.#withWords(text);
      case 'distance':
        return this.#distance(text) ?? this.#range(text) ?? this.#withWords(text);
    }
  }

  #amount(text: string, mark: Mark): string | null {
    const amount = amountOf(text, mark);
    return amount === null ? null : amountInWords(this.#reader, amount);
  }

  #percent(text: string): string | null {
    const words = this.#amount(text.replace(/\s?%$/, ''), this.#mark);
    return words === null ? null : this.#reader.percent(words);
  }

  /** Letters by name and digits one by one; what separates them on paper is not said. */
  #code(text: string): string | null {
    const body = text.replaceAll(/[\s.,/-]/g, '');
    if (!/^[A-Za-zĐđ\d]+$/.test(body)) return null;
    const runs = [...body.matchAll(/([A-Za-zĐđ]*)(\d*)/g)].filter(([run]) => run !== '');
    return runs.map(([, letters = '', digits = '']) => this.#reader.code(letters, digits)).join(this.#reader.gap || '');
  }

  #phone(text: string): string | null {
    const found = /^(\+)?([\d\s.()-]+)(?:\s*(?:ext\.?|x|máy lẻ|#)\s*(\d+))?$/iu.exec(text);
    const digits = (found?.[2] ?? '').replaceAll(/\D/g, '');
    if (found === null || digits === '') return null;
    const main = this.#reader.digits(digits);
    const number = found[1] === undefined ? main : this.#reader.plus(main);
    return found[3] === undefined
      ? number
      : this.#reader.together([number, this.#reader.extension(this.#reader.digits(found[3]))]);
  }

  #ticket(text: string, digitByDigit: boolean): string | null {
    const code = codeOf(text);
    if (code === null) return this.#withWords(text);
    const noun = this.#reader.noun(code.noun);
    if (digitByDigit) return this.#reader.code(code.letters, code.digits) + noun;
    if (code.digits.length > 36) return null;
    const n = BigInt(code.digits);
    if (code.letters === '' && code.noun !== '') return this.#withWords(`${n}${code.noun}`);
    return this.#reader.lettered(code.letters, n) + noun;
  }

  /** A bare number is named by the language; a text that names it (quầy số 4) keeps its own words. */
  #named(text: string, kind: NamedKind, name: (n: bigint) => string): string | null {
    const amount = amountOf(text, 'none');
    if (amount !== null) return amount.negative || amount.fraction !== '' ? null : name(amount.whole);
    const own = nouns[kind][this.#language]?.test(text) === true;
    const foreign = !own && Object.values(nouns[kind]).some((noun) => noun.test(text));
    return foreign ? this.#oneNumber(text, name) : this.#withWords(text);
  }

  #oneNumber(text: string, say: (n: bigint) => string | null): string | null {
    const numbers = text.match(/\d+/g) ?? [];
    const [only] = numbers;
    return only === undefined || numbers.length > 1 || only.length > 36 ? null : say(BigInt(only));
  }

  #money(text: string): string | null {
    const money = moneyOf(text);
    if (money === null) return null;
    const words = this.#reader.money(money.amount.whole);
    return money.amount.negative && money.amount.whole > 0n ? this.#reader.negative(words) : words;
  }

  #duration(text: string): string | null {
    const spans = durationOf(text, this.#mark);
    if (spans === null) return null;
    return this.#reader.together(
      carried(spans).map(({ amount, unit }) =>
        this.#reader.quantity(amount.whole, unit, amount.fraction === '' ? null : amountInWords(this.#reader, amount)),
      ),
    );
  }

  #distance(text: string): string | null {
    const length = lengthOf(text, this.#mark);
    if (length === null) return null;
    const { amount, unit } = length;
    const words = amount.fraction === '' && !amount.negative ? null : amountInWords(this.#reader, amount);
    return this.#reader.quantity(amount.whole, unit, words);
  }

  /** One end of a range, by its look. */
  #end(text: string, mark: Mark): string | null {
    const time = timeOf(text);
    if (time !== null) return this.#reader.time(time.hour, time.minute);
    const date = dateOf(text);
    // 8.30 may be a day of August or a price; only what is written with a slash or in full is taken for a date.
    if (date !== null && /[/-]/.test(text)) return this.#reader.date(date);
    if (moneyOf(text)?.marked === true) return this.#money(text);
    if (text.endsWith('%')) return this.#percent(text);
    return this.#duration(text) ?? this.#distance(text) ?? this.#amount(text, mark) ?? this.#withWords(text);
  }

  #range(text: string): string | null {
    const ends = endsOf(text);
    if (ends === null) return null;
    const mark = moneyOf(ends[1])?.marked === true ? 'none' : this.#mark;
    const from = this.#end(ends[0], mark);
    const to = this.#end(ends[1], mark);
    return from === null || to === null ? null : this.#reader.range(from, to);
  }

  /** Several ranges are said one after the other. */
  #ranges(text: string): string | null {
    const said = text.split(/[,;]\s+/).map((part) => this.#range(part));
    return said.every((part) => part !== null) ? said.join(', ') : null;
  }

  /** Numbers among words. What has no number, or no word, is nothing of the kind. */
  #withWords(text: string): string | null {
    return /\d/.test(text) && /\p{L}/u.test(text) ? textInWords(this.#reader, text) : null;
  }
}

/**
 * What a number's written form sounds like: NFC words of the language without a digit. Pure; the same input gives the same words
 * on every host.
 */
export function read(language: string, kind: string, input: string, options: ReadOptions): Result<string, ReadFault> {
  const reader = readerOf(language, options.dialect);
  if (reader === null) return fail({ kind: 'unknown-language', language });
  if (!isKind(kind)) return fail({ kind: 'unknown-kind', name: kind });
  // Full-width digits and the several kinds of blank are the same number.
  const text = input
    .slice(0, maxLength + 1)
    .normalize('NFKC')
    .trim();
  const words = text.length > maxLength ? null : new Reading(language, reader).as(kind, text);
  // Numerals of another script are not ours to read.
  if (words === null || words === '' || /\p{N}/u.test(words))
    return fail({ kind: 'unreadable', name: kind, input: input.slice(0, maxLength) });
  return ok(words.normalize('NFC'));
}
