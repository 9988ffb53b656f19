import { describe, expect, test } from 'vitest';
import type { DeviceConfig } from '../../config/schema.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { EscposPrinter } from '../../sim/peripherals/escpos.ts';
import { planFromRequest } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import { PeripheralServer } from '../support/printer-host.ts';

/** The same kiosk with its printer behind a TCP port: one entry of its config is another. */
const withRealPrinter = (device: DeviceConfig, port: number): DeviceConfig => ({
  ...device,
  devices: Object.fromEntries(
    Object.entries(device.devices).map(([name, entry]) => [
      name,
      entry.port === 'printer' && entry.driver === 'escpos'
        ? { ...entry, link: { driver: 'tcp' as const, host: '127.0.0.1', port, bytesPerSecond: null } }
        : entry,
    ]),
  ),
});

describe('the technician’s bench', () => {
  test('a real printer on the network prints for simulated people, at the host’s pace', async () => {
    const printer = new EscposPrinter(new NodeClock(() => true));
    const slips: number[] = [];
    printer.onSlip(({ picture }) => slips.push(picture.height));
    const server = new PeripheralServer(printer);
    await server.start();
    try {
      const plan = planFromRequest({
        site: 'config/sites/ward-centre',
        tracks: null,
        seed: 1,
        place: null,
        at: '2026-08-03T08:30',
        forMs: 25_000,
        come: 0,
      });
      if (!plan.ok) throw new Error(plan.fault.join('\n'));
      const kiosk = plan.value.devices.filter(({ device }) => device === 'kiosk-1');
      const summary = await runPlan({
        ...plan.value,
        devices: kiosk.map((device) => withRealPrinter(device, server.port)),
        generate: null,
        visitors: [
          {
            id: 'an',
            at: { kind: 'after', ms: 0 },
            wants: 'ho-tich',
            priority: false,
            way: false,
            help: false,
            dawdles: false,
            plain: true,
          },
        ],
      });
      expect(summary).toMatchObject({ tickets: 1, faults: 0 });
      expect(slips).toHaveLength(1);
      // Real hardware keeps real time.
      expect(summary.timesRealTime).toBeLessThan(1.1);
    } finally {
      await server.stop();
    }
  }, 120_000);
});
