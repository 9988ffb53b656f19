import type { Clock } from '../../hal/ports/clock.ts';
import type { SegmentStore, StoredSegment } from '../../hal/ports/segment-store.ts';
import type { StorageFault } from '../../hal/ports/storage.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** The twin of a directory of segments on a disk of limited size: what was appended is there when the call resolves, after `syncMs`. */
export class SimSegmentStore implements SegmentStore {
  readonly #clock: Clock;
  readonly #size: number;
  readonly #syncMs: Milliseconds;
  readonly #segments = new Map<string, { bytes: Uint8Array; modified: number }>();
  #queue: Promise<unknown> = Promise.resolve();
  #others = 0;
  #refuses = false;
  appends = 0;

  constructor(clock: Clock, size: number, syncMs: Milliseconds = 2) {
    this.#clock = clock;
    this.#size = size;
    this.#syncMs = syncMs;
  }

  list(): Promise<Result<readonly StoredSegment[], StorageFault>> {
    return this.#inTurn(() =>
      ok(
        [...this.#segments]
          .map(([name, { bytes, modified }]) => ({ name, bytes: bytes.length, modified }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      ),
    );
  }
  append(name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>> {
    return this.#inTurn(() => {
      this.appends += 1;
      if (this.#refuses) return fail({ kind: 'io', name, code: 'EIO' });
      if (bytes.length > this.#free) return fail({ kind: 'full', name });
      this.#add(name, bytes);
      return done;
    });
  }
  appendAtOnce(name: string, bytes: Uint8Array): void {
    if (!this.#refuses && bytes.length <= this.#free) this.#add(name, bytes);
  }
  read(name: string): Promise<Result<Uint8Array | null, StorageFault>> {
    return this.#inTurn(() => ok(this.#segments.get(name)?.bytes.slice() ?? null));
  }
  remove(name: string): Promise<Result<void, StorageFault>> {
    return this.#inTurn(() => {
      this.#segments.delete(name);
      return done;
    });
  }
  room(): Promise<Result<number, StorageFault>> {
    return this.#inTurn(() => ok(this.#free));
  }
  async close(): Promise<void> {
    await this.#queue;
  }

  /** What else lies on the disk. */
  fill(bytes: number): void {
    this.#others = bytes;
  }
  breakWith(trouble: 'io'): void {
    this.#refuses = trouble === 'io';
  }
  mend(): void {
    this.#refuses = false;
  }
  /** A power cut in the midst of an append: of the newest segment so many bytes are not there. */
  tear(bytes: number): void {
    const [name, segment] = [...this.#segments].at(-1) ?? [];
    if (name === undefined || segment === undefined) return;
    this.#segments.set(name, { ...segment, bytes: segment.bytes.slice(0, Math.max(0, segment.bytes.length - bytes)) });
  }

  get #free(): number {
    return this.#size - this.#others - [...this.#segments.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
  #add(name: string, bytes: Uint8Array): void {
    const before = this.#segments.get(name)?.bytes ?? new Uint8Array(0);
    this.#segments.set(name, { bytes: Buffer.concat([before, bytes]), modified: this.#clock.wallTime().instant });
  }
  #inTurn<T>(work: () => Result<T, StorageFault>): Promise<Result<T, StorageFault>> {
    const result = this.#queue.then(async () => {
      await new Promise<void>((resolve) => void this.#clock.setTimeout(resolve, this.#syncMs));
      return work();
    });
    this.#queue = result;
    return result;
  }
}
