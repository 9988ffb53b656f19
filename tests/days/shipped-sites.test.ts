import { describe, expect, it } from 'vitest';
import { daysFromCivil, instantOf, parseDateKey } from '../../behaviours/hours/civil.ts';
import { loadLanguages } from '../../config/languages.ts';
import { ConfigReader } from '../../config/reader.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { runPlan } from '../../sim/run.ts';
import type { RunPlan } from '../../sim/run-plan.ts';
import { edited, MemoryFiles, shippedFiles } from '../support/config-files.ts';

/** A time at which each site gives numbers, in its own zone. */
const inTicketHours: Readonly<Record<string, readonly [day: string, minute: number]>> = {
  'ward-centre': ['2026-08-03', 8 * 60 + 30],
  'neighbourhood-kiosk': ['2026-08-03', 18 * 60 + 30],
  'mobile-office': ['2026-08-04', 8 * 60 + 30],
};

const deviceFiles = Object.keys(shippedFiles).filter((path) => path.includes('/devices/'));

const read = (path: string, files: MemoryFiles): DeviceConfig => {
  const device = new ConfigReader(files).device(path);
  if (!device.ok) throw new Error(device.fault.map((fault) => `${fault.path}: ${fault.needs.en}`).join('\n'));
  return device.value;
};

/** One device alone, and one person who comes in for the site's first service. */
const planOf = (device: DeviceConfig, [day, minute]: readonly [string, number], people: number): RunPlan => {
  const { site } = device;
  const languages = loadLanguages('config/languages', site.languages);
  const date = parseDateKey(day);
  if (!languages.ok || date === null) throw new Error('the shipped languages and the days above are right');
  return {
    site,
    devices: [device],
    languages: languages.value,
    seed: 7,
    start: day,
    startsAt: instantOf(daysFromCivil(date), minute, site.zoneOffsetMin),
    clockTrusted: true,
    lengthMs: 5 * 60_000,
    recording: null,
    come: 0,
    generate: null,
    visitors: Array.from({ length: people }, (_, index) => ({
      id: `visitor-${index}`,
      at: { kind: 'after' as const, ms: 70_000 },
      wants: site.services[0]?.id ?? '',
      priority: false,
      way: false,
      help: false,
      dawdles: false,
      plain: true,
    })),
    clerks: false,
    steps: [],
    expect: {},
    replay: '',
  };
};

describe('every shipped device boots in simulation', () => {
  it.each(deviceFiles)('%s sees, greets and gives a number to somebody who comes in', async (path) => {
    const device = read(path, new MemoryFiles());
    const when = inTicketHours[device.site.site];
    if (when === undefined) throw new Error(`when does ${device.site.site} give numbers?`);
    const trace: string[] = [];
    const summary = await runPlan(planOf(device, when, 1), { trace: (text) => trace.push(text) });
    expect(summary).toMatchObject({ seen: 1, greeted: 1, tickets: 1, faults: 0 });
    // What ran is what the file says: the trace begins with it.
    const first: unknown = JSON.parse(trace.join('').split('\n')[0] ?? '');
    expect(first).toMatchObject({ kind: 'config', device: device.device });
  });

  it('the hub profile boots with nothing that a visitor sees', async () => {
    const site = 'config/sites/ward-centre/site.yaml';
    const hub = 'config/sites/ward-centre/devices/hub-1.yaml';
    const files = new MemoryFiles({
      [site]: edited(site, ['host: kiosk-1', 'host: hub-1']),
      [hub]: 'schema: 1\ndevice: hub-1\nprofile: hub\nplaceName: { vi: "tủ mạng", en: "network cabinet" }\n',
    });
    const device = read(hub, files);
    expect(Object.values(device.devices).map((entry) => entry.port)).toEqual(['ledger', 'bus']);
    const summary = await runPlan(planOf(device, ['2026-08-03', 510], 0));
    expect(summary).toMatchObject({ devices: ['hub-1'], faults: 0, tickets: 0 });
  });

  it('gives no number when none are given, and says so by keeping the ledger empty', async () => {
    const device = read('config/sites/neighbourhood-kiosk/devices/kiosk-1.yaml', new MemoryFiles());
    const summary = await runPlan(planOf(device, ['2026-08-03', 12 * 60], 1));
    expect(summary).toMatchObject({ seen: 1, tickets: 0, faults: 0 });
  });
});
