import type { I2cAddress, I2cBus, I2cFault } from '../ports/i2c-bus.ts';
import type { Result } from '../result.ts';

/**
 * A transfer that the bus refused, on its way up through a chip's start sequence of a hundred of them. It never leaves the driver: the
 * driver's own door catches it and answers with the fault.
 */
export class TransferRefused extends Error {
  override readonly name = 'TransferRefused';
  readonly fault: I2cFault;

  constructor(fault: I2cFault) {
    super(`${fault.where}: ${fault.kind}`);
    this.fault = fault;
  }
}

const taken = <T>(result: Result<T, I2cFault>): T => {
  if (!result.ok) throw new TransferRefused(result.fault);
  return result.value;
};

/** One chip's registers. Numbers of several bytes have the most significant first, as nearly all chips have them. */
export class I2cRegisters {
  readonly #bus: I2cBus;
  readonly #pointerBytes: 1 | 2;
  /** May change: some chips are given an address of their own after they have woken. */
  address: I2cAddress;

  constructor(bus: I2cBus, address: I2cAddress, pointerBytes: 1 | 2) {
    this.#bus = bus;
    this.address = address;
    this.#pointerBytes = pointerBytes;
  }

  async read(register: number, count: number): Promise<Uint8Array> {
    return taken(await this.#bus.read(this.address, this.#pointer(register), count));
  }

  async write(register: number, bytes: Uint8Array | readonly number[]): Promise<void> {
    taken(await this.#bus.write(this.address, Uint8Array.from([...this.#pointer(register), ...bytes])));
  }

  async read8(register: number): Promise<number> {
    return unsigned(await this.read(register, 1));
  }
  async read16(register: number): Promise<number> {
    return unsigned(await this.read(register, 2));
  }
  async read32(register: number): Promise<number> {
    return unsigned(await this.read(register, 4));
  }

  write8(register: number, value: number): Promise<void> {
    return this.write(register, [value]);
  }
  write16(register: number, value: number): Promise<void> {
    return this.write(register, [value >>> 8, value & 0xff]);
  }
  write32(register: number, value: number): Promise<void> {
    return this.write(register, [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]);
  }

  /** Writes one register after the other, as datasheets list start sequences. */
  async writeAll(pairs: readonly (readonly [register: number, value: number])[]): Promise<void> {
    for (const [register, value] of pairs) await this.write8(register, value);
  }

  #pointer(register: number): Uint8Array {
    return this.#pointerBytes === 1 ? Uint8Array.of(register) : Uint8Array.of(register >>> 8, register & 0xff);
  }
}

const unsigned = (bytes: Uint8Array): number => {
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
};
