import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { administrativeUnits } from '../../config/administrative-units.ts';
import { configFromContent } from '../../config/content.ts';
import { deviceEditorSchema, schemaText, siteEditorSchema } from '../../config/editor-schema.ts';
import { nameOf } from '../../config/files.ts';
import { checkFiles, diskFiles, loadDevice, loadSite } from '../../config/load.ts';
import { ConfigReader } from '../../config/reader.ts';
import { readSlug } from '../../config/text.ts';
import { radians } from '../../hal/units.ts';
import { edited, MemoryFiles, shippedFiles } from '../support/config-files.ts';

const sites = ['mobile-office', 'neighbourhood-kiosk', 'ward-centre', 'workshop'].map((site) => `config/sites/${site}`);
const deviceFiles = Object.keys(shippedFiles).filter((path) => path.includes('/devices/'));
const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';

const loaded = (path: string) => {
  const device = loadDevice(path);
  if (!device.ok) throw new Error(device.fault.map((fault) => `${fault.path}: ${fault.needs.en}`).join('\n'));
  return device.value;
};

describe('the shipped config', () => {
  it.each(sites)('%s is right, with every device in it', (directory) => {
    const site = loadSite(directory);
    expect(site.ok ? [] : site.fault).toEqual([]);
    if (!site.ok) return;
    const names = deviceFiles.filter((path) => path.startsWith(directory)).map(nameOf);
    expect(site.value.devices.map((device) => device.device)).toEqual(names);
    for (const device of site.value.devices) expect(device.site).toEqual(site.value.site);
  });

  it.each(deviceFiles)('%s is the same alone, in its site, and from its content', (path) => {
    const alone = loaded(path);
    const site = loadSite(path.replace(/\/devices\/.*/, ''));
    expect(site.ok && site.value.devices.find((device) => device.device === nameOf(path))).toEqual(alone);
    // As a trace or a log would carry it.
    const carried = JSON.parse(JSON.stringify(alone.content)) as typeof alone.content;
    const again = configFromContent(carried, 'trace');
    expect(again.ok && { ...again.value, content: null }).toEqual({ ...alone, content: null });
  });

  it('has no fault in any file, profiles included', () => {
    const profiles = diskFiles.profiles.map((name) => diskFiles.profile(name));
    expect(profiles.map(nameOf)).toEqual([
      'hub',
      'kiosk-pc',
      'kiosk-pi4-oldest',
      'kiosk-pi4-sysfs',
      'kiosk-pi5',
      'kiosk-sensing',
      'kiosk',
      'robot',
    ]);
    expect(checkFiles([...sites, ...profiles]).filter((file) => file.faults.length > 0)).toEqual([]);
  });

  it('gives what a kiosk’s file leaves out from its profile and the schema, in metres, radians and milliseconds', () => {
    const device = loaded(kiosk);
    expect(device.place).toEqual({ x: 9, y: 4.2, headingRad: radians(270) });
    expect(device.panel).toMatchObject({ widthPx: 1080, heightPx: 1920, centreM: 1.1 });
    expect(device.devices['radar']).toMatchObject({ rangeM: 6, fieldOfViewRad: radians(120), periodMs: 100 });
    expect(device.devices['slip']).toEqual({
      port: 'printer',
      driver: 'escpos',
      model: 'generic-80',
      dots: 576,
      ending: 'cut',
      asksProcessId: true,
      link: { driver: 'simulated', bytesPerSecond: null },
      status: 'two-way',
      pollMs: 5000,
    });
    expect(device.behaviours.presence).toMatchObject({ noticeM: 3.6, nearM: 2, engageM: 1.2, hysteresisM: 0.4 });
    expect(device.behaviours.calling).toMatchObject({ languages: ['vi'], lastCall: 3, repeats: 2 });
    expect(device.site.zoneOffsetMin).toBe(420);
    expect(device.site.unitName).toBe('Phường Ba Đình');
    expect(device.site.hours.opening[3]).toEqual([
      { from: 480, to: 720 },
      { from: 780, to: 1020 },
    ]);
    expect(device.site.hours.opening[0]).toEqual([]);
    expect(device.site.hours.holidays.map((day) => day.date)).toContain('2026-02-18');
  });

  it('takes a mobile site’s hours from its timetable', () => {
    const { site } = loaded('config/sites/mobile-office/devices/kiosk-1.yaml');
    expect(site.hours.opening[4]).toEqual([
      { from: 480, to: 660 },
      { from: 990, to: 1140 },
    ]);
    expect(site.hours.tickets[4]?.[0]).toEqual({ from: 480, to: 630 });
    expect(site.hours.special.map((day) => day.date)).toEqual(['2026-08-08']);
  });

  it('never closes where it says so, and gives numbers only when somebody is there', () => {
    const { site } = loaded('config/sites/neighbourhood-kiosk/devices/kiosk-1.yaml');
    for (const day of site.hours.opening) expect(day).toEqual([{ from: 0, to: 1440 }]);
    expect(site.hours.tickets[1]).toEqual([{ from: 1080, to: 1230 }]);
  });

  it('is taken by the editor schemas, which refuse what the loader refuses', () => {
    const schemas = { site: z.fromJSONSchema(siteEditorSchema()), device: z.fromJSONSchema(deviceEditorSchema()) };
    const takes = (path: string, text: string): boolean => {
      const kind = path.endsWith('/site.yaml') ? 'site' : 'device';
      return schemas[kind].safeParse(parseYaml(text)).success;
    };
    for (const [path, text] of Object.entries(shippedFiles)) expect([path, takes(path, text)]).toEqual([path, true]);
    const site = 'config/sites/ward-centre/site.yaml';
    expect(takes(site, edited(site, ['typical: 8min', 'typical: 8']))).toBe(false);
    expect(takes(site, edited(site, ['kind: centre', 'kind: center']))).toBe(false);
    expect(takes(site, edited(site, ['languages:', 'langauges:']))).toBe(false);
    expect(takes(kiosk, `${edited(kiosk)}devices: { pir: none }\n`)).toBe(true);
    expect(takes(kiosk, `${edited(kiosk)}devices: { slip: { paper: 80 } }\n`)).toBe(false);
    expect(takes(kiosk, `${edited(kiosk)}behaviours: { greeting: { allowed: true } }\n`)).toBe(false);
  });

  it('has its editor schemas up to date, and every file points at its own', () => {
    const text = (path: string) => readFileSync(path, 'utf8');
    expect(text('config/schema/site.json')).toBe(schemaText(siteEditorSchema()));
    expect(text('config/schema/device.json')).toBe(schemaText(deviceEditorSchema()));
    for (const [path, content] of Object.entries(shippedFiles)) {
      const target = /^# yaml-language-server: \$schema=(\S+)\n/.exec(content)?.[1] ?? '';
      const kind = path.endsWith('/site.yaml') ? 'site' : 'device';
      expect(join(dirname(path), target), path).toBe(`config/schema/${kind}.json`);
    }
  });
});

