import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { InputLink } from '../../hal/drivers/evdev-input-link.ts';
import type { LinkFault } from '../../hal/ports/byte-link.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { HidKeyboard } from '../peripherals/hid-keyboard.ts';

/** The twin of an input device's node: hands on what the keyboard's records are while it is open. */
export class SimInputLink implements InputLink {
  readonly where: string;
  readonly words: 64 | 32;
  readonly #keyboard: HidKeyboard;
  readonly #bytes = new Listeners<Uint8Array>();
  readonly #faults = new Listeners<LinkFault>();
  #end: Unsubscribe | null = null;
  #broken: LinkFault | null = null;

  constructor(where: string, keyboard: HidKeyboard, words: 64 | 32 = 64) {
    this.where = where;
    this.words = words;
    this.#keyboard = keyboard;
  }

  get opened(): boolean {
    return this.#end !== null;
  }

  open(): Promise<Result<void, LinkFault>> {
    assert(this.#end === null, `${this.where} opened twice`);
    if (this.#broken !== null) return Promise.resolve(fail(this.#broken));
    this.#end = this.#keyboard.onRecords((records) => this.#bytes.emit(records));
    return Promise.resolve(done);
  }
  close(): Promise<void> {
    this.#end?.();
    this.#end = null;
    return Promise.resolve();
  }
  hasKeys(wanted: (has: (code: number) => boolean) => boolean): boolean {
    return wanted((code) => this.#keyboard.has(code));
  }
  onBytes(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#bytes.add(listener);
  }
  onFault(listener: (fault: LinkFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Bytes that no keyboard sent. */
  inject(bytes: Uint8Array): void {
    if (this.#end !== null) this.#bytes.emit(bytes);
  }

  /** Whoever opens it meets this fault; an open one is lost. */
  breakWith(fault: LinkFault): void {
    this.#broken = fault;
    if (this.#end === null) return;
    this.#end();
    this.#end = null;
    this.#faults.emit({ kind: 'unplugged', where: this.where });
  }
  mend(): void {
    this.#broken = null;
  }
}
