import { assert } from './assert.ts';

/*
 * The exponential and the natural logarithm out of + − × ÷ alone, for the reason given in trigonometry.ts: the same bits on every
 * engine. Relative errors are below 1e-12 over the ranges used here.
 */

const halvings = 10;

/** e^x; 0 below −700, where a double has nothing left that matters. */
export const exponential = (x: number): number => {
  assert(x <= 700, `e to the ${x}`);
  if (!(x > -700)) return 0;
  // e^x = (e^(x/1024))^1024: near zero the series is short, and squaring rounds exactly as often as it is done.
  const small = x / 1024;
  let sum = 1;
  for (let k = 14; k >= 1; k -= 1) sum = 1 + (small / k) * sum;
  for (let k = 0; k < halvings; k += 1) sum *= sum;
  return sum;
};

/** The natural logarithm of a positive number. */
export const logarithm = (x: number): number => {
  assert(x > 0 && x < Number.POSITIVE_INFINITY, `the logarithm of ${x}`);
  let mantissa = x;
  let twos = 0;
  for (; mantissa > 1.5; twos += 1) mantissa /= 2;
  for (; mantissa < 0.75; twos -= 1) mantissa *= 2;
  const s = (mantissa - 1) / (mantissa + 1);
  const q = s * s;
  let sum = 0;
  for (let k = 23; k >= 1; k -= 2) sum = 1 / k + q * sum;
  return twos * Math.LN2 + 2 * s * sum;
};
