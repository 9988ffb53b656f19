import type { PadKey } from '../../hal/ports/keypad.ts';
import {
  hushWish,
  isHushCode,
  menuItems,
  ticketItems,
  padHome,
  optionsShown,
  type PadDesk,
  type PadState,
  type PadStep,
  type HelpWish,
  type MenuItem,
  type TicketItem,
  type ChoiceOf,
} from './pad-state.ts';
import { parkReasons, pauseReasons, type DeskWish } from './wishes.ts';

/*
 * A counter served by a number pad: the keys of the block beside the letters, in the page or on a pad of its own that nothing shows.
 * Digits are a number or a choice, never a command, so that no slip of a finger on them calls anybody.
 */

const longestNumber = 6;

const stay = (state: PadState): PadStep => ({ state, wish: null, refused: false });
const refuse = (state: PadState): PadStep => ({ state, wish: null, refused: true });
const wish = (made: DeskWish | HelpWish): PadStep => ({ state: padHome, wish: made, refused: false });
const isDigit = (key: PadKey): boolean => /^\d$/.test(key);

const choose = (
  of: ChoiceOf,
  options: readonly string[],
  from: PadState,
  number = '',
  after: TicketItem = 'call',
): PadStep => (options.length === 0 ? refuse(from) : stay({ at: 'choice', of, number, options, page: 0, after }));

/** One key. */
export function padStep(state: PadState, key: PadKey, desk: PadDesk): PadStep {
  switch (state.at) {
    case 'home':
      return home(state, key, desk);
    case 'number':
      return number(state, key, desk);
    case 'menu':
      return key === 'divide' || key === 'backspace' || key === 'point'
        ? stay(padHome)
        : menu(state, menuItems[isDigit(key) ? (Number(key) + 9) % 10 : -1], desk);
    case 'ticket':
      return key === 'divide' || key === 'backspace' || key === 'point'
        ? stay(padHome)
        : isDigit(key)
          ? aboutTicket(state, state.number, ticketItems[Number(key) - 1], desk)
          : refuse(state);
    case 'choice':
      return choice(state, key, desk);
    case 'open':
      return opening(state, key, desk);
    case 'time':
      return time(state, key);
  }
}

function home(state: PadState, key: PadKey, { counter }: PadDesk): PadStep {
  switch (key) {
    case 'enter':
      return wish({ name: 'next', counter, finishing: true });
    case 'plus':
      return wish({ name: 'recall', counter });
    case 'minus':
      return wish({ name: 'no-show', counter });
    case 'times':
      return wish({ name: 'arrived', counter });
    case 'point':
      return wish({ name: 'finish', counter });
    case 'divide':
      return stay({ at: 'menu' });
    case 'backspace':
      return refuse(state);
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return stay({ at: 'number', typed: key });
  }
}

function number(state: PadState & { readonly at: 'number' }, key: PadKey, desk: PadDesk): PadStep {
  switch (key) {
    case 'enter':
      return named(state, 'call', desk);
    case 'plus':
      return named(state, 'return', desk);
    case 'times':
      return isHushCode(state.typed) ? wish(hushWish(desk.muted)) : named(state, 'class', desk);
    case 'divide': {
      const found = meant(state.typed, desk);
      const only = found.length === 1 ? found[0] : undefined;
      return only === undefined ? choose('number', found, state, '', 'enter') : stay({ at: 'ticket', number: only });
    }
    case 'minus':
    case 'backspace': {
      const typed = state.typed.slice(0, -1);
      return stay(typed === '' ? padHome : { at: 'number', typed });
    }
    case 'point':
      return stay(padHome);
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return state.typed.length >= longestNumber ? refuse(state) : stay({ at: 'number', typed: state.typed + key });
  }
}

/**
 * The numbers that typed digits may mean: those of them that are in the hall, else one of each series, since a clerk can call from
 * a slip what the hall has not heard of. A letter before the digits leaves no doubt.
 */
export function meant(typed: string, desk: Pick<PadDesk, 'numbers' | 'series' | 'digits'>): readonly string[] {
  const [, letter = '', digits = ''] = /^(\p{Lu}?)(\d+)$/u.exec(typed) ?? [];
  if (digits === '' || Number(digits) === 0) return [];
  const written = digits.replace(/^0+/, '').padStart(desk.digits, '0');
  if (letter !== '') return [`${letter}${written}`];
  const here = desk.numbers.filter((one) => one.replace(/^\p{Lu}+/u, '') === written);
  return here.length > 0 ? here : desk.series.map((series) => `${series}${written}`);
}

const named = (state: PadState & { readonly at: 'number' }, item: TicketItem, desk: PadDesk): PadStep => {
  const found = meant(state.typed, desk);
  const only = found.length === 1 ? found[0] : undefined;
  return only === undefined ? choose('number', found, state, '', item) : aboutTicket(state, only, item, desk);
};

function aboutTicket(state: PadState, number: string, item: TicketItem | undefined, desk: PadDesk): PadStep {
  const { counter } = desk;
  switch (item) {
    case 'call':
      return wish({ name: 'call', counter, number });
    case 'return':
      return wish({ name: 'return', number });
    case 'class':
      return choose('class', [...desk.classes, ''], state, number);
    case 'defer':
      return wish({ name: 'defer', number });
    case 'cancel':
      return choose('cancel', ['yes'], state, number);
    case 'enter':
      return choose('enter-service', desk.services, state, number);
    case undefined:
      return refuse(state);
  }
}

