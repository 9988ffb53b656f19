import { unreachable } from '../../hal/assert.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import { book, cancelBooking } from './booking-wishes.ts';
import type { HallCommand, HallRefusal } from './command.ts';
import { counterNow, type CounterState } from './counters.ts';
import type { HallTicket } from './events.ts';
import type { HallFact, TicketId } from './fact.ts';
import { closeDay, openDay } from './closing.ts';
import { readDossierCode } from './dossier-code.ts';
import { nextFor, placeBack, placeDeferred } from './order.ts';
import type { HallSettings } from './settings.ts';
import { currentAt, firstTerm, recordOf, ticketOf, ticketsOf, type HallState } from './state.ts';
import { stands } from './story.ts';
import { enter } from './strip.ts';

/** What decisions depend on besides the hall's state. */
export type DecisionRules = Pick<HallSettings, 'counters' | 'services' | 'rules'> &
  Partial<Pick<HallSettings, 'digits'>>;

export interface DecisionTime {
  readonly wall: Epoch;
  /** The day in which people are called. */
  readonly today: string;
  /** Fresh and unguessable, 32 hexadecimal digits: the name of a ticket, should this make one. */
  readonly token: string;
}

export type Decision = Result<readonly HallFact[], HallRefusal>;
export type Named<N extends HallCommand['name']> = Extract<HallCommand, { readonly name: N }>;

/**
 * Under which authority it is decided. `hub`: all of it. `alone`: this device cannot reach the hub, which goes on calling; so it calls
 * only those whom the hub cannot call: to whom it gave their numbers in that time, and whoever stands before a clerk slip in hand.
 */
export interface Authority {
  readonly as: 'hub' | 'alone';
  /** Under which term it is decided, as far as is known here. */
  readonly term: number;
  /** Whether it is this device's to call the ticket of this issue, which was given apart. */
  readonly mayCall: (issue: VisitEvent) => boolean;
}

/** Nobody else decides anything. */
const sole: Authority = { as: 'hub', term: firstTerm, mayCall: () => true };

/** What a clerk's command makes happen, or why nothing does. Pure: the caller writes the facts down before anybody hears of them. */
export function decide(
  state: HallState,
  command: HallCommand,
  rules: DecisionRules,
  time: DecisionTime,
  authority: Authority = sole,
): Decision {
  switch (command.name) {
    case 'walk-in': {
      const refusal = walkInRefusal(state, command, rules, time);
      // What it makes happen begins with a number, which the office gives.
      return refusal === null ? ok([]) : fail(refusal);
    }
    case 'check-in':
      // As with a walk-in, the number is the office's to give.
      return rules.rules.bookings === null ? fail({ kind: 'no-bookings' }) : ok([]);
    case 'return':
    case 'class':
    case 'defer':
    case 'cancel':
    case 'dossier':
    case 'rated':
      return aboutTicket(state, command, rules, time);
    case 'enter':
      return enter(state, command, rules, time);
    case 'close-day':
      return closeDay(state, time.today);
    case 'book':
      return book(state, command, rules, time);
    case 'cancel-booking':
      return cancelBooking(state, command);
    case 'rate':
      return rules.services.some(({ id }) => id === command.service)
        ? ok([{ kind: 'visit.rated', service: command.service, level: command.level }])
        : fail({ kind: 'unknown-service', service: command.service });
    case 'next':
    case 'recall':
    case 'arrived':
    case 'no-show':
    case 'finish':
    case 'park':
    case 'transfer':
    case 'extend':
    case 'call':
    case 'open':
    case 'pause-counter':
    case 'close':
      break;
    default:
      return unreachable(command);
  }
  const counter = counterNow(state, rules.counters, command.counter, time.today);
  if (counter === null) return fail({ kind: 'unknown-counter', counter: command.counter });
  const current = currentAt(state, counter.id);
  switch (command.name) {
    case 'next':
      return next(state, command, counter, current, rules, time, authority);
    case 'call':
      return callOut(state, command, counter, current, time, authority);
    case 'open': {
      const unknown = command.services.find((id) => !rules.services.some((one) => one.id === id));
      if (unknown !== undefined) return fail({ kind: 'unknown-service', service: unknown });
      return ok([{ kind: 'counter.opened', counter: counter.id, services: command.services, by: command.by }]);
    }
    case 'pause-counter':
      return ok([{ kind: 'counter.paused', counter: counter.id, reason: command.reason, by: command.by }]);
    case 'close':
      // Whoever is served there is not sent away by it.
      if (current !== null) return fail({ kind: 'counter-busy', counter: counter.id, number: current.number });
      return ok([{ kind: 'counter.closed', counter: counter.id, by: command.by }]);
    case 'recall':
    case 'arrived':
    case 'no-show':
    case 'finish':
    case 'park':
    case 'transfer':
    case 'extend':
      if (current === null) return fail({ kind: 'nobody-called', counter: counter.id });
      return atCounter(command, current, rules, time);
    default:
      return unreachable(command);
  }
}

