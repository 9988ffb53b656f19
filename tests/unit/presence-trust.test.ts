import { describe, expect, it } from 'vitest';
import type { SensorPlace } from '../../behaviours/presence/settings.ts';
import { radians } from '../../hal/units.ts';
import { SeededRandom } from '../../sim/random.ts';
import { pir, PresenceRig, radar, tof } from '../support/presence-rig.ts';

/* How a sensor is found out, told, and taken back. Times are those of the test's clock in milliseconds. */

/** A second radar that sees what the first sees. */
const second: SensorPlace = { ...radar, sensorId: 'second' };
const trust = (rig: PresenceRig): string[] => rig.words().filter((line) => /^\d+ [-+]/.test(line));

describe('a frozen sensor', () => {
  it('repeats its frame to the last digit, is dropped after half a minute and back with the next true one', async () => {
    const rig = new PresenceRig(radar);
    await rig.during(40_000, 100, () => rig.radar([1, 0.2]));
    expect(trust(rig)).toEqual(['30000 -radar frozen']);
    expect(rig.people.at(-1)?.people).toEqual([]);
    await rig.during(1_000, 100, (t) => rig.radar([1 + t / 1e5, 0.2]));
    expect(trust(rig)).toEqual(['40100 +radar']);
    rig.close();
  });

  it('is not one that says for an hour that nobody is there, nor a real one over somebody who stands', async () => {
    const rig = new PresenceRig(radar);
    const random = new SeededRandom(1);
    await rig.during(3_600_000, 100, () => rig.radar());
    await rig.during(120_000, 100, () => rig.radar([1 + random.normal(0, 0.02), random.normal(0, 0.02)]));
    expect(trust(rig)).toEqual([]);
    rig.close();
  });
});

describe('a sensor whose clock stands', () => {
  it('is silent, however much it talks', async () => {
    const rig = new PresenceRig(radar);
    rig.radar([1, 0]);
    await rig.during(5_000, 100, () => {
      const value = { targets: [{ x: 1, y: 0, speed: 0 }] };
      rig.presence.send({
        type: 'sensor.measured',
        word: { port: 'targets', measurement: { sensorId: 'radar', seq: 2, at: 0, value } },
      });
    });
    expect(trust(rig)).toEqual(['3000 -radar silent']);
    rig.close();
  });
});

describe('a bursting sensor', () => {
  it('costs a bounded number of readings, is dropped, and is back when it is calm', async () => {
    const rig = new PresenceRig(radar);
    let seq = 0;
    // A thousand words a second, each of its own instant.
    await rig.during(5_000, 1, () => {
      seq += 1;
      rig.radar([1 + (seq % 7) / 100, 0]);
    });
    expect(trust(rig)).toEqual(['3000 -radar bursting']);
    await rig.during(5_000, 100, (t) => rig.radar([1 + (t % 700) / 1e4, 0]));
    expect(trust(rig)).toEqual(['6000 +radar']);
    rig.close();
  });
});

describe('a lying sensor', () => {
  it('whose people jump about as nobody can is dropped, heard again after a minute, and later each time', async () => {
    const rig = new PresenceRig(radar);
    const random = new SeededRandom(3);
    const lie = (): void =>
      rig.radar(...[0, 1, 2].map(() => [random.between(0.5, 5.5), random.between(-3, 3)] as const));
    await rig.during(400_000, 100, lie);
    const told = trust(rig);
    expect(told.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      '-radar implausible',
      '+radar',
      '-radar implausible',
      '+radar',
      '-radar implausible',
    ]);
    const times = told.map((line) => Number(line.split(' ')[0]));
    expect(times[0]).toBeLessThan(20_000);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(60_000);
    expect((times[3] ?? 0) - (times[2] ?? 0)).toBe(120_000);
    rig.close();
  });

  it('is not one that sees a busy hall with ghosts among the people', async () => {
    const rig = new PresenceRig(radar);
    const random = new SeededRandom(3);
    await rig.during(60_000, 100, (t) => {
      const walkers = [0, 1, 2].map((k) => {
        const part = ((t + 1_300 * k) % 6_000) / 6_000;
        return [1.5 + k + random.normal(0, 0.05), -2.5 + 5 * part + random.normal(0, 0.05)] as const;
      });
      const ghost = random.chance(0.3) ? [[random.between(0.5, 5.5), random.between(-3, 3)] as const] : [];
      rig.radar(...walkers, ...ghost);
    });
    expect(trust(rig)).toEqual([]);
    rig.close();
  });
});

