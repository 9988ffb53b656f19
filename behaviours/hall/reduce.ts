import { unreachable } from '../../hal/assert.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { ok } from '../../hal/result.ts';
import { dayKey } from '../hours/civil.ts';
import type { HallFact, HallTicket, TicketId } from './events.ts';
import { factOf } from './facts.ts';
import { compareEvents, indexInLine, placeOf } from './place.ts';
import { seenIn, withSeen } from './seen.ts';
import {
  dayBook,
  dayKeyOf,
  highestKey,
  numberOf,
  recordOf,
  withAnswer,
  type DayBook,
  type HallState,
  type InLine,
  type TicketRecord,
} from './state.ts';

/** Days of which every ticket is kept; older ones are forgotten once nobody of theirs stands. */
const daysKept = 3;
/** Facts that may wait for one day's issues; more than that are not a delay but a stranger's flood. */
const earlyKept = 1000;
/** A service longer than this is a clerk who forgot to finish, and teaches nothing. */
const longestServiceMs = 4 * 3_600_000;

/**
 * The hall after one more event. Applying an event twice changes nothing; unknown kinds are passed over; the tickets, lines and
 * calls that come out are the same in whatever order the events of different devices came in.
 */
export function reduce(state: HallState, event: VisitEvent): HallState {
  if (seenIn(state.seen, event)) return state;
  const known = dated({ ...state, seen: withSeen(state.seen, event) }, event);
  const fact = factOf(event);
  return fact === null ? known : applied(known, event, fact);
}

export const reduceAll = (state: HallState, events: Iterable<VisitEvent>): HallState => {
  let now = state;
  for (const event of events) now = reduce(now, event);
  return now;
};

function applied(state: HallState, event: VisitEvent, fact: HallFact): HallState {
  switch (fact.kind) {
    case 'ticket.issued':
      return issued(state, event, fact);
    case 'numbers.skipped':
      return withHighest(state, event.device, fact.day, fact.series, fact.to);
    case 'ticket.called':
    case 'ticket.recalled':
    case 'ticket.no-show':
    case 'ticket.finished':
      return about(
        withAnswer(state, event.cause, ok({ number: numberOf(fact.ticket), ticket: fact.ticket })),
        event,
        fact.ticket,
        'story',
      );
    case 'ticket.voided':
      return about(state, event, fact.ticket, 'story');
    case 'slip.started':
      return about(
        {
          ...state,
          openSlips: state.openSlips.with(fact.jobId, { ticket: fact.ticket, jobId: fact.jobId, device: event.device }),
        },
        event,
        fact.ticket,
        'slips',
      );
    case 'slip.ended':
      return about({ ...state, openSlips: state.openSlips.without(fact.jobId) }, event, fact.ticket, 'slips');
    default:
      return unreachable(fact);
  }
}

function issued(state: HallState, event: VisitEvent, fact: HallFact & { kind: 'ticket.issued' }): HallState {
  const counted = withHighest(state, event.device, fact.day, fact.series, fact.n);
  const book = dayBook(counted, fact.day);
  // One number, one ticket: devices have ranges of their own, so a second issue can only be a fault, and the first one stands.
  if (dayKeyOf(fact.ticket) !== fact.day || book.tickets.has(fact.ticket)) return counted;
  const ticket: HallTicket = {
    id: fact.ticket,
    day: event.trusted ? fact.day : null,
    number: fact.number,
    series: fact.series,
    service: fact.service,
    priority: fact.priority,
    language: fact.language,
    device: event.device,
    issuedWall: event.wall,
    token: fact.token,
    place: placeOf(event),
    phase: 'waiting',
    counter: null,
    calls: 0,
    calledWall: null,
    finishedWall: null,
    slip: 'none',
  };
  const early = (book.early.get(fact.ticket) ?? []).toSorted(compareEvents);
  const record: TicketRecord = {
    ticket,
    issue: event,
    story: early.filter((one) => !one.kind.startsWith('slip.')),
    slips: early.filter((one) => one.kind.startsWith('slip.')),
    servedMs: null,
  };
  const undated = event.trusted
    ? counted.undated
    : { ...counted.undated, [event.device]: [...(counted.undated[event.device] ?? []), fact.ticket] };
  const opened: HallState = {
    ...counted,
    undated,
    days: {
      ...counted.days,
      [fact.day]: {
        ...book,
        requests: book.requests.with(fact.requestId, fact.ticket),
        early: book.early.without(fact.ticket),
      },
    },
  };
  return pruned(replaced(opened, null, told(record)));
}

