import type { JsonObject } from '../../hal/json.ts';
import type { PadKey } from '../../hal/ports/keypad.ts';
import type { LanguageTag } from '../behaviour.ts';

/*
 * What a visitor's screen can show. Texts are finished in the visitor's language; the page draws and returns actions, it knows no
 * phrase and no rule. Actions are words that the view itself offers; anything else that comes back is passed over.
 */

export type Icon =
  | 'civil-status'
  | 'certification'
  | 'residence'
  | 'identity'
  | 'land'
  | 'construction'
  | 'business'
  | 'social'
  | 'merit'
  | 'health'
  | 'education'
  | 'military'
  | 'feedback'
  | 'results'
  | 'online'
  | 'unsure'
  | 'priority'
  | 'no'
  | 'yes'
  | 'help'
  | 'print'
  | 'back'
  | 'more'
  | 'way'
  | 'done'
  | 'time'
  | 'listen'
  | 'language'
  | 'larger'
  | 'booking'
  | 'lookup';

/** A touchable tile or button: the whole of it is the target. */
export type Tile = {
  readonly action: string;
  readonly label: string;
  /** A second, smaller line ('' for none). */
  readonly detail: string;
  readonly icon: Icon;
  readonly emphasis: 'normal' | 'act';
};

/** How to walk, for somebody who faces the screen. */
export type Way = {
  readonly counter: string;
  /** 0 straight ahead (through the screen), positive to the visitor's left, within ±pi; ±pi is behind them. */
  readonly directionRad: number;
  readonly distanceText: string;
  readonly words: string;
  /** The route on the plan in site metres, from the device to the counter. */
  readonly route: readonly { readonly x: number; readonly y: number }[];
};

export type Printing = 'none' | 'printing' | 'printed' | 'later' | 'unknown';

/** The middle of the screen, by its question. */
export type Body =
  | { readonly screen: 'asleep' }
  | { readonly screen: 'notice'; readonly title: string }
  | {
      readonly screen: 'invite';
      readonly title: string;
      readonly text: string;
      readonly tiles: readonly Tile[];
    }
  | { readonly screen: 'services'; readonly title: string; readonly tiles: readonly Tile[] }
  | {
      readonly screen: 'priority';
      readonly title: string;
      readonly text: string;
      readonly tiles: readonly Tile[];
    }
  /** A code is typed (`keys`: twelve of a pad, none where it is only held before the reader); `typed` as far as it has come. */
  | {
      readonly screen: 'code';
      readonly title: string;
      readonly text: string;
      readonly typed: string;
      readonly keys: readonly Tile[];
      readonly tiles: readonly Tile[];
    }
  | { readonly screen: 'wait'; readonly title: string }
  | {
      readonly screen: 'ticket';
      readonly title: string;
      readonly number: string;
      readonly service: string;
      readonly ahead: string;
      readonly wait: string;
      readonly where: string;
      readonly note: string;
      readonly qr: string;
      readonly printing: Printing;
      readonly tiles: readonly Tile[];
    }
  | {
      readonly screen: 'way';
      readonly title: string;
      readonly number: string;
      readonly way: Way;
      readonly tiles: readonly Tile[];
    }
  | {
      readonly screen: 'help';
      readonly title: string;
      readonly text: string;
      readonly tiles: readonly Tile[];
    }
  | {
      readonly screen: 'time';
      readonly title: string;
      readonly text: string;
      readonly seconds: number;
      readonly tiles: readonly Tile[];
    }
  | { readonly screen: 'language'; readonly title: string; readonly tiles: readonly Tile[] }
  | {
      readonly screen: 'closed';
      readonly title: string;
      readonly text: string;
      readonly tiles: readonly Tile[];
    }
  | { readonly screen: 'paused'; readonly title: string; readonly text: string }
  | { readonly screen: 'out-of-order'; readonly title: string; readonly text: string }
  | { readonly screen: 'thanks'; readonly title: string };

export type ScreenName = Body['screen'];

/** A call of the hall over the top of whatever is shown. */
export type Banner = {
  readonly number: string;
  readonly counter: string;
  readonly text: string;
  readonly directionRad: number;
};

/** A line for those who wait behind the visitor: that they are seen, and how many they are ('' for one). */
export type Waiting = { readonly text: string; readonly count: string };

/** The controls that are always there, at the same places. `null`: not offered here (nothing to listen to, nowhere to go back). */
export type Chrome = {
  readonly language: LanguageTag;
  readonly languageButton: string;
  readonly largerButton: string;
  readonly listenButton: string | null;
  readonly helpButton: string | null;
  readonly backButton: string | null;
  readonly easy: boolean;
  /** Everything where a seated hand reaches it: asked for by this button, never inferred from who stands there. */
  readonly low: boolean;
  readonly lowButton: string;
  /** What does not work now, in the visitor's terms (paper, link, hours). */
  readonly notes: readonly string[];
  /** What the page says by itself while the firmware does not answer. */
  readonly awayText: string;
};

/** The robot's face: where its eyes look (0 ahead, positive to its left), null while they rest. Kiosks have none. */
export type Face = { readonly lookRad: number; readonly closed: boolean } | null;

/** A key of the number pad and the action that it chooses; drawn beside that. */
export type KeyBinding = { readonly key: PadKey; readonly action: string };

/** The whole screen. `actions` is every action that this view takes. */
export type View = JsonObject & {
  readonly body: Body;
  readonly chrome: Chrome;
  readonly banner: Banner | null;
  readonly waiting: Waiting | null;
  readonly face: Face;
  readonly caption: string;
  readonly actions: readonly string[];
  /** Which key of the number pad chooses what; empty without one. */
  readonly keys: readonly KeyBinding[];
};

/** Actions that reception itself takes, on every screen. */
export const chromeActions = [
  'chrome.language',
  'chrome.larger',
  'chrome.listen',
  'chrome.help',
  'chrome.back',
  'chrome.low',
] as const;

/** A touch of the glass beside every tile; offered by the screens that wait for somebody (asleep, notice, invite, closed, thanks). */
export const touchAnywhere = 'touch';

/** The tiles of the language list. */
export const languageAction = (tag: LanguageTag): string => `language.${tag}`;
