import { closeSync, constants, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { I2cChip } from '../../../sim/peripherals/i2c-chip.ts';

/** What is used of the epoll package, which has no types of its own. */
interface Poller {
  add(fd: number, events: number): Poller;
  remove(fd: number): Poller;
  close(): void;
}
interface EpollClass {
  new (callback: (error: Error | null, fd: number, events: number) => void): Poller;
  readonly EPOLLIN: number;
}

const device = '/dev/i2c-user';
/** Nobody acknowledged (include/uapi/asm-generic/errno-base.h: ENXIO), as controllers of boards say it. */
const noAcknowledge = -6;
const isRead = 1;

const adapters = (): Set<string> =>
  new Set(readdirSync('/sys/bus/i2c/devices').filter((name) => /^i2c-\d+$/.test(name)));

/**
 * An I2C bus of a real kernel whose chips are simulated ones in this process: the drivers under test go through `/dev/i2c-N`, the
 * kernel's core and the ioctl interface, and back to here by tests/kernel/modules/i2c-user.c. Answering takes a turn of the event
 * loop, so only asynchronous callers may be tested in one process with it.
 */
export class UserI2cBus {
  readonly #chips: readonly I2cChip[];
  readonly #buffer = Buffer.alloc(65_536);
  #fd: number | null = null;
  #poller: Poller | null = null;
  #number = -1;
  /** While true nothing is answered: to the caller a line is held low. */
  stuck = false;

  constructor(...chips: readonly I2cChip[]) {
    this.#chips = chips;
    this.plug();
  }

  /** N of `/dev/i2c-N`; another one after the bus was unplugged and plugged again, perhaps. */
  get number(): number {
    return this.#number;
  }

  plug(): void {
    const before = adapters();
    const fd = openSync(device, constants.O_RDWR | constants.O_NONBLOCK);
    const [made] = [...adapters()].filter((name) => !before.has(name));
    this.#fd = fd;
    this.#number = Number(made?.slice('i2c-'.length));
    const { Epoll } = createRequire(import.meta.url)('epoll') as { Epoll: EpollClass };
    this.#poller = new Epoll(() => this.#answer()).add(fd, Epoll.EPOLLIN);
  }

  unplug(): void {
    if (this.#fd === null) return;
    this.#poller?.remove(this.#fd).close();
    closeSync(this.#fd);
    this.#fd = null;
  }

  #answer(): void {
    const fd = this.#fd;
    if (fd === null) return;
    try {
      readSync(fd, this.#buffer, 0, this.#buffer.length, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return;
      throw error;
    }
    if (this.stuck) return;
    const { result, read } = this.#transfer();
    const head = Buffer.alloc(8);
    this.#buffer.copy(head, 0, 0, 4);
    head.writeInt32LE(result, 4);
    try {
      writeSync(fd, Buffer.concat([head, ...read]));
    } catch (error) {
      // The caller has given up meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESTALE') throw error;
    }
  }

  /** Messages of one transfer, in the order and with the layout of i2c-user.c. */
  #transfer(): { readonly result: number; readonly read: Uint8Array[] } {
    const read: Uint8Array[] = [];
    let at = 8;
    for (let message = 0; message < this.#buffer.readUInt32LE(4); message += 1) {
      const address = this.#buffer.readUInt16LE(at);
      const reads = (this.#buffer.readUInt16LE(at + 2) & isRead) !== 0;
      const length = this.#buffer.readUInt16LE(at + 4);
      at += 8;
      const chip = this.#chips.find((each) => each.address === address);
      if (chip === undefined) return { result: noAcknowledge, read: [] };
      if (reads) read.push(chip.read(length));
      else {
        chip.write(Uint8Array.from(this.#buffer.subarray(at, at + length)));
        at += length;
      }
    }
    return { result: 0, read };
  }
}
