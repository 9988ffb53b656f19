import type { JsonObject } from '../hal/json.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Storage } from '../hal/ports/storage.ts';
import type { Result } from '../hal/result.ts';
import type { Epoch, Milliseconds } from '../hal/units.ts';
import { readOutbox, type Note, type OutgoingEvent } from './outbox-file.ts';

export type { OutgoingEvent } from './outbox-file.ts';

/** Which of a device's outboxes it is: where it keeps its file, and how long it waits before the `attempt`-th try after a refusal. */
export interface OutboxKind {
  readonly blob: string;
  readonly retryMs: (attempt: number) => Milliseconds;
  /** Messages that are under way at once; 1 where the next may go only when the one before it was taken. */
  readonly inFlight: number;
  /**
   * Names of events that whoever adds them finds again after a restart (the ledger's lines): they are not written here a second time,
   * only now and then up to which of them all were taken, and those that wait together go in one message.
   */
  readonly keptElsewhere: readonly string[];
}

const toTheBroker: OutboxKind = {
  blob: 'outbox',
  retryMs: () => 2_000,
  inFlight: 16,
  keptElsewhere: ['visit'],
};
/** Events of one message. */
const mostTogether = 32;
/** Lines of the ledger wait so long for more to go with them: in a rush each message costs more than what is in it. */
const gatherMs: Milliseconds = 20;
/** After so many events that are kept elsewhere it is noted how far the sending has come: a crash sends no more than these again. */
const noteEvery = 256;
/**
 * At most this many events wait: a week of a busy kiosk. Then the oldest that is not a visit's goes first (the hall can do without
 * it), after those the oldest visit's, which the other devices ask for again from the ledger; every loss is counted and told.
 */
const mostWaiting = 20_000;
/** The file is written anew when it holds this many lines more than what still waits. */
const staleLines = 2_000;

const encoder = new TextEncoder();

/** When an event goes: what a clerk did others wait for; numbers come in a rush, and in a moment there are more. */
export type Pace = 'at-once' | 'soon';

/** Sends events of one name that are kept elsewhere, or any one event; they were all taken, or none is known to be. */
type Send = (events: readonly OutgoingEvent[]) => Promise<Result<void, { readonly kind: string }>>;

/**
 * Events on their way to the broker, in order, on disk until it has acknowledged them: here, written before they are sent, or with
 * whoever added them (`keptElsewhere`). After a crash those not known to be sent are sent again (readers know them by id). A torn last
 * line is cut off.
 */
export class Outbox {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #send: Send;
  readonly #kind: OutboxKind;
  #waiting: OutgoingEvent[] = [];
  #unwritten: OutgoingEvent[] = [];
  /** The newest of each name that was added. */
  #newest: Record<string, string> = {};
  /** Of each name that is kept elsewhere the last before which none waits. */
  #taken: Record<string, string> = {};
  /** Events kept elsewhere that were taken since that was last noted. */
  #unnoted = 0;
  /** Events among those that wait which are, or will be, lines of the file. */
  #waitingHere = 0;
  #attempts = 0;
  #seq = 0;
  #lines = 0;
  #dropped = 0;
  #linked = false;
  #draining = false;
  #writing: Promise<void> = Promise.resolve();
  #retry: TimerId | null = null;
  #gathering: TimerId | null = null;
  /** Something that goes at once was added since the newest messages were made. */
  #hurried = false;
  #stopped = false;
  #compacting = false;

  constructor(storage: Storage, clock: Clock, log: Log, send: Send, kind: OutboxKind = toTheBroker) {
    this.#kind = kind;
    this.#storage = storage;
    this.#clock = clock;
    this.#log = log;
    this.#send = send;
  }

  get waiting(): number {
    return this.#waiting.length;
  }
  get dropped(): number {
    return this.#dropped;
  }

