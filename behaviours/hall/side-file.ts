import { ok, type Result } from '../../hal/result.ts';
import type { Storage, StorageFault } from '../../hal/ports/storage.ts';
import { decodeHighest, encodeHighest, raised, type Highest } from './numbers.ts';

const blob = 'highest-numbers';

const lineOf = (highest: Highest): Uint8Array => {
  const content = encodeHighest(highest);
  const line = new Uint8Array(content.length + 1);
  line.set(content);
  line[content.length] = 0x0a;
  return line;
};

const merged = (highest: Highest, more: Highest): Highest =>
  Object.entries(more).reduce(
    (all, [day, numbers]) => Object.entries(numbers).reduce((own, [series, n]) => raised(own, day, series, n), all),
    highest,
  );

/**
 * The highest number that may have been shown, beside the ledger and synced like it. Each raise is one appended line (the cheapest
 * durable note there is, on its way while the ledger commits); at start the lines are put together into one.
 */
export class SideFile {
  readonly #storage: Storage;
  #highest: Highest = {};

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  get highest(): Highest {
    return this.#highest;
  }

  /** Reads it; `readable` is false when something else than a side file lay there. A torn last line is cut off. */
  async open(): Promise<Result<{ readonly readable: boolean }, StorageFault>> {
    const read = await this.#storage.read(blob);
    if (!read.ok) return read;
    this.#highest = {};
    if (read.value === null) return ok({ readable: true });
    const lines = new TextDecoder().decode(read.value).split('\n');
    const unfinished = lines.pop() ?? '';
    let readable = true;
    for (const [index, line] of [...lines, unfinished].entries()) {
      if (line === '') continue;
      const known = decodeHighest(new TextEncoder().encode(line));
      if (known !== null) this.#highest = merged(this.#highest, known);
      else if (index < lines.length || lines.length === 0) readable = false;
    }
    if (lines.length === 1 && unfinished === '' && readable) return ok({ readable });
    // One whole line again, so that the next append does not stick to a torn one.
    const written = await this.#storage.write(blob, lineOf(this.#highest));
    return written.ok ? ok({ readable }) : written;
  }

  /** Resolves once a content that counts `n` in is synced. */
  raise(day: string, series: string, n: number): Promise<Result<void, StorageFault>> {
    this.#highest = raised(this.#highest, day, series, n);
    return this.#storage.append(blob, lineOf({ [day]: { [series]: n } }));
  }
}
