import type { Point } from '../hal/units.ts';

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

export interface PlanShape {
  readonly outline: readonly Point[];
  readonly walls: readonly Segment[];
  readonly doors: readonly Segment[];
}

/** How far a door's ends may lie from the wall that they open: plans are drawn by hand. */
const onWallM = 0.1;
/** What is left of a wall beside a door is a wall only if it is longer than this. */
const leastM = 0.01;

const along = (wall: Segment, point: Point): { readonly at: number; readonly off: number } => {
  const dx = wall.to.x - wall.from.x;
  const dy = wall.to.y - wall.from.y;
  const length = Math.sqrt(dx * dx + dy * dy);
  const px = point.x - wall.from.x;
  const py = point.y - wall.from.y;
  return { at: (px * dx + py * dy) / length, off: Math.abs(px * dy - py * dx) / length };
};

const lengthOf = ({ from, to }: Segment): number =>
  Math.sqrt((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y));

const pointAt = ({ from, to }: Segment, share: number): Point => ({
  x: from.x + (to.x - from.x) * share,
  y: from.y + (to.y - from.y) * share,
});

const cutBy = (wall: Segment, door: Segment): readonly Segment[] => {
  const length = lengthOf(wall);
  const a = along(wall, door.from);
  const b = along(wall, door.to);
  if (a.off > onWallM || b.off > onWallM) return [wall];
  const begin = Math.max(0, Math.min(a.at, b.at));
  const end = Math.min(length, Math.max(a.at, b.at));
  if (end <= begin) return [wall];
  const pieces: Segment[] = [];
  if (begin > leastM) pieces.push({ from: wall.from, to: pointAt(wall, begin / length) });
  if (length - end > leastM) pieces.push({ from: pointAt(wall, end / length), to: wall.to });
  return pieces;
};

/** Everything that stops a person: the outline and the inner walls, without the doors that lie on them. Metres, site frame. */
export const solidWalls = ({ outline, walls, doors }: PlanShape): readonly Segment[] => {
  const edges = outline.map((from, index): Segment => ({ from, to: outline[(index + 1) % outline.length] ?? from }));
  return [...edges, ...walls]
    .filter((wall) => lengthOf(wall) > leastM)
    .flatMap((wall) =>
      doors.reduce<readonly Segment[]>((pieces, door) => pieces.flatMap((piece) => cutBy(piece, door)), [wall]),
    );
};
