import { unreachable } from '../../hal/assert.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { ok } from '../../hal/result.ts';
import { dayKey } from '../hours/civil.ts';
import type { HallFact, HallTicket, TicketId } from './events.ts';
import { factOf } from './facts.ts';
import { inLines, moved } from './lines.ts';
import { compareEvents, comparePlaces, placeOf } from './place.ts';
import { seenIn, withSeen } from './seen.ts';
import {
  rated,
  withDesk,
  withHub,
  withLease,
  withBooking,
  withoutBooking,
  withoutBookingsBefore,
  withTaken,
} from './site-facts.ts';
import {
  dayBook,
  dayKeyOf,
  highestKey,
  numberOf,
  recordOf,
  withAnswer,
  type DayBook,
  type HallState,
  type TicketRecord,
} from './state.ts';
import { isAtCounter, isHere, told } from './story.ts';
import { undatedFrom, withUndated } from './undated.ts';

/** Days of which every ticket is kept; older ones are forgotten once nobody of theirs stands. */
const daysKept = 3;
/** Numbers of one day whose issues may still be on their way; more than that are not a delay but a stranger's flood. */
const strangersKept = 1000;

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
      return withHighest(state, fact.device ?? event.device, fact.day, fact.series, fact.to);
    case 'numbers.leased':
      return withLease(state, fact);
    case 'ticket.called':
    case 'ticket.recalled':
    case 'ticket.arrived':
    case 'ticket.no-show':
    case 'ticket.finished':
    case 'ticket.parked':
    case 'ticket.transferred':
    case 'ticket.returned':
    case 'ticket.extended':
    case 'ticket.classed':
    case 'ticket.deferred':
    case 'ticket.cancelled':
    case 'ticket.dossier':
    case 'ticket.rated':
      return about(
        withAnswer(state, event.cause, ok({ number: numberOf(fact.ticket), ticket: fact.ticket })),
        event,
        fact.ticket,
        'story',
      );
    // A closing voids many under one cause, and an entry is answered by its issue.
    case 'ticket.voided':
      return about(state, event, fact.ticket, 'story');
    case 'ticket.entered':
      return about(
        withAnswer(state, event.cause, ok({ number: numberOf(fact.ticket), ticket: fact.ticket })),
        event,
        fact.ticket,
        'story',
      );
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
    case 'counter.opened':
    case 'counter.paused':
    case 'counter.closed':
      return withDesk(withAnswer(state, event.cause, ok({ number: '', ticket: '' })), event, fact);
    case 'booking.made':
      return withBooking(withAnswer(state, event.cause, ok({ number: '', ticket: '' })), fact);
    case 'booking.cancelled':
      return withoutBooking(withAnswer(state, event.cause, ok({ number: '', ticket: '' })), fact.code);
    case 'hub.raised':
      return withHub(withAnswer(state, event.cause, ok({ number: '', ticket: '' })), event, fact);
    case 'day.closed':
      return withDay(withAnswer(state, event.cause, ok({ number: '', ticket: '' })), fact.day, (book) => ({
        ...book,
        closed: true,
      }));
    case 'visit.rated':
      return withDay(
        withAnswer(state, event.cause, ok({ number: '', ticket: '' })),
        dayKey(event.wall, state.zoneOffsetMin),
        (book) => rated(book, fact),
      );
    default:
      return unreachable(fact);
  }
}

function issued(state: HallState, event: VisitEvent, fact: HallFact & { kind: 'ticket.issued' }): HallState {
  const counted = withHighest(state, event.device, fact.day, fact.series, fact.n);
  const book = dayBook(counted, fact.day);
  const known = book.tickets.get(fact.ticket) ?? null;
  // One number, one ticket: devices have ranges of their own, so a second issue can only be a fault, and the first one stands.
  if (dayKeyOf(fact.ticket) !== fact.day || (known !== null && known.issue !== null)) return counted;
  const ticket: HallTicket = {
    ...blank(fact.ticket, event),
    day: event.trusted ? fact.day : null,
    number: fact.number,
    series: fact.series,
    service: fact.service,
    priority: fact.priority,
    language: fact.language,
    device: fact.at ?? event.device,
    channel: fact.channel,
    apart: fact.apart,
    person: fact.person,
    token: fact.token,
    place: { ...placeOf(event), wall: fact.earned ?? event.wall },
  };
  const record: TicketRecord = {
    ticket,
    issued: asIssued(ticket),
    issue: event,
    story: known?.story ?? [],
    slips: known?.slips ?? [],
    served: {},
    walkMs: null,
    calledAs: [],
  };
  const undated = event.trusted
    ? counted.undated
    : { ...counted.undated, [event.device]: withUndated(counted.undated[event.device], fact.ticket) };
  const opened = withDay({ ...counted, undated }, fact.day, (one) => ({
    ...one,
    requests: one.requests.with(
      fact.requestId,
      [...(one.requests.get(fact.requestId) ?? []), fact.ticket].toSorted((a, b) => (a < b ? -1 : 1)),
    ),
    strangers: one.strangers - (known === null ? 0 : 1),
  }));
  const booked = fact.booking === null ? opened : withTaken(opened, fact.booking, fact.ticket);
  return pruned(replaced(booked, known, told(record)));
}

const asIssued = ({ day, issuedWall, place, priority, service }: HallTicket): TicketRecord['issued'] => ({
  day,
  issuedWall,
  place,
  priority,
  service,
});

