import { fractionIsNumber, type Dialect, type NumberReader, type TimeUnit, type Unit } from './reader.ts';

const digitWords = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;
const digit = (n: number): string => digitWords[n] ?? '';

/** The names of "a, bê, xê"; dê and giê sound the same, which is why no centre uses both as a series. */
const letterNames: Readonly<Record<string, string>> = {
  A: 'a',
  Ă: 'á',
  Â: 'ớ',
  B: 'bê',
  C: 'xê',
  D: 'dê',
  Đ: 'đê',
  E: 'e',
  Ê: 'ê',
  F: 'ép',
  G: 'giê',
  H: 'hát',
  I: 'i',
  J: 'gi',
  K: 'ca',
  L: 'lờ',
  M: 'mờ',
  N: 'nờ',
  O: 'o',
  Ô: 'ô',
  Ơ: 'ơ',
  P: 'pê',
  Q: 'quy',
  R: 'rờ',
  S: 'sờ',
  T: 'tê',
  U: 'u',
  Ư: 'ư',
  V: 'vê',
  W: 'vê kép',
  X: 'ích',
  Y: 'y',
  Z: 'dét',
};

const unitNames: Readonly<Record<Unit, string>> = {
  year: 'năm',
  month: 'tháng',
  week: 'tuần',
  day: 'ngày',
  hour: 'giờ',
  minute: 'phút',
  second: 'giây',
  km: 'ki lô mét',
  m: 'mét',
  cm: 'xăng ti mét',
  mm: 'mi li mét',
} satisfies Record<TimeUnit | 'km' | 'm' | 'cm' | 'mm', string>;

const billion = 1_000_000_000n;

/** Vietnamese as it is read aloud in the north (the site's default) or the south. */
export function vietnamese(dialect: Dialect): NumberReader {
  const odd = dialect === 'north' ? 'linh' : 'lẻ';
  const thousand = dialect === 'north' ? 'nghìn' : 'ngàn';

  /** After tens from two up: một, bốn and năm change. */
  const unitAfterTens = (unit: number): string =>
    unit === 1 ? 'mốt' : unit === 4 && dialect === 'north' ? 'tư' : unit === 5 ? 'lăm' : digit(unit);

  /** 1 to 999. `inFull`: something stands before it, so its hundreds are said even when there are none. */
  const group = (n: number, inFull: boolean): string => {
    const hundreds = Math.floor(n / 100);
    const tens = Math.floor(n / 10) % 10;
    const unit = n % 10;
    const words: string[] = [];
    const hundredsSaid = hundreds > 0 || inFull;
    if (hundredsSaid) words.push(digit(hundreds), 'trăm');
    if (tens === 0 && unit > 0) words.push(...(hundredsSaid ? [odd] : []), digit(unit));
    if (tens === 1) words.push('mười', ...(unit === 0 ? [] : [unit === 5 ? 'lăm' : digit(unit)]));
    if (tens > 1) words.push(digit(tens), 'mươi', ...(unit === 0 ? [] : [unitAfterTens(unit)]));
    return words.join(' ');
  };

  const read = (n: bigint, inFull: boolean): string => {
    if (n >= billion) {
      const rest = n % billion;
      return [read(n / billion, inFull), 'tỷ', ...(rest > 0n ? [read(rest, true)] : [])].join(' ');
    }
    const words: string[] = [];
    for (const [size, name] of [
      [1_000_000n, 'triệu'],
      [1000n, thousand],
      [1n, ''],
    ] as const) {
      const part = Number((n / size) % 1000n);
      if (part === 0) continue;
      words.push(group(part, inFull || words.length > 0), ...(name === '' ? [] : [name]));
    }
    return words.join(' ');
  };

  const cardinal = (n: bigint): string => (n === 0n ? 'không' : read(n, false));
  const small = (n: number): string => cardinal(BigInt(n));
  const digits = (run: string): string => Array.from(run, (one) => digit(Number(one))).join(' ');
  const letters = (run: string): string =>
    Array.from(run.toUpperCase(), (letter) => letterNames[letter] ?? letter.toLowerCase()).join(' ');
  const join = (...words: string[]): string => words.filter((word) => word !== '').join(' ');
  const month = (n: number): string => `tháng ${n === 4 ? 'tư' : small(n)}`;
  const dayOfMonth = (n: number): string => (n <= 10 ? `mùng ${small(n)}` : small(n));

  return {
    gap: ' ',
    decimalMark: ',',
    noun: (written) => written,
    setPhrases: (text) =>
      text
        .replaceAll(/(?<!\p{L})(thứ|tháng) 4(?![\d.,/:])/giu, '$1 tư')
        .replaceAll(/(?<![\d/])24\/7(?![\d/])/g, 'hai mươi tư trên bảy'),
    cardinal,
    digits,
    negative: (words) => `âm ${words}`,
    decimal: (whole, fraction) =>
      `${cardinal(whole)} phẩy ${fractionIsNumber(fraction) ? cardinal(BigInt(fraction)) : digits(fraction)}`,
    percent: (words) => `${words} phần trăm`,
    code: (series, run) => join(letters(series), digits(run)),
    lettered: (series, n) => join(letters(series), cardinal(n)),
    plus: (words) => `cộng ${words}`,
    extension: (words) => `máy lẻ ${words}`,
    counter: (n) => `quầy số ${cardinal(n)}`,
    floor: (n) => `tầng ${cardinal(n)}`,
    age: (n) => `${cardinal(n)} tuổi`,
    ordinal: (n) => `thứ ${n === 1n ? 'nhất' : n === 4n ? 'tư' : cardinal(n)}`,
    weekday: (day) => (day === 0 ? 'chủ nhật' : `thứ ${day === 3 ? 'tư' : small(day + 1)}`),
    month,
    year: (n) => `năm ${small(n)}`,
    time: (hour, minute) => `${small(hour)} giờ${minute === 0 ? '' : ` ${small(minute)} phút`}`,
    date: ({ year, month: monthNumber, day }) => {
      const start = `ngày ${dayOfMonth(day)} ${month(monthNumber)}`;
      // "tháng năm năm hai nghìn" is heard wrongly without a pause.
      return year === null ? start : `${start}${monthNumber === 5 ? ',' : ''} năm ${small(year)}`;
    },
    lunarDate: ({ year, month: monthNumber, day, leap }) => {
      const name = monthNumber === 1 ? 'tháng giêng' : monthNumber === 12 ? 'tháng chạp' : month(monthNumber);
      return join(
        day === 15 ? 'rằm' : dayOfMonth(day),
        name,
        leap ? 'nhuận' : '',
        year === null ? '' : `năm ${small(year)}`,
      );
    },
    money: (dong) => (dong === 0n ? 'miễn phí' : `${cardinal(dong)} đồng`),
    range: (from, to) => `từ ${from} đến ${to}`,
    quantity: (n, unit, words) => `${words ?? cardinal(n)} ${unitNames[unit]}`,
    together: (parts) => parts.join(' '),
    withNoun: () => null,
  };
}
