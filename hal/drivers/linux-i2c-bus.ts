import { constants } from 'node:fs';
import { access, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { openPromisified, type PromisifiedBus } from 'i2c-bus';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { I2cAddress, I2cBus, I2cFault } from '../ports/i2c-bus.ts';
import { done, fail, ok, type Result } from '../result.ts';
import { i2cFault } from './i2c-bus-faults.ts';

/** Most bytes that SMBus carries in one block (SMBus 2.0, 5.5.7). */
const smbusBlockBytes = 32;

/**
 * Frees a bus whose lines are held low; `tried` names for people what was done. While it works nobody has the bus open.
 * Linux gives user space no other means than its own: see `i2c-recovery.ts`.
 */
export interface I2cRecovery {
  free(): Promise<{ readonly freed: boolean; readonly tried: string }>;
}

/**
 * An I2C bus by the kernel's character device `/dev/i2c-N` (Documentation/i2c/dev-interface.rst), over npm `i2c-bus`.
 *
 * A read behind a pointer of one byte is one transfer with a repeated start where the adapter can; behind a longer pointer the
 * library has no such call, and a stop lies between.
 */
export class LinuxI2cBus implements I2cBus {
  readonly where: string;
  readonly #number: number;
  readonly #recovery: I2cRecovery | null;
  readonly #faults = new Listeners<I2cFault>();
  #bus: PromisifiedBus | null = null;
  #blockReads = false;
  #queue: Promise<unknown> = Promise.resolve();
  #open = false;

  constructor(number: number, recovery: I2cRecovery | null) {
    this.#number = number;
    this.#recovery = recovery;
    this.where = `/dev/i2c-${number}`;
  }

  async open(signal: AbortSignal): Promise<Result<void, I2cFault>> {
    assert(!this.#open, `${this.where} opened twice`);
    this.#open = true;
    const opened = await this.#start();
    if (opened.ok && signal.aborted) {
      await this.close();
      return fail({ kind: 'closed', where: this.where });
    }
    if (!opened.ok) this.#open = false;
    return opened;
  }

  async close(): Promise<void> {
    this.#open = false;
    await this.#queue;
    await this.#stop();
  }

  write(address: I2cAddress, bytes: Uint8Array): Promise<Result<void, I2cFault>> {
    return this.#inTurn(address, async (bus) => {
      await bus.i2cWrite(address, bytes.length, Buffer.from(bytes));
    });
  }

  read(address: I2cAddress, pointer: Uint8Array, count: number): Promise<Result<Uint8Array, I2cFault>> {
    return this.#inTurn(address, async (bus) => {
      const buffer = Buffer.alloc(count);
      const [register] = pointer;
      if (register !== undefined && pointer.length === 1 && count <= smbusBlockBytes && this.#blockReads)
        await bus.readI2cBlock(address, register, count, buffer);
      else {
        if (pointer.length > 0) await bus.i2cWrite(address, pointer.length, Buffer.from(pointer));
        await bus.i2cRead(address, count, buffer);
      }
      return new Uint8Array(buffer);
    });
  }

  onFault(listener: (fault: I2cFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  async #start(): Promise<Result<void, I2cFault>> {
    try {
      await access(this.where, constants.R_OK | constants.W_OK);
      const bus = await openPromisified(this.#number);
      this.#bus = bus;
      const can = await bus.i2cFuncs();
      this.#blockReads = can.smbusReadI2cBlock;
      if (can.i2c) return done;
      await this.#stop();
      return fail({ kind: 'unsupported', where: this.where });
    } catch (error) {
      await this.#stop();
      return fail(i2cFault(error, this.where, 0));
    }
  }

  async #stop(): Promise<void> {
    const bus = this.#bus;
    this.#bus = null;
    await bus?.close();
  }

  #inTurn<T>(address: I2cAddress, work: (bus: PromisifiedBus) => Promise<T>): Promise<Result<T, I2cFault>> {
    const result = this.#queue.then(() => this.#do(address, work));
    this.#queue = result;
    return result;
  }

  async #do<T>(address: I2cAddress, work: (bus: PromisifiedBus) => Promise<T>): Promise<Result<T, I2cFault>> {
    const first = await this.#try(address, work);
    if (first.ok || first.fault.kind !== 'stuck' || this.#recovery === null || !this.#open) return first;
    // While somebody works on its lines no file of the bus may be open: the controller is taken from its driver meanwhile.
    await this.#stop();
    const { freed, tried } = await this.#recovery.free();
    const again = freed ? await this.#start() : done;
    const second = again.ok ? (freed ? await this.#try(address, work) : first) : again;
    if (!second.ok && second.fault.kind === 'stuck') return fail({ ...second.fault, tried });
    return second;
  }

  async #try<T>(address: I2cAddress, work: (bus: PromisifiedBus) => Promise<T>): Promise<Result<T, I2cFault>> {
    if (!this.#open) return fail({ kind: 'closed', where: this.where });
    // A recovery that did not free it has left it closed.
    if (this.#bus === null) {
      const started = await this.#start();
      if (!started.ok) return started;
    }
    const bus = this.#bus;
    if (bus === null) return fail({ kind: 'closed', where: this.where });
    try {
      return ok(await work(bus));
    } catch (error) {
      const fault = i2cFault(error, this.where, address);
      if (fault.kind === 'absent') this.#faults.emit(fault);
      if (fault.kind !== 'claimed') return fail(fault);
      // The library keeps the file that it could not bind, and would speak to address 0 over it the next time.
      await this.#stop();
      return fail({ ...fault, holder: await this.#driverOf(address) });
    }
  }

  /** Which driver of the kernel has the chip, as a technician would unload or disable it. */
  async #driverOf(address: I2cAddress): Promise<string> {
    const device = `/sys/bus/i2c/devices/${this.#number}-${address.toString(16).padStart(4, '0')}`;
    const driver = await readlink(`${device}/driver`).catch(() => null);
    const chip = (await readFile(`${device}/name`, 'utf8').catch(() => '')).trim();
    return driver === null ? 'a driver of the kernel' : `kernel driver ${basename(driver)} (${chip})`;
  }
}
