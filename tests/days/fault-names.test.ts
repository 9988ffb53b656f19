import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { faultTexts, partTexts } from '../../config/languages/messages/sim-page.ts';
import { noTrace } from '../../firmware/trace.ts';
import { Centre } from '../../sim/centre.ts';
import { DeviceClock } from '../../sim/clock.ts';
import { SimBroker, SimMessageBus } from '../../sim/devices/message-bus.ts';
import { planFromRequest } from '../../sim/run-plan.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const files = temporaryDirectory();
afterAll(() => removeDirectory(files));

/** Every switch that the simulator's page has for this site. */
const faultsOf = (site: string): Centre['faults'] => {
  const asked = { tracks: null, seed: 1, place: null, at: '2026-08-03T08:30', forMs: 60_000, come: 0 } as const;
  const plan = planFromRequest({ site, ...asked });
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  return new Centre({
    ...plan.value,
    trace: noTrace,
    dataDir: () => files,
    realVoice: false,
    broker: (clock) => {
      const wire = new SimBroker(new DeviceClock(clock, plan.value.startsAt));
      return {
        client: (who, own, random) => new SimMessageBus(wire, own, random, who),
        stop: () => wire.stop(),
        start: () => wire.start(),
        cut: (clientId) => wire.cut(clientId),
        restore: (clientId) => wire.restore(clientId),
        setWeather: (weather) => wire.setWeather(weather),
        close: () => Promise.resolve(wire.close()),
      };
    },
    scripted: new Map(),
  }).faults;
};

describe('what can be broken in a shipped site', () => {
  test.each(readdirSync('config/sites'))('%s: each part and each kind of fault has its words', (site) => {
    const list = faultsOf(join('config/sites', site)).list();
    expect(list.length).toBeGreaterThan(0);
    const kinds = new Set(list.map(({ kind }) => kind));
    const parts = new Set(list.map(({ name }) => name));
    expect([...kinds].filter((kind) => faultTexts[kind] === undefined)).toEqual([]);
    // Signs are called by their counter.
    expect([...parts].filter((name) => partTexts[name] === undefined && !/^sign-\d+$/.test(name))).toEqual([]);
  });
});
