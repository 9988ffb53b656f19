import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../../firmware/doctor/finding.ts';
import type { DoctorReport } from '../../../firmware/doctor/report.ts';
import { GpiochipLine } from '../../../hal/drivers/gpiochip-line.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { EscposPrinter, escposPrinterDefaults } from '../../../sim/peripherals/escpos.ts';
import type { I2cChip } from '../../../sim/peripherals/i2c-chip.ts';
import { Vl53l0x } from '../../../sim/peripherals/vl53l0x.ts';
import { Vl53l1x } from '../../../sim/peripherals/vl53l1x.ts';
import { removeDirectory, temporaryDirectory } from '../../support/temporary.ts';
import { raspberryPi, UserChip } from './gpio-user.ts';
import { hostNode, UsbPrinter } from './usb-printer.ts';
import { UserI2cBus } from './user-i2c.ts';

/** The bus of a Pi 5's header pins 3 and 5. */
const headerBus = 1;
const lampLine = 24;
const soundDriver = '/sys/bus/platform/drivers/snd_aloop';
const soundDevice = 'snd_aloop.0';
/** Where a PC says what it is, as a Pi does in its device tree. */
const productName = '/sys/class/dmi/id/product_name';

const mount = (...args: readonly string[]): void => void execFileSync('mount', args);
const unmount = (path: string): void => void execFileSync('umount', ['-l', path]);

/** The workshop's kiosk on a Raspberry Pi 5, each device that the guest has hardware for being real. */
const kioskIn = (folder: string): { readonly file: string; readonly dataDir: string } => {
  const site = join(folder, 'workshop');
  cpSync('config/sites/workshop', site, { recursive: true });
  const file = join(site, 'devices/pi5-1.yaml');
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const changed = [
    `dataDir: ${dataDir}`,
    'devices:',
    `  slip: { link: { driver: device-file, path: ${hostNode} } }`,
    '  pir: { warmUp: 0s }',
    `  near: { port: range, driver: vl53l1x, wiring: { i2c: { bus: ${headerBus}, address: 0x29 } } }`,
    '  loudspeaker: { driver: web-audio }',
    // No hardware for these here; a neural net alone would keep an emulated CPU busy for a minute.
    '  voice: { driver: simulated }',
    '  ring: none',
    '  codes: none',
    'behaviours:',
    '  presence: { intention: rule }',
  ];
  writeFileSync(file, `${readFileSync(file, 'utf8')}${changed.join('\n')}\n`);
  return { file, dataDir };
};

/** The header's bus: the kernel gives the lowest number that is free, so those below are taken first. */
const headerBusWith = (chip: I2cChip): readonly UserI2cBus[] => {
  const buses: UserI2cBus[] = [];
  do buses.unshift(new UserI2cBus(chip));
  while (buses[0] !== undefined && buses[0].number < headerBus);
  if (buses[0]?.number !== headerBus) throw new Error(`bus ${headerBus} is somebody else’s`);
  return buses;
};

/** In a process of its own: the driver lets go of its card only when the last who has it open has closed it. */
const sound = (act: 'bind' | 'unbind'): Promise<unknown> =>
  promisify(execFile)('sh', ['-c', `echo ${soundDevice} > ${soundDriver}/${act}`], { timeout: 60_000 });

/** `letan doctor` in a process of its own; this one goes on playing the devices. */
const doctor = (
  ...args: readonly string[]
): Promise<{ readonly code: unknown; readonly out: string; readonly err: string }> =>
  new Promise((resolve) => {
    const all = [process.env['LETAN_PROGRAM'] ?? '', 'doctor', ...args];
    execFile(process.execPath, all, { encoding: 'utf8', timeout: 300_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), out, err });
    });
  });

/** What a report says of a subject, but for what this machine does not tell. */
const told = (findings: readonly Finding[], subject: string): readonly string[] =>
  findings
    .filter((each) => each.subject === subject && each.state !== 'unknown')
    .map(({ check, state, key }) => `${check} ${state} ${key}`.trim());

