import { readFile } from 'node:fs/promises';
// CommonJS whose names Node does not find by reading it: only the whole of it can be imported.
import spi, { type SpiDevice, type SpiMode } from 'spi-device';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { SpiBus, SpiFault } from '../ports/spi-bus.ts';
import { done, fail, ok, type Result } from '../result.ts';
import { codeOf } from './link-faults.ts';

/** What spidev takes at once unless it was loaded with another `bufsiz` (drivers/spi/spidev.c). */
const usualMostBytes = 4096;

export interface SpiWiring {
  /** The numbers in `/dev/spidev<bus>.<chipSelect>`. */
  readonly bus: number;
  readonly chipSelect: number;
  readonly speedHz: number;
  readonly mode: SpiMode;
}

const faultOf = (error: unknown, where: string): SpiFault => {
  const code = codeOf(error);
  // The library tells the system's error in words only.
  const text = error instanceof Error ? `${code} ${error.message}` : code;
  if (/ENOENT|ENXIO|ENODEV/.test(text)) return { kind: 'absent', where };
  if (/EACCES|EPERM/.test(text)) return { kind: 'permission', where };
  return { kind: 'io', where, code: /\bE[A-Z0-9]+\b/.exec(text)?.[0] ?? code };
};

/** One chip on an SPI bus by the kernel's spidev (Documentation/spi/spidev.rst). */
export class LinuxSpiBus implements SpiBus {
  readonly where: string;
  readonly #wiring: SpiWiring;
  readonly #faults = new Listeners<SpiFault>();
  #device: SpiDevice | null = null;
  #mostBytes = usualMostBytes;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(wiring: SpiWiring) {
    this.#wiring = wiring;
    this.where = `/dev/spidev${wiring.bus}.${wiring.chipSelect}`;
  }

  get mostBytes(): number {
    return this.#mostBytes;
  }

  async open(signal: AbortSignal): Promise<Result<void, SpiFault>> {
    assert(this.#device === null, `${this.where} opened twice`);
    const { bus, chipSelect, speedHz, mode } = this.#wiring;
    const bufsiz = await readFile('/sys/module/spidev/parameters/bufsiz', 'utf8').catch(() => '');
    this.#mostBytes = /^\d+$/.test(bufsiz.trim()) ? Number(bufsiz) : usualMostBytes;
    const opened = await new Promise<Result<SpiDevice, SpiFault>>((resolve) => {
      const device = spi.open(bus, chipSelect, { mode, maxSpeedHz: speedHz }, (error) => {
        resolve(error === null || error === undefined ? ok(device) : fail(faultOf(error, this.where)));
      });
    });
    if (!opened.ok) return opened;
    this.#device = opened.value;
    if (!signal.aborted) return done;
    await this.close();
    return fail({ kind: 'closed', where: this.where });
  }

  async close(): Promise<void> {
    const device = this.#device;
    this.#device = null;
    await this.#queue;
    if (device === null) return;
    await new Promise<void>((resolve) => {
      device.close(() => resolve());
    });
  }

  transfer(bytes: Uint8Array): Promise<Result<Uint8Array, SpiFault>> {
    const transferred = this.#queue.then(() => this.#transfer(bytes));
    this.#queue = transferred;
    return transferred;
  }

  onFault(listener: (fault: SpiFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #transfer(bytes: Uint8Array): Promise<Result<Uint8Array, SpiFault>> {
    const device = this.#device;
    if (device === null) return Promise.resolve(fail({ kind: 'closed', where: this.where }));
    if (bytes.length === 0) return Promise.resolve(ok(bytes));
    if (bytes.length > this.#mostBytes)
      return Promise.resolve(fail({ kind: 'too-long', where: this.where, bytes: bytes.length, most: this.#mostBytes }));
    const received = Buffer.alloc(bytes.length);
    const message = [{ sendBuffer: Buffer.from(bytes), receiveBuffer: received, byteLength: bytes.length }];
    return new Promise((resolve) => {
      device.transfer(message, (error) => {
        if (error === null || error === undefined) {
          resolve(ok(new Uint8Array(received)));
          return;
        }
        const fault = faultOf(error, this.where);
        if (fault.kind === 'absent') this.#faults.emit(fault);
        resolve(fail(fault));
      });
    });
  }
}
