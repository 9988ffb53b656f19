import type { NumberReader } from './reader.ts';
import { amountOf, dateOf, lengthOf, timeOf } from './written.ts';

/*
 * Numbers among words: names of places and services, notes of the staff, `quầy số 4`, `75 tuổi`.
 */

/** A number as written inside a text, with what decides how it is read. Alternatives are tried in this order at each place. */
const token =
  /(?<time>(?<!\d)\d{1,2}(?::\d{2}|h\d{2})(?!\d))|(?<date>(?<![\d/])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\/\d{1,2}(?:\/\d{4})?)(?![\d/]))|(?<![\p{L}])(?<letters>[A-ZĐ]{1,3})-?(?<digits>\d+)|(?<amount>\d+(?:[.,]\d+)*)(?<after>\s?(?:%|₫|đ(?!\p{L})|VND\b|km\b|cm\b|mm\b|m(?!\p{L})))?/gu;

const said = (reader: NumberReader, groups: Readonly<Record<string, string | undefined>>, noun: string) => {
  const {
    time,
    date,
    letters,
    digits,
    amount = '',
    after = '',
  } = groups as {
    readonly [name in 'time' | 'date' | 'letters' | 'digits' | 'amount' | 'after']?: string;
  };
  const plain = (words: string) => ({ words, rest: noun });
  if (time !== undefined) {
    const parsed = timeOf(time);
    return plain(parsed === null ? reader.digits(time.replaceAll(/\D/g, '')) : reader.time(parsed.hour, parsed.minute));
  }
  if (date !== undefined) {
    const parsed = dateOf(date);
    return plain(parsed === null ? reader.digits(date.replaceAll(/\D/g, '')) : reader.date(parsed));
  }
  if (letters !== undefined) return plain(reader.code(letters, digits ?? ''));
  const sign = after.trim();
  const money = sign === 'đ' || sign === '₫' || sign === 'VND';
  const parsed = amountOf(amount, money ? 'none' : reader.decimalMark);
  // No number's name reaches that far, or it is no number: each digit is still right.
  if (parsed === null) return plain(reader.digits(amount.replaceAll(/\D/g, '')));
  const words = parsed.fraction === '' ? reader.cardinal(parsed.whole) : reader.decimal(parsed.whole, parsed.fraction);
  if (money) return plain(reader.money(parsed.whole));
  if (sign === '%') return plain(reader.percent(words));
  if (sign !== '') {
    const length = lengthOf(amount + sign, reader.decimalMark);
    if (length !== null)
      return plain(reader.quantity(parsed.whole, length.unit, parsed.fraction === '' ? null : words));
  }
  const blank = /^\s?/.exec(noun)?.[0] ?? '';
  const joined = parsed.fraction === '' ? reader.withNoun(parsed.whole, noun.slice(blank.length)) : null;
  if (joined !== null) return joined;
  const adjoining = blank === '' && /^\p{L}/u.test(noun);
  return plain(words + (adjoining ? reader.gap : ''));
};

/** The text with every number in words. */
export function textInWords(reader: NumberReader, text: string): string {
  let rest = reader.setPhrases(text);
  let words = '';
  for (;;) {
    token.lastIndex = 0;
    const found = token.exec(rest);
    if (found === null) return words + reader.noun(rest);
    const before = rest.slice(0, found.index);
    const { words: number, rest: after } = said(reader, found.groups ?? {}, rest.slice(found.index + found[0].length));
    const adjoining = /[\p{L}]$/u.test(before) ? reader.gap : '';
    words += reader.noun(before) + adjoining + number;
    rest = after;
  }
}
