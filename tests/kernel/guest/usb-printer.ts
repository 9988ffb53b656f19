import { closeSync, constants, existsSync, openSync, readSync, writeSync } from 'node:fs';
import type { WireEnd } from '../../../sim/peripherals/wire.ts';
import { untilReal } from '../../support/real-time.ts';
import { UsbGadget, usbPrinter } from './usb-gadget.ts';

/** The host's end: usblp makes it. */
export const hostNode = '/dev/usb/lp0';
const deviceNode = '/dev/g_printer0';
/** How often the device's side of the cable is looked at. */
const lookMs = 5;

/**
 * A printer on a real USB cable (printer class, as the kernel's gadget has it), whose inside is a simulated chip: takes no more than the
 * chip has room for, so the host's bulk transfers wait as they do for metal.
 */
export class UsbPrinter {
  readonly #far: WireEnd;
  readonly #gadget: UsbGadget;
  readonly #answers: Uint8Array[] = [];
  readonly #buffer = Buffer.alloc(4096);
  #fd: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  readonly #end: () => void;

  constructor(far: WireEnd) {
    this.#far = far;
    this.#gadget = new UsbGadget(
      'printer',
      { vendor: 0x04b8, product: 0x0202, serial: 'LETAN1' },
      usbPrinter('MFG:EPSON;MDL:TM-T20;CLS:PRINTER;CMD:ESC/POS;'),
    );
    this.#end = far.onSend((bytes) => this.#answers.push(bytes.slice()));
  }

  async plug(): Promise<void> {
    this.#gadget.plug();
    await untilReal(() => existsSync(hostNode) && existsSync(deviceNode));
    this.#fd = openSync(deviceNode, constants.O_RDWR | constants.O_NONBLOCK);
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  async unplug(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
    this.#answers.length = 0;
    this.#gadget.unplug();
    await untilReal(() => !existsSync(hostNode));
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
      while (this.#answers[0] !== undefined) {
        writeSync(fd, this.#answers[0]);
        this.#answers.shift();
      }
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
