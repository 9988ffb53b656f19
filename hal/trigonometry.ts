import { assert } from './assert.ts';
import type { Point, Radians } from './units.ts';

/*
 * Sine, cosine and arc tangent out of + − × ÷ and √ alone. IEEE 754 rounds those exactly, so these give the same bits on every
 * engine; the engine's own may differ in the last place from one version to the next (V8 changed its trigonometry between Node 20
 * and 22), and one bit is enough to flip a rounded millimetre somewhere in a day. Errors are below 1e-14 over the ranges used here.
 */

/** Series of sin and cos for |x| ≤ pi/4; the terms left out are below 1e-17. */
const sinNear = (x: number): number => {
  const q = x * x;
  return (
    x *
    (1 - (q / 6) * (1 - (q / 20) * (1 - (q / 42) * (1 - (q / 72) * (1 - (q / 110) * (1 - (q / 156) * (1 - q / 210)))))))
  );
};
const cosNear = (x: number): number => {
  const q = x * x;
  return (
    1 - (q / 2) * (1 - (q / 12) * (1 - (q / 30) * (1 - (q / 56) * (1 - (q / 90) * (1 - (q / 132) * (1 - q / 182))))))
  );
};

/** The unit vector that looks along `angle`. */
export const direction = (angle: Radians): Point => {
  assert(Number.isFinite(angle), `a direction of ${angle} rad`);
  const quarter = Math.round(angle / (Math.PI / 2));
  const rest = angle - quarter * (Math.PI / 2);
  const s = sinNear(rest);
  const c = cosNear(rest);
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return { x: c, y: s };
    case 1:
      return { x: -s, y: c };
    case 2:
      return { x: -c, y: -s };
    default:
      return { x: s, y: -c };
  }
};

/** Arc tangent for 0 ≤ x ≤ 1: the angle is quartered first, so that the series converges fast. */
const atanUnit = (x: number): number => {
  let z = x / (1 + Math.sqrt(1 + x * x));
  z = z / (1 + Math.sqrt(1 + z * z));
  const q = z * z;
  let sum = 0;
  for (let k = 25; k >= 1; k -= 2) sum = 1 / k - q * sum;
  return 4 * z * sum;
};

/** The angle of the vector (x, y) within (-pi, pi]; 0 for the zero vector. */
export const angleOf = (x: number, y: number): Radians => {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  if (ax === 0 && ay === 0) return 0;
  const acute = ay <= ax ? atanUnit(ay / ax) : Math.PI / 2 - atanUnit(ax / ay);
  const upper = x >= 0 ? acute : Math.PI - acute;
  return y < 0 ? -upper : upper;
};
