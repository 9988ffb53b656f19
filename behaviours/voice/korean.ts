import { groupsOf, type NumberReader, type Unit } from './reader.ts';

const digitWords = ['영', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구'] as const;
const digit = (n: number): string => digitWords[n] ?? '';
const places = ['천', '백', '십', ''] as const;
const scales = ['', '만', '억', '조', '경', '해', '자', '양', '구'] as const;

/** Native numerals, as they stand before what they count. */
const nativeTens = ['', '열', '스물', '서른', '마흔', '쉰', '예순', '일흔', '여든', '아흔'] as const;
const nativeUnits = ['', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉'] as const;
const native = (n: number): string =>
  n === 20 ? '스무' : `${nativeTens[Math.floor(n / 10)] ?? ''}${nativeUnits[n % 10] ?? ''}`;
/** What is counted in native numerals up to 99. Minutes, months and money are not. */
const countedNatively = /^(?:살|명|시간|시(?!\p{L})|개(?!월)|번째|장|곳|가지)/u;

const letterNames: Readonly<Record<string, string>> = {
  A: '에이',
  B: '비',
  C: '시',
  D: '디',
  E: '이',
  F: '에프',
  G: '지',
  H: '에이치',
  I: '아이',
  J: '제이',
  K: '케이',
  L: '엘',
  M: '엠',
  N: '엔',
  O: '오',
  P: '피',
  Q: '큐',
  R: '아르',
  S: '에스',
  T: '티',
  U: '유',
  V: '브이',
  W: '더블유',
  X: '엑스',
  Y: '와이',
  Z: '제트',
};
const unitNames: Readonly<Record<Unit, string>> = {
  year: '년',
  month: '개월',
  week: '주',
  day: '일',
  hour: '시간',
  minute: '분',
  second: '초',
  km: '킬로미터',
  m: '미터',
  cm: '센티미터',
  mm: '밀리미터',
};

/** 1 to 9999: a one before 천, 백 and 십 is not said. */
const group = (n: number): string =>
  Array.from(String(n).padStart(4, '0'), (one, at) => {
    const place = places[at] ?? '';
    if (one === '0') return '';
    return `${one === '1' && place !== '' ? '' : digit(Number(one))}${place}`;
  }).join('');

const cardinal = (n: bigint): string => {
  if (n === 0n) return '영';
  const words: string[] = [];
  const groups = groupsOf(n, 4);
  for (let place = groups.length - 1; place >= 0; place -= 1) {
    const part = groups[place] ?? 0;
    if (part === 0) continue;
    // A leading 만 stands alone; 일억 keeps its one.
    words.push(`${part === 1 && place === 1 && words.length === 0 ? '' : group(part)}${scales[place] ?? ''}`);
  }
  return words.join(' ');
};
const small = (n: number): string => cardinal(BigInt(n));
/** In a string of digits zero is 공. */
const digits = (run: string): string => Array.from(run, (one) => (one === '0' ? '공' : digit(Number(one)))).join(' ');
const letters = (run: string): string =>
  Array.from(run.toUpperCase(), (letter) => letterNames[letter] ?? letter).join(' ');
const join = (...words: string[]): string => words.filter((word) => word !== '').join(' ');
const counted = (n: bigint): string => (n > 0n && n < 100n ? native(Number(n)) : cardinal(n));

const weekdays = ['일', '월', '화', '수', '목', '금', '토'] as const;
const month = (n: number): string => `${n === 6 ? '유' : n === 10 ? '시' : small(n)}월`;

/** Sino-Korean, with native numerals where people count with them. */
export const korean: NumberReader = {
  gap: '',
  decimalMark: '.',
  setPhrases: (text) => text,
  noun: (written) => written,
  cardinal,
  digits,
  negative: (words) => `마이너스 ${words}`,
  decimal: (whole, fraction) => `${cardinal(whole)} 점 ${digits(fraction).replaceAll('공', '영')}`,
  percent: (words) => `${words} 퍼센트`,
  code: (series, run) => join(letters(series), digits(run)),
  lettered: (series, n) => join(letters(series), cardinal(n)),
  plus: (words) => `플러스 ${words}`,
  extension: (words) => `내선 ${words}`,
  counter: (n) => `${cardinal(n)}번 창구`,
  floor: (n) => `${cardinal(n)}층`,
  age: (n) => `${cardinal(n)}세`,
  ordinal: (n) => `${n === 1n ? '첫' : counted(n)} 번째`,
  weekday: (day) => `${weekdays[day] ?? ''}요일`,
  month,
  year: (year) => `${small(year)}년`,
  time: (hour, minute) => {
    const h = hour % 24;
    if (h === 0 && minute === 0) return '자정';
    const name = h === 0 ? '영' : native(h > 12 ? h - 12 : h);
    return join(h < 12 ? '오전' : '오후', `${name} 시`, minute === 0 ? '' : `${small(minute)} 분`);
  },
  date: (date) => join(date.year === null ? '' : `${small(date.year)}년`, month(date.month), `${small(date.day)}일`),
  lunarDate: (date) =>
    join(
      date.year === null ? '' : `${small(date.year)}년`,
      '음력',
      date.leap ? '윤달' : '',
      month(date.month),
      `${small(date.day)}일`,
    ),
  money: (dong) => (dong === 0n ? '무료' : `${cardinal(dong)} 동`),
  range: (from, to) => `${from}부터 ${to}까지`,
  quantity: (n, unit, words) => `${words ?? (unit === 'hour' ? counted(n) : cardinal(n))} ${unitNames[unit]}`,
  together: (parts) => parts.join(' '),
  withNoun: (n, noun) => {
    if (n === 0n || n > 99n || !countedNatively.test(noun)) return null;
    return { words: `${n === 1n && noun.startsWith('번째') ? '첫' : native(Number(n))} `, rest: noun };
  },
};

/** Particles whose form hangs on whether the word before them ends in a consonant, as phrases write both. */
const particles: readonly (readonly [written: string, afterConsonant: string, afterVowel: string])[] = [
  ['은(는)', '은', '는'],
  ['이(가)', '이', '가'],
  ['을(를)', '을', '를'],
  ['과(와)', '과', '와'],
  ['(으)로', '으로', '로'],
];

/** Chooses the particle by the syllable before it; what ends in neither Hangul nor a digit keeps both forms. */
export const withParticles = (text: string): string =>
  particles.reduce(
    (done, [written, afterConsonant, afterVowel]) =>
      done.replaceAll(written, (whole: string, at: number) => {
        const before = done.slice(0, at).at(-1) ?? '';
        const syllable = /\d/.test(before) ? (digit(Number(before)).at(-1) ?? '') : before;
        const code = syllable.charCodeAt(0) - 0xac00;
        if (Number.isNaN(code) || code < 0 || code > 11_171) return whole;
        const final = code % 28;
        // After ㄹ the directional particle has no 으.
        const consonant = final !== 0 && !(written === '(으)로' && final === 8);
        return consonant ? afterConsonant : afterVowel;
      }),
    text,
  );
