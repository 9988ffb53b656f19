import { fdatasync, writeSync } from 'node:fs';
import { mkdir, open, readdir, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assert } from '../assert.ts';
import type { Storage, StorageFault } from '../ports/storage.ts';
import { done, fail, ok, type Result } from '../result.ts';
import { refusalOf, storageFault, syncDirectory } from './storage-files.ts';
import { whenStill } from './gathering.ts';

/** A blob larger than this is not read: it would not be ours. */
const maxBytes = 64 * 1024 * 1024;
/** Bytes of appends that are put into one write and one sync. */
const maxGroupBytes = 1024 * 1024;
/** Files kept open for appending; the least recently used is closed first. */
const maxFiles = 8;
/** Up to this much is handed to the kernel at once; only its way to the disk is left to another thread. */
const maxSyncBytes = 64 * 1024;
const temporary = '.tmp';

interface Appendable {
  readonly handle: FileHandle;
  /** Length of what is synced. */
  size: number;
  /** Several appends shared the newest sync: more may come together again. */
  crowd: boolean;
}

type Done = (result: Result<void, StorageFault>) => void;
type Job =
  | { readonly kind: 'append'; readonly bytes: Uint8Array; readonly resolve: Done }
  | { readonly kind: 'other'; readonly run: () => Promise<void> };

const writeAll = async (handle: FileHandle, bytes: Uint8Array): Promise<void> => {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written);
    written += bytesWritten;
  }
};

/** Without the promise of a `FileHandle`, which costs several times the call: whoever waits for a number waits for this. */
const syncData = (fd: number): Promise<void> =>
  new Promise((resolve, reject) => fdatasync(fd, (error) => (error === null ? resolve() : reject(error))));

const writeAllSync = (fd: number, bytes: Uint8Array): void => {
  for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written, bytes.length - written);
};

/**
 * Blobs as files of one directory. `write` goes through a temporary file, fsync, rename and fsync of the directory; `append`
 * is one write and one fdatasync, shared by the appends that came while another was on its way, or come together: the cheapest durable
 * note there is. Syncs run on Node's thread pool: the event loop does not wait for them, and one that is begun before a commit of the ledger
 * runs beside it.
 */
