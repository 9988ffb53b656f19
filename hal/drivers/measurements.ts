import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { Measurement, SensorFault } from '../ports/sensors.ts';
import type { Milliseconds } from '../units.ts';

/** The words of one sensor, numbered anew from 1 with each opening, at instants that never go back. */
export class Measurements<T> {
  readonly #sensorId: string;
  readonly #clock: Clock;
  readonly #listeners = new Listeners<Measurement<T>>();
  #seq = 0;
  #at: Milliseconds = 0;

  constructor(sensorId: string, clock: Clock) {
    this.#sensorId = sensorId;
    this.#clock = clock;
  }

  readonly on = (listener: (measurement: Measurement<T>) => void): Unsubscribe => this.#listeners.add(listener);

  begin(): void {
    this.#seq = 0;
    this.#at = this.#clock.now();
  }

  /** `at` is when it was measured, where that is known better than by now. */
  say(value: T, at: Milliseconds = this.#clock.now()): void {
    this.#listeners.emit({ ...this.#next(at), value });
  }

  complain(fault: SensorFault): void {
    this.#listeners.emit({ ...this.#next(this.#clock.now()), fault });
  }

  #next(at: Milliseconds): { sensorId: string; seq: number; at: Milliseconds } {
    this.#seq += 1;
    this.#at = Math.max(this.#at, at);
    return { sensorId: this.#sensorId, seq: this.#seq, at: this.#at };
  }
}
