import type { Fault, Unsubscribe } from '../../hal/device.ts';
import { token } from '../../hal/ports/entropy.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Promoted, Promotion } from './command.ts';
import type { BehaviourState, Transition } from '../behaviour.ts';
import { isRefusal } from './admission.ts';
import { AskingPast } from './asking-past.ts';
import { HallBook, refused, type BookPorts } from './book.ts';
import { bookingsOn, type BookingSeen } from './bookings-seen.ts';
import { bookingCodeOf } from './bookings.ts';
import { Copies } from './copies.ts';
import { eventsOfDay, type DayHeld } from './day-events.ts';
import { decide, ticketIdOf, type Authority } from './decide.ts';
import { readDossierCode } from './dossier-code.ts';
import type {
  HallAnswer,
  HallCommand,
  HallOut,
  HallRefusal,
  HallTicket,
  TicketId,
  TicketOffice,
  UnfinishedSlip,
  WaitRange,
} from './events.ts';
import { noLink, type HubAnswer, type HubLink, type HubQuestion } from './hub-link.ts';
import { Gathering } from './gathering.ts';
import { HallOffice } from './office.ts';
import { heldIn, newestIn, type HeldStarts, type Mark } from './held.ts';
import { pictureOf, type HallPicture, type PictureReach } from './picture.ts';
import { raising } from './raising.ts';
import { Release } from './release.ts';
import type { HallSettings } from './settings.ts';
import { answerTo, numberOf, recordOf, ticketOf, ticketsOf, waitingCount, waitingOf } from './state.ts';
import { within } from './within.ts';

/** Commands whose answers never came that are remembered: whoever repeats one does so within a minute. */
const mostUnanswered = 512;

export interface HallPorts extends BookPorts {
  /** Null: there is no way to any other device. */
  readonly link: HubLink | null;
  readonly onTransition: (transition: Transition) => void;
}

/** The queue of a site as one device holds it. */
export interface Hall {
  readonly name: 'hall';
  /** Starts of this device so far, this one included; 0 before `start`. */
  epoch(): number;
  /** Rebuilds everything from the open ledger; may be called again after a fault. Before it nothing is given or called. */
  start(): Promise<Result<void, Fault>>;
  /** Where this device's visitors get their numbers. */
  readonly office: TicketOffice;
  /** What pages and telephones see of the numbers: who looks, and when, changes nothing that is told or written down. */
  readonly seen: Pick<TicketOffice, 'find' | 'standing'>;
  /** A clerk's wish. One after another; the same id is answered the same and changes nothing again. */
  command(command: HallCommand): Promise<Result<HallAnswer, HallRefusal>>;
  /** What the command of this id was answered, as far as that is remembered or stands in the ledger; null: it was not. */
  answered(id: string): Result<HallAnswer, HallRefusal> | null;
  /** This device decides from now on, under a higher term, on a person's wish: the hub is lost. Nothing changes where it decides already. */
  promote(wish: Promotion): Promise<Result<Promoted, HallRefusal>>;
  /** As the hub: answers what another device of the hall asks. */
  answer(from: string, question: HubQuestion): Promise<HubAnswer>;
  /** Whether another device decides and this one cannot reach it. */
  apart(): boolean;
  /** False while this device begins with an empty card and asks the others what it did before: nothing is given or called meanwhile. */
  pastKnown(): boolean;
  /** Who decides under which term, and the ledger's line that says so; null: nobody was ever raised. */
  hub(): { readonly device: string; readonly term: number; readonly raised: VisitEvent | null };
  /** What others hold of this device's own: whether it has lost its card is seen by it. */
  outlive(newest: Mark): Promise<Result<void, Fault>>;
  /** Does now and then what keeps this device able to go on alone. */
  tend(): void;
  /** An event of another device. Idempotent; resolves once it is durable here. */
  receive(event: VisitEvent): Promise<Result<void, Fault>>;
  /** Which events of which device are durable here, by start; null while the ledger has not been read. */
  held(): ReadonlyMap<string, HeldStarts> | null;
  /** Tickets of the last days that are kept, in the hall's order. */
  tickets(): readonly HallTicket[];
  ticket(id: TicketId): HallTicket | null;
  /** Who waits, in order. */
  waiting(): readonly HallTicket[];
  waitingCount(): number;
  /** All that the ledger and its archives hold of one local day (`yyyy-mm-dd`); a fault while they cannot be read. */
  eventsOf(day: string): Promise<Result<DayHeld, Fault>>;
  /** How long somebody without priority waits who comes now for a service; null: nobody can honestly say. */
  waitFor(service: string): WaitRange | null;
  /** The day as those see it who show it. */
  picture(): HallPicture;
  /** Today's bookings by their time, as they stand now; none where the site takes none. */
  bookings(): readonly BookingSeen[];
  unfinishedSlips(): readonly UnfinishedSlip[];
  on(listener: (event: HallOut) => void): Unsubscribe;
  state(): BehaviourState;
}

