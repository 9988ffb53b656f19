import { assert } from '../assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../device.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import { hexAddress, type I2cAddress, type I2cBus, type I2cFault } from '../ports/i2c-bus.ts';
import type { SensorDeviceFault } from '../ports/sensor-faults.ts';
import type { Measurement, Sensor, SensorFault } from '../ports/sensors.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { TransferRefused } from './i2c-registers.ts';
import { Measurements } from './measurements.ts';

/** So many transfers refused one after the other, and the chip is taken for gone; one alone may be a spark on the wire. */
const lostAfter = 3;
/** Without a new measurement for so many periods (and at least so long) the sensor says `silent`; five times as long, and it is lost. */
const silentPeriods = 3;
const silentAtLeastMs: Milliseconds = 500;
const lostAfterSilences = 5;

/** What a look at the chip gave: a value, a complaint of the chip, or nothing new. */
export type Look<T> = { readonly value: T } | { readonly fault: SensorFault } | null;

/** A step of a chip's start that does not come out; the door of the driver makes it the answer of `open`. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
  readonly fault: SensorDeviceFault;

  constructor(fault: SensorDeviceFault) {
    super(fault.kind);
    this.fault = fault;
  }
}

export interface I2cSensorParts {
  readonly id: string;
  readonly chip: string;
  readonly bus: I2cBus;
  readonly clock: Clock;
  /** How often it speaks at the least. */
  readonly periodMs: Milliseconds;
  /** How often the chip is asked whether it has something new. */
  readonly pollMs: Milliseconds;
}

interface Run {
  readonly end: AbortController;
  timer: TimerId | null;
  looking: Promise<void>;
  refused: number;
  heardAt: Milliseconds;
  silences: number;
}

/**
 * What drivers of sensors on an I2C bus share: opening the bus, the chip's start sequence, looking for new words without blocking the
 * loop, telling a silent chip from an absent one, and letting go of everything. A subclass knows the chip.
 */
export abstract class I2cSensor<T> implements Sensor<T> {
  readonly periodMs: Milliseconds;
  protected readonly clock: Clock;
  protected readonly bus: I2cBus;
  protected readonly chip: string;
  readonly #pollMs: Milliseconds;
  readonly #words: Measurements<T>;
  readonly #faults = new Listeners<Fault>();
  #state: 'closed' | 'opening' | 'open' = 'closed';
  #run: Run | null = null;
  #deaf: Unsubscribe = () => undefined;

  constructor(parts: I2cSensorParts) {
    this.clock = parts.clock;
    this.bus = parts.bus;
    this.chip = parts.chip;
    this.periodMs = parts.periodMs;
    this.#pollMs = parts.pollMs;
    this.#words = new Measurements(parts.id, parts.clock);
  }

  /** Brings the chip from power-up to measuring; may throw `TransferRefused` and `StartRefused`. */
  protected abstract start(signal: AbortSignal): Promise<void>;
  /** Asks for something new; may throw `TransferRefused`. */
  protected abstract look(): Promise<Look<T>>;
  /** Lets the chip rest; what it refuses by then is nobody's concern. */
  protected abstract rest(): Promise<void>;
  protected abstract get address(): I2cAddress;
  /** Gives back what a successful `start` took besides the bus. */
  protected letGo(): Promise<void> {
    return Promise.resolve();
  }

  protected get where(): string {
    return `${this.bus.where} ${hexAddress(this.address)}`;
  }

