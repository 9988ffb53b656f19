import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Measurement, PresenceWord, TargetsWord } from '../../hal/ports/sensors.ts';
import { radians } from '../../hal/units.ts';
import { SimClock } from '../../sim/clock.ts';
import { SimGateRadar } from '../../sim/devices/gate-radar.ts';
import { SimPresence } from '../../sim/devices/presence.ts';
import { SimRange } from '../../sim/devices/range.ts';
import { SimRangeGrid } from '../../sim/devices/range-grid.ts';
import { SimScan } from '../../sim/devices/scan.ts';
import { SimThermalGrid } from '../../sim/devices/thermal-grid.ts';
import { SimTrackingRadar } from '../../sim/devices/tracking-radar.ts';
import { SeededRandom } from '../../sim/random.ts';
import { Body, type Waypoint } from '../../sim/world/body.ts';
import { sector } from '../../sim/world/sector.ts';
import type { Wall } from '../../sim/world/sight.ts';
import { World } from '../../sim/world/world.ts';
import { ghostStatistics, modelledFrames, panelStatistics } from '../bench/tof-statistics.ts';
import { readPanelFrames } from '../bench/tof-frames.ts';
import { recordings } from '../support/tier.ts';

const front = { x: 0, y: 0, headingRad: 0 };
const eye = { ...front, heightM: 1.1, tiltRad: 0 };
const stand = (x: number, y: number): readonly Waypoint[] => [{ t: 0, x, y }];

const hall = (walls: readonly Wall[] = []) => {
  const clock = new SimClock();
  const world = new World(clock, walls);
  const enter = (id: string, way: readonly Waypoint[]): Body => {
    const body = new Body(id, 'placed', way[0] ?? front);
    world.appear(body, way);
    return body;
  };
  return { clock, world, enter };
};

/** Everything that a sensor says of value, with the instant. */
const heard = <T>(sensor: { onMeasurement: (listener: (word: Measurement<T>) => void) => unknown }) => {
  const words: { readonly at: number; readonly value: T }[] = [];
  sensor.onMeasurement((word) => {
    if ('value' in word) words.push({ at: word.at, value: word.value });
  });
  return words;
};

const toAndFro = (x: number, y: number, seconds: number): Waypoint[] =>
  Array.from({ length: seconds + 1 }, (_, i) => ({ t: i * 1000, x, y: i % 2 === 0 ? y - 0.5 : y + 0.5 }));

describe('the twin of an LD2450', () => {
  const radar = (world: World, periodMs = 100, rangeM = 6): SimTrackingRadar =>
    new SimTrackingRadar('radar', world, sector(front, rangeM, radians(120)), periodMs, new SeededRandom(1));

  test('says at most three, within 6 m and ±60°, ten times a second at the most, in steps of 16 cm/s', async () => {
    const { clock, world, enter } = hall();
    const sensor = radar(world, 20, 12);
    const words = heard<TargetsWord>(sensor);
    for (const [index, [x, y]] of [
      [2, 0],
      [3, 2],
      [3, -2],
      [4, 0.5],
      [5, 3],
      [7, 0],
      [1, 4],
    ].entries())
      enter(`p${index}`, toAndFro(x ?? 0, y ?? 0, 30));
    await sensor.open();
    await clock.advance(20_000);
    await sensor.close();
    expect(words).toHaveLength(200);
    const targets = words.flatMap(({ value }) => value.targets);
    expect(Math.max(...words.map(({ value }) => value.targets.length))).toBe(3);
    for (const { x, y, speed } of targets) {
      expect(Math.sqrt(x * x + y * y)).toBeLessThan(6.4);
      expect(Math.abs(y / x)).toBeLessThan(2.1);
      expect(Math.abs(speed / 0.16 - Math.round(speed / 0.16))).toBeLessThan(0.01);
    }
    expect(clock.pending).toBe(0);
  });

  test('finds only who moves, keeps who stops for a while, loses them, and finds them again by a hand', async () => {
    const { clock, world, enter } = hall();
    const sensor = radar(world);
    const words = heard<TargetsWord>(sensor);
    const told = (from: number, to: number): number => {
      const span = words.filter(({ at }) => at > from && at <= to);
      return span.filter(({ value }) => value.targets.length > 0).length / span.length;
    };
    enter('still', stand(2, 1.5));
    await sensor.open();
    await clock.advance(5_000);
    expect(told(0, 5_000)).toBe(0);
    const visitor = enter('visitor', [
      { t: 5_000, x: 5, y: 0 },
      { t: 9_000, x: 1, y: 0 },
    ]);
    await clock.advance(7_500);
    expect(told(5_500, 12_500)).toBeGreaterThan(0.95);
    await clock.advance(287_500);
    expect(told(200_000, 300_000)).toBe(0);
    world.turn(visitor, [
      { t: 300_000, x: 1, y: 0 },
      { t: 303_000, x: 4, y: 0 },
    ]);
    await clock.advance(3_000);
    expect(told(300_700, 303_000)).toBeGreaterThan(0.9);
    await sensor.close();
  });

  test('does not see through walls, nor who walks behind another; two close together are one', async () => {
    const { clock, world, enter } = hall([{ from: { x: 3, y: 0.5 }, to: { x: 3, y: 4 } }]);
    const sensor = radar(world);
    const words = heard<TargetsWord>(sensor);
    enter('behind the wall', toAndFro(4, 2, 20));
    await sensor.open();
    await clock.advance(5_000);
    expect(words.every(({ value }) => value.targets.length === 0)).toBe(true);
    const walk = (y: number) => [
      { t: 5_000, x: 4.5, y },
      { t: 10_000, x: 1, y },
    ];
    enter('one', walk(-1));
    enter('other', walk(-1.3));
    await clock.advance(4_500);
    const late = words.filter(({ at }) => at > 6_000);
    expect(late.filter(({ value }) => value.targets.length > 1).length / late.length).toBeLessThan(0.3);
    expect(late.filter(({ value }) => value.targets.length > 0).length / late.length).toBeGreaterThan(0.9);
    await sensor.close();
  });
});