/** A fact about a ticket joins its story; before the ticket itself has arrived it waits. */
function about(state: HallState, event: VisitEvent, id: TicketId, part: 'story' | 'slips'): HallState {
  const before = recordOf(state, id);
  if (before !== null) {
    const facts = [...before[part], event].sort(compareEvents);
    return replaced(state, before, told({ ...before, [part]: facts }));
  }
  const day = dayKeyOf(id);
  const book = dayBook(state, day);
  if (state.days[day] === undefined && Object.keys(state.days).length > daysKept) return state;
  if (book.early.size >= earlyKept) return state;
  const early = book.early.with(id, [...(book.early.get(id) ?? []), event]);
  return { ...state, days: { ...state.days, [day]: { ...book, early } } };
}

/** What a ticket is, folded from its story. Facts that do not fit what it was by then are passed over. */
function told(record: TicketRecord): TicketRecord {
  let ticket: HallTicket = {
    ...record.ticket,
    phase: 'waiting',
    counter: null,
    calls: 0,
    calledWall: null,
    finishedWall: null,
    slip: 'none',
  };
  let lastCall: VisitEvent | null = null;
  let servedMs: number | null = null;
  for (const event of record.story) {
    const fact = factOf(event);
    if (fact === null || !('ticket' in fact)) continue;
    const here = ticket.phase === 'called' && 'counter' in fact && fact.counter === ticket.counter;
    if (fact.kind === 'ticket.called' && ticket.phase === 'waiting') {
      ticket = { ...ticket, phase: 'called', counter: fact.counter, calls: fact.call, calledWall: event.wall };
      lastCall = event;
    } else if (fact.kind === 'ticket.recalled' && here) {
      ticket = { ...ticket, calls: fact.call, calledWall: event.wall };
      lastCall = event;
    } else if (fact.kind === 'ticket.no-show' && here) {
      ticket = { ...ticket, phase: 'no-show' };
    } else if (fact.kind === 'ticket.finished' && here) {
      ticket = { ...ticket, phase: 'finished', finishedWall: event.wall };
      servedMs = lastCall === null ? null : spanBetween(lastCall, event);
    } else if (fact.kind === 'ticket.voided' && (ticket.phase === 'waiting' || ticket.phase === 'called')) {
      ticket = { ...ticket, phase: 'void' };
    }
  }
  const lastSlip = record.slips.map(factOf).at(-1);
  if (lastSlip?.kind === 'slip.started') ticket = { ...ticket, slip: 'started' };
  if (lastSlip?.kind === 'slip.ended') ticket = { ...ticket, slip: lastSlip.outcome };
  return { ...record, ticket, servedMs };
}

/** How long from one event to a later one: by the monotonic clock where they share one, by believed wall time else. */
function spanBetween(from: VisitEvent, to: VisitEvent): number | null {
  const oneClock = from.device === to.device && from.epoch === to.epoch;
  if (!oneClock && !(from.trusted && to.trusted)) return null;
  const span = oneClock ? to.monotonicMs - from.monotonicMs : to.wall - from.wall;
  return span >= 0 && span <= longestServiceMs ? span : null;
}

const stands = (ticket: HallTicket): boolean => ticket.phase === 'waiting' || ticket.phase === 'called';

