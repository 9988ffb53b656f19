import type { Hall } from '../behaviours/hall/index.ts';
import type { DeviceConfig } from '../config/schema.ts';
import type { Hal } from '../hal/hal.ts';
import type { MessageBus } from '../hal/ports/message-bus.ts';
import type { TicketLedger } from '../hal/ports/ticket-ledger.ts';
import type { TicketPrinter } from '../hal/ports/ticket-printer.ts';
import { careSettings, LedgerCare, type CarePorts } from './ledger-care.ts';
import { SiteLink } from './site-link.ts';
import { StripPrinting, stripSettings, type StripPorts } from './strip-printing.ts';
import { VisitExchange, type ExchangePorts } from './visit-exchange.ts';

/* What serves the hall on a device, each null where what it needs is not there. */

export const siteLinkOf = (
  { device, devices, fleet, site }: DeviceConfig,
  { clock, log }: Hal,
  bus: MessageBus | null,
): SiteLink | null =>
  bus === null
    ? null
    : new SiteLink(
        {
          site: site.site,
          device,
          others: fleet.map((each) => each.device).filter((each) => each !== device),
          brokerApart: Object.values(devices).every((each) => each.port !== 'bus' || each.driver !== 'site'),
        },
        { bus, clock, log },
      );

export const careOf = (
  config: DeviceConfig,
  hall: Hall | null,
  ledger: TicketLedger | null,
  ports: Omit<CarePorts, 'hall' | 'ledger'>,
): LedgerCare | null =>
  hall === null || ledger === null ? null : new LedgerCare(careSettings(config), { ...ports, hall, ledger });

export const stripPrintingOf = (
  config: DeviceConfig,
  printer: TicketPrinter | null,
  ports: Omit<StripPorts, 'printer'>,
): StripPrinting | null => {
  const settings = stripSettings(config);
  return settings === null || printer === null ? null : new StripPrinting(settings, { ...ports, printer });
};

export const exchangeOf = (
  device: string,
  hall: Hall | null,
  ledger: TicketLedger | null,
  ports: Omit<ExchangePorts, 'hall' | 'ledger'>,
): VisitExchange | null =>
  hall === null || ledger === null ? null : new VisitExchange(device, { ...ports, hall, ledger });