  async open(signal: AbortSignal): Promise<Result<void, Fault>> {
    assert(this.#state === 'closed', `sensor at ${this.where} opened twice`);
    this.#state = 'opening';
    const opened = await this.#openBus(signal);
    if (!opened.ok) {
      this.#state = 'closed';
      return opened;
    }
    try {
      await this.start(signal);
    } catch (error) {
      await this.bus.close();
      this.#state = 'closed';
      return fail(this.#startFault(error, signal));
    }
    if (signal.aborted) {
      // Given up in its last step: nobody will close what nobody was told is open.
      await this.rest().catch(onlyRefused);
      await this.letGo();
      await this.bus.close();
      this.#state = 'closed';
      return fail({ kind: 'timeout', where: this.where });
    }
    this.#state = 'open';
    this.#words.begin();
    this.#deaf = this.bus.onFault((fault) => this.#lose(this.#faultOf(fault)));
    const now = this.clock.now();
    const run: Run = {
      end: new AbortController(),
      timer: null,
      looking: Promise.resolve(),
      refused: 0,
      heardAt: now,
      silences: 0,
    };
    this.#run = run;
    this.#arm(run);
    return done;
  }

  async close(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    const run = this.#run;
    this.#run = null;
    this.#deaf();
    const lost = run?.end.signal.aborted ?? true;
    run?.end.abort();
    if (run !== null && run.timer !== null) this.clock.clearTimeout(run.timer);
    await run?.looking;
    if (!lost) await this.rest().catch(onlyRefused);
    await this.letGo();
    await this.bus.close();
  }

  onMeasurement(listener: (measurement: Measurement<T>) => void): Unsubscribe {
    return this.#words.on(listener);
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Lets time pass within a start sequence. */
  protected pause(ms: Milliseconds, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.clock.clearTimeout(timer);
        reject(new StartRefused({ kind: 'timeout', where: this.where }));
      };
      const timer = this.clock.setTimeout(() => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      }, ms);
      signal.addEventListener('abort', giveUp);
      if (signal.aborted) giveUp();
    });
  }

  /** Waits until the chip says so, looking every few milliseconds; `step` names the step where it never does. */
  protected async until(
    step: string,
    limitMs: Milliseconds,
    signal: AbortSignal,
    ready: () => Promise<boolean>,
    everyMs: Milliseconds = 2,
  ): Promise<void> {
    const deadline = this.clock.now() + limitMs;
    while (!(await ready())) {
      if (this.clock.now() >= deadline)
        throw new StartRefused({ kind: 'not-started', where: this.where, chip: this.chip, step });
      await this.pause(everyMs, signal);
    }
  }

  protected wrongChip(found: string): StartRefused {
    return new StartRefused({ kind: 'wrong-chip', where: this.where, chip: this.chip, found });
  }

  async #openBus(signal: AbortSignal): Promise<Result<void, Fault>> {
    const opened = await this.bus.open(signal);
    return opened.ok ? done : fail(this.#faultOf(opened.fault));
  }

  #startFault(error: unknown, signal: AbortSignal): SensorDeviceFault {
    if (error instanceof StartRefused) return error.fault;
    if (error instanceof TransferRefused) {
      if (signal.aborted && error.fault.kind === 'closed') return { kind: 'timeout', where: this.where };
      return this.#faultOf(error.fault);
    }
    throw error;
  }

  #faultOf(fault: I2cFault): SensorDeviceFault {
    const { chip, where } = this;
    switch (fault.kind) {
      case 'no-answer':
      case 'absent':
      case 'closed':
        return { kind: 'absent', where: fault.kind === 'absent' ? fault.where : where, chip };
      case 'unsupported':
        return { kind: 'unsupported', where, reason: 'smbus-only' };
      case 'permission':
      case 'claimed':
      case 'stuck':
      case 'io':
        return fault;
    }
  }

  #arm(run: Run): void {
    run.timer = this.clock.setTimeout(() => {
      run.timer = null;
      run.looking = this.#look(run);
    }, this.#pollMs);
  }

  async #look(run: Run): Promise<void> {
    try {
      const seen = await this.look();
      if (run.end.signal.aborted) return;
      run.refused = 0;
      if (seen === null) this.#hearNothing(run);
      else {
        run.heardAt = this.clock.now();
        run.silences = 0;
        if ('value' in seen) this.#words.say(seen.value);
        else this.#words.complain(seen.fault);
      }
    } catch (error) {
      if (!(error instanceof TransferRefused)) throw error;
      if (run.end.signal.aborted) return;
      run.refused += 1;
      if (run.refused >= lostAfter || error.fault.kind === 'stuck') this.#lose(this.#faultOf(error.fault));
    }
    if (!run.end.signal.aborted) this.#arm(run);
  }

  #hearNothing(run: Run): void {
    const forMs = this.clock.now() - run.heardAt;
    const silenceMs = Math.max(silentAtLeastMs, silentPeriods * this.periodMs);
    if (forMs < silenceMs * (run.silences + 1)) return;
    run.silences += 1;
    // A chip that lost its power for a moment answers as before and has forgotten to measure: started anew it will.
    if (run.silences >= lostAfterSilences) this.#lose({ kind: 'silent', where: this.where, chip: this.chip, forMs });
    else this.#words.complain({ kind: 'silent', forMs });
  }

  /** Told once; nothing more is asked of the chip until it is opened again. */
  #lose(fault: SensorDeviceFault): void {
    const run = this.#run;
    if (run === null || run.end.signal.aborted) return;
    run.end.abort();
    if (run.timer !== null) this.clock.clearTimeout(run.timer);
    run.timer = null;
    this.#faults.emit(fault);
  }
}

const onlyRefused = (error: unknown): void => {
  if (!(error instanceof TransferRefused)) throw error;
};
