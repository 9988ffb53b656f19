import { closeSync, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Gpio } from 'onoff';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { DigitalInput, DigitalOutput, PinChange, PinFault } from '../ports/digital-pin.ts';
import { done, fail, ok, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { lineHolder } from './gpiochip-line.ts';
import { LevelFilter } from './level-filter.ts';
import { codeOf } from './link-faults.ts';
import { pinFault, pinName } from './pin-faults.ts';
import { exportFile, sysfsChips, sysfsHeaderChip, type HeaderLine } from './sysfs-gpio.ts';

/** A line of the header through onoff. `chip` null: the chip of this Raspberry Pi's header. */
export interface OnoffPin {
  readonly chip: string | null;
  readonly line: HeaderLine;
  readonly activeLow: boolean;
}

export interface OnoffInputPin extends OnoffPin {
  readonly debounceMs: Milliseconds;
}

/** Loaded with the first pin, so that a machine without pins needs no native package to be built. */
const onoff = (): typeof Gpio => (createRequire(import.meta.url)('onoff') as { Gpio: typeof Gpio }).Gpio;

/** onoff's instance with its poller, which `unexport` leaves behind. */
type Held = Gpio & { readonly _poller: { close(): void } };

const where = ({ chip, line }: OnoffPin): string => pinName(chip, line);

/**
 * Lets go of a line that was left exported: by a process that was killed (perhaps this one, an hour ago), or by a program that
 * never did. sysfs knows no holder, and onoff would take such a line without setting it up.
 */
const unexport = (number: number): void => {
  const fd = openSync(exportFile.replace(/export$/, 'unexport'), 'w');
  try {
    writeSync(fd, String(number));
  } catch (error) {
    // EINVAL: it was not exported.
    if (codeOf(error) !== 'EINVAL') throw error;
  } finally {
    closeSync(fd);
  }
};

const refusal = (error: unknown, pin: OnoffPin): PinFault => {
  if (codeOf(error) === 'EBUSY') return { kind: 'busy', where: where(pin), holder: lineHolder(pin.chip, pin.line) };
  const path = error instanceof Error && 'path' in error ? String(error.path) : exportFile;
  // A line whose chip tells no edges has no `edge` file.
  if (path.endsWith('/edge')) return { kind: 'unsupported', where: where(pin), reason: 'no-interrupt' };
  return pinFault(error, where(pin), path);
};

const hold = (pin: OnoffPin, direction: 'in' | 'high' | 'low', edge: 'both' | 'none'): Result<Held, PinFault> => {
  const chip = sysfsHeaderChip(sysfsChips(), pin.chip, pin.line);
  if (!chip.ok) return chip;
  const number = chip.value.base + pin.line.bcm;
  try {
    unexport(number);
    const Line = onoff();
    // The types leave out the field that `close` needs; onoff 6.0.3 has it (onoff.js, configureInterruptHandler).
    return ok(new Line(number, direction, edge, { activeLow: pin.activeLow }) as Held);
  } catch (error) {
    return fail(refusal(error, pin));
  }
};

const release = (held: Held): void => {
  // Closes the descriptor, and keeps quiet about a chip that has gone.
  held.unexport();
  held._poller.close();
};

/**
 * A line read through onoff, that is through the old `/sys/class/gpio`, whose numbers are looked up by the chip's label. The kernel
 * tells only that something changed: edges that follow each other faster than the process looks are merged into the level after them.
 * Nor does it tell that a chip was pulled, which is learnt with the next edge; a header's chip cannot be.
 */
export class OnoffDigitalInput implements DigitalInput {
  readonly where: string;
  readonly #pin: OnoffInputPin;
  readonly #clock: Clock;
  readonly #faults = new Listeners<PinFault>();
  readonly #changes = new Listeners<PinChange>();
  #held: Held | null = null;
  #filter: LevelFilter | null = null;

  constructor(pin: OnoffInputPin, clock: Clock) {
    this.#pin = pin;
    this.#clock = clock;
    this.where = where(pin);
  }

  get active(): boolean | null {
    return this.#filter?.active ?? null;
  }

  open(): Promise<Result<void, PinFault>> {
    assert(this.#held === null, `${this.where} opened twice`);
    const opened = hold(this.#pin, 'in', 'both');
    if (!opened.ok) return Promise.resolve(opened);
    const held = opened.value;
    this.#held = held;
    const filter = new LevelFilter(this.#clock, this.#pin.debounceMs, held.readSync() === 1, (active) =>
      this.#changes.emit({ active, at: this.#clock.now() }),
    );
    this.#filter = filter;
    const read = held.readSync.bind(held);
    // onoff reads in the poller's callback, where nobody could catch that the chip has gone.
    held.readSync = () => {
      try {
        return read();
      } catch (error) {
        this.#lose(held, error);
        return 0;
      }
    };
    held.watch((error, value) => {
      if (this.#held !== held || this.#filter !== filter) return;
      if (error !== null && error !== undefined) this.#lose(held, error);
      else filter.learn(value === 1);
    });
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#filter?.stop();
    this.#filter = null;
    if (this.#held !== null) release(this.#held);
    this.#held = null;
    return Promise.resolve();
  }

  onChange(listener: (change: PinChange) => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #lose(held: Held, error: unknown): void {
    if (this.#held !== held || this.#filter === null) return;
    this.#filter.stop();
    this.#filter = null;
    held.unwatchAll();
    this.#faults.emit(pinFault(error, this.where, exportFile));
  }
}

/** A line driven through onoff. */
export class OnoffDigitalOutput implements DigitalOutput {
  readonly where: string;
  readonly #pin: OnoffPin;
  readonly #faults = new Listeners<PinFault>();
  #held: Held | null = null;
  #wanted = false;

  constructor(pin: OnoffPin) {
    this.#pin = pin;
    this.where = where(pin);
  }

  open(): Promise<Result<void, PinFault>> {
    assert(this.#held === null, `${this.where} opened twice`);
    // sysfs takes an output's first level with its direction, and means the voltage there whatever active_low says.
    const high = this.#wanted !== this.#pin.activeLow;
    const opened = hold(this.#pin, high ? 'high' : 'low', 'none');
    if (!opened.ok) return Promise.resolve(opened);
    this.#held = opened.value;
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (held === null) return Promise.resolve();
    try {
      held.writeSync(0);
    } catch {
      // The chip has gone, and its line with it.
    }
    release(held);
    return Promise.resolve();
  }

  write(active: boolean): void {
    this.#wanted = active;
    try {
      this.#held?.writeSync(active ? 1 : 0);
    } catch (error) {
      this.#faults.emit(pinFault(error, this.where, exportFile));
    }
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
}
