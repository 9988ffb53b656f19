import { describe, expect, test } from 'vitest';
import type { Measurement } from '../../hal/ports/sensors.ts';
import { radians } from '../../hal/units.ts';
import { SimClock } from '../../sim/clock.ts';
import { SimPresence } from '../../sim/devices/presence.ts';
import { SimRange } from '../../sim/devices/range.ts';
import type { SimSensor } from '../../sim/devices/sensor.ts';
import { SimTargets } from '../../sim/devices/targets.ts';
import { SeededRandom } from '../../sim/random.ts';
import { Body, type Waypoint } from '../../sim/world/body.ts';
import { sector } from '../../sim/world/sector.ts';
import { World } from '../../sim/world/world.ts';

const east = { x: 0, y: 0, headingRad: 0 };

const rig = () => {
  const clock = new SimClock();
  const world = new World(clock);
  const enter = (id: string, way: readonly Waypoint[]): Body => {
    const [first = { x: 0, y: 0 }] = way;
    const body = new Body(id, 'placed', first);
    world.appear(body, way);
    return body;
  };
  return { clock, world, enter, random: new SeededRandom(1, 'noise') };
};

/** What a sensor says, as short lines. */
const listen = <T>(sensor: SimSensor<T>, text: (value: T) => string): string[] => {
  const log: string[] = [];
  sensor.onMeasurement((word: Measurement<T>) => {
    log.push(`${word.at}#${word.seq} ${'value' in word ? text(word.value) : word.fault.kind}`);
  });
  return log;
};

const standAt = (x: number, y: number, t = 0): Waypoint[] => [{ t, x, y }];

describe('a passive infrared sensor', () => {
  const pir = (world: World, model = { holdsMs: 2500, warmUpMs: 0 }) =>
    new SimPresence('pir', world, sector(east, 5, radians(120)), model);

  test('says movement in its cone, then quiet once the hold has run out', async () => {
    const { clock, world, enter } = rig();
    const sensor = pir(world);
    const log = listen(sensor, ({ present }) => String(present));
    await sensor.open();
    enter('a', [
      { t: 0, x: 7, y: 0 },
      { t: 4000, x: 3, y: 0 },
    ]);
    await clock.advance(20_000);
    // Crosses 5 m at 2 s, stands at 4 s, quiet 2.5 s later.
    expect(log).toEqual(['0#1 false', '2000#2 true', '6500#3 false']);
    expect([...sensor.seen]).toEqual(['a']);
    await sensor.close();
    expect(clock.pending).toBe(0);
  });

  test('who stands still is gone from its word until a hand moves', async () => {
    const { clock, world, enter } = rig();
    const sensor = pir(world);
    const log = listen(sensor, ({ present }) => String(present));
    const body = enter('a', standAt(2, 0));
    await sensor.open();
    await clock.advance(1000);
    world.stir(body);
    await clock.advance(2000);
    world.stir(body);
    await clock.advance(10_000);
    expect(log).toEqual(['0#1 false', '1000#2 true', '5500#3 false']);
    await sensor.close();
  });

  test('sees nobody behind it or too far, and nobody who was there and left', async () => {
    const { clock, world, enter } = rig();
    const sensor = pir(world);
    const log = listen(sensor, ({ present }) => String(present));
    await sensor.open();
    enter('behind', [
      { t: 0, x: -3, y: 0 },
      { t: 3000, x: -1, y: 0 },
    ]);
    const walker = enter('walker', [
      { t: 0, x: 4, y: -1 },
      { t: 30_000, x: 4, y: 1.5 },
    ]);
    walker.goTo(0);
    await clock.advance(1000);
    world.leave(walker);
    await clock.advance(10_000);
    // 2.5 m in 30 s is too slow to be movement.
    expect(log).toEqual(['0#1 false']);
    await sensor.close();
  });

  test('warms up first and says so once a second', async () => {
    const { clock, world } = rig();
    const sensor = pir(world, { holdsMs: 1000, warmUpMs: 2500 });
    const log = listen(sensor, ({ present }) => String(present));
    await sensor.open();
    await clock.advance(5000);
    expect(log).toEqual(['0#1 warming-up', '1000#2 warming-up', '2000#3 warming-up', '2500#4 false']);
    await sensor.close();
  });

  test('breaks: stuck is high, dead is silent, mended it says what is', async () => {
    const { clock, world } = rig();
    const sensor = pir(world);
    const log = listen(sensor, ({ present }) => String(present));
    await sensor.open();
    await clock.advance(100);
    sensor.breakWith('stuck');
    await clock.advance(100);
    sensor.mend();
    await clock.advance(100);
    sensor.breakWith('garbled');
    await clock.advance(100);
    sensor.breakWith('dead');
    sensor.mend();
    expect(log).toEqual(['0#1 false', '100#2 true', '200#3 false', '300#4 garbled', '400#5 false']);
    await sensor.close();
  });
});

