import type { Fault } from '../../hal/device.ts';
import type { Listeners } from '../../hal/device.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { done, type Result } from '../../hal/result.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import { leftOverMs, leftOvers } from './decide.ts';
import type { HallFact, HallOut, HallTicket } from './events.ts';
import { gapsBetween } from './numbers.ts';
import { highestOf, rangesOf } from './numbers-given.ts';
import type { RequestsHere } from './requests-here.ts';
import type { HallSettings } from './settings.ts';
import type { SideFile } from './side-file.ts';
import { ticketOf, type HallState } from './state.ts';
import { isOwnApart, stands } from './story.ts';

/** As much of the hall's book as is needed to put it in order. */
export interface TidyBook {
  readonly state: HallState;
  readonly decides: boolean;
  readonly side: SideFile;
  readonly out: Listeners<HallOut>;
  today(): string;
  wall(): { readonly wall: Epoch; readonly trusted: boolean };
  record(facts: readonly HallFact[], cause: string): Promise<Result<void, Fault>>;
}

/** Facts of one append. */
const pageSize = 1000;

/** What has to be written down so that the book is in order: who is left over, whom nobody saw, which numbers are missing. */
export class Tidying {
  readonly #settings: HallSettings;
  readonly #book: TidyBook;
  readonly #requests: RequestsHere;
  readonly #clock: Clock;
  readonly #log: Log;
  #sweeping: Promise<Result<void, Fault>> | null = null;
  #voiding = false;
  /** When, by the monotonic clock, a ticket was last issued while we watched, and its day. */
  #lastIssue: { readonly day: string; readonly at: Milliseconds } | null = null;

  constructor(
    settings: HallSettings,
    book: TidyBook,
    requests: RequestsHere,
    ports: { readonly clock: Clock; readonly log: Log },
  ) {
    this.#settings = settings;
    this.#book = book;
    this.#requests = requests;
    this.#clock = ports.clock;
    this.#log = ports.log;
  }

  /**
   * A number was given: just now, unless it is one of long ago that comes in after a partition. Who held it already (`first`) got it by a
   * fault: their devices' ranges overlap, which config should have refused.
   */
  issued(
    { day, ticket }: HallFact & { readonly kind: 'ticket.issued' },
    event: VisitEvent,
    first: HallTicket | null,
  ): void {
    if (first !== null)
      this.#log.write('error', 'numbers.double', { ticket, first: first.device, second: event.device });
    const old = event.device !== this.#settings.device && this.#book.wall().wall - event.wall >= leftOverMs;
    if (!old) this.#lastIssue = { day, at: this.#clock.now() };
  }

  /** Takes numbers out of line that were given twice for one request. What cannot be written now is, with the next event. */
  async voidUnseen(): Promise<void> {
    const { unseen } = this.#requests;
    if (unseen.length === 0 || this.#voiding) return;
    this.#voiding = true;
    const due = unseen.flatMap((id) => ticketOf(this.#book.state, id) ?? []).filter(stands);
    const facts = due.map(({ id }) => ({ kind: 'ticket.voided', ticket: id, reason: 'unseen' }) as const);
    const written = facts.length === 0 ? done : await this.#book.record(facts, 'unseen');
    this.#voiding = false;
    if (written.ok) this.#requests.settled(unseen);
  }

  /**
   * Voids who is left over from earlier days; the device that decides does it, before it decides anything in a new day. One that cannot
   * reach it (`alone`) voids those to whom it gave their numbers in that time. Somebody whom we saw coming a short span ago is nobody
   * of yesterday, whatever the wall clock says.
   */
  sweep(alone: boolean): Promise<Result<void, Fault>> {
    this.#sweeping ??= this.#sweep(alone).finally(() => {
      this.#sweeping = null;
    });
    return this.#sweeping;
  }

  async #sweep(alone: boolean): Promise<Result<void, Fault>> {
    const book = this.#book;
    const { wall, trusted } = book.wall();
    if (!trusted || !(book.decides || alone)) return done;
    const mayVoid = (ticket: HallTicket): boolean => book.decides || isOwnApart(ticket, this.#settings.device);
    const today = book.today();
    const last = this.#lastIssue;
    if (last !== null && last.day < today && this.#clock.now() - last.at < leftOverMs) return done;
    for (;;) {
      const facts = leftOvers(book.state, today, wall, mayVoid).slice(0, pageSize);
      if (facts.length === 0) return done;
      const written = await book.record(facts, `day/${today}`);
      if (!written.ok) return written;
    }
  }

  /** Reports numbers of this device that may have been shown and are in no ledger. */
  async reportGaps(): Promise<Result<void, Fault>> {
    const { device } = this.#settings;
    const { state, side, out } = this.#book;
    const gaps = gapsBetween(
      side.highest,
      (day, series) => highestOf(state, device, day, series),
      (day, series) => rangesOf(this.#settings, state, device, day, series),
    );
    if (gaps.length === 0) return done;
    const facts = gaps.map((gap): HallFact => ({ kind: 'numbers.skipped', device, ...gap }));
    const written = await this.#book.record(facts, 'start');
    if (!written.ok) return written;
    for (const { day, series, from, to } of gaps) {
      this.#log.write('error', 'numbers.gap-found', { day, series, from, to });
      out.emit({ type: 'numbers.gapFound', series, from, to });
    }
    return done;
  }
}
