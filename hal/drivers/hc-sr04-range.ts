import { assert } from '../assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../device.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import type { DigitalOutput, PinFault } from '../ports/digital-pin.ts';
import type { PulseEdge, PulseInput } from '../ports/pulse-input.ts';
import type { SensorDeviceFault } from '../ports/sensor-faults.ts';
import type { Measurement, RangeSensor, RangeWord } from '../ports/sensors.ts';
import { done, fail, type Result } from '../result.ts';
import type { Metres, Milliseconds } from '../units.ts';
import { Measurements } from './measurements.ts';
import { pinSensorFault } from './pir-presence.ts';

/** Time of flight there and back by the data sheet's rule, "uS / 58 = centimetres". */
const usPerCm = 58;
/** Nothing came back: the module lets its echo line fall after 38 ms; farther than 4 m it promises nothing. */
const farthestUs = 400 * usPerCm;
/** So long after the trigger the echo line has risen and fallen again, whatever is there. */
const answeredMs: Milliseconds = 50;
/** "over 60 ms measurement cycle, in order to prevent trigger signal to the echo signal". */
export const hcSr04LeastPeriodMs: Milliseconds = 60;
/** Its line stayed still after so many triggers: no power, or a wire off. */
const silentAfter = 5;
const lostAfter = 50;

/** How long the echo line was up, by the stamps of whoever saw the edges; null while it has not come down. */
export const echoUs = (edges: readonly PulseEdge[]): number | null => {
  const rose = edges.find(({ active }) => active);
  const fell = rose === undefined ? undefined : edges.find(({ active, seq }) => !active && seq > rose.seq);
  return rose === undefined || fell === undefined ? null : fell.atUs - rose.atUs;
};

/** Whole millimetres; null where the pulse says that nothing came back. */
export const echoDistanceM = (us: number): Metres | null =>
  us > farthestUs ? null : Math.round((us * 10) / usPerCm) / 1000;

export interface HcSr04Parts {
  readonly id: string;
  /** Active starts a measurement; the module wants 10 µs at the least, and takes far more. */
  readonly trigger: DigitalOutput;
  /** Both edges, active while the echo is under way. */
  readonly echo: PulseInput;
  readonly clock: Clock;
  readonly periodMs: Milliseconds;
}

/**
 * HC-SR04, an ultrasonic distance sensor (0.02 to 4 m, 15°). Source: "Ultrasonic Ranging Module HC-SR04" (ElecFreaks), timing diagram.
 * The echo is timed by the stamps of the kernel or of a microcontroller, never by this process, whose own delays would be metres.
 */
export class HcSr04Range implements RangeSensor {
  readonly periodMs: Milliseconds;
  readonly #trigger: DigitalOutput;
  readonly #echo: PulseInput;
  readonly #clock: Clock;
  readonly #words: Measurements<RangeWord>;
  #triggeredAt: Milliseconds = 0;
  readonly #faults = new Listeners<Fault>();
  #state: 'closed' | 'opening' | 'open' = 'closed';
  #timers = new Set<TimerId>();
  #ends: readonly Unsubscribe[] = [];
  #edges: PulseEdge[] = [];
  #unanswered = 0;

  constructor({ id, trigger, echo, clock, periodMs }: HcSr04Parts) {
    assert(periodMs >= hcSr04LeastPeriodMs, `an HC-SR04 every ${periodMs} ms hears itself`);
    this.#trigger = trigger;
    this.#echo = echo;
    this.#clock = clock;
    this.periodMs = periodMs;
    this.#words = new Measurements(id, clock);
  }

  async open(signal: AbortSignal): Promise<Result<void, Fault>> {
    assert(this.#state === 'closed', `HC-SR04 on ${this.#echo.where} opened twice`);
    this.#state = 'opening';
    this.#trigger.write(false);
    const triggered = await this.#trigger.open(signal);
    const opened = triggered.ok ? await this.#echo.open(signal) : triggered;
    if (!opened.ok) {
      if (triggered.ok) await this.#trigger.close();
      this.#state = 'closed';
      return fail(pinSensorFault(opened.fault, 'HC-SR04'));
    }
    this.#state = 'open';
    this.#words.begin();
    this.#unanswered = 0;
    this.#edges = [];
    const lose = (fault: PinFault): void => this.#lose(pinSensorFault(fault, 'HC-SR04'));
    this.#ends = [
      this.#echo.onEdges((edges) => this.#edges.push(...edges)),
      this.#echo.onFault(lose),
      this.#trigger.onFault(lose),
    ];
    this.#measure();
    return done;
  }

  async close(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#stop();
    await this.#trigger.close();
    await this.#echo.close();
  }

  onMeasurement(listener: (measurement: Measurement<RangeWord>) => void): Unsubscribe {
    return this.#words.on(listener);
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #measure(): void {
    this.#edges = [];
    this.#triggeredAt = this.#clock.now();
    this.#trigger.write(true);
    this.#after(1, () => this.#trigger.write(false));
    this.#after(answeredMs, () => this.#hear());
    this.#after(this.periodMs, () => this.#measure());
  }

  #hear(): void {
    const rose = this.#edges.some(({ active }) => active);
    if (rose) {
      this.#unanswered = 0;
      // Some clones hold their line for 200 ms where nothing is: one that is still up has heard nothing either.
      const us = echoUs(this.#edges) ?? Number.POSITIVE_INFINITY;
      this.#words.say({ distanceM: echoDistanceM(us) }, this.#triggeredAt);
      return;
    }
    this.#unanswered += 1;
    const forMs = this.#unanswered * this.periodMs;
    if (this.#unanswered >= lostAfter) this.#lose({ kind: 'silent', where: this.#echo.where, chip: 'HC-SR04', forMs });
    // The module answers each trigger, also where nothing is: without an answer it is not measuring.
    else if (this.#unanswered % silentAfter === 0) this.#words.complain({ kind: 'silent', forMs });
  }

  #after(ms: Milliseconds, what: () => void): void {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      what();
    }, ms);
    this.#timers.add(timer);
  }

  #stop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
  }

  /** Told once; both lines stay held until it is closed. */
  #lose(fault: SensorDeviceFault): void {
    if (this.#ends.length === 0) return;
    this.#stop();
    this.#faults.emit(fault);
  }
}
