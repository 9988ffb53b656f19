import { groupsOf, type NumberReader, type Unit } from './reader.ts';

const digitWords = ['ぜろ', 'いち', 'に', 'さん', 'よん', 'ご', 'ろく', 'なな', 'はち', 'きゅう'] as const;
const digit = (n: number): string => digitWords[n] ?? '';

/** How the end of a number changes before a sound: いち + k → いっ. The classes are those of the school grammar. */
type Sound = 'none' | 'k' | 's' | 't' | 'h' | 'kilo' | 'percent';
const doubled: Readonly<Record<Sound, readonly string[]>> = {
  none: [],
  k: ['いち', 'ろく', 'はち', 'じゅう', 'ひゃく'],
  s: ['いち', 'はち', 'じゅう'],
  t: ['いち', 'はち', 'じゅう'],
  h: ['いち', 'ろく', 'はち', 'じゅう', 'ひゃく'],
  kilo: ['ろく', 'じゅう', 'ひゃく'],
  percent: ['じゅう'],
};
const before = (words: string, sound: Sound): string => {
  const end = doubled[sound].find((ending) => words.endsWith(ending));
  return end === undefined ? words : `${words.slice(0, -1)}っ`;
};

const scales: readonly (readonly [name: string, sound: Sound])[] = [
  ['', 'none'],
  ['まん', 'none'],
  ['おく', 'none'],
  ['ちょう', 't'],
  ['けい', 'k'],
  ['がい', 'none'],
  ['じょ', 'none'],
  ['じょう', 'none'],
  ['こう', 'k'],
];

/** 1 to 9999. */
const group = (n: number): string => {
  const [thousands, hundreds, tens, units] = Array.from(String(n).padStart(4, '0'), Number);
  const thousand =
    thousands === 0
      ? ''
      : thousands === 1
        ? 'せん'
        : thousands === 3
          ? 'さんぜん'
          : `${before(digit(thousands ?? 0), 's')}せん`;
  const hundred =
    hundreds === 0
      ? ''
      : hundreds === 1
        ? 'ひゃく'
        : hundreds === 3
          ? 'さんびゃく'
          : hundreds === 6 || hundreds === 8
            ? `${before(digit(hundreds), 'h')}ぴゃく`
            : `${digit(hundreds ?? 0)}ひゃく`;
  const ten = tens === 0 ? '' : tens === 1 ? 'じゅう' : `${digit(tens ?? 0)}じゅう`;
  return thousand + hundred + ten + (units === 0 ? '' : digit(units ?? 0));
};

const cardinal = (n: bigint): string => {
  if (n === 0n) return 'ぜろ';
  let words = '';
  const groups = groupsOf(n, 4);
  for (let place = groups.length - 1; place >= 0; place -= 1) {
    const part = groups[place] ?? 0;
    if (part === 0) continue;
    const [scale, sound] = scales[place] ?? ['', 'none'];
    // A thousand of a higher unit keeps its one: いっせんまん.
    const said = part === 1000 && scale !== '' ? 'いっせん' : group(part);
    words += before(said, sound) + scale;
  }
  return words;
};
const small = (n: number): string => cardinal(BigInt(n));
const digits = (run: string): string => Array.from(run, (one) => digit(Number(one))).join(' ');

const letterNames: Readonly<Record<string, string>> = {
  A: 'えー',
  B: 'びー',
  C: 'しー',
  D: 'でぃー',
  E: 'いー',
  F: 'えふ',
  G: 'じー',
  H: 'えいち',
  I: 'あい',
  J: 'じぇい',
  K: 'けい',
  L: 'える',
  M: 'えむ',
  N: 'えぬ',
  O: 'おー',
  P: 'ぴー',
  Q: 'きゅー',
  R: 'あーる',
  S: 'えす',
  T: 'てぃー',
  U: 'ゆー',
  V: 'ぶい',
  W: 'だぶりゅー',
  X: 'えっくす',
  Y: 'わい',
  Z: 'ぜっと',
};
const letters = (run: string): string =>
  Array.from(run.toUpperCase(), (letter) => letterNames[letter] ?? letter).join(' ');
const join = (...words: string[]): string => words.filter((word) => word !== '').join(' ');

/** Days of the month; those not listed are the number and にち. */
const days: Readonly<Record<number, string>> = {
  1: 'ついたち',
  2: 'ふつか',
  3: 'みっか',
  4: 'よっか',
  5: 'いつか',
  6: 'むいか',
  7: 'なのか',
  8: 'ようか',
  9: 'ここのか',
  10: 'とおか',
  14: 'じゅうよっか',
  17: 'じゅうしちにち',
  19: 'じゅうくにち',
  20: 'はつか',
  24: 'にじゅうよっか',
  27: 'にじゅうしちにち',
  29: 'にじゅうくにち',
};
const day = (n: number): string => days[n] ?? `${small(n)}にち`;
/** Before 時: よ, しち, く; 月 has し for four. */
const short = (n: number): string =>
  small(n)
    .replace(/よん$/, 'よ')
    .replace(/なな$/, 'しち')
    .replace(/きゅう$/, 'く');
const month = (n: number): string => (n === 4 ? 'しがつ' : `${short(n)}がつ`);
const year = (n: number): string => `${small(n).replace(/よん$/, 'よ')}ねん`;
const hours = (n: number): string => (n === 0 ? 'れいじ' : `${short(n)}じ`);
const minutes = (words: string): string => {
  const said = before(words, 'h');
  return `${said}${said !== words || /(?:さん|よん|せん|まん)$/.test(words) ? 'ぷん' : 'ふん'}`;
};
const storeys = (words: string): string => (words.endsWith('さん') ? `${words}がい` : `${before(words, 'k')}かい`);
const age = (n: bigint): string => (n === 20n ? 'はたち' : `${before(cardinal(n), 's')}さい`);
const people = (n: bigint): string =>
  n === 1n ? 'ひとり' : n === 2n ? 'ふたり' : `${cardinal(n).replace(/よん$/, 'よ')}にん`;

