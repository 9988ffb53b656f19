import { describe, expect, test } from 'vitest';
import type { Hal } from '../../hal/hal.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimBroker, SimMessageBus } from '../../sim/devices/message-bus.ts';
import { SimButton } from '../../sim/devices/button.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { SeededEntropy } from '../../sim/entropy.ts';
import { SimLog } from '../../sim/log.ts';
import { weatherOf, type WeatherKind } from '../../sim/network-weather.ts';
import { Power } from '../../sim/power.ts';
import { SeededRandom } from '../../sim/random.ts';

const mondayMorning = 1_785_718_500_000;

const desk = () => {
  const clock = new SimClock();
  const wall = new DeviceClock(clock, mondayMorning);
  const power = new Power(wall);
  const button = new SimButton('start', wall, 30);
  const storage = new SimStorage(wall);
  const none = {};
  const hal: Hal = {
    clock: wall,
    random: new SeededRandom(1),
    entropy: new SeededEntropy(new SeededRandom(1)),
    log: new SimLog(clock, 'kiosk-1'),
    storage,
    classifier: null,
    checkup: null,
    devices: {
      presence: none,
      range: none,
      'range-grid': none,
      'thermal-grid': none,
      targets: none,
      scan: none,
      printer: none,
      display: none,
      speaker: none,
      speech: none,
      lamp: none,
      'counter-sign': none,
      button: { start: button },
      keypad: none,
      'code-scanner': none,
      battery: none,
      ledger: none,
      'city-system': none,
      bus: none,
    },
  };
  return { clock, power, button, storage, supplied: power.hal(hal) };
};

describe('a power cut', () => {
  test('with power all goes through, and what was ended stays ended', async () => {
    const { clock, power, button, supplied } = desk();
    const heard: string[] = [];
    supplied.clock.setTimeout(() => heard.push('timer'), 10);
    const cleared = supplied.clock.setTimeout(() => heard.push('cleared'), 10);
    supplied.clock.clearTimeout(cleared);
    const start = supplied.devices.button['start'];
    await start?.open(new AbortController().signal);
    const end = start?.onPress(() => heard.push('press'));
    button.press();
    await clock.advance(100);
    end?.();
    button.press();
    supplied.clock.turn(() => heard.push('turn'));
    power.trace({ line: () => heard.push('line') }).line({ t: 1, device: 'kiosk-1', kind: 'input' });
    await clock.advance(100);
    expect(heard.toSorted()).toEqual(['line', 'press', 'timer', 'turn']);
  });

  test('ends timers, subscriptions, turns, answers and the trace; nothing is left armed', async () => {
    const { clock, power, button, storage, supplied } = desk();
    const heard: string[] = [];
    supplied.clock.setTimeout(() => heard.push('timer'), 10);
    const start = supplied.devices.button['start'];
    await start?.open(new AbortController().signal);
    start?.onPress(() => heard.push('press'));
    void supplied.storage.write('epoch', new Uint8Array(1)).then(() => heard.push('written'));
    const trace = power.trace({ line: () => heard.push('line') });
    power.cut();
    storage.crash('kept');
    trace.line({ t: 1, device: 'kiosk-1', kind: 'input' });
    supplied.clock.turn(() => heard.push('turn'));
    button.press();
    supplied.clock.setTimeout(() => heard.push('late timer'), 10);
    void supplied.storage.read('epoch').then(() => heard.push('late read'));
    await clock.advance(10_000);
    expect(heard).toEqual([]);
    expect(clock.pending).toBe(0);
    expect(storage.disk.has('epoch')).toBe(true);
  });
});

describe('a network in bad weather', () => {
  const carried = async (
    kinds: readonly WeatherKind[],
  ): Promise<readonly { readonly text: string; readonly at: number }[]> => {
    const clock = new SimClock();
    const wall = new DeviceClock(clock, mondayMorning);
    const broker = new SimBroker(wall);
    const bus = (clientId: string): SimMessageBus =>
      new SimMessageBus(broker, wall, new SeededRandom(7, clientId), { clientId, will: null, cleanSession: true });
    const [from, to] = [bus('from'), bus('to')];
    const heard: { text: string; at: number }[] = [];
    to.subscribe('letan/x', ({ payload }) => heard.push({ text: payload, at: clock.now() }));
    for (const each of [from, to]) await clock.walk(each.open(new AbortController().signal), 1_000);
    await clock.advance(100);
    broker.setWeather(weatherOf(new Set(kinds), new SeededRandom(3, 'weather')));
    for (let n = 0; n < 40; n += 1) {
      void from.publish({ topic: 'letan/x', payload: `${n}`, qos: 1, retain: false });
      await clock.advance(20);
    }
    await clock.advance(20_000);
    for (const each of [from, to]) await each.close();
    broker.close();
    return heard;
  };
  const first = (heard: readonly { readonly text: string }[]): readonly string[] => [
    ...new Set(heard.map(({ text }) => text)),
  ];
  const inOrder = Array.from({ length: 40 }, (_, n) => `${n}`);

  test('is calm by itself', async () => {
    expect((await carried([])).map(({ text }) => text)).toEqual(inOrder);
  });
  test('slow: late, all of them, in order', async () => {
    const heard = await carried(['slow']);
    expect(heard.map(({ text }) => text)).toEqual(inOrder);
    expect(Math.max(...heard.map(({ at, text }) => at - 20 * Number(text)))).toBeGreaterThan(1_000);
  });
  test('doubling: some twice, none lost, in order', async () => {
    const heard = await carried(['doubling']);
    expect(first(heard)).toEqual(inOrder);
    expect(heard.length).toBeGreaterThan(44);
  });
  test('overtaking: none lost, not in order; the same seed carries the same', async () => {
    const heard = await carried(['overtaking', 'doubling']);
    expect(first(heard).toSorted()).toEqual(inOrder.toSorted());
    expect(first(heard)).not.toEqual(inOrder);
    expect(await carried(['overtaking', 'doubling'])).toEqual(heard);
  });
});
