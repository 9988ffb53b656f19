import type { Fault } from '../../hal/device.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { LedgerFault, TicketLedger, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { done, fail, type Result } from '../../hal/result.ts';

const pageSize = 1000;

/**
 * Faults after which nothing of the append is stored. After any other the outcome is not known, and the ledger is read again
 * before anything is decided on it.
 */
const certain: Readonly<Record<LedgerFault['kind'], boolean>> = {
  absent: true,
  permission: true,
  'read-only': true,
  full: true,
  busy: true,
  'newer-schema': true,
  damaged: false,
  io: false,
};

export interface DurablePorts {
  readonly ledger: TicketLedger;
  readonly log: Log;
}

export interface DurableEars {
  /** An event is durable; called once for each, in the ledger's order. */
  readonly apply: (event: VisitEvent) => void;
  readonly isApplied: (event: VisitEvent) => boolean;
  /** It became or ceased to be known what the ledger holds. */
  readonly doubtChanged: () => void;
}

/** The way into the ledger: what was appended becomes true once it is durable, and where that is not known it is found out first. */
export class Durable {
  readonly #ports: DurablePorts;
  readonly #ears: DurableEars;
  /** Ledger position from which on it is not known whether our events stand there; null: no doubt. */
  #doubtFrom: number | null = null;
  #appending = 0;

  constructor(ports: DurablePorts, ears: DurableEars) {
    this.#ports = ports;
    this.#ears = ears;
  }

  get doubtful(): boolean {
    return this.#doubtFrom !== null;
  }
  /** No append is under way of which the outcome is not applied yet. */
  get still(): boolean {
    return this.#appending === 0;
  }

  /** The ledger was read from its beginning. */
  begin(): void {
    this.#doubtFrom = null;
  }

  /** Ends a doubt about what the ledger holds; a fault while it cannot be read. */
  async settle(): Promise<Result<void, Fault>> {
    if (this.#doubtFrom === null) return done;
    const { ledger, log } = this.#ports;
    let from = this.#doubtFrom;
    for (;;) {
      const page = await ledger.read(from, pageSize);
      if (!page.ok) return page;
      for (const { event } of page.value) this.#ears.apply(event);
      const last = page.value.at(-1);
      if (last === undefined) break;
      from = last.position + 1;
    }
    this.#doubtFrom = null;
    log.write('info', 'ledger.settled', { position: from - 1 });
    this.#ears.doubtChanged();
    return done;
  }

  async append(events: readonly VisitEvent[]): Promise<Result<void, Fault>> {
    const { ledger, log } = this.#ports;
    const before = ledger.head;
    this.#appending += 1;
    const appended = await ledger.append(events);
    if (appended.ok) for (const event of events) this.#ears.apply(event);
    this.#appending -= 1;
    if (appended.ok) return done;
    log.write('error', 'ledger.refused', { fault: appended.fault });
    if (certain[appended.fault.kind]) return appended;
    this.#doubtFrom = Math.min(this.#doubtFrom ?? before + 1, before + 1);
    this.#ears.doubtChanged();
    const settled = await this.settle();
    if (settled.ok && events.every((event) => this.#ears.isApplied(event))) return done;
    return settled.ok ? appended : fail({ kind: 'in-doubt', fault: appended.fault });
  }
}