/** Who may be called without that anybody else calls them too. */
const callable =
  (state: HallState, { as, mayCall }: Authority) =>
  (id: TicketId): boolean => {
    const record = recordOf(state, id);
    if (record === null || record.issue === null || !record.ticket.apart) return as === 'hub';
    return mayCall(record.issue);
  };

const openFor = (counter: CounterState): HallRefusal | null =>
  counter.state === 'open' ? null : { kind: 'counter-shut', counter: counter.id };

function next(
  state: HallState,
  command: Named<'next'>,
  counter: CounterState,
  current: HallTicket | null,
  rules: DecisionRules,
  { today }: DecisionTime,
  authority: Authority,
): Decision {
  const shut = openDay(state, today) ?? openFor(counter);
  if (shut !== null) return fail(shut);
  if (current !== null && !(command.finishing && current.further.length === 0))
    return fail({ kind: 'counter-busy', counter: counter.id, number: current.number });
  const finished: HallFact[] =
    current === null ? [] : [{ kind: 'ticket.finished', ticket: current.id, counter: counter.id }];
  // Two called here that did not know of each other: who was called first and is still on the way comes before anybody who waits.
  const other = current === null ? null : currentAt(state, counter.id, current.id);
  if (other !== null) return ok([...finished, ...calledAgain(other, counter.id)]);
  const first = nextFor(state, counter, today, rules.rules, callable(state, authority));
  // Nobody waits: whoever was served is finished all the same, since that is half of what was wished.
  if (first === null) return finished.length > 0 ? ok(finished) : fail({ kind: 'nobody-waiting', counter: counter.id });
  return ok([...finished, firstCall(first.id, counter.id, null, authority.term)]);
}

/** A call as it is written down. */
export const firstCall = (ticket: TicketId, counter: string, by: string | null, term: number): HallFact => ({
  kind: 'ticket.called',
  ticket,
  counter,
  call: 1,
  by,
  ...(term === firstTerm ? {} : { term }),
});

/** Whoever stands at the counter already needs no call. */
const calledAgain = ({ calls, id, phase }: HallTicket, counter: string): readonly HallFact[] =>
  phase === 'called' ? [{ kind: 'ticket.recalled', ticket: id, counter, call: calls + 1 }] : [];

export const ticketIdOf = (number: string, today: string): TicketId =>
  number.includes('/') ? number : `${today}/${number}`;

