import { closeSync, constants, existsSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EvdevCodeScanner } from '../../../hal/drivers/evdev-code-scanner.ts';
import { EvdevInputLink } from '../../../hal/drivers/evdev-input-link.ts';
import { EvdevKeypad } from '../../../hal/drivers/evdev-keypad.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import type { PadKey } from '../../../hal/ports/keypad.ts';
import { keyReport, released, typedReports, usages } from '../../../sim/peripherals/hid-keyboard.ts';
import { codeScannerContract } from '../../contract/code-scanner.contract.ts';
import { keypadContract } from '../../contract/keypad.contract.ts';
import { untilReal } from '../../support/real-time.ts';
import { UsbGadget, usbKeyboard } from './usb-gadget.ts';

/** A USB keyboard whose fingers are the test: reports go in at the device's end of the cable. */
class Keyboard {
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
    await untilReal(() => existsSync('/dev/hidg0') && Keyboard.find() !== null);
    this.#node = Keyboard.find() ?? '';
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
    await untilReal(() => Keyboard.find() === null);
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

const inputDescriptors = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('/dev/input/');
    } catch {
      return false;
    }
  }).length;

const usageOf = (key: PadKey): number => {
  if (key === 'enter') return usages.padEnter;
  if (key === 'backspace') return usages.backspace;
  return key === '0' ? usages.pad0 : usages.pad1 + Number(key) - 1;
};

keypadContract('USB number pad on a real kernel', async () => {
  const clock = new NodeClock(() => true);
  const keyboard = new Keyboard();
  await keyboard.plug();
  const keypad = new EvdevKeypad(new EvdevInputLink(keyboard.node), clock);
  return {
    keypad,
    press: (key) => keyboard.send(keyReport(usageOf(key)), released),
    hold: (key) => keyboard.send(keyReport(usageOf(key))),
    release: () => keyboard.send(released),
    quiet: async () => {
      await keyboard.idle();
      await sleep(300);
    },
    now: () => clock.now(),
    unplug: () => keyboard.unplug(),
    plug: () => keyboard.plug(),
    held: () => clock.pending + inputDescriptors(),
    tidy: () => keyboard.remove(),
  };
});

codeScannerContract(
  'USB keyboard scanner on a real kernel',
  async () => {
    const clock = new NodeClock(() => true);
    const keyboard = new Keyboard();
    await keyboard.plug();
    const scanner = new EvdevCodeScanner(new EvdevInputLink(keyboard.node), clock);
    return {
      scanner,
      finish: (call) => call,
      show: (code) => keyboard.send(...typedReports(code)),
      quiet: async () => {
        await keyboard.idle();
        await sleep(400);
      },
      pause: async () => {
        await keyboard.idle();
        await sleep(1900);
      },
      now: () => clock.now(),
      unplug: () => keyboard.unplug(),
      plug: () => keyboard.plug(),
      held: () => clock.pending + inputDescriptors(),
      tidy: () => keyboard.remove(),
    };
  },
  { typesSlowly: true },
);

describe('an input device', () => {
  const never = new AbortController().signal;

  it('that is open reaches nobody else, and everybody again once it is closed', async () => {
    const keyboard = new Keyboard();
    await keyboard.plug();
    const browser = openSync(keyboard.node, constants.O_RDONLY | constants.O_NONBLOCK);
    const heard = (): number => {
      try {
        return readSync(browser, Buffer.alloc(24 * 64));
      } catch {
        return 0;
      }
    };
    const keypad = new EvdevKeypad(new EvdevInputLink(keyboard.node), new NodeClock(() => true));
    const keys: PadKey[] = [];
    keypad.onKey(({ key }) => keys.push(key));
    expect((await keypad.open(never)).ok).toBe(true);
    keyboard.send(keyReport(usages.pad1), released);
    await untilReal(() => keys.length === 1);
    expect(heard()).toBe(0);
    await keypad.close();
    keyboard.send(keyReport(usages.pad1), released);
    let bytes = 0;
    await untilReal(() => (bytes += heard()) > 0);
    expect(keys).toEqual(['1']);
    closeSync(browser);
    await keyboard.remove();
  });

  it('that another program holds for itself is busy, and no keyboard is told from one', async () => {
    const keyboard = new Keyboard();
    await keyboard.plug();
    const clock = new NodeClock(() => true);
    const first = new EvdevKeypad(new EvdevInputLink(keyboard.node), clock);
    expect((await first.open(never)).ok).toBe(true);
    const second = await new EvdevKeypad(new EvdevInputLink(keyboard.node), clock).open(never);
    expect(second.ok || second.fault.kind).toBe('busy');
    await first.close();
    const file = await new EvdevKeypad(new EvdevInputLink('/dev/null'), clock).open(never);
    expect(file.ok || file.fault.kind).toBe('io');
    expect(inputDescriptors()).toBe(0);
    await keyboard.remove();
  });
});
