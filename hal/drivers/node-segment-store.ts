import { appendFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, stat, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assert } from '../assert.ts';
import { isSegmentName, type SegmentStore, type StoredSegment } from '../ports/segment-store.ts';
import type { StorageFault } from '../ports/storage.ts';
import { done, fail, ok, type Result } from '../result.ts';
import { refusalOf, storageFault, syncDirectory } from './storage-files.ts';

/**
 * Segments as files of one directory. The newest stays open; a batch is one write and one fdatasync, on Node's thread pool, so that
 * no visitor waits for a card.
 */
export class NodeSegmentStore implements SegmentStore {
  readonly #directory: string;
  #file: { readonly name: string; readonly handle: FileHandle; size: number } | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  list(): Promise<Result<readonly StoredSegment[], StorageFault>> {
    return this.#inTurn('', async () => {
      const names = await readdir(this.#directory).catch((error: unknown) => {
        // Nothing was ever written.
        if (refusalOf(error) === 'ENOENT') return [];
        throw error;
      });
      const segments: StoredSegment[] = [];
      for (const name of names.filter(isSegmentName).sort()) {
        const { mtimeMs, size } = await stat(join(this.#directory, name));
        segments.push({ name, bytes: size, modified: Math.floor(mtimeMs) });
      }
      return ok(segments);
    });
  }

  append(name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>> {
    assert(isSegmentName(name), `a segment's name is 000012-00003.jsonl.gz, not ${JSON.stringify(name)}`);
    return this.#inTurn(name, async () => {
      if (this.#file?.name !== name) {
        await this.#closeFile();
        this.#file = await this.#openForAppending(name);
      }
      const file = this.#file;
      try {
        for (let written = 0; written < bytes.length;)
          written += (await file.handle.write(bytes, written, bytes.length - written)).bytesWritten;
        await file.handle.datasync();
      } catch (error) {
        // Half a batch goes, lest the next stand behind it.
        await file.handle.truncate(file.size).catch(() => undefined);
        await this.#closeFile();
        throw error;
      }
      file.size += bytes.length;
      return done;
    });
  }

  appendAtOnce(name: string, bytes: Uint8Array): void {
    try {
      appendFileSync(join(this.#directory, name), bytes, { mode: 0o640 });
    } catch (error) {
      refusalOf(error);
    }
  }

  read(name: string): Promise<Result<Uint8Array | null, StorageFault>> {
    return this.#inTurn(name, async () => {
      try {
        return ok(new Uint8Array(await readFile(join(this.#directory, name))));
      } catch (error) {
        if (refusalOf(error) === 'ENOENT') return ok(null);
        throw error;
      }
    });
  }

  remove(name: string): Promise<Result<void, StorageFault>> {
    return this.#inTurn(name, async () => {
      if (this.#file?.name === name) await this.#closeFile();
      await unlink(join(this.#directory, name)).catch((error: unknown) => {
        if (refusalOf(error) !== 'ENOENT') throw error;
      });
      return done;
    });
  }

  room(): Promise<Result<number, StorageFault>> {
    return this.#inTurn('', async () => {
      await this.#makeDirectory();
      const { bavail, bsize } = await statfs(this.#directory);
      return ok(bavail * bsize);
    });
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#closeFile();
  }

  #inTurn<T>(name: string, work: () => Promise<Result<T, StorageFault>>): Promise<Result<T, StorageFault>> {
    const result = this.#queue.then(async () => {
      try {
        return await work();
      } catch (error) {
        return fail(storageFault(error, name));
      }
    });
    // A bug of ours is its caller's; the calls behind it go on.
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #openForAppending(name: string): Promise<{ name: string; handle: FileHandle; size: number }> {
    await this.#makeDirectory();
    const handle = await open(join(this.#directory, name), 'a', 0o640);
    try {
      const { size } = await handle.stat();
      await syncDirectory(this.#directory);
      return { name, handle, size };
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
  }

  async #makeDirectory(): Promise<void> {
    const made = await mkdir(this.#directory, { recursive: true, mode: 0o750 });
    if (made !== undefined) await syncDirectory(dirname(this.#directory));
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.handle.close().catch(() => undefined);
  }
}
