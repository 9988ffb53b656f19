import type { Metres, Point, Radians } from '../../hal/units.ts';
import { direction } from '../arithmetic.ts';
import type { Segment } from './plan.ts';

/*
 * What a ray meets in the simulated hall: people are upright cylinders, walls stand without end, the floor is flat. Site frame,
 * metres; z is the height above the floor.
 */

/** Where a sensor looks from: its pose on the plan, its height and how far it is tilted up. */
export interface Eye extends Point {
  readonly heightM: Metres;
  readonly headingRad: Radians;
  readonly tiltRad: Radians;
}

/** A unit vector of the site frame. */
export interface Ray {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A wall as light meets it: from the floor to the ceiling, unless it is said how high its edges are. */
export interface Wall extends Segment {
  readonly bottomM?: Metres;
  readonly topM?: Metres;
}

/** An upright cylinder on the floor. */
export interface Shape extends Point {
  readonly radiusM: Metres;
  readonly heightM: Metres;
}

/** What stands still and a ray met first. */
export interface Backdrop {
  readonly what: 'wall' | 'floor';
  readonly distanceM: Metres;
}

/** The ray that leaves the eye `leftRad` to the left of its axis and `upRad` above it, as through a pin-hole. */
export const rayOf = (eye: Eye, leftRad: Radians, upRad: Radians): Ray => {
  const heading = direction(eye.headingRad);
  const tilt = direction(eye.tiltRad);
  const left = direction(leftRad);
  const up = direction(upRad);
  // Slopes in the plane one metre ahead of the lens.
  const a = left.y / left.x;
  const b = up.y / up.x;
  const length = Math.sqrt(1 + a * a + b * b);
  const ahead = (tilt.x - b * tilt.y) / length;
  const z = (tilt.y + b * tilt.x) / length;
  const side = a / length;
  return { x: heading.x * ahead - heading.y * side, y: heading.y * ahead + heading.x * side, z };
};

/** How far along the ray it enters the upright cylinder of radius `radiusM` and height `heightM` at `at`; infinity: it misses. */
export const enters = (eye: Eye, ray: Ray, at: Point, radiusM: Metres, heightM: Metres): Metres => {
  const px = eye.x - at.x;
  const py = eye.y - at.y;
  const a = ray.x * ray.x + ray.y * ray.y;
  const c = px * px + py * py - radiusM * radiusM;
  if (c <= 0) {
    // Above somebody's head, looking down; within them nothing is seen.
    const top = ray.z < 0 && eye.heightM > heightM ? (heightM - eye.heightM) / ray.z : Number.POSITIVE_INFINITY;
    const x = px + ray.x * top;
    const y = py + ray.y * top;
    return Number.isFinite(top) && x * x + y * y <= radiusM * radiusM ? top : Number.POSITIVE_INFINITY;
  }
  if (a === 0) return Number.POSITIVE_INFINITY;
  const b = px * ray.x + py * ray.y;
  const root = b * b - a * c;
  if (b >= 0 || root <= 0) return Number.POSITIVE_INFINITY;
  const spread = Math.sqrt(root);
  const near = (-b - spread) / a;
  const z = eye.heightM + ray.z * near;
  if (z <= heightM) return z >= 0 ? near : Number.POSITIVE_INFINITY;
  if (ray.z >= 0) return Number.POSITIVE_INFINITY;
  const top = (heightM - eye.heightM) / ray.z;
  return top <= (-b + spread) / a ? top : Number.POSITIVE_INFINITY;
};

/** How far along the ray it meets the upright plane of a wall between its ends; infinity: it misses. */
export const reaches = (eye: Point, ray: { readonly x: number; readonly y: number }, wall: Segment): Metres => {
  const wx = wall.to.x - wall.from.x;
  const wy = wall.to.y - wall.from.y;
  const across = ray.x * wy - ray.y * wx;
  if (across === 0) return Number.POSITIVE_INFINITY;
  const px = wall.from.x - eye.x;
  const py = wall.from.y - eye.y;
  const far = (px * wy - py * wx) / across;
  const share = (px * ray.y - py * ray.x) / across;
  return far > 0 && share >= 0 && share <= 1 ? far : Number.POSITIVE_INFINITY;
};

/** What stands still along the ray: a wall, or the floor; null: nothing within `rangeM`. */
export const backgroundOf = (eye: Eye, ray: Ray, walls: readonly Wall[], rangeM: Metres): Backdrop | null => {
  let hit: Backdrop | null = null;
  let nearest = rangeM;
  if (ray.z < 0) {
    const floor = eye.heightM / (0 - ray.z);
    if (floor <= nearest) {
      nearest = floor;
      hit = { what: 'floor', distanceM: floor };
    }
  }
  for (const wall of walls) {
    const far = reaches(eye, ray, wall);
    if (far > nearest) continue;
    const z = eye.heightM + ray.z * far;
    if (z < (wall.bottomM ?? Number.NEGATIVE_INFINITY) || z > (wall.topM ?? Number.POSITIVE_INFINITY)) continue;
    nearest = far;
    hit = { what: 'wall', distanceM: far };
  }
  return hit;
};

/** The nearest of `shapes` along the ray before `withinM`; null: none. */
export const nearestAlong = <S extends Shape>(
  eye: Eye,
  ray: Ray,
  shapes: Iterable<S>,
  withinM: Metres,
): { readonly shape: S; readonly distanceM: Metres } | null => {
  let hit: { readonly shape: S; readonly distanceM: Metres } | null = null;
  let nearest = withinM;
  for (const shape of shapes) {
    const far = enters(eye, ray, shape, shape.radiusM, shape.heightM);
    if (far >= nearest) continue;
    nearest = far;
    hit = { shape, distanceM: far };
  }
  return hit;
};
