import { actionTexts, personTexts, screenTexts } from '../../../config/languages/messages/sim-names.ts';
import { doings, faultTexts, partTexts, simPageTexts, whys } from '../../../config/languages/messages/sim-page.ts';
import type { StaffText } from '../../../config/languages/messages/wording.ts';
import type { Mark, Rung } from '../protocol.ts';
import type { Hello, State } from './state.ts';

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

/** Whose language it is said in, and the centre whose services are named. */
export interface Reader extends Pick<State, 'language'> {
  readonly hello?: Pick<Hello, 'services' | 'languages'> | null;
}

/** A person of the world by a name that people read: `come-7` is visitor 7. */
export function personOf({ language }: Reader, id: string): string {
  const [, kind = '', n = ''] = /^([a-z]+)-(\d+)$/.exec(id) ?? [];
  return personTexts[kind]?.[language].replace('{n}', n) ?? id;
}

/** What stands on the tile or button that was touched. */
function touched({ language, hello }: Reader, action: string): string {
  const [, kind, id] = /^(service|language|digit)\.(.+)$/.exec(action) ?? [];
  if (kind === 'digit') return id ?? action;
  const service = kind === 'service' ? hello?.services.find((each) => each.id === id) : undefined;
  if (service !== undefined) return nameOf({ language }, service.name);
  const spoken = kind === 'language' ? hello?.languages.find(({ tag }) => tag === id) : undefined;
  return spoken?.name ?? actionTexts[action]?.[language] ?? action;
}

const partOf = ({ language }: Reader, part: string): string => partTexts[part]?.[language] ?? part;

/** `kiosk-1.slip.paper-out` in words; null where it is another identifier. */
function faultOf({ language }: Reader, id: string): string | null {
  const parts = id.split('.');
  const kind = faultTexts[parts.at(-1) ?? '']?.[language];
  const part = parts.at(-2);
  if (kind === undefined || part === undefined) return null;
  return [...(parts.length > 2 ? [parts[0]] : []), partOf({ language }, part), kind].join(', ');
}

/** How each of the simulator's words for a named thing is read, by what stands before the digit of its group. */
const readings: Readonly<Record<string, (reader: Reader, word: string) => string>> = {
  screen: ({ language }, word) => screenTexts[word]?.[language] ?? word,
  touched,
  part: partOf,
  fault: (reader, word) => faultOf(reader, word) ?? word,
};

/** The simulator's own words in the reader's language; what no pattern knows stays as it is. */
export function sayDoing(reader: Reader, text: string): string {
  const [, who, what] =
    /^((?:come|placed|pass|track)-\d+|\d+): (.*)$/.exec(text) ?? /^(\S+) (touches .*)$/.exec(text) ?? [];
  if (who !== undefined && what !== undefined) return `${personOf(reader, who)}: ${sayDoing(reader, what)}`;
  for (const { pattern, vi, en } of doings) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const said = reader.language === 'vi' ? vi : en;
    return said === undefined
      ? text
      : said.replaceAll(/\$([a-z]*)(\d)/g, (_whole, kind: string, group: string) => {
          const word = match[Number(group)] ?? '';
          return readings[kind]?.(reader, word) ?? word;
        });
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

/** A screen, and whose call stands on it. */
function viewText(state: Reader, text: string): string {
  const [screen = '', number] = text.split(', calling ');
  const named = screenTexts[screen]?.[state.language] ?? screen;
  return number === undefined ? named : `${named}, ${say(state, 'viewCalling', { number })}`;
}

/** What a part says is wrong with it: `slip: paper-out`. */
function troubleText(state: Reader, text: string): string {
  const [, part = '', kind = ''] = /^(\S+): (\S+)$/.exec(text) ?? [];
  const said = faultTexts[kind]?.[state.language];
  return said === undefined ? sayDoing(state, text) : `${partOf(state, part)}: ${said}`;
}

export const rungTexts: Readonly<Record<Rung, TextKey>> = {
  aware: 'rungAware',
  noticed: 'rungNoticed',
  invited: 'rungInvited',
  stopped: 'rungStopped',
  engaged: 'rungEngaged',
  waiting: 'rungWaiting',
  served: 'rungServed',
};
/** As the trace has them: also before anything is known of somebody, and after. */
const rungKeys: Readonly<Record<string, TextKey>> = { ...rungTexts, unknown: 'rungUnknown', gone: 'rungGone' };
const rungOf = (state: Reader, rung: string): string => {
  const key = rungKeys[rung];
  return key === undefined ? rung : say(state, key);
};

/** A mark in a line. */
export function markText(state: Reader, { kind, text }: Mark): string {
  if (kind === 'view') return viewText(state, text);
  if (kind === 'touch' && !text.startsWith('button ')) return touched(state, text);
  if (kind === 'fault') return troubleText(state, text);
  if (kind !== 'state') return sayDoing(state, text);
  const [, person, before = '', after = ''] = /^ladder: (\S+)\.(\S+) → \S+\.(\S+)$/.exec(text) ?? [];
  if (person !== undefined) return `${person}: ${rungOf(state, before)} → ${rungOf(state, after)}`;
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
