import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilReal } from '../../support/real-time.ts';
import { UsbGadget, usbKeyboard } from './usb-gadget.ts';

/** A USB keyboard whose fingers are the test: reports go in at the device's end of the cable. */
export class UsbKeyboard {
  readonly #gadget = new UsbGadget('keyboard', { vendor: 0x0c2e, product: 0x0b61, serial: 'LETAN2' }, usbKeyboard);
  #handle: FileHandle | null = null;
  #node = '';
  #sending: Promise<void> = Promise.resolve();

  /** The kernel's name for it. */
  get node(): string {
    return this.#node;
  }

  async plug(): Promise<void> {
    this.#gadget.plug();
    await untilReal(() => existsSync('/dev/hidg0') && UsbKeyboard.find() !== null);
    this.#node = UsbKeyboard.find() ?? '';
    await untilReal(() => existsSync(this.#node));
    this.#handle = await open('/dev/hidg0', 'r+');
    // usbhid throws away what is typed in the first 50 ms after it began to listen.
    await sleep(200);
  }

  /** Pulled out, whatever is still to be typed. */
  async unplug(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    this.#gadget.unplug();
    await this.#sending;
    await handle?.close();
    await untilReal(() => UsbKeyboard.find() === null);
  }

  async remove(): Promise<void> {
    await this.unplug();
    this.#gadget.remove();
  }

  /** The host fetches one report after the other, as fast as the cable allows; none waits for this process. */
  send(...reports: readonly Uint8Array[]): void {
    for (const report of reports)
      this.#sending = this.#sending.then(async () => {
        await this.#handle?.write(report).catch(() => undefined);
      });
  }

  /** All that was to be typed has been. */
  idle(): Promise<void> {
    return this.#sending;
  }

  static find(): string | null {
    for (const name of readdirSync('/sys/class/input').filter((each) => each.startsWith('event'))) {
      try {
        if (readFileSync(`/sys/class/input/${name}/device/id/vendor`, 'utf8').trim() === '0c2e')
          return `/dev/input/${name}`;
      } catch {
        // Pulled out while it was looked at.
      }
    }
    return null;
  }
}
