import { expect, it } from 'vitest';
import { SimClock } from '../../sim/clock.ts';
import { SimDisplay } from '../../sim/devices/display.ts';
import { DeviceClock } from '../../sim/clock.ts';
import { displayContract, type TestView } from './display.contract.ts';

const start = Date.UTC(2026, 7, 3, 0, 55);

displayContract('twin', () => {
  const time = new SimClock();
  const display = new SimDisplay<TestView>(new DeviceClock(time, start));
  display.setPlugged(false);
  return Promise.resolve({
    display,
    attach: () => {
      display.setPlugged(true);
      return Promise.resolve({
        seen: () => display.current(),
        touch: (action, revision) => void display.touch(action, revision),
        leave: () => display.setPlugged(false),
      });
    },
    until: async (condition) => {
      for (let waited = 0; waited < 1000 && !condition(); waited += 10) await time.advance(10);
      expect(condition()).toBe(true);
    },
    quiet: () => time.advance(10_000),
    end: async () => {
      await display.close();
      expect(display.pending).toBe(0);
      expect(time.pending).toBe(0);
    },
  });
});

it('the twin keeps when each view was shown', async () => {
  const time = new SimClock();
  const display = new SimDisplay<TestView>(new DeviceClock(time, start));
  await display.open();
  display.show({ text: 'a', actions: [] });
  await time.advance(1500);
  display.show({ text: 'b', actions: [] });
  expect(display.shown.map(({ at, revision, view }) => [at, revision, view.text])).toEqual([
    [0, 1, 'a'],
    [1500, 2, 'b'],
  ]);
});

it('a broken twin is dark, tells its fault once and opens again after repair', async () => {
  const time = new SimClock();
  const display = new SimDisplay<TestView>(new DeviceClock(time, start));
  const faults: unknown[] = [];
  display.onFault((fault) => faults.push(fault));
  await display.open();
  display.show({ text: 'a', actions: [] });
  display.touch('yes');
  display.breakWith({ kind: 'unplugged' });
  expect(faults).toEqual([{ kind: 'unplugged' }]);
  expect(display.current()).toBeNull();
  expect(display.touch('yes')).toBe(false);
  expect(time.pending).toBe(0);
  await display.close();
  expect(await display.open()).toEqual({ ok: false, fault: { kind: 'unplugged' } });
  display.repair();
  expect(await display.open()).toEqual({ ok: true, value: undefined });
  expect(display.current()?.view.text).toBe('a');
});
