import { assert } from '../../hal/assert.ts';
import type { Metres, Milliseconds, Point, Pose, Radians } from '../../hal/units.ts';
import { direction } from '../arithmetic.ts';
import { standingSpeed, type Waypoint } from './body.ts';

/** A span of time, end not included; `to` may be infinite. */
export interface Span {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
}

/** What a sensor can see: a slice of a disc. */
export interface Sector {
  readonly at: Pose;
  readonly rangeM: Metres;
  readonly axis: Point;
  /** Edges of the slice as unit vectors, clockwise (right) and counter-clockwise (left) of the axis. */
  readonly right: Point;
  readonly left: Point;
  /** Wider than half a turn: what lies before either edge is inside; narrower: what lies before both. */
  readonly wide: boolean;
  readonly full: boolean;
}

export const sector = (at: Pose, rangeM: Metres, fieldOfViewRad: Radians): Sector => {
  assert(rangeM > 0 && fieldOfViewRad > 0, `a sector of ${rangeM} m and ${fieldOfViewRad} rad`);
  return {
    at,
    rangeM,
    axis: direction(at.headingRad),
    right: direction(at.headingRad - fieldOfViewRad / 2),
    left: direction(at.headingRad + fieldOfViewRad / 2),
    wide: fieldOfViewRad > Math.PI,
    full: fieldOfViewRad >= 2 * Math.PI,
  };
};

export const contains = (area: Sector, at: Point): boolean => {
  const dx = at.x - area.at.x;
  const dy = at.y - area.at.y;
  if (dx * dx + dy * dy > area.rangeM * area.rangeM) return false;
  if (area.full) return true;
  const beforeRight = area.right.x * dy - area.right.y * dx >= 0;
  const beforeLeft = area.left.y * dx - area.left.x * dy >= 0;
  return area.wide ? beforeRight || beforeLeft : beforeRight && beforeLeft;
};

type Share = readonly [from: number, to: number];

/** Where along a leg (0 to 1) a linear function `at0` + s·`slope` is not negative. */
const notNegative = (at0: number, slope: number): Share | null => {
  if (slope === 0) return at0 >= 0 ? [0, 1] : null;
  const zero = -at0 / slope;
  if (slope > 0) return zero >= 1 ? null : [Math.max(0, zero), 1];
  return zero <= 0 ? null : [0, Math.min(1, zero)];
};

const both = (a: Share, b: Share | null): Share | null => {
  if (b === null) return null;
  const from = Math.max(a[0], b[0]);
  const to = Math.min(a[1], b[1]);
  return from < to ? [from, to] : null;
};

/** The shares of the leg from `a` to `b` that lie inside, in order; touching ones may follow one another. */
const sharesInside = (area: Sector, a: Point, b: Point): Share[] => {
  const ax = a.x - area.at.x;
  const ay = a.y - area.at.y;
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  // |a + s·d|² = range²
  const qa = dx * dx + dy * dy;
  const qb = ax * dx + ay * dy;
  const qc = ax * ax + ay * ay - area.rangeM * area.rangeM;
  if (qa === 0) return contains(area, a) ? [[0, 1]] : [];
  const root = qb * qb - qa * qc;
  if (root <= 0) return [];
  const spread = Math.sqrt(root);
  const disc: Share = [Math.max(0, (-qb - spread) / qa), Math.min(1, (-qb + spread) / qa)];
  if (disc[0] >= disc[1]) return [];
  if (area.full) return [disc];
  const beforeRight = notNegative(area.right.x * ay - area.right.y * ax, area.right.x * dy - area.right.y * dx);
  const beforeLeft = notNegative(area.left.y * ax - area.left.x * ay, area.left.y * dx - area.left.x * dy);
  if (!area.wide) {
    const right = both(disc, beforeRight);
    const all = right === null ? null : both(right, beforeLeft);
    return all === null ? [] : [all];
  }
  const parts = [both(disc, beforeRight), both(disc, beforeLeft)].filter((part) => part !== null);
  parts.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return parts;
};

/** The first whole millisecond not before `t`; a crossing at a corner is not late by a rounding error. */
const instant = (t: Milliseconds): Milliseconds => Math.ceil(t - 1e-6);

/**
 * When somebody on this way is inside from `from` on, worked out from the corners of the way, not by looking again and again. Instants are
 * rounded up to whole milliseconds. `movingOnly` leaves out where they stand, as a motion sensor does; otherwise who stands inside
 * at the end of the way stays inside for ever.
 */
export const spansInside = (
  area: Sector,
  way: readonly Waypoint[],
  from: Milliseconds,
  movingOnly: boolean,
): Span[] => {
  const spans: { from: Milliseconds; to: Milliseconds }[] = [];
  const add = (start: Milliseconds, end: Milliseconds): void => {
    const begins = Math.max(start, from);
    if (end <= begins) return;
    const last = spans.at(-1);
    if (last !== undefined && begins <= last.to) last.to = Math.max(last.to, end);
    else spans.push({ from: begins, to: end });
  };
  for (let i = 0; i + 1 < way.length; i += 1) {
    const a = way[i];
    const b = way[i + 1];
    if (a === undefined || b === undefined || b.t <= from) continue;
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    if (movingOnly && Math.sqrt(dx * dx + dy * dy) * 1000 < standingSpeed * (b.t - a.t)) continue;
    for (const [enter, exit] of sharesInside(area, a, b))
      add(instant(a.t + enter * (b.t - a.t)), instant(a.t + exit * (b.t - a.t)));
  }
  const end = way.at(-1);
  if (!movingOnly && end !== undefined && contains(area, end)) add(end.t, Number.POSITIVE_INFINITY);
  return spans;
};
