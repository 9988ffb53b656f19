/** How the ordinary number and the letters of a code are said in Vietnamese; the other languages have one way. */
export type Dialect = 'north' | 'south';

/** What a written number is: it decides how the same digits are read. */
export const kinds = [
  'cardinal',
  'negative',
  'decimal',
  'percent',
  'digits',
  'code',
  'phone',
  'ticket-digits',
  'ticket-number',
  'counter',
  'floor',
  'ordinal',
  'weekday',
  'month',
  'year',
  'time',
  'date',
  'date-lunar',
  'money',
  'range',
  'duration',
  'age',
  'distance',
] as const;
export type Kind = (typeof kinds)[number];

/** A day of the Gregorian calendar; `year` null where it is not said. */
export type SaidDate = { readonly year: number | null; readonly month: number; readonly day: number };
/** A day of the Vietnamese lunar calendar. */
export type LunarDate = SaidDate & { readonly leap: boolean };

/** Units of time, longest first. */
export const timeUnits = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const;
export type TimeUnit = (typeof timeUnits)[number];
export const lengthUnits = ['km', 'm', 'cm', 'mm'] as const;
export type LengthUnit = (typeof lengthUnits)[number];
export type Unit = TimeUnit | LengthUnit;

/** A number as it is written: `-12,05` is negative, whole 12, fraction `05`; fraction '' for a whole number. */
export type Amount = { readonly negative: boolean; readonly whole: bigint; readonly fraction: string };

/**
 * The voice of one language: parsed values to words. Words are NFC and hold no digit. Whole numbers are 0 or more and below
 * `numberLimit`.
 */
export interface NumberReader {
  cardinal(n: bigint): string;
  /** One by one, leading zeros kept; takes digits only. */
  digits(digits: string): string;
  negative(words: string): string;
  /** `fraction` is the digits after the comma, at least one. */
  decimal(whole: bigint, fraction: string): string;
  percent(words: string): string;
  /** Letters by name, then the digits one by one; either may be empty. */
  code(letters: string, digits: string): string;
  /** Letters by name, then the number. */
  lettered(letters: string, n: bigint): string;
  /** The sign and the word for an extension, where a phone number has them. */
  plus(words: string): string;
  extension(words: string): string;
  counter(n: bigint): string;
  floor(n: bigint): string;
  age(n: bigint): string;
  ordinal(n: bigint): string;
  /** 0 is Sunday. */
  weekday(day: number): string;
  /** 1 to 12. */
  month(month: number): string;
  year(year: number): string;
  /** 24-hour clock, hour 0 to 24. */
  time(hour: number, minute: number): string;
  date(date: SaidDate): string;
  lunarDate(date: LunarDate): string;
  /** Nothing is said as free of charge. */
  money(dong: bigint): string;
  range(from: string, to: string): string;
  /** A number with its unit. `words` are the number's own, where it is not whole. */
  quantity(n: bigint, unit: Unit, words: string | null): string;
  /** Several quantities in a row (an hour, thirty minutes). */
  together(parts: readonly string[]): string;
  /**
   * A number with the word that is written right after it, where the language does not simply say one after the other (sound
   * changes, gender, another set of numerals); null where it does.
   */
  withNoun(n: bigint, noun: string): { readonly words: string; readonly rest: string } | null;
  /** How a noun that stands beside a number is said; most languages say it as it is written. */
  noun(written: string): string;
  /** Set phrases with numbers in them (thứ 4, tháng 4 are thứ tư, tháng tư; 24/7 is no date), in words; all else as it was. */
  setPhrases(text: string): string;
  /** What stands between words and letters where a written text had none (75tuổi). */
  readonly gap: '' | ' ';
  /** The sign before decimals in this language's writing. */
  readonly decimalMark: ',' | '.';
}

/** Numbers from here on are refused: no name of any language is missing below it. */
export const numberLimit = 10n ** 36n;

/** Cuts a number into groups of `size` digits, lowest first. */
export const groupsOf = (n: bigint, size: 3 | 4): readonly number[] => {
  const base = size === 3 ? 1000n : 10_000n;
  const groups: number[] = [];
  for (let rest = n; rest > 0n; rest /= base) groups.push(Number(rest % base));
  return groups;
};

/** The rule of all languages whose decimals are read as numbers: one or two digits without a leading zero. */
export const fractionIsNumber = (fraction: string): boolean => /^[1-9]\d?$/.test(fraction);
