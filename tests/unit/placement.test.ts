import { describe, expect, test } from 'vitest';
import { radians } from '../../hal/units.ts';
import { busiestCell, defaultPlacement, parsePlacement, place } from '../../sim/world/placement.ts';
import type { Recording, Track } from '../../sim/world/tracks.ts';

const notes = { rows: 0, repeated: 0, cut: 0, single: 0, forked: 0 };
const recording = (tracks: readonly Track[]): Recording => ({ tracks, lengthMs: 10_000, notes });
const walk = (id: string, from: readonly [number, number], to: readonly [number, number]): Track => ({
  id,
  way: Array.from({ length: 21 }, (_, i) => ({
    t: i * 400,
    x: from[0] + ((to[0] - from[0]) * i) / 20,
    y: from[1] + ((to[1] - from[1]) * i) / 20,
  })),
});

const eastward = recording([
  walk('1', [0, 5.5], [10, 5.5]),
  walk('2', [0, 3.2], [10, 7.8]),
  walk('3', [5.4, 0], [5.4, 5.6]),
]);

describe('placing a recording', () => {
  test('the busiest square metre is where most people pass', () => {
    expect(busiestCell(eastward)).toMatchObject({ at: { x: 5.5, y: 5.5 }, people: 3 });
  });

  test('it comes to lie 2 m before the kiosk, in its own frame where people walk along the front', () => {
    const kiosk = { x: 9, y: 3, headingRad: radians(90) };
    const placement = defaultPlacement(eastward, kiosk);
    expect(placement.turnDeg).toBe(0);
    const placed = place(eastward, placement);
    const { at } = busiestCell(placed);
    expect(Math.abs(at.x - 9)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(at.y - 5)).toBeLessThanOrEqual(0.5);
  });

  test('it is turned by a quarter where people would walk at the kiosk', () => {
    const kiosk = { x: 9, y: 3, headingRad: 0 };
    const placement = defaultPlacement(eastward, kiosk);
    expect(placement.turnDeg).toBe(90);
    // The middle of the busiest square metre, 5.5 / 5.5 in the recording, lies 2 m along x from the kiosk.
    const [spot] = place(recording([{ id: 'm', way: [{ t: 0, x: 5.5, y: 5.5 }] }]), placement).tracks;
    expect(spot?.way[0]?.x).toBeCloseTo(11, 10);
    expect(spot?.way[0]?.y).toBeCloseTo(3, 10);
  });

  test('quarter turns are exact and turn gazes with them', () => {
    const one = recording([{ id: '1', way: [{ t: 0, x: 1.1, y: 2.3, gazeRad: 0.5 }] }]);
    expect(place(one, { x: 10, y: 20, turnDeg: 90 }).tracks[0]?.way[0]).toEqual({
      t: 0,
      x: 10 - 2.3,
      y: 20 + 1.1,
      gazeRad: 0.5 + Math.PI / 2,
    });
    expect(place(one, { x: 0, y: 0, turnDeg: 0 }).tracks[0]?.way[0]).toMatchObject({ x: 1.1, y: 2.3 });
  });

  test('--place is read or refused in one line', () => {
    expect(parsePlacement('9,4.5,90')).toEqual({ ok: true, value: { x: 9, y: 4.5, turnDeg: 90 } });
    expect(parsePlacement(' -1 , 0 , 12.5 ')).toEqual({ ok: true, value: { x: -1, y: 0, turnDeg: 12.5 } });
    for (const text of ['', '1,2', '1,2,3,4', 'a,b,c', '1,2,NaN', '1,2,'])
      expect(parsePlacement(text)).toEqual({
        ok: false,
        fault: `--place is "${text}", expected metres and degrees like 9,4.5,90`,
      });
  });
});
