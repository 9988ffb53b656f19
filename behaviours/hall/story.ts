import { unreachable } from '../../hal/assert.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { HallTicket, TicketPhase } from './events.ts';
import type { HallFact } from './fact.ts';
import { factOf } from './facts.ts';
import { firstTerm, type TicketRecord } from './state.ts';

/** A service longer than this is a clerk who forgot to finish, and teaches nothing. */
const longestServiceMs = 4 * 3_600_000;

/** Still in the hall: waits, walks, is served or was put aside. */
export const stands = (ticket: HallTicket): boolean =>
  ticket.phase === 'waiting' || ticket.phase === 'called' || ticket.phase === 'serving' || ticket.phase === 'parked';

/** Given by this device while it could not reach the hub: nobody else can have called it before they heard of it. */
export const isOwnApart = ({ apart, place }: HallTicket, device: string): boolean => apart && place.device === device;

/** The same of a record: of whom nothing is known but a number that is written about, nobody stands until they are called. */
export const isHere = (record: TicketRecord): boolean =>
  stands(record.ticket) && (record.issue !== null || record.ticket.calls > 0);

/** At a counter, or on the way to it. */
export const isAtCounter = (phase: TicketPhase): boolean => phase === 'called' || phase === 'serving';

/** How long services of one visit took, by service: from the arrival at the counter, or the last call where nobody marked it. */
type Served = Readonly<Record<string, number>>;

interface CallHeard {
  readonly event: VisitEvent;
  readonly counter: string;
  readonly call: number;
  /** Under which it was decided. */
  readonly term: number;
}

interface Told {
  readonly ticket: HallTicket;
  /** Since when somebody is at work on it, null while nobody is. */
  readonly since: VisitEvent | null;
  readonly calledBy: CallHeard | null;
  /** Further counters that called it while it was called: devices that could not hear each other. */
  readonly rivals: readonly CallHeard[];
  readonly served: Served;
  /** From the call to the arrival, where it was marked. */
  readonly walkMs: number | null;
  readonly calledAs: TicketRecord['calledAs'];
  /** As it was when a counter finished it, until it is called again. */
  readonly left: HallTicket | null;
}

/** What a ticket is, folded from its story. Facts that do not fit what it was by then are passed over. */
export function told(record: TicketRecord): TicketRecord {
  const { issued } = record;
  let now: Told = {
    ticket: {
      ...record.ticket,
      ...issued,
      further: [],
      to: null,
      confirmed: false,
      phase: 'waiting',
      counter: null,
      calls: 0,
      calledWall: null,
      arrivedWall: null,
      finishedWall: null,
      slip: 'none',
      dossier: false,
      rated: false,
    },
    since: null,
    calledBy: null,
    rivals: [],
    served: {},
    walkMs: null,
    calledAs: [],
    left: null,
  };
  for (const event of record.story) {
    const fact = factOf(event);
    if (fact !== null) now = step(now, event, fact);
  }
  const lastSlip = record.slips.map(factOf).at(-1);
  let { ticket } = now;
  if (lastSlip?.kind === 'slip.started') ticket = { ...ticket, slip: 'started' };
  if (lastSlip?.kind === 'slip.ended') ticket = { ...ticket, slip: lastSlip.outcome };
  return { ...record, ticket, served: now.served, walkMs: now.walkMs, calledAs: now.calledAs };
}

