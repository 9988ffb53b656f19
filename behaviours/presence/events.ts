import type { Metres, MetresPerSecond, Milliseconds, Radians } from '../../hal/units.ts';
import type { SensorWord } from '../../hal/ports/sensors.ts';

export type { SensorWord };

/** How near the nearest person is believed to be, after debounce, dwell and hysteresis. */
export type Nearness = 'absent' | 'noticed' | 'near' | 'engaged';

/**
 * The filtered belief that greeting and reception live on. Bearing is in the device's frame (0 along its facing, positive to its
 * left); null where the sensors cannot tell. `standingSince` is when the nearest person came to rest within the engaging
 * distance, null while they walk or nobody is there. `person` counts the persons that were the nearest since the start: the same
 * number is the same person as far as the sensors can tell, null is nobody.
 */
export type Occupancy = {
  readonly nearness: Nearness;
  readonly distanceM: Metres | null;
  readonly bearingRad: Radians | null;
  readonly standingSince: Milliseconds | null;
  readonly person: number | null;
};

/** Nobody, nowhere. */
export const nobody: Occupancy = {
  nearness: 'absent',
  distanceM: null,
  bearingRad: null,
  standingSince: null,
  person: null,
};

/**
 * One person as believed. Frame of the device: x ahead of the screen, y to its left, metres and m/s, in thousandths. `id` is never
 * used for another person; `group` is the lowest id of those who walk or stand together.
 */
export interface Person {
  readonly id: number;
  readonly x: Metres;
  readonly y: Metres;
  readonly vx: MetresPerSecond;
  readonly vy: MetresPerSecond;
  /** One standard deviation of the position along its worst direction. */
  readonly sigmaM: Metres;
  /** Confirmed by a sensor just now; false: believed to go on as before (occluded, or lost by a radar because they stand still). */
  readonly seen: boolean;
  /** When they were first seen. */
  readonly firstAt: Milliseconds;
  /** Since when their speed over half a second has been under `standingSpeed`; null: they walk. */
  readonly stillSince: Milliseconds | null;
  /** How likely they will stop at this device, 0 to 1 in thousandths; null: not judged (yet). */
  readonly intent: number | null;
  readonly group: number;
}

export type PresenceIn =
  | { readonly type: 'sensor.measured'; readonly word: SensorWord }
  /** The device behind a sensor failed to open or was lost; its words no longer count. */
  | { readonly type: 'sensor.lost'; readonly sensorId: string };

export type PresenceOut =
  /** Nearness, standing or person changed, or bearing moved by more than 10° (at most five times a second). */
  | { readonly type: 'occupancy.changed'; readonly occupancy: Occupancy }
  /** Everybody who is believed to be there, at most ten times a second; once without anybody when the last has gone. */
  | { readonly type: 'people.changed'; readonly at: Milliseconds; readonly people: readonly Person[] }
  /** A sensor is stuck, silent or garbled and was dropped, or came back. */
  | { readonly type: 'sensor.distrusted'; readonly sensorId: string; readonly reason: string }
  | { readonly type: 'sensor.trusted'; readonly sensorId: string };

/** What the chart takes and tells: conclusions. People go past it, ten times a second. */
export type PresenceConclusion = Exclude<PresenceOut, { readonly type: 'people.changed' }>;