describe('the twin of an LD2410', () => {
  test('tells moving from still, how far within a gate, and holds its word', async () => {
    const { clock, world, enter } = hall();
    const sensor = new SimGateRadar('mmwave', world, sector(front, 9, radians(120)), new SeededRandom(2));
    const words = heard<PresenceWord>(sensor);
    await sensor.open();
    await clock.advance(5_000);
    expect(words.every(({ value }) => !value.present)).toBe(true);
    // Once a second at the least.
    expect(words.length).toBeGreaterThanOrEqual(4);
    const body = enter('a', [
      { t: 5_000, x: 5.5, y: 0 },
      { t: 10_000, x: 2, y: 0 },
    ]);
    await clock.advance(4_000);
    const walking = words.at(-1)?.value;
    expect(walking?.present).toBe(true);
    expect(walking?.still).toBeNull();
    expect(Math.abs((walking?.moving?.distanceM ?? 0) - 2.7)).toBeLessThan(0.8);
    await clock.advance(30_000);
    const standing = words.at(-1)?.value;
    expect(standing?.moving).toBeNull();
    expect(Math.abs((standing?.still?.distanceM ?? 0) - 2)).toBeLessThan(0.8);
    world.leave(body);
    const gone = clock.now();
    await clock.advance(20_000);
    const last = words.findLast(({ value }) => value.present);
    expect((last?.at ?? 0) - gone).toBeGreaterThan(3_000);
    expect((last?.at ?? 0) - gone).toBeLessThan(6_000);
    await sensor.close();
    expect(clock.pending).toBe(0);
  });
});

describe('the twin of a PIR', () => {
  test('an HC-SR501 is blind for 2.5 s after its output has fallen', async () => {
    const { clock, world, enter } = hall();
    const area = sector(front, 7, radians(110));
    const sensor = new SimPresence('pir', world, area, { holdsMs: 1_000, warmUpMs: 0, lockOutMs: 2_500 });
    const words = heard<PresenceWord>(sensor);
    const body = enter('a', stand(2, 0));
    await sensor.open();
    await clock.advance(1_000);
    world.stir(body); // up at 1 s, down at 2 s, blind until 4.5 s
    await clock.advance(2_000);
    world.stir(body);
    await clock.advance(3_000);
    world.stir(body);
    await clock.advance(3_000);
    expect(words.map(({ at, value }) => [at, value.present])).toEqual([
      [0, false],
      [1_000, true],
      [2_000, false],
      [6_000, true],
      [7_000, false],
    ]);
    await sensor.close();
    expect(clock.pending).toBe(0);
  });

  test('does not see round a corner until they come round it', async () => {
    const { clock, world, enter } = hall([{ from: { x: 3, y: -1 }, to: { x: 3, y: 6 } }]);
    const sensor = new SimPresence('pir', world, sector(front, 7, radians(120)), { holdsMs: 2_500, warmUpMs: 0 });
    const words = heard<PresenceWord>(sensor);
    await sensor.open();
    enter('a', [
      { t: 0, x: 4, y: 3 },
      { t: 10_000, x: 4, y: -3 },
    ]);
    await clock.advance(10_000);
    const first = words.find(({ value }) => value.present);
    // The shadow of the wall's end lies at y = −1⅓ there: 7.2 s.
    expect(first?.at).toBeGreaterThanOrEqual(7_200);
    expect(first?.at).toBeLessThanOrEqual(7_500);
    await sensor.close();
  });
});

