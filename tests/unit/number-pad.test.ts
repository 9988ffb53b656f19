import { describe, expect, it } from 'vitest';
import type { PadKey } from '../../hal/ports/keypad.ts';
import { meant, minuteOf, padStep } from '../../firmware/desk/pad.ts';
import { confirming, padHome, type PadDesk, type PadState, type PadStep } from '../../firmware/desk/pad-state.ts';

const desk: PadDesk = {
  counter: '3',
  state: 'open',
  services: ['ho-tich', 'chung-thuc', 'dat-dai'],
  ownServices: ['chung-thuc'],
  currentService: 'chung-thuc',
  counters: ['1', '2', '3'],
  classes: ['declared'],
  series: ['A', 'B', 'K'],
  digits: 3,
  helps: ['kiosk-2/help/1'],
  numbers: ['A012', 'B012', 'K007'],
  muted: false,
};

const names: Readonly<Record<string, PadKey>> = {
  '=': 'enter',
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'divide',
  '.': 'point',
  '<': 'backspace',
};
/** What came of the last of these keys. */
const typed = (keys: string, over: Partial<PadDesk> = {}): PadStep => {
  let step: PadStep = { state: padHome, wish: null, refused: false };
  for (const key of keys) step = padStep(step.state, names[key] ?? (key as PadKey), { ...desk, ...over });
  return step;
};
const wishOf = (keys: string, over: Partial<PadDesk> = {}): unknown => typed(keys, over).wish;
const stateOf = (keys: string): PadState => typed(keys).state;

describe('the number pad of a counter', () => {
  it.each([
    ['=', { name: 'next', counter: '3', finishing: true }],
    ['+', { name: 'recall', counter: '3' }],
    ['-', { name: 'no-show', counter: '3' }],
    ['*', { name: 'arrived', counter: '3' }],
    ['.', { name: 'finish', counter: '3' }],
    // The only 7 in the hall, with and without zeros; of two twelves one is chosen.
    ['7=', { name: 'call', counter: '3', number: 'K007' }],
    ['007=', { name: 'call', counter: '3', number: 'K007' }],
    ['12=2', { name: 'call', counter: '3', number: 'B012' }],
    // A number that the hall has not heard of: the series is asked.
    ['99=3', { name: 'call', counter: '3', number: 'K099' }],
    ['7+', { name: 'return', number: 'K007' }],
    ['7*1', { name: 'class', number: 'K007', priority: 'declared' }],
    ['7*2', { name: 'class', number: 'K007', priority: null }],
    ['7/4', { name: 'defer', number: 'K007' }],
    ['7/51', { name: 'cancel', number: 'K007' }],
    ['7/5=', { name: 'cancel', number: 'K007' }],
    ['12/12', { name: 'return', number: 'A012' }],
    ['71<-7=', { name: 'call', counter: '3', number: 'K007' }],
    ['7/620920=', { name: 'enter', number: 'K007', service: 'chung-thuc', minute: 560, priority: null }],
    ['/11', { name: 'park', counter: '3', reason: 'papers' }],
    // Not to the service that they are there for, nor to this counter.
    ['/22', { name: 'transfer', counter: '3', service: 'dat-dai', to: null }],
    ['/32', { name: 'transfer', counter: '3', service: null, to: '2' }],
    ['/43', { name: 'extend', counter: '3', service: 'dat-dai' }],
    ['/51', { name: 'walk-in', counter: '3', service: 'chung-thuc', priority: null }],
    ['/62', { name: 'pause-counter', counter: '3', reason: 'lunch' }],
    ['/7=', { name: 'open', counter: '3', services: ['chung-thuc'] }],
    ['/712=', { name: 'open', counter: '3', services: ['ho-tich'] }],
    ['/73=', { name: 'open', counter: '3', services: ['chung-thuc', 'dat-dai'] }],
    ['/8', { name: 'help-ask', counter: '3' }],
    ['/91', { name: 'assistance-accept', requestId: 'kiosk-2/help/1' }],
    ['/01', { name: 'close', counter: '3' }],
    // The number that nobody has, with the key of priorities: quiet, or greetings again.
    ['0*', { name: 'mute-greetings', minutes: null, everywhere: true }],
    ['00*', { name: 'mute-greetings', minutes: null, everywhere: true }],
  ] as const)('makes of %s a wish', (keys, wish) => {
    expect(wishOf(keys)).toEqual(wish);
    expect(stateOf(keys)).toEqual(padHome);
  });

  it.each(['7', '7.', '7-', '/', '//', '/1', '/1/', '/0', '/0.', '7/6292', '7*'])('wishes nothing by %s', (keys) => {
    expect(wishOf(keys)).toBeNull();
    expect(typed(keys).refused).toBe(false);
  });

  it.each(['<', '0=', '/9', '/15', '/1=', '1234567', '7/7', '/721=', '7/62=', '7/622561=', '/11.<'])(
    'says that the last key of %s does nothing',
    (keys) => {
      const step = typed(keys, { helps: keys === '/9' ? [] : desk.helps, ownServices: ['ho-tich', 'chung-thuc'] });
      expect(step).toMatchObject({ wish: null, refused: true });
    },
  );

  it('has greetings said again by the code that muted them', () => {
    expect(wishOf('0*', { muted: true })).toEqual({ name: 'unmute-greetings', everywhere: true });
    expect(wishOf('07*', { muted: true })).toBeNull();
  });

  it('asks once more before the day is closed or the hub replaced', () => {
    for (const of of ['close-day', 'promote'] as const) {
      expect(padStep(confirming(of), 'point', desk)).toMatchObject({ wish: null, state: padHome });
      for (const key of ['1', 'enter'] as const) expect(padStep(confirming(of), key, desk).wish).toEqual({ name: of });
    }
  });

  it('never calls anybody by digits alone', () => {
    for (let first = 0; first < 10; first += 1)
      for (let second = 0; second < 10; second += 1) expect(wishOf(`${first}${second}`)).toBeNull();
  });

  it('turns pages where there is more than nine to choose from', () => {
    const services = Array.from({ length: 20 }, (_, i) => `s${i}`);
    expect(wishOf('/41', { services })).toMatchObject({ service: 's0' });
    expect(wishOf('/4+1', { services })).toMatchObject({ service: 's9' });
    expect(wishOf('/4-2', { services })).toMatchObject({ service: 's19' });
    expect(wishOf('/4+++9', { services })).toMatchObject({ service: 's8' });
  });

  it('reads numbers with and without their letter', () => {
    expect(meant('A12', desk)).toEqual(['A012']);
    expect(meant('12', desk)).toEqual(['A012', 'B012']);
    expect(meant('5', desk)).toEqual(['A005', 'B005', 'K005']);
    for (const none of ['', 'A', '0', '000']) expect(meant(none, desk)).toEqual([]);
  });

  it('reads times of day', () => {
    expect(minuteOf('0920')).toBe(560);
    expect(minuteOf('920')).toBe(560);
    expect(minuteOf('2359')).toBe(1439);
    for (const none of ['2400', '0960', '12', '12345', '']) expect(minuteOf(none)).toBeNull();
  });
});
