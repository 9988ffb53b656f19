import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DoorCounter, usualDoor, type Passage } from '../../behaviours/presence/senses/door-counter.ts';
import type { Measurement, ThermalGridWord } from '../../hal/ports/sensors.ts';
import { SeededRandom } from '../../sim/random.ts';
import { countDoor, doorFigures } from '../bench/thermal-count.ts';
import { labelledCrossings, readDoorRecordings } from '../bench/thermal-frames.ts';
import { recordings, runs } from '../support/tier.ts';

/** Somebody below the array: where their heat is at a frame, null when they are not there. */
type Walker = (frame: number) => { readonly x: number; readonly y: number; readonly warm?: number } | null;

/** Walks along a row from one column to another, so many frames long. */
const walk =
  (from: number, to: number, row: number, begin: number, frames: number): Walker =>
  (frame) => {
    const share = (frame - begin) / frames;
    return share < 0 || share > 1 ? null : { x: from + (to - from) * share, y: row };
  };

interface Room {
  readonly frames: number;
  /** Hundredths of a degree without people, by frame and pixel. */
  readonly room?: (frame: number, pixel: number) => number;
}

/** What an 8×8 array over a door says of walkers, in quarter degrees and with its noise, ten times a second. */
const scene = (walkers: readonly Walker[], { frames, room = () => 2100 }: Room): Measurement<ThermalGridWord>[] => {
  const random = new SeededRandom(7);
  return Array.from({ length: frames }, (_, frame) => {
    const centiC = Array.from({ length: 64 }, (__, pixel) => {
      let value = room(frame, pixel) + random.normal(0, 25);
      for (const walker of walkers) {
        const at = walker(frame);
        if (at === null) continue;
        const dx = at.x - (pixel % 8);
        const dy = at.y - Math.floor(pixel / 8);
        value += (at.warm ?? 550) * Math.exp(-(dx * dx + dy * dy) / (2 * 1.25 * 1.25));
      }
      return 25 * Math.round(value / 25);
    });
    const value = { rows: 8, columns: 8, centiC, thermistorCentiC: null };
    return { sensorId: 'door', seq: frame + 1, at: frame * 100, value };
  });
};

const watch = (words: readonly Measurement<ThermalGridWord>[], settings = usualDoor): string[] => {
  const counter = new DoorCounter(settings);
  const passages: Passage[] = words.flatMap((word) => counter.take(word));
  return passages.map(({ way }) => way);
};

describe('a counter of people through a door', () => {
  test('counts one in, one out', () => {
    const words = scene([walk(-1.5, 8.5, 3.5, 30, 25), walk(8.5, -1.5, 3, 80, 25)], { frames: 130 });
    expect(watch(words)).toEqual(['in', 'out']);
  });

  test.each([
    ['right', ['in']],
    ['left', ['out']],
    ['down', []],
  ] as const)('with %s as the way inward', (inward, expected) => {
    const words = scene([walk(-1.5, 8.5, 3.5, 30, 25)], { frames: 80 });
    expect(watch(words, { ...usualDoor, inward })).toEqual(expected);
  });

  test('counts along rows, too', () => {
    const turned: Walker = (frame) => {
      const at = walk(-1.5, 8.5, 3.5, 30, 25)(frame);
      return at === null ? null : { x: at.y, y: at.x };
    };
    expect(watch(scene([turned], { frames: 80 }), { ...usualDoor, inward: 'down' })).toEqual(['in']);
    expect(watch(scene([turned], { frames: 80 }), { ...usualDoor, inward: 'up' })).toEqual(['out']);
  });

  test('does not count who turns round on the threshold, however often', () => {
    const turning: Walker = (frame) => {
      const along = [walk(-1.5, 3.6, 3.5, 30, 15), walk(3.6, -1.5, 3.5, 46, 15)];
      return along.map((it) => it(frame)).find((it) => it !== null) ?? null;
    };
    const swaying: Walker = (frame) => (frame < 90 ? null : { x: 3.5 + 0.5 * ((frame % 4) - 1.5), y: 4 });
    expect(watch(scene([turning, swaying], { frames: 200 }))).toEqual([]);
  });

  test('counts who stays in the door for a while once, when they go on', () => {
    const pausing: Walker = (frame) =>
      [walk(-1.5, 3, 3.5, 20, 12), walk(3, 3.2, 3.5, 32, 200), walk(3.2, 8.5, 3.5, 232, 12)]
        .map((it) => it(frame))
        .find((it) => it !== null) ?? null;
    expect(watch(scene([pausing], { frames: 260 }))).toEqual(['in']);
  });

  test('tells two apart who follow each other, walk side by side, or pass one another', () => {
    const follow = [walk(-1.5, 8.5, 3.5, 30, 25), walk(-1.5, 8.5, 3.5, 40, 25)];
    expect(watch(scene(follow, { frames: 100 }))).toEqual(['in', 'in']);
    const beside = [walk(-1.5, 8.5, 1.6, 30, 25), walk(-1.5, 8.5, 5.4, 31, 25)];
    expect(watch(scene(beside, { frames: 100 }))).toEqual(['in', 'in']);
    const meet = [walk(-1.5, 8.5, 1.6, 30, 25), walk(8.5, -1.5, 5.4, 30, 25)];
    expect(watch(scene(meet, { frames: 100 })).sort()).toEqual(['in', 'out']);
  });

  test('does not take a warming room, the sun on the floor or a hot cup for people', () => {
    const warming = scene([], { frames: 3000, room: (frame) => 2100 + frame / 5 });
    expect(watch(warming)).toEqual([]);
    const sunny = scene([], {
      frames: 3000,
      room: (frame, pixel) => 2100 + (pixel % 8 > 4 ? Math.min(400, frame / 5) : 0),
    });
    expect(watch(sunny)).toEqual([]);
    const cup = scene([(frame) => (frame < 50 ? null : { x: 5, y: 5, warm: 300 })], { frames: 1000 });
    expect(watch(cup)).toEqual([]);
  });

  test('counts people before a warm background, and one who stood there when the power came', () => {
    const uneven = { frames: 130, room: (_: number, pixel: number) => 2100 + 40 * (pixel % 8) };
    expect(watch(scene([walk(-1.5, 8.5, 3.5, 30, 25)], uneven))).toEqual(['in']);
    const standing: Walker = (frame) => walk(1, 8.5, 3.5, 60, 20)(frame < 60 ? 60 : frame);
    const counted = watch(scene([standing, walk(8.5, -1.5, 3.5, 140, 25)], { frames: 200 }));
    // Of the first nothing is known before they move; the second must not be hidden by their ghost.
    expect(counted.at(-1)).toBe('out');
  });

  test('counts nothing in nonsense, and goes on after it', () => {
    const words = scene([walk(-1.5, 8.5, 3.5, 30, 25)], { frames: 80 });
    const garbage = fc.oneof(
      fc.constant({ rows: 8, columns: 8, centiC: [Number.NaN], thermistorCentiC: null }),
      fc.record({
        rows: fc.oneof(fc.integer({ min: -1, max: 9 }), fc.constant(Number.NaN)),
        columns: fc.oneof(fc.constant(8), fc.constant(0), fc.constant(Number.POSITIVE_INFINITY)),
        centiC: fc.array(fc.oneof(fc.double(), fc.integer()), { maxLength: 80 }),
        thermistorCentiC: fc.constant(null),
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 79 }), garbage), { maxLength: 20 }), (thrown) => {
        const mixed = words.flatMap((word, index) => [
          ...thrown
            .filter(([at, value]) => at === index && value.centiC.length !== value.rows * value.columns)
            .map(([, value]) => ({ sensorId: 'door', seq: 1, at: word.at, value })),
          word,
        ]);
        expect(watch(mixed)).toEqual(['in']);
      }),
      { numRuns: runs({ fast: 20, long: 200 }) },
    );
  });

  test('takes no word twice and none from the past; a fault is no frame', () => {
    const words = scene([walk(-1.5, 8.5, 3.5, 30, 25)], { frames: 80 });
    const shuffled = words.flatMap((word, index) => {
      const old = words[Math.max(0, index - 20)];
      const fault = { sensorId: 'door', seq: 1, at: word.at, fault: { kind: 'garbled', reason: 'checksum' } } as const;
      return old === undefined ? [word] : [word, fault, { ...old }];
    });
    expect(watch(shuffled)).toEqual(['in']);
  });
});

