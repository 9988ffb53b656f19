import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, distance, distanceBetween, edgesOf, type Segment } from '../../behaviours/guidance/geometry.ts';
import { shortestRoute, type Obstacles } from '../../behaviours/guidance/route.ts';
import type { GuidanceSettings } from '../../behaviours/guidance/settings.ts';
import { directionKey, spokenMetres, wayTo } from '../../behaviours/guidance/way.ts';
import { radians, type Point } from '../../hal/units.ts';
import { runs } from '../support/tier.ts';

const wall = (x1: number, y1: number, x2: number, y2: number): Segment => ({
  from: { x: x1, y: y1 },
  to: { x: x2, y: y2 },
});
const at = (x: number, y: number): Point => ({ x, y });
const room = (...walls: readonly Segment[]): Obstacles => ({ walls, keepOut: [], clearanceM: 0.3 });

describe('the shortest way', () => {
  it('is straight where nothing stands between', () => {
    const route = shortestRoute(at(0, 0), at(3, 4), room());
    expect(route).toEqual({ points: [at(0, 0), at(3, 4)], lengthM: 5 });
  });

  it('goes round the nearer end of a wall, at the clearance', () => {
    const route = shortestRoute(at(0, 0), at(4, 0), room(wall(2, -1, 2, 3)));
    expect(route?.points.length).toBeGreaterThan(2);
    for (const point of route?.points.slice(1, -1) ?? []) expect(point.y).toBeLessThan(-1);
    // 2 × √(2² + 1²) is the way to the bare end and back; the clearance costs a little.
    expect(route?.lengthM).toBeGreaterThan(4.47);
    expect(route?.lengthM).toBeLessThan(5.1);
  });

  it('goes through a door that is wide enough and not through one that is too narrow', () => {
    const door = (width: number): Obstacles => room(wall(2, -50, 2, 1), wall(2, 1 + width, 2, 50));
    const through = shortestRoute(at(0, 0), at(4, 0), door(0.9));
    expect(through?.points.some(({ x, y }) => Math.abs(x - 2) < 0.5 && y > 1 && y < 1.9)).toBe(true);
    expect(through?.lengthM).toBeLessThan(6);
    expect(shortestRoute(at(0, 0), at(4, 0), door(0.5))?.lengthM ?? Infinity).toBeGreaterThan(90);
  });

  it('keeps out of zones', () => {
    const zone = [at(1, -1), at(3, -1), at(3, 2), at(1, 2)];
    const obstacles: Obstacles = { walls: [], keepOut: [zone], clearanceM: 0.3 };
    const route = shortestRoute(at(0, 0), at(4, 0), obstacles);
    expect(route?.points.every((point) => !contains(zone, point))).toBe(true);
    expect(route?.points.slice(1, -1).every(({ y }) => y < -1)).toBe(true);
  });

  it('is none where there is none', () => {
    const cell = edgesOf([at(3, -1), at(5, -1), at(5, 1), at(3, 1)]);
    expect(shortestRoute(at(0, 0), at(4, 0), room(...cell))).toBeNull();
  });

  it('begins and ends close to a wall, where machines and counters stand', () => {
    const route = shortestRoute(at(0, 0.1), at(4, 0.1), room(wall(-1, 0, 5, 0)));
    expect(route?.lengthM).toBeCloseTo(4, 5);
  });

  it('takes the same of two equal ways each time', () => {
    const symmetric = room(wall(2, -1, 2, 1));
    const once = shortestRoute(at(0, 0), at(4, 0), symmetric);
    expect(shortestRoute(at(0, 0), at(4, 0), symmetric)).toEqual(once);
    const mirrored = shortestRoute(at(4, 0), at(0, 0), symmetric);
    expect(mirrored?.lengthM).toBeCloseTo(once?.lengthM ?? 0, 9);
  });

  it('never touches a wall, is as long as its pieces, and not shorter than straight', () => {
    const coordinate = fc.integer({ min: 0, max: 40 }).map((n) => n / 4);
    const point = fc.record({ x: coordinate, y: coordinate });
    const segment = fc.record({ from: point, to: point }).filter(({ from, to }) => distance(from, to) > 0.2);
    fc.assert(
      fc.property(point, point, fc.array(segment, { maxLength: 6 }), (start, goal, walls) => {
        const route = shortestRoute(start, goal, room(...walls));
        if (route === null) return;
        const pieces = route.points.slice(1).map((to, index): Segment => ({ from: route.points[index] ?? start, to }));
        const length = pieces.reduce((sum, { from, to }) => sum + distance(from, to), 0);
        expect(route.lengthM).toBeCloseTo(length, 6);
        expect(route.lengthM).toBeGreaterThanOrEqual(distance(start, goal) - 1e-9);
        for (const piece of pieces.slice(1, -1))
          for (const one of walls) expect(distanceBetween(piece, one)).toBeGreaterThanOrEqual(0.3 - 1e-4);
        expect(route.points[0]).toEqual(start);
        expect(route.points.at(-1)).toEqual(goal);
      }),
      { numRuns: runs({ fast: 150, long: 5000 }) },
    );
  });
});

