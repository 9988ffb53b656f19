import type { SensorWord } from '../../behaviours/presence/events.ts';
import type { SensorPlace } from '../../behaviours/presence/settings.ts';
import { direction } from '../../hal/trigonometry.ts';
import { radians, type Milliseconds } from '../../hal/units.ts';
import { SeededRandom } from '../random.ts';
import type { Ahead } from './kiosk.ts';

/** One person as they really are before the kiosk at the instant of a frame. */
export interface Standing extends Ahead {
  readonly track: number;
}

/** A sensor of the bench: what it would say of the people who are there. */
export interface EncounterSensor {
  readonly places: readonly SensorPlace[];
  readonly periodMs: Milliseconds;
  /** The words of the frame at `at`, in the order in which they come. */
  frame(people: readonly Standing[], at: Milliseconds): readonly SensorWord[];
  /** Whether somebody at a place can be seen at all. */
  sees(at: Ahead): boolean;
  /** It is not asked for those whose last steps it could not see. */
  readonly narrow: boolean;
}

const rangeM = 6;
const halfAngle = radians(100);
const periodMs: Milliseconds = 100;
/** One standard deviation of distance and of bearing. */
const distanceSd = 0.05;
const bearingSd = radians(3);

/**
 * True places within 6 m and ±100°, ten times a second, with 5 cm and 3° of noise (times `noise`; 0: none), without names.
 *
 * Noise is drawn by kiosk, track and instant, never from a running stream: nobody's noise depends on who else is there. It lies in
 * the device's frame, and its bearing is counted towards the side on which the person came into sight, so that a scene that is
 * turned or mirrored gives the same measurements, turned or mirrored.
 */
export class IdealSensor implements EncounterSensor {
  readonly periodMs = periodMs;
  readonly narrow = false;
  readonly places: readonly SensorPlace[] = [
    {
      sensorId: 'ideal',
      port: 'targets',
      x: 0,
      y: 0,
      headingRad: 0,
      heightM: 0,
      tiltRad: 0,
      rangeM,
      fieldOfViewRad: 2 * halfAngle,
      periodMs,
    },
  ];
  readonly #name: string;
  readonly #seed: number;
  readonly #noise: number;
  readonly #sides = new Map<number, 1 | -1>();
  #seq = 0;

  constructor(name: string, seed: number, noise: number) {
    this.#name = name;
    this.#seed = seed;
    this.#noise = noise;
  }

  sees({ distanceM, bearingRad }: Ahead): boolean {
    return distanceM <= rangeM && Math.abs(bearingRad) <= halfAngle;
  }

  /** Everybody in the field as this sensor measures them, the nearest first. */
  measure(people: readonly Standing[], at: Milliseconds): readonly Standing[] {
    return people
      .filter((person) => this.sees(person))
      .map((person) => this.#measured(person, at))
      .sort((a, b) => a.distanceM - b.distanceM);
  }

  frame(people: readonly Standing[], at: Milliseconds): readonly SensorWord[] {
    return [this.wordOf(this.measure(people, at), at)];
  }

  wordOf(measured: readonly Standing[], at: Milliseconds): SensorWord {
    this.#seq += 1;
    const targets = measured.map(({ x, y }) => ({ x, y, speed: 0 }));
    return { port: 'targets', measurement: { sensorId: 'ideal', seq: this.#seq, at, value: { targets } } };
  }

  #measured(person: Standing, at: Milliseconds): Standing {
    const side = this.#sides.get(person.track) ?? (person.y < 0 ? -1 : 1);
    this.#sides.set(person.track, side);
    const random = new SeededRandom(this.#seed, `${this.#name}/${person.track}/${at}`);
    const distanceM = Math.max(0.05, person.distanceM + random.normal(0, distanceSd * this.#noise));
    const bearingRad = person.bearingRad + side * random.normal(0, bearingSd * this.#noise);
    const towards = direction(bearingRad);
    // Whole millimetres, as a sensor says it; rounding away from zero alike on both sides, for mirrored scenes.
    const x = millimetres(distanceM * towards.x);
    const y = millimetres(distanceM * towards.y);
    return { track: person.track, x, y, distanceM, bearingRad };
  }
}

const millimetres = (value: number): number => (Math.sign(value) * Math.round(Math.abs(value) * 1_000)) / 1_000;
