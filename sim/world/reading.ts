import { unreachable } from '../../hal/assert.ts';
import {
  chromeActions,
  touchAnywhere,
  type ScreenName,
  type Tile,
  type View,
} from '../../behaviours/reception/views.ts';

/*
 * How a visitor answers a screen. They know what they want by its name, read what stands on the glass and touch what says it; the
 * actions behind the tiles are nothing to them but the place that their finger hits.
 */

/** What a visitor brings to the glass. */
export interface Wish {
  /** The service's name by language, as a person would say it; null: they want no number. */
  readonly service: Readonly<Record<string, string>> | null;
  readonly language: string;
  /** What their language calls itself. */
  readonly ownName: string;
  readonly priority: boolean;
  /** Whether they ask for the way after the number. */
  readonly wantsWay: boolean;
  /** Presses "call a staff member" first of all. */
  readonly asksHelp: boolean;
  /** Leaves without a word once this screen is shown; null: never. */
  readonly walksOffAt: ScreenName | null;
  /** Makes the text larger; at a question after the first does nothing until the machine warns, asks for more time, then goes on. */
  readonly dawdles: boolean;
}

/** What they remember of this visit at the glass. */
export interface Memory {
  readonly number: string | null;
  /** They have touched a tile of their own: what stands there before is somebody else's. */
  readonly chose: boolean;
  readonly hasSlip: boolean;
  readonly askedLanguage: boolean;
  readonly askedHelp: boolean;
  readonly larger: boolean;
  readonly hadWarning: boolean;
  readonly sawWay: boolean;
  /** Pages of services turned in search of theirs. */
  readonly turned: number;
}

export const nothingYet: Memory = {
  number: null,
  chose: false,
  hasSlip: false,
  askedLanguage: false,
  askedHelp: false,
  larger: false,
  hadWarning: false,
  sawWay: false,
  turned: 0,
};

export type Answer =
  | {
      readonly do: 'touch';
      readonly action: string;
      readonly meaning: 'choose' | 'language' | 'larger' | 'help' | 'way' | 'time' | 'turn' | 'wake';
    }
  /** Nothing to do but watch the glass. */
  | { readonly do: 'watch' }
  /** Paper is coming: they look at the slot. */
  | { readonly do: 'await-slip' }
  /** Finished here; `why` is for the maintainer. */
  | { readonly do: 'go'; readonly why: string };

const touch = (action: string, meaning: Extract<Answer, { do: 'touch' }>['meaning']): Answer => ({
  do: 'touch',
  action,
  meaning,
});

const byIcon = (tiles: readonly Tile[], icon: Tile['icon']): Tile | undefined =>
  tiles.find((tile) => tile.icon === icon);

/** Wipes away what somebody left on the glass, where the machine lets them; else it goes away by itself. */
const notMine = (tiles: readonly Tile[]): Answer => {
  const done = byIcon(tiles, 'done');
  return done === undefined ? { do: 'watch' } : touch(done.action, 'wake');
};

/** A tile's words as a hurried eye compares them. */
const plain = (text: string): string => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toLowerCase();

const findService = (tiles: readonly Tile[], wish: Wish): Tile | undefined => {
  const names = Object.values(wish.service ?? {}).map(plain);
  return tiles.find((tile) => names.includes(plain(tile.label)));
};

const [languageButton, largerButton, , helpButton] = chromeActions;

/** Screens that somebody with a number may still have to do with. */
const stillMine: ReadonlySet<ScreenName> = new Set(['ticket', 'way', 'help', 'time', 'language', 'wait']);

/** The number that a view shows as the visitor's own, null where it shows none. */
export const numberOn = (view: View): string | null =>
  view.body.screen === 'ticket' || view.body.screen === 'way' ? view.body.number : null;

