import { compareMarks, firstLacking, holds, type HeldStarts, type Mark } from '../behaviours/hall/held.ts';
import type { Hall } from '../behaviours/hall/index.ts';
import type { Fault, Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { TicketLedger, VisitEvent } from '../hal/ports/ticket-ledger.ts';
import type { Result } from '../hal/result.ts';
import type { Epoch, Milliseconds } from '../hal/units.ts';
import { Inbox } from './inbox.ts';
import { visitsHeldEvent } from './topics.ts';
import { parseVisitEvent, visitLines } from './visit-event.ts';
import { nothingHeld, parseHeld, writeHeld, type HeldOf } from './visits-held.ts';

/** Whoever links up or comes on causes one message, also when several do at once; the outboxes drain meanwhile. */
const settleMs: Milliseconds = 2_000;
/** How often a device says what it holds when nothing happens. */
export const sayEveryMs: Milliseconds = 180_000;
/** While the ledger cannot take what came in, or was not read yet, nothing is asked for. */
const notYetMs: Milliseconds = 5_000;
/** Questions that come within this are answered together. */
const gatherMs: Milliseconds = 1_000;
/** Events read and sent again at once, and the rest between two such pages: 200 a second at most. */
const pageSize = 100;
const restMs: Milliseconds = 500;
/** How far back in the ledger events are sent again: some days of a busy centre. */
export const mostBack = 20_000;
/** Devices whose starts and questions are remembered. */
const mostDevices = 256;

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

export interface ExchangePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: TicketLedger;
  readonly hall: Pick<Hall, 'receive' | 'held' | 'hub' | 'on'>;
  /** Whether a device is known to be out of reach: what it wrote others hand on. */
  readonly away: (device: string) => boolean;
  /** Resolves when the broker has it. */
  readonly publish: (event: DirectEvent) => Promise<Result<void, Fault>>;
  /** This device's events that are still on their usual way. */
  readonly outboxWaiting: () => number;
}

/**
 * The visit events that the devices of a site exchange. What comes in goes into the ledger, and waits where that refuses. What was
 * lost on the way (a broker that forgot, an outbox that overflowed, a device that died with events in hand) is found by talking:
 * each device says what it holds (`evt/visits-held`), and whoever wrote what is missing sends it again from its own ledger. For one that is
 * away others do (`evt/visit-relayed`): to the hub everybody, to all others the hub, and to one that has lost its card whoever has it.
 */
export class VisitExchange {
  readonly #device: string;
  readonly #ports: ExchangePorts;
  readonly #inbox: Inbox;
  /** The start of each device that was met. */
  readonly #met = new Map<string, number>();
  /** What others said that they hold, since we last looked. */
  readonly #asked = new Map<string, ReadonlyMap<string, HeldOf>>();
  /** Events of a device before this are too far back in the ledger to be sent again. */
  readonly #floors = new Map<string, Mark>();
  #end: Unsubscribe | null = null;
  #linked = false;
  #answering = false;
  /** Counts the links: an answer that was begun under an earlier one is not gone on with. */
  #round = 0;
  #sayTimer: TimerId | null = null;
  #answerTimer: TimerId | null = null;
  #restTimer: TimerId | null = null;

  constructor(device: string, ports: ExchangePorts) {
    this.#device = device;
    this.#ports = ports;
    this.#inbox = new Inbox(ports.clock, ports.log, (event) => ports.hall.receive(event));
  }

  /** Received events that the ledger has not taken yet. */
  get waiting(): number {
    return this.#inbox.waiting;
  }

  /** Visit events of another device, one or those that waited together. */
  visit(from: string, data: JsonObject): void {
    for (const line of visitLines(data)) {
      const event = parseVisitEvent(from, line);
      if (event.ok) this.#inbox.take(event.value);
      else this.#ports.log.write('warn', 'visit.refused', { from, ...event.fault });
    }
  }

  /** A visit event that another device hands on. */
  relayed(from: string, data: JsonObject): void {
    const writer = data['device'];
    if (typeof writer === 'string') this.visit(writer, data);
    else this.#ports.log.write('warn', 'visit.refused', { from, kind: 'payload', path: 'device' });
  }