export function createHall(settings: HallSettings, ports: HallPorts): Hall {
  let value = 'closed';
  const become = (to: string, event: string): void => {
    if (to === value) return;
    const from = value;
    value = to;
    ports.onTransition({ machine: 'hall', event, from, to });
  };
  const book = new HallBook(settings, ports, () => {
    if (book.open) become(book.doubtful ? 'doubtful' : 'open', book.doubtful ? 'ledger.unclear' : 'ledger.settled');
  });
  const link =
    ports.link ?? noLink(settings.fleet.map(({ device }) => device).filter((one) => one !== settings.device));
  const past = new AskingPast(book, link, ports.clock);
  const copies = new Copies(settings, book, { clock: ports.clock, link });
  const gathering = new Gathering(settings, book, { clock: ports.clock, log: ports.log, link });
  const office = new HallOffice(settings, book, { ...ports, link, past, copies });
  const release = new Release(ports.storage);
  // Whom it gave numbers apart before it lost its card it may have given over: it calls none of them by itself.
  book.begunAnew.add((start) => void inTurn(() => release.giveOver(start)));
  const apart = (): boolean => !book.decides && !link.reaches(book.host);

  /** Commands that the hub was asked for and did not answer, with the hub that was asked. */
  const unanswered = new Map<string, string>();

  /**
   * @param until who wishes it has been told by then that it was not done: nobody is called whom a clerk does not expect any more, nor
   * one after another because they pressed again meanwhile.
   */
  async function obey(command: HallCommand, until: Milliseconds): Promise<Result<HallAnswer, HallRefusal>> {
    const leftMs = (): Milliseconds => Math.max(0, until - ports.clock.now());
    if (!book.decides && !apart()) return forwarded(command);
    if (!(await past.knownWithin(leftMs()))) return fail({ kind: 'new-card' });
    if (!(await within(ports.clock, leftMs(), gathering.done(), false))) return fail({ kind: 'asking-others' });
    if (!book.decides && !apart()) return forwarded(command);
    const settled = await book.settle();
    if (!settled.ok) return fail(refused(settled.fault));
    const before = answerTo(book.state, command.id);
    if (before !== null) return before;
    // The hub may have done it and not been heard: who wishes it again wishes it anew.
    const asked = unanswered.get(command.id);
    if (asked !== undefined) return fail({ kind: 'hub-away', hub: asked });
    const swept = await book.sweep(apart());
    if (!swept.ok) return fail(refused(swept.fault));
    const time = { wall: book.wall().wall, today: book.today(), token: token(ports.entropy, 16) };
    const authority = authorityNow();
    const decided = decide(book.state, command, settings, time, authority);
    if (!decided.ok) {
      if (authority.as === 'alone' && decided.fault.kind === 'nobody-waiting' && waitingOf(book.state).length > 0)
        return fail({ kind: 'hub-away', hub: book.host });
      book.remember(command.id, decided);
      return decided;
    }
    if (command.name === 'walk-in') return walkIn(command);
    if (command.name === 'check-in') return checkedIn(command);
    const written = await book.record(decided.value, command.id);
    if (!written.ok) return fail(refused(written.fault));
    if (command.name === 'dossier') tellDossier(command, time.today);
    return answerTo(book.state, command.id) ?? fail(refused({ kind: 'unanswered', command: command.id }));
  }

  function authorityNow(): Authority {
    const { device } = settings;
    const { term } = book;
    if (!book.decides)
      return { as: 'alone', term, mayCall: (issue) => issue.device === device && release.isOwn(issue) };
    const held = heldIn(book.state);
    return {
      as: 'hub',
      term,
      mayCall: (issue) => issue.device === device || link.isReleased(issue, held.get(issue.device) ?? new Map()),
    };
  }

  /**
   * Whether somebody waits whom the hub may not call yet although it is heard: given apart while it answered that it could not, or too
   * late, and the link never broke.
   */
  const keepsSomebody = (): boolean =>
    book.open &&
    !apart() &&
    waitingOf(book.state).some(({ id, apart: own }) => {
      const issue = own ? (recordOf(book.state, id)?.issue ?? null) : null;
      return issue !== null && issue.device === settings.device && release.isOwn(issue);
    });

  /** Who hears the hub again gives over to it what it gave apart. */
  async function giveOver(): Promise<void> {
    if (!book.open || apart()) return;
    const held = heldIn(book.state);
    const newest = newestIn(held).get(settings.device);
    if (newest === undefined) return;
    const given = await release.giveOver(newest);
    if (given.ok) link.release({ upTo: release.upTo, starts: held.get(settings.device) ?? new Map() });
    else ports.log.write('error', 'release.refused', { fault: given.fault });
  }

  /** The request of its number has the command's own id, so that a repeated command finds the number that it got. */
  async function walkIn(
    command: Extract<HallCommand, { readonly name: 'walk-in' }>,
  ): Promise<Result<HallAnswer, HallRefusal>> {
    const { id, service, priority, counter, by } = command;
    const issued = await office.giveByHand({ id, service, priority, language: '' }, { counter, by }, apart());
    if (!issued.ok)
      return issued.fault.kind === 'unknown-ticket' || isRefusal(issued.fault)
        ? fail(refused(issued.fault))
        : fail(issued.fault);
    return answerTo(book.state, id) ?? fail(refused({ kind: 'unanswered', command: id }));
  }

  /** As at a machine: the window of its booking, its quota and its place are looked at when the number is given. */
  async function checkedIn({
    by,
    code,
    id,
  }: Extract<HallCommand, { readonly name: 'check-in' }>): Promise<Result<HallAnswer, HallRefusal>> {
    const booking = book.state.bookings.made.get(bookingCodeOf(code));
    if (booking === undefined) return fail({ kind: 'unknown-booking', code });
    const { language, service } = booking;
    const request = { id, service, priority: null, language, booking: booking.code, by };
    const issued = await office.giveByHand(request, null, apart());
    if (issued.ok) return ok({ number: numberOf(issued.value), ticket: issued.value });
    return issued.fault.kind === 'unknown-ticket' ? fail(refused(issued.fault)) : fail(issued.fault);
  }

  /** What goes to the city and into no ledger. */
  function tellDossier({ code, number }: Extract<HallCommand, { readonly name: 'dossier' }>, today: string): void {
    const read = readDossierCode(code, today);
    if (read.kind === 'code')
      book.out.emit({ type: 'dossier.tied', ticket: ticketIdOf(number, today), code: read.code });
  }

  /** Asked here, decided there. The same id may be asked again, here or there. */
  async function forwarded(command: HallCommand): Promise<Result<HallAnswer, HallRefusal>> {
    const hub = book.host;
    unanswered.set(command.id, hub);
    const [oldest] = unanswered.keys();
    if (oldest !== undefined && unanswered.size > mostUnanswered) unanswered.delete(oldest);
    const limit = new AbortController();
    const timer = ports.clock.setTimeout(() => limit.abort(), settings.together.patienceMs);
    const answer = await link.ask(hub, { kind: 'command', command }, limit.signal);
    ports.clock.clearTimeout(timer);
    if (answer?.kind === 'command') {
      unanswered.delete(command.id);
      // Its events come by another way, and perhaps later than a repetition.
      if (answer.answer.ok) book.remember(command.id, answer.answer);
      return answer.answer;
    }
    return fail({ kind: 'hub-away', hub });
  }

  async function raise({ id, by }: Promotion): Promise<Result<Promoted, HallRefusal>> {
    const settled = await book.settle();
    if (!settled.ok) return fail(refused(settled.fault));
    if (!book.pastKnown) return fail({ kind: 'new-card' });
    if (!book.decides) {
      const facts = raising(book.state, settings, book.today(), by);
      const written = await book.record(facts, id);
      if (!written.ok) return fail(refused(written.fault));
    }
    return ok({ hub: book.host, term: book.term });
  }

  async function answer(from: string, question: HubQuestion): Promise<HubAnswer> {
    switch (question.kind) {
      case 'number':
        return { kind: 'number', answer: await office.give(question.request, from) };
      case 'lease':
        return { kind: 'lease', answer: await office.lease(from, question.day, question.series) };
      case 'command':
        return {
          kind: 'command',
          answer: book.decides ? await obeyed(question.command) : fail({ kind: 'not-host', host: book.host }),
        };
    }
  }

  // One command is decided, written and applied before the next is looked at: that is what makes `next` atomic.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result;
    return result;
  };

  /**
   * Obeys in turn. Where it may not decide yet it says so while another device still waits for its answer, and not before it has listened
   * for the second that a new link takes.
   */
  const obeyed = (command: HallCommand): Promise<Result<HallAnswer, HallRefusal>> => {
    const until = ports.clock.now() + 0.75 * settings.together.patienceMs;
    return copies.of(command.id, () => inTurn(() => obey(command, until)));
  };

  const reach = (): PictureReach => ({
    apart: apart() ? { hub: book.host, sinceWall: link.awaySince(book.host) } : null,
    away: link.away(),
  });
  let followed: Unsubscribe | null = null;
  const follow = (): void => {
    if (followed !== null) return;
    copies.follow();
    gathering.follow();
    followed = link.on(() => {
      book.out.emit({ type: 'reach.changed', apart: apart() });
      void inTurn(giveOver);
      void office.tend();
    });
  };

  return {
    name: 'hall',
    epoch: () => book.epoch,
    office,
    seen: office.seen,
    async start() {
      become('reading', 'start');
      follow();
      const read = await release.read();
      const started = read.ok ? await book.start() : read;
      // Where there is nobody to ask nobody waits.
      if (ports.link === null) await past.known();
      else void past.known();
      become(started.ok ? 'open' : 'refused', started.ok ? 'ledger.read' : 'ledger.refused');
      return started;
    },
    command: obeyed,
    answered: (id) => answerTo(book.state, id),
    promote: (wish) => inTurn(() => raise(wish)),
    answer,
    apart,
    pastKnown: () => book.pastKnown,
    hub: () => ({ device: book.host, term: book.term, raised: book.state.hub?.raised ?? null }),
    outlive: (newest) => book.outlive(newest),
    tend: () => {
      void past.known();
      void office.tend();
      if (keepsSomebody()) void inTurn(giveOver);
    },
    receive: (event) => book.receive(event),
    held: () => (value === 'open' ? heldIn(book.state) : null),
    tickets: () => ticketsOf(book.state),
    ticket: (id) => ticketOf(book.state, id),
    waiting: () => waitingOf(book.state),
    waitingCount: () => waitingCount(book.state),
    eventsOf: (day) => eventsOfDay(ports.ledger, day, settings.zoneOffsetMin),
    waitFor: (service) => book.waitFor(service),
    picture: () => pictureOf(book.state, settings, book.today(), ticketsOf(book.state), reach()),
    bookings: () => bookingsOn(book.state, settings.rules.bookings, book.today(), book.wall()),
    unfinishedSlips: () => book.unfinishedSlips(),
    on: (listener) => book.out.add(listener),
    state: () => ({ value, tags: value === 'open' ? [] : ['needs-attendant'] }),
  };
}
