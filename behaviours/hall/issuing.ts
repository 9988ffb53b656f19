import { present } from '../../hal/assert.ts';
import { token, type Entropy } from '../../hal/ports/entropy.ts';
import type { Log } from '../../hal/ports/log.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import { admit, wantedBy, type Admitted } from './admission.ts';
import { refused, type HallBook } from './book.ts';
import { firstCall } from './decide.ts';
import type { HallFact, IssueRequest, OfficeFault, TicketId } from './events.ts';
import { factOf } from './facts.ts';
import { highestIn, leasesOf, numberText } from './numbers.ts';
import { blockAfter, highestNumber, highestOf, isAnew, leftIn, nextIn, rangesOf } from './numbers-given.ts';
import type { Wanted } from './quotas.ts';
import type { HallSettings, SeriesService } from './settings.ts';
import { recordOf, ticketOf, ticketOfRequest } from './state.ts';
import { stands } from './story.ts';
import { undatedFrom } from './undated.ts';

export interface IssuingPorts {
  readonly entropy: Entropy;
  readonly log: Log;
}

/** Where the visitor stands, and whether the hub knows of it. */
export interface Asked {
  readonly at: string;
  readonly apart: boolean;
  /** They stand at this counter already and are called to it with the same line, by this role; null: they wait as all do. */
  readonly calledTo: { readonly counter: string; readonly by: string } | null;
}

type Skipped = HallFact & { readonly kind: 'numbers.skipped' };
type Issued = Result<TicketId, OfficeFault>;

/**
 * Gives numbers that are this device's to give, and writes them down. A number is told only when ledger and side file have both
 * synced it; a request repeated with its id gets its number.
 */
export class Issuing {
  readonly #settings: HallSettings;
  readonly #book: HallBook;
  readonly #ports: IssuingPorts;
  /** Requests that are being answered: their repetitions wait for the same answer. */
  readonly #running = new Map<string, Promise<Issued>>();
  /** Highest number that a request under way holds, by day and series. */
  readonly #reserved = new Map<string, number>();
  /** Numbers that were not given although later ones are: told with the next issue. */
  #fallenOut: readonly Skipped[] = [];
  /** Numbers of which the ledger has not told yet whether it holds them. */
  #doubted: readonly Skipped[] = [];
  /** Numbers that are being written down: they count as if they were. */
  readonly #admitting = new Set<Wanted>();
  /** Blocks that are being leased, by day and series: whoever needs one meanwhile waits for that. */
  readonly #leasing = new Map<string, Promise<Result<void, OfficeFault>>>();

  constructor(settings: HallSettings, book: HallBook, ports: IssuingPorts) {
    this.#settings = settings;
    this.#book = book;
    this.#ports = ports;
  }

  issue(request: IssueRequest, asked: Asked): Promise<Issued> {
    const running = this.#running.get(request.id);
    if (running !== undefined) return running;
    const answer = this.#issue(request, asked).finally(() => this.#running.delete(request.id));
    this.#running.set(request.id, answer);
    return answer;
  }

  /** Resolves when a request under way has its answer. */
  async finished(requestId: string): Promise<void> {
    await this.#running.get(requestId);
  }

