import type { Metres, Radians } from '../../../hal/units.ts';

/*
 * What a sensor's frame says of people, in the device's frame (x ahead of the screen, y to its left), each saying with the
 * uncertainty that the sensor really has. Pure functions of one frame and the sensor's place make them; the tracker alone remembers.
 */

/** The covariance of a position, m²: [[xx, xy], [xy, yy]], positive definite. */
export interface Covariance {
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** Somebody is at a place. */
export interface PositionDetection {
  readonly kind: 'position';
  readonly x: Metres;
  readonly y: Metres;
  readonly covariance: Covariance;
}

/** Somebody is at a distance from a point, anywhere on the arc of a cone; the sensor speaks of the nearest only. */
export interface RangeDetection {
  readonly kind: 'range';
  /** Where the sensor sits and looks, in the device's frame. */
  readonly x: Metres;
  readonly y: Metres;
  readonly headingRad: Radians;
  readonly halfAngleRad: Radians;
  readonly distanceM: Metres;
  readonly sigmaM: Metres;
}

/** Somebody is in the cone, anywhere within its range. */
export interface PresenceDetection {
  readonly kind: 'presence';
}

export type Detection = PositionDetection | RangeDetection | PresenceDetection;
