import type { SensorWord } from '../events.ts';
import type { Metres, Milliseconds, Radians } from '../../../hal/units.ts';

/*
 * What a sensor's frame says of people, in the device's frame (x ahead of the screen, y to its left), each saying with the
 * uncertainty that the sensor really has. A sense reads the frames of one sensor; who is who from frame to frame is the tracker's.
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

/** Words that mean nothing: not numbers, of another shape, of more things than there can be. */
export type Garbled = 'garbled';

/**
 * Reads the words of one sensor. Most are pure functions of the word and the sensor's place; what one frame alone cannot say (the
 * background of a thermal array, the still furniture of a scan) it remembers itself. An empty answer: nobody is seen. At most 64.
 */
export interface Sense {
  read(word: SensorWord, at: Milliseconds): readonly Detection[] | Garbled;
}

/** The covariance of a point seen along the unit vector `bearing` (device frame), from the spreads along and across it. */
export const polarCovariance = (
  bearing: { readonly x: number; readonly y: number },
  sigmaAlongM: Metres,
  sigmaAcrossM: Metres,
): Covariance => {
  const along = sigmaAlongM * sigmaAlongM;
  const across = sigmaAcrossM * sigmaAcrossM;
  return {
    xx: along * bearing.x * bearing.x + across * bearing.y * bearing.y,
    xy: (along - across) * bearing.x * bearing.y,
    yy: along * bearing.y * bearing.y + across * bearing.x * bearing.x,
  };
};
