import type { PadKey } from '../../../hal/ports/keypad.ts';
import {
  isHushCode,
  menuItems,
  optionsShown,
  ticketItems,
  type MenuItem,
  type PadState,
  type TicketItem,
} from '../../desk/pad-state.ts';
import type { StaffAct } from '../../staff-roles.ts';
import type { State } from './state.ts';
import { nameOf, say, sayWord, type TextKey } from './text.ts';

/** One thing that a key does now, as the page draws it. */
export interface PadOption {
  readonly key: PadKey;
  readonly cap: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly chosen: boolean;
}

export interface PadPanel {
  readonly title: string;
  readonly options: readonly PadOption[];
  readonly foot: readonly PadOption[];
  /** What has been typed so far; null: nothing is typed here. */
  readonly typed: string | null;
}

const caps: Readonly<Record<PadKey, string>> = {
  '0': '0',
  '1': '1',
  '2': '2',
  '3': '3',
  '4': '4',
  '5': '5',
  '6': '6',
  '7': '7',
  '8': '8',
  '9': '9',
  enter: 'Enter',
  backspace: '⌫',
  plus: '+',
  minus: '-',
  times: '*',
  divide: '/',
  point: '.',
};
export const capOf = (key: PadKey): string => caps[key];

const menuTexts: Readonly<Record<MenuItem, readonly [TextKey, StaffAct]>> = {
  park: ['park', 'park'],
  'transfer-service': ['transferService', 'transfer'],
  'transfer-counter': ['transferCounter', 'transfer'],
  extend: ['extend', 'extend'],
  'walk-in': ['walkIn', 'walk-in'],
  pause: ['pause', 'pause-counter'],
  open: ['openCounter', 'open'],
  help: ['help', 'help-ask'],
  accept: ['accept', 'assistance-accept'],
  close: ['close', 'close'],
};
const ticketTexts: Readonly<Record<TicketItem, readonly [TextKey, StaffAct]>> = {
  call: ['call', 'call'],
  return: ['return', 'return'],
  class: ['class', 'class'],
  defer: ['defer', 'defer'],
  cancel: ['cancel', 'cancel'],
  enter: ['enter', 'enter'],
};

const digitKeys: readonly PadKey[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];
const digitKey = (index: number): PadKey => digitKeys[index] ?? '0';

/** What is shown of the pad in a state; null: nothing but the keys of the counter itself. */
export function padPanel(state: State): PadPanel | null {
  const { language, may, pad } = state;
  const text = (key: TextKey, values: Readonly<Record<string, string | number>> = {}): string =>
    say(language, key, values);
  const option = (key: PadKey, label: string, enabled = true, chosen = false): PadOption => ({
    key,
    cap: capOf(key),
    label,
    enabled,
    chosen,
  });
  const back = option('divide', text('back'));
  const pages = (count: number, page: number): readonly PadOption[] => {
    const all = Math.ceil(count / optionsShown);
    return all < 2 ? [] : [option('plus', text('pages', { page: page + 1, pages: all }))];
  };
  switch (pad.at) {
    case 'home':
      return null;
    case 'number':
      return {
        title: text('typed'),
        typed: pad.typed,
        options: isHushCode(pad.typed)
          ? [option('times', muteText(state), may.has('mute-greetings'))]
          : [
              option('enter', text('call'), may.has('call')),
              option('plus', text('return'), may.has('return')),
              option('times', text('class'), may.has('class')),
              option('divide', text('menu')),
            ],
        foot: [option('minus', text('erase')), option('point', text('clear'))],
      };
    case 'menu':
      return {
        title: text('menu'),
        typed: null,
        options: menuItems.map((item, index) => {
          const [label, act] = menuTexts[item];
          return option(digitKey(index), text(label), may.has(act));
        }),
        foot: [back],
      };
    case 'ticket':
      return {
        title: `${text('number')} ${pad.number}`,
        typed: null,
        options: ticketItems.map((item, index) => {
          const [label, act] = ticketTexts[item];
          return option(digitKey(index), text(label), may.has(act));
        }),
        foot: [back],
      };
    case 'choice': {
      const shown = pad.options.slice(pad.page * optionsShown, (pad.page + 1) * optionsShown);
      return {
        title: titleOf(state, pad),
        typed: null,
        options: shown.map((one, index) => option(digitKey(index), labelOf(state, pad, one))),
        foot: [...pages(pad.options.length, pad.page), back],
      };
    }
    case 'open': {
      const { services } = state.data;
      const shown = services.slice(pad.page * optionsShown, (pad.page + 1) * optionsShown);
      return {
        title: text('openCounter'),
        typed: null,
        options: shown.map(({ id, name }, index) =>
          option(digitKey(index), nameOf(language, name, id), true, pad.chosen.includes(id)),
        ),
        foot: [option('enter', text('openNow'), pad.chosen.length > 0), ...pages(services.length, pad.page), back],
      };
    }
    case 'time':
      return {
        title: text('enterTime', { number: pad.number }),
        typed: pad.typed,
        options: [option('enter', text('enter'), pad.typed.length >= 3)],
        foot: [option('minus', text('erase')), back],
      };
  }
}

type Choice = PadState & { readonly at: 'choice' };

function titleOf({ language }: State, { of, number }: Choice): string {
  const titles: Readonly<Record<Choice['of'], TextKey>> = {
    park: 'park',
    'transfer-service': 'transferService',
    'transfer-counter': 'transferCounter',
    extend: 'extend',
    'walk-in': 'walkIn',
    pause: 'pause',
    accept: 'accept',
    class: 'class',
    number: 'whichNumber',
    close: 'close',
    cancel: 'cancel',
    'enter-service': 'enter',
    'close-day': 'closeDay',
    promote: 'promote',
  };
  const title = say(language, titles[of]);
  return number === '' ? title : `${title}: ${number}`;
}

function labelOf(state: State, { of }: Choice, option: string): string {
  const { language } = state;
  switch (of) {
    case 'transfer-service':
    case 'extend':
    case 'walk-in':
    case 'enter-service':
      return serviceName(state, option);
    case 'transfer-counter':
      return say(language, 'counter', { id: option });
    case 'park':
    case 'pause':
      return sayWord(language, option);
    case 'class':
      return option === '' ? say(language, 'noClass') : sayWord(language, option);
    case 'accept': {
      const help = state.helps.find(({ requestId }) => requestId === option);
      return help === undefined ? option : placeOf(state, help);
    }
    case 'close':
    case 'close-day':
    case 'promote':
    case 'cancel':
      return say(language, 'confirm');
    case 'number':
      return option;
  }
}

export const serviceName = ({ data, language }: Pick<State, 'data' | 'language'>, id: string): string =>
  nameOf(language, data.services.find((service) => service.id === id)?.name, id);

/** What the key that mutes the greetings does now. */
export const muteText = ({ data, language, mutedUntil }: Pick<State, 'data' | 'language' | 'mutedUntil'>): string =>
  mutedUntil === null ? say(language, 'muteCode', { minutes: data.desk.muteMin }) : say(language, 'unmute');

/** Where somebody calls from, in words. */
export const placeOf = (
  { language }: Pick<State, 'language'>,
  help: { readonly place: string; readonly counter: string | null; readonly device: string },
): string => (help.counter === null ? help.place || help.device : say(language, 'counter', { id: help.counter }));
