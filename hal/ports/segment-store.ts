import type { Result } from '../result.ts';
import type { Epoch } from '../units.ts';
import type { StorageFault } from './storage.ts';

export interface StoredSegment {
  /** Letters, digits, `.` and `-`; the order of names is the order of time. */
  readonly name: string;
  readonly bytes: number;
  /** When it was last written, by the wall clock of then, believed or not. */
  readonly modified: Epoch;
}

/**
 * A directory of files that only grow, one after the other, and are thrown away whole: what a flight recorder writes to.
 *
 * - `append` adds to the end of a segment and makes it where there is none; it resolves once the bytes would survive a power cut. After a
 *   crash its bytes are there wholly, partly or not at all.
 * - `list` gives every segment that is there, by name; other files in the directory are not told and never touched.
 * - `read` gives a segment as it lies there, null where there is none.
 * - `room` tells how many bytes others may still write to the same disk.
 * - Calls take effect in the order they were made. `close` waits for what was asked.
 * - `appendAtOnce` is for a process that ends with this call: it writes before it returns, waits for no other call, and tells nobody when
 *   it could not.
 */
export interface SegmentStore {
  list(): Promise<Result<readonly StoredSegment[], StorageFault>>;
  append(name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>>;
  appendAtOnce(name: string, bytes: Uint8Array): void;
  read(name: string): Promise<Result<Uint8Array | null, StorageFault>>;
  remove(name: string): Promise<Result<void, StorageFault>>;
  room(): Promise<Result<number, StorageFault>>;
  close(): Promise<void>;
}

/** What a segment may be called. */
export const isSegmentName = (name: string): boolean => /^[0-9]{6}-[0-9]{5}\.jsonl\.gz$/.test(name);