  /** What another device says that it holds. */
  held(from: string, data: JsonObject): void {
    const held = parseHeld(data);
    if (!held.ok) {
      this.#ports.log.write('warn', 'visits-held.refused', { from, ...held.fault });
      return;
    }
    if (this.#asked.size >= mostDevices && !this.#asked.has(from)) return;
    this.#asked.set(from, held.value);
    this.#answerIn(gatherMs);
  }

  /** Another device is there, in this start of it. */
  online(from: string, boot: number): void {
    if (this.#met.get(from) === boot) return;
    if (this.#met.size >= mostDevices && !this.#met.has(from)) return;
    this.#met.set(from, boot);
    if (this.#linked) this.#sayIn(settleMs);
  }

  setLinked(linked: boolean): void {
    // Who takes over, or hears that somebody has, finds out at once who knows more of the lost hub.
    this.#end ??= this.#ports.hall.on((out) => {
      if (out.type === 'hall.recorded' && out.event.kind === 'hub.raised' && this.#linked) this.#sayIn(gatherMs);
    });
    this.#linked = linked;
    if (linked) this.#sayIn(settleMs);
    else this.#clearTimers();
  }

  stop(): void {
    this.#linked = false;
    this.#end?.();
    this.#end = null;
    this.#clearTimers();
    this.#inbox.stop();
  }

  #clearTimers(): void {
    const { clock } = this.#ports;
    for (const timer of [this.#sayTimer, this.#answerTimer, this.#restTimer])
      if (timer !== null) clock.clearTimeout(timer);
    // Whoever rests between two pages never wakes, and what was handed to a lost link may never be answered: the next link begins anew.
    this.#answering = false;
    this.#round += 1;
    this.#sayTimer = null;
    this.#answerTimer = null;
    this.#restTimer = null;
    this.#asked.clear();
  }

  #sayIn(ms: Milliseconds): void {
    const { clock } = this.#ports;
    if (this.#sayTimer !== null) clock.clearTimeout(this.#sayTimer);
    this.#sayTimer = clock.setTimeout(() => {
      this.#sayTimer = null;
      this.#say();
    }, ms);
  }

  #say(): void {
    const { clock, hall, publish } = this.#ports;
    // What waits for the ledger would be counted as missing, and come again on top.
    const held = this.#inbox.waiting > 0 ? null : hall.held();
    this.#sayIn(held === null ? notYetMs : sayEveryMs);
    if (held === null) return;
    // A message that does not arrive is said again by the next link.
    void publish({
      name: visitsHeldEvent,
      id: null,
      at: clock.wallTime().instant,
      data: writeHeld(held),
    });
  }

  #answerIn(ms: Milliseconds): void {
    if (this.#answerTimer !== null || this.#answering || !this.#linked) return;
    this.#answerTimer = this.#ports.clock.setTimeout(() => {
      this.#answerTimer = null;
      void this.#answer();
    }, ms);
  }

  async #answer(): Promise<void> {
    const { hall, outboxWaiting } = this.#ports;
    const held = hall.held();
    // What still waits in the outbox comes by itself; what is missing after that is lost.
    if (held === null || outboxWaiting() > 0) {
      if (held !== null) this.#answerIn(settleMs);
      return;
    }
    const asked = [...this.#asked];
    this.#asked.clear();
    this.#answering = true;
    const round = this.#round;
    for (const [writer, own] of held) {
      const lacking = asked.flatMap(([device, theirs]): readonly Lacking[] => {
        if (!this.#sendsTo(device, writer)) return [];
        const of = theirs.get(writer) ?? nothingHeld;
        const first = firstLacking(own, of.starts, later(this.#floorOf(writer), { epoch: of.since, seq: 0 }));
        return first === null ? [] : [{ device, held: of, first }];
      });
      if (lacking.length > 0) await this.#sendLacking(writer, own, lacking);
      if (round !== this.#round) return;
    }
    this.#answering = false;
    if (this.#asked.size > 0) this.#answerIn(gatherMs);
  }

  /** Whether it is ours to send this device what that one wrote. */
  #sendsTo(device: string, writer: string): boolean {
    // Who has lost what it wrote itself sends it to all others once it has it again.
    if (writer === this.#device || writer === device) return true;
    const { away, hall } = this.#ports;
    const hub = hall.hub().device;
    return away(writer) && (hub === this.#device || hub === device);
  }

  async #sendLacking(writer: string, own: HeldStarts, lacking: readonly Lacking[]): Promise<void> {
    const [oldest] = lacking.map(({ first }) => first).sort(compareMarks);
    if (oldest === undefined) return;
    const sent = await this.#sendAgain(writer, oldest, endOf(own), (event) =>
      lacking.some(({ held: { since, starts } }) => event.epoch >= since && !holds(starts, event)),
    );
    const to = lacking.map(({ device }) => device);
    if (sent > 0) this.#ports.log.write('info', 'visits.sent-again', { sent, writer, to });
  }

  #floorOf(writer: string): Mark {
    return this.#floors.get(writer) ?? { epoch: 0, seq: 0 };
  }

  /** Sends a device's events again, in the order of the ledger; gives how many the broker took. */
  async #sendAgain(
    writer: string,
    oldest: Mark,
    afterAll: Mark,
    lacked: (event: VisitEvent) => boolean,
  ): Promise<number> {
    const { ledger, publish } = this.#ports;
    const { head } = ledger;
    const name = writer === this.#device ? 'visit' : relayedEvent;
    let sent = 0;
    let from = await this.#positionOf(writer, oldest, head, afterAll);
    while (from !== null && from <= head) {
      const read = await ledger.read(from, Math.min(pageSize, head - from + 1));
      if (!read.ok || read.value.length === 0) break;
      const before = sent;
      for (const { event } of read.value) {
        if (event.device !== writer || compareMarks(event, this.#floorOf(writer)) < 0 || !lacked(event)) continue;
        const taken = await publish({ name, id: event.id, at: event.wall, data: { ...event } });
        // The next link begins with a question anew.
        if (!taken.ok || !this.#linked) return sent;
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
    if (lowest > 1) this.#floors.set(writer, later(this.#floorOf(writer), oldest ?? afterAll));
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

/** Who lacks what of one writer. */
interface Lacking {
  readonly device: string;
  readonly held: HeldOf;
  readonly first: Mark;
}

/** Where the next event of a device will stand, as far as these starts tell. */
const endOf = (starts: HeldStarts): Mark => {
  const epoch = Math.max(...starts.keys());
  return { epoch, seq: (starts.get(epoch)?.at(-1)?.to ?? 0) + 1 };
};

const later = (a: Mark, b: Mark): Mark => (compareMarks(a, b) >= 0 ? a : b);
