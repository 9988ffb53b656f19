import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { Watchdog, WatchdogFault } from '../ports/watchdog.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { holderOf } from './device-holder.ts';
import { codeOf } from './link-faults.ts';

/*
 * Requests of linux/watchdog.h (Documentation/watchdog/watchdog-api.rst). Both carry one int of seconds, and the driver answers with
 * what it made of it.
 */
const setTimeoutRequest = 0xc004_5706;
const getTimeoutRequest = 0x8004_5707;
/** The last byte before the closing: the watch ends in order ("magic close"). Without it closing is what a dead process does. */
const magicClose = 'V';

type Ioctl = (fd: number, request: number, argument: Buffer) => number;

/** The kernel's watchdog, `/dev/watchdog`: the board is reset when it is not told for `timeoutMs`. */
export class LinuxWatchdog implements Watchdog {
  readonly #path: string;
  readonly #wantedMs: Milliseconds;
  readonly #faults = new Listeners<WatchdogFault>();
  #timeoutMs: Milliseconds;
  #fd: number | null = null;

  constructor(path: string, timeoutMs: Milliseconds) {
    this.#path = path;
    this.#wantedMs = timeoutMs;
    this.#timeoutMs = timeoutMs;
  }

  /** What the hardware made of it: a Pi's has 15 s at most. */
  get timeoutMs(): Milliseconds {
    return this.#timeoutMs;
  }

  async open(): Promise<Result<void, WatchdogFault>> {
    assert(this.#fd === null, `${this.#path} opened twice`);
    let fd: number;
    try {
      fd = openSync(this.#path, constants.O_WRONLY);
    } catch (error) {
      return fail(await this.#faultOf(error));
    }
    this.#fd = fd;
    try {
      // The package has the shape above; the tests in a kernel of their own run it.
      const ioctl = createRequire(import.meta.url)('ioctl') as Ioctl;
      const seconds = Buffer.alloc(4);
      seconds.writeInt32LE(Math.max(1, Math.floor(this.#wantedMs / 1000)));
      // A driver whose time is fixed refuses, and says which it is.
      try {
        ioctl(fd, setTimeoutRequest, seconds);
      } catch (error) {
        if (!['EOPNOTSUPP', 'ENOTTY', 'EINVAL'].includes(codeOf(error))) throw error;
        ioctl(fd, getTimeoutRequest, seconds);
      }
      this.#timeoutMs = seconds.readInt32LE() * 1000;
      return done;
    } catch (error) {
      await this.close();
      return fail(await this.#faultOf(error));
    }
  }

  close(): Promise<void> {
    const fd = this.#fd;
    this.#fd = null;
    if (fd === null) return Promise.resolve();
    try {
      writeSync(fd, magicClose);
    } catch {
      // It cannot be told that this is the end; it will take it for a death.
    }
    closeSync(fd);
    return Promise.resolve();
  }

  onFault(listener: (fault: WatchdogFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  alive(): void {
    if (this.#fd === null) return;
    try {
      // Any byte but the magic one.
      writeSync(this.#fd, '\0');
    } catch (error) {
      this.#faults.emit({ kind: 'io', where: this.#path, code: codeOf(error) });
    }
  }

  async #faultOf(error: unknown): Promise<WatchdogFault> {
    const where = this.#path;
    const code = codeOf(error);
    if (code === 'EBUSY') return { kind: 'busy', where, holder: (await holderOf(where)) ?? 'another process' };
    if (code === 'EACCES' || code === 'EPERM') return { kind: 'permission', where };
    return ['ENOENT', 'ENXIO', 'ENODEV'].includes(code) ? { kind: 'absent', where } : { kind: 'io', where, code };
  }
}
