import type { Device, Fault, Unsubscribe } from '../device.ts';
import type { Metres, MetresPerSecond, Milliseconds, Radians } from '../units.ts';

/** What a sensor may say instead of a value. `warming-up` is expected and not an alarm. */
export type SensorFault =
  | { readonly kind: 'warming-up'; readonly remainingMs: number }
  | { readonly kind: 'garbled'; readonly reason: string }
  | { readonly kind: 'silent'; readonly forMs: number }
  | { readonly kind: 'absent'; readonly where: string };

/** One word of a sensor: `seq` counts its words from 1 without gaps, `at` is when the sensor measured (monotonic clock). */
export type Measurement<T> = {
  readonly sensorId: string;
  readonly seq: number;
  readonly at: Milliseconds;
} & ({ readonly value: T } | { readonly fault: SensorFault });

/**
 * A sensor speaks in measurements, by itself, from `open` to `close`; the pose it speaks from stands in config.
 * `seq` and `at` never go back within one opening. `periodMs` is how often it speaks at the least, null when it speaks on change.
 */
export interface Sensor<T> extends Device<Fault> {
  readonly periodMs: Milliseconds | null;
  onMeasurement(listener: (measurement: Measurement<T>) => void): Unsubscribe;
}

/** What a radar with distance gates (LD2410) says of the strongest echo of one kind: how far, and how strong in percent. */
export interface GateEcho {
  readonly distanceM: Metres;
  readonly energy: number;
}
/**
 * Somebody is there (PIR, mmWave): the sensor's raw word. An LD2410 says as well where its strongest moving and its strongest
 * still echo are, null where it has none; a PIR says neither.
 */
export interface PresenceWord {
  readonly present: boolean;
  readonly moving?: GateEcho | null;
  readonly still?: GateEcho | null;
}
/** Distance to the nearest thing in the cone; null when nothing answers within range. */
export interface RangeWord {
  readonly distanceM: Metres | null;
}
/** One moving thing in the sensor's frame: x along its axis, y to its left; speed towards the sensor is negative. */
export interface Target {
  readonly x: Metres;
  readonly y: Metres;
  readonly speed: MetresPerSecond;
}
/** All that a multi-target radar sees in one frame (LD2450: at most three); names of targets do not last between frames. */
export interface TargetsWord {
  readonly targets: readonly Target[];
}

/**
 * One frame of a multi-zone distance sensor (VL53L5CX: 8×8 or 4×4). Zones are row by row from the top, each row from the sensor's
 * left to its right as it looks into the room; a driver turns what the chip gives into that. A zone is whole millimetres, or null
 * where the chip's status says that the range is not valid. `sigmasMm` are the chip's own estimates of each zone's spread (1σ);
 * null from a chip or mode that gives none. Whole millimetres and not metres: a frame is written into the trace 15 times a second.
 */
export interface RangeGridWord {
  readonly rows: number;
  readonly columns: number;
  readonly distancesMm: readonly (number | null)[];
  readonly sigmasMm: readonly (number | null)[] | null;
}
/**
 * One frame of a thermal array (AMG8833, Grid-EYE: 8×8), in whole hundredths of a degree Celsius; pixels in the order of
 * `RangeGridWord`. `thermistorCentiC` is the chip's own temperature, null where it was not read.
 */
export interface ThermalGridWord {
  readonly rows: number;
  readonly columns: number;
  readonly centiC: readonly number[];
  readonly thermistorCentiC: number | null;
}
/**
 * One turn of a 2-D lidar in the sensor's frame: `rangesMm` are its beams, evenly from `firstRad` to `lastRad`, both included
 * (counter-clockwise, 0 is its axis), each whole millimetres, or null where nothing came back. `durationMs` is how long the turn
 * took; `at` is when it ended. Both ends and not a step: a step in whole thousandths would be wrong by a beam or two after a turn.
 */
export interface ScanWord {
  readonly firstRad: Radians;
  readonly lastRad: Radians;
  readonly rangesMm: readonly (number | null)[];
  readonly durationMs: Milliseconds;
}

/** What each kind of sensor says, by its port. */
export interface SensorWords {
  readonly presence: PresenceWord;
  readonly range: RangeWord;
  readonly 'range-grid': RangeGridWord;
  readonly 'thermal-grid': ThermalGridWord;
  readonly targets: TargetsWord;
  readonly scan: ScanWord;
}
export type SensorPort = keyof SensorWords;
/** In the order in which devices list them. */
export const sensorPorts: readonly SensorPort[] = [
  'presence',
  'range',
  'range-grid',
  'thermal-grid',
  'targets',
  'scan',
];
/** A sensor's word with the kind of port it came through. */
export type SensorWord = {
  readonly [P in SensorPort]: { readonly port: P; readonly measurement: Measurement<SensorWords[P]> };
}[SensorPort];

export type PresenceSensor = Sensor<PresenceWord>;
export type RangeSensor = Sensor<RangeWord>;
export type TargetsSensor = Sensor<TargetsWord>;
export type RangeGridSensor = Sensor<RangeGridWord>;
export type ThermalGridSensor = Sensor<ThermalGridWord>;
export type ScanSensor = Sensor<ScanWord>;
