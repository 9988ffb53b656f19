import { Listeners } from '../../hal/device.ts';
import type { WireEnd } from '../../sim/peripherals/wire.ts';

/** The far side of a link under test: remembers what it got, sends what it is told to, and can be full. */
export class FarEnd implements WireEnd {
  readonly #sends = new Listeners<Uint8Array>();
  readonly #roomy = new Listeners<void>();
  readonly #parts: Uint8Array[] = [];
  #blocked = false;

  get room(): number {
    return this.#blocked ? 0 : Number.MAX_SAFE_INTEGER;
  }
  get received(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }

  receive(bytes: Uint8Array): void {
    this.#parts.push(bytes.slice());
  }
  send(bytes: Uint8Array): void {
    this.#sends.emit(bytes);
  }
  block(): void {
    this.#blocked = true;
  }
  unblock(): void {
    this.#blocked = false;
    this.#roomy.emit();
  }
  onRoom(listener: () => void): () => void {
    return this.#roomy.add(listener);
  }
  onSend(listener: (bytes: Uint8Array) => void): () => void {
    return this.#sends.add(listener);
  }
}
