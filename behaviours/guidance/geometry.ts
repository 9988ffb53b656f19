import type { Metres, Point } from '../../hal/units.ts';

/** A straight piece of something that nobody walks through. */
export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

/** Math.hypot is not rounded alike everywhere; a square root is. */
export const distance = (a: Point, b: Point): Metres => {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  return Math.sqrt(dx * dx + dy * dy);
};

export const distanceToSegment = (point: Point, { from, to }: Segment): Metres => {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const square = dx * dx + dy * dy;
  if (square === 0) return distance(point, from);
  const along = Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / square));
  return distance(point, { x: from.x + along * dx, y: from.y + along * dy });
};

/** Positive when `c` lies to the left of the way from `a` to `b`. */
const side = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

const cross = (a: Segment, b: Segment): boolean => {
  const a1 = side(b.from, b.to, a.from);
  const a2 = side(b.from, b.to, a.to);
  const b1 = side(a.from, a.to, b.from);
  const b2 = side(a.from, a.to, b.to);
  return a1 * a2 < 0 && b1 * b2 < 0;
};

export const distanceBetween = (a: Segment, b: Segment): Metres =>
  cross(a, b)
    ? 0
    : Math.min(
        distanceToSegment(a.from, b),
        distanceToSegment(a.to, b),
        distanceToSegment(b.from, a),
        distanceToSegment(b.to, a),
      );

/** The edges of a polygon, closed. */
export const edgesOf = (polygon: readonly Point[]): readonly Segment[] =>
  polygon.flatMap((from, index) => {
    const to = polygon[(index + 1) % polygon.length];
    return to === undefined ? [] : [{ from, to }];
  });

export const contains = (polygon: readonly Point[], point: Point): boolean => {
  let inside = false;
  for (const { from, to } of edgesOf(polygon)) {
    if (from.y > point.y === to.y > point.y) continue;
    if (point.x < ((to.x - from.x) * (point.y - from.y)) / (to.y - from.y) + from.x) inside = !inside;
  }
  return inside;
};