describe('labels of a recorded door', () => {
  test('a run of nine to twelve windows is one crossing, a longer one two', () => {
    const labels = (ins: number) =>
      [...Array<'none'>(20).fill('none'), ...Array<'in'>(ins).fill('in'), ...Array<'none'>(20).fill('none')] as const;
    expect(labelledCrossings(labels(9))).toEqual([{ way: 'in', frame: 28, from: 20, to: 28 }]);
    expect(labelledCrossings(labels(12))).toHaveLength(1);
    expect(labelledCrossings(labels(13))).toHaveLength(2);
  });
});

const folder = join(recordings(), 'thermal8x8');
const there = existsSync(folder);

describe('the Grid-EYE recordings', () => {
  test.skipIf(!there)('everybody through the door is counted, nobody else, in every file', () => {
    const figures = readDoorRecordings(folder).map((recording) => {
      const { missed, extra } = doorFigures(countDoor(recording));
      return { name: recording.name, missed, extra };
    });
    expect(figures.filter(({ missed, extra }) => missed + extra > 0)).toEqual([]);
    expect(figures.length).toBeGreaterThan(0);
  });

  test.skipIf(!there)('the same from the other side, upside down and with frames lost', () => {
    for (const recording of readDoorRecordings(folder).slice(0, runs({ fast: 1, long: 100 }))) {
      const { missed, extra } = doorFigures(countDoor(recording));
      const mirrored = {
        ...recording,
        frames: recording.frames.map((frame) =>
          frame.map((_, pixel) => frame[8 * Math.floor(pixel / 8) + 7 - (pixel % 8)] ?? 0),
        ),
      };
      const seen = doorFigures(countDoor(mirrored, { ...usualDoor, inward: 'left' }));
      expect([recording.name, seen.missed, seen.extra]).toEqual([recording.name, missed, extra]);
      const upset = {
        ...recording,
        frames: recording.frames.map((frame) =>
          frame.map((_, pixel) => frame[8 * (7 - Math.floor(pixel / 8)) + (pixel % 8)] ?? 0),
        ),
      };
      const turned = doorFigures(countDoor(upset));
      expect([recording.name, turned.missed, turned.extra]).toEqual([recording.name, missed, extra]);
      const lossy = {
        ...recording,
        frames: recording.frames.map((frame, index) => recording.frames[index % 10 === 3 ? index - 1 : index] ?? frame),
      };
      const kept = doorFigures(countDoor(lossy));
      expect([recording.name, kept.missed, kept.extra]).toEqual([recording.name, missed, extra]);
    }
  });
});
