import type { Result } from '../result.ts';

export type StorageFault =
  | { readonly kind: 'full'; readonly name: string }
  | { readonly kind: 'read-only'; readonly name: string }
  | { readonly kind: 'io'; readonly name: string; readonly code: string };

/**
 * Small named blobs on the device's own disk (outbox, side files, the effective config). Names are `[a-z0-9-]+`.
 *
 * - `write` replaces the whole blob: after a crash at any moment the old or the new content is there, whole.
 * - `write` and `append` resolve only when the bytes would survive a power cut (fsync of file and, for a new name, directory).
 * - `append` adds to the end; after a crash its bytes are there wholly, partly (a torn tail) or not at all.
 * - `read` gives null where nothing was written.
 * - Calls on one name take effect in the order they were made.
 */
export interface Storage {
  read(name: string): Promise<Result<Uint8Array | null, StorageFault>>;
  write(name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>>;
  append(name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>>;
  remove(name: string): Promise<Result<void, StorageFault>>;
}
