import type { Hall } from '../behaviours/hall/index.ts';
import type { Unsubscribe } from '../hal/device.ts';
import type { TicketLedger, VisitEvent } from '../hal/ports/ticket-ledger.ts';
import type { Outbox } from './outbox.ts';

/** Events that are read at once, and how far back: as many as the outbox holds. */
const pageSize = 1_000;
const mostBack = 20_000;
/** What is sent where nothing tells how far the sending had come (a new card, an outbox that was thrown away). */
const recentEvents = 2_000;

export interface MissedVisitsPorts {
  readonly device: string;
  readonly hall: Pick<Hall, 'on'>;
  readonly ledger: Pick<TicketLedger, 'head' | 'read'>;
  readonly outbox: Pick<Outbox, 'add' | 'newestOf'>;
}

/**
 * The ledger is where visit events are kept until the broker has them; the outbox only knows up to which of them it has. After a
 * start, and after a loss of the ledger, those that it was not given or did not get rid of are given to it.
 */
export class MissedVisits {
  readonly #ports: MissedVisitsPorts;
  #after: string | null = null;
  /** What has gone its usual way since `begin`. */
  readonly #heard = new Set<string>();
  #end: Unsubscribe = () => undefined;

  constructor(ports: MissedVisitsPorts) {
    this.#ports = ports;
  }

  /** The hall is about to read its ledger, and may write into it at once. */
  begin(): void {
    this.#end();
    this.#heard.clear();
    this.#after = this.#ports.outbox.newestOf('visit');
    this.#end = this.#ports.hall.on((out) => {
      if (out.type === 'hall.recorded') this.#heard.add(out.event.id);
    });
  }

  /** The hall is there: what was missed is sent, in the ledger's order. */
  async send(): Promise<void> {
    const missed = await this.#missed();
    for (const event of missed)
      if (!this.#heard.has(event.id)) this.#ports.outbox.add('visit', event.id, event.wall, { ...event });
    this.#end();
    this.#heard.clear();
  }

  /** Own events after the last that need not be sent, as far as the ledger can be read. */
  async #missed(): Promise<readonly VisitEvent[]> {
    const { device, ledger } = this.#ports;
    const after = this.#after;
    const oldest = Math.max(1, ledger.head - (after === null ? recentEvents : mostBack) + 1);
    let own: readonly VisitEvent[] = [];
    for (let end = ledger.head; end >= oldest;) {
      const from = Math.max(oldest, end - pageSize + 1);
      const read = await ledger.read(from, end - from + 1);
      if (!read.ok) return [];
      const page = read.value.map(({ event }) => event).filter((event) => event.device === device);
      const at = after === null ? -1 : page.findIndex(({ id }) => id === after);
      own = [...page.slice(at + 1), ...own];
      if (at >= 0) return own;
      end = from - 1;
    }
    return own.slice(-recentEvents);
  }
}