export class NodeStorage implements Storage {
  readonly #directory: string;
  readonly #queues = new Map<string, Job[]>();
  readonly #files = new Map<string, Appendable>();
  readonly #running = new Set<Promise<void>>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes the directory (its parent must exist) and removes what a crash left of unfinished writes; tells their names. */
  async open(): Promise<Result<readonly string[], StorageFault>> {
    try {
      await this.#makeDirectory();
      const leftovers = (await readdir(this.#directory)).filter((entry) => /^[a-z0-9-]+\.tmp$/.test(entry)).sort();
      for (const leftover of leftovers) await unlink(join(this.#directory, leftover));
      return ok(leftovers);
    } catch (error) {
      return fail(storageFault(error, ''));
    }
  }

  /** Waits for what was asked and closes every file. */
  async close(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    for (const name of this.#files.keys()) await this.#closeHandle(name);
  }

  read(name: string): Promise<Result<Uint8Array | null, StorageFault>> {
    return this.#enqueueOther(name, () => this.#readFile(name));
  }

  write(name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>> {
    const copy = bytes.slice();
    return this.#enqueueOther(name, async () => {
      await this.#replaceFile(name, copy);
      return done;
    });
  }

  append(name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>> {
    const copy = bytes.slice();
    return new Promise((resolve) => this.#enqueue(name, { kind: 'append', bytes: copy, resolve }));
  }

  remove(name: string): Promise<Result<void, StorageFault>> {
    return this.#enqueueOther(name, async () => {
      await this.#closeHandle(name);
      try {
        await unlink(this.#pathOf(name));
      } catch (error) {
        if (refusalOf(error) === 'ENOENT') return done;
        throw error;
      }
      await syncDirectory(this.#directory);
      return done;
    });
  }

  #pathOf(name: string): string {
    return join(this.#directory, name);
  }

  #enqueueOther<T>(name: string, work: () => Promise<Result<T, StorageFault>>): Promise<Result<T, StorageFault>> {
    return new Promise((resolve, reject) => {
      const run = async (): Promise<void> => {
        try {
          resolve(await work());
        } catch (error) {
          try {
            resolve(fail(storageFault(error, name)));
          } catch (bug) {
            reject(bug);
          }
        }
      };
      this.#enqueue(name, { kind: 'other', run });
    });
  }

  #enqueue(name: string, job: Job): void {
    assert(/^[a-z0-9-]+$/.test(name) && name.length <= 100, `a blob's name is [a-z0-9-]+, not ${JSON.stringify(name)}`);
    const queue = this.#queues.get(name);
    if (queue !== undefined) {
      queue.push(job);
      return;
    }
    const own: Job[] = [job];
    this.#queues.set(name, own);
    const running = this.#work(name, own).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #work(name: string, queue: Job[]): Promise<void> {
    // The first turn is left to the caller, so that appends made together are written together.
    await Promise.resolve();
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      if (job.kind === 'other') {
        await job.run();
        continue;
      }
      if (this.#files.get(name)?.crowd === true) await whenStill(() => queue.length);
      const group = [job];
      let bytes = job.bytes.length;
      for (
        let next = queue[0];
        next?.kind === 'append' && bytes + next.bytes.length <= maxGroupBytes;
        next = queue[0]
      ) {
        group.push(next);
        bytes += next.bytes.length;
        queue.shift();
      }
      const result = await this.#appendGroup(name, Buffer.concat(group.map((each) => each.bytes)), group.length > 1);
      for (const each of group) each.resolve(result);
    }
    this.#queues.delete(name);
  }

  async #appendGroup(name: string, bytes: Uint8Array, crowd: boolean): Promise<Result<void, StorageFault>> {
    let file: Appendable | null = null;
    try {
      file = this.#keptFile(name) ?? (await this.#openForAppending(name));
      file.crowd = crowd;
      if (bytes.length <= maxSyncBytes) writeAllSync(file.handle.fd, bytes);
      else await writeAll(file.handle, bytes);
      await syncData(file.handle.fd);
      file.size += bytes.length;
      return done;
    } catch (error) {
      const fault = storageFault(error, name);
      // What came of it goes, lest the next append stand behind half a line; the file is opened anew.
      if (file !== null) await file.handle.truncate(file.size).catch(() => undefined);
      await this.#closeHandle(name);
      return fail(fault);
    }
  }

  #keptFile(name: string): Appendable | null {
    const kept = this.#files.get(name);
    if (kept === undefined) return null;
    this.#files.delete(name);
    this.#files.set(name, kept);
    return kept;
  }

  /** The file open for appending, in its directory for good. */
  async #openForAppending(name: string): Promise<Appendable> {
    for (const oldest of [...this.#files.keys()].filter((each) => !this.#queues.has(each)))
      if (this.#files.size >= maxFiles) await this.#closeHandle(oldest);
    const handle = await open(this.#pathOf(name), 'a', 0o640);
    const file = { handle, size: 0, crowd: false };
    this.#files.set(name, file);
    file.size = (await handle.stat()).size;
    // A crash may have left the file without its entry synced, so an old name is not proof of a synced one.
    await handle.sync();
    await syncDirectory(this.#directory);
    return file;
  }

  async #closeHandle(name: string): Promise<void> {
    const file = this.#files.get(name);
    if (file === undefined) return;
    this.#files.delete(name);
    await file.handle.close().catch(() => undefined);
  }

  async #readFile(name: string): Promise<Result<Uint8Array | null, StorageFault>> {
    let handle: FileHandle;
    try {
      handle = await open(this.#pathOf(name), 'r');
    } catch (error) {
      if (refusalOf(error) === 'ENOENT') return this.#absent(name);
      throw error;
    }
    try {
      const { size } = await handle.stat();
      if (size > maxBytes) return fail({ kind: 'io', name, code: 'EFBIG' });
      return ok(new Uint8Array(await handle.readFile()));
    } finally {
      await handle.close();
    }
  }

  /** Nothing was written, or the directory itself is gone, which is no such thing. */
  async #absent(name: string): Promise<Result<null, StorageFault>> {
    try {
      await stat(this.#directory);
      return ok(null);
    } catch (error) {
      return fail(storageFault(error, name));
    }
  }

  async #replaceFile(name: string, bytes: Uint8Array): Promise<void> {
    await this.#closeHandle(name);
    const path = this.#pathOf(name);
    const handle = await open(path + temporary, 'w', 0o640);
    try {
      try {
        await writeAll(handle, bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(path + temporary, path);
    } catch (error) {
      await unlink(path + temporary).catch(() => undefined);
      throw error;
    }
    await syncDirectory(this.#directory);
  }

  async #makeDirectory(): Promise<void> {
    try {
      await mkdir(this.#directory, { mode: 0o750 });
    } catch (error) {
      if (refusalOf(error) === 'EEXIST') return;
      throw error;
    }
    await syncDirectory(dirname(this.#directory));
  }
}
