import type { DeviceFile } from '../device.ts';
import { nearest } from '../nearest.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import type { Findings } from './findings.ts';

/** Columns that so many characters take, and dots of one module. */
const pitch = 6;
const moduleDots = 8;

/** A counter's sign belongs to a counter that there is, and has room for the longest number. */
export const checkSigns = (device: Partial<DeviceFile>, site: Partial<SiteFile> | null, found: Findings): void => {
  const counters = site?.counters?.map(({ id }) => id) ?? null;
  const characters = site?.numbers === undefined ? null : 1 + site.numbers.digits;
  for (const [name, entry] of Object.entries(device.devices ?? {})) {
    if (entry.port !== 'counter-sign') continue;
    if (counters !== null && !counters.includes(entry.counter)) {
      const close = nearest(entry.counter, counters);
      found.refuse(
        ['devices', name, 'counter'],
        close === null
          ? refusal('announcing.no-such-counter', { known: counters.join(', ') })
          : refusal('announcing.misspelled-counter', { repair: close }),
      );
    }
    if (characters === null) continue;
    const least = Math.ceil((characters * pitch - 1) / moduleDots);
    if (entry.modules < least)
      found.refuse(['devices', name, 'modules'], refusal('sign.narrow', { characters, least }));
  }
};