describe('the check-up on a real kernel', () => {
  const undo: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const each of undo.splice(0).toReversed()) await each();
  });

  it(
    'finds every device well that is; and of five that are broken what is wrong with each, and what to do',
    { timeout: 900_000 },
    async () => {
      const clock = new NodeClock(() => true);
      const folder = temporaryDirectory();
      undo.push(() => removeDirectory(folder));
      const { dataDir, file } = kioskIn(folder);
      const mounted = (path: string, ...how: readonly string[]): void => {
        mount(...how, path);
        undo.push(() => unmount(path));
      };
      const name = join(folder, 'name');
      writeFileSync(name, 'Raspberry Pi 5 Model B Rev 1.0\n');
      mounted(productName, '--bind', name);
      mounted(dataDir, '-t', 'tmpfs', '-o', 'size=1500m', 'card');

      const header = new UserChip({ ...raspberryPi, label: 'pinctrl-rp1', lines: 54 });
      undo.push(() => header.unplug());
      const printer = new EscposPrinter(clock, { ...escposPrinterDefaults, mmPerS: 200 });
      const usb = new UsbPrinter(printer);
      undo.push(() => usb.remove());
      await usb.plug();
      const near = new Vl53l1x(clock);
      near.see({ mm: 640 });
      let chip: I2cChip = near;
      const buses = headerBusWith({
        address: near.address,
        write: (bytes) => chip.write(bytes),
        read: (count) => chip.read(count),
      });
      undo.push(() => buses.forEach((each) => each.unplug()));

      const healthy = await doctor('--config', file, '--no-ask');
      expect(healthy).toMatchObject({ code: 0, out: expect.stringContaining('All is well.') as string });
      const row = (check: string, subject: string): string =>
        healthy.out.split('\n').find((line) => new RegExp(` · ${check} +${subject} `).test(line)) ?? '';
      for (const [check, subject, value] of [
        ['board', 'pi-5', 'Raspberry Pi 5 Model B'],
        ['nodes', 'slip', hostNode],
        ['nodes', 'near', `/dev/i2c-${headerBus}`],
        ['sound', 'loudspeaker', 'Loopback'],
        ['device', 'loudspeaker', 'speaker'],
        ['device', 'status', 'lamp'],
        ['device', 'first', 'keypad'],
        ['device', 'pir', 'presence {"present":false}'],
        ['device', 'near', 'range {"distanceM":0.64}'],
        ['device', 'ledger', 'ledger'],
        ['paper', 'slip', 'paper ok, cover closed'],
        ['disk', dataDir, 'MB'],
      ] as const) {
        expect(row(check, subject), `${check} ${subject}`).toMatch(/^✓/);
        expect(row(check, subject)).toContain(value);
      }
      // The lamp was opened, and left dark.
      expect(header.driven(lampLine).at(-1)).toBe(false);

      await usb.unplug();
      const thief = GpiochipLine.request(
        'pinctrl-rp1',
        { by: 'header', bcm: lampLine, pin: 18 },
        { direction: 'out', active: false },
        false,
        'night-light',
      );
      if (!thief.ok) throw new Error(JSON.stringify(thief.fault));
      undo.push(() => thief.value.close());
      chip = new Vl53l0x(clock);
      undo.push(() => sound('bind').then(() => undefined));
      await sound('unbind');
      mounted(dataDir, '-t', 'tmpfs', '-o', 'size=16k', 'card');

      const broken = await doctor('--config', file, '--json');
      expect(broken.code).toBe(1);
      const report = JSON.parse(broken.out) as DoctorReport & { readonly ok: boolean }; // our own command's document
      expect(report.ok).toBe(false);
      const { findings } = report;
      expect(told(findings, 'slip')).toEqual(['nodes fault node.absent', 'device fault device.offline']);
      expect(told(findings, 'status')).toEqual(['pins well', 'device fault device.busy']);
      expect(told(findings, 'near')).toEqual(['nodes well', 'device fault device.wrong-chip']);
      expect(told(findings, 'loudspeaker')).toEqual(['sound fault sound.none', 'device fault device.no-device']);
      expect(told(findings, dataDir)).toEqual(['disk fault disk.low']);
      expect(told(findings, 'ledger')).toEqual(['device fault device.full']);
      // Who holds the line, what is mounted and what is gone is said, and each has its remedy in both languages.
      const faults = findings.filter(({ state }) => state === 'fault');
      expect(faults.find(({ key }) => key === 'device.busy')?.needs.vi).toContain('night-light');
      expect(faults.find(({ key }) => key === 'device.wrong-chip')?.needs.vi).toMatch(/VL53L1X.*VL53L0X/);
      expect(faults.find(({ key }) => key === 'node.absent')?.needs.en).toContain(hostNode);
      for (const { key, needs, repair } of faults)
        for (const text of [needs.vi, repair.vi, needs.en, repair.en]) expect(text, key).toMatch(/^[^{}]{8,}$/);
      // Five things are broken, and nothing else is said to be.
      expect(new Set(faults.map(({ subject }) => subject))).toEqual(
        new Set(['slip', 'status', 'near', 'loudspeaker', dataDir, 'ledger']),
      );
      for (const subject of ['pir', 'first', 'second'])
        expect(told(findings, subject)).toEqual(['pins well', 'device well']);
    },
  );
});
