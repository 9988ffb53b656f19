import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { EscposPrinter, escposPrinterDefaults } from '../../../sim/peripherals/escpos.ts';
import { DeviceProcess } from '../../support/device-process.ts';
import { removeDirectory, temporaryDirectory } from '../../support/temporary.ts';
import { raspberryPi, UserChip } from './gpio-user.ts';
import { hostNode, UsbPrinter } from './usb-printer.ts';

/** What the profile has on the header: pins 11, 18 and 16. */
const lines = { pir: 17, lamp: 24, button: 23 } as const;
const started = { program: process.env['LETAN_PROGRAM'] ?? '', patienceMs: 240_000 };

/**
 * The shipped kiosk on a Raspberry Pi 5 as a technician sets it up on the bench: its printer on USB, no warming up, always open; what
 * has no hardware here is left to say that it is simulated only.
 */
const benchKiosk = (folder: string): string => {
  const site = join(folder, 'workshop');
  cpSync('config/sites/workshop', site, { recursive: true });
  const siteFile = join(site, 'site.yaml');
  const document = parseDocument(readFileSync(siteFile, 'utf8'));
  document.set('hours', { always: true, tickets: { 'mon-sun': ['00:00-24:00'] } });
  writeFileSync(siteFile, document.toString());
  const file = join(site, 'devices/pi5-1.yaml');
  const changed = [
    'devices:',
    // Printed blind: an emulated printer beside an emulated CPU answers later than a real one ever would.
    `  slip: { link: { driver: device-file, path: ${hostNode} }, status: none }`,
    '  pir: { warmUp: 0s }',
    // What this test has no hardware for; a synthetic voice or a neural net alone would keep an emulated CPU busy for minutes.
    '  voice: { driver: simulated }',
    '  ring: none',
    '  codes: none',
    'behaviours:',
    '  presence: { intention: rule }',
    `dataDir: ${join(folder, 'data')}`,
    'web: { port: 0 }',
  ];
  writeFileSync(file, `${readFileSync(file, 'utf8')}${changed.join('\n')}\n`);
  return file;
};

describe('a kiosk on a real kernel', () => {
  let folder = '';
  let header: UserChip | null = null;
  let usb: UsbPrinter | null = null;
  let device: DeviceProcess | null = null;
  afterEach(async () => {
    device?.kill('SIGKILL');
    await device?.ended;
    header?.unplug();
    await usb?.remove();
    if (folder !== '') removeDirectory(folder);
  });

  it(
    'is woken by a PIR, lights its lamp, gives a number to a button, prints it, and does so again after it was killed',
    { timeout: 1_200_000 },
    async () => {
      folder = temporaryDirectory();
      const chip = new UserChip({ ...raspberryPi, label: 'pinctrl-rp1', lines: 54 });
      header = chip;
      chip.drive(lines.pir, 'low');
      // Nobody presses; what holds the line up is the resistor inside the chip, which the driver switches on.
      chip.drive(lines.button, 'floating');
      const printer = new EscposPrinter(new NodeClock(() => true), { ...escposPrinterDefaults, mmPerS: 200 });
      const cable = new UsbPrinter(printer);
      usb = cable;
      await cable.plug();
      let slips = 0;
      printer.onSlip(() => (slips += 1));
      const file = benchKiosk(folder);

      const begin = async (): Promise<DeviceProcess> => {
        const kiosk = new DeviceProcess(file, started);
        device = kiosk;
        await kiosk.look();
        return kiosk;
      };
      const press = async (kiosk: DeviceProcess): Promise<void> => {
        const before = JSON.stringify(kiosk.view);
        chip.drive(lines.button, 'low');
        await new Promise((next) => setTimeout(next, 300));
        chip.drive(lines.button, 'floating');
        await kiosk
          .until('an answer to the button', () => JSON.stringify(kiosk.view) !== before)
          .catch(() => undefined);
      };
      const number = async (kiosk: DeviceProcess): Promise<string> => {
        for (let presses = 0; presses < 8 && kiosk.screen !== 'ticket'; presses += 1) await press(kiosk);
        const body = kiosk.view?.body;
        if (body?.screen !== 'ticket') throw new Error(`no number: ${JSON.stringify(kiosk.view)}`);
        console.log(`the glass shows ${body.number}, its slip is ${body.printing}`);
        return body.number;
      };

      const first = await begin();
      await first.until('a dark screen', () => first.screen === 'asleep');
      expect(chip.driven(lines.lamp).at(-1)).toBe(false);
      chip.drive(lines.pir, 'high');
      await first.until('a waking screen', () => first.screen !== 'asleep');
      await first.until('the lamp', () => chip.driven(lines.lamp).at(-1) === true);
      const given = await number(first);
      await first.until('the slip', () => slips === 1);

      // The plug of the kiosk, in the midst of a visit.
      first.kill('SIGKILL');
      await first.ended;
      const second = await begin();
      await second.until('its slip’s number or nothing', () => second.screen !== '');
      expect(slips).toBe(1);
      for (let presses = 0; presses < 4 && second.screen === 'ticket'; presses += 1) await press(second);
      const next = await number(second);
      expect(Number(next.replace(/\D/g, ''))).toBe(Number(given.replace(/\D/g, '')) + 1);
      await second.until('the second slip', () => slips === 2);
      second.signal('SIGTERM');
      expect(await second.ended).toEqual([0, null]);
      // Nothing is left driven when nobody is there.
      expect(chip.driven(lines.lamp).at(-1)).toBe(false);
    },
  );
});
