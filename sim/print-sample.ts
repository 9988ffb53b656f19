import { slipOf } from '../behaviours/ticketing/slip.ts';
import { createPhrasebook } from '../behaviours/voice/phrasebook.ts';
import type { LanguageFile } from '../config/languages.ts';
import type { DeviceConfig } from '../config/schema.ts';
import { devicesOf, ticketingSettings } from '../firmware/settings.ts';
import type { Bitmap } from '../hal/drivers/escpos-commands.ts';
import { rasterSlip } from '../hal/drivers/slip-raster.ts';
import type { PrinterFault } from '../hal/ports/ticket-printer.ts';
import type { Result } from '../hal/result.ts';

/** The dots of a slip as a device's visitors get it: the site's own names, its first service, the number after eleven others. */
export function sampleSlip(
  config: DeviceConfig,
  languages: readonly LanguageFile[],
  language: string,
): Result<Bitmap, PrinterFault> {
  const [service] = config.site.services;
  const counters = config.site.counters.filter((counter) => counter.services.includes(service?.id ?? ''));
  const number = `${service?.series ?? 'A'}${'12'.padStart(config.site.numbers.digits, '0')}`;
  const ticket = {
    ticket: `2026-08-03/${number}`,
    number,
    day: '2026-08-03',
    service: service?.id ?? '',
    ahead: 11,
    wait: { p50Min: 20, p90Min: 35, beyondClosing: false },
    direct: false,
    counters: counters.map(({ id }) => id),
    token: '5f1c09d2a4b87e36d1c0ffee5eed2026',
    apart: false,
    issuedMinute: 8 * 60 + 35,
  };
  const [printer] = Object.values(devicesOf(config, 'printer'));
  const slip = slipOf(
    'sample',
    ticket,
    'first',
    ticketingSettings(config, true),
    createPhrasebook(languages),
    language,
  );
  return rasterSlip(slip, printer?.entry.dots ?? 576);
}
