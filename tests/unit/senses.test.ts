import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { senseOf } from '../../behaviours/presence/senses/index.ts';
import { sensorPorts, type SensorWord } from '../../hal/ports/sensors.ts';
import { runs } from '../support/tier.ts';
import { makers, nearestTold, placeOf, watched, type Moment } from '../support/sensor-scene.ts';

const wall = [{ from: { x: 4.6, y: -6 }, to: { x: 4.6, y: 6 } }];

/** In from 5 m, slantwise to 0.8 m, there for five seconds, and out the other way. */
const visit = [
  { t: 0, x: 5, y: 0.4 },
  { t: 4_000, x: 0.8, y: 0 },
  { t: 9_000, x: 0.85, y: 0.05 },
  { t: 15_000, x: 5, y: 0.9 },
];

const within = (from: number, to: number) => (moment: Moment) =>
  moment.people.some(({ x, y }) => {
    const far = Math.sqrt(x * x + y * y);
    return far >= from && far < to;
  });

interface Quality {
  /** Of the frames with the person at these distances the share in which they are told. */
  readonly told: number;
  /** Mean error along and across, in metres. */
  readonly along: number;
  readonly across: number;
  /** Share of the errors within three standard deviations of what was said of them. */
  readonly honest: number;
}

const quality = (moments: readonly Moment[], reachM: number): Quality => {
  let [told, along, across, honest] = [0, 0, 0, 0];
  for (const moment of moments) {
    const [person = { x: 0, y: 0 }] = moment.people;
    const best = nearestTold(moment, person, reachM);
    if (best === null) continue;
    told += 1;
    const dx = best.x - person.x;
    const dy = best.y - person.y;
    along += dx;
    across += Math.abs(dy);
    const { xx, xy, yy } = best.covariance;
    const square = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy);
    if (square <= 11.8) honest += 1; // three standard deviations of two dimensions: chi² of 99.7 %
  }
  return { told: told / moments.length, along: along / told, across: across / told, honest: honest / told };
};

describe('what sensors mean', () => {
  test.each([
    ['range-grid', 3, 0.95, 0.08, 0.15],
    ['thermal-grid', 3.2, 0.95, 0.4, 0.15],
    ['targets', 5, 0.85, 0.1, 0.2],
    ['scan', 4.3, 0.95, 0.06, 0.05],
  ] as const)('%s tells a visitor where they are, as well as it says', async (port, farM, told, along, across) => {
    for (const walls of [[], wall]) {
      const moments = await watched(makers[port], { visitor: visit }, 15_000, walls);
      const seen = quality(moments.filter(within(0.6, farM)), 1.5);
      expect(seen.told).toBeGreaterThanOrEqual(told);
      expect(Math.abs(seen.along)).toBeLessThanOrEqual(along);
      expect(seen.across).toBeLessThanOrEqual(across);
      expect(seen.honest).toBeGreaterThanOrEqual(0.97);
    }
  });

  test.each(['range-grid', 'thermal-grid', 'targets', 'scan'] as const)(
    '%s sees nobody in an empty hall with walls, and nobody twice',
    async (port) => {
      const empty = await watched(makers[port], {}, 60_000, wall);
      const ghosts = empty.filter(({ detections }) => detections.length > 0);
      expect(ghosts.length / empty.length).toBeLessThan(0.002);
      const visited = await watched(makers[port], { visitor: visit }, 15_000, wall);
      const doubled = visited.filter(({ detections }) => detections.length > 1);
      expect(doubled.length / visited.length).toBeLessThan(0.04);
    },
  );

  test.each([
    ['range-grid', 0.85, 2],
    ['scan', 0.95, 2],
    ['targets', 0.8, 3],
  ] as const)('%s tells two who walk a metre apart as two', async (port, share, farM) => {
    const besides = {
      left: visit.map(({ t, x }) => ({ t, x: Math.max(1.8, x), y: 0.55 })),
      right: visit.map(({ t, x }) => ({ t, x: Math.max(1.8, x), y: -0.55 })),
    };
    const moments = (await watched(makers[port], besides, 15_000)).filter(within(0.5, farM));
    const both = moments.filter((moment) => moment.people.every((person) => nearestTold(moment, person, 0.5) !== null));
    expect(moments.length).toBeGreaterThan(20);
    expect(both.length / moments.length).toBeGreaterThanOrEqual(share);
  });

  test('a chair put before a grid is somebody for minutes, then furniture; who comes behind it is seen', async () => {
    const still = { chair: [{ t: 0, x: 1.5, y: 0 }] };
    const moments = await watched(makers['range-grid'], still, 420_000);
    const told = (from: number, to: number): number => {
      const span = moments.filter(({ at }) => at >= from && at < to);
      return span.filter((moment) => moment.detections.length > 0).length / span.length;
    };
    expect(told(10_000, 60_000)).toBeGreaterThan(0.95);
    expect(told(400_000, 424_000)).toBeLessThan(0.05);
  });

  test('what stood there when the power came is known for somebody once they have moved', async () => {
    const leaver = {
      early: [
        { t: 0, x: 1.2, y: 0 },
        { t: 10_000, x: 1.2, y: 0 },
        { t: 12_000, x: 3.2, y: 0.5 },
        { t: 14_000, x: 1.2, y: 0 },
        { t: 20_000, x: 1.2, y: 0 },
      ],
    };
    const moments = await watched(makers['range-grid'], leaver, 20_000, [], 1);
    const after = moments.filter(({ at }) => at > 14_500);
    const told = after.filter((moment) => moment.people.some((person) => nearestTold(moment, person, 0.5) !== null));
    expect(told.length / after.length).toBeGreaterThan(0.9);
  });

  test('an LD2410 tells how far its echoes are, a PIR only that somebody moves', () => {
    const sense = senseOf(placeOf('presence', 6, 120));
    const read = (value: object) =>
      // A word as a driver says it.
      sense.read({ port: 'presence', measurement: { sensorId: 'p', seq: 1, at: 1, value } } as SensorWord, 1);
    expect(read({ present: false })).toEqual([]);
    expect(read({ present: true })).toEqual([{ kind: 'presence' }]);
    expect(read({ present: true, moving: { distanceM: 1.5, energy: 80 }, still: null })).toMatchObject([
      { kind: 'range', distanceM: 1.5 },
    ]);
    // Breath and movement of one person are one; two gates apart are two.
    const [near, beside, far] = [1.5, 1.8, 3.75].map((distanceM) => ({ distanceM, energy: 60 }));
    expect(read({ present: true, moving: near, still: beside })).toHaveLength(1);
    expect(read({ present: true, moving: near, still: far })).toHaveLength(2);
    // Held by its own timer, or an echo too weak to place.
    expect(read({ present: true, moving: { distanceM: 2, energy: 3 }, still: null })).toEqual([{ kind: 'presence' }]);
    expect(read({ present: true, moving: { distanceM: Number.NaN, energy: 3 } })).toBe('garbled');
  });
});