export const answer = (view: View, wish: Wish, memory: Memory): Answer => {
  const { body } = view;
  if (wish.walksOffAt === body.screen) return { do: 'go', why: `walked off at ${body.screen}` };
  if (wish.asksHelp && !memory.askedHelp && view.actions.includes(helpButton)) return touch(helpButton, 'help');
  // The machine has turned to the next one while they were still reading.
  if (memory.number !== null && !stillMine.has(body.screen)) return { do: 'go', why: 'has a number' };
  const asksOfMe = body.screen === 'invite' || body.screen === 'services';
  if (
    asksOfMe &&
    view.chrome.language !== wish.language &&
    !memory.askedLanguage &&
    view.actions.includes(languageButton)
  )
    return touch(languageButton, 'language');
  switch (body.screen) {
    case 'asleep':
    case 'notice':
      return view.actions.includes(touchAnywhere) ? touch(touchAnywhere, 'wake') : { do: 'watch' };
    case 'invite': {
      if (wish.service === null) return { do: 'go', why: 'wanted nothing' };
      const start =
        body.tiles.find((tile) => tile.emphasis === 'act') ?? findService(body.tiles, wish) ?? body.tiles[0];
      if (start !== undefined) return touch(start.action, 'choose');
      return view.actions.includes(touchAnywhere) ? touch(touchAnywhere, 'wake') : { do: 'watch' };
    }
    case 'services': {
      if (wish.service === null) return { do: 'go', why: 'wanted nothing' };
      if (wish.dawdles && !memory.larger && view.actions.includes(largerButton)) return touch(largerButton, 'larger');
      const wanted = findService(body.tiles, wish);
      if (wanted !== undefined) return touch(wanted.action, 'choose');
      const more = byIcon(body.tiles, 'more');
      if (more !== undefined && memory.turned < 4) return touch(more.action, 'turn');
      const unsure = byIcon(body.tiles, 'unsure');
      if (unsure !== undefined) return touch(unsure.action, 'choose');
      return { do: 'go', why: 'service not found' };
    }
    case 'priority': {
      if (wish.dawdles && !memory.hadWarning) return { do: 'watch' };
      const claims = body.tiles.filter((tile) => tile.icon !== 'no');
      const tile = wish.priority ? claims[0] : (byIcon(body.tiles, 'no') ?? body.tiles.at(-1));
      return tile === undefined ? { do: 'watch' } : touch(tile.action, 'choose');
    }
    case 'code': {
      // Who has come by mistake goes back; who carries no card says so.
      const without = byIcon(body.tiles, 'no');
      if (without !== undefined) return touch(without.action, 'choose');
      return view.actions.includes('chrome.back') ? touch('chrome.back', 'choose') : { do: 'watch' };
    }
    case 'wait':
      return { do: 'watch' };
    case 'ticket': {
      // The one before has gone and left their number on the glass.
      if (!memory.chose) return notMine(body.tiles);
      if (body.printing === 'printing') return { do: 'await-slip' };
      if (body.printing === 'printed' && !memory.hasSlip) return { do: 'await-slip' };
      const way = byIcon(body.tiles, 'way');
      if (wish.wantsWay && !memory.sawWay && way !== undefined) return touch(way.action, 'way');
      return { do: 'go', why: 'has a number' };
    }
    case 'way':
      return memory.chose ? { do: 'go', why: 'knows the way' } : notMine(body.tiles);
    case 'help':
      return { do: 'watch' };
    case 'time': {
      const more = body.tiles.find((tile) => tile.emphasis === 'act') ?? body.tiles[0];
      return more === undefined ? { do: 'watch' } : touch(more.action, 'time');
    }
    case 'language': {
      const own = body.tiles.find((tile) => plain(tile.label) === plain(wish.ownName));
      return own === undefined ? { do: 'watch' } : touch(own.action, 'choose');
    }
    case 'closed':
    case 'paused':
    case 'out-of-order':
      return { do: 'go', why: body.screen };
    case 'thanks':
      // Thanks that were meant for the one before.
      return memory.chose ? { do: 'go', why: 'thanked' } : { do: 'watch' };
    default:
      return unreachable(body);
  }
};

/** What is new to read on a view: its question, its tiles, its texts. */
const textOf = (view: View): readonly string[] => {
  const { body } = view;
  const texts: string[] = [];
  for (const value of Object.values(body)) {
    if (typeof value === 'string') texts.push(value);
    if (Array.isArray(value))
      for (const item of value) if (typeof item === 'object' && 'label' in item) texts.push(item.label);
  }
  if (body.screen === 'way') texts.push(body.way.words, body.way.distanceText);
  return texts;
};

/** How many words a person reads before they act; CJK has no spaces, so two characters count for one. */
export const wordsOn = (view: View): number => {
  let words = 0;
  for (const text of textOf(view)) {
    const cjk = text.match(/[\u3040-\u30ff\u3400-\u9fff]/g)?.length ?? 0;
    words +=
      Math.ceil(cjk / 2) +
      text
        .replaceAll(/[\u3040-\u30ff\u3400-\u9fff]/g, ' ')
        .split(/\s+/)
        .filter((word) => word !== '').length;
  }
  return words;
};

/** Two views with the same page are read once: a count that changes in place is not a new page. */
export const pageOf = (view: View): string =>
  `${view.chrome.language}/${view.body.screen}/${'title' in view.body ? view.body.title : ''}`;
