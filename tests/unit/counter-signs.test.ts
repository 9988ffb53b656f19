import { describe, expect, it } from 'vitest';
import type { HallPicture, PictureTicket } from '../../behaviours/hall/picture.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { CounterSigns, signOf } from '../../firmware/counter-signs.ts';
import type { SignShows } from '../../hal/ports/counter-sign.ts';
import { SimClock } from '../../sim/clock.ts';
import { SimCounterSign } from '../../sim/devices/counter-sign.ts';
import { morningPicture, wardConfig } from '../support/board-rig.ts';

const called: PictureTicket = {
  id: '2026-08-03/A012',
  number: 'A012',
  service: 'ho-tich',
  further: [],
  to: null,
  phase: 'called',
  counter: '1',
  calls: 1,
  priority: null,
  confirmed: false,
  apart: false,
  dossier: false,
  language: 'vi',
  issuedWall: 0,
  calledWall: 0,
  arrivedWall: null,
};

const withCounter = (id: string, over: Partial<HallPicture['counters'][number]>): HallPicture => {
  const picture = morningPicture();
  return { ...picture, counters: picture.counters.map((one) => (one.id === id ? { ...one, ...over } : one)) };
};

describe('the signs over the counters', () => {
  it('say who is called or served, a dash, a pause, or nothing', () => {
    expect(signOf(withCounter('1', { current: called }), '1')).toEqual({ kind: 'number', number: 'A012' });
    expect(signOf(withCounter('1', {}), '1')).toEqual({ kind: 'idle' });
    expect(signOf(withCounter('1', { state: 'paused', reason: 'lunch' }), '1')).toEqual({ kind: 'paused' });
    expect(signOf(withCounter('1', { state: 'closed' }), '1')).toEqual({ kind: 'dark' });
    expect(signOf(withCounter('1', {}), '9')).toEqual({ kind: 'dark' });
    // A counter that pauses after the one who is there still has them.
    expect(signOf(withCounter('1', { state: 'paused', current: called }), '1').kind).toBe('number');
  });

  it('are told once of each change, each its own counter’s', async () => {
    const config: DeviceConfig = {
      ...wardConfig,
      devices: {
        one: { port: 'counter-sign', driver: 'simulated', counter: '1', modules: 4, wiring: { through: 'direct' } },
        two: { port: 'counter-sign', driver: 'simulated', counter: '2', modules: 4, wiring: { through: 'direct' } },
      },
    };
    const [one, two] = [new SimCounterSign('one', 5), new SimCounterSign('two', 5)];
    const seen: SignShows[] = [];
    one.onSeen((shows) => seen.push(shows));
    const signs = new CounterSigns({ one, two }, config, new SimClock());
    await one.open();
    await two.open();
    signs.show(() => withCounter('1', {}));
    signs.show(() => withCounter('1', { current: called }));
    signs.show(() => withCounter('1', { current: called }));
    expect(seen).toEqual([{ kind: 'idle' }, { kind: 'number', number: 'A012' }]);
    expect(two.seen).toEqual({ kind: 'idle' });
  });

  it('keep no number of before, once their device has not heard the hub for a minute', async () => {
    const config: DeviceConfig = {
      ...wardConfig,
      devices: {
        one: { port: 'counter-sign', driver: 'simulated', counter: '1', modules: 4, wiring: { through: 'direct' } },
      },
    };
    const one = new SimCounterSign('one', 5);
    const clock = new SimClock();
    await one.open();
    const signs = new CounterSigns({ one }, config, clock);
    const lost = { apart: { hub: 'kiosk-1', sinceWall: 5000 } };
    let picture: HallPicture = withCounter('1', { current: called });
    const show = (now: HallPicture): void => {
      picture = now;
      signs.show(() => picture);
    };
    const number = { kind: 'number', number: 'A012' };
    show(picture);
    show({ ...picture, ...lost });
    await clock.advance(59_999);
    // Whoever is on their way finds the counter.
    expect(one.seen).toEqual(number);
    await clock.advance(1);
    expect(one.seen).toEqual({ kind: 'idle' });
    // What this device's own page calls meanwhile is of now.
    show({ ...withCounter('1', { current: { ...called, number: 'B501', calledWall: 70_000 } }), ...lost });
    expect(one.seen).toEqual({ kind: 'number', number: 'B501' });
    show(withCounter('1', { current: called }));
    expect(one.seen).toEqual(number);
    // Another cut, mended in time, changes nothing; the minute counts anew.
    show({ ...picture, ...lost });
    await clock.advance(30_000);
    show({ ...picture, apart: null });
    await clock.advance(90_000);
    expect(one.seen).toEqual(number);
    show({ ...picture, ...lost });
    signs.close();
    expect(clock.pending).toBe(0);
  });

  it('ask for no picture where there is no sign', () => {
    let asked = 0;
    new CounterSigns({}, { ...wardConfig, devices: {} }, new SimClock()).show(() => {
      asked += 1;
      return morningPicture();
    });
    expect(asked).toBe(0);
  });
});
