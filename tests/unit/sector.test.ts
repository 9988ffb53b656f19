import { describe, expect, test } from 'vitest';
import { radians } from '../../hal/units.ts';
import { SimClock } from '../../sim/clock.ts';
import { SeededRandom } from '../../sim/random.ts';
import { Body, standingSpeed, type Waypoint } from '../../sim/world/body.ts';
import { ConeWatch } from '../../sim/world/cone-watch.ts';
import { contains, sector, spansInside, type Sector } from '../../sim/world/sector.ts';
import { World } from '../../sim/world/world.ts';

const north = { x: 0, y: 0, headingRad: radians(90) };

const randomWay = (random: SeededRandom, corners: number): Waypoint[] => {
  const way: Waypoint[] = [];
  let t = random.below(500);
  for (let i = 0; i < corners; i += 1) {
    const last = way.at(-1);
    const stays = last !== undefined && random.chance(0.3);
    way.push(stays ? { t, x: last.x, y: last.y } : { t, x: random.between(-5, 5), y: random.between(-5, 5) });
    t += 1 + random.below(4000);
  }
  return way;
};

/** Who is inside by looking at every millisecond: the oracle for what is worked out. */
const looked = (area: Sector, way: readonly Waypoint[], at: number, movingOnly: boolean): boolean => {
  const body = new Body('oracle', 'placed', { x: 0, y: 0 });
  body.follow(way);
  body.goTo(at);
  if (way[0] === undefined || at < way[0].t) return false;
  return contains(area, body) && (!movingOnly || body.speed >= standingSpeed);
};

describe('when somebody is inside a sector', () => {
  test('crossings worked out agree with looking all the time, for narrow, wide and full sectors', () => {
    const random = new SeededRandom(21);
    let compared = 0;
    for (const degrees of [30, 60, 120, 180, 200, 300, 360])
      for (let round = 0; round < 12; round += 1) {
        const area = sector(
          { x: random.between(-1, 1), y: random.between(-1, 1), headingRad: random.between(-4, 4) },
          random.between(1, 5),
          radians(degrees),
        );
        const way = randomWay(random, 6);
        const end = (way.at(-1)?.t ?? 0) + 500;
        for (const movingOnly of [false, true]) {
          const spans = spansInside(area, way, 0, movingOnly);
          for (let t = 0; t < end; t += 7) {
            const inside = spans.some((span) => span.from <= t && t < span.to);
            if (inside === looked(area, way, t, movingOnly)) {
              compared += 1;
              continue;
            }
            // Instants are rounded up to whole milliseconds: only next to a crossing may the two differ.
            const near = spans.some((span) => Math.abs(span.from - t) <= 1 || Math.abs(span.to - t) <= 1);
            const changes = looked(area, way, t - 1, movingOnly) !== looked(area, way, t + 1, movingOnly);
            expect({ degrees, round, t, movingOnly, near: near || changes }).toMatchObject({ near: true });
          }
        }
      }
    expect(compared).toBeGreaterThan(100_000);
  });

  test('spans are in order, apart, and begin no earlier than asked', () => {
    const random = new SeededRandom(4);
    for (let round = 0; round < 200; round += 1) {
      const area = sector(north, 4, radians(140));
      const spans = spansInside(area, randomWay(random, 8), 3000, false);
      let last = 2999;
      for (const span of spans) {
        expect(span.from).toBeGreaterThan(last);
        expect(span.to).toBeGreaterThan(span.from);
        last = span.to;
      }
    }
  });

  test('who stands inside at the end of the way stays inside; a motion sensor does not see them', () => {
    const area = sector(north, 3, radians(90));
    const way = [
      { t: 0, x: 0, y: 5 },
      { t: 4000, x: 0, y: 1 },
    ];
    expect(spansInside(area, way, 0, false)).toEqual([{ from: 2000, to: Number.POSITIVE_INFINITY }]);
    expect(spansInside(area, way, 0, true)).toEqual([{ from: 2000, to: 4000 }]);
  });

  test('the back is outside', () => {
    const area = sector(north, 3, radians(90));
    expect(contains(area, { x: 0, y: -1 })).toBe(false);
    expect(contains(area, { x: 0.9, y: 1 })).toBe(true);
    expect(contains(area, { x: 1.1, y: 1 })).toBe(false);
    expect(
      spansInside(
        area,
        [
          { t: 0, x: 0, y: -2 },
          { t: 1000, x: 0, y: -0.5 },
        ],
        0,
        false,
      ),
    ).toEqual([]);
  });
});

