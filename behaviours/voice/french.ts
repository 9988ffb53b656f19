import { fractionIsNumber, groupsOf, type NumberReader, type Unit } from './reader.ts';

const small = [
  'zéro',
  'un',
  'deux',
  'trois',
  'quatre',
  'cinq',
  'six',
  'sept',
  'huit',
  'neuf',
  'dix',
  'onze',
  'douze',
  'treize',
  'quatorze',
  'quinze',
  'seize',
  'dix-sept',
  'dix-huit',
  'dix-neuf',
] as const;
const tens = [
  '',
  '',
  'vingt',
  'trente',
  'quarante',
  'cinquante',
  'soixante',
  'soixante',
  'quatre-vingt',
  'quatre-vingt',
];
/** Long scale; from the million on they are nouns and take an s. */
const scales = [
  '',
  'mille',
  'million',
  'milliard',
  'billion',
  'billiard',
  'trillion',
  'trilliard',
  'quatrillion',
  'quatrilliard',
  'quintillion',
  'quintilliard',
] as const;
const weekdays = ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'] as const;
const months = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
] as const;
const unitNames: Readonly<Record<Unit, string>> = {
  year: 'an',
  month: 'mois',
  week: 'semaine',
  day: 'jour',
  hour: 'heure',
  minute: 'minute',
  second: 'seconde',
  km: 'kilomètre',
  m: 'mètre',
  cm: 'centimètre',
  mm: 'millimètre',
};
const feminineUnits: ReadonlySet<Unit> = new Set<Unit>(['week', 'hour', 'minute', 'second']);
const feminineNouns =
  /^(?:heures?|minutes?|secondes?|semaines?|années?|personnes?|places?|pages?|fois|demandes?|copies?|voix)(?![\p{L}])/u;

/** `last`: nothing of the same number follows, so quatre-vingts and deux cents keep their s. */
const belowHundred = (n: number, last: boolean): string => {
  if (n < 20) return small[n] ?? '';
  const ten = Math.floor(n / 10);
  const byTwenties = ten === 7 || ten === 9;
  const unit = (n % 10) + (byTwenties ? 10 : 0);
  const name = tens[ten] ?? '';
  if (unit === 0) return n === 80 && last ? `${name}s` : name;
  if (ten < 8 && (unit === 1 || unit === 11)) return `${name} et ${small[unit] ?? ''}`;
  return `${name}-${small[unit] ?? ''}`;
};
const belowThousand = (n: number, last: boolean): string => {
  const hundreds = Math.floor(n / 100);
  const rest = n % 100;
  if (hundreds === 0) return belowHundred(rest, last);
  const cent = hundreds === 1 ? 'cent' : `${small[hundreds] ?? ''} cent`;
  if (rest === 0) return hundreds > 1 && last ? `${cent}s` : cent;
  return `${cent} ${belowHundred(rest, last)}`;
};

const cardinal = (n: bigint): string => {
  if (n === 0n) return 'zéro';
  const words: string[] = [];
  const groups = groupsOf(n, 3);
  for (let place = groups.length - 1; place >= 0; place -= 1) {
    const part = groups[place] ?? 0;
    if (part === 0) continue;
    const scale = scales[place] ?? '';
    if (place === 0) words.push(belowThousand(part, true));
    else if (place === 1) words.push(part === 1 ? 'mille' : `${belowThousand(part, false)} mille`);
    else words.push(`${belowThousand(part, true)} ${scale}${part === 1 ? '' : 's'}`);
  }
  return words.join(' ');
};
/** Before a feminine noun: une heure, vingt et une minutes. */
const feminine = (n: bigint): string => cardinal(n).replace(/(?<![\p{L}])un$/u, 'une');

const digits = (run: string): string => Array.from(run, (one) => small[Number(one)] ?? '').join(' ');
const letters = (run: string): string => Array.from(run.toUpperCase()).join(' ');
const join = (...words: string[]): string => words.filter((word) => word !== '').join(' ');

const ordinal = (n: bigint): string => {
  if (n === 1n) return 'premier';
  // Before -ième the plural s of quatre-vingts, cents, millions and a mute e fall; cinq and neuf change.
  const words = cardinal(n).replace(/(vingt|cent|lli(?:on|ard))s$/, '$1');
  if (words.endsWith('cinq')) return `${words}uième`;
  if (words.endsWith('neuf')) return `${words.slice(0, -1)}vième`;
  return `${words.endsWith('e') ? words.slice(0, -1) : words}ième`;
};

const monthName = (n: number): string => months[n - 1] ?? '';
const plural = (n: bigint, word: string): string => (n < 2n || word.endsWith('s') ? word : `${word}s`);
const year = (n: number): string => cardinal(BigInt(n));
const dayName = (day: number): string => (day === 1 ? 'premier' : cardinal(BigInt(day)));

/** French of France. */
export const french: NumberReader = {
  gap: ' ',
  decimalMark: ',',
  setPhrases: (text) => text,
  noun: (written) => written,
  cardinal,
  digits,
  negative: (words) => `moins ${words}`,
  decimal: (whole, fraction) =>
    `${cardinal(whole)} virgule ${fractionIsNumber(fraction) ? cardinal(BigInt(fraction)) : digits(fraction)}`,
  percent: (words) => `${words} pour cent`,
  code: (series, run) => join(letters(series), digits(run)),
  lettered: (series, n) => join(letters(series), cardinal(n)),
  plus: (words) => `plus ${words}`,
  extension: (words) => `poste ${words}`,
  counter: (n) => `guichet ${cardinal(n)}`,
  floor: (n) => `étage ${cardinal(n)}`,
  age: (n) => `${cardinal(n)} ${plural(n, 'an')}`,
  ordinal,
  weekday: (day) => weekdays[day] ?? '',
  month: monthName,
  year,
  time: (hour, minute) =>
    join(`${feminine(BigInt(hour))} ${plural(BigInt(hour), 'heure')}`, minute === 0 ? '' : feminine(BigInt(minute))),
  date: (date) => join('le', dayName(date.day), monthName(date.month), date.year === null ? '' : year(date.year)),
  lunarDate: (date) =>
    join(
      `le ${dayName(date.day)} du ${ordinal(BigInt(date.month))} mois lunaire`,
      date.leap ? 'intercalaire' : '',
      date.year === null ? '' : year(date.year),
    ),
  money: (dong) => {
    if (dong === 0n) return 'gratuit';
    // A round million is a noun: un million de dongs.
    return `${cardinal(dong)} ${dong % 1_000_000n === 0n ? 'de ' : ''}${plural(dong, 'dong')}`;
  },
  // The article of a date contracts, and de is elided before the hour one.
  range: (from, to) => {
    const start = from.startsWith('le ') ? `du ${from.slice(3)}` : from.startsWith('une ') ? `d’${from}` : `de ${from}`;
    return `${start} ${to.startsWith('le ') ? `au ${to.slice(3)}` : `à ${to}`}`;
  },
  quantity: (n, unit, words) =>
    `${words ?? (feminineUnits.has(unit) ? feminine(n) : cardinal(n))} ${plural(n, unitNames[unit])}`,
  together: (parts) => parts.join(' '),
  withNoun: (n, noun) => {
    const suffix = /^(?:ers?|res?|ère|e|ème|eme|ième)(?![\p{L}])/u.exec(noun)?.[0];
    if (suffix !== undefined)
      return {
        words: n === 1n && /^(?:re|ère)/.test(suffix) ? 'première' : ordinal(n),
        rest: noun.slice(suffix.length),
      };
    return feminineNouns.test(noun) ? { words: `${feminine(n)} `, rest: noun } : null;
  },
};
