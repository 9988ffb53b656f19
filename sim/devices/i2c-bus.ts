import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { I2cAddress, I2cBus, I2cFault } from '../../hal/ports/i2c-bus.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { I2cChip } from '../peripherals/i2c-chip.ts';

/** Nine clocks a byte at the usual 400 kHz (fast mode), and what Linux adds to each transfer. */
const bitsPerMs = 400;
const perTransferMs: Milliseconds = 0.1;
/** How long a controller waits for a line that is held low: the kernel's usual limit. */
const stuckMs: Milliseconds = 1_000;

interface Operation {
  readonly start: () => void;
  readonly refuse: () => void;
}

/** The twin of an I2C bus: carries bytes between drivers and simulated chips in simulated time, and can be held low or pulled out. */
export class SimI2cBus implements I2cBus {
  readonly where: string;
  readonly #clock: Clock;
  readonly #chips: I2cChip[] = [];
  readonly #faults = new Listeners<I2cFault>();
  readonly #waiting: Operation[] = [];
  #timer: TimerId | null = null;
  #busy: Operation | null = null;
  #open = false;
  #broken: I2cFault | null = null;
  #carried = 0;
  /** Time on the wire that has not made up a whole millisecond. */
  #owedMs = 0;

  constructor(clock: Clock, where = 'simulated I2C bus') {
    this.#clock = clock;
    this.where = where;
  }

  attach(...chips: readonly I2cChip[]): this {
    this.#chips.push(...chips);
    return this;
  }

  /** How many operations were done, refused ones included. */
  get carried(): number {
    return this.#carried;
  }

  open(_signal: AbortSignal): Promise<Result<void, I2cFault>> {
    assert(!this.#open, `${this.where} opened twice`);
    if (this.#broken?.kind === 'absent' || this.#broken?.kind === 'permission')
      return Promise.resolve(fail(this.#broken));
    this.#open = true;
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#open = false;
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    const left = [...(this.#busy === null ? [] : [this.#busy]), ...this.#waiting.splice(0)];
    this.#busy = null;
    for (const each of left) each.refuse();
    return Promise.resolve();
  }

  write(address: I2cAddress, bytes: Uint8Array): Promise<Result<void, I2cFault>> {
    return this.#operate(bytes.length + 1, () => {
      const chip = this.#at(address);
      if (!chip.ok) return chip;
      chip.value.write(bytes.slice());
      return done;
    });
  }

  read(address: I2cAddress, pointer: Uint8Array, count: number): Promise<Result<Uint8Array, I2cFault>> {
    return this.#operate(pointer.length + count + 2, () => {
      const chip = this.#at(address);
      if (!chip.ok) return chip;
      if (pointer.length > 0) chip.value.write(pointer.slice());
      return ok(chip.value.read(count));
    });
  }

  onFault(listener: (fault: I2cFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Every operation meets this fault, an absent adapter even whoever opens it; `stuck` comes after the kernel's time limit. */
  breakWith(fault: I2cFault): void {
    this.#broken = fault;
    if (this.#open && fault.kind === 'absent') this.#faults.emit(fault);
  }

  mend(): void {
    this.#broken = null;
  }

  #at(address: I2cAddress): Result<I2cChip, I2cFault> {
    if (this.#broken !== null) return fail(this.#broken);
    // Two that answer at one address pull the line together, and what is read is the AND of both: as good as nobody.
    const here = this.#chips.filter((chip) => chip.address === address);
    const [chip] = here;
    if (chip === undefined || here.length > 1) return fail({ kind: 'no-answer', where: this.where, address });
    return ok(chip);
  }

  #operate<T>(bytes: number, work: () => Result<T, I2cFault>): Promise<Result<T, I2cFault>> {
    const closed = fail<I2cFault>({ kind: 'closed', where: this.where });
    if (!this.#open) return Promise.resolve(closed);
    return new Promise((resolve) => {
      const operation: Operation = {
        refuse: () => resolve(closed),
        start: () => {
          this.#busy = operation;
          const onWire = this.#broken?.kind === 'stuck' ? stuckMs : (bytes * 9) / bitsPerMs + perTransferMs;
          this.#owedMs += onWire;
          const wait = Math.floor(this.#owedMs);
          this.#owedMs -= wait;
          this.#timer = this.#clock.setTimeout(() => {
            this.#timer = null;
            this.#busy = null;
            this.#carried += 1;
            resolve(work());
            this.#next();
          }, wait);
        },
      };
      this.#waiting.push(operation);
      if (this.#busy === null) this.#next();
    });
  }

  #next(): void {
    this.#waiting.shift()?.start();
  }
}