function menu(state: PadState, item: MenuItem | undefined, desk: PadDesk): PadStep {
  const { counter, services, counters, currentService } = desk;
  switch (item) {
    case 'park':
      return choose('park', parkReasons, state);
    case 'transfer-service':
      return choose(
        'transfer-service',
        services.filter((id) => id !== currentService),
        state,
      );
    case 'transfer-counter':
      return choose(
        'transfer-counter',
        counters.filter((id) => id !== counter),
        state,
      );
    case 'extend':
      return choose('extend', services, state);
    case 'walk-in':
      return choose('walk-in', desk.ownServices, state);
    case 'pause':
      return choose('pause', pauseReasons, state);
    case 'open':
      return stay({ at: 'open', chosen: desk.ownServices, page: 0 });
    case 'help':
      return wish({ name: 'help-ask', counter });
    case 'accept':
      return choose('accept', desk.helps, state);
    case 'close':
      return choose('close', ['yes'], state);
    case undefined:
      return refuse(state);
  }
}

const turned = (page: number, by: number, options: number): number => {
  const pages = Math.max(1, Math.ceil(options / optionsShown));
  return (page + by + pages) % pages;
};

function choice(state: PadState & { readonly at: 'choice' }, key: PadKey, desk: PadDesk): PadStep {
  if (key === 'divide' || key === 'backspace' || key === 'point') return stay(padHome);
  if (key === 'plus' || key === 'minus')
    return stay({ ...state, page: turned(state.page, key === 'plus' ? 1 : -1, state.options.length) });
  const picked =
    key === 'enter' && state.options.length === 1
      ? state.options[0]
      : isDigit(key) && key !== '0'
        ? state.options[state.page * optionsShown + Number(key) - 1]
        : undefined;
  return picked === undefined ? refuse(state) : picks(state, picked, desk);
}

function picks(state: PadState & { readonly at: 'choice' }, picked: string, desk: PadDesk): PadStep {
  const { counter } = desk;
  switch (state.of) {
    case 'park':
      return wish({ name: 'park', counter, reason: picked });
    case 'transfer-service':
      return wish({ name: 'transfer', counter, service: picked, to: null });
    case 'transfer-counter':
      return wish({ name: 'transfer', counter, service: null, to: picked });
    case 'extend':
      return wish({ name: 'extend', counter, service: picked });
    case 'walk-in':
      return wish({ name: 'walk-in', counter, service: picked, priority: null });
    case 'pause':
      return wish({ name: 'pause-counter', counter, reason: picked });
    case 'close':
      return wish({ name: 'close', counter });
    case 'accept':
      return wish({ name: 'assistance-accept', requestId: picked });
    case 'close-day':
      return wish({ name: 'close-day' });
    case 'promote':
      return wish({ name: 'promote' });
    case 'class':
      return wish({ name: 'class', number: state.number, priority: picked === '' ? null : picked });
    case 'cancel':
      return wish({ name: 'cancel', number: state.number });
    case 'enter-service':
      return stay({ at: 'time', number: state.number, service: picked, typed: '' });
    case 'number':
      // From the key that opens what may be done with a number, that is asked next.
      return state.after === 'enter'
        ? stay({ at: 'ticket', number: picked })
        : aboutTicket(state, picked, state.after, desk);
  }
}

function opening(state: PadState & { readonly at: 'open' }, key: PadKey, { counter, services }: PadDesk): PadStep {
  if (key === 'divide' || key === 'backspace' || key === 'point') return stay(padHome);
  if (key === 'plus' || key === 'minus')
    return stay({ ...state, page: turned(state.page, key === 'plus' ? 1 : -1, services.length) });
  if (key === 'enter')
    return state.chosen.length === 0 ? refuse(state) : wish({ name: 'open', counter, services: [...state.chosen] });
  const picked = isDigit(key) && key !== '0' ? services[state.page * optionsShown + Number(key) - 1] : undefined;
  if (picked === undefined) return refuse(state);
  const chosen = state.chosen.includes(picked)
    ? state.chosen.filter((id) => id !== picked)
    : services.filter((id) => id === picked || state.chosen.includes(id));
  return stay({ ...state, chosen });
}

function time(state: PadState & { readonly at: 'time' }, key: PadKey): PadStep {
  if (key === 'divide' || key === 'point') return stay(padHome);
  if (key === 'backspace' || key === 'minus') return stay({ ...state, typed: state.typed.slice(0, -1) });
  if (isDigit(key)) return state.typed.length >= 4 ? refuse(state) : stay({ ...state, typed: state.typed + key });
  const minute = key === 'enter' ? minuteOf(state.typed) : null;
  if (minute === null) return refuse(state);
  return wish({ name: 'enter', number: state.number, service: state.service, minute, priority: null });
}

/** 0920 or 920 as the minute of the day, null when it is no time. */
export const minuteOf = (typed: string): number | null => {
  if (!/^\d{3,4}$/.test(typed)) return null;
  const hours = Number(typed.slice(0, -2));
  const minutes = Number(typed.slice(-2));
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
};
