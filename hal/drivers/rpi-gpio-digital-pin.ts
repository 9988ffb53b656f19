import { closeSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { DigitalInput, DigitalOutput, PinChange, PinFault } from '../ports/digital-pin.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { lineHolder } from './gpiochip-line.ts';
import { LevelFilter } from './level-filter.ts';
import { codeOf } from './link-faults.ts';
import { pinFault, pinName } from './pin-faults.ts';
import { exportFile, sysfsChips, sysfsHeaderChip, type HeaderLine } from './sysfs-gpio.ts';

/** A line of the header by its physical number, through rpi-gpio. The library knows nothing of active-low: it is turned over here. */
export interface RpiGpioPin {
  readonly line: HeaderLine;
  readonly activeLow: boolean;
}

export interface RpiGpioInputPin extends RpiGpioPin {
  readonly debounceMs: Milliseconds;
}

/** What is used of rpi-gpio 2.1.7 (rpi-gpio.js); it has no types of its own. */
interface RpiGpio {
  setup(channel: number, direction: string, edge: string, done: (error?: Error | null) => void): void;
  read(channel: number, done: (error: Error | null, value: boolean) => void): void;
  write(channel: number, value: boolean, done: (error?: Error | null) => void): void;
  destroy(done: (error?: Error | null) => void): void;
  on(event: 'change', listener: (channel: number, value: boolean) => void): unknown;
  removeAllListeners(): unknown;
}

/**
 * An instance of one pin's own: the package exports a single one, whose `destroy` lets go of every pin at once, but its
 * constructor is reachable through it.
 */
const instance = (): RpiGpio => {
  const shared = createRequire(import.meta.url)('rpi-gpio') as { readonly constructor: new () => RpiGpio };
  return new shared.constructor();
};

const settled = (call: (done: (error?: Error | null) => void) => void): Promise<unknown> =>
  new Promise((resolve) => call((error) => resolve(error ?? null)));

/** Why the library cannot work here however often it is tried; null where it can. */
const hopeless = (line: HeaderLine): PinFault | null => {
  const where = pinName(null, line);
  if (!/^Revision\s*:\s*[0-9a-f]*[0-9a-f]{4}$/m.test(readFileSync('/proc/cpuinfo', 'utf8')))
    return { kind: 'unsupported', where, reason: 'not-a-pi' };
  const chip = sysfsHeaderChip(sysfsChips(), null, line);
  if (!chip.ok) return chip.fault;
  // The library writes BCM numbers into sysfs, whose numbers begin at 512 since Raspberry Pi's kernel 6.6; it offers no way round.
  return chip.value.base === 0 ? null : { kind: 'unsupported', where, reason: 'sysfs-base' };
};

const valueFiles = (bcm: number): number[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).endsWith(`/gpio${bcm}/value`) ? [Number(fd)] : [];
    } catch {
      // The descriptor that listed the directory is gone by now.
      return [];
    }
  });

/** One pin set up in sysfs by the library, until `close`. */
class HeldPin {
  readonly gpio: RpiGpio;
  readonly #bcm: number;

  private constructor(gpio: RpiGpio, bcm: number) {
    this.gpio = gpio;
    this.#bcm = bcm;
  }

  static async setUp(line: HeaderLine, direction: 'in' | 'low' | 'high'): Promise<Result<HeldPin, PinFault>> {
    const where = pinName(null, line);
    const no = hopeless(line);
    if (no !== null) return fail(no);
    const held = new HeldPin(instance(), line.bcm);
    const error = await settled((then) =>
      held.gpio.setup(line.pin, direction, direction === 'in' ? 'both' : 'none', then),
    );
    if (error === null) return { ok: true, value: held };
    await held.close();
    if (codeOf(error) === 'EBUSY') return fail({ kind: 'busy', where, holder: lineHolder(null, line) });
    // GPIO0 and GPIO1 (pins 27 and 28) are not in the library's table.
    if (codeOf(error) === 'Error') return fail({ kind: 'absent', where });
    return fail(pinFault(error, where, exportFile));
  }

