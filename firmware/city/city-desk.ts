import { readDossierCode } from '../../behaviours/hall/dossier-code.ts';
import type { Hall } from '../../behaviours/hall/index.ts';
import type { TicketId } from '../../behaviours/hall/events.ts';
import type { NearRule } from '../../behaviours/hall/near.ts';
import { dayKey } from '../../behaviours/hours/civil.ts';
import type { CityEventKind } from '../../config/devices/city.ts';
import type { DeviceOf, SiteConfig } from '../../config/schema.ts';
import { backoffMs } from '../../hal/backoff.ts';
import type { Unsubscribe } from '../../hal/device.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { CityDocument, CityFault, CitySystem } from '../../hal/ports/city-system.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import { token, type Entropy } from '../../hal/ports/entropy.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Random } from '../../hal/ports/random.ts';
import type { Storage } from '../../hal/ports/storage.ts';
import type { TicketLedger, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { Outbox, type OutgoingEvent } from '../outbox.ts';
import { stateIn, type DossierAnswer } from './dossier.ts';
import { bodyOf, cityEvent, eventOf, ticketIn, type CityEvent, type EventSource } from './event.ts';
import { takeIn } from './intake.ts';
import { NearWatch } from './near-watch.ts';

export interface CityDeskParts {
  readonly device: string;
  readonly site: SiteConfig;
  readonly entry: DeviceOf<'city-system'>;
  readonly near: NearRule;
  readonly hall: Hall;
  readonly ledger: TicketLedger;
  readonly city: CitySystem;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly entropy: Entropy;
  readonly log: Log;
}

const backoff = { firstMs: 1_000, mostMs: 60_000 } as const;
/** A message that is not answered within this is sent again later. */
const sendPatienceMs: Milliseconds = 15_000;
const lookEveryMs: Milliseconds = 10_000;
/** Said later than this, a turn that was near is history. */
const nearLastsMs: Milliseconds = 5 * 60_000;
/** A document that could not be written down is taken in again after this. */
const againMs: Milliseconds = 30_000;
const readBack = { page: 1_000, most: 40_000 } as const;
/** Numbers that were called from a slip before their issue came; more than these is no hall. */
const mostHeld = 2_000;
const mostDossiers = 2_000;
const mostDocuments = 16;

/**
 * What stands between the hall and the city: tells the city what happened, in order and once, however long it is away; brings its
 * bookings in; asks it how far a dossier is. Only the device that decides speaks and listens; another that takes its place begins
 * with the day, under the same ids, so that the city takes nothing twice.
 */
export class CityDesk {
  readonly #parts: CityDeskParts;
  readonly #source: EventSource;
  readonly #outbox: Outbox;
  readonly #near: NearWatch;
  /** Of tickets whose issue is not here yet: the city hears of nobody being called before it hears that they came. */
  readonly #held = new Map<TicketId, VisitEvent[]>();
  /** Codes that were tied to visits today; in no file. */
  readonly #dossiers = new Map<TicketId, string>();
  /** Events that were read from the ledger and are then heard of. */
  readonly #added = new Set<string>();
  readonly #documents = new Map<string, CityDocument>();
  readonly #ends: Unsubscribe[] = [];
  #deciding = false;
  #following = false;
  #refused = 0;
  #fault: CityFault | null = null;
  #timers = new Set<TimerId>();
  /** What the city is asked or sent now; raised when nobody waits for its answer any more. */
  readonly #limits = new Set<AbortController>();
  #intake: Promise<void> = Promise.resolve();
  #ready = false;

  constructor(parts: CityDeskParts) {
    this.#parts = parts;
    const { clock, device, log, random, site, storage } = parts;
    this.#source = { site: site.site, device, zoneOffsetMin: site.zoneOffsetMin };
    this.#near = new NearWatch(parts.near);
    const retryMs = (attempt: number): Milliseconds => backoffMs(attempt, backoff, random);
    this.#outbox = new Outbox(storage, clock, log, (events) => this.#sendEach(events), {
      blob: 'city-outbox',
      retryMs,
      inFlight: 1,
      keptElsewhere: [],
    });
  }

  /** What staff and pages see of it; nothing of any visit. */
  status(): JsonObject {
    const { dropped, waiting } = this.#outbox;
    return {
      deciding: this.#deciding,
      waiting,
      dropped,
      refused: this.#refused,
      fault: this.#fault === null ? null : { ...this.#fault },
    };
  }

  async start(): Promise<void> {
    await this.#outbox.start();
    const { city, hall } = this.#parts;
    this.#ends.push(
      hall.on((event) => {
        if (event.type === 'dossier.tied') this.tie(event.ticket, event.code);
        if (event.type !== 'hall.recorded') return;
        void this.#follow();
        if (this.#deciding) this.#take(event.event);
      }),
      city.onDocument((document) => this.#laid(document)),
    );
    this.#arm();
  }

  /** The hall has read its ledger. */
  async hallReady(): Promise<void> {
    this.#ready = true;
    await this.#follow();
  }

  /** Whether the way to the city is open. */
  setUp(up: boolean): void {
    this.#outbox.setLinked(up);
  }

  async stop(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    for (const timer of this.#timers) this.#parts.clock.clearTimeout(timer);
    this.#timers.clear();
    for (const limit of this.#limits) limit.abort();
    await this.#intake;
    await this.#outbox.stop();
  }

  /** The code of a dossier in what somebody scanned or typed, null where it is none. */
  codeIn(written: string): string | null {
    const read = readDossierCode(written, this.#today());
    return read.kind === 'code' ? read.code : null;
  }

  /** How far the dossier is; silent where nobody answers in time. Null: it is no code of a dossier. */
  async ask(written: string): Promise<DossierAnswer | null> {
    const code = this.codeIn(written);
    if (code === null) return null;
    const { city, entry } = this.#parts;
    const answer = await this.#within(entry.dossiers.patienceMs, (signal) => city.askDossier(code, signal));
    if (!answer.ok) return { kind: 'silent', code };
    if (answer.value === null) return { kind: 'unknown', code };
    const state = stateIn(answer.value, entry.dossiers);
    return state === null ? { kind: 'silent', code } : { kind: 'known', code, state };
  }

  /** Ties a dossier to a visit of today; the code goes to the city and stands in no ledger. */
  tie(id: TicketId, written: string): Result<string, { readonly kind: 'no-code' | 'unknown-ticket' }> {
    const code = this.codeIn(written);
    const ticket = this.#parts.hall.ticket(id);
    if (code === null) return fail({ kind: 'no-code' });
    if (ticket === null) return fail({ kind: 'unknown-ticket' });
    if (this.#dossiers.get(id) === code) return { ok: true, value: code };
    if (this.#dossiers.size >= mostDossiers) this.#dossiers.clear();
    this.#dossiers.set(id, code);
    const { number, service } = ticket;
    this.#tell('visit.dossier', token(this.#parts.entropy, 8), { ticket: id, number, service, dossier: code });
    return { ok: true, value: code };
  }

  /** The dossier that was tied to a visit since this device started. */
  dossierOf(ticket: TicketId): string | null {
    return this.#dossiers.get(ticket) ?? null;
  }

  #today(): string | null {
    const { clock, site } = this.#parts;
    const { instant, trusted } = clock.wallTime();
    return trusted ? dayKey(instant, site.zoneOffsetMin) : null;
  }

  /** Takes up its work when this device begins to decide, and leaves it when another does. */
  async #follow(): Promise<void> {
    const { device, hall } = this.#parts;
    const decides = this.#ready && hall.hub().device === device;
    if (!decides) this.#deciding = false;
    if (!decides || this.#deciding || this.#following) return;
    this.#following = true;
    // What happens meanwhile is in the ledger before it is heard of, so that the order is the ledger's.
    await this.#catchUp();
    this.#following = false;
    this.#deciding = true;
    for (const document of this.#documents.values()) this.#takeIn(document);
  }

  /** What the ledger has and the outbox never saw: since its newest event, or since the day began. */
  async #catchUp(): Promise<void> {
    const { ledger, log } = this.#parts;
    const newest = this.#outbox.newestOf('visit');
    const today = this.#today();
    const all: VisitEvent[] = [];
    for (let from = Math.max(1, ledger.head - readBack.most + 1); from <= ledger.head;) {
      const read = await ledger.read(from, readBack.page);
      if (!read.ok) return log.write('warn', 'city.ledger-unread', { fault: { ...read.fault } });
      const last = read.value.at(-1);
      if (last === undefined) break;
      for (const { event } of read.value) all.push(event);
      from = last.position + 1;
    }
    const after = newest === null ? -1 : all.findIndex(({ id }) => id === newest);
    for (const [at, event] of all.entries()) {
      const isNew = after >= 0 ? at > after : today === null || dayKey(event.wall, this.#source.zoneOffsetMin) >= today;
      if (isNew || this.#isHeld(event)) this.#take(event);
    }
  }

  #isHeld(event: VisitEvent): boolean {
    const id = ticketIn(event.data);
    return id !== null && event.kind !== 'ticket.issued' && this.#parts.hall.ticket(id)?.token === '';
  }

  #take(event: VisitEvent): void {
    const id = ticketIn(event.data);
    if (this.#isHeld(event) && id !== null) {
      if (this.#held.size >= mostHeld) return;
      const held = this.#held.get(id) ?? [];
      if (!held.some((one) => one.id === event.id)) this.#held.set(id, [...held, event]);
      return;
    }
    this.#add(event, id);
    if (event.kind !== 'ticket.issued' || id === null) return;
    const held = this.#held.get(id) ?? [];
    this.#held.delete(id);
    for (const one of held) this.#add(one, id);
  }

  #add(event: VisitEvent, id: TicketId | null): void {
    if (this.#added.has(event.id)) return;
    if (this.#added.size >= mostHeld) this.#added.clear();
    this.#added.add(event.id);
    const told = eventOf(event, id === null ? null : this.#parts.hall.ticket(id), this.#source);
    // What the city is not told of is noted all the same, so that a start goes on behind it.
    if (told !== null && this.#tells(told.kind)) this.#outbox.add('visit', event.id, event.wall, { ...told });
  }

  #tells(kind: CityEventKind): boolean {
    const { tells } = this.#parts.entry;
    return tells === null || tells.includes(kind);
  }

  /** Something that stands in no ledger. */
  #tell(kind: CityEventKind, id: string, told: Parameters<typeof cityEvent>[4]): void {
    if (!this.#tells(kind)) return;
    const at = this.#parts.clock.wallTime();
    const own = `${this.#source.device}/${kind}/${id}`;
    this.#outbox.add('told', own, at.instant, { ...cityEvent(this.#source, own, kind, at, told) });
  }

  async #sendEach(events: readonly OutgoingEvent[]): Promise<Result<void, { readonly kind: string }>> {
    for (const event of events) {
      const sent = await this.#send(event);
      if (!sent.ok) return sent;
    }
    return done;
  }

  async #send(waiting: OutgoingEvent): Promise<Result<void, { readonly kind: string }>> {
    const { city, clock, entry, log } = this.#parts;
    // Written by us, to a file of ours.
    const event = waiting.data as unknown as CityEvent;
    if (event.kind === 'turn.near' && clock.wallTime().instant - waiting.at > nearLastsMs) return done;
    const message = { id: event.id, kind: event.kind, body: bodyOf(event, entry.fields) };
    const sent = await this.#within(sendPatienceMs, (signal) => city.send(message, signal));
    if (sent.ok) {
      this.#fault = null;
      return done;
    }
    if (sent.fault.kind === 'refused' || sent.fault.kind === 'unsupported') {
      // It would be refused for ever, and all behind it with it.
      this.#refused += 1;
      log.write('warn', 'city.message-refused', { id: event.id, message: event.kind, fault: { ...sent.fault } });
      return done;
    }
    if (this.#fault?.kind !== sent.fault.kind) log.write('warn', 'city.away', { fault: { ...sent.fault } });
    this.#fault = sent.fault;
    return sent;
  }

  async #within<T>(ms: Milliseconds, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    this.#limits.add(limit);
    const timer = this.#parts.clock.setTimeout(() => limit.abort(), ms);
    try {
      return await work(limit.signal);
    } finally {
      this.#limits.delete(limit);
      this.#parts.clock.clearTimeout(timer);
    }
  }

  #after(ms: Milliseconds, work: () => void): void {
    const timer = this.#parts.clock.setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }

  #arm(): void {
    this.#after(lookEveryMs, () => {
      if (this.#deciding && this.#tells('turn.near')) this.#lookWhoIsNear();
      this.#arm();
    });
  }

  #lookWhoIsNear(): void {
    const { hall } = this.#parts;
    for (const { ticket, standing } of this.#near.look(hall.waiting(), (id) => hall.office.standing(id))) {
      const { id, language, number, service } = ticket;
      const { ahead, wait } = standing;
      const told = { ahead, p50Min: wait?.p50Min ?? null, p90Min: wait?.p90Min ?? null };
      this.#tell('turn.near', `${id}/${ticket.place.behind}`, { ticket: id, number, service, language, ...told });
    }
  }

  #laid(document: CityDocument): void {
    this.#documents.delete(document.name);
    this.#documents.set(document.name, document);
    const [oldest] = this.#documents.keys();
    if (this.#documents.size > mostDocuments && oldest !== undefined) this.#documents.delete(oldest);
    if (this.#deciding) this.#takeIn(document);
  }

  /** One document after another, in the order in which they were laid down. */
  #takeIn(document: CityDocument): void {
    const { entropy, entry, hall, log, site } = this.#parts;
    this.#intake = this.#intake.then(async () => {
      const { again } = await takeIn(document, {
        mapping: entry.bookings,
        services: site.services.map(({ id }) => id),
        languages: site.languages,
        log,
        command: (command) => hall.command(command),
        newId: () => `city/${token(entropy, 8)}`,
        refused: (_fault, words) => this.#tell('booking.refused', token(entropy, 8), { reason: words }),
      });
      if (again) this.#after(againMs, () => this.#deciding && this.#takeIn(document));
    });
  }
}
