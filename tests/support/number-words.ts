/*
 * Words back to numbers, by the grammar as a listener knows it: the second route against which the readers are tested. Nothing
 * here knows how the readers work.
 */

const value = (table: Readonly<Record<string, number>>, word: string): number => {
  const found = table[word];
  if (found === undefined) throw new Error(`not a number word: ${word}`);
  return found;
};

const vietnameseDigits: Readonly<Record<string, number>> = {
  không: 0,
  một: 1,
  mốt: 1,
  hai: 2,
  ba: 3,
  bốn: 4,
  tư: 4,
  năm: 5,
  lăm: 5,
  sáu: 6,
  bảy: 7,
  tám: 8,
  chín: 9,
};

/** Below a thousand: `hai trăm linh năm`, `mười lăm`, `ba mươi tư`. */
const vietnameseGroup = (words: readonly string[]): number => {
  let sum = 0;
  let digit = 0;
  for (const word of words) {
    if (word === 'trăm') [sum, digit] = [sum + digit * 100, 0];
    else if (word === 'mươi') [sum, digit] = [sum + digit * 10, 0];
    else if (word === 'mười') sum += 10;
    else if (word !== 'linh' && word !== 'lẻ') digit = value(vietnameseDigits, word);
  }
  return sum + digit;
};

const cutAt = (words: readonly string[], cut: readonly string[]): [readonly string[], readonly string[]] => {
  const at = words.findIndex((word) => cut.includes(word));
  return at === -1 ? [[], words] : [words.slice(0, at), words.slice(at + 1)];
};

export const fromVietnamese = (words: string): bigint => {
  const parts: string[][] = [[]];
  for (const word of words.split(' ')) {
    if (word === 'tỷ') parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts.reduce((sum, part) => {
    const [millions, below] = cutAt(part, ['triệu']);
    const [thousands, units] = cutAt(below, ['nghìn', 'ngàn']);
    const n = vietnameseGroup(millions) * 1e6 + vietnameseGroup(thousands) * 1e3 + vietnameseGroup(units);
    return sum * 1_000_000_000n + BigInt(n);
  }, 0n);
};

const englishSmall =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const englishTens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const englishScales =
  'thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion'.split(
    ' ',
  );

export const fromEnglish = (words: string): bigint => {
  let sum = 0n;
  let group = 0;
  for (const word of words.split(/[ -]/)) {
    const scale = englishScales.indexOf(word);
    if (word === 'and') continue;
    if (word === 'hundred') group *= 100;
    else if (englishSmall.includes(word)) group += englishSmall.indexOf(word);
    else if (englishTens.includes(word)) group += 20 + 10 * englishTens.indexOf(word);
    else if (scale !== -1) {
      sum += BigInt(group) * 1000n ** BigInt(scale + 1);
      group = 0;
    } else throw new Error(`not a number word: ${word}`);
  }
  return sum + BigInt(group);
};

interface Positional {
  readonly digits: Readonly<Record<string, number>>;
  readonly places: Readonly<Record<string, number>>;
  readonly scales: Readonly<Record<string, bigint>>;
}
const tenTo = (n: number): bigint => 10n ** BigInt(n);
const chinese: Positional = {
  digits: { 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 },
  places: { 十: 10, 百: 100, 千: 1000 },
  scales: { 万: tenTo(4) },
};
const korean: Positional = {
  digits: { 영: 0, 일: 1, 이: 2, 삼: 3, 사: 4, 오: 5, 육: 6, 칠: 7, 팔: 8, 구: 9 },
  places: { 십: 10, 백: 100, 천: 1000 },
  scales: { 만: tenTo(4), 억: tenTo(8), 조: tenTo(12), 경: tenTo(16), 해: tenTo(20) },
};

/** Characters that are digits, places within four, or names of ten thousands; a place without a digit has one. */
const fromPositional = (words: string, { digits, places, scales }: Positional): bigint => {
  let sum = 0n;
  let group = 0;
  let digit: number | null = null;
  for (const character of Array.from(words)) {
    const place = places[character];
    const scale = scales[character];
    if (character === ' ') continue;
    if (place !== undefined) [group, digit] = [group + (digit ?? 1) * place, null];
    else if (scale !== undefined) {
      const all: number = group + (digit ?? 0);
      sum += BigInt(all === 0 ? 1 : all) * scale;
      [group, digit] = [0, null];
    } else digit = value(digits, character);
  }
  return sum + BigInt(group + (digit ?? 0));
};

export const fromKorean = (words: string): bigint => fromPositional(words, korean);
/** 亿 may itself be counted: 一亿亿. */
export const fromChinese = (words: string): bigint =>
  words.split('亿').reduce((sum, part) => sum * tenTo(8) + (part === '' ? 0n : fromPositional(part, chinese)), 0n);
