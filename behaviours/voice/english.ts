import { fractionIsNumber, groupsOf, type NumberReader, type Unit } from './reader.ts';

const small = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
] as const;
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'] as const;
/** Short scale. */
const scales = [
  '',
  'thousand',
  'million',
  'billion',
  'trillion',
  'quadrillion',
  'quintillion',
  'sextillion',
  'septillion',
  'octillion',
  'nonillion',
  'decillion',
] as const;
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const irregularOrdinals: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};
const unitNames: Readonly<Record<Unit, string>> = {
  year: 'year',
  month: 'month',
  week: 'week',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  km: 'kilometre',
  m: 'metre',
  cm: 'centimetre',
  mm: 'millimetre',
};

const belowHundred = (n: number): string => {
  if (n < 20) return small[n] ?? '';
  const unit = n % 10;
  return `${tens[Math.floor(n / 10)] ?? ''}${unit === 0 ? '' : `-${small[unit] ?? ''}`}`;
};
const belowThousand = (n: number): string => {
  const hundreds = Math.floor(n / 100);
  const rest = n % 100;
  if (hundreds === 0) return belowHundred(rest);
  return `${small[hundreds] ?? ''} hundred${rest === 0 ? '' : ` and ${belowHundred(rest)}`}`;
};

const cardinal = (n: bigint): string => {
  if (n === 0n) return 'zero';
  const words: string[] = [];
  const groups = groupsOf(n, 3);
  for (let place = groups.length - 1; place >= 0; place -= 1) {
    const part = groups[place] ?? 0;
    if (part === 0) continue;
    // British usage: a last part below a hundred is joined by "and".
    const and = place === 0 && part < 100 && words.length > 0 ? 'and ' : '';
    const scale = scales[place] ?? '';
    words.push(`${and}${belowThousand(part)}${scale === '' ? '' : ` ${scale}`}`);
  }
  return words.join(' ');
};

const digits = (run: string): string => Array.from(run, (one) => small[Number(one)] ?? '').join(' ');
const letters = (run: string): string => Array.from(run.toUpperCase()).join(' ');
const join = (...words: string[]): string => words.filter((word) => word !== '').join(' ');

const ordinal = (n: bigint): string => {
  const words = cardinal(n);
  const last = /[a-z]+$/.exec(words)?.[0] ?? '';
  const start = words.slice(0, words.length - last.length);
  const irregular = irregularOrdinals[last];
  if (irregular !== undefined) return start + irregular;
  return `${start}${last.endsWith('y') ? `${last.slice(0, -1)}ie` : last}th`;
};

/** Years are said in two halves (twenty twenty-five) except around a new millennium. */
const year = (n: number): string => {
  const century = Math.floor(n / 100);
  const rest = n % 100;
  if (n < 1000 || n > 9999 || (century % 10 === 0 && rest < 10)) return cardinal(BigInt(n));
  if (rest === 0) return `${belowHundred(century)} hundred`;
  return `${belowHundred(century)} ${rest < 10 ? `oh ${belowHundred(rest)}` : belowHundred(rest)}`;
};

/**
 * On the twelve-hour clock: "o'clock" for a full hour before noon and for noon itself, "p.m." after noon. The hour after midnight
 * has its "a.m.", because a bare twelve is taken for noon.
 */
const time = (hour: number, minute: number): string => {
  const h = hour % 24;
  if (h === 0 && minute === 0) return 'midnight';
  const name = belowHundred(h % 12 === 0 ? 12 : h % 12);
  if (minute === 0) return h <= 12 ? `${name} o'clock` : `${name} p.m.`;
  const minutes = minute < 10 ? `oh ${belowHundred(minute)}` : belowHundred(minute);
  return `${name} ${minutes}${h === 0 ? ' a.m.' : h >= 12 ? ' p.m.' : ''}`;
};

const monthName = (n: number): string => months[n - 1] ?? '';
const plural = (n: bigint, word: string): string => (n === 1n ? word : `${word}s`);

/** British English. */
export const english: NumberReader = {
  gap: ' ',
  decimalMark: '.',
  setPhrases: (text) => text.replaceAll(/(?<![\d/])24\/7(?![\d/])/g, 'twenty-four seven'),
  noun: (written) => written,
  cardinal,
  digits,
  negative: (words) => `minus ${words}`,
  decimal: (whole, fraction) =>
    `${cardinal(whole)} point ${fractionIsNumber(fraction) ? cardinal(BigInt(fraction)) : digits(fraction)}`,
  percent: (words) => `${words} per cent`,
  code: (series, run) => join(letters(series), digits(run)),
  lettered: (series, n) => join(letters(series), cardinal(n)),
  plus: (words) => `plus ${words}`,
  extension: (words) => `extension ${words}`,
  counter: (n) => `counter ${cardinal(n)}`,
  floor: (n) => `floor ${cardinal(n)}`,
  age: (n) => `${cardinal(n)} ${plural(n, 'year')} old`,
  ordinal,
  weekday: (day) => weekdays[day] ?? '',
  month: monthName,
  year,
  time,
  date: (date) =>
    join(`the ${ordinal(BigInt(date.day))} of ${monthName(date.month)}`, date.year === null ? '' : year(date.year)),
  lunarDate: (date) =>
    join(
      `the ${ordinal(BigInt(date.day))} of the`,
      date.leap ? 'leap' : '',
      `${ordinal(BigInt(date.month))} lunar month`,
      date.year === null ? '' : year(date.year),
    ),
  money: (dong) => (dong === 0n ? 'free of charge' : `${cardinal(dong)} dong`),
  range: (from, to) => `from ${from} to ${to}`,
  quantity: (n, unit, words) =>
    `${words ?? cardinal(n)} ${words === null ? plural(n, unitNames[unit]) : `${unitNames[unit]}s`}`,
  together: (parts) => parts.join(' '),
  withNoun: (n, noun) => {
    const suffix = /^(?:st|nd|rd|th)\b/.exec(noun)?.[0];
    return suffix === undefined ? null : { words: ordinal(n), rest: noun.slice(suffix.length) };
  },
};
