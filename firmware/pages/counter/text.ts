import { counterTexts } from '../../../config/languages/messages/counter-page.ts';
import type { StaffText } from '../../../config/languages/messages/wording.ts';
import type { Epoch, Milliseconds } from '../../../hal/units.ts';

export type Language = 'vi' | 'en';
export type TextKey = keyof typeof counterTexts;

/** Of the clerk, on this computer. */
const kept = 'letan.language';
export const keptLanguage = (): Language => (localStorage.getItem(kept) === 'en' ? 'en' : 'vi');
export const keepLanguage = (language: Language): void => localStorage.setItem(kept, language);

export const say = (
  language: Language,
  key: TextKey,
  values: Readonly<Record<string, string | number>> = {},
): string => {
  const text: StaffText = counterTexts[key];
  return text[language].replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''));
};

const isKey = (word: string): word is TextKey => Object.hasOwn(counterTexts, word);

/** A word of config or the ledger by its text; what has none stays as it is. */
export const sayWord = (language: Language, word: string): string => (isKey(word) ? say(language, word) : word);

/** A text by language as the site has it. */
export const nameOf = (
  language: Language,
  name: Readonly<Record<string, string>> | undefined,
  otherwise: string,
): string => name?.[language] ?? name?.['vi'] ?? name?.['en'] ?? otherwise;

const two = (value: number): string => String(value).padStart(2, '0');

/** A span as a clock shows it: 0:07, 12:30, 1:02:30. Never negative. */
export const spanText = (ms: Milliseconds): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

/** Minutes of the day as a clock shows them, 08:05. */
export const minuteText = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** Time of day at the site, 08:05. */
export const clockText = (wall: Epoch, zoneOffsetMin: number): string => {
  const minute = Math.floor(wall / 60_000) + zoneOffsetMin;
  const ofDay = ((minute % 1440) + 1440) % 1440;
  return `${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}`;
};
