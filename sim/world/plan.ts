import type { SiteConfig } from '../../config/schema.ts';
import type { Metres, Point, Pose } from '../../hal/units.ts';
import { direction, distance } from '../arithmetic.ts';

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

export interface Area {
  readonly id: string;
  readonly area: readonly Point[];
}

export interface Door extends Segment {
  readonly id: string;
}

export interface PlanCounter {
  readonly id: string;
  /** Where the counter stands and the way it faces: its visitor stands ahead of it. */
  readonly at: Pose;
  readonly services: readonly string[];
}

/** What a hall is made of, in metres of the site's frame: x right and y up on the plan. */
export interface FloorPlan {
  readonly outline: readonly Point[];
  readonly walls: readonly Segment[];
  readonly doors: readonly Door[];
  readonly waiting: readonly Area[];
  readonly keepOut: readonly Area[];
  readonly counters: readonly PlanCounter[];
}

export const floorPlan = (site: SiteConfig): FloorPlan => ({ ...site.plan, counters: site.counters });

/** The place `ahead` metres before a pose and `left` metres to its left. */
export const before = (pose: Pose, ahead: Metres, left: Metres = 0): Point => {
  const axis = direction(pose.headingRad);
  return { x: pose.x + axis.x * ahead - axis.y * left, y: pose.y + axis.y * ahead + axis.x * left };
};

export const middle = (segment: Segment): Point => ({
  x: (segment.from.x + segment.to.x) / 2,
  y: (segment.from.y + segment.to.y) / 2,
});

/** Whether a place lies inside a closed area (even–odd rule). */
export const within = (area: readonly Point[], at: Point): boolean => {
  let inside = false;
  for (const [i, a] of area.entries()) {
    const b = area[(i + area.length - 1) % area.length] ?? a;
    if (a.y > at.y !== b.y > at.y && at.x < a.x + ((b.x - a.x) * (at.y - a.y)) / (b.y - a.y)) inside = !inside;
  }
  return inside;
};

/** The nearest place of a segment to `at`. */
export const nearestOn = (segment: Segment, at: Point): Point => {
  const dx = segment.to.x - segment.from.x;
  const dy = segment.to.y - segment.from.y;
  const square = dx * dx + dy * dy;
  if (square === 0) return segment.from;
  const share = ((at.x - segment.from.x) * dx + (at.y - segment.from.y) * dy) / square;
  const clipped = Math.min(1, Math.max(0, share));
  return { x: segment.from.x + dx * clipped, y: segment.from.y + dy * clipped };
};

const cross = (o: Point, a: Point, b: Point): number => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);

/** Whether two segments cross or touch. */
export const meets = (a: Segment, b: Segment): boolean => {
  const a1 = cross(b.from, b.to, a.from);
  const a2 = cross(b.from, b.to, a.to);
  const b1 = cross(a.from, a.to, b.from);
  const b2 = cross(a.from, a.to, b.to);
  if (a1 > 0 !== a2 > 0 && b1 > 0 !== b2 > 0) return true;
  return (
    [a.from, a.to].some((end) => distance(nearestOn(b, end), end) < 1e-9) ||
    [b.from, b.to].some((end) => distance(nearestOn(a, end), end) < 1e-9)
  );
};

/** Whether a wall stands between two places: sight, not sound. */
export const walled = (plan: FloorPlan, a: Point, b: Point): boolean =>
  plan.walls.some((wall) => meets({ from: a, to: b }, wall));

const seatEveryM: Metres = 0.8;

/** Where people can sit or stand while they wait: a grid over the waiting areas, clear of keep-outs; never empty. */
export const seats = (plan: FloorPlan): readonly Point[] => {
  const found: Point[] = [];
  for (const { area } of plan.waiting) {
    const xs = area.map((corner) => corner.x);
    const ys = area.map((corner) => corner.y);
    for (let y = Math.min(...ys) + seatEveryM / 2; y < Math.max(...ys); y += seatEveryM)
      for (let x = Math.min(...xs) + seatEveryM / 2; x < Math.max(...xs); x += seatEveryM) {
        const at = { x, y };
        if (within(area, at) && !plan.keepOut.some((zone) => within(zone.area, at))) found.push(at);
      }
  }
  return found.length > 0 ? found : [centreOf(plan.outline)];
};

/** The mean of the corners: inside for the plain shapes that halls have. */
export const centreOf = (area: readonly Point[]): Point => ({
  x: area.reduce((sum, corner) => sum + corner.x, 0) / area.length,
  y: area.reduce((sum, corner) => sum + corner.y, 0) / area.length,
});

/** Where people come in and go out: the middle of each door, or of the outline's first side where a plan has none. */
export const entrances = (plan: FloorPlan): readonly Point[] => {
  if (plan.doors.length > 0) return plan.doors.map(middle);
  const [from, to] = plan.outline;
  return [from === undefined || to === undefined ? { x: 0, y: 0 } : middle({ from, to })];
};

/** The nearest of some places; the first of equal ones. */
export const nearestOf = (places: readonly Point[], at: Point): Point => {
  let best = places[0] ?? at;
  for (const place of places) if (distance(place, at) < distance(best, at) - 1e-9) best = place;
  return best;
};
