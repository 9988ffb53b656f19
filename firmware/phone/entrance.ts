import { contains } from '../../behaviours/guidance/geometry.ts';
import type { SiteConfig } from '../../config/schema.ts';
import { angleOf } from '../../hal/trigonometry.ts';
import type { Metres, Point, Pose } from '../../hal/units.ts';

/** Somebody has come in when they are this far behind the door. */
const inside: Metres = 1.2;

/** The door by which visitors come in: the one that is called `main`, else the first; null: the plan has none. */
const visitorsDoor = ({ doors }: SiteConfig['plan']): SiteConfig['plan']['doors'][number] | null =>
  doors.find(({ id }) => id === 'main') ?? doors[0] ?? null;

export const entranceOf = (plan: SiteConfig['plan']): Point | null => {
  const door = visitorsDoor(plan);
  return door === null ? null : { x: (door.from.x + door.to.x) / 2, y: (door.from.y + door.to.y) / 2 };
};

/**
 * Where somebody stands who has just come in, as a device's pose: a screen that hung there, looking out of the door, would be read
 * by them while they look into the room. Null: the plan has no door that leads into its outline.
 */
export function cameIn(plan: SiteConfig['plan']): Pose | null {
  const door = visitorsDoor(plan);
  const middle = entranceOf(plan);
  if (door === null || middle === null) return null;
  const [dx, dy] = [door.to.x - door.from.x, door.to.y - door.from.y];
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length === 0) return null;
  for (const side of [1, -1]) {
    const inward: Point = { x: (-dy / length) * side, y: (dx / length) * side };
    const at: Point = { x: middle.x + inward.x * inside, y: middle.y + inward.y * inside };
    if (contains(plan.outline, at)) return { ...at, headingRad: angleOf(middle.x - at.x, middle.y - at.y) };
  }
  return null;
}
