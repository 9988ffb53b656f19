import type { SensorPort } from '../../hal/ports/sensors.ts';
import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';

/** Where a sensor sits on the device and how far its word is taken. Pose in the device's frame: x ahead, y to its left. */
export interface SensorPlace {
  readonly sensorId: string;
  readonly port: SensorPort;
  readonly x: Metres;
  readonly y: Metres;
  readonly headingRad: Radians;
  /** Height above the floor and how far it looks up from level; 0 and 0 of one that cannot tell heights. */
  readonly heightM: Metres;
  readonly tiltRad: Radians;
  readonly rangeM: Metres;
  /** From edge to edge, across. */
  readonly fieldOfViewRad: Radians;
  /** How many people it tells apart in one frame; beyond that a person who is missing says nothing. Left out: as many as there are. */
  readonly most?: number;
  /** The spread (1σ) of its word along and across the line of sight. Left out: what its kind is known for. */
  readonly noise?: { readonly rangeM: Metres; readonly bearingRad: Radians };
  /** How often it speaks at the least, null when it speaks on change only. */
  readonly periodMs: Milliseconds | null;
}

export interface PresenceSettings {
  readonly sensors: readonly SensorPlace[];
  /** A raw word must hold this long before it is believed (default 200 ms). */
  readonly debounceMs: Milliseconds;
  /** Somebody must be within `noticeM` this long to be noticed (default 300 ms). */
  readonly dwellMs: Milliseconds;
  /** Absence must last this long before it is believed (default 3 s). */
  readonly holdMs: Milliseconds;
  /** Default 3.6 m, 2.0 m, 1.2 m; a level is left `hysteresisM` (0.4 m) farther out than it is entered. */
  readonly noticeM: Metres;
  readonly nearM: Metres;
  readonly engageM: Metres;
  readonly hysteresisM: Metres;
  /** Slower than this is standing (default 0.35 m/s). */
  readonly standingSpeed: number;
  /** A sensor that is due and silent for this long is distrusted (default 3 s), one that says `present` this long without any other sensor agreeing too (default 15 min). */
  readonly silentMs: Milliseconds;
  readonly stuckMs: Milliseconds;
}
