import type { Metres, Point } from '../../hal/units.ts';
import { contains, distance, distanceBetween, distanceToSegment, edgesOf, type Segment } from './geometry.ts';

/** What may not be walked through on a plan; doors are gaps in the walls. */
export interface Obstacles {
  readonly walls: readonly Segment[];
  readonly keepOut: readonly (readonly Point[])[];
  /** Room that a walking person needs on each side. */
  readonly clearanceM: Metres;
}

/** A way to walk: its corners from start to goal, and how long it is. */
export interface Route {
  readonly points: readonly Point[];
  readonly lengthM: Metres;
}

const half = Math.sqrt(0.5);
/** Eight directions; corners are rounded along the octagon around a circle of the clearance. */
const around: readonly Point[] = [
  { x: 1, y: 0 },
  { x: half, y: half },
  { x: 0, y: 1 },
  { x: -half, y: half },
  { x: -1, y: 0 },
  { x: -half, y: -half },
  { x: 0, y: -1 },
  { x: half, y: -half },
];
/** 1 / cos(22.5°): an octagon through these corners touches the circle with its sides. */
const octagonRadius = 1.0824;
/** Rounding must not make a way too narrow that touches its limit exactly. */
const tolerance: Metres = 1e-6;

/**
 * The shortest way on foot, null when there is none. Corners of walls and zones are passed at the clearance; start and goal may lie
 * nearer to a wall than that (a kiosk stands at one), never nearer than they do themselves. Of ways of equal length always the
 * same one is taken.
 */
export function shortestRoute(start: Point, goal: Point, obstacles: Obstacles): Route | null {
  const { edges, passing } = known(obstacles);
  // Most ways in a hall are straight, and nothing is shorter.
  if (passable({ from: start, to: goal }, edges, obstacles.clearanceM))
    return { points: [start, goal], lengthM: distance(start, goal) };
  const nodes: readonly Point[] = [start, goal, ...passing];
  const best = nodes.map(() => Infinity);
  const before = nodes.map(() => -1);
  const closed = nodes.map(() => false);
  best[0] = 0;
  for (;;) {
    const at = cheapest(nodes, best, closed, goal);
    const here = nodes[at];
    const soFar = best[at];
    if (here === undefined || soFar === undefined) return null;
    if (at === 1) return { points: chain(nodes, before), lengthM: soFar };
    closed[at] = true;
    nodes.forEach((there, index) => {
      if (closed[index] === true) return;
      const length = soFar + distance(here, there);
      // Looking whether the way is free is the dear part: only where it would be a shorter one.
      if (length < (best[index] ?? Infinity) && passable({ from: here, to: there }, edges, obstacles.clearanceM)) {
        best[index] = length;
        before[index] = at;
      }
    });
  }
}

interface Ground {
  readonly edges: readonly Segment[];
  /** Places at the corners through which the shortest ways go. */
  readonly passing: readonly Point[];
}

/** What was worked out of a plan is kept as long as the plan: many ways are asked for on one. */
const grounds = new WeakMap<Obstacles, Ground>();

function known(obstacles: Obstacles): Ground {
  const before = grounds.get(obstacles);
  if (before !== undefined) return before;
  const edges = [...obstacles.walls, ...obstacles.keepOut.flatMap(edgesOf)];
  const ground: Ground = { edges, passing: corners(edges, obstacles) };
  grounds.set(obstacles, ground);
  return ground;
}

/** The open node with the least length so far and to go, the first of equals; -1 when none can be reached. */
function cheapest(nodes: readonly Point[], best: readonly number[], closed: readonly boolean[], goal: Point): number {
  let found = -1;
  let least = Infinity;
  nodes.forEach((node, index) => {
    if (closed[index] === true) return;
    const total = (best[index] ?? Infinity) + distance(node, goal);
    if (total < least) {
      least = total;
      found = index;
    }
  });
  return found;
}

function chain(nodes: readonly Point[], before: readonly number[]): readonly Point[] {
  const points: Point[] = [];
  for (let at = 1; at >= 0; at = before[at] ?? -1) {
    const node = nodes[at];
    if (node !== undefined) points.unshift(node);
  }
  return points;
}

/** Points around every end of an edge where somebody can stand with room enough. */
function corners(edges: readonly Segment[], { keepOut, clearanceM }: Obstacles): readonly Point[] {
  const radius = clearanceM * octagonRadius + tolerance;
  const seen = new Set<string>();
  return edges
    .flatMap(({ from, to }) => [from, to])
    .filter((end) => {
      const key = `${end.x}/${end.y}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .flatMap((end) => around.map(({ x, y }) => ({ x: end.x + radius * x, y: end.y + radius * y })))
    .filter((point) => edges.every((edge) => distanceToSegment(point, edge) >= clearanceM - tolerance))
    .filter((point) => keepOut.every((zone) => !contains(zone, point)));
}

function passable(way: Segment, edges: readonly Segment[], clearanceM: Metres): boolean {
  return edges.every((edge) => {
    const room = Math.min(clearanceM, distanceToSegment(way.from, edge), distanceToSegment(way.to, edge));
    const apart = distanceBetween(way, edge);
    return apart >= room - tolerance && (apart > 0 || room === 0);
  });
}
