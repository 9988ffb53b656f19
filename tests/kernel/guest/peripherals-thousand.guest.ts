import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../hal/device.ts';
import { DeviceFileByteLink } from '../../../hal/drivers/device-file-byte-link.ts';
import { EvdevCodeScanner } from '../../../hal/drivers/evdev-code-scanner.ts';
import { EvdevInputLink } from '../../../hal/drivers/evdev-input-link.ts';
import { EvdevKeypad } from '../../../hal/drivers/evdev-keypad.ts';
import { LinuxWatchdog } from '../../../hal/drivers/linux-watchdog.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { EscposPrinter, escposPrinterDefaults } from '../../../sim/peripherals/escpos.ts';
import { leftBehind } from '../../support/held-level.ts';
import { runs } from '../../support/tier.ts';
import { UsbKeyboard } from './usb-keyboard.ts';
import { hostNode, UsbPrinter } from './usb-printer.ts';

const clock = new NodeClock(() => true);
const signal = new AbortController().signal;
/** An emulated CPU takes some 20 ms for each. */
const times = runs({ fast: 100, long: 1000 });

describe('what visitors touch and take, opened and closed again and again', () => {
  const keyboard = new UsbKeyboard();
  const printer = new UsbPrinter(new EscposPrinter(new NodeClock(() => true), escposPrinterDefaults));
  beforeAll(async () => {
    await keyboard.plug();
    await printer.plug();
  });
  afterAll(async () => {
    await keyboard.remove();
    await printer.remove();
  });

  const drivers: readonly (readonly [name: string, make: () => Device])[] = [
    ['number pad', () => new EvdevKeypad(new EvdevInputLink(keyboard.node), clock)],
    ['keyboard scanner', () => new EvdevCodeScanner(new EvdevInputLink(keyboard.node), clock)],
    ['USB printer', () => new DeviceFileByteLink(hostNode, clock)],
    ['watchdog', () => new LinuxWatchdog('/dev/watchdog', 15_000)],
  ];

  it.each(drivers)('%s: descriptors, timers and memory stay level', { timeout: 590_000 }, async (_name, make) => {
    const left = await leftBehind(times, async () => {
      const device = make();
      expect(await device.open(signal)).toEqual({ ok: true, value: undefined });
      await device.close();
    });
    expect(left.descriptors).toBe(0);
    expect(clock.pending).toBe(0);
    // Less than half a kilobyte for each: what a JavaScript engine itself keeps on learning.
    expect(left.heapBytes).toBeLessThan(Math.max(200_000, times * 500));
  });
});
