import { describe, expect, test } from 'vitest';
import { radians } from '../../hal/units.ts';
import { SimClock } from '../../sim/clock.ts';
import { SeededRandom } from '../../sim/random.ts';
import type { Waypoint } from '../../sim/world/body.ts';
import { Crowd, comesNear, type Arrival } from '../../sim/world/crowd.ts';
import { fitWalking } from '../../sim/world/fit.ts';
import { generatedCrowd, type Ground } from '../../sim/world/generator.ts';
import { recordedCrowd } from '../../sim/world/recorded-crowd.ts';
import type { Recording, Track } from '../../sim/world/tracks.ts';
import { timed } from '../../sim/world/walker.ts';
import { walking } from '../../sim/world/walking-habits.ts';
import { World } from '../../sim/world/world.ts';

const kiosk = { x: 9, y: 4, headingRad: radians(270) };
const ground: Ground = {
  entrances: [{ x: 9, y: 0 }],
  goals: [
    { x: 3, y: 10 },
    { x: 15, y: 10 },
  ],
  devices: [kiosk],
  route: (from, to) => [from, to],
};
const asked = { pass: 300, come: 100, from: 0, overMs: 9 * 3_600_000 };

const walk = (id: string, y: number, from = 0): Track => ({
  id,
  way: Array.from({ length: 26 }, (_, i) => ({ t: from + i * 400, x: i * 0.6, y })),
});
const recording = (tracks: readonly Track[]): Recording => ({
  tracks,
  lengthMs: 10_000,
  notes: { rows: 0, repeated: 0, cut: 0, single: 0, forked: 0 },
});

describe('a generated crowd', () => {
  const crowd = generatedCrowd(asked, ground, new SeededRandom(5));

  test('has as many as asked for, within the span, each on a way that goes forward', () => {
    expect(crowd.filter(({ mindAt }) => mindAt !== null)).toHaveLength(100);
    expect(crowd).toHaveLength(400);
    for (const { way } of crowd) {
      expect(way[0]?.t).toBeGreaterThanOrEqual(0);
      expect(way[0]?.t).toBeLessThan(asked.overMs);
      for (let i = 1; i < way.length; i += 1) expect(way[i]?.t ?? 0).toBeGreaterThan(way[i - 1]?.t ?? 0);
    }
  });

  test('is the same for the same seed; one person more changes nobody else', () => {
    expect(generatedCrowd(asked, ground, new SeededRandom(5))).toEqual(crowd);
    const more = generatedCrowd({ ...asked, pass: 301 }, ground, new SeededRandom(5));
    expect(more.filter(({ id }) => id !== 'pass-301')).toEqual(crowd);
    expect(generatedCrowd(asked, ground, new SeededRandom(6))).not.toEqual(crowd);
  });

  test('walks as the recordings do that it was fitted to', () => {
    const tracks = crowd
      .filter(({ mindAt }) => mindAt === null)
      .map(({ id, way }): Track => {
        // To the first long rest, in steps of 0.4 s as a recording has them.
        const rest = way.findIndex(({ t }, i) => t - (way[i - 1]?.t ?? t) > 25_000);
        const part = way.slice(0, rest);
        const steps: Waypoint[] = [];
        for (let i = 1; i < part.length; i += 1) {
          const [a, b] = [part[i - 1], part[i]];
          if (a === undefined || b === undefined) continue;
          for (let t = a.t; t < b.t; t += 400) {
            const share = (t - a.t) / (b.t - a.t);
            steps.push({ t, x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
          }
        }
        return { id, way: steps.filter(({ t }, i) => i === 0 || t > (steps[i - 1]?.t ?? -1)) };
      });
    const fit = fitWalking([recording(tracks)]);
    expect(Math.abs(fit.speed.mean - walking.speed.mean)).toBeLessThan(0.08);
    expect(Math.abs(fit.speed.sd - walking.speed.sd)).toBeLessThan(0.08);
    expect(Math.abs(fit.stopping - walking.stopping)).toBeLessThan(0.06);
  });
});

describe('a recorded crowd', () => {
  const tracks = Array.from({ length: 400 }, (_, i) => walk(`${i}`, i % 2 === 0 ? 5 : 30));

  test('those who pass within 4 m of a device come by the draw, nobody else', () => {
    const crowd = recordedCrowd(recording(tracks), [kiosk], 0.1, 0, new SeededRandom(7));
    const come = crowd.filter(({ mindAt }) => mindAt !== null);
    expect(come.length).toBeGreaterThan(8);
    expect(come.length).toBeLessThan(35);
    for (const { way } of come) expect(way[0]?.y).toBe(5);
    const all = recordedCrowd(recording(tracks), [kiosk], 1, 0, new SeededRandom(7));
    expect(all.filter(({ mindAt }) => mindAt !== null)).toHaveLength(200);
  });

  test('one track more changes nobody else', () => {
    const before = recordedCrowd(recording(tracks), [kiosk], 0.1, 0, new SeededRandom(7));
    const after = recordedCrowd(recording([walk('new', 5), ...tracks]), [kiosk], 0.1, 0, new SeededRandom(7));
    expect(after.slice(1)).toEqual(before);
  });

  test('their own mind takes over where they come within 4 m', () => {
    const at = comesNear(walk('1', 4).way, [kiosk]);
    // At 1.5 m/s from x 0: 4 m before the kiosk at x 9 after 3.33 s.
    expect(at).toBe(3334);
    expect(comesNear(walk('1', 30).way, [kiosk])).toBeNull();
  });
});

describe('letting people in', () => {
  test('everybody appears in time, follows their way and leaves at its end', async () => {
    const clock = new SimClock();
    const world = new World(clock);
    const log: string[] = [];
    world.on(({ type, body }) => log.push(`${clock.now()} ${type.slice(5)} ${body.id}`));
    const arrivals: Arrival[] = [
      {
        id: 'b',
        source: 'recorded',
        way: timed(
          [
            { x: 0, y: 0 },
            { x: 2, y: 0 },
          ],
          1,
          500,
        ),
        mindAt: null,
      },
      {
        id: 'a',
        source: 'recorded',
        way: timed(
          [
            { x: 0, y: 0 },
            { x: 1, y: 0 },
          ],
          1,
          0,
        ),
        mindAt: null,
      },
      {
        id: 'c',
        source: 'recorded',
        way: timed(
          [
            { x: 0, y: 0 },
            { x: 9, y: 0 },
          ],
          1,
          100,
        ),
        mindAt: 1100,
      },
    ];
    const crowd = new Crowd(world, arrivals, (body) => log.push(`${clock.now()} comes ${body.id} at ${body.x}`));
    expect(crowd.endsAt).toBe(9100);
    crowd.start();
    await clock.advance(20_000);
    expect(log).toEqual([
      '0 appeared a',
      '100 appeared c',
      '500 appeared b',
      '1000 left a',
      '1100 comes c at 1',
      '2500 left b',
    ]);
    expect(clock.pending).toBe(0);
  });

  test('stopped, it lets nobody in any more', async () => {
    const clock = new SimClock();
    const world = new World(clock);
    const crowd = new Crowd(
      world,
      [{ id: 'a', source: 'recorded', way: [{ t: 100, x: 0, y: 0 }], mindAt: null }],
      () => undefined,
    );
    crowd.start();
    crowd.stop();
    await clock.advance(1000);
    expect([world.appeared, clock.pending]).toEqual([0, 0]);
  });
});
