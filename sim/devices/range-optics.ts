import { radians, type Metres, type Milliseconds, type Radians } from '../../hal/units.ts';

/*
 * What single-zone distance sensors are good for, by model. `plain` is none in particular: right within two centimetres, and aimed
 * past whatever stands still.
 */
export type RangeKind = 'plain' | 'vl53l0x' | 'vl53l1x' | 'hc-sr04';

export interface RangeLimits {
  readonly mostM: Metres;
  readonly leastM: Metres;
  readonly fieldOfViewRad: Radians;
  readonly leastPeriodMs: Milliseconds;
  /** One standard deviation: so much, and this share of the distance. */
  readonly spreadM: Metres;
  readonly spreadShare: number;
  /** The share of answers lost of a person near by, and at the end of the range. */
  readonly lostNear: number;
  readonly lostFar: number;
  readonly stepM: Metres;
  /** Whether walls answer too. */
  readonly seesWalls: boolean;
  /** Sound only: a flat wall answers only to who looks at it this squarely; and what the hall's warmth does to the speed of sound. */
  readonly squareRad: Radians | null;
  readonly scale: number;
}

export const rangeLimits: Readonly<Record<RangeKind, RangeLimits>> = {
  plain: {
    mostM: 20,
    leastM: 0.02,
    fieldOfViewRad: 2 * Math.PI,
    leastPeriodMs: 1,
    // VL53L1X, datasheet table 9, ranging error in ambient light.
    spreadM: 0.02,
    spreadShare: 0,
    lostNear: 0,
    lostFar: 0,
    stepM: 0.001,
    seesWalls: false,
    squareRad: null,
    scale: 1,
  },
  // ST DS11555: 25°, 1.2 m in its usual mode and 2 m in the long one, where dark things answer half as far; 3 … 6 % of spread there.
  vl53l0x: {
    mostM: 2,
    leastM: 0.03,
    fieldOfViewRad: radians(25),
    leastPeriodMs: 33,
    spreadM: 0.008,
    spreadShare: 0.03,
    lostNear: 0.01,
    lostFar: 0.5,
    stepM: 0.001,
    seesWalls: true,
    squareRad: null,
    scale: 1,
  },
  // ST DS12385: 27° (15° with a small region), 4 m in the dark, ± 20 mm.
  vl53l1x: {
    mostM: 4,
    leastM: 0.04,
    fieldOfViewRad: radians(27),
    leastPeriodMs: 20,
    spreadM: 0.008,
    spreadShare: 0.006,
    lostNear: 0.01,
    lostFar: 0.35,
    stepM: 0.001,
    seesWalls: true,
    squareRad: null,
    scale: 1,
  },
  // HC-SR04: 15°, 2 cm … 4 m, a pulse each 60 ms; soft clothes swallow the ping. 30 °C of air where 20 °C are reckoned: 1.7 % too near.
  'hc-sr04': {
    mostM: 4,
    leastM: 0.02,
    fieldOfViewRad: radians(15),
    leastPeriodMs: 60,
    spreadM: 0.006,
    spreadShare: 0.003,
    lostNear: 0.12,
    lostFar: 0.6,
    stepM: 0.003,
    seesWalls: true,
    squareRad: radians(20),
    scale: 0.983,
  },
};
