import { describe, expect, it } from 'vitest';
import type { Detection } from '../../behaviours/presence/senses/detection.ts';
import { senseOf } from '../../behaviours/presence/senses/index.ts';
import { targetDetections } from '../../behaviours/presence/senses/targets.ts';
import type { SensorPlace } from '../../behaviours/presence/settings.ts';
import type { Track } from '../../behaviours/presence/tracking/track.ts';
import { mostTracks, Tracker } from '../../behaviours/presence/tracking/tracker.ts';
import { angleOf, direction } from '../../hal/trigonometry.ts';
import { radians, type Point } from '../../hal/units.ts';
import { SeededRandom } from '../../sim/random.ts';
import { pir, radar, tof } from '../support/presence-rig.ts';

const wide: SensorPlace = { ...radar, fieldOfViewRad: radians(200) };
const settings = { debounceMs: 200, holdMs: 3_000, standingSpeed: 0.35 };

/** A tracker, spoken to frame by frame, with the noise of the ideal sensor. */
class TrackerRig {
  readonly tracker = new Tracker(settings);
  readonly #random: SeededRandom;
  readonly noisy: boolean;
  constructor(seed = 1, noisy = true) {
    this.#random = new SeededRandom(seed);
    this.noisy = noisy;
  }
  see(place: SensorPlace, at: number, ...people: readonly Point[]): void {
    const targets = people.map(({ x, y }) => {
      const far = Math.sqrt(x * x + y * y) + (this.noisy ? this.#random.normal(0, 0.05) : 0);
      const to = direction(angleOf(x, y) + (this.noisy ? this.#random.normal(0, radians(3)) : 0));
      return { x: far * to.x, y: far * to.y, speed: 0 };
    });
    const detections = targetDetections(place, { targets });
    if (detections !== 'garbled') this.tracker.observe(place, at, detections);
  }
  say(place: SensorPlace, at: number, ...detections: readonly Detection[]): void {
    this.tracker.observe(place, at, detections);
  }
  /** Who is believed to be nearest to a place. */
  at(point: Point): Track | undefined {
    const far = ({ motion }: Track): number => (motion.x - point.x) ** 2 + (motion.y - point.y) ** 2;
    return [...this.tracker.people].sort((a, b) => far(a) - far(b))[0];
  }
}

/** From one point to another over a span, still before and after. */
const way =
  (from: Point, to: Point, startMs: number, endMs: number) =>
  (t: number): Point => {
    const part = Math.min(1, Math.max(0, (t - startMs) / (endMs - startMs)));
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  };

describe('identity', () => {
  it('goes through crossings: two who pass each other within an arm’s length keep their names', () => {
    let kept = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const rig = new TrackerRig(seed);
      const a = way({ x: 1.5, y: -2.4 }, { x: 1.5, y: 2.4 }, 0, 4_000);
      const b = way({ x: 1.9, y: 2.4 }, { x: 1.9, y: -2.4 }, 0, 4_000);
      let names: readonly (number | null | undefined)[] = [];
      for (let t = 0; t <= 4_000; t += 100) {
        rig.see(wide, t, a(t), b(t));
        if (t === 1_000) names = [rig.at(a(t))?.id, rig.at(b(t))?.id];
      }
      if (rig.at(a(4_000))?.id === names[0] && rig.at(b(4_000))?.id === names[1]) kept += 1;
    }
    expect(kept).toBeGreaterThanOrEqual(38);
  });

  it('goes through another who walks by before somebody who stands, hidden for half a second', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const rig = new TrackerRig(seed);
      const stands = { x: 2, y: 0 };
      const walker = way({ x: 1.2, y: -2.4 }, { x: 1.2, y: 2.4 }, 1_500, 5_500);
      for (let t = 0; t <= 1_400; t += 100) rig.see(wide, t, stands);
      const id = rig.at(stands)?.id;
      for (let t = 1_500; t <= 6_500; t += 100) {
        const hidden = Math.abs(walker(t).y) < 0.25;
        rig.see(wide, t, walker(t), ...(hidden ? [] : [stands]));
        expect(rig.at(stands)?.id).toBe(id);
      }
    }
  });

  it('goes through lost frames: one in four, and half a second of a walk behind a pillar', () => {
    const rig = new TrackerRig(4);
    const random = new SeededRandom(9);
    const walk = way({ x: 4, y: -2 }, { x: 1, y: 1 }, 0, 4_000);
    const ids = new Set<number | null>();
    for (let t = 0; t <= 4_000; t += 100) {
      const pillar = t >= 1_800 && t < 2_300;
      rig.see(wide, t, ...(pillar || random.chance(0.25) ? [] : [walk(t)]));
      for (const { id } of rig.tracker.people) ids.add(id);
    }
    expect([...ids]).toEqual([1]);
  });

  it('is found again where a radar lost somebody who stands, and is new where somebody walks up', () => {
    const rig = new TrackerRig(2);
    for (let t = 0; t < 2_000; t += 100) rig.see(wide, t, { x: 1, y: 0 });
    expect(rig.tracker.people.map(({ id }) => id)).toEqual([1]);
    for (let t = 2_000; t < 12_000; t += 100) rig.see(wide, t);
    expect(rig.tracker.people).toEqual([]);
    for (let t = 12_000; t < 14_000; t += 100) rig.see(wide, t, { x: 1.1, y: 0.2 });
    expect(rig.tracker.people.map(({ id }) => id)).toEqual([1]);
    const leaves = way({ x: 1.1, y: 0.2 }, { x: 5.9, y: 0.2 }, 14_000, 18_000);
    for (let t = 14_000; t < 18_000; t += 100) rig.see(wide, t, leaves(t));
    const comes = way({ x: 5.5, y: 1 }, { x: 1, y: 0 }, 20_000, 24_000);
    for (let t = 18_000; t < 25_000; t += 100) rig.see(wide, t, ...(t < 20_000 ? [] : [comes(t)]));
    expect(rig.tracker.people.map(({ id }) => id)).toEqual([2]);
    expect(rig.tracker.takeForgotten()).toEqual([1]);
  });
});

