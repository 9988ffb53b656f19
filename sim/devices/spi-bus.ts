import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { SpiBus, SpiFault } from '../../hal/ports/spi-bus.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';

/** What is at the far end of the bus: gets what is shifted out and gives what comes back. */
export type SpiChip = (bytes: Uint8Array) => Uint8Array;

/** The twin of an SPI bus with one chip. */
export class SimSpiBus implements SpiBus {
  readonly where: string;
  readonly mostBytes: number;
  readonly #chip: SpiChip;
  readonly #faults = new Listeners<SpiFault>();
  #open = false;
  #fault: SpiFault | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(where: string, chip: SpiChip, mostBytes = 4096) {
    this.where = where;
    this.#chip = chip;
    this.mostBytes = mostBytes;
  }

  get opened(): boolean {
    return this.#open;
  }

  open(): Promise<Result<void, SpiFault>> {
    assert(!this.#open, `${this.where} opened twice`);
    if (this.#fault !== null) return Promise.resolve(fail(this.#fault));
    this.#open = true;
    return Promise.resolve(done);
  }
  async close(): Promise<void> {
    this.#open = false;
    await this.#queue;
  }
  onFault(listener: (fault: SpiFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  transfer(bytes: Uint8Array): Promise<Result<Uint8Array, SpiFault>> {
    const sent = bytes.slice();
    const transferred = this.#queue.then((): Result<Uint8Array, SpiFault> => {
      if (!this.#open) return fail({ kind: 'closed', where: this.where });
      if (this.#fault !== null) return fail(this.#fault);
      if (sent.length > this.mostBytes)
        return fail({ kind: 'too-long', where: this.where, bytes: sent.length, most: this.mostBytes });
      return ok(this.#chip(sent));
    });
    this.#queue = transferred;
    return transferred;
  }

  /** Whoever opens it meets this fault; an open bus is lost. */
  breakWith(fault: SpiFault): void {
    this.#fault = fault;
    if (this.#open) this.#faults.emit(fault);
  }
  mend(): void {
    this.#fault = null;
  }
}
