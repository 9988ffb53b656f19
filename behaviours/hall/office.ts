import { present } from '../../hal/assert.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import { refused, type HallBook } from './book.ts';
import { isRefusal } from './admission.ts';
import type { AskingPast } from './asking-past.ts';
import { checkIn } from './bookings.ts';
import type { Copies } from './copies.ts';
import { civilAt } from '../hours/civil.ts';
import type {
  FoundTicket,
  HallRefusal,
  HallTicket,
  IssueRequest,
  IssuedTicket,
  LeftBehind,
  OfficeFault,
  Standing,
  TicketCode,
  TicketId,
  TicketOffice,
  UnfinishedSlip,
} from './events.ts';
import { factOf } from './facts.ts';
import type { HubLink } from './hub-link.ts';
import { Issuing, type IssuingPorts } from './issuing.ts';
import { leftBehindIn } from './left-behind.ts';
import type { HallSettings } from './settings.ts';
import { dayKeyOf, recordOf, ticketOf, ticketOfRequest, ticketsOf } from './state.ts';
import { countersFor } from './wait.ts';

/** Only the newest request may still have somebody before the screen. */
const mostAsked = 100;

export interface OfficePorts extends IssuingPorts {
  readonly clock: Clock;
  readonly link: HubLink;
  readonly past: AskingPast;
  readonly copies: Copies;
}

/**
 * Where this device's visitors get their numbers: from itself while it decides, else from the hub, so that all numbers of a hall are one
 * sequence; while the hub cannot be reached from this device's own lease, marked `apart`.
 */
export class HallOffice implements TicketOffice {
  readonly #settings: HallSettings;
  readonly #book: HallBook;
  readonly #ports: OfficePorts;
  readonly #issuing: Issuing;
  readonly #running = new Map<string, Promise<Result<IssuedTicket, OfficeFault>>>();
  /** Requests that were made of this process: whose visitor stood here before it began is another question. */
  readonly #asked = new Set<string>();
  #tending = false;

  constructor(settings: HallSettings, book: HallBook, ports: OfficePorts) {
    this.#settings = settings;
    this.#book = book;
    this.#ports = ports;
    this.#issuing = new Issuing(settings, book, ports);
  }

