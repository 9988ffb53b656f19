import { groupsOf, type NumberReader, type Unit } from './reader.ts';

const digitWords = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;
const digit = (n: number): string => digitWords[n] ?? '';
const places = ['', '十', '百', '千'] as const;
const unitNames: Readonly<Record<Unit, string>> = {
  year: '年',
  month: '个月',
  week: '周',
  day: '天',
  hour: '小时',
  minute: '分钟',
  second: '秒',
  km: '公里',
  m: '米',
  cm: '厘米',
  mm: '毫米',
};
/** Measure words before which two is 两; numbers of rooms, floors, days of the month stay 二 (二号窗口, 二楼). */
const counted =
  /^(?:位|人|个|名|张|份|次|页|本|件|天|年(?!级)|周|分钟|小时|秒|米|公里|厘米|毫米|元|越南盾|岁|种|家|项|点)/;

/** 1 to 9999. `inside`: digits stand before it, so a missing thousand is heard as 零 and ten is 一十. */
const group = (n: number, inside: boolean): string => {
  const digits = String(n).padStart(4, '0');
  let words = '';
  let gap = false;
  for (let at = 0; at < 4; at += 1) {
    const value = Number(digits[at] ?? '0');
    const place = 3 - at;
    if (value === 0) {
      gap = true;
      continue;
    }
    const heard = words !== '' || inside;
    if (gap && heard) words += '零';
    gap = false;
    // Ten to nineteen standing alone drop their 一; a leading two before 千 is 两.
    if (place === 1 && value === 1 && !heard) words += '十';
    else words += (place === 3 && value === 2 && !heard ? '两' : digit(value)) + (places[place] ?? '');
  }
  return words;
};

const yi = 100_000_000n;
const read = (n: bigint, inside: boolean): string => {
  if (n >= yi) {
    const upper = n / yi;
    const rest = n % yi;
    const leading = upper === 2n && !inside ? '两' : read(upper, inside);
    const zero = rest > 0n && rest < yi / 10n ? '零' : '';
    return `${leading}亿${zero}${rest > 0n ? read(rest, true).replace(/^零/, '') : ''}`;
  }
  const [low = 0, high = 0] = groupsOf(n, 4);
  const highWords = high === 0 ? '' : `${high === 2 && !inside ? '两' : group(high, inside)}万`;
  return highWords + (low === 0 ? '' : group(low, inside || high > 0));
};
const cardinal = (n: bigint): string => (n === 0n ? '零' : read(n, false));
const small = (n: number): string => cardinal(BigInt(n));
const digits = (run: string): string => Array.from(run, (one) => digit(Number(one))).join('');
/** Two of something is 两. */
const count = (n: bigint): string => (n === 2n ? '两' : cardinal(n));

const weekdays = ['日', '一', '二', '三', '四', '五', '六'] as const;

/** Mandarin, in simplified characters; characters are words here, so nothing is spaced. */
export const chinese: NumberReader = {
  gap: '',
  decimalMark: '.',
  setPhrases: (text) => text,
  noun: (written) => written,
  cardinal,
  digits,
  negative: (words) => `负${words}`,
  // Digits after the point are never read as a number in Chinese.
  decimal: (whole, fraction) => `${cardinal(whole)}点${digits(fraction)}`,
  percent: (words) => `百分之${words}`,
  code: (series, run) => series.toUpperCase() + digits(run),
  lettered: (series, n) => series.toUpperCase() + cardinal(n),
  plus: (words) => `加${words}`,
  extension: (words) => `转${words}`,
  counter: (n) => `${cardinal(n)}号窗口`,
  floor: (n) => `${cardinal(n)}楼`,
  age: (n) => `${count(n)}岁`,
  ordinal: (n) => `第${n === 2n ? '二' : cardinal(n)}`,
  weekday: (day) => `星期${weekdays[day] ?? ''}`,
  month: (month) => `${small(month)}月`,
  year: (year) => `${digits(String(year))}年`,
  time: (hour, minute) => {
    const hours = `${count(BigInt(hour))}点`;
    if (minute === 0) return hours;
    return `${hours}${minute < 10 ? '零' : ''}${small(minute)}分`;
  },
  date: ({ year, month, day }) => `${year === null ? '' : `${digits(String(year))}年`}${small(month)}月${small(day)}日`,
  lunarDate: ({ year, month, day, leap }) => {
    const name = month === 1 ? '正月' : month === 12 ? '腊月' : `${small(month)}月`;
    return `${year === null ? '' : `${digits(String(year))}年`}${leap ? '闰' : ''}${name}${day <= 10 ? '初' : ''}${small(day)}`;
  },
  money: (dong) => (dong === 0n ? '免费' : `${count(dong)}越南盾`),
  range: (from, to) => `从${from}到${to}`,
  quantity: (n, unit, words) => `${words ?? count(n)}${unitNames[unit]}`,
  together: (parts) => parts.join(''),
  withNoun: (n, noun) => (n === 2n && counted.test(noun) ? { words: '两', rest: noun } : null),
};
