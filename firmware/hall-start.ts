import type { Hall } from '../behaviours/hall/index.ts';
import type { Log } from '../hal/ports/log.ts';
import type { MissedVisits } from './missed-visits.ts';
import { traced } from './trace.ts';

interface HallStartPorts {
  readonly hall: Hall | null;
  readonly log: Log;
  /** Sends what nobody was told of; null: there is no ledger. */
  readonly missed: MissedVisits | null;
  /** The hall has its ledger (again): who stands on it goes on. */
  readonly ready: () => Promise<void>;
}

/** Brings the hall up once its ledger is open, again after each loss of it. */
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
    const { hall, log, missed, ready } = this.#ports;
    if (hall === null || this.#ready || this.#starting) return;
    this.#starting = true;
    missed?.begin();
    const started = await hall.start();
    this.#starting = false;
    this.#ready = started.ok;
    if (!started.ok) {
      log.write('error', 'hall.not-ready', { fault: traced(started.fault) });
      return;
    }
    await ready();
  }
}
