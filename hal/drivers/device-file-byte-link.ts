import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { ByteLink, LinkFault } from '../ports/byte-link.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import { done, fail, ok, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { holderOf } from './device-holder.ts';
import { codeOf, linkFault } from './link-faults.ts';

/** A device that has nothing to read, or no room, says EAGAIN; Node cannot wait on such a file, so it is asked again. */
const busyReadMs: Milliseconds = 15;
const idleReadMs: Milliseconds = 200;
/** An answer is looked for this often-and-soon for so long after a write or a byte. */
const livelyMs: Milliseconds = 3000;
const writeAgainMs: Milliseconds = 10;
/** What usblp takes at once; a full device then says so within one piece. */
const pieceBytes = 8192;

/**
 * Bytes over a character device: a USB printer's `/dev/usb/lp0`, a serial line's `/dev/ttyUSB0` whose speed is set already. Opened
 * for both ways and without blocking; where that is not allowed, or the device says it cannot be read, for writing alone.
 */
export class DeviceFileByteLink implements ByteLink {
  readonly where: string;
  readonly #clock: Clock;
  readonly #bytes = new Listeners<Uint8Array>();
  readonly #faults = new Listeners<LinkFault>();
  #file: OpenFile | null = null;

  constructor(path: string, clock: Clock) {
    this.where = path;
    this.#clock = clock;
  }

  /** Known once open. */
  get readable(): boolean {
    return this.#file?.readable ?? false;
  }

