import { spawnSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readSync, writeSync } from 'node:fs';
import type { WireEnd } from '../../../sim/peripherals/wire.ts';
import { untilReal } from '../../support/real-time.ts';
import { UsbGadget, usbSerial } from './usb-gadget.ts';

/** The host's end: cdc_acm makes it. */
export const serialNode = '/dev/ttyACM0';
const deviceNode = '/dev/ttyGS0';
const lookMs = 5;

/** A serial device on a real USB cable (CDC ACM, as radars' adapters and Arduinos are), whose inside is a simulated one. */
export class UsbSerial {
  readonly #far: WireEnd;
  readonly #gadget: UsbGadget;
  readonly #waiting: Uint8Array[] = [];
  readonly #buffer = Buffer.alloc(4096);
  readonly #end: () => void;
  #fd: number | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(far: WireEnd) {
    this.#far = far;
    this.#gadget = new UsbGadget('serial', { vendor: 0x1a86, product: 0x7523, serial: 'LETAN2' }, usbSerial);
    this.#end = far.onSend((bytes) => this.#waiting.push(bytes.slice()));
  }

  async plug(): Promise<void> {
    this.#gadget.plug();
    await untilReal(() => existsSync(serialNode) && existsSync(deviceNode));
    this.#fd = openSync(deviceNode, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
    // As a terminal it would echo, and take some bytes for commands.
    spawnSync('stty', ['-F', deviceNode, 'raw', '-echo']);
    this.#waiting.length = 0;
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  async unplug(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
    this.#gadget.unplug();
    await untilReal(() => !existsSync(serialNode));
  }

  async remove(): Promise<void> {
    this.#end();
    await this.unplug();
    this.#gadget.remove();
  }

  #look(): void {
    const fd = this.#fd;
    if (fd === null) return;
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        const count = writeSync(fd, next);
        if (count === next.length) this.#waiting.shift();
        else this.#waiting[0] = next.subarray(count);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
    try {
      while (this.#far.room > 0) {
        const count = readSync(fd, this.#buffer, 0, Math.min(this.#buffer.length, this.#far.room), null);
        if (count === 0) return;
        this.#far.receive(new Uint8Array(this.#buffer.subarray(0, count)));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