function step(told: Told, event: VisitEvent, fact: HallFact): Told {
  const now = unfinished(told, fact);
  const { ticket } = now;
  const { phase } = ticket;
  const here = isAtCounter(phase) && 'counter' in fact && fact.counter === ticket.counter;
  // Two counters called, cut off from each other: of whom nobody has said yet that they came, whoever serves them or put them aside had them.
  if (showsPresence(fact) && phase === 'called' && !here) {
    const rival = now.rivals.find(({ counter }) => counter === fact.counter);
    return rival === undefined ? now : step(takenBy(now, rival), event, fact);
  }
  switch (fact.kind) {
    case 'ticket.called': {
      const call = { event, counter: fact.counter, call: fact.call, term: fact.term ?? firstTerm };
      if (isAtCounter(phase)) return rivalled(now, call);
      // A ticket that somebody stands with can be called out of parking. Who was out of the hall, unheard of where it was called, comes to no
      // counter; whom that call went before was overtaken all the same.
      if (phase !== 'waiting' && phase !== 'parked' && phase !== 'no-show')
        return { ...now, calledAs: [...now.calledAs, asCalled(ticket, fact.counter)] };
      return calledTo({ ...now, rivals: [] }, call, now.calledAs);
    }
    case 'ticket.recalled':
      if (!here || phase !== 'called') return now;
      return { ...now, since: event, ticket: { ...ticket, calls: fact.call, calledWall: event.wall } };
    case 'ticket.arrived':
      if (!here || phase !== 'called') return now;
      return {
        ...now,
        since: event,
        walkMs: now.calledBy === null ? null : spanBetween(now.calledBy.event, event),
        ticket: { ...ticket, phase: 'serving', arrivedWall: event.wall },
      };
    case 'ticket.no-show':
      return here && phase === 'called' ? { ...now, since: null, ticket: { ...ticket, phase: 'no-show' } } : now;
    case 'ticket.finished':
      return here ? finished(now, event) : now;
    case 'ticket.parked':
      return here ? { ...withServed(now, event), ticket: { ...ticket, phase: 'parked' } } : now;
    case 'ticket.transferred':
      if (!here) return now;
      return {
        ...withServed(now, event),
        ticket: { ...ticket, phase: 'waiting', service: fact.service, to: fact.to, counter: null, calls: 0 },
      };
    case 'ticket.entered':
      // Many are entered at once and none has more than the minute on its paper: within it they go by their numbers, as they were torn off.
      return {
        ...now,
        ticket: {
          ...ticket,
          issuedWall: fact.wall,
          place: { ...ticket.place, wall: fact.wall + numeral(ticket.number) },
        },
      };
    case 'ticket.returned':
      if (phase !== 'parked' && phase !== 'no-show') return now;
      return { ...now, ticket: { ...ticket, phase: 'waiting', place: fact.place, counter: null, calls: 0 } };
    case 'ticket.deferred':
      return phase === 'waiting' ? { ...now, ticket: { ...ticket, place: fact.place } } : now;
    case 'ticket.extended':
      // Unheard of when they were finished: they wait for it now.
      if (phase === 'finished') return { ...now, ticket: nextService(ticket, fact.service, []) };
      return stands(ticket) ? { ...now, ticket: { ...ticket, further: [...ticket.further, fact.service] } } : now;
    case 'ticket.classed':
      return stands(ticket)
        ? { ...now, ticket: { ...ticket, priority: fact.priority, confirmed: fact.priority !== null } }
        : now;
    case 'ticket.cancelled':
      return stands(ticket) ? { ...now, since: null, ticket: { ...ticket, phase: 'cancelled' } } : now;
    case 'ticket.voided':
      return stands(ticket) ? { ...now, since: null, ticket: { ...ticket, phase: 'void' } } : now;
    case 'ticket.dossier':
      return { ...now, ticket: { ...ticket, dossier: true } };
    case 'ticket.rated':
      return { ...now, ticket: { ...ticket, rated: true } };
    case 'ticket.issued':
    case 'slip.started':
    case 'slip.ended':
    case 'numbers.skipped':
    case 'numbers.leased':
    case 'counter.opened':
    case 'counter.paused':
    case 'counter.closed':
    case 'booking.made':
    case 'booking.cancelled':
    case 'hub.raised':
    case 'day.closed':
    case 'visit.rated':
      // Not about what becomes of a ticket.
      return now;
    default:
      return unreachable(fact);
  }
}

/**
 * Nobody sends on, puts aside or gives one more service to whom they know to be finished: whoever finished them had not heard of it, or has a
 * clock behind. Then it is the finish that is passed over, else the visitor would lose what they still came for.
 */