describe('a stop', () => {
  it('is learnt within 0.7 s and dated within a quarter of a second, at the noise of the ideal sensor', () => {
    const learnt: number[] = [];
    const dated: number[] = [];
    for (let seed = 1; seed <= 200; seed += 1) {
      const rig = new TrackerRig(seed);
      // 1.1 m/s up to 0.8 m, a little to the side; a stop at 3000 ms.
      const walk = way({ x: 4, y: 1.2 }, { x: 0.75, y: 0.25 }, 0, 3_000);
      for (let t = 0; t <= 5_000; t += 100) {
        rig.see(wide, t, walk(t));
        const since = rig.at(walk(t))?.stillSince ?? null;
        if (since === null) continue;
        learnt.push(t - 3_000);
        dated.push(since - 3_000);
        break;
      }
    }
    const sorted = (values: number[]): number[] => values.sort((a, b) => a - b);
    expect(learnt.length).toBe(200);
    expect(sorted(learnt)[100]).toBeLessThanOrEqual(400);
    expect(sorted(learnt)[190]).toBeLessThanOrEqual(700);
    expect(sorted(learnt)[10]).toBeGreaterThanOrEqual(0);
    expect(Math.abs(sorted(dated)[100] ?? Number.NaN)).toBeLessThanOrEqual(120);
    expect(sorted(dated)[10]).toBeGreaterThanOrEqual(-250);
    expect(sorted(dated)[190]).toBeLessThanOrEqual(300);
  });

  it('goes on through a swaying minute, and ends within 0.7 s of walking on', () => {
    const rig = new TrackerRig(6);
    let restarts = 0;
    let since: number | null = null;
    for (let t = 0; t <= 60_000; t += 100) {
      const sway = direction(t / 700);
      rig.see(wide, t, { x: 0.9 + 0.03 * sway.x, y: 0.02 * sway.y });
      const now = rig.tracker.people[0]?.stillSince ?? null;
      if (since !== null && now !== null && now !== since) restarts += 1;
      since = now ?? since;
    }
    expect(restarts).toBeLessThanOrEqual(1);
    const leaves = way({ x: 0.9, y: 0 }, { x: 3.9, y: 0 }, 60_000, 63_000);
    for (let t = 60_100; t <= 60_700; t += 100) rig.see(wide, t, leaves(t));
    expect(rig.tracker.people[0]?.stillSince).toBeNull();
  });

  it('is not seen in a slow walk of half a metre a second', () => {
    let still = 0;
    let frames = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const rig = new TrackerRig(seed);
      const walk = way({ x: 1.2, y: -1.5 }, { x: 0.9, y: 1.5 }, 0, 5_500);
      for (let t = 0; t <= 5_500; t += 100) {
        rig.see(wide, t, walk(t));
        frames += 1;
        if ((rig.tracker.people[0]?.stillSince ?? null) !== null) still += 1;
      }
    }
    expect(still / frames).toBeLessThan(0.06);
  });
});