describe('a blind sensor', () => {
  /** People who walk by, one after another, 3.5 s each. */
  const passer = (t: number, random: SeededRandom): readonly [number, number] => [
    2 + random.normal(0, 0.05),
    -2 + (4 * (t % 4_000)) / 3_500 + random.normal(0, 0.05),
  ];
  it('sees nobody where another sees many walk, is told and is back when it sees', async () => {
    const rig = new PresenceRig(radar, second, pir);
    const random = new SeededRandom(3);
    const hear = (who: 'radar' | 'second', ...people: (readonly [number, number])[]): void => {
      if (who === 'radar') return rig.radar(...people);
      const value = { targets: people.map(([x, y]) => ({ x, y, speed: 0 })) };
      rig.presence.send({
        type: 'sensor.measured',
        word: { port: 'targets', measurement: { sensorId: 'second', seq: 1, at: rig.clock.now(), value } },
      });
    };
    const round = (t: number, blind: boolean): void => {
      const walks = t % 4_000 < 3_500;
      hear('radar', ...(walks ? [passer(t, random)] : []));
      hear('second', ...(walks && !blind ? [passer(t, random)] : []));
      if (t % 4_000 === 0) rig.pir(true);
      if (t % 4_000 === 3_800) rig.pir(false);
    };
    await rig.during(120_000, 100, (t) => round(t, true));
    const told = trust(rig);
    expect(told.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['-second blind']);
    expect(Number(told[0]?.split(' ')[0])).toBeLessThan(90_000);
    await rig.during(4_000, 100, (t) => round(t, false));
    expect(trust(rig).map((line) => line.split(' ')[1])).toEqual(['+second']);
    await rig.during(120_000, 100, (t) => round(t, false));
    expect(trust(rig)).toEqual([]);
    rig.close();
  });

  it('is not one that looks elsewhere, nor one that is hidden from, nor one over a fan that turns', async () => {
    const aside: SensorPlace = { ...second, sensorId: 'aside', headingRad: radians(180) };
    const rig = new PresenceRig(radar, aside, pir);
    const random = new SeededRandom(3);
    const silent = (): void =>
      rig.presence.send({
        type: 'sensor.measured',
        word: {
          port: 'targets',
          measurement: { sensorId: 'aside', seq: 1, at: rig.clock.now(), value: { targets: [] } },
        },
      });
    // The radar sees a fan: something that moves fast and goes nowhere; the PIR, rightly, does not.
    await rig.during(120_000, 100, (t) => {
      const round = (t / 600) % 2;
      rig.radar([3 + random.normal(0, 0.05), (round < 1 ? round : 2 - round) - 0.5]);
      silent();
    });
    expect(trust(rig)).toEqual([]);
    rig.close();
  });
});

describe('one who is there and does not move', () => {
  it('is denied by a sensor that sees the still: a minute is enough', async () => {
    const rig = new PresenceRig({ ...radar, rangeM: 4 }, tof);
    const random = new SeededRandom(3);
    const noise = (): number => random.normal(0, 0.01);
    await rig.during(80_000, 50, (t) => {
      rig.tof(null);
      if (t % 100 === 0) rig.radar([1 + noise(), noise()]);
    });
    const told = trust(rig);
    expect(told.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['-radar stuck']);
    expect(Number(told[0]?.split(' ')[0])).toBeLessThan(70_000);
    rig.close();
  });

  it('is believed for a quarter of an hour where nobody else can tell', async () => {
    const rig = new PresenceRig(radar);
    const random = new SeededRandom(3);
    const noise = (): number => random.normal(0, 0.01);
    await rig.during(920_000, 100, () => rig.radar([1 + noise(), noise()]));
    const told = trust(rig);
    expect(told.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['-radar stuck']);
    expect(Number(told[0]?.split(' ')[0])).toBeGreaterThan(900_000);
    rig.close();
  });
});
