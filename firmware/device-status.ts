import type { Hall } from '../behaviours/hall/index.ts';
import type { DeviceConfig } from '../config/schema.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { PrinterStatus } from '../hal/ports/ticket-printer.ts';
import type { CityDesk } from './city/city-desk.ts';
import type { DeviceApp, Lifecycle } from './device-app.ts';
import type { HallMedia } from './hall-media.ts';
import type { HallStart } from './hall-start.ts';
import { statusOf } from './health.ts';
import type { Intention } from './intention.ts';
import type { LedgerCare } from './ledger-care.ts';
import type { Morning } from './morning.ts';
import type { Outbox } from './outbox.ts';
import type { PowerWatch } from './power.ts';
import type { SiteFaults } from './site-faults.ts';
import type { Supervisor } from './supervisor.ts';
import { traced } from './trace.ts';
import type { VisitExchange } from './visit-exchange.ts';

/** All of a device that its status tells of. */
export interface StatusParts {
  readonly config: DeviceConfig;
  readonly lifecycle: Lifecycle;
  readonly supervisor: Pick<Supervisor, 'reports'>;
  readonly machines: ReturnType<DeviceApp['machines']>;
  /** Null: it does not answer, or there is none. */
  readonly printer: PrinterStatus | null;
  readonly hall: Hall | null;
  readonly hallStart: Pick<HallStart, 'ready'>;
  readonly exchange: Pick<VisitExchange, 'waiting'> | null;
  readonly care: Pick<LedgerCare, 'status'> | null;
  readonly media: Pick<HallMedia, 'status'>;
  readonly outbox: Pick<Outbox, 'waiting' | 'dropped'>;
  readonly cityDesk: Pick<CityDesk, 'status'> | null;
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly power: Pick<PowerWatch, 'status'>;
  readonly intention: Pick<Intention, 'status'>;
  readonly morning: Pick<Morning, 'last'>;
  readonly faults: Pick<SiteFaults, 'now'>;
  readonly notes: readonly string[];
}

/** One snapshot of how a device is, as it goes out retained and as its pages read it. */
export const deviceStatus = ({ config, hall, hallStart, outbox, cityDesk, ...it }: StatusParts): JsonObject => ({
  lifecycle: it.lifecycle,
  profile: config.profile,
  devices: statusOf(it.supervisor.reports()),
  behaviours: Object.fromEntries(it.machines.map(({ machine, value, tags }) => [machine, { value, tags }])),
  printer: traced(it.printer),
  hall: {
    ready: hallStart.ready,
    host: hall?.hub().device ?? config.site.hall.host,
    term: hall?.hub().term ?? 0,
    apart: hall !== null && hallStart.ready && hall.apart(),
    pastKnown: hall?.pastKnown() ?? true,
    waiting: hall?.waitingCount() ?? 0,
    incoming: it.exchange?.waiting ?? 0,
  },
  ledger: it.care?.status() ?? null,
  media: it.media.status(),
  outbox: { waiting: outbox.waiting, dropped: outbox.dropped },
  ...(cityDesk === null ? {} : { city: cityDesk.status() }),
  clock: { trusted: it.clock.wallTime().trusted },
  power: it.power.status(),
  intention: it.intention.status(),
  doctor: it.morning.last,
  faults: it.faults.now().map((fault) => ({ ...fault })),
  notes: [...it.notes],
});