describe('several sensors', () => {
  it('make one person of one person, and know them better than each alone', () => {
    const both = new TrackerRig(3);
    const alone = new TrackerRig(3);
    const second: SensorPlace = { ...wide, sensorId: 'second' };
    let worseBoth = 0;
    let worseAlone = 0;
    for (let t = 0; t <= 4_000; t += 100) {
      const at = way({ x: 4, y: -1 }, { x: 1, y: 0 }, 0, 4_000)(t);
      both.see(wide, t, at);
      both.see(second, t, at);
      alone.see(wide, t, at);
      if (t < 1_000) continue;
      expect(both.tracker.people.length).toBe(1);
      const error = (rig: TrackerRig): number => {
        const track = rig.at(at);
        return track === undefined ? Number.NaN : (track.motion.x - at.x) ** 2 + (track.motion.y - at.y) ** 2;
      };
      worseBoth += error(both);
      worseAlone += error(alone);
    }
    expect(worseBoth).toBeLessThan(worseAlone);
  });

  it('let a bare distance sharpen the one who stands in its cone, and nobody beside it', () => {
    const rig = new TrackerRig(8);
    const sense = senseOf(tof);
    for (let t = 0; t <= 2_000; t += 100) {
      rig.see(wide, t, { x: 2, y: 0 }, { x: 1.5, y: 1.5 });
      const measurement = { sensorId: 'tof', seq: t, at: t, value: { distanceM: 2 } };
      const read = sense.read({ port: 'range', measurement }, t);
      if (read !== 'garbled') rig.say(tof, t, ...read);
    }
    expect(rig.tracker.people.length).toBe(2);
    expect(rig.at({ x: 2, y: 0 })?.seenBy.has(tof)).toBe(true);
    expect(rig.at({ x: 1.5, y: 1.5 })?.seenBy.has(tof)).toBe(false);
  });

  it('follow on by the one that sees when the other has lost them', () => {
    const rig = new TrackerRig(8);
    const grid: SensorPlace = {
      ...wide,
      sensorId: 'grid',
      port: 'thermal-grid',
      fieldOfViewRad: radians(60),
      rangeM: 4,
    };
    for (let t = 0; t <= 20_000; t += 100) {
      rig.see(wide, t, ...(t < 2_000 ? [{ x: 1, y: 0 }] : []));
      const covariance = { xx: 0.04, xy: 0, yy: 0.02 };
      rig.say(grid, t, { kind: 'position', x: 1 + ((t / 100) % 3) * 0.05, y: 0.05, covariance });
    }
    expect(rig.tracker.people.map(({ id }) => id)).toEqual([1]);
    expect(rig.tracker.people[0]?.stillSince).toBeLessThan(1_000);
  });

  it('hold one who stands on the word of a PIR, and not while somebody walks before it', () => {
    const stand = (walker: boolean): number => {
      const rig = new TrackerRig(8);
      for (let t = 0; t < 2_000; t += 100) rig.see(wide, t, { x: 1, y: 0 });
      let lastAt = 0;
      for (let t = 2_000; t < 40_000; t += 100) {
        rig.see(wide, t, ...(walker ? [{ x: 3 + ((t / 1_000) % 2), y: -1 }] : []));
        rig.tracker.support(pir, t);
        if (rig.at({ x: 1, y: 0 })?.id === 1) lastAt = t;
      }
      return lastAt;
    };
    expect(stand(false)).toBeGreaterThan(20_000);
    expect(stand(false)).toBeLessThan(26_000);
    expect(stand(true)).toBeLessThan(8_000);
  });

  it('take in what was measured a little earlier, and nothing that is older than half a second', () => {
    const rig = new TrackerRig(8, false);
    const walk = way({ x: 5, y: 0 }, { x: 1, y: 0 }, 0, 4_000);
    for (let t = 0; t <= 2_000; t += 100) {
      rig.see(wide, t, walk(t));
      // A second sensor tells each tenth of a second what it saw 300 ms before.
      if (t >= 300) rig.see({ ...wide, sensorId: 'late' }, t - 300, walk(t - 300));
    }
    expect(rig.tracker.people.length).toBe(1);
    expect(rig.at(walk(2_000))?.motion.x).toBeCloseTo(3, 1);
    const before = rig.at(walk(2_000))?.motion;
    rig.see({ ...wide, sensorId: 'late' }, 1_400, { x: 3.4, y: 0.2 });
    expect(rig.at(walk(2_000))?.motion).toEqual(before);
  });
});

