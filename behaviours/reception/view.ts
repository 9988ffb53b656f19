import type { LanguageTag } from '../behaviour.ts';
import type { Occupancy } from '../presence/events.ts';
import type { Texts } from '../voice/texts.ts';
import { beats, screenOf, type FullClaim, type ScreenClaim } from './arbitrate.ts';
import type { ReceptionSettings } from './settings.ts';
import type { PadKey } from '../../hal/ports/keypad.ts';
import {
  languageAction,
  touchAnywhere,
  type Body,
  type Chrome,
  type Face,
  type KeyBinding,
  type Tile,
  type View,
} from './views.ts';

/** All that the screen depends on. */
export interface ScreenState {
  readonly settings: ReceptionSettings;
  readonly texts: Texts;
  readonly screen: readonly ScreenClaim[];
  /** The language list is open. */
  readonly choosing: boolean;
  readonly language: LanguageTag;
  readonly easy: boolean;
  readonly low: boolean;
  /** Phrase keys of what does not work. */
  readonly notes: readonly string[];
  readonly caption: string;
  readonly occupancy: Occupancy;
  /** Whom the eyes look at, in the device's frame; null: nobody. */
  readonly gazeRad: number | null;
}

/** A view and whose it is. */
export interface Shown {
  readonly view: View;
  /** The full claim that the view shows; null for reception's own screens (the language list, asleep). */
  readonly claim: FullClaim | null;
  /** Two views with the same key ask the same question. */
  readonly key: string;
}

/** Screens that wait for somebody: a touch anywhere is a touch. */
const waitingScreens: ReadonlySet<Body['screen']> = new Set(['asleep', 'notice', 'invite', 'closed', 'thanks']);

/** The eyes follow in steps of 0.1 rad: finer is not seen and would redraw the face at every breath. */
const lookStep = 0.1;

const languageList = ({ settings, texts, language }: ScreenState): Body => ({
  screen: 'language',
  title: texts.screen(language, 'lang.choose', {}),
  tiles: settings.languages.map(({ tag, ownName }): Tile => ({
    action: languageAction(tag),
    label: ownName,
    detail: '',
    icon: 'language',
    emphasis: tag === language ? 'act' : 'normal',
  })),
});

const chromeOf = (state: ScreenState, claim: FullClaim | null, body: Body): Chrome => {
  const text = (key: string): string => state.texts.screen(state.language, key, {});
  const list = body.screen === 'language';
  return {
    language: state.language,
    languageButton: text('chrome.language'),
    largerButton: text(state.easy ? 'chrome.smaller' : 'chrome.larger'),
    listenButton: claim !== null && claim.listen !== null && isSpoken(state, claim) ? text('chrome.listen') : null,
    helpButton: body.screen === 'help' ? null : text('common.help'),
    backButton: list || claim?.back === true ? text('common.back') : null,
    easy: state.easy,
    low: state.low,
    lowButton: text(state.low ? 'chrome.raised' : 'chrome.lowered'),
    notes: state.notes.map(text),
    awayText: text('chrome.away'),
  };
};

const isSpoken = ({ settings }: ScreenState, { listen }: FullClaim): boolean =>
  listen !== null &&
  listen.parts.some((part) => settings.languages.some(({ tag, spoken }) => spoken && tag === part.language));

/** Digits for the tiles in their order; 9 is kept for the language, 0 calls staff everywhere. */
const tileKeys: readonly PadKey[] = ['1', '2', '3', '4', '5', '6', '7', '8'];

/** Where a code is typed the digits are digits: each key means the one of the glass that bears it. */
const padKeysOf = (keys: readonly Tile[], actions: readonly string[]): readonly KeyBinding[] => {
  const typing = keys.flatMap(({ action, label }): readonly KeyBinding[] => {
    const key = digitKeys.find((one) => one === label);
    return key === undefined ? [] : [{ key, action }];
  });
  const bound: readonly KeyBinding[] = [
    ...typing,
    { key: 'enter', action: 'done' },
    { key: 'backspace', action: 'delete' },
  ];
  return bound.filter(({ action }) => actions.includes(action));
};
const digitKeys: readonly PadKey[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

const keysOf = (body: Body, actions: readonly string[]): readonly KeyBinding[] => {
  if ('keys' in body && body.keys.length > 0) return padKeysOf(body.keys, actions);
  const tiles = 'tiles' in body ? body.tiles : [];
  const act = tiles.filter(({ emphasis }) => emphasis === 'act');
  const [only] = act;
  const confirm = act.length === 1 && only !== undefined ? only.action : touchAnywhere;
  const bound: readonly KeyBinding[] = [
    ...tiles.flatMap(({ action }, i) => {
      const key = tileKeys[i];
      return key === undefined ? [] : [{ key, action }];
    }),
    { key: 'enter', action: confirm },
    { key: 'backspace', action: 'chrome.back' },
    { key: '9', action: 'chrome.language' },
    { key: '0', action: 'chrome.help' },
  ];
  return bound.filter(({ action }) => actions.includes(action));
};

const faceOf = ({ settings, occupancy, gazeRad }: ScreenState, body: Body): Face => {
  if (!settings.face) return null;
  const rests = body.screen === 'asleep' && occupancy.nearness === 'absent';
  const steps = Math.round((gazeRad ?? 0) / lookStep);
  // Divided, not multiplied: 3 / 10 is 0.3 where 3 * 0.1 is not.
  return { lookRad: steps / Math.round(1 / lookStep), closed: rests };
};

/** What is shown now, finished in the visitor's language. */
export const shownOf = (state: ScreenState): Shown => {
  const { full, banner, waiting } = screenOf(state.screen);
  const list = state.choosing && (full === null || !beats(full.rank, 'engaged-visitor'));
  const claim = list ? null : full;
  const body: Body = list ? languageList(state) : (full?.body ?? { screen: 'asleep' });
  const chrome = chromeOf(state, claim, body);
  const actions = [
    ...('tiles' in body ? body.tiles.map((tile) => tile.action) : []),
    ...('keys' in body ? body.keys.map((key) => key.action) : []),
    ...(waitingScreens.has(body.screen) ? [touchAnywhere] : []),
    'chrome.language',
    'chrome.larger',
    'chrome.low',
    ...(chrome.listenButton === null ? [] : ['chrome.listen']),
    ...(chrome.helpButton === null ? [] : ['chrome.help']),
    ...(chrome.backButton === null ? [] : ['chrome.back']),
  ];
  const view: View = {
    body,
    chrome,
    banner: banner?.banner ?? null,
    waiting: waiting?.waiting ?? null,
    face: faceOf(state, body),
    caption: state.caption,
    actions: [...new Set(actions)],
    keys: state.settings.keypad ? keysOf(body, actions) : [],
  };
  return { view, claim, key: `${list ? 'reception.language' : (full?.id ?? 'reception.asleep')}/${body.screen}` };
};