describe('twins of single-zone distance sensors', () => {
  const wall = [{ from: { x: 3, y: -5 }, to: { x: 3, y: 5 } }];
  const share = <T>(all: readonly T[], which: (one: T) => boolean): number => all.filter(which).length / all.length;

  test('have the limits of their model: range, walls, lost echoes', async () => {
    const said = async (kind: 'vl53l0x' | 'vl53l1x' | 'hc-sr04', x: number, walls: readonly Wall[]) => {
      const { clock, world, enter } = hall(walls);
      const sensor = new SimRange('s', world, sector(front, 4, radians(25)), 10, new SeededRandom(3), kind);
      const words = heard<{ distanceM: number | null }>(sensor);
      if (x > 0) enter('a', stand(x, 0));
      await sensor.open();
      await clock.advance(60_000);
      await sensor.close();
      return words.map(({ value }) => value.distanceM);
    };
    const isNear = (truth: number) => (mm: number | null) => mm !== null && Math.abs(mm - truth) < 0.12;
    // 33 ms at the fastest, whatever is configured.
    expect((await said('vl53l0x', 1, [])).length).toBe(1_818);
    expect(share(await said('vl53l0x', 1, []), isNear(0.75))).toBeGreaterThan(0.85);
    expect(share(await said('vl53l0x', 3, []), (it) => it === null)).toBe(1);
    expect(share(await said('vl53l1x', 3, []), isNear(2.75))).toBeGreaterThan(0.7);
    // The wall is farther than the one can see, not than the other.
    expect(share(await said('vl53l0x', 0, wall), (it) => it === null)).toBe(1);
    expect(share(await said('vl53l1x', 0, wall), isNear(3))).toBeGreaterThan(0.7);
    // Behind the wall nobody is seen.
    expect(share(await said('vl53l1x', 3.6, wall), isNear(3))).toBeGreaterThan(0.7);
    const clothes = await said('hc-sr04', 2, []);
    expect(share(clothes, (it) => it === null)).toBeGreaterThan(0.12);
    // Warm air makes it 1.7 % too near.
    const told = clothes.filter((it) => it !== null);
    expect(told.reduce((sum, it) => sum + it, 0) / told.length).toBeCloseTo(1.75 * 0.983, 2);
    const aslant = [{ from: { x: 2, y: -2 }, to: { x: 4, y: 2 } }];
    expect(share(await said('hc-sr04', 0, aslant), (it) => it === null)).toBe(1);
  });

  test('two HC-SR04 that face one another hear each other; one alone does not', async () => {
    const wrong = async (kind: 'hc-sr04' | 'vl53l1x', facing: boolean): Promise<number> => {
      const { clock, world, enter } = hall();
      const own = new SimRange('a', world, sector(front, 4, radians(15)), 60, new SeededRandom(4), kind);
      const there = sector({ x: 3, y: 0, headingRad: Math.PI }, 4, radians(15));
      const other = new SimRange('b', world, there, 60, new SeededRandom(5), kind);
      const words = heard<{ distanceM: number | null }>(own);
      enter('a', stand(1.2, 0));
      await own.open();
      if (facing) await other.open();
      await clock.advance(60_000);
      await own.close();
      await other.close();
      return share(words, ({ value }) => value.distanceM !== null && Math.abs(value.distanceM - 0.95) > 0.15);
    };
    expect(await wrong('hc-sr04', false)).toBe(0);
    expect(await wrong('hc-sr04', true)).toBeGreaterThan(0.1);
    // Coded light is disturbed far less than sound.
    expect(await wrong('vl53l1x', true)).toBeLessThan(0.08);
  });
});

