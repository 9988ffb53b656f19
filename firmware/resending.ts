import { compareMarks, type Mark } from '../behaviours/hall/held.ts';
import type { Fault } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { TicketLedger, VisitEvent } from '../hal/ports/ticket-ledger.ts';
import type { Result } from '../hal/result.ts';
import type { Epoch, Milliseconds } from '../hal/units.ts';

/** Events read and sent again at once, and the rest between two such pages: 200 a second at most. */
const pageSize = 100;
const restMs: Milliseconds = 500;
/** How far back in the ledger events are sent again: some days of a busy centre. */
export const mostBack = 20_000;
/** An answer in which nothing has moved for so long is given up. */
const stuckMs: Milliseconds = 60_000;

/** The event by which one device hands on what another wrote that is not there to do it itself. */
export const relayedEvent = 'visit-relayed';

/** An event that goes out at once, past the outbox. */
export interface DirectEvent {
  readonly name: string;
  /** Null: one is made. */
  readonly id: string | null;
  readonly at: Epoch;
  readonly data: JsonObject;
}

export interface ResendingPorts {
  readonly clock: Clock;
  readonly ledger: Pick<TicketLedger, 'head' | 'read'>;
  /** Resolves when the broker has it. */
  readonly publish: (event: DirectEvent) => Promise<Result<void, Fault>>;
}

/** Sends events again from the ledger, page by page, to whoever has said that it lacks them (`visit-exchange.ts`). */
export class Resending {
  readonly #device: string;
  readonly #ports: ResendingPorts;
  /** Events of a device before this are too far back in the ledger to be sent again. */
  readonly #floors = new Map<string, Mark>();
  #round = 0;
  /** When it last got on. */
  #stirredAt: Milliseconds = 0;
  #restTimer: TimerId | null = null;

  constructor(device: string, ports: ResendingPorts) {
    this.#device = device;
    this.#ports = ports;
  }

  begin(): void {
    this.#stirredAt = this.#ports.clock.now();
  }

  /** Whether nothing has moved for long: what was handed on may never be answered. */
  get stuck(): boolean {
    return this.#ports.clock.now() - this.#stirredAt > stuckMs;
  }

  /** What is under way is not gone on with; whoever rests between two pages never wakes. */
  giveUp(): void {
    if (this.#restTimer !== null) this.#ports.clock.clearTimeout(this.#restTimer);
    this.#restTimer = null;
    this.#round += 1;
  }

  floorOf(writer: string): Mark {
    return this.#floors.get(writer) ?? { epoch: 0, seq: 0 };
  }

  /** Sends a device's events again, in the order of the ledger; gives how many the broker took. */
  async send(writer: string, oldest: Mark, afterAll: Mark, lacked: (event: VisitEvent) => boolean): Promise<number> {
    const { ledger, publish } = this.#ports;
    const { head } = ledger;
    const name = writer === this.#device ? 'visit' : relayedEvent;
    const round = this.#round;
    let sent = 0;
    let from = await this.#positionOf(writer, oldest, head, afterAll);
    while (from !== null && from <= head) {
      const read = await ledger.read(from, Math.min(pageSize, head - from + 1));
      if (!read.ok || read.value.length === 0) break;
      const before = sent;
      for (const { event } of read.value) {
        if (event.device !== writer || compareMarks(event, this.floorOf(writer)) < 0 || !lacked(event)) continue;
        const taken = await publish({ name, id: event.id, at: event.wall, data: { ...event } });
        // The next link begins with a question anew.
        if (!taken.ok || round !== this.#round) return sent;
        this.#stirredAt = this.#ports.clock.now();
        sent += 1;
      }
      // A position may be empty: what was found damaged there was moved aside.
      from = (read.value.at(-1)?.position ?? head) + 1;
      if (sent > before && from <= head) await this.#rest();
    }
    return sent;
  }

  /** Where in the ledger to begin so that this event and all of its writer's after it are found; null when the ledger cannot be read. */
  async #positionOf(writer: string, mark: Mark, head: number, afterAll: Mark): Promise<number | null> {
    const { ledger } = this.#ports;
    const lowest = Math.max(1, head - mostBack + 1);
    let oldest: Mark | null = null;
    for (let end = head; end >= lowest;) {
      const from = Math.max(lowest, end - pageSize + 1);
      const read = await ledger.read(from, end - from + 1);
      if (!read.ok) return null;
      // Our own stand in their order; another's may have come in any.
      const first = read.value.map(({ event }) => event).filter(({ device }) => device === writer);
      const earliest = writer === this.#device ? first[0] : undefined;
      if (earliest !== undefined && compareMarks(earliest, mark) <= 0) return from;
      oldest = first[0] ?? oldest;
      end = from - 1;
    }
    // Further back nobody goes; remembered, so that whoever lacks that for ever is not looked up for ever.
    if (lowest > 1) this.#floors.set(writer, later(this.floorOf(writer), oldest ?? afterAll));
    return lowest;
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      this.#restTimer = this.#ports.clock.setTimeout(() => {
        this.#restTimer = null;
        resolve();
      }, restMs);
    });
  }
}

export const later = (a: Mark, b: Mark): Mark => (compareMarks(a, b) >= 0 ? a : b);