/** A number out of its turn; it may be one that has not been heard of here yet, as long as somebody stands there with it. */
function callOut(
  state: HallState,
  command: Named<'call'>,
  counter: CounterState,
  current: HallTicket | null,
  { today }: DecisionTime,
  authority: Authority,
): Decision {
  const shut = openDay(state, today) ?? openFor(counter);
  if (shut !== null) return fail(shut);
  if (current !== null) return fail({ kind: 'counter-busy', counter: counter.id, number: current.number });
  const id = ticketIdOf(command.number, today);
  if (!/^\d{4}-\d{2}-\d{2}\/\p{Lu}{0,3}\d{1,6}$/u.test(id)) return fail({ kind: 'unknown-ticket', ticket: id });
  const ticket = ticketOf(state, id);
  if (ticket !== null && ticket.phase !== 'waiting' && ticket.phase !== 'parked' && ticket.phase !== 'no-show')
    return fail(wrongPhase(ticket));
  const called = firstCall(id, counter.id, command.by, authority.term);
  // The clerk has read the number from the slip: its holder stands there, whatever the hub does with that number meanwhile.
  return ok(authority.as === 'hub' ? [called] : [called, { kind: 'ticket.arrived', ticket: id, counter: counter.id }]);
}

/** Why a counter cannot serve somebody without a number just now; null: it can. */
function walkInRefusal(
  state: HallState,
  command: Extract<HallCommand, { readonly name: 'walk-in' }>,
  rules: DecisionRules,
  { today }: Pick<DecisionTime, 'today'>,
): HallRefusal | null {
  const counter = counterNow(state, rules.counters, command.counter, today);
  if (counter === null) return { kind: 'unknown-counter', counter: command.counter };
  const current = currentAt(state, counter.id);
  const shut = openDay(state, today) ?? openFor(counter);
  if (shut !== null) return shut;
  if (current !== null) return { kind: 'counter-busy', counter: counter.id, number: current.number };
  if (!rules.services.some(({ id }) => id === command.service))
    return { kind: 'unknown-service', service: command.service };
  const { classes } = rules.rules.priority;
  return command.priority === null || classes.includes(command.priority)
    ? null
    : { kind: 'unknown-class', priority: command.priority };
}

const wrongPhase = ({ counter, number, phase }: HallTicket): HallRefusal => ({
  kind: 'wrong-phase',
  number,
  phase,
  counter,
});

function atCounter(
  command: Named<'recall' | 'arrived' | 'no-show' | 'finish' | 'park' | 'transfer' | 'extend'>,
  current: HallTicket,
  { counters, rules, services }: DecisionRules,
  { wall }: DecisionTime,
): Decision {
  const { counter } = command;
  const ticket = current.id;
  switch (command.name) {
    case 'recall': {
      if (current.phase !== 'called') return fail({ kind: 'already-there', number: current.number });
      const waitMs: Milliseconds = rules.recallGuardMs - (wall - (current.calledWall ?? 0));
      if (waitMs > 0 && waitMs <= rules.recallGuardMs)
        return fail({ kind: 'too-soon', number: current.number, waitMs });
      return ok([{ kind: 'ticket.recalled', ticket, counter, call: current.calls + 1 }]);
    }
    case 'arrived':
      if (current.phase !== 'called') return fail({ kind: 'already-there', number: current.number });
      return ok([{ kind: 'ticket.arrived', ticket, counter }]);
    case 'no-show':
      if (current.phase !== 'called') return fail({ kind: 'already-there', number: current.number });
      if (current.calls < rules.callsBeforeNoShow)
        return fail({
          kind: 'too-few-calls',
          number: current.number,
          calls: current.calls,
          needed: rules.callsBeforeNoShow,
        });
      return ok([{ kind: 'ticket.no-show', ticket, counter }]);
    case 'finish':
      return ok([{ kind: 'ticket.finished', ticket, counter }]);
    case 'park':
      return ok([{ kind: 'ticket.parked', ticket, counter, reason: command.reason }]);
    case 'extend':
      if (!services.some((one) => one.id === command.service))
        return fail({ kind: 'unknown-service', service: command.service });
      return ok([{ kind: 'ticket.extended', ticket, service: command.service, by: command.by }]);
    case 'transfer': {
      const { to } = command;
      if (to !== null && !counters.some((one) => one.id === to)) return fail({ kind: 'unknown-counter', counter: to });
      if (command.service !== null && !services.some((one) => one.id === command.service))
        return fail({ kind: 'unknown-service', service: command.service });
      const service = command.service ?? current.service;
      if (service === '') return fail({ kind: 'service-not-heard', number: current.number });
      if (to === counter || (to === null && service === current.service)) return fail({ kind: 'same-place', counter });
      return ok([{ kind: 'ticket.transferred', ticket, counter, service, to, by: command.by }]);
    }
    default:
      return unreachable(command);
  }
}

