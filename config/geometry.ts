import type { Point } from '../hal/units.ts';

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

/** The sides of a closed area. */
export const sidesOf = (area: readonly Point[]): readonly Segment[] =>
  area.map((from, index) => ({ from, to: area[(index + 1) % area.length] ?? from }));

const lengthOf = ({ from, to }: Segment): number =>
  Math.sqrt((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y));

/** Distance of a point from a segment, metres. */
export const distanceTo = (point: Point, segment: Segment): number => {
  const length = lengthOf(segment);
  const { from, to } = segment;
  if (length === 0) return lengthOf({ from, to: point });
  const share = ((point.x - from.x) * (to.x - from.x) + (point.y - from.y) * (to.y - from.y)) / (length * length);
  const near = Math.min(1, Math.max(0, share));
  return lengthOf({ from: { x: from.x + (to.x - from.x) * near, y: from.y + (to.y - from.y) * near }, to: point });
};

/** Whether a point lies in an area; what lies within `slack` metres of its border counts as inside. */
export const within = (point: Point, area: readonly Point[], slack: number): boolean => {
  const sides = sidesOf(area);
  if (sides.some((side) => distanceTo(point, side) <= slack)) return true;
  // Even-odd rule: how many sides lie to the right of the point.
  let odd = false;
  for (const { from, to } of sides) {
    if (from.y > point.y === to.y > point.y) continue;
    if (point.x < ((to.x - from.x) * (point.y - from.y)) / (to.y - from.y) + from.x) odd = !odd;
  }
  return odd;
};

/** Twice the area, positive when the corners run counter-clockwise. */
const doubleArea = (area: readonly Point[]): number =>
  sidesOf(area).reduce((sum, { from, to }) => sum + (from.x * to.y - to.x * from.y), 0);

/** Square metres. */
export const areaOf = (area: readonly Point[]): number => Math.abs(doubleArea(area)) / 2;

const turn = (a: Point, b: Point, c: Point): number => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));

const cross = (a: Segment, b: Segment): boolean =>
  turn(a.from, a.to, b.from) * turn(a.from, a.to, b.to) < 0 &&
  turn(b.from, b.to, a.from) * turn(b.from, b.to, a.to) < 0;

/** Whether two sides of an area cross each other: a corner out of order. */
export const crossesItself = (area: readonly Point[]): boolean => {
  const sides = sidesOf(area);
  return sides.some((side, index) => sides.slice(index + 1).some((other) => cross(side, other)));
};
