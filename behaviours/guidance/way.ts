import { angleOf, direction } from '../../hal/trigonometry.ts';
import { wrapAngle, type Metres, type Point, type Pose, type Radians } from '../../hal/units.ts';
import { distance } from './geometry.ts';
import { shortestRoute } from './route.ts';
import type { GuidanceSettings } from './settings.ts';

/** Where somebody stands who reads the screen, and who is served at a counter: this far in front of it. */
const inFront: Metres = 0.6;
/** The arrow shows where the way goes after this much of it: a step aside at the start is not the direction. */
const firstStretch: Metres = 1.5;

/** The way from a device to a counter, quantised to millimetres and milliradians. */
export interface PlannedWay {
  readonly counter: string;
  /** For somebody who faces the screen: 0 straight ahead through it, positive to their left, within ±pi. */
  readonly directionRad: Radians;
  /** Along the route; straight where there is none. */
  readonly distanceM: Metres;
  readonly route: readonly Point[];
  /** False: the plan has no way, and the direction is the straight one. */
  readonly reachable: boolean;
}

/** The way to a counter, null for one that is not on the plan. */
export function wayTo(settings: GuidanceSettings, counterId: string): PlannedWay | null {
  const counter = settings.counters.find((one) => one.id === counterId);
  if (counter === undefined) return null;
  const start = before(settings.device);
  const goal = before(counter.at);
  const route = shortestRoute(start, goal, settings);
  const points = route === null ? [start, goal] : route.points;
  const towards = pointAlong(points, firstStretch);
  // Who reads the screen looks against its facing.
  const looking = settings.device.headingRad + Math.PI;
  const bearing = angleOf(towards.x - start.x, towards.y - start.y);
  const turn = route === null || distance(start, towards) > 0 ? wrapAngle(bearing - looking) : 0;
  return {
    counter: counterId,
    directionRad: toThousandths(turn),
    distanceM: toThousandths(route?.lengthM ?? distance(start, goal)),
    route: points.map(({ x, y }) => ({ x: toThousandths(x), y: toThousandths(y) })),
    reachable: route !== null,
  };
}

const before = ({ x, y, headingRad }: Pose): Point => {
  const ahead = direction(headingRad);
  return { x: x + inFront * ahead.x, y: y + inFront * ahead.y };
};

/** The point after `length` of a way, its end when it is shorter. */
function pointAlong(points: readonly Point[], length: Metres): Point {
  let left = length;
  let at = points[0] ?? { x: 0, y: 0 };
  for (const next of points.slice(1)) {
    const stretch = distance(at, next);
    if (stretch >= left && stretch > 0) {
      const share = left / stretch;
      return { x: at.x + (next.x - at.x) * share, y: at.y + (next.y - at.y) * share };
    }
    left -= stretch;
    at = next;
  }
  return at;
}

const toThousandths = (value: number): number => {
  const rounded = Math.round(value * 1000) / 1000;
  // No minus zero: it would be a zero that compares unequal in a test and prints alike.
  return rounded === 0 ? 0 : rounded;
};

const directions = [
  'direction.ahead',
  'direction.aheadLeft',
  'direction.left',
  'direction.behindLeft',
  'direction.behind',
  'direction.behindRight',
  'direction.right',
  'direction.aheadRight',
] as const;

/** The phrase for a direction: eight sectors of 45°, the first around straight ahead. */
export const directionKey = (directionRad: Radians): (typeof directions)[number] => {
  const sector = Math.round(directionRad / (Math.PI / 4));
  return directions[((sector % 8) + 8) % 8] ?? 'direction.ahead';
};

/** Metres as people say them: to five from ten on, whole below, never nought. */
export const spokenMetres = (distanceM: Metres): number =>
  distanceM < 10 ? Math.max(1, Math.round(distanceM)) : Math.round(distanceM / 5) * 5;
