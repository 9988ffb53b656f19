import type { DeviceFile } from '../device.ts';
import { loopback } from '../network.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import type { Findings } from './findings.ts';

type CityEntry = Extract<DeviceFile['devices'][string], { port: 'city-system' }>;

const hostIn = (url: string): string =>
  /^[a-z]+:\/\/(\[[^\]]+\]|[^/:?#]*)/.exec(url)?.[1]?.replace(/^\[|\]$/g, '') ?? '';

/** Addresses at which the city is reached, with the scheme that they should have. */
const addressesOf = (entry: CityEntry): readonly (readonly [key: string, url: string | null, scheme: string])[] => {
  if (entry.driver === 'mqtt') return [['url', entry.url, 'mqtts']];
  if (entry.driver !== 'http') return [];
  return [
    ['events', entry.events, 'https'],
    ['fetch', entry.fetch, 'https'],
    ['dossier', entry.dossier, 'https'],
  ];
};

/** The keys of which one at least must be said. */
const needed = (entry: CityEntry): readonly string[] => {
  if (entry.driver === 'http' && entry.events === null && entry.fetch === null && entry.dossier === null)
    return ['events', 'fetch', 'dossier'];
  if (entry.driver === 'csv' && entry.outFolder === null && entry.inFolder === null) return ['outFolder', 'inFolder'];
  return [];
};

/** What no value by itself shows of the way to the city. */
export const checkCity = (device: Partial<DeviceFile>, site: Partial<SiteFile>, found: Findings): void => {
  const services = site.services?.map(({ id }) => id);
  for (const [name, entry] of Object.entries(device.devices ?? {})) {
    if (entry.port !== 'city-system') continue;
    const at = ['devices', name] as const;
    const keys = needed(entry);
    if (keys.length > 0) found.refuse([...at], refusal('city.nothing', { keys: keys.join(', ') }));
    for (const [key, url, scheme] of addressesOf(entry))
      // To this very machine nothing goes over a wire.
      if (url !== null && !url.startsWith(`${scheme}:`) && !loopback(hostIn(url)))
        found.refuse([...at, key], refusal('city.plain', { scheme }));
    if (entry.driver === 'http' && entry.dossier !== null && !entry.dossier.includes('{code}'))
      found.refuse([...at, 'dossier'], refusal('city.noCode', { slot: '{code}' }));
    for (const [theirs, ours] of Object.entries(entry.bookings.services))
      if (services !== undefined && !services.includes(ours))
        found.refuse(
          [...at, 'bookings', 'services', theirs],
          refusal('city.noSuchService', { known: services.join(', ') }),
        );
  }
};
