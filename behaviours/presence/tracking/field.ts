import { angleOf } from '../../../hal/trigonometry.ts';
import { radians, wrapAngle, type Metres, type Point, type Radians } from '../../../hal/units.ts';
import type { SensorPlace } from '../settings.ts';

/** A place as a sensor sees it: how far, and how far off its axis. */
interface Aspect {
  readonly distanceM: Metres;
  readonly offAxisRad: Radians;
}

export const aspectOf = (place: SensorPlace, { x, y }: Point): Aspect => {
  const dx = x - place.x;
  const dy = y - place.y;
  return { distanceM: Math.sqrt(dx * dx + dy * dy), offAxisRad: wrapAngle(angleOf(dx, dy) - place.headingRad) };
};

const edgeM: Metres = 0.3;
const edgeRad: Radians = radians(5);

/** Whether it must see somebody there if it sees them anywhere: well within its field, not at the edge. */
export const sees = (place: SensorPlace, point: Point): boolean => {
  const { distanceM, offAxisRad } = aspectOf(place, point);
  return distanceM <= place.rangeM - edgeM && Math.abs(offAxisRad) <= place.fieldOfViewRad / 2 - edgeRad;
};

/** Whether somebody there is out of its sight for certain. */
export const beyond = (place: SensorPlace, point: Point): boolean => {
  const { distanceM, offAxisRad } = aspectOf(place, point);
  return distanceM > place.rangeM + edgeM || Math.abs(offAxisRad) > place.fieldOfViewRad / 2 + edgeRad;
};

/** Half the width of a trunk: who stands so near the line of sight before another hides them. */
const shoulderM: Metres = 0.25;

/** Whether somebody at `nearer` hides somebody at `point` from the sensor. */
export const hides = (place: SensorPlace, nearer: Point, point: Point): boolean => {
  const px = point.x - place.x;
  const py = point.y - place.y;
  const nx = nearer.x - place.x;
  const ny = nearer.y - place.y;
  const far = Math.sqrt(px * px + py * py);
  if (far < 1e-6) return false;
  const before = (nx * px + ny * py) / far;
  const beside = Math.abs(nx * py - ny * px) / far;
  return before > 0 && before < far - shoulderM && beside < shoulderM;
};

/** Whether a sensor of this kind loses those who stand still: a radar and a PIR see what moves. */
export const losesTheStill = ({ port }: SensorPlace): boolean => port === 'targets' || port === 'presence';
