import type { Point, Radians } from '../../../hal/units.ts';

/** The plan on a screen: metres stay the unit, only y turns round. */
export interface Sheet {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The sheet that holds all points, with a margin for what stands at the walls. */
export function sheetOf(points: readonly Point[], margin: number): Sheet {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => down(y));
  const left = Math.min(...xs) - margin;
  const top = Math.min(...ys) - margin;
  return { left, top, width: Math.max(...xs) - left + margin, height: Math.max(...ys) - top + margin };
}

/** A y of the plan on the screen, and back: up is negative there. */
export const down = (y: number): number => 0 - y;

const number = (value: number): string => (Math.round(value * 1000) / 1000).toString();

export const at = ({ x, y }: Point): string => `${number(x)} ${number(down(y))}`;

export const line = (points: readonly Point[]): string =>
  points.map((point, index) => `${index === 0 ? 'M' : 'L'}${at(point)}`).join('');

export const ahead = (from: Point, heading: Radians, distance: number): Point => ({
  x: from.x + Math.cos(heading) * distance,
  y: from.y + Math.sin(heading) * distance,
});

/** A sector: what a sensor sees. */
export function sector(from: Point, heading: Radians, angle: Radians, range: number): string {
  const start = ahead(from, heading - angle / 2, range);
  const end = ahead(from, heading + angle / 2, range);
  // Counter-clockwise on the plan is clockwise nowhere: y is turned, so the sweep flag is 0.
  return `M${at(from)}L${at(start)}A${range} ${range} 0 ${angle > Math.PI ? 1 : 0} 0 ${at(end)}Z`;
}

export const centreOf = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});

/** Degrees for an SVG rotation of something that is drawn looking along x. */
export const turned = (heading: Radians): string => ((down(heading) * 180) / Math.PI).toFixed(1);
