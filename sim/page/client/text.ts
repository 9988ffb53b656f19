import { doings, simPageTexts, whys } from '../../../config/languages/messages/sim-page.ts';
import type { StaffText } from '../../../config/languages/messages/wording.ts';
import type { Mark } from '../protocol.ts';
import type { State } from './state.ts';

export type TextKey = keyof typeof simPageTexts;

export const say = (
  { language }: Pick<State, 'language'>,
  key: TextKey,
  values: Readonly<Record<string, string>> = {},
): string => simPageTexts[key][language].replaceAll(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '');

export const sayOf = ({ language }: Pick<State, 'language'>, text: StaffText | undefined, otherwise: string): string =>
  text?.[language] ?? otherwise;

/** A text by language as the site has it. */
export const nameOf = ({ language }: Pick<State, 'language'>, name: Readonly<Record<string, string>>): string =>
  name[language] ?? name['vi'] ?? name['en'] ?? '';

/** The simulator's own words in the reader's language; what no pattern knows stays as it is. */
export function sayDoing({ language }: Pick<State, 'language'>, text: string): string {
  if (language === 'en') return text;
  const [, who, what] = /^(placed-\d+|[a-z]+-\d+|\d+): (.*)$/.exec(text) ?? /^(\S+) (touches .*)$/.exec(text) ?? [];
  if (who !== undefined && what !== undefined) return `${who}: ${sayDoing({ language }, what)}`;
  for (const { pattern, vi } of doings) {
    const match = pattern.exec(text);
    if (match !== null) return vi.replaceAll(/\$(\d)/g, (_whole, group: string) => match[Number(group)] ?? '');
  }
  return text;
}

/** Why the firmware put somebody on a rung, in the reader's language. */
export const sayWhy = ({ language }: Pick<State, 'language'>, why: string): string =>
  language === 'en' ? why : whys.reduce((text, { pattern, vi }) => text.replace(pattern, vi), why);

/** Of parallel regions only those that changed. */
export const changeOf = (from: string, to: string): string => {
  const before = from.split('|');
  const after = to.split('|');
  const changed = after.filter((region) => !before.includes(region));
  const gone = before.filter((region) => !after.includes(region));
  return `${gone.join(' ')} → ${changed.join(' ')}`;
};

/** xstate's own events by what they mean: a wait that is over, work that is done. */
export const eventText = (event: string): string =>
  event.replace(/^xstate\.done\.actor\.(?:\d+\.)?/, 'done: ').replace(/^xstate\.after\.(\w+)\..*$/, 'after $1');

/** A mark in a line. */
export function markText(state: Pick<State, 'language'>, { kind, text }: Mark): string {
  if (kind !== 'state') return sayDoing(state, text);
  const [, machine = '', from = '', to = ''] = /^(\S+): (\S*) → (\S*)$/.exec(text) ?? [];
  return machine === '' ? text : `${machine}: ${changeOf(from, to)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Site time of an instant, `08:05:12`. */
export function clockText(wall: number, zoneOffsetMin: number): string {
  const seconds = Math.floor(wall / 1000) + zoneOffsetMin * 60;
  return `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** The day of an instant at the site, `03.08.2026`. */
export function dayText(wall: number, zoneOffsetMin: number): string {
  const day = new Date(wall + zoneOffsetMin * 60_000);
  return `${two(day.getUTCDate())}.${two(day.getUTCMonth() + 1)}.${day.getUTCFullYear()}`;
}
