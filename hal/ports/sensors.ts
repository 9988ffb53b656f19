import type { Device, Fault, Unsubscribe } from '../device.ts';
import type { Metres, MetresPerSecond, Milliseconds } from '../units.ts';

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

/** Somebody is there (PIR, mmWave): the sensor's raw word. */
export interface PresenceWord {
  readonly present: boolean;
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

export type PresenceSensor = Sensor<PresenceWord>;
export type RangeSensor = Sensor<RangeWord>;
export type TargetsSensor = Sensor<TargetsWord>;
