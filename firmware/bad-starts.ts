import { z } from 'zod';
import type { Storage } from '../hal/ports/storage.ts';
import type { Log } from '../hal/ports/log.ts';

/*
 * Starts in a row that came to nothing. A program that ends by a bug, or is killed because it hung, is started anew within seconds; one
 * that does so again and again leaves a dark glass and nobody who says why. After so many it starts in safe mode instead: no devices, no
 * ledger, only a page that says what is wrong. After a while it tries once more by itself.
 */

/** Where the count is kept, in the device's data. */
export const startsBlob = 'starts';

const file = z.strictObject({
  schema: z.literal(1),
  /** Starts since the last good one that did not end in order. */
  bad: z.int().min(0),
  /** The last start was in safe mode: the next is an attempt. */
  safe: z.boolean(),
});
type Starts = z.output<typeof file>;

export type StartMode = 'normal' | 'safe';

/** What a start begins as, and how many bad ones went before it. */
export interface StartBegun {
  readonly mode: StartMode;
  readonly bad: number;
}

const none: Starts = { schema: 1, bad: 0, safe: false };

/**
 * Counts in the device's own storage. A disk that cannot be written or read counts nothing and keeps nobody from starting: safe mode
 * helps against what is broken in us, not against the disk.
 */
export class BadStarts {
  readonly #storage: Storage;
  readonly #after: number;
  readonly #log: Log;
  #before = none;

  /** `after`: so many bad starts in a row, then safe mode; 0: never. */
  constructor(storage: Storage, after: number, log: Log) {
    this.#storage = storage;
    this.#after = after;
    this.#log = log;
  }

  /** First of all, before anything that could fail: until it is told otherwise, this start is a bad one. */
  async begin(): Promise<StartBegun> {
    this.#before = await this.#read();
    const { bad, safe } = this.#before;
    const mode: StartMode = this.#after > 0 && bad >= this.#after && !safe ? 'safe' : 'normal';
    await this.#write(mode === 'safe' ? { schema: 1, bad, safe: true } : { schema: 1, bad: bad + 1, safe: false });
    return { mode, bad };
  }

  /** The start was found good: nothing is left of those before. */
  async good(): Promise<void> {
    this.#before = none;
    await this.#write(none);
  }

  /** Asked to end, and does: that says nothing of this start, for or against. */
  async ended(): Promise<void> {
    await this.#write(this.#before);
  }

  async #read(): Promise<Starts> {
    const read = await this.#storage.read(startsBlob);
    if (!read.ok || read.value === null) return none;
    try {
      return file.parse(JSON.parse(Buffer.from(read.value).toString('utf8')));
    } catch {
      this.#log.write('warn', 'starts.unreadable', { blob: startsBlob });
      return none;
    }
  }

  async #write(starts: Starts): Promise<void> {
    const written = await this.#storage.write(startsBlob, new TextEncoder().encode(`${JSON.stringify(starts)}\n`));
    if (!written.ok) this.#log.write('warn', 'starts.not-kept', { fault: { ...written.fault } });
  }
}