describe('no way by any other place', () => {
  it('is shorter', () => {
    const coordinate = fc.integer({ min: 0, max: 40 }).map((n) => n / 4);
    const point = fc.record({ x: coordinate, y: coordinate });
    const segment = fc.record({ from: point, to: point }).filter(({ from, to }) => distance(from, to) > 0.2);
    const roomy = (place: Point, walls: readonly Segment[]): boolean =>
      walls.every((one) => distanceBetween({ from: place, to: place }, one) >= 0.3);
    fc.assert(
      fc.property(point, point, point, fc.array(segment, { maxLength: 5 }), (start, by, goal, walls) => {
        fc.pre([start, by, goal].every((place) => roomy(place, walls)));
        const direct = shortestRoute(start, goal, room(...walls));
        const first = shortestRoute(start, by, room(...walls));
        const second = shortestRoute(by, goal, room(...walls));
        if (first === null || second === null) return;
        // Corners are cut along an octagon, not a circle: that much may a place on the circle be better.
        const slack = 0.05 * (walls.length + 1);
        expect(direct?.lengthM ?? Infinity).toBeLessThanOrEqual(first.lengthM + second.lengthM + slack);
      }),
      { numRuns: runs({ fast: 150, long: 5000 }) },
    );
  });
});

describe('the way for somebody who faces the screen', () => {
  const settings = (heading: number, counter: Point): GuidanceSettings => ({
    device: { x: 10, y: 10, headingRad: radians(heading) },
    counters: [{ id: '1', at: { ...counter, headingRad: 0 } }],
    walls: [],
    keepOut: [],
    clearanceM: 0.3,
    showMs: 20_000,
  });
  // The screen looks along its heading; who reads it looks the other way. Heading 270°: the reader looks up the plan (90°).
  const cases: readonly [heading: number, counter: Point, key: string][] = [
    [270, at(9.4, 30), 'direction.ahead'],
    [270, at(-10, 9.4), 'direction.left'],
    [270, at(30, 9.4), 'direction.right'],
    [270, at(9.4, -10), 'direction.behind'],
    [270, at(-5, 24.4), 'direction.aheadLeft'],
    [270, at(25, 24.4), 'direction.aheadRight'],
    [270, at(-5, -5.6), 'direction.behindLeft'],
    [270, at(25, -5.6), 'direction.behindRight'],
    [0, at(-10, 10), 'direction.ahead'],
    [0, at(10, -10), 'direction.left'],
    [0, at(30, 10), 'direction.behind'],
    [180, at(30, 10), 'direction.ahead'],
    [90, at(9.4, -10), 'direction.ahead'],
    [90, at(30, 10.6), 'direction.left'],
  ];
  for (const [heading, counter, key] of cases)
    it(`screen to ${heading}°, counter at ${counter.x}, ${counter.y}: ${key}`, () => {
      const way = wayTo(settings(heading, counter), '1');
      expect(way).not.toBeNull();
      expect(directionKey(way?.directionRad ?? NaN)).toBe(key);
      expect(way?.reachable).toBe(true);
    });

  it('points along the first stretch, not through the wall', () => {
    const way = wayTo({ ...settings(270, at(9.4, 20)), walls: [wall(0, 12, 14, 12)] }, '1');
    expect(directionKey(way?.directionRad ?? NaN)).toBe('direction.aheadRight');
    expect(way?.distanceM).toBeGreaterThan(11);
  });

  it('is the straight one where there is none, and says so', () => {
    const cell = edgesOf([at(8, 18), at(12, 18), at(12, 22), at(8, 22)]);
    const way = wayTo({ ...settings(270, at(9.4, 20)), walls: cell }, '1');
    expect(way).toMatchObject({ reachable: false });
    expect(directionKey(way?.directionRad ?? NaN)).toBe('direction.ahead');
    expect(way?.route.length).toBe(2);
  });

  it('is quantised, and unknown for a counter that is not on the plan', () => {
    const way = wayTo(settings(271, at(3.33333, 7.77777)), '1');
    const values = [way?.directionRad, way?.distanceM, ...(way?.route.flatMap(({ x, y }) => [x, y]) ?? [])];
    for (const value of values) expect(Math.round((value ?? NaN) * 1000) / 1000).toBe(value);
    expect(wayTo(settings(0, at(0, 0)), '2')).toBeNull();
  });

  it('is told in metres as people say them', () => {
    expect([0, 0.4, 1.4, 2.6, 9.4, 9.6, 11, 12.4, 12.6, 23].map(spokenMetres)).toEqual([
      1, 1, 1, 3, 9, 10, 10, 10, 15, 25,
    ]);
  });

  it('names eight directions', () => {
    const names = [0, 0.39, 0.4, 1.57, 2.4, 3.14, -3.14, -2.4, -1.57, -0.8, -0.39].map(directionKey);
    expect(names.map((name) => name.slice('direction.'.length))).toEqual([
      'ahead',
      'ahead',
      'aheadLeft',
      'left',
      'behindLeft',
      'behind',
      'behind',
      'behindRight',
      'right',
      'aheadRight',
      'ahead',
    ]);
  });
});