describe('a distance sensor', () => {
  test('with a period says the nearest body’s front in its cone each time', async () => {
    const { clock, world, enter, random } = rig();
    const sensor = new SimRange('tof', world, sector(east, 4, radians(30)), 100, random);
    const said: (number | null)[] = [];
    sensor.onMeasurement((word) => said.push('value' in word ? word.value.distanceM : Number.NaN));
    await sensor.open();
    await clock.advance(1000);
    expect(said).toEqual(Array.from({ length: 10 }, () => null));
    enter('far', standAt(3, 0));
    enter('near', standAt(1.5, 0));
    await clock.advance(1000);
    const seen = said.slice(10).filter((distance) => distance !== null);
    expect(seen).toHaveLength(10);
    // 1.5 m to the middle, 0.25 m of body, a few centimetres of noise.
    for (const distance of seen) expect(Math.abs(distance - 1.25)).toBeLessThan(0.09);
    expect(new Set(seen.map((distance) => Math.round(distance * 1000) / 1000))).toEqual(new Set(seen));
    await sensor.close();
    expect(clock.pending).toBe(0);
  });

  test('on change sleeps while the cone is empty and speaks while somebody comes near', async () => {
    const { clock, world, enter, random } = rig();
    const sensor = new SimRange('tof', world, sector(east, 4, radians(30)), null, random);
    const log = listen(sensor, ({ distanceM }) => (distanceM === null ? '-' : distanceM.toFixed(1)));
    await sensor.open();
    await clock.advance(3_600_000);
    expect(log).toEqual(['0#1 -']);
    expect(clock.pending).toBe(0);
    const body = enter('a', [
      { t: clock.now(), x: 6, y: 0 },
      { t: clock.now() + 5000, x: 1, y: 0 },
    ]);
    await clock.advance(6000);
    expect(log.length).toBeGreaterThan(20);
    expect(log.at(-1)).toMatch(/ 0\.[78]$/);
    world.leave(body);
    await clock.advance(1000);
    expect(log.at(-1)).toMatch(/ -$/);
    await sensor.close();
  });

  test('stuck repeats what it said last', async () => {
    const { clock, world, enter, random } = rig();
    const sensor = new SimRange('tof', world, sector(east, 4, radians(30)), 100, random);
    const said: (number | null)[] = [];
    sensor.onMeasurement((word) => said.push('value' in word ? word.value.distanceM : Number.NaN));
    const body = enter('a', standAt(2, 0));
    await sensor.open();
    await clock.advance(100);
    sensor.breakWith('stuck');
    world.leave(body);
    await clock.advance(500);
    expect(new Set(said)).toEqual(new Set([said[0]]));
    sensor.mend();
    await clock.advance(100);
    expect(said.at(-1)).toBeNull();
    await sensor.close();
  });
});

