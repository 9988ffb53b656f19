import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from '../../hal/backoff.ts';

const span = { firstMs: 1_000, mostMs: 30_000 };

test('the wait doubles up to the most and lies in the upper half of its span', () => {
  const waits = (next: number): number[] =>
    [1, 2, 3, 4, 5, 6, 7, 1000].map((n) => backoffMs(n, span, { next: () => next }));
  expect(waits(0)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  expect(waits(0.999_999_9)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('whole milliseconds, never above the most, never nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 0.999_999, noNaN: true }), (n, next) => {
      const wait = backoffMs(n, span, { next: () => next });
      expect(Number.isInteger(wait)).toBe(true);
      expect(wait).toBeGreaterThanOrEqual(500);
      expect(wait).toBeLessThanOrEqual(30_000);
    }),
  );
});

test('the zeroth attempt is a bug', () => {
  expect(() => backoffMs(0, span, { next: () => 0 })).toThrow(/attempt 0/);
});
