import { centreTexts } from '../../../config/languages/messages/centre-page.ts';
import type { StaffText } from '../../../config/languages/messages/wording.ts';

export type Language = 'vi' | 'en';
export type TextKey = keyof typeof centreTexts;

/** The same key as the counter's page: who reads English there reads it here. */
const kept = 'letan.language';
export const keptLanguage = (): Language => (localStorage.getItem(kept) === 'en' ? 'en' : 'vi');
export const keepLanguage = (language: Language): void => localStorage.setItem(kept, language);

export const say = (
  language: Language,
  key: TextKey,
  values: Readonly<Record<string, string | number>> = {},
): string => {
  const text: StaffText = centreTexts[key];
  return text[language].replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''));
};

export const nameOf = (language: Language, name: Readonly<Record<string, string>>, otherwise: string): string =>
  name[language] ?? name['vi'] ?? name['en'] ?? otherwise;

const two = (value: number): string => String(value).padStart(2, '0');

/** Minutes of the day as a clock shows them, 08:05. */
export const clockText = (minute: number): string =>
  `${two(Math.floor(minute / 60) % 24)}:${two(Math.floor(minute) % 60)}`;

/** 3/8/2026, or 3 Aug 2026: a day's key as people write it. */
export const dayText = (language: Language, day: string): string => {
  const [year = '', month = '', date = ''] = day.split('-');
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return language === 'vi'
    ? `${Number(date)}/${Number(month)}/${year}`
    : `${Number(date)} ${months[Number(month) - 1] ?? month} ${year}`;
};

/** A figure as its language writes it: one decimal below ten, none above; '–' where nobody knows. */
export const figure = (language: Language, value: number | null): string => {
  if (value === null) return '–';
  const text = value < 10 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value));
  return language === 'vi' ? text.replace('.', ',') : text;
};

/** The day before or after. */
export const besideDay = (day: string, days: number): string => {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
};
