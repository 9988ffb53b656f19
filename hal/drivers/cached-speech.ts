import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Unsubscribe } from '../device.ts';
import { errorCode } from '../error-code.ts';
import type { Clip } from '../ports/speaker.ts';
import type { Speech, SpeechFault } from '../ports/speech.ts';
import { fail, ok, type Result } from '../result.ts';
import { readWav, writeWav } from './wav.ts';

/** A voice whose clips may be kept: `engine` tells its sound from another's. */
export interface Engine extends Speech {
  readonly engine: string;
}

export interface CacheLimits {
  readonly memoryBytes: number;
  readonly diskBytes: number;
}
/** Two minutes in memory; on disk some 600 sentences of 3 s, the phrases and a day's numbers. */
export const cacheDefaults: CacheLimits = { memoryBytes: 12 * 1024 * 1024, diskBytes: 96 * 1024 * 1024 };

/** Raised when clips are made differently (speed, level), so that old ones are not heard any more. */
const recipe = 1;

interface Kept {
  readonly name: string;
  readonly bytes: number;
}

interface Making {
  readonly result: Promise<Result<Clip, SpeechFault>>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * A voice that remembers: clips in memory and, as WAV files named by a hash of engine, language and words, on disk, the least
 * recently used going first in both. Words asked for twice at once are made once. A disk that is full, read-only or gone costs
 * speed and nothing else. No name or wish of a visitor is in a sentence, so a kept clip tells nothing about anybody.
 */
export class CachedSpeech implements Speech {
  readonly #engine: Engine;
  readonly #directory: string;
  readonly #limits: CacheLimits;
  /** Oldest use first, as a Map keeps its order. */
  readonly #memory = new Map<string, Clip>();
  #memoryBytes = 0;
  readonly #disk = new Map<string, Kept>();
  #diskBytes = 0;
  readonly #making = new Map<string, Making>();
  /** Writes that have not ended; `close` waits for them. */
  readonly #writes = new Set<Promise<void>>();

  constructor(engine: Engine, directory: string, limits: CacheLimits = cacheDefaults) {
    this.#engine = engine;
    this.#directory = directory;
    this.#limits = limits;
  }

  async open(signal: AbortSignal): Promise<Result<void, SpeechFault>> {
    await this.#survey();
    return this.#engine.open(signal);
  }

