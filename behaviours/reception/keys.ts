import type { PadKey } from '../../hal/ports/keypad.ts';
import type { Touch } from '../../hal/ports/display.ts';
import type { Values } from '../voice/texts.ts';
import type { VoiceClaim } from './arbitrate.ts';
import type { Utterance } from './claims.ts';
import type { Revision } from './touch.ts';
import { shownOf, type ScreenState, type Shown } from './view.ts';
import { touchAnywhere, type View } from './views.ts';

/*
 * A number pad beside the screen, for who cannot see or use it: each key chooses what the view says beside it, and the voice reads
 * what there is to choose. Nothing is chosen unheard: the first key of a visit reads, where the device can speak, and the next chooses.
 */

/** What a key that was pressed does now. */
export type KeyMeaning =
  /** As a finger would. */
  | { readonly kind: 'touches'; readonly touch: Touch }
  /** The options are read out: for the first time, once more, or because this key is none of them. */
  | { readonly kind: 'reads'; readonly why: Reading };
export type Reading = 'first' | 'again' | 'unknown';

/** What it depends on besides the screen. */
export interface Hearing {
  /** Whoever stands here uses the keys. */
  readonly keyed: boolean;
  readonly speakerWorking: boolean;
  readonly shown: readonly Revision[];
}

const boundTo = ({ keys }: View, key: PadKey): string | null => keys.find((bound) => bound.key === key)?.action ?? null;

const speaksNow = ({ settings, language }: ScreenState, { speakerWorking }: Hearing): boolean =>
  settings.speaks && speakerWorking && settings.languages.some(({ tag, spoken }) => spoken && tag === language);

/** Null where the device has no number pad, or has shown nothing yet. */
export const meaningOfKey = (state: ScreenState & Hearing, key: PadKey): KeyMeaning | null => {
  const { view } = shownOf(state);
  const revision = state.shown.at(-1)?.revision;
  if (view.keys.length === 0 || revision === undefined) return null;
  const touches = (action: string): KeyMeaning => ({ kind: 'touches', touch: { revision, action } });
  // A device that waits for somebody is woken by any key; none of them means more yet.
  if (view.actions.includes(touchAnywhere) && (!state.keyed || boundTo(view, key) === null))
    return touches(touchAnywhere);
  const action = boundTo(view, key);
  if (action === 'chrome.help') return touches(action);
  if (!state.keyed && speaksNow(state, state)) return { kind: 'reads', why: 'first' };
  if (action !== null) return touches(action);
  return { kind: 'reads', why: key === 'enter' ? 'again' : 'unknown' };
};

type Phrase = readonly [key: string, values: Values];

const phrasesFor = ({ view }: Shown, why: Reading | 'new'): readonly Phrase[] => {
  const tiles = 'tiles' in view.body ? view.body.tiles : [];
  const options = view.keys.flatMap(({ key, action }): readonly Phrase[] => {
    const tile = tiles.find((one) => one.action === action);
    const digit = Number(key);
    if (tile === undefined || !Number.isInteger(digit)) return [];
    const text = tile.detail === '' ? tile.label : `${tile.label}, ${tile.detail}`;
    return [['keypad.option', { n: { as: 'count', value: digit }, option: { as: 'text', text, words: '' } }]];
  });
  return why === 'first' ? [...options, ['keypad.always', {}]] : options;
};

/**
 * What the voice says of the present screen to who uses the keys; null: nothing. What the screen's owner is saying by itself (the
 * number, for one) is not said twice.
 */
export const readingOf = (
  state: ScreenState,
  why: Reading | 'new',
  saying: readonly VoiceClaim[],
): Utterance | null => {
  const shown = shownOf(state);
  const { texts, language } = state;
  const owner = shown.claim?.id.split('.')[0] ?? 'reception';
  const said = why === 'new' && saying.some(({ id }) => id.startsWith(`${owner}.`));
  const listen = said ? [] : (shown.claim?.listen?.parts ?? []);
  const phrases: readonly Phrase[] = [
    ...(why === 'unknown' ? ([['keypad.none', {}]] as const) : []),
    ...phrasesFor(shown, why),
  ];
  const own = phrases.flatMap(([key, values]) => {
    const words = texts.speech(language, key, values);
    return words === null ? [] : [{ language, words, caption: texts.screen(language, key, values) }];
  });
  // The question before its answers; that a key is none of them before both.
  const parts = why === 'unknown' ? own : [...listen, ...own];
  return parts.length === 0 ? null : { chime: false, parts };
};
