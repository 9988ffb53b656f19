import { exponential } from '../../../hal/exponential.ts';
import type { Metres, MetresPerSecond } from '../../../hal/units.ts';
import type { Covariance } from '../senses/detection.ts';

/*
 * The Kalman filter of a point in the plane, written out for its four states: no matrix is allocated, and every operation is one that
 * IEEE 754 rounds exactly (Bar-Shalom, Li, Kirubarajan: Estimation with Applications to Tracking and Navigation, Wiley 2001, §5, §6.2).
 */

/** Position and velocity, and the covariance of both: [[A, B], [Bᵀ, C]] with A of the position and C of the velocity. SI units. */
export interface Motion {
  readonly x: Metres;
  readonly y: Metres;
  readonly vx: MetresPerSecond;
  readonly vy: MetresPerSecond;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  readonly xvx: number;
  readonly xvy: number;
  readonly yvx: number;
  readonly yvy: number;
  readonly vxx: number;
  readonly vxy: number;
  readonly vyy: number;
}

/** Somebody who was seen once: their velocity is anything that people have. */
export const motionAt = (x: Metres, y: Metres, { xx, xy, yy }: Covariance, speedSigma: MetresPerSecond): Motion => ({
  x,
  y,
  vx: 0,
  vy: 0,
  xx,
  xy,
  yy,
  xvx: 0,
  xvy: 0,
  yvx: 0,
  yvy: 0,
  vxx: speedSigma * speedSigma,
  vxy: 0,
  vyy: speedSigma * speedSigma,
});

/** Where they are `dt` seconds later (or before) at constant velocity, under white acceleration of density `q` (m²/s³). */
export const walkOn = (m: Motion, dt: number, q: number): Motion => {
  const span = Math.abs(dt);
  const q11 = (q * span * span * span) / 3;
  const q12 = (q * span * dt) / 2;
  const q22 = q * span;
  return {
    x: m.x + m.vx * dt,
    y: m.y + m.vy * dt,
    vx: m.vx,
    vy: m.vy,
    xx: m.xx + dt * (2 * m.xvx + dt * m.vxx) + q11,
    xy: m.xy + dt * (m.xvy + m.yvx + dt * m.vxy),
    yy: m.yy + dt * (2 * m.yvy + dt * m.vyy) + q11,
    xvx: m.xvx + dt * m.vxx + q12,
    xvy: m.xvy + dt * m.vxy,
    yvx: m.yvx + dt * m.vxy,
    yvy: m.yvy + dt * m.vyy + q12,
    vxx: m.vxx + q22,
    vxy: m.vxy,
    vyy: m.vyy + q22,
  };
};

/** Where one who stands is `dt` seconds later: there, swaying; whatever velocity they had is gone. */
export const standOn = (m: Motion, dt: number, sway: number, restless: MetresPerSecond): Motion => ({
  ...m,
  vx: 0,
  vy: 0,
  xx: m.xx + sway * dt,
  yy: m.yy + sway * dt,
  xvx: 0,
  xvy: 0,
  yvx: 0,
  yvy: 0,
  vxx: restless * restless,
  vxy: 0,
  vyy: restless * restless,
});

/** How a measured place differs from the predicted one: the difference and its covariance S. */
export interface Innovation {
  readonly dx: Metres;
  readonly dy: Metres;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  readonly determinant: number;
  /** The squared Mahalanobis distance. */
  readonly distance2: number;
}

export const innovation = (m: Motion, x: Metres, y: Metres, r: Covariance): Innovation => {
  const dx = x - m.x;
  const dy = y - m.y;
  const xx = m.xx + r.xx;
  const xy = m.xy + r.xy;
  const yy = m.yy + r.yy;
  const determinant = xx * yy - xy * xy;
  return { dx, dy, xx, xy, yy, determinant, distance2: (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / determinant };
};

/** How likely a measurement is under its prediction: the normal density at it. */
export const densityOf = ({ determinant, distance2 }: Innovation): number =>
  exponential(-distance2 / 2) / (2 * Math.PI * Math.sqrt(determinant));

/** Takes in a measured place. */
export const corrected = (m: Motion, nu: Innovation): Motion => {
  // S⁻¹
  const a = nu.yy / nu.determinant;
  const b = -nu.xy / nu.determinant;
  const d = nu.xx / nu.determinant;
  // K = P Hᵀ S⁻¹: two columns for four states.
  const kxx = m.xx * a + m.xy * b;
  const kxy = m.xx * b + m.xy * d;
  const kyx = m.xy * a + m.yy * b;
  const kyy = m.xy * b + m.yy * d;
  const kvxx = m.xvx * a + m.yvx * b;
  const kvxy = m.xvx * b + m.yvx * d;
  const kvyx = m.xvy * a + m.yvy * b;
  const kvyy = m.xvy * b + m.yvy * d;
  const { dx, dy } = nu;
  return {
    x: m.x + kxx * dx + kxy * dy,
    y: m.y + kyx * dx + kyy * dy,
    vx: m.vx + kvxx * dx + kvxy * dy,
    vy: m.vy + kvyx * dx + kvyy * dy,
    // P − K H P
    xx: m.xx - (kxx * m.xx + kxy * m.xy),
    xy: m.xy - (kxx * m.xy + kxy * m.yy),
    yy: m.yy - (kyx * m.xy + kyy * m.yy),
    xvx: m.xvx - (kxx * m.xvx + kxy * m.yvx),
    xvy: m.xvy - (kxx * m.xvy + kxy * m.yvy),
    yvx: m.yvx - (kyx * m.xvx + kyy * m.yvx),
    yvy: m.yvy - (kyx * m.xvy + kyy * m.yvy),
    vxx: m.vxx - (kvxx * m.xvx + kvxy * m.yvx),
    vxy: m.vxy - (kvxx * m.xvy + kvxy * m.yvy),
    vyy: m.vyy - (kvyx * m.xvy + kvyy * m.yvy),
  };
};