  async close(): Promise<void> {
    for (const { controller } of this.#making.values()) controller.abort();
    this.#making.clear();
    await this.#engine.close();
    await Promise.all(this.#writes);
  }

  onFault(listener: (fault: SpeechFault) => void): Unsubscribe {
    return this.#engine.onFault(listener);
  }

  /** Bytes kept now, for tests and status. */
  get kept(): { readonly memory: number; readonly disk: number } {
    return { memory: this.#memoryBytes, disk: this.#diskBytes };
  }

  async synthesize(language: string, words: string, signal: AbortSignal): Promise<Result<Clip, SpeechFault>> {
    const name = createHash('sha256')
      .update([recipe, this.#engine.engine, language, words].join('\0'))
      .digest('hex')
      .slice(0, 32);
    const remembered = this.#memory.get(name);
    if (remembered !== undefined) {
      this.#memory.delete(name);
      this.#memory.set(name, remembered);
      return ok(remembered);
    }
    if (signal.aborted) return fail({ kind: 'interrupted' });
    return this.#shared(name, language, words, signal);
  }

  /** One making for all who ask for the same words; it is given up when none of them waits any more. */
  #shared(name: string, language: string, words: string, signal: AbortSignal): Promise<Result<Clip, SpeechFault>> {
    let making = this.#making.get(name);
    if (making === undefined) {
      const controller = new AbortController();
      const started: Making = {
        result: this.#make(name, language, words, controller.signal).finally(() => this.#forget(name, started)),
        controller,
        waiting: 0,
      };
      this.#making.set(name, started);
      making = started;
    }
    const mine = making;
    mine.waiting += 1;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        mine.waiting -= 1;
        if (mine.waiting === 0) {
          // Who asks from now on starts anew.
          this.#forget(name, mine);
          mine.controller.abort();
        }
        resolve(fail({ kind: 'interrupted' }));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      mine.result.finally(() => signal.removeEventListener('abort', onAbort)).then(resolve, reject);
    });
  }

  #forget(name: string, making: Making): void {
    if (this.#making.get(name) === making) this.#making.delete(name);
  }

  async #make(name: string, language: string, words: string, signal: AbortSignal): Promise<Result<Clip, SpeechFault>> {
    const stored = await this.#load(name, language, words);
    if (stored !== null) {
      this.#remember(name, stored);
      return ok(stored);
    }
    const made = await this.#engine.synthesize(language, words, signal);
    if (!made.ok) return made;
    this.#remember(name, made.value);
    const write = this.#store(name, made.value).finally(() => this.#writes.delete(write));
    this.#writes.add(write);
    return made;
  }

  #remember(name: string, clip: Clip): void {
    const bytes = clip.samples.byteLength;
    if (bytes > this.#limits.memoryBytes) return;
    this.#memory.set(name, clip);
    this.#memoryBytes += bytes;
    for (const [oldest, { samples }] of this.#memory) {
      if (this.#memoryBytes <= this.#limits.memoryBytes) return;
      this.#memory.delete(oldest);
      this.#memoryBytes -= samples.byteLength;
    }
  }

  #path(name: string): string {
    return join(this.#directory, `${name}.wav`);
  }

  /** What earlier starts have left, oldest use first. */
  async #survey(): Promise<void> {
    this.#disk.clear();
    this.#diskBytes = 0;
    try {
      // Not recursively: its parent is the device's data directory, and below /proc Node would try for ever.
      await mkdir(this.#directory).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error;
      });
      const found: (Kept & { readonly usedAt: number })[] = [];
      for (const file of await readdir(this.#directory)) {
        const name = /^([0-9a-f]{32})\.wav$/.exec(file)?.[1];
        if (name === undefined) {
          // A write that a power cut broke off.
          if (file.endsWith('.part')) await rm(join(this.#directory, file), { force: true });
          continue;
        }
        const { size, mtimeMs } = await stat(this.#path(name));
        found.push({ name, bytes: size, usedAt: mtimeMs });
      }
      found.sort((a, b) => a.usedAt - b.usedAt);
      for (const { name, bytes } of found) this.#keep({ name, bytes });
      await this.#makeRoom();
    } catch {
      // No usable directory: memory alone then.
    }
  }

  #keep(kept: Kept): void {
    this.#diskBytes += kept.bytes - (this.#disk.get(kept.name)?.bytes ?? 0);
    this.#disk.delete(kept.name);
    this.#disk.set(kept.name, kept);
  }

  async #drop(kept: Kept): Promise<void> {
    if (this.#disk.delete(kept.name)) this.#diskBytes -= kept.bytes;
    await rm(this.#path(kept.name), { force: true });
  }

  async #makeRoom(): Promise<void> {
    // Deleting while walking a Map is well defined.
    for (const kept of this.#disk.values()) {
      if (this.#diskBytes <= this.#limits.diskBytes) return;
      await this.#drop(kept);
    }
  }

  async #load(name: string, language: string, words: string): Promise<Clip | null> {
    const kept = this.#disk.get(name);
    if (kept === undefined) return null;
    try {
      const sound = readWav(await readFile(this.#path(name)));
      if (!sound.ok || sound.value.samples.length === 0) {
        await this.#drop(kept);
        return null;
      }
      this.#keep(kept);
      const { samples, sampleRate } = sound.value;
      // The time of use decides what goes first after the next start; a day is fine enough and spares the card.
      const { mtimeMs } = await stat(this.#path(name));
      const now = new Date();
      if (now.getTime() - mtimeMs > 86_400_000) await utimes(this.#path(name), now, now);
      return { words, language, sampleRate, samples, durationMs: Math.round((samples.length * 1000) / sampleRate) };
    } catch {
      this.#disk.delete(name);
      this.#diskBytes -= kept.bytes;
      return null;
    }
  }

  async #store(name: string, clip: Clip): Promise<void> {
    const wav = writeWav(clip);
    if (wav.length > this.#limits.diskBytes) return;
    const part = `${this.#path(name)}.part`;
    try {
      await writeFile(part, wav);
      await rename(part, this.#path(name));
      this.#keep({ name, bytes: wav.length });
      await this.#makeRoom();
    } catch {
      // Full or read-only: the clip is in memory, and the next start makes it anew.
      await rm(part, { force: true }).catch(() => {});
    }
  }
}