/** A ticket as far as its number alone tells it. */
const blank = (id: TicketId, event: VisitEvent): HallTicket => ({
  id,
  day: dayKeyOf(id),
  number: numberOf(id),
  series: numberOf(id).replace(/\d+$/u, ''),
  service: '',
  further: [],
  to: null,
  priority: null,
  confirmed: false,
  language: '',
  device: event.device,
  channel: 'here',
  apart: false,
  person: null,
  issuedWall: event.wall,
  token: '',
  place: placeOf(event),
  phase: 'waiting',
  counter: null,
  calls: 0,
  calledWall: null,
  arrivedWall: null,
  finishedWall: null,
  slip: 'none',
  dossier: false,
  rated: false,
});

/** A fact about a ticket joins its story, which may begin before its issue has arrived: a clerk can call a number from a slip. */
function about(state: HallState, event: VisitEvent, id: TicketId, part: 'story' | 'slips'): HallState {
  const before = recordOf(state, id);
  if (before !== null) {
    const facts = [...before[part], event].sort(compareEvents);
    return replaced(state, before, told(begun({ ...before, [part]: facts })));
  }
  const day = dayKeyOf(id);
  const book = dayBook(state, day);
  if (state.days[day] === undefined && Object.keys(state.days).length > daysKept) return state;
  if (book.strangers >= strangersKept) return state;
  const ticket = blank(id, event);
  const record: TicketRecord = {
    ticket,
    issued: asIssued(ticket),
    issue: null,
    story: [],
    slips: [],
    served: {},
    walkMs: null,
    calledAs: [],
    [part]: [event],
  };
  return replaced(
    withDay(state, day, (one) => ({ ...one, strangers: one.strangers + 1 })),
    null,
    told(record),
  );
}

/** Where no issue says when a ticket began: with the first that is known of it, in whatever order that came. */
function begun(record: TicketRecord): TicketRecord {
  if (record.issue !== null) return record;
  const [first] = [...record.story, ...record.slips].toSorted((a, b) => comparePlaces(placeOf(a), placeOf(b)));
  if (first === undefined) return record;
  const ticket = blank(record.ticket.id, first);
  return { ...record, ticket, issued: asIssued(ticket) };
}

const withDay = (state: HallState, day: string, change: (book: DayBook) => DayBook): HallState => ({
  ...state,
  days: { ...state.days, [day]: change(dayBook(state, day)) },
});

/** Puts a ticket's new record in the place of its old one, in the day's book, the lines and the calls. */
function replaced(state: HallState, before: TicketRecord | null, after: TicketRecord): HallState {
  const { ticket } = after;
  const day = dayKeyOf(ticket.id);
  const book = dayBook(state, day);
  const standing = book.standing + (isHere(after) ? 1 : 0) - (before !== null && isHere(before) ? 1 : 0);
  const changed: DayBook = {
    ...book,
    tickets: book.tickets.with(ticket.id, after),
    standing,
    served: withServed(book.served, before?.served ?? {}, after.served),
    counters: ticket.counter === null ? book.counters : { ...book.counters, [ticket.counter]: true },
  };
  return {
    ...state,
    days: { ...state.days, [day]: changed },
    lines: inLines(state.lines, before, after),
    called: moved(
      state.called,
      before !== null && isAtCounter(before.ticket.phase) ? before.ticket : null,
      isAtCounter(ticket.phase) ? ticket : null,
    ),
  };
}

function withServed(
  served: DayBook['served'],
  before: TicketRecord['served'],
  after: TicketRecord['served'],
): DayBook['served'] {
  if (before === after) return served;
  const changed = { ...served };
  for (const service of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const now = changed[service] ?? { count: 0, totalMs: 0 };
    const was = before[service];
    const is = after[service];
    changed[service] = {
      count: now.count + (is === undefined ? 0 : 1) - (was === undefined ? 0 : 1),
      totalMs: now.totalMs + (is ?? 0) - (was ?? 0),
    };
  }
  return changed;
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
  for (const id of undatedFrom(waiting)) {
    const before = recordOf(now, id);
    if (before === null || before.issue === null) continue;
    const sameStart = before.issue.epoch === event.epoch;
    const { place } = before.issued;
    const wall = sameStart
      ? event.wall - (event.monotonicMs - before.issue.monotonicMs)
      : Math.min(place.wall, event.wall - event.monotonicMs);
    const fact = factOf(before.issue);
    // The day goes on after the numbers that it turns out to hold already.
    if (fact?.kind === 'ticket.issued') now = withHighest(now, event.device, day, fact.series, fact.n);
    const earned = fact?.kind === 'ticket.issued' ? fact.earned : undefined;
    const issuedThen = { ...before.issued, day, issuedWall: wall, place: { ...place, wall: earned ?? wall } };
    now = replaced(now, before, told({ ...before, issued: issuedThen }));
  }
  return now;
}

/** Forgets the tickets of days long past, as far as nobody of theirs stands. */
function pruned(state: HallState): HallState {
  const keys = Object.keys(state.days);
  if (keys.length <= daysKept) return state;
  const undated = new Set(Object.values(state.undated).flatMap((list) => [...undatedFrom(list)].map(dayKeyOf)));
  const forgotten = keys
    .sort()
    .slice(0, keys.length - daysKept)
    .filter((day) => state.days[day]?.standing === 0 && !undated.has(day));
  if (forgotten.length === 0) return state;
  return withoutBookingsBefore(
    { ...state, days: Object.fromEntries(Object.entries(state.days).filter(([day]) => !forgotten.includes(day))) },
    keys[0] ?? '',
  );
}
