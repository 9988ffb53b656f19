import { fail, ok, type Result } from '../../hal/result.ts';
import type { Point, Pose, Radians } from '../../hal/units.ts';
import { radians } from '../../hal/units.ts';
import { direction } from '../arithmetic.ts';
import type { Waypoint } from './body.ts';
import { before } from './plan.ts';
import type { Recording, Track } from './tracks.ts';

/** How a recording lies in the site: its origin comes to (x, y), turned counter-clockwise. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly turnDeg: number;
}

/** Reads `x,y,deg`. */
export const parsePlacement = (text: string): Result<Placement, string> => {
  const cells = text.split(',').map((cell) => cell.trim());
  const [x, y, turnDeg] = cells.map((cell) => (/^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : Number.NaN));
  if (
    cells.length !== 3 ||
    x === undefined ||
    y === undefined ||
    turnDeg === undefined ||
    ![x, y, turnDeg].every(Number.isFinite)
  )
    return fail(`--place is "${text}", expected metres and degrees like 9,4.5,90`);
  return ok({ x, y, turnDeg });
};

/** Quarter turns are exact; others go through the series. */
const axisOf = (turnDeg: number): Point => {
  const quarters = ((turnDeg / 90) % 4) + 4;
  if (Number.isInteger(quarters))
    return (
      [
        { x: 1, y: 0 },
        { x: 0, y: 1 },
        { x: -1, y: 0 },
        { x: 0, y: -1 },
      ][quarters % 4] ?? { x: 1, y: 0 }
    );
  return direction(radians(turnDeg));
};

export const place = (recording: Recording, at: Placement): Recording => {
  const axis = axisOf(at.turnDeg);
  const turnRad: Radians = radians(at.turnDeg);
  const placed = ({ t, x, y, gazeRad }: Waypoint): Waypoint => ({
    t,
    x: at.x + axis.x * x - axis.y * y,
    y: at.y + axis.y * x + axis.x * y,
    ...(gazeRad === undefined ? {} : { gazeRad: gazeRad + turnRad }),
  });
  return { ...recording, tracks: recording.tracks.map(({ id, way }): Track => ({ id, way: way.map(placed) })) };
};

interface Cell {
  readonly at: Point;
  readonly people: number;
  readonly rows: number;
  /** Mean direction of walking as an axis without sign: sums of the doubled angle. */
  readonly alongX: number;
  readonly alongY: number;
}

/** The square metre of the recording's own grid that most people cross; of equal ones that with more rows, then the lower left. */
export const busiestCell = (recording: Recording): Cell => {
  const cells = new Map<string, { at: Point; people: number; rows: number; alongX: number; alongY: number }>();
  for (const { way } of recording.tracks) {
    const visited = new Set<string>();
    for (const [index, point] of way.entries()) {
      const column = Math.floor(point.x);
      const line = Math.floor(point.y);
      const key = `${column} ${line}`;
      const cell = cells.get(key) ?? {
        at: { x: column + 0.5, y: line + 0.5 },
        people: 0,
        rows: 0,
        alongX: 0,
        alongY: 0,
      };
      cells.set(key, cell);
      cell.rows += 1;
      if (!visited.has(key)) {
        visited.add(key);
        cell.people += 1;
      }
      const next = way[index + 1];
      if (next === undefined) continue;
      const dx = next.x - point.x;
      const dy = next.y - point.y;
      const square = dx * dx + dy * dy;
      if (square < 1e-6) continue;
      cell.alongX += (dx * dx - dy * dy) / square;
      cell.alongY += (2 * dx * dy) / square;
    }
  }
  let best: Cell = { at: { x: 0, y: 0 }, people: 0, rows: 0, alongX: 1, alongY: 0 };
  for (const cell of cells.values()) {
    const order = cell.people - best.people || cell.rows - best.rows || best.at.x - cell.at.x || best.at.y - cell.at.y;
    if (order > 0) best = cell;
  }
  return best;
};

/**
 * Where a recording lies when nobody says: its busiest square metre 2 m before the kiosk. It keeps its own frame, unless its
 * people would walk more towards the kiosk than along its front there; then it is turned by a quarter.
 */
export const defaultPlacement = (recording: Recording, kiosk: Pose): Placement => {
  const cell = busiestCell(recording);
  const front = direction(kiosk.headingRad);
  // Doubled angles again: the front's axis against the flow's; above zero they lie within 45° of each other.
  const towards = (front.x * front.x - front.y * front.y) * cell.alongX + 2 * front.x * front.y * cell.alongY;
  const turnDeg = towards > 0 ? 90 : 0;
  const axis = axisOf(turnDeg);
  const spot = before(kiosk, 2);
  return {
    x: spot.x - (axis.x * cell.at.x - axis.y * cell.at.y),
    y: spot.y - (axis.y * cell.at.x + axis.x * cell.at.y),
    turnDeg,
  };
};
