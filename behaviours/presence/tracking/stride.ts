import type { Metres, MetresPerSecond, Milliseconds } from '../../../hal/units.ts';

/*
 * How fast somebody moves, for the one question on which all greeting hangs: have they stopped, and since when? A tracking filter
 * answers late, since its memory of the walk fades slowly; a straight line through the places of the last half second (weighted
 * least squares, the best linear unbiased estimate of a constant velocity) has no memory beyond its window. Its delay is half the
 * window, and known, so that the stop is dated back by it.
 */

/** A measured place of one person. */
export interface Fix {
  readonly at: Milliseconds;
  readonly x: Metres;
  readonly y: Metres;
  /** 1σ of either coordinate. */
  readonly sigmaM: Metres;
}

/** Never less: a stride takes as long, and within it people slow down and speed up. */
const shortestMs: Milliseconds = 500;
/** Never more: what was longer ago says nothing of now. */
const longestMs: Milliseconds = 1_200;
/** Known well enough: the window grows no more. */
const goodSigma: MetresPerSecond = 0.11;
/** Fixes nearer together than this are one: they cost work and bring no knowledge. */
const sparseMs: Milliseconds = 45;
const mostFixes = 40;

/** Keeps the newest fixes of one person, oldest first; changes the list. */
export const remember = (fixes: Fix[], fix: Fix): void => {
  const last = fixes.at(-1);
  if (last !== undefined && fix.at - last.at < sparseMs) {
    if (fix.at < last.at || fix.sigmaM > last.sigmaM) return;
    fixes.pop();
  }
  fixes.push(fix);
  while (fixes.length > mostFixes || (fixes[1] !== undefined && fixes[1].at < fix.at - longestMs)) fixes.shift();
};

export interface Stride {
  readonly vx: MetresPerSecond;
  readonly vy: MetresPerSecond;
  readonly speed: MetresPerSecond;
  /** 1σ of either component. */
  readonly sigma: MetresPerSecond;
  /** The instant that the speed speaks of: the middle of the window. */
  readonly at: Milliseconds;
}

/** The velocity over the newest fixes, over as long a window as it takes to know it well; null where they are too few. */
export const strideOf = (fixes: readonly Fix[]): Stride | null => {
  const last = fixes.at(-1);
  if (last === undefined) return null;
  // Sums about the newest fix, so that nothing large is subtracted from something large.
  let w = 0;
  let wt = 0;
  let wtt = 0;
  let wx = 0;
  let wy = 0;
  let wtx = 0;
  let wty = 0;
  for (let index = fixes.length - 1; index >= 0; index -= 1) {
    const fix = fixes[index];
    if (fix === undefined) break;
    const t = (fix.at - last.at) / 1_000;
    if (-t * 1_000 > longestMs + sparseMs) break;
    const weight = 1 / (fix.sigmaM * fix.sigmaM);
    w += weight;
    wt += weight * t;
    wtt += weight * t * t;
    wx += weight * (fix.x - last.x);
    wy += weight * (fix.y - last.y);
    wtx += weight * t * (fix.x - last.x);
    wty += weight * t * (fix.y - last.y);
    if (-t * 1_000 < shortestMs - sparseMs) continue;
    const spread = wtt - (wt * wt) / w;
    if (!(spread > 0)) continue;
    const sigma = 1 / Math.sqrt(spread);
    const isLast = index === 0 || -t * 1_000 >= longestMs - sparseMs;
    if (sigma > goodSigma && !isLast) continue;
    const vx = (wtx - (wt * wx) / w) / spread;
    const vy = (wty - (wt * wy) / w) / spread;
    return { vx, vy, speed: Math.sqrt(vx * vx + vy * vy), sigma, at: last.at + (wt / w) * 1_000 };
  }
  return null;
};