  issue(request: IssueRequest): Promise<Result<IssuedTicket, OfficeFault>> {
    const running = this.#running.get(request.id);
    if (running !== undefined) return running;
    this.#asked.add(request.id);
    const [oldest] = this.#asked;
    if (oldest !== undefined && this.#asked.size > mostAsked) this.#asked.delete(oldest);
    const answer = this.#issue(request).finally(() => this.#running.delete(request.id));
    this.#running.set(request.id, answer);
    return answer;
  }

  /** As the hub: gives a number to somebody who stands before another device. The ledger's line, durable when resolved. */
  async give(request: IssueRequest, at: string): Promise<Result<VisitEvent, OfficeFault | HallRefusal>> {
    if (!this.#book.decides) return fail({ kind: 'not-host', host: this.#book.host });
    const issued = await this.#issuing.issue(request, { at, apart: false, calledTo: null });
    if (!issued.ok) return issued;
    const { issue } = present(recordOf(this.#book.state, issued.value), issued.value);
    return issue === null ? fail({ kind: 'unknown-ticket', ticket: issued.value }) : ok(issue);
  }

  /**
   * Gives a number that staff ask for: `calledTo` where its holder stands at a counter already and is called there in the same line, null
   * where they wait as all do. The same request has one number.
   */
  async giveByHand(
    request: IssueRequest,
    calledTo: { readonly counter: string; readonly by: string } | null,
    apart: boolean,
  ): Promise<Result<TicketId, OfficeFault>> {
    return this.#issuing.issue(request, { at: this.#settings.device, apart, calledTo });
  }

  /** As the hub: sets further numbers of these series aside for a device that has too few left. */
  async lease(
    device: string,
    day: string,
    series: readonly string[],
  ): Promise<Result<void, OfficeFault | HallRefusal>> {
    if (!this.#book.decides) return fail({ kind: 'not-host', host: this.#book.host });
    const known = new Set(this.#settings.services.map((service) => service.series));
    for (const one of series) {
      if (!known.has(one)) continue;
      const leased = await this.#issuing.lease(device, day, one);
      if (!leased.ok) return leased;
    }
    return done;
  }

  /** As a member: asks for further numbers before those run out that it may give by itself. */
  async tend(): Promise<void> {
    const { host } = this.#book;
    if (this.#tending || !this.#book.open || this.#book.decides || !this.#ports.link.reaches(host)) return;
    const day = this.#book.today();
    const series = this.#issuing.low(day);
    if (series.length === 0) return;
    this.#tending = true;
    const patience = this.#patience();
    await this.#ports.link.ask(host, { kind: 'lease', day, series }, patience.signal);
    patience.end();
    this.#tending = false;
  }

  async slipStarted(ticket: TicketId, jobId: string): Promise<Result<void, OfficeFault>> {
    if (ticketOf(this.#book.state, ticket) === null) return fail({ kind: 'unknown-ticket', ticket });
    const written = await this.#book.record([{ kind: 'slip.started', ticket, jobId }], jobId);
    return written.ok ? done : fail(refused(written.fault));
  }

  async slipEnded(
    ticket: TicketId,
    jobId: string,
    outcome: 'printed' | 'not-printed' | 'unknown',
    reason: string,
  ): Promise<Result<void, OfficeFault>> {
    if (!this.#book.state.openSlips.has(jobId)) return done;
    const written = await this.#book.record([{ kind: 'slip.ended', ticket, jobId, outcome, reason }], jobId);
    return written.ok ? done : fail(refused(written.fault));
  }

  standing(ticket: TicketId): Standing | null {
    const known = ticketOf(this.#book.state, ticket);
    if (known === null || known.phase !== 'waiting') return null;
    return this.#book.standing(known);
  }

  find(code: TicketCode): FoundTicket | null {
    return this.#found(code, (id) => this.standing(id));
  }

  /** The same for whoever only looks, on a page or a telephone. */
  readonly seen: Pick<TicketOffice, 'find' | 'standing'> = {
    standing: (ticket) => {
      const known = ticketOf(this.#book.state, ticket);
      return known === null || known.phase !== 'waiting' ? null : this.#book.seen(known);
    },
    find: (code) => this.#found(code, (id) => this.seen.standing(id)),
  };

  #found(code: TicketCode, standing: (id: TicketId) => Standing | null): FoundTicket | null {
    const known = this.#seek(code);
    if (known === null) return null;
    const { counter, id, phase } = known;
    return { ticket: this.#answer(known), phase, counter, standing: standing(id) };
  }

  booking(code: string): ReturnType<TicketOffice['booking']> {
    const rules = this.#settings.rules.bookings;
    if (rules === null) return fail({ kind: 'booking-unknown' });
    const checked = checkIn(this.#book.state, code, rules, { today: this.#book.today(), ...this.#book.wall() });
    return checked.ok ? ok({ code: checked.value.code, service: checked.value.service }) : checked;
  }

  #seek(code: TicketCode): HallTicket | null {
    const { state } = this.#book;
    if (code.kind === 'number') {
      const dated = ticketOf(state, `${code.day ?? this.#book.today()}/${code.number}`);
      // One that was issued while its device did not know the day is kept under another.
      return dated ?? ticketsOf(state).find(({ day, number }) => day === null && number === code.number) ?? null;
    }
    return ticketsOf(state).find(({ token }) => token === code.token) ?? null;
  }

  unfinishedSlips(): readonly UnfinishedSlip[] {
    return this.#book.unfinishedSlips();
  }

  async withdraw(requestId: string): Promise<Result<void, OfficeFault>> {
    await this.#running.get(requestId);
    // In a doubt the ledger may hold the number although the request was refused.
    const settled = await this.#book.settle();
    if (!settled.ok) return fail(refused(settled.fault));
    const owed = await this.#book.writeOwed(requestId);
    if (!owed.ok) return fail(refused(owed.fault));
    const ticket = this.#book.toldOf(requestId) ?? ticketOfRequest(this.#book.state, requestId);
    if (ticket === null || ticket.phase !== 'waiting') return done;
    const written = await this.#book.record(
      [{ kind: 'ticket.voided', ticket: ticket.id, reason: 'unseen' }],
      requestId,
    );
    return written.ok ? done : fail(refused(written.fault));
  }

  leftBehind(): LeftBehind | null {
    return leftBehindIn(
      this.#book,
      this.#settings.device,
      (requestId) => this.#asked.has(requestId),
      (ticket) => this.#answer(ticket),
    );
  }

  async #issue(request: IssueRequest): Promise<Result<IssuedTicket, OfficeFault>> {
    if (!this.#settings.services.some(({ id }) => id === request.service))
      return fail({ kind: 'unknown-service', service: request.service });
    const settled = await this.#book.settle();
    if (!settled.ok) return fail(refused(settled.fault));
    // Who gave it may be gone by now, or followed by this device itself.
    const owed = await this.#book.writeOwed(request.id);
    if (!owed.ok) return fail(refused(owed.fault));
    // What this device wrote before it lost its card the others tell it, before it gives a number again.
    if (!(await this.#ports.past.known())) return fail(refused({ kind: 'recovering' }));
    if (this.#book.decides) return this.#issueHere(request, false);
    if (this.#book.toldOf(request.id) === null && this.#ports.link.reaches(this.#book.host)) {
      const taken = await this.#fromHub(request);
      if (!taken.ok) return taken;
    }
    // The hub's answer may have come by another way meanwhile: as one of the events that devices exchange.
    return this.#issueHere(request, true);
  }

  /** What the request was told before, or a number of this device's own. */
  async #issueHere(request: IssueRequest, apart: boolean): Promise<Result<IssuedTicket, OfficeFault>> {
    const told = this.#book.toldOf(request.id);
    if (told !== null && told.place.device !== this.#settings.device) return ok(this.#answer(told));
    const asked = { at: this.#settings.device, apart, calledTo: null };
    const issued = await this.#ports.copies.of(request.id, () => this.#issuing.issue(request, asked));
    if (!issued.ok) return issued;
    await this.#book.voidUnseen();
    void this.tend();
    const ticket = this.#book.toldOf(request.id) ?? ticketOf(this.#book.state, issued.value);
    return ok(this.#answer(present(ticket, `issued and gone: ${issued.value}`)));
  }

  /**
   * Asks the hub and writes its answer down. What the hub refuses by a booking or a quota is refused; whatever else comes of it, the
   * visitor gets a number.
   */
  async #fromHub(request: IssueRequest): Promise<Result<void, OfficeFault>> {
    const patience = this.#patience();
    const answer = await this.#ports.link.ask(this.#book.host, { kind: 'number', request }, patience.signal);
    patience.end();
    if (answer?.kind !== 'number') return done;
    if (!answer.answer.ok) return isRefusal(answer.answer.fault) ? fail(answer.answer.fault) : done;
    const event = answer.answer.value;
    const fact = factOf(event);
    if (fact?.kind !== 'ticket.issued' || fact.requestId !== request.id) return done;
    const written = await this.#book.receive(event);
    return written.ok ? done : fail(refused(written.fault));
  }

  /** A signal that is raised when nobody should be kept waiting for the hub any longer. */
  #patience(): { readonly signal: AbortSignal; readonly end: () => void } {
    const { clock } = this.#ports;
    const controller = new AbortController();
    const timer = clock.setTimeout(() => controller.abort(), this.#settings.together.patienceMs);
    return { signal: controller.signal, end: () => clock.clearTimeout(timer) };
  }

  #answer(ticket: HallTicket): IssuedTicket {
    const standing = this.#book.standing(ticket);
    return {
      ticket: ticket.id,
      number: ticket.number,
      day: dayKeyOf(ticket.id),
      service: ticket.service,
      ahead: standing.ahead,
      wait: standing.wait,
      direct: standing.direct,
      counters: countersFor(this.#settings, ticket.service),
      token: ticket.token,
      apart: ticket.apart,
      issuedMinute: ticket.day === null ? null : civilAt(ticket.issuedWall, this.#settings.zoneOffsetMin).minuteOfDay,
    };
  }
}