describe('twins of grids and scanners', () => {
  test('a nearer body hides a farther one, a wall both', async () => {
    const { clock, world, enter } = hall([{ from: { x: 2.5, y: 0.3 }, to: { x: 2.5, y: 3 } }]);
    const grid = { rangeM: 4, fieldOfViewRad: radians(45), side: 8, periodMs: 67 } as const;
    const sensor = new SimRangeGrid('grid', world, eye, grid, new SeededRandom(1));
    const words = heard<{ distancesMm: readonly (number | null)[] }>(sensor);
    enter('near', stand(1, 0));
    enter('hidden', stand(2, 0));
    enter('behind the wall', stand(3, 0.8));
    await sensor.open();
    await clock.advance(10_000);
    await sensor.close();
    const middle = words.flatMap(({ value }) => [27, 28, 35, 36].map((zone) => value.distancesMm[zone] ?? null));
    const seen = middle.filter((mm) => mm !== null);
    expect(seen.length).toBeGreaterThan(300);
    for (const mm of seen) expect(Math.abs(mm - 770)).toBeLessThan(100);
    const left = words.flatMap(({ value }) => value.distancesMm.filter((_, zone) => zone % 8 === 0));
    expect(left.filter((mm) => mm !== null && mm > 2_650)).toEqual([]);
    expect(left.filter((mm) => mm !== null && Math.abs(mm - 2_500) < 100).length).toBeGreaterThan(20);
  });

  test('a thermal array sees warmth fade with distance, and settles in a quarter of a minute', async () => {
    const warmest = async (x: number): Promise<number> => {
      const { clock, world, enter } = hall();
      const model = { rangeM: 7, fieldOfViewRad: radians(60), periodMs: 100 };
      const sensor = new SimThermalGrid('warm', world, eye, model, new SeededRandom(1));
      const words = heard<{ centiC: readonly number[] }>(sensor);
      await sensor.open();
      await clock.advance(20_000);
      const before = words.at(-1)?.value.centiC ?? [];
      const first = words[0]?.value.centiC ?? [];
      const mean = (values: readonly number[]): number => values.reduce((sum, it) => sum + it, 0) / values.length;
      expect(mean(before) - mean(first)).toBeGreaterThan(100);
      enter('a', stand(x, 0));
      await clock.advance(3_000);
      await sensor.close();
      const after = words.at(-1)?.value.centiC ?? [];
      for (const it of after) expect(it % 25).toBe(0);
      return Math.max(...after.map((it, pixel) => it - (before[pixel] ?? 0)));
    };
    const [near, middle, far] = [await warmest(1), await warmest(3), await warmest(6)];
    expect(near).toBeGreaterThan(350);
    expect(middle).toBeLessThan(near + 100);
    expect(far).toBeLessThan(middle);
    expect(far).toBeGreaterThan(50);
  });

  test('a lidar sees two legs, the nearer hiding what is behind, and the walls', async () => {
    const { clock, world, enter } = hall([{ from: { x: 4, y: -4 }, to: { x: 4, y: 4 } }]);
    const model = { rangeM: 8, fieldOfViewRad: radians(180), stepRad: radians(0.5), periodMs: 100 };
    const sensor = new SimScan('lidar', world, { ...eye, heightM: 0.2 }, model, new SeededRandom(1));
    const words = heard<{ rangesMm: readonly (number | null)[]; firstRad: number; lastRad: number }>(sensor);
    enter('a', stand(2, 0));
    await sensor.open();
    await clock.advance(5_000);
    await sensor.close();
    const { rangesMm = [], firstRad = 0, lastRad = 0 } = words.at(-1)?.value ?? {};
    expect(rangesMm).toHaveLength(360);
    expect(lastRad - firstRad).toBeCloseTo(radians(179.5), 2);
    const runs = rangesMm
      .map((mm) => mm !== null && mm < 2_200)
      .reduce((count, near, index, all) => count + (near && all[index - 1] !== true ? 1 : 0), 0);
    expect(runs).toBe(2);
    const straight = rangesMm[180] ?? rangesMm[181];
    expect(Math.abs((straight ?? 0) - 4_000)).toBeLessThan(160);
  });
});

const recording = join(recordings(), 'tof8x8', 'vl53l5cx_approach.csv.gz');

describe('the VL53L5CX recording', () => {
  test.skipIf(!existsSync(recording))('and its twin agree on validity, spread, persistence and ghosts', () => {
    const frames = readPanelFrames(recording);
    const recorded = panelStatistics(frames);
    const twins = modelledFrames(frames, 1);
    const modelled = panelStatistics(twins);
    expect(recorded.length).toBe(6);
    for (const [index, real] of recorded.entries()) {
      const twin = modelled[index];
      expect(twin?.frames).toBe(real.frames);
      expect(Math.abs((twin?.centreValid ?? 0) - real.centreValid)).toBeLessThan(0.13);
      expect(Math.abs((twin?.allValid ?? 0) - real.allValid)).toBeLessThan(0.1);
      expect(Math.abs((twin?.spreadMm ?? 0) / real.spreadMm - 1)).toBeLessThan(0.2);
      expect(Math.abs((twin?.keeps ?? 0) - real.keeps)).toBeLessThan(0.1);
    }
    const ghosts = [ghostStatistics(frames), ghostStatistics(twins)];
    expect(Math.abs((ghosts[0]?.onTheFloor ?? 0) - (ghosts[1]?.onTheFloor ?? 0))).toBeLessThan(0.06);
    expect(Math.abs((ghosts[0]?.medianMm ?? 0) - (ghosts[1]?.medianMm ?? 0))).toBeLessThan(4);
  });
});
