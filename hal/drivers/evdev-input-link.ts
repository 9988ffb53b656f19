import { closeSync, constants, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert } from '../assert.ts';
import { Listeners, type Device, type Unsubscribe } from '../device.ts';
import type { LinkFault } from '../ports/byte-link.ts';
import { done, fail, type Result } from '../result.ts';
import { holderOf } from './device-holder.ts';
import type { WordSize } from './input-events.ts';
import { codeOf, linkFault } from './link-faults.ts';

/** Where the kernel's input events come from: `/dev/input/by-id/…-event-kbd`, or its twin. */
export interface InputLink extends Device<LinkFault> {
  readonly where: string;
  readonly words: WordSize;
  /** Whether what is open has the keys that `wanted` asks for, by their codes. */
  hasKeys(wanted: (has: (code: number) => boolean) => boolean): boolean;
  onBytes(listener: (bytes: Uint8Array) => void): Unsubscribe;
}

/*
 * Requests of linux/input.h: _IOC(direction, 'E', number, size). The grab takes its argument by value.
 */
const grabRequest = 0x4004_4590;
const keyBits = Math.ceil(0x300 / 8);
/** EVIOCGBIT(EV_KEY, size): which keys there are, one bit a code. */
const keysRequest = ((2 << 30) | (keyBits << 16) | (0x45 << 8) | 0x21) >>> 0;

/** So many records at a time; what does not fit is read at once after. */
const batchBytes = 64 * 24;

interface Epoll {
  add(fd: number, events: number): Epoll;
  remove(fd: number): Epoll;
  close(): void;
}
interface EpollModule {
  readonly Epoll: (new (callback: (error: Error | null) => void) => Epoll) & { readonly EPOLLIN: number };
}
type Ioctl = (fd: number, request: number, argument: number | Buffer) => number;

const load = createRequire(import.meta.url);

/**
 * An input device of the kernel, read the moment it has something to say and grabbed for ourselves alone (EVIOCGRAB): what is typed
 * on it reaches no browser and no console. A device that another process has grabbed is `busy`.
 */
export class EvdevInputLink implements InputLink {
  readonly where: string;
  readonly words: WordSize = process.arch === 'arm' || process.arch === 'ia32' ? 32 : 64;
  readonly #bytes = new Listeners<Uint8Array>();
  readonly #faults = new Listeners<LinkFault>();
  #opened: { readonly fd: number; readonly epoll: Epoll } | null = null;
  #keys = Buffer.alloc(keyBits);

  constructor(path: string) {
    this.where = path;
  }

  async open(signal: AbortSignal): Promise<Result<void, LinkFault>> {
    assert(this.#opened === null, `${this.where} opened twice`);
    if (signal.aborted) return fail({ kind: 'timeout', where: this.where });
    let fd: number;
    try {
      fd = openSync(this.where, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (error) {
      return fail(linkFault(error, this.where));
    }
    try {
      // The packages have the shapes above; the tests in a kernel of their own run all of them.
      const ioctl = load('ioctl') as Ioctl;
      const { Epoll } = load('epoll') as EpollModule;
      this.#keys = Buffer.alloc(keyBits);
      ioctl(fd, keysRequest, this.#keys);
      ioctl(fd, grabRequest, 1);
      const epoll = new Epoll(() => this.#read());
      this.#opened = { fd, epoll };
      epoll.add(fd, Epoll.EPOLLIN);
      return done;
    } catch (error) {
      this.#opened = null;
      closeSync(fd);
      // ENOTTY and EINVAL: a file that is no input device.
      return codeOf(error) === 'EBUSY'
        ? fail({ kind: 'busy', where: this.where, holder: (await holderOf(this.where)) ?? 'another process' })
        : fail(linkFault(error, this.where));
    }
  }

  close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened !== null) this.#release(opened);
    return Promise.resolve();
  }

  onFault(listener: (fault: LinkFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  onBytes(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#bytes.add(listener);
  }

  hasKeys(wanted: (has: (code: number) => boolean) => boolean): boolean {
    return wanted((code) => ((this.#keys[code >> 3] ?? 0) & (1 << (code & 7))) !== 0);
  }

  #read(): void {
    // Told once more after the closing: the watch runs in a thread of its own.
    while (this.#opened !== null) {
      const buffer = new Uint8Array(batchBytes);
      let count: number;
      try {
        count = readSync(this.#opened.fd, buffer, 0, buffer.length, null);
      } catch (error) {
        if (codeOf(error) === 'EAGAIN') return;
        this.#lose(linkFault(error, this.where));
        return;
      }
      if (count === 0) {
        this.#lose({ kind: 'unplugged', where: this.where });
        return;
      }
      this.#bytes.emit(buffer.subarray(0, count));
    }
  }

  /** The device is gone: an fd left in the watch would be told of for ever. */
  #lose(fault: LinkFault): void {
    const opened = this.#opened;
    if (opened === null) return;
    this.#opened = null;
    this.#release(opened);
    this.#faults.emit(fault);
  }

  /** Closing gives the grab back as well. */
  #release({ fd, epoll }: { readonly fd: number; readonly epoll: Epoll }): void {
    epoll.remove(fd).close();
    closeSync(fd);
  }
}