it('knows the 126 units of Hanoi, 51 wards and 75 communes', () => {
  const units = [...administrativeUnits.values()];
  expect(units.filter(({ fullName }) => fullName.startsWith('Phường ')).length).toBe(51);
  expect(units.filter(({ fullName }) => fullName.startsWith('Xã ')).length).toBe(75);
  expect(units.length).toBe(126);
  for (const { id, fullName, gsoCode } of units) {
    expect(readSlug(fullName)).toMatchObject({ ok: false, fault: { values: { repair: id } } });
    expect(fullName.normalize('NFC')).toBe(fullName);
    expect(gsoCode).toMatch(/^[0-9]{5}$/);
  }
  expect(new Set(units.map(({ gsoCode }) => gsoCode)).size).toBe(126);
});

describe('going from simulation to hardware', () => {
  const over = (yaml: string) => {
    const files = new MemoryFiles({ [kiosk]: `${edited(kiosk)}${yaml}\n` });
    const device = new ConfigReader(files).device(kiosk);
    return device.ok ? device.value.devices : device.fault.map((fault) => `${fault.key} ${fault.path}`);
  };

  it('changes the driver and keeps where things are and what they hold', () => {
    expect(over('devices: { slip: { link: { driver: device-file, path: /dev/usb/lp0 } } }')).toMatchObject({
      slip: { driver: 'escpos', dots: 576, link: { driver: 'device-file', path: '/dev/usb/lp0' } },
    });
  });

  it('drops what only the old driver knew, and back again', () => {
    // The profile's escpos printer has a link; a simulated one has none.
    expect(over('devices: { slip: { driver: simulated } }')).toMatchObject({
      slip: { port: 'printer', driver: 'simulated', dots: 576 },
    });
    expect(over('devices: { broker: { driver: mqtt, url: "mqtt://10.0.0.5" } }')).toMatchObject({
      broker: { driver: 'mqtt', url: 'mqtt://10.0.0.5', passwordFile: null, keepAliveMs: 30_000 },
    });
  });

  it('still refuses what the file itself says to the wrong driver', () => {
    expect(over('devices: { slip: { driver: simulated, poll: 3s } }')).toEqual(['key.unknown devices.slip.poll']);
  });

  it('takes parts of the profile away by name, and only those that it has', () => {
    const without = over('devices: { pir: none, start: none }');
    expect(Object.keys(without)).not.toContain('pir');
    expect(Object.keys(without)).toContain('radar');
    expect(over('devices: { loudspaker: none }')).toEqual(['value.kind devices.loudspaker']);
  });
});
