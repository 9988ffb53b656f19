import { expect, test } from 'vitest';
import { PowerWatch } from '../../firmware/power.ts';
import { Listeners } from '../../hal/device.ts';
import type { Battery, PowerState } from '../../hal/ports/battery.ts';

const rig = () => {
  const states = new Listeners<PowerState>();
  const battery: Battery = {
    periodMs: 10_000,
    open: () => Promise.resolve({ ok: true, value: undefined }),
    close: () => Promise.resolve(),
    onFault: () => () => undefined,
    onPower: (listener) => states.add(listener),
  };
  const told: [string, unknown][] = [];
  let changes = 0;
  const watch = new PowerWatch(
    { ups: battery },
    { tell: (name, data) => told.push([name, data['charge']]), changed: () => (changes += 1) },
  );
  const end = watch.connect();
  const say = (mains: boolean | null, charge: number | null): void =>
    states.emit({ milliVolts: 7400, milliAmperes: mains === false ? -900 : 100, charge, mains, at: 0 });
  return { watch, say, told, changes: () => changes, end };
};

test('tells the mains lost and back once each, and status how the device is fed', () => {
  const { watch, say, told, changes } = rig();
  expect(watch.status()).toEqual({});
  say(true, 1);
  say(true, 1);
  expect(told).toEqual([]);
  say(false, 0.9);
  say(false, 0.85);
  say(true, 0.85);
  expect(told).toEqual([
    ['mains-lost', { milli: 900 }],
    ['mains-back', { milli: 850 }],
  ]);
  // Known, lost, back.
  expect(changes()).toBe(3);
  expect(watch.status()).toEqual({
    ups: { milliVolts: 7400, milliAmperes: 100, charge: { milli: 850 }, mains: true },
  });
});

test('a device that starts without the mains says so; one whose gauge cannot tell says nothing', () => {
  const started = rig();
  started.say(null, 0.5);
  started.say(false, 0.5);
  expect(started.told).toEqual([['mains-lost', { milli: 500 }]]);
  const blind = rig();
  blind.say(null, null);
  blind.say(null, null);
  expect(blind.told).toEqual([]);
});

test('a battery that runs low is told once, and again only after it was well above', () => {
  const { say, told } = rig();
  for (const charge of [0.5, 0.21, 0.19, 0.15, 0.22, 0.19]) say(false, charge);
  expect(told.map(([name]) => name)).toEqual(['mains-lost', 'battery-low']);
  say(true, 0.31);
  say(false, 0.18);
  expect(told.map(([name]) => name).slice(2)).toEqual(['mains-back', 'mains-lost', 'battery-low']);
});

test('charging from nearly nothing is no alarm', () => {
  const { say, told } = rig();
  say(true, 0.05);
  say(true, 0.1);
  expect(told).toEqual([]);
});

test('without its gauge nothing is known any more, and after the end nothing is heard', () => {
  const { watch, say, told, end } = rig();
  say(false, 0.5);
  watch.lost('ups');
  expect(watch.status()).toEqual({});
  end();
  say(true, 0.5);
  expect(watch.status()).toEqual({});
  expect(told).toHaveLength(1);
});