describe('who leaves', () => {
  it('is gone within a second of walking out of the field, and within 3.3 s of vanishing where they stood', () => {
    const rig = new TrackerRig(5);
    const leaves = way({ x: 3, y: 0 }, { x: 7, y: 0 }, 0, 4_000);
    let goneAt = 0;
    for (let t = 0; t <= 6_000; t += 100) {
      rig.see(wide, t, ...(leaves(t).x < 6 ? [leaves(t)] : []));
      if (goneAt === 0 && t > 1_000 && rig.tracker.people.length === 0) goneAt = t;
    }
    expect(goneAt).toBeGreaterThan(3_000);
    expect(goneAt).toBeLessThanOrEqual(4_000);
  });

  it('is not missed by a sensor that is full: an LD2450 with three others nearer', () => {
    const ld2450: SensorPlace = { ...radar, most: 3 };
    const rig = new TrackerRig(5);
    const fourth = way({ x: 4, y: -1 }, { x: 4, y: 1 }, 0, 3_000);
    for (let t = 0; t <= 1_500; t += 100) rig.see(ld2450, t, fourth(t));
    const nearer = [
      { x: 1, y: 0.4 },
      { x: 1.2, y: -0.5 },
      { x: 1.5, y: 0 },
    ];
    for (let t = 1_600; t <= 2_800; t += 100) rig.see(ld2450, t, ...nearer);
    expect(rig.at(fourth(2_800))?.id).toBe(1);
  });
});

describe('work a frame', () => {
  it('is bounded: a thousand ghosts make no more tracks than there may be', () => {
    const rig = new TrackerRig(5);
    const random = new SeededRandom(2);
    for (let t = 0; t < 3_000; t += 100)
      rig.see(wide, t, ...Array.from({ length: 64 }, () => ({ x: random.between(0, 5), y: random.between(-3, 3) })));
    expect(rig.tracker.people.length).toBeLessThanOrEqual(mostTracks);
  });
});
