import { beginningAt, type Beginning } from './escpos-parse.ts';

/** A command larger than this no printer of this trade holds: it is read to its end and forgotten. */
const largestCommand = 1_000_000;

/** What was received and not yet carried out, cut into commands. */
export class ReceiveBuffer {
  readonly #capacity: number;
  #bytes: Uint8Array;
  #from = 0;
  #to = 0;
  /** Bytes of an oversized command that are still to come. */
  #skip = 0;
  /** What the command at the front needs as a whole, where that is known. */
  #needed = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#bytes = new Uint8Array(capacity);
  }

  get held(): number {
    return this.#to - this.#from;
  }
  get room(): number {
    return Math.max(0, Math.max(this.#capacity, this.#needed) - this.held) + this.#skip;
  }

  clear(): void {
    this.#from = 0;
    this.#to = 0;
    this.#skip = 0;
    this.#needed = 0;
  }

  put(bytes: Uint8Array): void {
    const passed = Math.min(this.#skip, bytes.length);
    this.#skip -= passed;
    const rest = bytes.subarray(passed);
    if (this.#to + rest.length > this.#bytes.length) this.#makeRoom(rest.length);
    this.#bytes.set(rest, this.#to);
    this.#to += rest.length;
  }

  /** The next whole command and its bytes (good until the next `put`), null when there is none. */
  take(): { readonly name: string; readonly bytes: Uint8Array } | null {
    while (this.held > 0) {
      const begun = beginningAt(this.#bytes, this.#from, this.#to);
      if (begun.length !== null && begun.length <= this.held) {
        const bytes = this.#bytes.subarray(this.#from, this.#from + begun.length);
        this.#from += begun.length;
        this.#needed = 0;
        return { name: begun.name, bytes };
      }
      if (!this.#forget(begun)) return null;
    }
    return null;
  }

  /** Passes over a command that cannot be held; false when its rest is worth waiting for. */
  #forget(begun: Beginning): boolean {
    this.#needed = begun.length ?? this.held + this.#capacity;
    if (this.#needed <= largestCommand) return false;
    this.#skip = begun.length === null ? 0 : begun.length - this.held;
    this.#needed = 0;
    this.#from = this.#to;
    return true;
  }

  #makeRoom(more: number): void {
    const held = this.held;
    const size = Math.max(this.#bytes.length, held + more);
    const target = size > this.#bytes.length ? new Uint8Array(size * 2) : this.#bytes;
    if (target === this.#bytes) target.copyWithin(0, this.#from, this.#to);
    else target.set(this.#bytes.subarray(this.#from, this.#to));
    this.#bytes = target;
    this.#from = 0;
    this.#to = held;
  }
}
