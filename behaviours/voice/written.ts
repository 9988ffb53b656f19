import { numberLimit, type Amount, type LengthUnit, type LunarDate, type SaidDate, type TimeUnit } from './reader.ts';

/*
 * Written forms to values. Every function takes the whole text and gives null when it is something else; none guesses.
 */

/** Which sign is the decimal's: the language's own, or none where cents do not exist (money in đồng). */
export type Mark = ',' | '.' | 'none';

const whole = (digits: string): bigint | null => {
  const n = BigInt(digits);
  return n < numberLimit ? n : null;
};

/** `1250500`, `1.250.500`, `1,250,500`, `1 250 500`, `3,5`, `12.05`, each with a minus before it or not. */
export const amountOf = (text: string, mark: Mark): Amount | null => {
  const found = /^([-−])?\s?(\d[\d., ']*)$/.exec(text);
  if (found === null) return null;
  const negative = found[1] !== undefined;
  const body = (found[2] ?? '').trimEnd();
  const make = (digits: string, fraction: string): Amount | null => {
    const n = whole(digits.replaceAll(/\D/g, ''));
    return n === null ? null : { negative, whole: n, fraction };
  };
  if (/^\d+$/.test(body)) return make(body, '');
  const grouped = /^(\d{1,3}(?:([., '])\d{3})(?:\2\d{3})*)(?:([.,])(\d+))?$/.exec(body);
  if (grouped !== null && grouped[2] !== grouped[3]) {
    const groups = grouped[1] ?? '';
    // One group after the language's own decimal sign is a fraction (1.250 in English); several never are.
    const fraction = grouped[2] === mark && grouped[4] === undefined && groups.split(grouped[2] ?? '').length === 2;
    if (!fraction) return make(groups, grouped[4] ?? '');
  }
  const decimal = /^(\d+)([.,])(\d+)$/.exec(body);
  return decimal === null ? null : make(decimal[1] ?? '', decimal[3] ?? '');
};

export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
}
/** `8:05`, `08:05`, `8h`, `8h05`, `8 giờ 5`, `5 pm`. */
export const timeOf = (text: string): ClockTime | null => {
  const found =
    /^(\d{1,2})(?::(\d{2})|\s?(?:h|g|giờ|时|点|時|시)\s?(\d{1,2})?(?:\s?(?:phút|分|분))?)?\s?([ap]\.?m\.?)?$/iu.exec(
      text,
    );
  if (found === null) return null;
  const [, hours = '', byColon, byWord, half] = found;
  if (text === hours) return null;
  const minute = Number(byColon ?? byWord ?? '0');
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
  }
  return minute < 60 && (hour < 24 || (hour === 24 && minute === 0)) ? { hour, minute } : null;
};

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const leapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const isDay = ({ year, month, day }: SaidDate): boolean => {
  const length = month === 2 && (year === null || leapYear(year)) ? 29 : (monthLengths[month - 1] ?? 0);
  return day >= 1 && day <= length;
};
const partsOf = (text: string): SaidDate | null => {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso !== null) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) };
  const dayFirst = /^(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}))?$/.exec(text);
  if (dayFirst === null) return null;
  const year = dayFirst[4] === undefined ? null : Number(dayFirst[4]);
  return { year, month: Number(dayFirst[3]), day: Number(dayFirst[1]) };
};
/** `2025-10-05`, `05/10/2025`, `5/10`; only days that exist. */
export const dateOf = (text: string): SaidDate | null => {
  const date = partsOf(text.replace(/^ngày\s+/iu, ''));
  return date !== null && isDay(date) ? date : null;
};
/** `15/8 lunar`, `1/1`, `15/6 leap lunar`, `10/3/2026 âm lịch`. */
export const lunarDateOf = (text: string): LunarDate | null => {
  const found = /^([\d/.-]+)\s*((?:lunar|leap|nhuận|âm lịch|\(|\)|\s)*)$/iu.exec(text);
  if (found === null) return null;
  const date = partsOf(found[1] ?? '');
  if (date === null || date.day < 1 || date.day > 30 || date.month < 1 || date.month > 12) return null;
  return { ...date, leap: /leap|nhuận/iu.test(found[2] ?? '') };
};

