import { describe, expect, it } from 'vitest';
import { edited, MemoryFiles, shippedFiles } from '../support/config-files.ts';
import { deviceOf, runDevice } from '../support/one-device.ts';

/** A time at which each site gives numbers, in its own zone. */
const inTicketHours: Readonly<Record<string, string>> = {
  'ward-centre': '2026-08-03T08:30',
  'neighbourhood-kiosk': '2026-08-03T18:30',
  'mobile-office': '2026-08-04T08:30',
  workshop: '2026-08-03T08:30',
};

const deviceFiles = Object.keys(shippedFiles).filter((path) => path.includes('/devices/'));

describe('every shipped device boots in simulation', () => {
  it.each(deviceFiles)('%s sees, greets and gives a number and its slip to somebody who comes in', async (path) => {
    const device = deviceOf(path, new MemoryFiles());
    const { summary, lines } = await runDevice(device, inTicketHours[device.site.site] ?? '');
    expect(summary).toMatchObject({ seen: 1, greeted: 1, tickets: 1, printed: 1, faults: 0 });
    // What ran is what the file says: the trace begins with it.
    const first: unknown = JSON.parse(lines[0] ?? '');
    expect(first).toMatchObject({ kind: 'config', device: device.device });
  });

  it('the hub profile boots with nothing that a visitor sees', async () => {
    const site = 'config/sites/ward-centre/site.yaml';
    const hub = 'config/sites/ward-centre/devices/hub-1.yaml';
    const files = new MemoryFiles({
      [site]: edited(
        site,
        ['host: kiosk-1', 'host: hub-1'],
        ['{ device: kiosk-1, host: 10.20.0.11 }', '{ device: hub-1, host: 10.20.0.11 }'],
      ),
      [hub]: 'schema: 1\ndevice: hub-1\nprofile: hub\nplaceName: { vi: "tủ mạng", en: "network cabinet" }\n',
    });
    const device = deviceOf(hub, files);
    // Who decides also speaks with the city's own system: nothing that anybody in the room sees either.
    expect(Object.values(device.devices).map((entry) => entry.port)).toEqual(['ledger', 'bus', 'city-system']);
    const { summary } = await runDevice(device, '2026-08-03T08:30', null);
    expect(summary).toMatchObject({ devices: ['hub-1'], faults: 0, tickets: 0 });
  });
});