  /** Reads what an earlier start left. Storage that refuses is told and the outbox goes on in memory. */
  async start(): Promise<void> {
    const read = await this.#storage.read(this.#kind.blob);
    if (!read.ok) {
      this.#log.write('warn', 'outbox.unreadable', { fault: read.fault.kind });
      return;
    }
    const { events, newest, sent, torn } = readOutbox(read.value, this.#kind.keptElsewhere);
    this.#newest = newest;
    this.#seq = Math.max(sent, ...events.map(({ seq }) => seq));
    const here = events.filter((event) => this.#isKeptHere(event));
    this.#waiting = here.filter((event) => event.seq > sent).slice(-mostWaiting);
    this.#waitingHere = this.#waiting.length;
    this.#taken = { ...this.#newest };
    if (torn > 0) this.#log.write('warn', 'outbox.torn', { lines: torn });
    await this.#rewrite();
  }

  /** Id of the newest event of this name that need not be added again, null for none: after a start those that came after it must be. */
  newestOf(name: string): string | null {
    return this.#newest[name] ?? null;
  }

  /** Takes an event; it is sent as soon as it is on disk and the broker answers, or in a moment where more is to go with it. */
  add(name: string, id: string, at: Epoch, data: JsonObject, pace: Pace = 'at-once'): void {
    const event: OutgoingEvent = { seq: ++this.#seq, id, name, at, data };
    this.#newest[name] = id;
    this.#waiting.push(event);
    if (this.#waiting.length > mostWaiting) this.#dropOldest();
    if (this.#isKeptHere(event)) {
      this.#waitingHere += 1;
      this.#unwritten.push(event);
      this.#write();
      this.#compactWhenStale();
    }
    if (pace === 'soon') {
      this.#gather();
      return;
    }
    this.#hurried = true;
    this.#drain();
  }

  /** What was added is sent in a moment. */
  #gather(): void {
    if (this.#draining || !this.#linked || this.#stopped) return;
    this.#gathering ??= this.#clock.setTimeout(() => {
      this.#gathering = null;
      this.#drain();
    }, gatherMs);
  }

  #isKeptHere({ name }: OutgoingEvent): boolean {
    return !this.#kind.keptElsewhere.includes(name);
  }

  setLinked(linked: boolean): void {
    this.#linked = linked;
    if (!linked) {
      this.#endGathering();
      return;
    }
    // A new link is worth a try at once.
    if (this.#retry !== null) this.#clock.clearTimeout(this.#retry);
    this.#retry = null;
    this.#drain();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endGathering();
    if (this.#retry !== null) this.#clock.clearTimeout(this.#retry);
    await this.#writing;
    // What was acknowledged is noted once more at an orderly end, so that the next start sends nothing twice.
    await this.#rewrite();
  }

  #endGathering(): void {
    if (this.#gathering !== null) this.#clock.clearTimeout(this.#gathering);
    this.#gathering = null;
  }

  #dropOldest(): void {
    const victim = Math.max(
      0,
      this.#waiting.findIndex((event) => event.name !== 'visit'),
    );
    for (const event of this.#waiting.splice(victim, 1)) if (this.#isKeptHere(event)) this.#waitingHere -= 1;
    this.#dropped += 1;
    if (this.#dropped === 1 || this.#dropped % 100 === 0)
      this.#log.write('warn', 'outbox.full', { dropped: this.#dropped, waiting: this.#waiting.length });
  }

  #write(): void {
    // Events that come while a write is under way share the next one.
    this.#writing = this.#writing.then(async () => {
      if (this.#unwritten.length === 0) return;
      const events = this.#unwritten;
      this.#unwritten = [];
      const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
      const result = await this.#storage.append(this.#kind.blob, encoder.encode(text));
      this.#lines += events.length;
      if (!result.ok) this.#log.write('warn', 'outbox.unwritable', { fault: result.fault.kind });
    });
  }

  #drain(): void {
    // While a retry is armed, what comes new waits with what was refused.
    if (this.#draining || this.#retry !== null || !this.#linked || this.#stopped || this.#waiting.length === 0) return;
    this.#draining = true;
    void this.#sendAll();
  }

  /**
   * Sends in order, several at a time: each round trip to the broker would else bound how many events leave a busy hub. One that is
   * refused ends the round; what was sent after it may have arrived before it, which readers know by its id.
   */
  async #sendAll(): Promise<void> {
    let refused = false;
    while (this.#linked && !this.#stopped && !refused) {
      this.#hurried = false;
      const messages = this.#nextMessages();
      if (messages.length === 0) break;
      await this.#writing;
      const results = await Promise.all(messages.map((events) => this.#send(events)));
      const sent = new Set(messages.filter((_, index) => results[index]?.ok === true).flat());
      refused = results.some(({ ok }) => !ok);
      if (!refused) this.#attempts = 0;
      if (sent.size > 0) this.#wereTaken(sent);
      if (!this.#isUrgent()) break;
    }
    // The answer to what was sent last may come after the end: nothing is to be tried again then.
    if (refused && !this.#stopped) {
      this.#attempts += 1;
      this.#retry ??= this.#clock.setTimeout(() => {
        this.#retry = null;
        this.#drain();
      }, this.#kind.retryMs(this.#attempts));
    }
    this.#draining = false;
    if (this.#waiting.length > 0 && !refused) this.#gather();
    this.#compactWhenStale();
  }

  /** Whether what waits goes at once: something in it does, or it fills a message. */
  #isUrgent(): boolean {
    return this.#hurried || this.#waitingHere > 0 || this.#waiting.length >= mostTogether;
  }

  /** The first of what waits, as it goes together. */
  #nextMessages(): readonly (readonly OutgoingEvent[])[] {
    const messages: OutgoingEvent[][] = [];
    for (const event of this.#waiting) {
      const last = messages.at(-1);
      const joins = last?.[0]?.name === event.name && last.length < mostTogether && !this.#isKeptHere(event);
      if (joins) last.push(event);
      else if (messages.length < this.#kind.inFlight) messages.push([event]);
      else break;
    }
    return messages;
  }

  #wereTaken(sent: ReadonlySet<OutgoingEvent>): void {
    const waiting: OutgoingEvent[] = [];
    for (const event of this.#waiting)
      if (!sent.has(event)) waiting.push(event);
      else if (this.#isKeptHere(event)) this.#waitingHere -= 1;
      else {
        this.#unnoted += 1;
        if (waiting.length === 0) this.#taken[event.name] = event.id;
      }
    this.#waiting = waiting;
    // What overtook others was taken as well once none of them waits any more.
    if (waiting.length === 0) this.#taken = { ...this.#newest };
    if (this.#unnoted >= noteEvery) this.#note();
  }

  /** How far the sending has come. What is kept here stands in the file, whatever of it was taken. */
  #progress(): Note {
    const first = this.#waiting[0];
    const elsewhere = this.#kind.keptElsewhere.flatMap((name) => {
      const taken = this.#taken[name];
      return taken === undefined ? [] : [[name, taken] as const];
    });
    const here = Object.entries(this.#newest).filter(([name]) => !this.#kind.keptElsewhere.includes(name));
    return {
      sent: first === undefined ? this.#seq : first.seq - 1,
      newest: Object.fromEntries([...here, ...elsewhere]),
    };
  }

  #note(): void {
    this.#unnoted = 0;
    this.#writing = this.#writing.then(async () => {
      const result = await this.#storage.append(
        this.#kind.blob,
        encoder.encode(`${JSON.stringify(this.#progress())}\n`),
      );
      this.#lines += 1;
      if (!result.ok) this.#log.write('warn', 'outbox.unwritable', { fault: result.fault.kind });
    });
  }

  /** Keeps the file as bounded as the queue, also while the broker is away. */
  #compactWhenStale(): void {
    if (this.#compacting || this.#stopped || this.#lines + this.#unwritten.length < this.#waitingHere + staleLines)
      return;
    this.#compacting = true;
    void this.#rewrite().then(() => {
      this.#compacting = false;
    });
  }

  /** Writes the file anew with what still waits; its first line remembers how far the sending had come. */
  async #rewrite(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      // What has come since is in the new file already and needs no append.
      this.#unwritten = [];
      this.#unnoted = 0;
      const lines = [this.#progress(), ...this.#waiting.filter((event) => this.#isKeptHere(event))];
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      const result = await this.#storage.write(this.#kind.blob, encoder.encode(text));
      if (result.ok) this.#lines = lines.length;
      else this.#log.write('warn', 'outbox.unwritable', { fault: result.fault.kind });
    });
    await this.#writing;
  }
}
