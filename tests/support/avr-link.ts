import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { ByteLink, LinkFault } from '../../hal/ports/byte-link.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { AvrUno } from './avr-uno.ts';

/** The cable of an emulated Arduino, which can be pulled. Opening one that has `dtr` resets the board, as an Uno's USB does. */
export class AvrLink implements ByteLink {
  readonly where = '/dev/serial/by-id/usb-Arduino_Uno';
  readonly readable = true;
  readonly #uno: AvrUno;
  readonly #dtr: boolean;
  readonly #bytes = new Listeners<Uint8Array>();
  readonly #faults = new Listeners<LinkFault>();
  #open = false;
  #plugged = true;

  constructor(uno: AvrUno, dtr: boolean) {
    this.#uno = uno;
    this.#dtr = dtr;
    uno.onByte((byte) => {
      if (this.#open) this.#bytes.emit(Uint8Array.of(byte));
    });
  }

  get isOpen(): boolean {
    return this.#open;
  }

  open(): Promise<Result<void, LinkFault>> {
    assert(!this.#open, `${this.where} opened twice`);
    if (!this.#plugged) return Promise.resolve(fail({ kind: 'absent', where: this.where }));
    this.#open = true;
    if (this.#dtr) this.#uno.reset();
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#open = false;
    return Promise.resolve();
  }

  write(bytes: Uint8Array): Promise<Result<void, LinkFault>> {
    if (!this.#open || !this.#plugged) return Promise.resolve(fail({ kind: 'unplugged', where: this.where }));
    this.#uno.receive(bytes);
    return Promise.resolve(done);
  }

  onBytes(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#bytes.add(listener);
  }

  onFault(listener: (fault: LinkFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  pull(): void {
    this.#plugged = false;
    if (this.#open) this.#faults.emit({ kind: 'unplugged', where: this.where });
  }

  plug(): void {
    this.#plugged = true;
  }
}