  async open(signal: AbortSignal): Promise<Result<void, LinkFault>> {
    assert(this.#file === null, `${this.where} opened twice`);
    const opened = await this.#openHandle();
    if (!opened.ok) return opened;
    if (signal.aborted) {
      await opened.value.handle.close();
      return fail({ kind: 'timeout', where: this.where });
    }
    const { handle, both } = opened.value;
    const file = new OpenFile(
      handle,
      this.where,
      this.#clock,
      (bytes) => this.#bytes.emit(bytes),
      (fault) => this.#faults.emit(fault),
    );
    const started = await file.start(both);
    if (!started.ok) await file.close();
    else this.#file = file;
    return started;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  write(bytes: Uint8Array, signal: AbortSignal): Promise<Result<void, LinkFault>> {
    return this.#file?.write(bytes, signal) ?? Promise.resolve(fail({ kind: 'unplugged', where: this.where }));
  }

  onBytes(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#bytes.add(listener);
  }

  onFault(listener: (fault: LinkFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  async #openHandle(): Promise<Result<{ readonly handle: FileHandle; readonly both: boolean }, LinkFault>> {
    // O_NOCTTY: a serial line must not become the terminal of a service started without one, whose hang-up would end it.
    const flags = constants.O_NONBLOCK | constants.O_NOCTTY;
    try {
      const both = await open(this.where, constants.O_RDWR | flags).catch(async (error: unknown) => {
        if (!['EACCES', 'EPERM', 'EINVAL', 'EROFS'].includes(codeOf(error))) throw error;
        return null;
      });
      const handle = both ?? (await open(this.where, constants.O_WRONLY | flags));
      if ((await handle.stat()).isCharacterDevice()) return ok({ handle, both: both !== null });
      // `cat slip > /dev/usb/lp0` without a printer leaves a plain file under its name, which takes every slip and prints none.
      await handle.close();
      return fail({ kind: 'io', where: this.where, code: 'ENOTCHR' });
    } catch (error) {
      if (codeOf(error) === 'EBUSY')
        return fail({ kind: 'busy', where: this.where, holder: (await holderOf(this.where)) ?? 'another process' });
      return fail(linkFault(error, this.where));
    }
  }
}

/** One opening of a device. */
class OpenFile {
  readonly #handle: FileHandle;
  readonly #where: string;
  readonly #clock: Clock;
  readonly #onBytes: (bytes: Uint8Array) => void;
  readonly #onFault: (fault: LinkFault) => void;
  readonly #end = new AbortController();
  readonly #buffer = new Uint8Array(4096);
  #readable = false;
  #writes: Promise<unknown> = Promise.resolve();
  #reading: Promise<void> = Promise.resolve();
  #livelyUntil: Milliseconds = 0;
  /** Cuts the pause before the next read short: a write may be answered soon. */
  #wake: (() => void) | null = null;
  #closed: Promise<void> | null = null;

  constructor(
    handle: FileHandle,
    where: string,
    clock: Clock,
    onBytes: (bytes: Uint8Array) => void,
    onFault: (fault: LinkFault) => void,
  ) {
    this.#handle = handle;
    this.#where = where;
    this.#clock = clock;
    this.#onBytes = onBytes;
    this.#onFault = onFault;
  }

  get readable(): boolean {
    return this.#readable;
  }

  /** Tries the first read: printers that cannot answer open for both ways and then refuse it. */
  async start(both: boolean): Promise<Result<void, LinkFault>> {
    if (!both) return done;
    try {
      await this.#handle.read(this.#buffer, 0, this.#buffer.length, null);
      this.#readable = true;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EAGAIN') this.#readable = true;
      else if (code !== 'EINVAL' && code !== 'EBADF') return fail(linkFault(error, this.#where));
    }
    if (this.#readable) this.#reading = this.#read();
    return done;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#end.abort();
    await this.#reading;
    await this.#writes;
    // A device that went away may refuse even this; nothing is held then.
    await this.#handle.close().catch(() => undefined);
  }

  write(bytes: Uint8Array, signal: AbortSignal): Promise<Result<void, LinkFault>> {
    const written = this.#writes.then(() => this.#write(bytes, signal));
    this.#writes = written;
    return written;
  }

  async #write(bytes: Uint8Array, signal: AbortSignal): Promise<Result<void, LinkFault>> {
    for (let from = 0; from < bytes.length;) {
      if (this.#end.signal.aborted) return fail({ kind: 'unplugged', where: this.#where });
      if (signal.aborted) return fail({ kind: 'timeout', where: this.#where });
      try {
        const piece = Math.min(pieceBytes, bytes.length - from);
        const { bytesWritten } = await this.#handle.write(bytes, from, piece, null);
        from += bytesWritten;
        if (bytesWritten === 0) await this.#pause(writeAgainMs, signal);
      } catch (error) {
        if (codeOf(error) === 'EAGAIN') await this.#pause(writeAgainMs, signal);
        else {
          const fault = linkFault(error, this.#where);
          this.#lose(fault);
          return fail(fault);
        }
      }
    }
    this.#livelyUntil = this.#clock.now() + livelyMs;
    this.#wake?.();
    return done;
  }

  async #read(): Promise<void> {
    while (!this.#end.signal.aborted) {
      try {
        const { bytesRead } = await this.#handle.read(this.#buffer, 0, this.#buffer.length, null);
        if (this.#end.signal.aborted) return;
        if (bytesRead > 0) {
          this.#livelyUntil = this.#clock.now() + livelyMs;
          this.#onBytes(this.#buffer.slice(0, bytesRead));
          continue;
        }
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN') {
          this.#lose(linkFault(error, this.#where));
          return;
        }
      }
      const lively = this.#clock.now() < this.#livelyUntil;
      await this.#pause(lively ? busyReadMs : idleReadMs, null);
    }
  }

  #lose(fault: LinkFault): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    this.#onFault(fault);
  }

  /** A pause that the end, an abort or (for reads, which pass none) a fresh write cuts short. */
  #pause(ms: Milliseconds, signal: AbortSignal | null): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        this.#clock.clearTimeout(timer);
        this.#end.signal.removeEventListener('abort', go);
        signal?.removeEventListener('abort', go);
        if (this.#wake === go) this.#wake = null;
        resolve();
      };
      const timer: TimerId = this.#clock.setTimeout(go, ms);
      this.#end.signal.addEventListener('abort', go);
      signal?.addEventListener('abort', go);
      if (signal === null) this.#wake = go;
      if (this.#end.signal.aborted || signal?.aborted === true) go();
    });
  }
}
