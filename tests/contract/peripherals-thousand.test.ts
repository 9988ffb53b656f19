import { describe, expect, it } from 'vitest';
import type { Device } from '../../hal/device.ts';
import { DeviceFileByteLink } from '../../hal/drivers/device-file-byte-link.ts';
import { escposDefaults, EscposTicketPrinter } from '../../hal/drivers/escpos-ticket-printer.ts';
import { EvdevCodeScanner } from '../../hal/drivers/evdev-code-scanner.ts';
import { EvdevKeypad } from '../../hal/drivers/evdev-keypad.ts';
import { LineCodeScanner } from '../../hal/drivers/line-code-scanner.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { PinButton } from '../../hal/drivers/pin-button.ts';
import { PinLamp } from '../../hal/drivers/pin-lamp.ts';
import { SystemdWatchdog } from '../../hal/drivers/systemd-watchdog.ts';
import { TcpByteLink } from '../../hal/drivers/tcp-byte-link.ts';
import { WebAudioSpeaker } from '../../hal/drivers/web-audio-speaker.ts';
import { Ws2812RingLamp } from '../../hal/drivers/ws2812-ring-lamp.ts';
import { SimDigitalInput, SimDigitalOutput, SimWire } from '../../sim/devices/digital-pin.ts';
import { SimInputLink } from '../../sim/devices/input-link.ts';
import { SimSpiBus } from '../../sim/devices/spi-bus.ts';
import { EscposPrinter, escposPrinterDefaults } from '../../sim/peripherals/escpos.ts';
import { HidKeyboard, keyReport, released, typedReports } from '../../sim/peripherals/hid-keyboard.ts';
import { FarEnd } from '../support/far-end.ts';
import { leftBehind } from '../support/held-level.ts';
import { hasSocat, PeripheralServer, PtyWire } from '../support/printer-host.ts';
import { noAlsa, SoundCard } from '../support/sound-card.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { runs } from '../support/tier.ts';

/*
 * Every driver of what visitors touch, hear and take, opened, used and closed a thousand times: descriptors, timers and memory stay
 * where they were. The input events of a real kernel, its USB printer and its watchdog have their turn in the guest.
 */

const never = new AbortController().signal;
const clock = new NodeClock(() => true);
const times = 1000;
/** Sound cards and programs take a tenth of a second each. */
const seldom = runs({ fast: 20, long: 1000 });

const stays = async (count: number, once: () => Promise<void>): Promise<void> => {
  const left = await leftBehind(count, once);
  expect(left.descriptors).toBe(0);
  expect(clock.pending).toBe(0);
  // Less than half a kilobyte for each: what a JavaScript engine itself keeps on learning.
  expect(left.heapBytes).toBeLessThan(Math.max(200_000, count * 500));
};

const opened = async (device: Device, use: () => void): Promise<void> => {
  expect(await device.open(never)).toEqual({ ok: true, value: undefined });
  use();
  await device.close();
};

describe('opened and closed again and again', { timeout: 600_000 }, () => {
  it('keypad and keyboard scanner', async () => {
    await stays(times, async () => {
      const keyboard = new HidKeyboard();
      const link = new SimInputLink('/dev/input/event0', keyboard);
      await opened(new EvdevKeypad(link, clock), () => {
        keyboard.report(keyReport(0x1e));
        keyboard.report(released);
      });
      await opened(new EvdevCodeScanner(link, clock), () => {
        for (const report of typedReports('A012')) keyboard.report(report);
      });
      expect(link.opened).toBe(false);
    });
  });

  it('lamp, ring and button', async () => {
    const wire = new SimWire('GPIO24');
    const ring = { leds: 24, brightness: 0.4, budgetMilliamps: 500 };
    await stays(times, async () => {
      const bus = new SimSpiBus('/dev/spidev0.0', (bytes) => bytes);
      const lamp = new PinLamp(new SimDigitalOutput(wire, { activeLow: false }), ['call']);
      await opened(lamp, () => lamp.set('call'));
      const lights = new Ws2812RingLamp(bus, clock, ring);
      await opened(lights, () => lights.set('invite'));
      const pin = new SimDigitalInput(wire, clock, { activeLow: false, debounceMs: 30 });
      await opened(new PinButton(pin), () => wire.drive(!wire.high));
      expect(bus.opened).toBe(false);
    });
  });

  it('a printer over TCP', async () => {
    const chip = new EscposPrinter(new NodeClock(() => true), escposPrinterDefaults);
    const server = new PeripheralServer(chip);
    await server.start();
    await stays(times, async () => {
      const printer = new EscposTicketPrinter(new TcpByteLink('127.0.0.1', server.port, clock), clock, escposDefaults);
      await opened(printer, () => undefined);
      // The server's own end is in the same process.
      while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
    });
    await server.stop();
  });

  it.skipIf(!hasSocat)('a scanner on a serial line', async () => {
    const far = new FarEnd();
    const server = new PeripheralServer(far);
    await server.start();
    const pty = new PtyWire();
    await pty.plug(server.port);
    await stays(times, async () => {
      await opened(new LineCodeScanner(new DeviceFileByteLink(pty.path, clock), clock), () =>
        far.send(Buffer.from('A012\r')),
      );
    });
    await pty.end();
    await server.stop();
  });

  it.skipIf(noAlsa() !== null)('the loudspeaker', async () => {
    const directory = temporaryDirectory();
    const card = new SoundCard(directory);
    await stays(seldom, () => opened(new WebAudioSpeaker(clock, null), () => undefined));
    card.remove();
    removeDirectory(directory);
  });

  it('the service manager’s watchdog', async () => {
    await stays(seldom, async () => {
      const watchdog = new SystemdWatchdog({ NOTIFY_SOCKET: '/run/nobody' }, ['true']);
      await opened(watchdog, () => watchdog.alive());
    });
  });
});
