import { done, fail, type Result } from '../../hal/result.ts';
import type { Storage, StorageFault } from '../../hal/ports/storage.ts';
import { decodeHighest, encodeHighest, raised, type Highest } from './numbers.ts';

const blob = 'highest-numbers';

/**
 * The highest number that may have been shown, beside the ledger and synced like it. Raises that come while one is being written
 * share the next write.
 */
export class SideFile {
  readonly #storage: Storage;
  #highest: Highest = {};
  #writing: Promise<Result<void, StorageFault>> | null = null;
  #next: Promise<Result<void, StorageFault>> | null = null;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  get highest(): Highest {
    return this.#highest;
  }

  /** Reads it; `readable` is false when something else than a side file lay there. */
  async open(): Promise<Result<{ readonly readable: boolean }, StorageFault>> {
    const read = await this.#storage.read(blob);
    if (!read.ok) return read;
    const highest = read.value === null ? {} : decodeHighest(read.value);
    this.#highest = highest ?? {};
    return { ok: true, value: { readable: highest !== null } };
  }

  /** Resolves once a content that counts `n` in is synced. */
  raise(day: string, series: string, n: number): Promise<Result<void, StorageFault>> {
    this.#highest = raised(this.#highest, day, series, n);
    if (this.#writing === null) return this.#write();
    // Whatever is raised until then goes out with the one write that follows the present one.
    this.#next ??= this.#writing.then(() => {
      this.#next = null;
      return this.#write();
    });
    return this.#next;
  }

  #write(): Promise<Result<void, StorageFault>> {
    const writing = this.#storage.write(blob, encodeHighest(this.#highest)).then((written) => {
      if (this.#writing === writing) this.#writing = null;
      return written.ok ? done : fail(written.fault);
    });
    this.#writing = writing;
    return writing;
  }
}