/** Words as nobody should say them. */
const numbers = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300, '12', {}),
);
const lists = fc.oneof(fc.array(numbers, { maxLength: 130 }), fc.constantFrom(null, undefined, 'x', 7, { length: 64 }));
const garbage = fc.oneof(
  fc.record(
    {
      present: fc.oneof(fc.boolean(), numbers),
      moving: fc.oneof(numbers, fc.record({ distanceM: numbers, energy: numbers })),
      still: numbers,
      distanceM: numbers,
      rows: fc.oneof(fc.constantFrom(8, 4, 0), numbers),
      columns: fc.oneof(fc.constantFrom(8, 4, 0), numbers),
      distancesMm: lists,
      sigmasMm: lists,
      centiC: lists,
      thermistorCentiC: numbers,
      targets: fc.oneof(lists, fc.array(fc.record({ x: numbers, y: numbers, speed: numbers }), { maxLength: 80 })),
      firstRad: numbers,
      lastRad: numbers,
      rangesMm: lists,
      durationMs: numbers,
    },
    { requiredKeys: [] },
  ),
  fc.constantFrom(null, undefined, 3, 'frame', []),
);

describe('a sense of any sensor', () => {
  test.each(sensorPorts)('%s: garbage is garbled or nobody or finite, never a throw', (port) => {
    fc.assert(
      fc.property(fc.array(garbage, { minLength: 1, maxLength: 5 }), (values) => {
        const sense = senseOf(placeOf(port, 6, 90));
        for (const [index, value] of values.entries()) {
          // Nothing holds a broken driver to the types.
          const word = { port, measurement: { sensorId: port, seq: index + 1, at: index * 100, value } } as SensorWord;
          const read = sense.read(word, index * 100);
          if (read === 'garbled') continue;
          expect(read.length).toBeLessThanOrEqual(64);
          for (const detection of read) {
            if (detection.kind === 'presence') continue;
            expect(Number.isFinite(detection.x) && Number.isFinite(detection.y)).toBe(true);
            if (detection.kind === 'range') expect(detection.distanceM).toBeLessThanOrEqual(6);
            else {
              const { xx, xy, yy } = detection.covariance;
              expect(xx > 0 && yy > 0 && xx * yy > xy * xy).toBe(true);
            }
          }
        }
      }),
      { numRuns: runs({ fast: 200, long: 5_000 }) },
    );
  });

  test.each(sensorPorts)('%s: another port’s word is garbled', (port) => {
    const other = port === 'range' ? 'targets' : 'range';
    const value = { distanceM: 1, targets: [] };
    const word = { port: other, measurement: { sensorId: port, seq: 1, at: 1, value } } as SensorWord; // of another kind
    expect(senseOf(placeOf(port, 6, 90)).read(word, 1)).toBe('garbled');
  });
});