/** Puts a ticket's new record in the place of its old one, in the day's book, the lines and the calls. */
function replaced(state: HallState, before: TicketRecord | null, after: TicketRecord): HallState {
  const { ticket } = after;
  const day = dayKeyOf(ticket.id);
  const book = dayBook(state, day);
  const standing = book.standing + (stands(ticket) ? 1 : 0) - (before !== null && stands(before.ticket) ? 1 : 0);
  const changed: DayBook = {
    ...book,
    tickets: book.tickets.with(ticket.id, after),
    standing,
    served: withServed(book.served, ticket.service, before?.servedMs ?? null, after.servedMs),
    counters: ticket.counter === null ? book.counters : { ...book.counters, [ticket.counter]: true },
  };
  return {
    ...state,
    days: { ...state.days, [day]: changed },
    lines: {
      ...state.lines,
      [ticket.service]: moved(state.lines[ticket.service] ?? [], 'waiting', before?.ticket ?? null, ticket),
    },
    called: moved(state.called, 'called', before?.ticket ?? null, ticket),
  };
}

/** A list of those in one phase, kept in order of places, after one ticket has changed. */
function moved(
  list: readonly InLine[],
  phase: 'waiting' | 'called',
  before: HallTicket | null,
  after: HallTicket,
): readonly InLine[] {
  const was = before !== null && before.phase === phase;
  const is = after.phase === phase;
  if (was && is && before.place === after.place && before.day === after.day) return list;
  const without = was ? list.toSpliced(indexInLine(list, before.place), 1) : list;
  if (!is) return without;
  const entry: InLine = { id: after.id, place: after.place, day: after.day };
  return without.toSpliced(indexInLine(without, entry.place), 0, entry);
}

function withServed(
  served: DayBook['served'],
  service: string,
  before: number | null,
  after: number | null,
): DayBook['served'] {
  if (before === after) return served;
  const now = served[service] ?? { count: 0, totalMs: 0 };
  return {
    ...served,
    [service]: {
      count: now.count + (after === null ? 0 : 1) - (before === null ? 0 : 1),
      totalMs: now.totalMs + (after ?? 0) - (before ?? 0),
    },
  };
}

function withHighest(state: HallState, device: string, day: string, series: string, n: number): HallState {
  const key = highestKey(device, day, series);
  return n > (state.highest.get(key) ?? 0) ? { ...state, highest: state.highest.with(key, n) } : state;
}

/**
 * The first event that a device writes after its clock is believed dates what it issued before. Numbers of the same start get the
 * time that the monotonic clock proves; those of an earlier start at the latest the moment at which the later one began.
 */
function dated(state: HallState, event: VisitEvent): HallState {
  const waiting = state.undated[event.device];
  if (!event.trusted || waiting === undefined) return state;
  const { [event.device]: _, ...undated } = state.undated;
  const day = dayKey(event.wall, state.zoneOffsetMin);
  let now: HallState = { ...state, undated };
  for (const id of waiting) {
    const before = recordOf(now, id);
    if (before === null) continue;
    const sameStart = before.issue.epoch === event.epoch;
    const wall = sameStart
      ? event.wall - (event.monotonicMs - before.issue.monotonicMs)
      : Math.min(before.ticket.place.wall, event.wall - event.monotonicMs);
    const ticket = { ...before.ticket, day, issuedWall: wall, place: { ...before.ticket.place, wall } };
    const fact = factOf(before.issue);
    // The day goes on after the numbers that it turns out to hold already.
    if (fact?.kind === 'ticket.issued') now = withHighest(now, event.device, day, fact.series, fact.n);
    now = replaced(now, before, { ...before, ticket });
  }
  return now;
}

/** Forgets the tickets of days long past, as far as nobody of theirs stands. */
function pruned(state: HallState): HallState {
  const keys = Object.keys(state.days);
  if (keys.length <= daysKept) return state;
  const undated = new Set(Object.values(state.undated).flat().map(dayKeyOf));
  const forgotten = keys
    .sort()
    .slice(0, keys.length - daysKept)
    .filter((day) => state.days[day]?.standing === 0 && !undated.has(day));
  if (forgotten.length === 0) return state;
  return { ...state, days: Object.fromEntries(Object.entries(state.days).filter(([day]) => !forgotten.includes(day))) };
}
