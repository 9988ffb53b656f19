import { assert } from '../../hal/assert.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Storage, StorageFault } from '../../hal/ports/storage.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** What can be wrong with the disk; the twin adds the name of the blob. */
export type DiskTrouble =
  | { readonly kind: 'full' }
  | { readonly kind: 'read-only' }
  | { readonly kind: 'io'; readonly code: string };

interface Job {
  readonly kind: 'read' | 'write' | 'append' | 'remove';
  readonly bytes: Uint8Array;
  readonly resolve: (result: Result<Uint8Array | null, StorageFault>) => void;
}
interface Queue {
  readonly jobs: Job[];
  timer: TimerId | null;
}

/**
 * The disk's twin: every change takes `syncMs` of simulated time and is on the disk when it resolves. A power cut keeps that
 * and nothing else, but for the torn tail that `append` allows. Calls on different names go on side by side.
 */
export class SimStorage implements Storage {
  readonly #clock: Clock;
  readonly #syncMs: Milliseconds;
  readonly #disk = new Map<string, Uint8Array>();
  readonly #queues = new Map<string, Queue>();
  #trouble: DiskTrouble | null = null;

  constructor(clock: Clock, syncMs: Milliseconds = 2) {
    this.#clock = clock;
    this.#syncMs = syncMs;
  }

  async read(name: string): Promise<Result<Uint8Array | null, StorageFault>> {
    return this.#enqueue(name, 'read', new Uint8Array(0));
  }
  async write(name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>> {
    return told(await this.#enqueue(name, 'write', bytes));
  }
  async append(name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>> {
    return told(await this.#enqueue(name, 'append', bytes));
  }
  async remove(name: string): Promise<Result<void, StorageFault>> {
    return told(await this.#enqueue(name, 'remove', new Uint8Array(0)));
  }

  /**
   * A power cut. Of a change under way the disk may by chance have everything (`kept`), nothing (`lost`) or, of an append, the
   * first half (`torn`). Nobody hears the end of it: the calls under way never resolve.
   */
  crash(inFlight: 'lost' | 'kept' | 'torn' = 'lost'): void {
    for (const [name, queue] of this.#queues) {
      if (queue.timer !== null) this.#clock.clearTimeout(queue.timer);
      const job = queue.jobs[0];
      if (job === undefined || inFlight === 'lost') continue;
      if (inFlight === 'kept') this.#apply(name, job);
      else if (job.kind === 'append') this.#append(name, job.bytes.subarray(0, job.bytes.length >> 1));
    }
    this.#queues.clear();
  }

  /** Breaks the disk until `mend`: a full or read-only disk refuses changes, any other trouble refuses everything. */
  breakWith(trouble: DiskTrouble): void {
    this.#trouble = trouble;
  }
  mend(): void {
    this.#trouble = null;
  }

  /** What is on the disk, for tests. */
  get disk(): ReadonlyMap<string, Uint8Array> {
    return this.#disk;
  }

  #enqueue(name: string, kind: Job['kind'], bytes: Uint8Array): Promise<Result<Uint8Array | null, StorageFault>> {
    assert(/^[a-z0-9-]+$/.test(name) && name.length <= 100, `a blob's name is [a-z0-9-]+, not ${JSON.stringify(name)}`);
    const copy = bytes.slice();
    return new Promise((resolve) => {
      const queue = this.#queues.get(name) ?? { jobs: [], timer: null };
      this.#queues.set(name, queue);
      queue.jobs.push({ kind, bytes: copy, resolve });
      if (queue.timer === null) this.#next(name, queue);
    });
  }

  #next(name: string, queue: Queue): void {
    const job = queue.jobs[0];
    if (job === undefined) {
      this.#queues.delete(name);
      return;
    }
    queue.timer = this.#clock.setTimeout(
      () => {
        queue.timer = null;
        queue.jobs.shift();
        const trouble = this.#trouble;
        const refused = trouble !== null && (job.kind !== 'read' || trouble.kind === 'io');
        job.resolve(refused ? fail({ ...trouble, name }) : ok(this.#apply(name, job)));
        this.#next(name, queue);
      },
      // Reading waits for no sync.
      job.kind === 'read' ? 0 : this.#syncMs,
    );
  }

  #apply(name: string, job: Job): Uint8Array | null {
    if (job.kind === 'read') return this.#disk.get(name)?.slice() ?? null;
    if (job.kind === 'write') this.#disk.set(name, job.bytes);
    if (job.kind === 'append') this.#append(name, job.bytes);
    if (job.kind === 'remove') this.#disk.delete(name);
    return null;
  }

  #append(name: string, bytes: Uint8Array): void {
    const before = this.#disk.get(name) ?? new Uint8Array(0);
    const after = new Uint8Array(before.length + bytes.length);
    after.set(before);
    after.set(bytes, before.length);
    this.#disk.set(name, after);
  }
}

const told = (result: Result<Uint8Array | null, StorageFault>): Result<void, StorageFault> =>
  result.ok ? done : result;
