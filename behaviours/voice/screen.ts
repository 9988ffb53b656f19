import type { SaidDate } from './reader.ts';

/*
 * How values are written for the eye, by our own code: the host's ICU writes them differently from version to version.
 */

const nbsp = '\u00a0';

interface Writing {
  readonly group: string;
  readonly decimal: string;
  readonly date: (date: { readonly year: number; readonly month: number; readonly day: number }) => string;
  readonly money: (amount: string) => string;
}

const pad = (n: number): string => String(n).padStart(2, '0');
const englishMonths = 'January February March April May June July August September October November December'.split(
  ' ',
);
const frenchMonths = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');

const writings: Readonly<Record<string, Writing>> = {
  vi: {
    group: '.',
    decimal: ',',
    date: ({ year, month, day }) => `${pad(day)}/${pad(month)}/${year}`,
    money: (amount) => `${amount}${nbsp}đ`,
  },
  en: {
    group: ',',
    decimal: '.',
    date: ({ year, month, day }) => `${day}${nbsp}${englishMonths[month - 1] ?? ''}${nbsp}${year}`,
    money: (amount) => `${amount}${nbsp}VND`,
  },
  'zh-Hans': {
    group: ',',
    decimal: '.',
    date: ({ year, month, day }) => `${year}年${month}月${day}日`,
    money: (amount) => `${amount}越南盾`,
  },
  ko: {
    group: ',',
    decimal: '.',
    date: ({ year, month, day }) => `${year}년${nbsp}${month}월${nbsp}${day}일`,
    money: (amount) => `${amount}동`,
  },
  ja: {
    group: ',',
    decimal: '.',
    date: ({ year, month, day }) => `${year}年${month}月${day}日`,
    money: (amount) => `${amount}ドン`,
  },
  fr: {
    group: nbsp,
    decimal: ',',
    date: ({ year, month, day }) => `${day === 1 ? '1er' : day}${nbsp}${frenchMonths[month - 1] ?? ''}${nbsp}${year}`,
    money: (amount) => `${amount}${nbsp}VND`,
  },
};
const international: Writing = {
  group: nbsp,
  decimal: '.',
  date: ({ year, month, day }) => `${year}-${pad(month)}-${pad(day)}`,
  money: (amount) => `${amount}${nbsp}VND`,
};
const writingOf = (language: string): Writing => writings[language] ?? international;

/** A number with its groups of thousands, at most one place after the comma. */
export const numberOnScreen = (language: string, value: number): string => {
  const { group, decimal } = writingOf(language);
  const tenths = Math.round(Math.abs(value) * 10);
  const whole = String(Math.floor(tenths / 10)).replaceAll(/\B(?=(\d{3})+$)/g, group);
  const sign = value < 0 && tenths > 0 ? '−' : '';
  return sign + whole + (tenths % 10 === 0 ? '' : `${decimal}${tenths % 10}`);
};

export const dateOnScreen = (language: string, date: SaidDate & { readonly year: number }): string =>
  writingOf(language).date(date);

/** Twenty-four hours and two digits everywhere: a centre's hours look the same in every language. */
export const timeOnScreen = (hour: number, minute: number): string => `${pad(hour)}:${pad(minute)}`;

export const moneyOnScreen = (language: string, dong: number): string =>
  writingOf(language).money(numberOnScreen(language, dong));

/** French sets a space before high punctuation; it must not break the line there. */
export const withFrenchSpaces = (text: string): string => text.replaceAll(/ ([?:;])/g, `${nbsp}$1`);
