import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { heldAt, holdCurve, holdPoint, readRoom, recommended, type RoomSample } from '../bench/pir-curve.ts';
import { recordings } from '../support/tier.ts';

/** One character a half minute: `x` fired with people, `o` quiet with people, `!` fired in an empty room, `.` nothing. */
const room = (text: string): readonly RoomSample[] =>
  text.split('').map((it, index) => ({
    atS: 30 * index,
    fired: [it === 'x' || it === '!', false],
    people: it === 'x' || it === 'o' ? 1 : 0,
  }));

const shown = (text: string, holdS: number): string =>
  heldAt(room(text), holdS)
    .map((held) => (held ? '#' : '.'))
    .join('');

describe('the hold of a motion sensor', () => {
  test('reaches so many samples after each firing and no further', () => {
    expect(shown('..x.....x..', 0)).toBe('..#.....#..');
    expect(shown('..x.....x..', 60)).toBe('..###...###');
    expect(shown('..!.o......', 120)).toBe('..#####....');
  });

  test('sees more of who is there and of who is not, the longer it lasts', () => {
    const samples = room('...xooxoooo.....!....xo...');
    const curve = holdCurve(samples, 300);
    for (const [index, point] of curve.entries()) {
      const before = curve[index - 1];
      if (before === undefined) continue;
      expect(point.recall).toBeGreaterThanOrEqual(before.recall);
      expect(point.falseShare).toBeGreaterThanOrEqual(before.falseShare);
    }
    expect(holdPoint(samples, 0)).toEqual({ holdS: 0, recall: 0.3, falseShare: 1 / 16, precision: 0.75 });
    expect(recommended(curve)?.holdS).toBe(120);
  });
});

const recording = join(recordings(), 'pir', 'uci_room_occupancy_pir.csv');

describe('the PIR recording', () => {
  test.skipIf(!existsSync(recording))('of a used room needs a hold of five minutes', () => {
    const samples = readRoom(recording);
    expect(samples).toHaveLength(10_129);
    const curve = holdCurve(samples);
    expect(curve[0]?.recall).toBeCloseTo(0.618, 3);
    const chosen = recommended(curve);
    expect(chosen?.holdS).toBe(300);
    expect(chosen?.falseShare).toBeLessThan(0.02);
  });
});