describe('watching a cone', () => {
  test('tells entering and leaving at the crossing, with one timer however many walk', async () => {
    const clock = new SimClock();
    const world = new World(clock);
    const watch = new ConeWatch(world, sector(north, 3, radians(90)));
    const log: string[] = [];
    watch.onChange(() => log.push(`${clock.now()}: ${[...watch.inside].map(({ id }) => id).join(',')}`));
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      const body = new Body(id, 'placed', { x: -4, y: 2 });
      world.appear(body, [
        { t: index * 1000, x: -4, y: 2 },
        { t: index * 1000 + 8000, x: 4, y: 2 },
      ]);
    }
    expect(clock.pending).toBe(1);
    await clock.advance(20_000);
    expect(log).toEqual(['2000: a', '3000: a,b', '4000: a,b,c', '6000: b,c', '7000: c', '8000: ']);
    watch.close();
    expect(clock.pending).toBe(0);
  });

  test('follows who turns, stays or leaves the hall', async () => {
    const clock = new SimClock();
    const world = new World(clock);
    const watch = new ConeWatch(world, sector(north, 3, radians(90)));
    const body = new Body('a', 'placed', { x: 0, y: 5 });
    world.appear(body, [
      { t: 0, x: 0, y: 5 },
      { t: 4000, x: 0, y: 1 },
    ]);
    await clock.advance(1500);
    world.turn(body, [{ t: 1500, x: 0, y: 3.5 }]);
    await clock.advance(10_000);
    expect(watch.inside.size).toBe(0);
    world.turn(body, [
      { t: clock.now(), x: 0, y: 3.5 },
      { t: clock.now() + 1000, x: 0, y: 2 },
    ]);
    await clock.advance(5000);
    expect([...watch.inside]).toEqual([body]);
    world.leave(body);
    expect(watch.inside.size).toBe(0);
    expect(clock.pending).toBe(0);
    watch.close();
  });

  test('knows who is inside already when it begins', () => {
    const world = new World(new SimClock());
    const body = new Body('a', 'placed', { x: 0, y: 1 });
    world.appear(body, [{ t: 0, x: 0, y: 1 }]);
    const watch = new ConeWatch(world, sector(north, 3, radians(90)));
    expect([...watch.inside]).toEqual([body]);
    watch.close();
  });
});

describe('a body on its way', () => {
  test('is where the way says, forward and back in time', () => {
    const body = new Body('a', 'placed', { x: 0, y: 0 });
    body.follow([
      { t: 1000, x: 0, y: 0 },
      { t: 2000, x: 1, y: 0 },
      { t: 5000, x: 1, y: 0 },
      { t: 6000, x: 1, y: 2 },
    ]);
    const at = (t: number): number[] => {
      body.goTo(t);
      return [body.x, body.y, body.speed, body.headingX, body.headingY];
    };
    expect(at(0)).toEqual([0, 0, 0, 1, 0]);
    expect(at(1500)).toEqual([0.5, 0, 1, 1, 0]);
    expect(at(3000)).toEqual([1, 0, 0, 1, 0]);
    expect(at(5500)).toEqual([1, 1, 2, 0, 1]);
    expect(at(9000)).toEqual([1, 2, 0, 0, 1]);
    expect(at(1500).slice(0, 3)).toEqual([0.5, 0, 1]);
  });

  test('a way that runs back in time is a bug of the caller', () => {
    const body = new Body('a', 'placed', { x: 0, y: 0 });
    expect(() =>
      body.follow([
        { t: 10, x: 0, y: 0 },
        { t: 10, x: 1, y: 0 },
      ]),
    ).toThrow('running back');
  });
});