const plain =
  (name: string, sound: Sound = 'none') =>
  (n: bigint): string =>
    before(cardinal(n), sound) + name;

/** What is written after a number, with its reading; longer ones first. */
const nouns: readonly (readonly [written: string, read: (n: bigint) => string])[] = [
  ['番窓口', plain('ばんまどぐち')],
  ['号窓口', plain('ごうまどぐち')],
  ['番目', plain('ばんめ')],
  ['番', plain('ばん')],
  ['号', plain('ごう')],
  ['階', (n) => storeys(cardinal(n))],
  ['歳', age],
  ['才', age],
  ['人', people],
  ['名', plain('めい')],
  ['枚', plain('まい')],
  ['回', plain('かい', 'k')],
  ['時間', (n) => `${n < 100n ? short(Number(n)) : cardinal(n)}じかん`],
  ['時', (n) => (n < 25n ? hours(Number(n)) : `${cardinal(n)}じ`)],
  ['分間', (n) => `${minutes(cardinal(n))}かん`],
  ['分', (n) => minutes(cardinal(n))],
  ['秒', plain('びょう')],
  ['週間', plain('しゅうかん', 's')],
  ['か月', plain('かげつ', 'k')],
  ['ヶ月', plain('かげつ', 'k')],
  ['年', (n) => `${cardinal(n).replace(/よん$/, 'よ')}ねん`],
  ['月', (n) => (n < 13n ? month(Number(n)) : `${cardinal(n)}がつ`)],
  ['日', (n) => (n < 32n ? day(Number(n)) : `${cardinal(n)}にち`)],
  ['メートル', plain('めーとる')],
  ['ドン', plain('どん')],
];

/** The same nouns where no number's end meets them (after digits said one by one, or before the number). */
const bareNouns: readonly (readonly [written: string, reading: string])[] = [
  ['番', 'ばん'],
  ['号', 'ごう'],
  ['窓口', 'まどぐち'],
  ['階', 'かい'],
];

const quantity = (n: bigint, unit: Unit): string => {
  const write: Readonly<Record<Unit, string>> = {
    year: '年',
    month: 'か月',
    week: '週間',
    day: '日',
    hour: '時間',
    minute: '分',
    second: '秒',
    km: '',
    m: 'メートル',
    cm: '',
    mm: '',
  };
  if (unit === 'km') return plain('きろめーとる', 'kilo')(n);
  if (unit === 'cm') return plain('せんちめーとる', 's')(n);
  if (unit === 'mm') return plain('みりめーとる')(n);
  // One day as a span is いちにち; ついたち is a date.
  if (unit === 'day' && n === 1n) return 'いちにち';
  return nouns.find(([written]) => written === write[unit])?.[1](n) ?? cardinal(n);
};
const decimalUnits: Readonly<Record<Unit, string>> = {
  year: 'ねん',
  month: 'かげつ',
  week: 'しゅうかん',
  day: 'にち',
  hour: 'じかん',
  minute: 'ふん',
  second: 'びょう',
  km: 'きろめーとる',
  m: 'めーとる',
  cm: 'せんちめーとる',
  mm: 'みりめーとる',
};
const weekdays = ['にち', 'げつ', 'か', 'すい', 'もく', 'きん', 'ど'] as const;

/** Japanese in hiragana, so that no reading is left open; only digits and letters said one by one are spaced. */
export const japanese: NumberReader = {
  gap: '',
  decimalMark: '.',
  setPhrases: (text) => text,
  noun: (written) => bareNouns.reduce((said, [word, reading]) => said.replaceAll(word, reading), written),
  cardinal,
  digits,
  negative: (words) => `まいなす${words}`,
  decimal: (whole, fraction) =>
    `${whole === 0n ? 'れい' : before(cardinal(whole), 't')}てん${digits(fraction).replaceAll(' ', '')}`,
  percent: (words) => `${before(words, 'percent')}ぱーせんと`,
  code: (series, run) => join(letters(series), digits(run)),
  lettered: (series, n) => join(letters(series), cardinal(n)),
  plus: (words) => `ぷらす ${words}`,
  extension: (words) => ` ないせん ${words}`,
  counter: plain('ばんまどぐち'),
  floor: (n) => storeys(cardinal(n)),
  age,
  ordinal: (n) => `だい${cardinal(n)}`,
  weekday: (n) => `${weekdays[n] ?? ''}ようび`,
  month,
  year,
  time: (hour, minute) => hours(hour) + (minute === 0 ? '' : minutes(small(minute))),
  date: (date) => (date.year === null ? '' : year(date.year)) + month(date.month) + day(date.day),
  lunarDate: (date) =>
    `きゅうれき${date.year === null ? '' : year(date.year)}${date.leap ? 'うるう' : ''}${month(date.month)}${day(date.day)}`,
  money: (dong) => (dong === 0n ? 'むりょう' : `${cardinal(dong)}どん`),
  range: (from, to) => `${from}から${to}まで`,
  quantity: (n, unit, words) => (words === null ? quantity(n, unit) : words + decimalUnits[unit]),
  together: (parts) => parts.join(''),
  withNoun: (n, noun) => {
    const found = nouns.find(([written]) => noun.startsWith(written));
    return found === undefined ? null : { words: found[1](n), rest: noun.slice(found[0].length) };
  },
};
