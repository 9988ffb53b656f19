import { present } from '../../hal/assert.ts';
import { token, type Entropy } from '../../hal/ports/entropy.ts';
import type { Log } from '../../hal/ports/log.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import { refused, type HallBook } from './book.ts';
import { civilAt } from '../hours/civil.ts';
import type {
  FoundTicket,
  HallFact,
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
import { leftBehindIn } from './left-behind.ts';
import { numberText } from './numbers.ts';
import type { HallSettings, SeriesService } from './settings.ts';
import { dayKeyOf, highestKey, recordOf, ticketOf, ticketOfRequest, ticketsOf } from './state.ts';
import { stands } from './story.ts';
import { countersFor, standingOf } from './wait.ts';

interface OfficePorts {
  readonly entropy: Entropy;
  readonly log: Log;
}

type Skipped = HallFact & { readonly kind: 'numbers.skipped' };

/** Gives numbers out of the hall's book; a number is told only when ledger and side file have both synced it. */
export class LocalOffice implements TicketOffice {
  readonly #settings: HallSettings;
  readonly #book: HallBook;
  readonly #ports: OfficePorts;
  /** Requests that are being answered: their repetitions wait for the same answer. */
  readonly #issuing = new Map<string, Promise<Result<IssuedTicket, OfficeFault>>>();
  /** Highest number that a request under way holds, by day and series. */
  readonly #reserved = new Map<string, number>();
  /** Numbers that were not given although later ones are: told with the next issue. */
  #fallenOut: readonly Skipped[] = [];
  /** Numbers of which the ledger has not told yet whether it holds them. */
  #doubted: readonly Skipped[] = [];

  constructor(settings: HallSettings, book: HallBook, ports: OfficePorts) {
    this.#settings = settings;
    this.#book = book;
    this.#ports = ports;
  }

  issue(request: IssueRequest): Promise<Result<IssuedTicket, OfficeFault>> {
    const running = this.#issuing.get(request.id);
    if (running !== undefined) return running;
    const answer = this.#issue(request).finally(() => this.#issuing.delete(request.id));
    this.#issuing.set(request.id, answer);
    return answer;
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
    return standingOf(this.#book.state, this.#settings, this.#book.today(), known);
  }

  find(code: TicketCode): FoundTicket | null {
    const known = this.#seek(code);
    if (known === null) return null;
    return {
      ticket: this.#answer(known),
      phase: known.phase,
      counter: known.counter,
      standing: this.standing(known.id),
    };
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
    await this.#issuing.get(requestId);
    // In a doubt the ledger may hold the number although the request was refused.
    const settled = await this.#book.settle();
    if (!settled.ok) return fail(refused(settled.fault));
    const ticket = ticketOfRequest(this.#book.state, requestId);
    if (ticket === null || ticket.phase !== 'waiting') return done;
    const written = await this.#book.record(
      [{ kind: 'ticket.voided', ticket: ticket.id, reason: 'unseen' }],
      requestId,
    );
    return written.ok ? done : fail(refused(written.fault));
  }

  leftBehind(): LeftBehind | null {
    return leftBehindIn(this.#book, this.#settings.device, (ticket) => this.#answer(ticket));
  }

  async #issue(request: IssueRequest): Promise<Result<IssuedTicket, OfficeFault>> {
    const service = this.#settings.services.find((one) => one.id === request.service);
    if (service === undefined) return fail({ kind: 'unknown-service', service: request.service });
    // A doubt must be over before a number is chosen: the ledger may hold this request's ticket already.
    const settled = await this.#book.settle();
    if (!settled.ok) return fail(refused(settled.fault));
    const swept = await this.#book.sweep();
    if (!swept.ok) return fail(refused(swept.fault));
    const known = ticketOfRequest(this.#book.state, request.id);
    if (known === null) return this.#issueNew(request, service);
    const { issue } = present(recordOf(this.#book.state, known.id), known.id);
    const fact = issue === null ? null : factOf(issue);
    if (fact?.kind !== 'ticket.issued') return ok(this.#answer(known));
    // The number stood in the ledger before, but perhaps not in the side file.
    const raised = await this.#book.side.raise(fact.day, fact.series, fact.n);
    return raised.ok ? ok(this.#answer(known)) : fail(refused(raised.fault));
  }

  async #issueNew(request: IssueRequest, service: SeriesService): Promise<Result<IssuedTicket, OfficeFault>> {
    const { series } = service;
    const day = this.#book.today();
    this.#judgeDoubted();
    const n = this.#reserve(day, series);
    if (n === null) {
      this.#ports.log.write('error', 'numbers.exhausted', { day, series });
      return fail({ kind: 'numbers-exhausted', series });
    }
    const number = numberText(series, n, this.#settings.digits);
    const ticket: TicketId = `${day}/${number}`;
    const skipped = this.#fallenOut;
    this.#fallenOut = [];
    const issued: HallFact = {
      kind: 'ticket.issued',
      ticket,
      day,
      series,
      n,
      number,
      service: service.id,
      priority: request.priority,
      language: request.language,
      requestId: request.id,
      token: token(this.#ports.entropy, 16),
      channel: 'here',
      apart: false,
      person: null,
      booking: null,
    };
    const [written, raised] = await Promise.all([
      this.#book.record([...skipped, issued], request.id),
      this.#book.side.raise(day, series, n),
    ]);
    const key = reservationKey(day, series);
    const newest = this.#reserved.get(key) === n;
    if (newest) this.#reserved.delete(key);
    if (!written.ok) {
      const lost: Skipped = { kind: 'numbers.skipped', day, series, from: n, to: n };
      this.#fallenOut = [...skipped, ...this.#fallenOut];
      if (this.#book.doubtful) this.#doubted = [...this.#doubted, lost];
      // The newest number was shown to nobody and is given next; one below it would come out of order, and stays out.
      else if (!newest) this.#fallenOut = [...this.#fallenOut, lost];
      return fail(refused(written.fault));
    }
    if (!raised.ok) return fail(refused(raised.fault));
    return ok(this.#answer(present(ticketOf(this.#book.state, ticket), `issued and gone: ${ticket}`)));
  }

  /** The next number of a day and series, null when this device's range is used up. */
  #reserve(day: string, series: string): number | null {
    const { numbers, device } = this.#settings;
    if (numbers === null) return null;
    const key = reservationKey(day, series);
    const state = this.#book.state;
    let n =
      Math.max(
        state.highest.get(highestKey(device, day, series)) ?? 0,
        this.#reserved.get(key) ?? 0,
        this.#undatedHighest(series),
        numbers.from - 1,
      ) + 1;
    // Nobody gets a number that somebody else still stands here with, left from a day that ended a moment ago.
    while (n <= numbers.to && this.#stands(numberText(series, n, this.#settings.digits))) n += 1;
    if (n > numbers.to) return null;
    this.#reserved.set(key, n);
    // A number that is given after all (those above it were not given either) has not fallen out.
    this.#fallenOut = this.#fallenOut.filter((one) => one.day !== day || one.series !== series || one.from < n);
    return n;
  }

  /** With the doubt over: numbers that the ledger does not hold although later ones are given have fallen out. */
  #judgeDoubted(): void {
    const { device } = this.#settings;
    const gone = this.#doubted.filter(({ day, series, from }) => {
      const ticket = ticketOf(this.#book.state, `${day}/${numberText(series, from, this.#settings.digits)}`);
      return ticket === null && from < (this.#book.state.highest.get(highestKey(device, day, series)) ?? 0);
    });
    this.#doubted = [];
    this.#fallenOut = [...this.#fallenOut, ...gone];
  }

  /** Numbers given while the clock was not believed belong to the day on which it is: that day goes on after them. */
  #undatedHighest(series: string): number {
    let highest = 0;
    for (const id of this.#book.state.undated[this.#settings.device] ?? []) {
      const record = recordOf(this.#book.state, id);
      const fact = record === null || record.issue === null ? null : factOf(record.issue);
      if (fact?.kind === 'ticket.issued' && fact.series === series) highest = Math.max(highest, fact.n);
    }
    return highest;
  }

  #stands(number: string): boolean {
    return Object.entries(this.#book.state.days).some(([day, book]) => {
      if (book.standing === 0) return false;
      const ticket = ticketOf(this.#book.state, `${day}/${number}`);
      return ticket !== null && stands(ticket);
    });
  }

  #answer(ticket: HallTicket): IssuedTicket {
    const standing = standingOf(this.#book.state, this.#settings, this.#book.today(), ticket);
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
      issuedMinute: ticket.day === null ? null : civilAt(ticket.issuedWall, this.#settings.zoneOffsetMin).minuteOfDay,
    };
  }
}

const reservationKey = (day: string, series: string): string => `${day}/${series}`;
