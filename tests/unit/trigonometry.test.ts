import { describe, expect, test } from 'vitest';
import { angleOf, direction } from '../../hal/trigonometry.ts';
import { distance, ln } from '../../sim/arithmetic.ts';

describe('arithmetic that every engine does alike', () => {
  test('direction agrees with the engine’s sine and cosine', () => {
    for (let i = -4000; i <= 4000; i += 1) {
      const angle = i * 0.0031;
      const { x, y } = direction(angle);
      expect(Math.abs(x - Math.cos(angle))).toBeLessThan(1e-14);
      expect(Math.abs(y - Math.sin(angle))).toBeLessThan(1e-14);
    }
  });

  test('angleOf agrees with the engine’s atan2 in every quadrant and on the axes', () => {
    for (let i = -50; i <= 50; i += 1)
      for (let j = -50; j <= 50; j += 1) {
        if (i === 0 && j === 0) continue;
        expect(Math.abs(angleOf(i * 0.07, j * 0.05) - Math.atan2(j * 0.05, i * 0.07))).toBeLessThan(1e-14);
      }
    expect(angleOf(0, 0)).toBe(0);
    expect(angleOf(-1, 0)).toBe(Math.PI);
  });

  test('ln agrees with the engine’s logarithm', () => {
    for (let value = 1e-10; value < 1e10; value *= 1.37)
      expect(Math.abs(ln(value) - Math.log(value))).toBeLessThan(1e-13 * Math.max(1, Math.abs(Math.log(value))));
    expect(() => ln(0)).toThrow('logarithm');
  });

  test('distance is the root of the sum of squares', () => {
    expect(distance({ x: 1, y: 1 }, { x: 4, y: 5 })).toBe(5);
  });
});
