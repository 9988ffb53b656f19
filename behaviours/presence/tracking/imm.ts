import type { Metres, MetresPerSecond } from '../../../hal/units.ts';
import type { Covariance } from '../senses/detection.ts';
import { corrected, densityOf, innovation, motionAt, standOn, walkOn, type Motion } from './kalman.ts';

/*
 * People walk or stand, and a filter for walkers believes for a second that one who has stopped is still under way. An interacting
 * multiple model estimator runs a filter for each and weighs them by how well they foretell what is measured (Blom and Bar-Shalom:
 * The interacting multiple model algorithm for systems with Markovian switching coefficients, IEEE Trans. Automatic Control 33(8), 1988).
 */

export interface Modes {
  readonly walking: Motion;
  readonly standing: Motion;
  /** How likely they stand, 0 to 1. */
  readonly pStanding: number;
}

/** Density of a walker's acceleration, m²/s³: strides, turns and stops of people in the recordings. */
const acceleration = 0.6;
/** How one who stands wanders, m²/s, and the speed of shifting weight, m/s. */
const sway = 0.004;
const restless: MetresPerSecond = 0.12;
/** How often a walker stops and one who stands walks off, 1/s. */
const stopsPerS = 0.25;
const startsPerS = 0.35;
/** How wrong a velocity may be when a place was. */
const surprise: MetresPerSecond = 0.8;
const anySpeed: MetresPerSecond = 1.2;
/** No mode is ever ruled out: what cannot be believed cannot be learnt. */
const leastLikely = 1e-3;

export const modesAt = (x: Metres, y: Metres, covariance: Covariance): Modes => {
  const motion = motionAt(x, y, covariance, anySpeed);
  return {
    walking: motion,
    standing: { ...motion, vxx: restless * restless, vyy: restless * restless },
    pStanding: 0.2,
  };
};

/** The one normal distribution with the mean and covariance of a mixture of two, `p` of them `b`. */
export const mixture = (a: Motion, b: Motion, p: number): Motion => {
  const q = 1 - p;
  const spread = p * q;
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const dvx = b.vx - a.vx;
  const dvy = b.vy - a.vy;
  return {
    x: a.x + p * dx,
    y: a.y + p * dy,
    vx: a.vx + p * dvx,
    vy: a.vy + p * dvy,
    xx: q * a.xx + p * b.xx + spread * dx * dx,
    xy: q * a.xy + p * b.xy + spread * dx * dy,
    yy: q * a.yy + p * b.yy + spread * dy * dy,
    xvx: q * a.xvx + p * b.xvx + spread * dx * dvx,
    xvy: q * a.xvy + p * b.xvy + spread * dx * dvy,
    yvx: q * a.yvx + p * b.yvx + spread * dy * dvx,
    yvy: q * a.yvy + p * b.yvy + spread * dy * dvy,
    vxx: q * a.vxx + p * b.vxx + spread * dvx * dvx,
    vxy: q * a.vxy + p * b.vxy + spread * dvx * dvy,
    vyy: q * a.vyy + p * b.vyy + spread * dvy * dvy,
  };
};

export const combined = ({ walking, standing, pStanding }: Modes): Motion => mixture(walking, standing, pStanding);

/** The share of those who change over within `dt` seconds at `rate` a second. */
const changing = (rate: number, dt: number): number => (rate * dt) / (1 + rate * dt);

/** `dt` seconds later, with nothing measured. */
export const passed = ({ walking, standing, pStanding }: Modes, dt: number): Modes => {
  if (dt <= 0) return { walking, standing, pStanding };
  const stop = changing(stopsPerS, dt);
  const start = changing(startsPerS, dt);
  const stands = pStanding * (1 - start) + (1 - pStanding) * stop;
  const walks = 1 - stands;
  // Mixing: what each filter begins with is drawn from both, by where those come from who are in its mode now.
  const fromStanding = (pStanding * start) / walks;
  const stillStanding = (pStanding * (1 - start)) / stands;
  return {
    walking: walkOn(mixture(walking, standing, fromStanding), dt, acceleration),
    standing: standOn(mixture(walking, standing, stillStanding), dt, sway, restless),
    pStanding: stands,
  };
};

/** The same, known worse by so much: a measurement weighs more from here on. */
export const doubted = ({ walking, standing, pStanding }: Modes, byM: Metres): Modes => ({
  walking: {
    ...walking,
    xx: walking.xx + byM * byM,
    yy: walking.yy + byM * byM,
    vxx: walking.vxx + surprise * surprise,
    vyy: walking.vyy + surprise * surprise,
  },
  standing: { ...standing, xx: standing.xx + byM * byM, yy: standing.yy + byM * byM },
  pStanding,
});

/** Takes in a measured place. */
export const measured = (modes: Modes, x: Metres, y: Metres, r: Covariance): Modes => {
  const walking = innovation(modes.walking, x, y, r);
  const standing = innovation(modes.standing, x, y, r);
  const walks = (1 - modes.pStanding) * densityOf(walking);
  const stands = modes.pStanding * densityOf(standing);
  const sum = walks + stands;
  const p = sum > 0 ? stands / sum : modes.pStanding;
  return {
    walking: corrected(modes.walking, walking),
    standing: corrected(modes.standing, standing),
    pStanding: Math.min(1 - leastLikely, Math.max(leastLikely, p)),
  };
};

/**
 * Takes in a place measured `age` seconds before the newest word: both filters step back, take it in and step on. What was unforeseen
 * in between is left out of account (the simplest of the out-of-sequence updates in Bar-Shalom: Update with out-of-sequence
 * measurements in tracking, IEEE Trans. Aerospace and Electronic Systems 38(3), 2002, there "algorithm C").
 */
export const measuredLate = (modes: Modes, age: number, x: Metres, y: Metres, r: Covariance): Modes => {
  const then = { ...modes, walking: walkOn(modes.walking, -age, 0) };
  const after = measured(then, x, y, r);
  return { ...after, walking: walkOn(after.walking, age, 0) };
};