function unfinished(now: Told, fact: HallFact): Told {
  const { left, ticket } = now;
  if (left === null || (ticket.phase !== 'finished' && ticket.phase !== 'waiting')) return now;
  const { counter, further, service } = left;
  const there = {
    ...now,
    left: null,
    ticket: { ...ticket, finishedWall: null, phase: left.phase, counter, further, service },
  };
  const sentOn = fact.kind === 'ticket.transferred' || fact.kind === 'ticket.parked';
  return sentOn && fact.counter === counter ? there : now;
}

/** What is written about somebody only by the counter before which they stand. */
const showsPresence = (
  fact: HallFact,
): fact is HallFact & {
  readonly kind: 'ticket.arrived' | 'ticket.finished' | 'ticket.parked' | 'ticket.transferred';
} =>
  fact.kind === 'ticket.arrived' ||
  fact.kind === 'ticket.finished' ||
  fact.kind === 'ticket.parked' ||
  fact.kind === 'ticket.transferred';

const asCalled = ({ place, priority, service }: HallTicket, counter: string): TicketRecord['calledAs'][number] => ({
  service,
  priority,
  place,
  counter,
});

function calledTo(now: Told, call: CallHeard, before: Told['calledAs']): Told {
  const { ticket } = now;
  const { counter, event } = call;
  return {
    ...now,
    since: event,
    calledBy: call,
    left: null,
    calledAs: [...before, asCalled(ticket, counter)],
    ticket: { ...ticket, phase: 'called', counter, calls: call.call, calledWall: event.wall, arrivedWall: null },
  };
}

/**
 * Called once more while called. The hub of the higher term has them: of what the old one decides beside it nobody may ever have heard.
 * Of one term the first call counts, and whoever stands at a counter is fetched from there by nobody.
 */
function rivalled(now: Told, call: CallHeard): Told {
  const { calledBy, rivals, ticket } = now;
  if (ticket.phase !== 'called' || calledBy === null || call.term <= calledBy.term)
    return { ...now, rivals: [...rivals, call] };
  return calledTo({ ...now, rivals: [...rivals, calledBy] }, call, now.calledAs.slice(0, -1));
}

/** They went to this counter, of all those that called them. */
const takenBy = (now: Told, rival: CallHeard): Told => ({
  ...calledTo(now, rival, now.calledAs.slice(0, -1)),
  rivals: [],
});

/** The number without its letter, in milliseconds of a minute. */
const numeral = (number: string): number => Math.min(59_999, Number(number.replaceAll(/\D/gu, '')));

/** One service of a visit is over; the next that was wanted is waited for with the place that the visit earned. */
function finished(now: Told, event: VisitEvent): Told {
  const over = withServed(now, event);
  const { ticket } = over;
  const [next, ...further] = ticket.further;
  return {
    ...over,
    left: now.ticket,
    ticket:
      next === undefined
        ? { ...ticket, phase: 'finished', finishedWall: event.wall }
        : nextService(ticket, next, further),
  };
}

const nextService = (ticket: HallTicket, service: string, further: readonly string[]): HallTicket => ({
  ...ticket,
  phase: 'waiting',
  service,
  further,
  to: null,
  counter: null,
  calls: 0,
  finishedWall: null,
});

function withServed(now: Told, event: VisitEvent): Told {
  const span = now.since === null ? null : spanBetween(now.since, event);
  const { service } = now.ticket;
  if (span === null || service === '') return { ...now, since: null };
  return { ...now, since: null, served: { ...now.served, [service]: (now.served[service] ?? 0) + span } };
}

/** How long from one event to a later one: by the monotonic clock where they share one, by believed wall time else. */
function spanBetween(from: VisitEvent, to: VisitEvent): number | null {
  const oneClock = from.device === to.device && from.epoch === to.epoch;
  if (!oneClock && !(from.trusted && to.trusted)) return null;
  const span = oneClock ? to.monotonicMs - from.monotonicMs : to.wall - from.wall;
  return span >= 0 && span <= longestServiceMs ? span : null;
}
