import type { Hall } from '../../behaviours/hall/index.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import type { Hal } from '../../hal/hal.ts';
import type { TicketLedger } from '../../hal/ports/ticket-ledger.ts';
import { CityDesk } from './city-desk.ts';

/** The city's desk of a device that has a hall and a way to the city; null for one that lacks either. */
export function cityDeskOf(
  config: DeviceConfig,
  { clock, devices, entropy, log, random, storage }: Hal,
  hall: Hall | null,
  ledger: TicketLedger | null,
): CityDesk | null {
  const [name, city] = Object.entries(devices['city-system'])[0] ?? [];
  const entry = name === undefined ? undefined : config.devices[name];
  if (city === undefined || entry?.port !== 'city-system' || hall === null || ledger === null) return null;
  const { device, site } = config;
  const near = { ahead: site.notice.ahead, withinMs: site.notice.within };
  return new CityDesk({ device, site, entry, near, hall, ledger, city, storage, clock, random, entropy, log });
}
