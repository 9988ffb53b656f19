import { describe, expect, test } from 'vitest';
import { SeededEntropy } from '../../sim/entropy.ts';
import { SeededRandom } from '../../sim/random.ts';

const draws = (random: SeededRandom, count: number): number[] => Array.from({ length: count }, () => random.next());

describe('seeded chance', () => {
  test('the same seed and name give the same draws, others do not', () => {
    expect(draws(new SeededRandom(7, 'a'), 5)).toEqual(draws(new SeededRandom(7, 'a'), 5));
    expect(draws(new SeededRandom(7, 'a'), 5)).not.toEqual(draws(new SeededRandom(7, 'b'), 5));
    expect(draws(new SeededRandom(7, 'a'), 5)).not.toEqual(draws(new SeededRandom(8, 'a'), 5));
  });

  test('the very numbers, so that no engine and no edit shifts them unseen', () => {
    expect(draws(new SeededRandom(7, 'visitor/1'), 3)).toMatchInlineSnapshot(`
      [
        0.10158284101635218,
        0.3251825326588005,
        0.6444333302788436,
      ]
    `);
  });

  test('a stream below depends on names, not on what was drawn above it', () => {
    const fresh = new SeededRandom(3);
    const used = new SeededRandom(3);
    draws(used, 100);
    expect(draws(fresh.split('x').split('y'), 4)).toEqual(draws(used.split('x').split('y'), 4));
    expect(draws(fresh.split('x/y'), 2)).toEqual(draws(new SeededRandom(3, 'x/y'), 2));
  });

  test('draws are uniform, bell-shaped, exponential', () => {
    const random = new SeededRandom(1, 'shape');
    const count = 100_000;
    const bins = Array.from({ length: 20 }, () => 0);
    for (let i = 0; i < count; i += 1) {
      const bin = random.below(20);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    // Chi square with 19 degrees of freedom: 43.8 is passed once in a thousand.
    expect(bins.reduce((sum, n) => sum + (n - count / 20) ** 2 / (count / 20), 0)).toBeLessThan(43.8);
    const normal = Array.from({ length: count }, () => random.normal(5, 2));
    const mean = normal.reduce((sum, value) => sum + value, 0) / count;
    const sd = Math.sqrt(normal.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
    expect(mean).toBeCloseTo(5, 1);
    expect(sd).toBeCloseTo(2, 1);
    const gaps = Array.from({ length: count }, () => random.exponential(10));
    expect(gaps.reduce((sum, value) => sum + value, 0) / count).toBeCloseTo(10, 0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  });

  test('weighted picks follow their weights and never pick a weight of nothing', () => {
    const random = new SeededRandom(2);
    const counts = new Map<string, number>();
    for (let i = 0; i < 10_000; i += 1) {
      const value = random.weighted([
        ['often', 3],
        ['never', 0],
        ['seldom', 1],
      ] as const);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect(counts.get('never')).toBeUndefined();
    expect((counts.get('often') ?? 0) / 10_000).toBeCloseTo(0.75, 1);
  });

  test('draws within bounds stay within them', () => {
    const random = new SeededRandom(4);
    for (let i = 0; i < 1000; i += 1) {
      const value = random.normalWithin(1, 1, 0.5, 1.5);
      expect(value).toBeGreaterThanOrEqual(0.5);
      expect(value).toBeLessThanOrEqual(1.5);
    }
    expect(() => random.normalWithin(0, 1, 10, 11)).toThrow('within');
    expect(() => random.below(0)).toThrow('below');
    expect(() => new SeededRandom(0.5)).toThrow('seed');
  });

  test('entropy gives as many bytes as asked, the same for the same seed', () => {
    const bytes = (): Uint8Array => new SeededEntropy(new SeededRandom(9, 'tokens')).bytes(16);
    expect(bytes()).toEqual(bytes());
    expect(new Set(bytes()).size).toBeGreaterThan(8);
    expect(() => new SeededEntropy(new SeededRandom(9)).bytes(0)).toThrow('entropy');
  });
});