  async #issue(request: IssueRequest, asked: Asked): Promise<Issued> {
    const service = this.#settings.services.find((one) => one.id === request.service);
    if (service === undefined) return fail({ kind: 'unknown-service', service: request.service });
    // A doubt must be over before a number is chosen: the ledger may hold this request's ticket already.
    const settled = await this.#book.settle();
    if (!settled.ok) return fail(refused(settled.fault));
    const swept = await this.#book.sweep(asked.apart);
    if (!swept.ok) return fail(refused(swept.fault));
    const known = ticketOfRequest(this.#book.state, request.id);
    if (known === null && this.#book.recovering) return fail(refused({ kind: 'recovering' }));
    if (known === null) return this.#issueNew(request, service, asked);
    const { issue } = present(recordOf(this.#book.state, known.id), known.id);
    const fact = issue === null ? null : factOf(issue);
    if (fact?.kind !== 'ticket.issued' || issue?.device !== this.#settings.device) return ok(known.id);
    // The number stood in the ledger before, but perhaps not in the side file.
    const raised = await this.#book.side.raise(fact.day, fact.series, fact.n);
    return raised.ok ? ok(known.id) : fail(refused(raised.fault));
  }

  async #issueNew(request: IssueRequest, service: SeriesService, asked: Asked): Promise<Issued> {
    const day = this.#book.today();
    const over = await this.#book.whyNoNumbers(day);
    if (over !== null) return fail(over);
    const wanted = wantedBy(request);
    const now = { today: day, ...this.#book.wall() };
    // Whom a clerk has before them the clerk decides about.
    const admitted =
      asked.calledTo === null
        ? admit(this.#book.state, request, this.#settings.rules, now, [...this.#admitting])
        : ok<Admitted>({ channel: 'clerk', person: null, booking: null });
    if (!admitted.ok) return admitted;
    this.#admitting.add(wanted);
    const given = await this.#give(request, service, admitted.value, asked, day);
    this.#admitting.delete(wanted);
    return given;
  }

  async #give(
    request: IssueRequest,
    service: SeriesService,
    admitted: Admitted,
    { at, apart, calledTo }: Asked,
    day: string,
  ): Promise<Issued> {
    const { series } = service;
    this.#judgeDoubted();
    const n = this.#reserve(day, series) ?? (await this.#reserveBeyond(day, series));
    if (n === null) {
      this.#ports.log.write('error', 'numbers.exhausted', { day, series });
      return fail({ kind: 'numbers-exhausted', series });
    }
    const number = numberText(series, n, this.#settings.digits);
    const ticket: TicketId = `${day}/${number}`;
    const skipped = this.#fallenOut;
    this.#fallenOut = [];
    const told = calledTo === null ? this.#book.foretell(service.id, request.priority) : null;
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
      at,
      token: token(this.#ports.entropy, 16),
      apart,
      ...admitted,
      ...(told === null ? {} : { told }),
      ...(request.by === undefined ? {} : { by: request.by }),
    };
    // The side file first: its sync is on its way while the ledger's transaction is made.
    const [raised, written] = await Promise.all([
      this.#book.side.raise(day, series, n),
      this.#book.record(
        calledTo === null
          ? [...skipped, issued]
          : [...skipped, issued, firstCall(ticket, calledTo.counter, calledTo.by, this.#book.term)],
        request.id,
      ),
    ]);
    const key = reservationKey(day, series);
    const newest = this.#reserved.get(key) === n;
    if (newest) this.#reserved.delete(key);
    if (!written.ok) {
      const lost: Skipped = {
        kind: 'numbers.skipped',
        device: this.#settings.device,
        day,
        series,
        from: n,
        to: n,
      };
      this.#fallenOut = [...skipped, ...this.#fallenOut];
      if (this.#book.doubtful) this.#doubted = [...this.#doubted, lost];
      // The newest number was shown to nobody and is given next; one below it would come out of order, and stays out.
      else if (!newest) this.#fallenOut = [...this.#fallenOut, lost];
      return fail(refused(written.fault));
    }
    if (!raised.ok) return fail(refused(raised.fault));
    return ok(ticket);
  }

  /** The next number of a day and series, null when all that are this device's to give are used up. */
  #reserve(day: string, series: string): number | null {
    const key = reservationKey(day, series);
    const ranges = this.#ranges(day, series);
    let n = nextIn(ranges, this.#taken(day, series));
    // Nobody gets a number that somebody else still stands here with, left from a day that ended a moment ago.
    while (n !== null && this.#stands(numberText(series, n, this.#settings.digits))) n = nextIn(ranges, n);
    if (n === null) return null;
    const given = n;
    this.#reserved.set(key, given);
    // A number that is given after all (those above it were not given either) has not fallen out.
    this.#fallenOut = this.#fallenOut.filter((one) => one.day !== day || one.series !== series || one.from < given);
    return given;
  }

  #ranges(day: string, series: string): ReturnType<typeof rangesOf> {
    return rangesOf(this.#settings, this.#book.state, this.#settings.device, day, series);
  }

  /** Up to here numbers are given, in hand or may have been shown. */
  #taken(day: string, series: string): number {
    return Math.max(
      highestOf(this.#book.state, this.#settings.device, day, series),
      this.#reserved.get(reservationKey(day, series)) ?? 0,
      this.#book.shownBefore(day, series),
      this.#undatedHighest(series),
    );
  }

  /** The hub goes on in a further block of its own when its numbers are used up; who has lost its card, where it went on anew. */
  async #reserveBeyond(day: string, series: string): Promise<number | null> {
    if (!this.#book.decides && !this.#leasesItself(day, series)) return null;
    const leased = await this.lease(this.#settings.device, day, series);
    return leased.ok ? this.#reserve(day, series) : null;
  }

  /** Above this it leases: who gives numbers where it went on anew leases there, too. */
  #leasedUpTo(day: string, series: string): number {
    const taken = this.#taken(day, series);
    const leased = highestIn(this.#book.side.highest, day, leasesOf(series));
    return isAnew(this.#settings, taken) ? Math.max(taken, leased) : leased;
  }

  #leasesItself(day: string, series: string): boolean {
    return isAnew(this.#settings, this.#leasedUpTo(day, series));
  }

  /** Series of which this device has fewer numbers left to give by itself on that day than the hub should see to. */
  low(day: string): readonly string[] {
    const { services, together } = this.#settings;
    return [...new Set(services.map(({ series }) => series))].filter(
      (series) =>
        leftIn(this.#ranges(day, series), this.#taken(day, series)) < together.low && !this.#leasesItself(day, series),
    );
  }

  /** Sets a further block of a series aside for a device, durably; only whose lane it is may, and not while the device has enough. */
  lease(device: string, day: string, series: string): Promise<Result<void, OfficeFault>> {
    const key = `${device}/${reservationKey(day, series)}`;
    const running = this.#leasing.get(key);
    if (running !== undefined) return running;
    const before = this.#leases;
    const work = before.then(() => this.#lease(device, day, series)).finally(() => this.#leasing.delete(key));
    this.#leases = work;
    this.#leasing.set(key, work);
    return work;
  }
  /** One block after the other: the next is above the last. */
  #leases: Promise<unknown> = Promise.resolve();

  async #lease(device: string, day: string, series: string): Promise<Result<void, OfficeFault>> {
    const { book, settings } = { book: this.#book, settings: this.#settings };
    if (book.recovering) return fail(refused({ kind: 'recovering' }));
    const known = rangesOf(settings, book.state, device, day, series);
    const used = device === settings.device ? this.#taken(day, series) : highestOf(book.state, device, day, series);
    const enough = device === settings.device ? 1 : settings.together.low;
    if (leftIn(known, used) >= enough) return ok(undefined);
    const side = leasesOf(series);
    const block = blockAfter(settings, book.state, settings.device, day, series, this.#leasedUpTo(day, series));
    if (block.to > highestNumber) return fail({ kind: 'numbers-exhausted', series });
    const [written, raised] = await Promise.all([
      book.record([{ kind: 'numbers.leased', device, day, series, ...block }], `lease/${device}/${day}`),
      book.side.raise(day, side, block.to),
    ]);
    if (!written.ok) return fail(refused(written.fault));
    return raised.ok ? ok(undefined) : fail(refused(raised.fault));
  }

  /** With the doubt over: numbers that the ledger does not hold although later ones are given have fallen out. */
  #judgeDoubted(): void {
    const { device } = this.#settings;
    const gone = this.#doubted.filter(({ day, series, from }) => {
      const ticket = ticketOf(this.#book.state, `${day}/${numberText(series, from, this.#settings.digits)}`);
      return ticket === null && from < highestOf(this.#book.state, device, day, series);
    });
    this.#doubted = [];
    this.#fallenOut = [...this.#fallenOut, ...gone];
  }

  /** Numbers given while the clock was not believed belong to the day on which it is: that day goes on after them. */
  #undatedHighest(series: string): number {
    const undated = this.#book.state.undated[this.#settings.device];
    const { last, looked } = this.#undated;
    // The list grows at its end until its tickets are dated; then it is another.
    if (looked > 0 && undated?.get(`${looked - 1}`) !== last)
      this.#undated = { looked: 0, last: '', highest: new Map() };
    if (undated === undefined) return 0;
    const { highest } = this.#undated;
    let newest = this.#undated.last;
    for (const id of undatedFrom(undated, this.#undated.looked)) {
      newest = id;
      const record = recordOf(this.#book.state, id);
      const fact = record === null || record.issue === null ? null : factOf(record.issue);
      if (fact?.kind === 'ticket.issued') highest.set(fact.series, Math.max(highest.get(fact.series) ?? 0, fact.n));
    }
    this.#undated = { looked: undated.size, last: newest, highest };
    return highest.get(series) ?? 0;
  }
  /** How far that list has been looked through, with the highest number of each series in it. */
  #undated: { readonly looked: number; readonly last: TicketId; readonly highest: Map<string, number> } = {
    looked: 0,
    last: '',
    highest: new Map(),
  };

  #stands(number: string): boolean {
    return Object.entries(this.#book.state.days).some(([day, book]) => {
      if (book.standing === 0) return false;
      const ticket = ticketOf(this.#book.state, `${day}/${number}`);
      return ticket !== null && stands(ticket);
    });
  }
}

const reservationKey = (day: string, series: string): string => `${day}/${series}`;
