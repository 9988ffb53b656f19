import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { I2cAddress, I2cBus, I2cFault } from '../ports/i2c-bus.ts';
import { done, fail, type Result } from '../result.ts';

/**
 * One bus for the drivers of all its chips: opened with the first of them, closed with the last. A lease is a bus of its own to its
 * driver, opened and closed by the supervisor like any other, while the wires below are opened once.
 */
export class SharedI2cBus {
  readonly #bus: I2cBus;
  #users = 0;
  /** Opening and closing one after the other, so that a first and a last that meet do not cross. */
  #doors: Promise<unknown> = Promise.resolve();
  #opened: Result<void, I2cFault> | null = null;

  constructor(bus: I2cBus) {
    this.#bus = bus;
  }

  lease(): I2cBus {
    return new Lease(
      this.#bus,
      (signal) => this.#enter(signal),
      () => this.#leave(),
    );
  }

  #enter(signal: AbortSignal): Promise<Result<void, I2cFault>> {
    return this.#inTurn(async () => {
      if (this.#opened?.ok !== true) this.#opened = await this.#bus.open(signal);
      if (this.#opened.ok) this.#users += 1;
      return this.#opened;
    });
  }

  #leave(): Promise<void> {
    return this.#inTurn(async () => {
      this.#users -= 1;
      if (this.#users > 0) return;
      this.#opened = null;
      await this.#bus.close();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#doors.then(work);
    this.#doors = result;
    return result;
  }
}

class Lease implements I2cBus {
  readonly where: string;
  readonly #bus: I2cBus;
  readonly #enter: (signal: AbortSignal) => Promise<Result<void, I2cFault>>;
  readonly #leave: () => Promise<void>;
  readonly #faults = new Listeners<I2cFault>();
  #state: 'closed' | 'opening' | 'open' = 'closed';
  #deaf: Unsubscribe = () => undefined;

  constructor(
    bus: I2cBus,
    enter: (signal: AbortSignal) => Promise<Result<void, I2cFault>>,
    leave: () => Promise<void>,
  ) {
    this.where = bus.where;
    this.#bus = bus;
    this.#enter = enter;
    this.#leave = leave;
  }

  async open(signal: AbortSignal): Promise<Result<void, I2cFault>> {
    assert(this.#state === 'closed', `${this.where} opened twice`);
    this.#state = 'opening';
    const entered = await this.#enter(signal);
    if (!entered.ok) {
      this.#state = 'closed';
      return entered;
    }
    this.#state = 'open';
    this.#deaf = this.#bus.onFault((fault) => this.#faults.emit(fault));
    return done;
  }

  async close(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#deaf();
    await this.#leave();
  }

  write(address: I2cAddress, bytes: Uint8Array): Promise<Result<void, I2cFault>> {
    return this.#state === 'open' ? this.#bus.write(address, bytes) : this.#closed();
  }

  read(address: I2cAddress, pointer: Uint8Array, count: number): Promise<Result<Uint8Array, I2cFault>> {
    return this.#state === 'open' ? this.#bus.read(address, pointer, count) : this.#closed();
  }

  onFault(listener: (fault: I2cFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #closed(): Promise<Result<never, I2cFault>> {
    return Promise.resolve(fail({ kind: 'closed', where: this.where }));
  }
}
