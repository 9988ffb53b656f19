import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from '../../behaviours/presence/tracking/assignment.ts';
import { combined, measured, modesAt, passed, type Modes } from '../../behaviours/presence/tracking/imm.ts';
import { corrected, innovation, motionAt, walkOn, type Motion } from '../../behaviours/presence/tracking/kalman.ts';
import { remember, strideOf, type Fix } from '../../behaviours/presence/tracking/stride.ts';
import { exponential, logarithm } from '../../hal/exponential.ts';
import { SeededRandom } from '../../sim/random.ts';

describe('the exponential and the logarithm', () => {
  it('are those of mathematics', () => {
    for (let x = -60; x <= 60; x += 0.137) {
      expect(exponential(x) / Math.exp(x)).toBeCloseTo(1, 11);
      expect(logarithm(exponential(x))).toBeCloseTo(x, 10);
    }
    expect(exponential(0)).toBe(1);
    expect(exponential(-1_000)).toBe(0);
    expect(exponential(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(logarithm(1)).toBe(0);
    for (const x of [1e-300, 1e-9, 0.5, 2, 3.7, 1e9, 1e300]) expect(logarithm(x) / Math.log(x)).toBeCloseTo(1, 11);
    for (const x of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => logarithm(x)).toThrow();
  });
});

describe('the assignment of a frame', () => {
  /** The greatest total gain by trying everything. */
  const best = (gains: readonly (readonly number[])[], row: number, free: readonly boolean[]): number => {
    const gain = gains[row];
    if (gain === undefined) return 0;
    let most = best(gains, row + 1, free);
    for (const [column, isFree] of free.entries()) {
      const won = gain[column] ?? 0;
      if (isFree && won > 0) most = Math.max(most, won + best(gains, row + 1, free.with(column, false)));
    }
    return most;
  };

  it('wins as much as any assignment can, and pairs nobody twice', () => {
    const matrix = fc
      .record({ rows: fc.integer({ min: 0, max: 5 }), columns: fc.integer({ min: 0, max: 5 }) })
      .chain(({ rows, columns }) =>
        fc.array(fc.array(fc.integer({ min: -3, max: 9 }), { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      );
    fc.assert(
      fc.property(matrix, (gains) => {
        const columns = gains[0]?.length ?? 0;
        const pairs = assign(gains.length, columns, (row, column) => {
          const gain = gains[row]?.[column] ?? 0;
          return gain === -3 ? null : gain;
        });
        const taken = pairs.filter((column) => column !== null);
        expect(new Set(taken).size).toBe(taken.length);
        let won = 0;
        for (const [row, column] of pairs.entries()) if (column !== null) won += gains[row]?.[column] ?? Number.NaN;
        expect(won).toBe(
          best(
            gains,
            0,
            Array.from({ length: columns }, () => true),
          ),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('lets who is nearer to both go with the one whom nobody else fits', () => {
    // Greedy would give the first row its best and leave the second with nothing.
    const gains = [
      [10, 9],
      [8, 0],
    ];
    expect(assign(2, 2, (row, column) => gains[row]?.[column] ?? null)).toEqual([1, 0]);
  });
});

const noise = { xx: 0.0025, xy: 0, yy: 0.0025 };

describe('the Kalman filter', () => {
  it('is as sure as it is right: its errors fit its covariance', () => {
    const random = new SeededRandom(3);
    let sum = 0;
    let n = 0;
    for (let run = 0; run < 200; run += 1) {
      // A walker who is what the filter takes them for: white acceleration of density q.
      const q = 0.6;
      let truth = {
        x: random.normal(0, 1),
        y: random.normal(0, 1),
        vx: random.normal(0, 1.2),
        vy: random.normal(0, 1.2),
      };
      let motion: Motion = motionAt(truth.x + random.normal(0, 0.05), truth.y + random.normal(0, 0.05), noise, 1.2);
      for (let step = 0; step < 30; step += 1) {
        const dt = 0.1;
        // Exact discretisation: the kick's part in place and velocity is correlated.
        const kick = (): readonly [number, number] => {
          const v = random.normal(0, Math.sqrt(q * dt));
          return [v * (dt / 2) + random.normal(0, Math.sqrt((q * dt * dt * dt) / 12)), v];
        };
        const [kx, kvx] = kick();
        const [ky, kvy] = kick();
        truth = {
          x: truth.x + truth.vx * dt + kx,
          y: truth.y + truth.vy * dt + ky,
          vx: truth.vx + kvx,
          vy: truth.vy + kvy,
        };
        motion = walkOn(motion, dt, q);
        motion = corrected(
          motion,
          innovation(motion, truth.x + random.normal(0, 0.05), truth.y + random.normal(0, 0.05), noise),
        );
      }
      sum += innovation(motion, truth.x, truth.y, { xx: 0, xy: 0, yy: 0 }).distance2;
      n += 1;
    }
    // The mean of χ² with two degrees is 2; of 200 of them its spread is 0.14.
    expect(sum / n).toBeGreaterThan(1.5);
    expect(sum / n).toBeLessThan(2.5);
  });

  it('keeps a covariance that is one, whatever it is told', () => {
    const number = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, number, fc.double({ min: 0.01, max: 5, noNaN: true })), { maxLength: 60 }),
        (told) => {
          let modes: Modes = modesAt(0, 0, noise);
          for (const [x, y, dt] of told) {
            modes = measured(passed(modes, dt), x, y, noise);
            const { xx, xy, yy, vxx, vyy } = combined(modes);
            expect(xx).toBeGreaterThan(0);
            expect(xx * yy - xy * xy).toBeGreaterThan(0);
            expect(Math.min(vxx, vyy)).toBeGreaterThan(0);
            expect(modes.pStanding).toBeGreaterThan(0);
            expect(modes.pStanding).toBeLessThan(1);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the two models of movement', () => {
  it('tell within half a second that somebody has stopped, and within half a second that they walk on', () => {
    const runs = 100;
    const mean = new Map<number, { p: number; speed: number }>();
    for (let run = 0; run < runs; run += 1) {
      const random = new SeededRandom(run);
      let modes = modesAt(4, 0, noise);
      for (let t = 0; t < 9_000; t += 100) {
        // 1.2 m/s towards the kiosk for three seconds, three seconds of standing, and away.
        const x = t < 3_000 ? 4 - (1.2 * t) / 1_000 : t < 6_000 ? 0.4 : 0.4 + (1.2 * (t - 6_000)) / 1_000;
        modes = measured(passed(modes, 0.1), x + random.normal(0, 0.05), random.normal(0, 0.05), noise);
        const { vx, vy } = combined(modes);
        const { p, speed } = mean.get(t) ?? { p: 0, speed: 0 };
        mean.set(t, { p: p + modes.pStanding / runs, speed: speed + Math.sqrt(vx * vx + vy * vy) / runs });
      }
    }
    for (const [t, { p, speed }] of mean) {
      if ((t >= 1_000 && t <= 3_000) || t >= 6_400) {
        expect(p).toBeLessThan(0.15);
        expect(speed).toBeGreaterThan(1.05);
        expect(speed).toBeLessThan(1.4);
      } else if (t >= 3_400 && t <= 6_000) {
        expect(p).toBeGreaterThan(0.7);
        expect(speed).toBeLessThan(0.1);
      }
    }
  });
});

describe('a stride', () => {
  const walk = (speed: number, sigmaM: number, random: SeededRandom | null, ms = 2_000): Fix[] => {
    const fixes: Fix[] = [];
    for (let at = 0; at <= ms; at += 100)
      remember(fixes, {
        at,
        x: 3 - (speed * at) / 1_000 + (random?.normal(0, sigmaM) ?? 0),
        y: random?.normal(0, sigmaM) ?? 0,
        sigmaM,
      });
    return fixes;
  };

  it('is exact without noise, and speaks of the middle of its window', () => {
    const stride = strideOf(walk(1.3, 0.05, null));
    expect(stride?.vx).toBeCloseTo(-1.3, 9);
    expect(stride?.vy).toBeCloseTo(0, 9);
    expect(stride?.at).toBeGreaterThan(1_600);
    expect(stride?.at).toBeLessThan(1_800);
  });

  it('is unknown until a stride has been seen', () => {
    expect(strideOf(walk(1, 0.05, null, 400))).toBeNull();
    expect(strideOf(walk(1, 0.05, null, 500))).not.toBeNull();
    expect(strideOf([])).toBeNull();
  });

  it('looks longer where the noise is greater, and says how well it knows', () => {
    const near = strideOf(walk(0, 0.05, null));
    const far = strideOf(walk(0, 0.2, null));
    expect(near?.sigma).toBeLessThan(0.12);
    expect((far?.at ?? 0) < (near?.at ?? 0)).toBe(true);
    const random = new SeededRandom(11);
    const errors = Array.from({ length: 400 }, () => strideOf(walk(0, 0.05, random))?.vx ?? Number.NaN);
    const spread = Math.sqrt(errors.reduce((sum, each) => sum + each * each, 0) / errors.length);
    expect(spread / (near?.sigma ?? 1)).toBeGreaterThan(0.9);
    expect(spread / (near?.sigma ?? 1)).toBeLessThan(1.1);
  });

  it('keeps a bounded memory, whatever comes', () => {
    const fixes: Fix[] = [];
    for (let n = 0; n < 10_000; n += 1) remember(fixes, { at: n * (n % 3), x: n, y: 0, sigmaM: 0.05 });
    expect(fixes.length).toBeLessThanOrEqual(40);
  });
});