describe('a radar of several targets', () => {
  const radar = (world: World, random: SeededRandom, most = 3) =>
    new SimTargets('radar', world, sector(east, 6, radians(120)), 100, most, random);

  test('speaks every period, also of nobody', async () => {
    const { clock, world, random } = rig();
    const sensor = radar(world, random);
    const log = listen(sensor, ({ targets }) => `${targets.length}`);
    await sensor.open();
    await clock.advance(350);
    expect(log).toEqual(['100#1 0', '200#2 0', '300#3 0']);
    await sensor.close();
    expect(clock.pending).toBe(0);
  });

  test('measures place and radial speed in its own frame, within its noise', async () => {
    const { clock, world, enter, random } = rig();
    const turned = { x: 2, y: 1, headingRad: radians(90) };
    const sensor = new SimTargets('radar', world, sector(turned, 6, radians(120)), 100, 3, random);
    const seen: { x: number; y: number; speed: number }[] = [];
    sensor.onMeasurement((word) => {
      if ('value' in word) seen.push(...word.value.targets);
    });
    await sensor.open();
    // Straight towards it from 4 m: ahead of a sensor that looks along y.
    enter('a', [
      { t: 0, x: 2, y: 5 },
      { t: 2000, x: 2, y: 3 },
    ]);
    await clock.advance(2000);
    expect(seen.length).toBeGreaterThan(15);
    const mean = (pick: (target: { x: number; y: number; speed: number }) => number): number =>
      seen.reduce((sum, target) => sum + pick(target), 0) / seen.length;
    expect(mean(({ x }) => x)).toBeCloseTo(3, 0);
    expect(Math.abs(mean(({ y }) => y))).toBeLessThan(0.15);
    expect(mean(({ speed }) => speed)).toBeCloseTo(-1, 1);
    for (const { x, y, speed } of seen)
      for (const value of [x, y, speed]) expect(value).toBe(Math.round(value * 1000) / 1000);
    await sensor.close();
  });

  test('tells at most so many, the nearest, and not who stands behind another', async () => {
    const { clock, world, enter, random } = rig();
    const sensor = radar(world, random, 2);
    const most: number[] = [];
    const xs: number[] = [];
    sensor.onMeasurement((word) => {
      if (!('value' in word)) return;
      most.push(word.value.targets.length);
      xs.push(...word.value.targets.map(({ x }) => x));
    });
    enter('near', standAt(1.5, 0));
    enter('hidden', standAt(3, 0.05));
    enter('beside', standAt(2.5, 2));
    enter('far', standAt(5, -2));
    await sensor.open();
    await clock.advance(5000);
    expect(Math.max(...most)).toBe(2);
    expect(xs.some((x) => Math.abs(x - 3) < 0.25)).toBe(false);
    // Now and then a target is lost, and then the next one is told.
    expect(most.filter((count) => count === 2).length).toBeGreaterThan(40);
    await sensor.close();
  });

  test('does not see through a wall', async () => {
    const clock = new SimClock();
    const world = new World(clock, [{ from: { x: 2, y: 0.2 }, to: { x: 2, y: 3 } }]);
    const sensor = radar(world, new SeededRandom(1, 'noise'));
    const log = listen(sensor, ({ targets }) => targets.map(({ y }) => Math.round(y)).join());
    world.appear(new Body('hidden', 'placed', { x: 3, y: 1 }), standAt(3, 1));
    world.appear(new Body('seen', 'placed', { x: 3, y: -1 }), standAt(3, -1));
    await sensor.open();
    await clock.advance(3_000);
    await sensor.close();
    expect(new Set(log.map((line) => line.split(' ')[1]))).toEqual(new Set(['-1', '']));
  });

  test('loses a moving target now and then, as a real one does', async () => {
    const { clock, world, enter, random } = rig();
    const sensor = radar(world, random);
    let empty = 0;
    let frames = 0;
    sensor.onMeasurement((word) => {
      frames += 1;
      if ('value' in word && word.value.targets.length === 0) empty += 1;
    });
    await sensor.open();
    enter('a', [
      { t: 0, x: 1, y: -1 },
      { t: 100_000, x: 1, y: 1 },
    ]);
    world.turn(
      [...world.bodies()][0] ?? new Body('none', 'placed', { x: 0, y: 0 }),
      Array.from({ length: 200 }, (_, i) => ({ t: i * 1000, x: 2, y: i % 2 === 0 ? -1 : 1 })),
    );
    await clock.advance(100_000);
    expect(frames).toBe(1000);
    expect(empty).toBeGreaterThan(5);
    expect(empty).toBeLessThan(50);
    await sensor.close();
  });

  test('unplugged tells once and refuses to open until it is mended', async () => {
    const { clock, world, random } = rig();
    const sensor = radar(world, random);
    const faults: string[] = [];
    sensor.onFault(({ kind }) => faults.push(kind));
    expect(await sensor.open()).toEqual({ ok: true, value: undefined });
    sensor.breakWith('unplugged');
    expect(faults).toEqual(['absent']);
    await sensor.close();
    expect(await sensor.open()).toEqual({ ok: false, fault: { kind: 'absent', where: 'radar' } });
    sensor.mend();
    expect((await sensor.open()).ok).toBe(true);
    await expect(async () => sensor.open()).rejects.toThrow('opened twice');
    await sensor.close();
    expect(clock.pending).toBe(0);
  });

  test('a disordered one says old words after new ones, a bursting one each many times, a cut one half of it', async () => {
    const { clock, world, enter, random } = rig();
    const sensor = radar(world, random);
    const log = listen(sensor, ({ targets }) => `${targets.length}`);
    enter('a', standAt(2, 1));
    enter('b', standAt(2, -1));
    await sensor.open();
    sensor.breakWith('disordered');
    await clock.advance(400);
    expect(log.map((line) => line.split(' ')[0])).toEqual(['200#2', '100#1', '400#4', '300#3']);
    sensor.breakWith('bursting');
    await clock.advance(100);
    expect(log.slice(4).every((line) => line.startsWith('500#'))).toBe(true);
    expect(log.length).toBeGreaterThan(40);
    const before = log.length;
    sensor.breakWith('cut');
    await clock.advance(2_000);
    for (const line of log.slice(before)) expect(Number(line.split(' ')[1])).toBeLessThanOrEqual(1);
    sensor.mend();
    await clock.advance(1_000);
    expect(log.slice(-10).filter((line) => line.endsWith(' 2')).length).toBeGreaterThan(3);
    await sensor.close();
  });

  test('a garbled one says so instead of words', async () => {
    const { clock, world, random } = rig();
    const sensor = radar(world, random);
    const log = listen(sensor, ({ targets }) => `${targets.length}`);
    await sensor.open();
    sensor.breakWith('garbled');
    await clock.advance(200);
    expect(log).toEqual(['100#1 garbled', '200#2 garbled']);
    await sensor.close();
  });
});

describe('all sensors alike', () => {
  test('the same seed says the same, to the millimetre', async () => {
    const run = async (seed: number): Promise<string> => {
      const { clock, world, enter } = rig();
      const sensor = new SimTargets('radar', world, sector(east, 6, radians(120)), 67, 3, new SeededRandom(seed));
      const log = listen(sensor, (value) => JSON.stringify(value));
      await sensor.open();
      enter('a', [
        { t: 0, x: 5, y: -3 },
        { t: 5000, x: 1, y: 2 },
      ]);
      await clock.advance(6000);
      await sensor.close();
      return log.join('\n');
    };
    expect(await run(1)).toBe(await run(1));
    expect(await run(1)).not.toBe(await run(2));
  });
});
