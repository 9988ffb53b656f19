import { assert } from '../assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../device.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import type { DigitalInput, PinFault } from '../ports/digital-pin.ts';
import type { SensorDeviceFault } from '../ports/sensor-faults.ts';
import type { Measurement, PresenceSensor, PresenceWord } from '../ports/sensors.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { Measurements } from './measurements.ts';

/** How often a sensor that warms up says so, so that a silent one is told from a warming one. */
const warmWordMs: Milliseconds = 1_000;

export interface PirParts {
  readonly id: string;
  /** Active while the sensor sees movement. */
  readonly pin: DigitalInput;
  readonly clock: Clock;
  /** After power-up its output is nonsense for so long (HC-SR501: a minute). Counted from the opening: nobody saw its power come. */
  readonly warmUpMs: Milliseconds;
}

/**
 * A passive infrared sensor on a digital line: high while something warm moves, and for the hold that its potentiometer is set to.
 * Source: HC-SR501 data sheet (level output 3.3 V, "initialize about a minute", retriggering by jumper). Speaks on change.
 */
export class PirPresence implements PresenceSensor {
  readonly periodMs = null;
  readonly #pin: DigitalInput;
  readonly #clock: Clock;
  readonly #warmUpMs: Milliseconds;
  readonly #words: Measurements<PresenceWord>;
  readonly #faults = new Listeners<Fault>();
  #open = false;
  #warmUntil: Milliseconds = 0;
  #timer: TimerId | null = null;
  #ends: readonly Unsubscribe[] = [];

  constructor({ id, pin, clock, warmUpMs }: PirParts) {
    this.#pin = pin;
    this.#clock = clock;
    this.#warmUpMs = warmUpMs;
    this.#words = new Measurements(id, clock);
  }

  async open(signal: AbortSignal): Promise<Result<void, Fault>> {
    assert(!this.#open, `PIR on ${this.#pin.where} opened twice`);
    this.#open = true;
    const opened = await this.#pin.open(signal);
    if (!opened.ok) {
      this.#open = false;
      return fail(pinSensorFault(opened.fault, 'PIR'));
    }
    this.#words.begin();
    this.#warmUntil = this.#clock.now() + this.#warmUpMs;
    this.#ends = [
      this.#pin.onChange(({ active, at }) => {
        if (this.#clock.now() >= this.#warmUntil) this.#words.say({ present: active }, at);
      }),
      this.#pin.onFault((fault) => {
        this.#stop();
        this.#faults.emit(pinSensorFault(fault, 'PIR'));
      }),
    ];
    // The first word comes after `open` has resolved.
    this.#arm(0);
    return done;
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#stop();
    await this.#pin.close();
  }

  onMeasurement(listener: (measurement: Measurement<PresenceWord>) => void): Unsubscribe {
    return this.#words.on(listener);
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #stop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Says that it warms up, each second, and once it has: what the line says. */
  #arm(ms: Milliseconds): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null;
      const remainingMs = this.#warmUntil - this.#clock.now();
      if (remainingMs > 0) {
        this.#words.complain({ kind: 'warming-up', remainingMs });
        this.#arm(Math.min(remainingMs, warmWordMs));
      } else if (this.#pin.active !== null) this.#words.say({ present: this.#pin.active });
    }, ms);
  }
}

/** A line's fault as its sensor tells it. */
export const pinSensorFault = (fault: PinFault, chip: string): SensorDeviceFault => {
  switch (fault.kind) {
    case 'absent':
    case 'unplugged':
      return { kind: 'absent', where: fault.where, chip };
    case 'permission':
      return { kind: 'permission', where: fault.where };
    case 'busy':
    case 'unsupported':
    case 'timeout':
    case 'io':
      return fault;
  }
};