function aboutTicket(
  state: HallState,
  command: Named<'return' | 'class' | 'defer' | 'cancel' | 'dossier' | 'rated'>,
  { rules }: DecisionRules,
  { today, wall }: DecisionTime,
): Decision {
  const id = ticketIdOf(command.number, today);
  const ticket = ticketOf(state, id);
  if (ticket === null) return fail({ kind: 'unknown-ticket', ticket: id });
  switch (command.name) {
    case 'return': {
      if (ticket.phase !== 'parked' && ticket.phase !== 'no-show') return fail(wrongPhase(ticket));
      const back = ticket.phase === 'parked' ? rules.parked : rules.latecomers;
      return ok([
        { kind: 'ticket.returned', ticket: id, place: placeBack(state, ticket, today, back, wall), by: command.by },
      ]);
    }
    case 'class':
      if (!stands(ticket)) return fail(wrongPhase(ticket));
      if (command.priority !== null && !rules.priority.classes.includes(command.priority))
        return fail({ kind: 'unknown-class', priority: command.priority });
      return ok([{ kind: 'ticket.classed', ticket: id, priority: command.priority, by: command.by }]);
    case 'defer': {
      if (ticket.phase !== 'waiting') return fail(wrongPhase(ticket));
      const place = placeDeferred(state, ticket, today, rules.deferBehind, wall);
      return place === null
        ? fail({ kind: 'last-in-line', number: ticket.number })
        : ok([{ kind: 'ticket.deferred', ticket: id, place }]);
    }
    case 'cancel':
      // Who is being served is not cancelled from elsewhere.
      if (!stands(ticket) || ticket.phase === 'serving') return fail(wrongPhase(ticket));
      return ok([{ kind: 'ticket.cancelled', ticket: id, by: command.by }]);
    case 'dossier': {
      if (!rules.dossiers) return fail({ kind: 'no-city-system' });
      const read = readDossierCode(command.code, today);
      if (read.kind !== 'code')
        return fail({ kind: 'dossier-code', code: command.code, of: read.kind === 'none' ? 'form' : 'day' });
      // Papers are often entered when their holder has gone; who was never served has none.
      if (ticket.phase === 'cancelled' || ticket.phase === 'void') return fail(wrongPhase(ticket));
      return ok([{ kind: 'ticket.dossier', ticket: id, by: command.by }]);
    }
    case 'rated':
      if (ticket.rated) return fail({ kind: 'already-rated', number: ticket.number });
      if (ticket.phase !== 'finished') return fail(wrongPhase(ticket));
      return ok([{ kind: 'ticket.rated', ticket: id }]);
    default:
      return unreachable(command);
  }
}

/** A ticket of an earlier day leaves the hall only once it has stood this long: a clock that steps over midnight voids nobody. */
export const leftOverMs: Milliseconds = 4 * 3_600_000;

/**
 * Tickets that still stand although their day is over, to be voided. Called with a believed clock only: while it is not, nothing
 * is judged late, and a ticket whose day is not known stays.
 */
export function leftOvers(
  state: HallState,
  today: string,
  wall: Epoch,
  mayVoid: (ticket: HallTicket) => boolean = () => true,
): readonly HallFact[] {
  const anyStanding = Object.entries(state.days).some(([day, book]) => day < today && book.standing > 0);
  if (!anyStanding) return [];
  return ticketsOf(state)
    .filter((ticket) => stands(ticket) && mayVoid(ticket))
    .filter((ticket) => ticket.day !== null && ticket.day < today && wall - ticket.issuedWall >= leftOverMs)
    .map((ticket) => ({ kind: 'ticket.voided', ticket: ticket.id, reason: 'day-ended' }) as const);
}
