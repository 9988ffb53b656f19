import type { Kept, Resumed } from '../behaviours/behaviour.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Storage } from '../hal/ports/storage.ts';
import type { Epoch } from '../hal/units.ts';

/** As it lies on the disk: what was kept, until when by the wall clock (null: until it is taken back), and how that clock stood. */
interface Blob {
  readonly v: 1;
  readonly at: Epoch;
  readonly trusted: boolean;
  readonly until: Epoch | null;
  readonly data: JsonObject;
}

const nameOf = (behaviour: string): string => `kept-${behaviour}`;

/**
 * What behaviours remember over a restart: one small blob each, with an absolute deadline. Behaviours say spans and hear spans; the
 * wall clock is looked at here alone. A disk that refuses is logged, and nothing but the memory suffers.
 */
export class Keeping {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(storage: Storage, clock: Clock, log: Log) {
    this.#storage = storage;
    this.#clock = clock;
    this.#log = log;
  }

  /** Writes it down, or forgets it; calls take effect in the order in which they were made. */
  keep(behaviour: string, { data, forMs }: Kept): void {
    const name = nameOf(behaviour);
    const { instant, trusted } = this.#clock.wallTime();
    const blob: Blob | null =
      data === null ? null : { v: 1, at: instant, trusted, until: forMs === null ? null : instant + forMs, data };
    const written =
      blob === null
        ? this.#storage.remove(name)
        : this.#storage.write(name, new TextEncoder().encode(JSON.stringify(blob)));
    void written.then((result) => {
      if (!result.ok) this.#log.write('warn', 'state.not-kept', { behaviour, fault: { ...result.fault } });
    });
  }

  /** What a behaviour kept before the restart; null: nothing, or nothing that can be read. */
  async resume(behaviour: string): Promise<Omit<Resumed, 'type'> | null> {
    const read = await this.#storage.read(nameOf(behaviour));
    if (!read.ok) {
      this.#log.write('warn', 'state.not-resumed', { behaviour, fault: { ...read.fault } });
      return null;
    }
    if (read.value === null) return null;
    const blob = parseBlob(read.value);
    if (blob === null) {
      this.#log.write('warn', 'state.not-resumed', { behaviour, fault: { kind: 'unreadable' } });
      this.keep(behaviour, { type: 'state.kept', data: null, forMs: null });
      return null;
    }
    return { data: blob.data, leftMs: this.#left(blob) };
  }

  #left({ at, trusted, until }: Blob): number | null {
    const now = this.#clock.wallTime();
    // Without a believed clock at both ends nobody knows how long the device was away.
    if (until === null || !trusted || !now.trusted) return null;
    // A clock that was set back makes nothing last longer than it was to last.
    return Math.max(0, Math.min(until - at, until - now.instant));
  }
}

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);

/** Anything may lie on a disk. */
export const parseBlob = (bytes: Uint8Array): Blob | null => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null || !('v' in json) || json.v !== 1) return null;
  if (!('at' in json && 'trusted' in json && 'until' in json && 'data' in json)) return null;
  const { at, trusted, until, data } = json;
  if (!isWhole(at) || typeof trusted !== 'boolean' || !(until === null || isWhole(until))) return null;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
  // What JSON.parse gives is JSON.
  return { v: 1, at, trusted, until, data: data as JsonObject };
};