const currency = '(?:đồng|đ|₫|dong|dongs|vnđ|vnd)';
/** The amount of `8.000 đ`, `8000`, `1.250.500 ₫`, `VND 8,000`; `marked`: a currency stands with it. */
export const moneyOf = (text: string): { readonly amount: Amount; readonly marked: boolean } | null => {
  const found = new RegExp(`^(?:(${currency})\\s?)?(.*?)(?:\\s?(${currency}))?$`, 'iu').exec(text);
  const amount = amountOf(found?.[2] ?? '', 'none');
  if (found === null || amount === null || amount.fraction !== '') return null;
  return { amount, marked: found[1] !== undefined || found[3] !== undefined };
};

const timeUnitForms: Readonly<Record<string, TimeUnit>> = {
  s: 'second',
  sec: 'second',
  secs: 'second',
  second: 'second',
  seconds: 'second',
  min: 'minute',
  mins: 'minute',
  minute: 'minute',
  minutes: 'minute',
  "'": 'minute',
  h: 'hour',
  hr: 'hour',
  hrs: 'hour',
  hour: 'hour',
  hours: 'hour',
  d: 'day',
  day: 'day',
  days: 'day',
  week: 'week',
  weeks: 'week',
  month: 'month',
  months: 'month',
  year: 'year',
  years: 'year',
};
const lengthForms: ReadonlySet<string> = new Set<LengthUnit>(['km', 'm', 'cm', 'mm']);

export interface Span {
  readonly amount: Amount;
  readonly unit: TimeUnit;
}
/** `90 min`, `1 h 30 min`, `1h30`, `45 s`, `3 days`, in the international and English forms of the units. */
export const durationOf = (text: string, mark: Mark): readonly Span[] | null => {
  const short = /^(\d{1,2})\s?h\s?(\d{1,2})$/i.exec(text);
  const pieces = short === null ? text : `${short[1]} h ${short[2]} min`;
  const spans: Span[] = [];
  const rest = pieces.replaceAll(/(\d[\d.,]*)\s?([a-z']+)[\s,]*/gi, (piece: string, n: string, unit: string) => {
    const amount = amountOf(n, mark);
    const name = timeUnitForms[unit.toLowerCase()];
    if (amount === null || name === undefined) return piece;
    spans.push({ amount, unit: name });
    return '';
  });
  return rest.trim() === '' && spans.length > 0 ? spans : null;
};
/** `12 m`, `1,5 km`. */
export const lengthOf = (text: string, mark: Mark): { readonly amount: Amount; readonly unit: LengthUnit } | null => {
  const found = /^(.*?)\s?([a-z]+)$/i.exec(text);
  const unit = found?.[2] ?? '';
  const amount = amountOf(found?.[1] ?? '', mark);
  // The set holds nothing but length units.
  return amount !== null && lengthForms.has(unit) ? { amount, unit: unit as LengthUnit } : null;
};

/** The letters and digits of a code such as `A105`, `AB-012`, and the noun after it (`105番`), '' for none. */
export const codeOf = (
  text: string,
): { readonly letters: string; readonly digits: string; readonly noun: string } | null => {
  const found = /^([A-Za-zĐđ]{0,4})[\s.-]?(\d+)\s?([^\dA-Za-zĐđ]*)$/u.exec(text);
  return found === null ? null : { letters: found[1] ?? '', digits: found[2] ?? '', noun: found[3] ?? '' };
};

/** The two ends of `8:00–11:30`, `10-15`, `5 đến 10`; null where there are not exactly two. */
export const endsOf = (text: string): readonly [string, string] | null => {
  for (const sign of [/\s*[–—~～〜]\s*/u, /\s+(?:đến|to|à|bis)\s+/iu, /\s*-\s*/u]) {
    const ends = text.replace(/^(?:từ|from|de)\s+/iu, '').split(sign);
    const [from = '', to = ''] = ends;
    if (ends.length === 2 && from !== '' && to !== '') return [from, to];
  }
  return null;
};