  async close(): Promise<void> {
    this.gpio.removeAllListeners();
    // The library opens the value for its poller and never closes it.
    const left = valueFiles(this.#bcm);
    await settled((then) => this.gpio.destroy(then));
    for (const fd of left) closeSync(fd);
  }
}

/**
 * A line of a Raspberry Pi's header by its physical number, read through rpi-gpio. It works where sysfs numbers the header's lines
 * from 0, which no Raspberry Pi kernel does since 6.6, and says so elsewhere.
 */
export class RpiGpioDigitalInput implements DigitalInput {
  readonly where: string;
  readonly #pin: RpiGpioInputPin;
  readonly #clock: Clock;
  readonly #faults = new Listeners<PinFault>();
  readonly #changes = new Listeners<PinChange>();
  #opened = false;
  #held: HeldPin | null = null;
  #filter: LevelFilter | null = null;
  /** The library reads in a thread, so answers may overtake each other: one question at a time, again if something moved since. */
  #reading = false;
  #moved = false;

  constructor(pin: RpiGpioInputPin, clock: Clock) {
    this.#pin = pin;
    this.#clock = clock;
    this.where = pinName(null, pin.line);
  }

  get active(): boolean | null {
    return this.#filter?.active ?? null;
  }

  async open(signal: AbortSignal): Promise<Result<void, PinFault>> {
    assert(!this.#opened, `${this.where} opened twice`);
    this.#opened = true;
    const result = await this.#setUp(signal);
    if (!result.ok) await this.close();
    return result;
  }

  async close(): Promise<void> {
    const held = this.#held;
    this.#opened = false;
    this.#held = null;
    this.#filter?.stop();
    this.#filter = null;
    await held?.close();
  }

  onChange(listener: (change: PinChange) => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  async #setUp(signal: AbortSignal): Promise<Result<void, PinFault>> {
    const setUp = await HeldPin.setUp(this.#pin.line, 'in');
    if (!setUp.ok) return setUp;
    const held = setUp.value;
    this.#held = held;
    if (signal.aborted) return fail({ kind: 'timeout', where: this.where });
    held.gpio.on('change', () => void this.#look(held));
    const level = await this.#read(held);
    if (!level.ok) return level;
    this.#filter = new LevelFilter(this.#clock, this.#pin.debounceMs, level.value, (active) =>
      this.#changes.emit({ active, at: this.#clock.now() }),
    );
    return done;
  }

  async #look(held: HeldPin): Promise<void> {
    this.#moved = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#moved && this.#held === held) {
      this.#moved = false;
      const level = await this.#read(held);
      if (this.#held !== held || this.#filter === null) break;
      if (level.ok) this.#filter.learn(level.value);
      else {
        this.#faults.emit(level.fault);
        break;
      }
    }
    this.#reading = false;
  }

  #read(held: HeldPin): Promise<Result<boolean, PinFault>> {
    return new Promise((resolve) =>
      held.gpio.read(this.#pin.line.pin, (error, high) =>
        resolve(
          error === null
            ? { ok: true, value: high !== this.#pin.activeLow }
            : fail(pinFault(error, this.where, exportFile)),
        ),
      ),
    );
  }
}

/** A line driven through rpi-gpio; see `RpiGpioDigitalInput` for where it works. */
export class RpiGpioDigitalOutput implements DigitalOutput {
  readonly where: string;
  readonly #pin: RpiGpioPin;
  readonly #faults = new Listeners<PinFault>();
  #opened = false;
  #held: HeldPin | null = null;
  #wanted = false;
  /** The library writes in a thread, so a later write could overtake an earlier one. */
  #writes: Promise<void> = Promise.resolve();

  constructor(pin: RpiGpioPin) {
    this.#pin = pin;
    this.where = pinName(null, pin.line);
  }

  async open(): Promise<Result<void, PinFault>> {
    assert(!this.#opened, `${this.where} opened twice`);
    this.#opened = true;
    const active = this.#wanted;
    const setUp = await HeldPin.setUp(this.#pin.line, active === this.#pin.activeLow ? 'low' : 'high');
    if (!setUp.ok) {
      this.#opened = false;
      return setUp;
    }
    this.#held = setUp.value;
    // Told while the line was being set up.
    if (this.#wanted !== active) this.write(this.#wanted);
    return done;
  }

  async close(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (held !== null) {
      this.#queue(held, false);
      await this.#writes;
      await held.close();
    }
    this.#opened = false;
  }

  write(active: boolean): void {
    this.#wanted = active;
    if (this.#held !== null) this.#queue(this.#held, active);
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #queue(held: HeldPin, active: boolean): void {
    this.#writes = this.#writes.then(async () => {
      const error = await settled((then) => held.gpio.write(this.#pin.line.pin, active !== this.#pin.activeLow, then));
      if (error !== null && this.#held === held) this.#faults.emit(pinFault(error, this.where, exportFile));
    });
  }
}
