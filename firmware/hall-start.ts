import type { Hall } from '../behaviours/hall/index.ts';
import type { Log } from '../hal/ports/log.ts';
import type { TicketLedger } from '../hal/ports/ticket-ledger.ts';
import type { Outbox } from './outbox.ts';
import { traced } from './trace.ts';

/** Own events read back at start, to find those that never reached the outbox. */
const recentEvents = 2_000;

interface HallStartPorts {
  readonly device: string;
  readonly hall: Hall | null;
  readonly ledger: TicketLedger | null;
  readonly outbox: Outbox;
  readonly log: Log;
  /** The hall has its ledger (again): who stands on it goes on. */
  readonly ready: () => Promise<void>;
}

/** Brings the hall up once its ledger is open, again after each loss of it, and sends what the ledger has and nobody was told of. */
export class HallStart {
  readonly #ports: HallStartPorts;
  #ready = false;
  #starting = false;

  constructor(ports: HallStartPorts) {
    this.#ports = ports;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Its ledger is gone: numbers wait until it is back. */
  lost(): void {
    this.#ready = false;
  }

  async start(): Promise<void> {
    const { hall, log, ready } = this.#ports;
    if (hall === null || this.#ready || this.#starting) return;
    this.#starting = true;
    const started = await hall.start();
    this.#starting = false;
    this.#ready = started.ok;
    if (!started.ok) {
      log.write('error', 'hall.not-ready', { fault: traced(started.fault) });
      return;
    }
    await ready();
  }

  /** What the ledger has and the outbox never saw (the device was killed between the two) is sent now. */
  async enqueueMissed(): Promise<void> {
    const { device, ledger, outbox } = this.#ports;
    if (ledger === null) return;
    const read = await ledger.read(Math.max(1, ledger.head - recentEvents + 1), recentEvents);
    if (!read.ok) return;
    const own = read.value.map(({ event }) => event).filter((event) => event.device === device);
    const seen = outbox.newestOf('visit');
    const after = seen === null ? 0 : own.findIndex((event) => event.id === seen) + 1;
    for (const event of own.slice(after)) outbox.add('visit', event.id, event.wall, { ...event });
  }
}
