import { assert } from '../hal/assert.ts';
import type { Point } from '../hal/units.ts';

/* What else the simulated world reckons with, alike on every engine: see hal/trigonometry.ts. */

export { angleOf, direction } from '../hal/trigonometry.ts';

/** Natural logarithm of a positive number. */
export const ln = (value: number): number => {
  assert(value > 0 && Number.isFinite(value), `the logarithm of ${value}`);
  let mantissa = value;
  let halvings = 0;
  while (mantissa > 1.5) {
    mantissa /= 2;
    halvings += 1;
  }
  while (mantissa < 0.75) {
    mantissa *= 2;
    halvings -= 1;
  }
  const z = (mantissa - 1) / (mantissa + 1);
  const q = z * z;
  let sum = 0;
  for (let k = 31; k >= 1; k -= 2) sum = 1 / k + q * sum;
  return 2 * z * sum + halvings * Math.LN2;
};

export const distance = (a: Point, b: Point): number => {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  // Math.hypot is not correctly rounded and differs between engines.
  return Math.sqrt(dx * dx + dy * dy);
};
