import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Result } from '../../hal/result.ts';
import type { Epoch } from '../../hal/units.ts';
import type { HallAnswer, HallRefusal, HallTicket, Place, TicketId, UnfinishedSlip } from './events.ts';
import type { HallFact } from './fact.ts';
import { PersistentMap } from './persistent-map.ts';
import { comparePlaces, effectiveAt, indexInLine } from './place.ts';
import type { Undated } from './undated.ts';

/** A ticket with all that has been told about it. What it is now is folded from its story, so the order of arrival changes nothing. */
export interface TicketRecord {
  readonly ticket: HallTicket;
  /** What it was when it was issued, as far as that is known and dated. */
  readonly issued: Pick<HallTicket, 'day' | 'issuedWall' | 'service' | 'priority' | 'place'>;
  /** Null: somebody was called by this number, or it was written about, and its issue has not arrived here yet. */
  readonly issue: VisitEvent | null;
  /** Facts about its service and about its slips, each in the order in which they took effect. */
  readonly story: readonly VisitEvent[];
  readonly slips: readonly VisitEvent[];
  /** How long it was served, by service, as far as that is over and known. */
  readonly served: Readonly<Record<string, number>>;
  /** From the last call to the arrival at the counter, null while that is not known. */
  readonly walkMs: number | null;
  /** What it was each time when it was called to a counter: whom it overtook stays overtaken, whatever becomes of it. */
  readonly calledAs: readonly Pick<HallTicket, 'service' | 'priority' | 'place' | 'counter'>[];
}

/** Everything under one day's key. */
export interface DayBook {
  readonly tickets: PersistentMap<TicketRecord>;
  /** Tickets by the request that they answer: one, or two where a hub gave a number that its asker no longer waited for. */
  readonly requests: PersistentMap<readonly TicketId[]>;
  /** Tickets whose issue has not arrived yet. */
  readonly strangers: number;
  /** Tickets that are not out of the hall. */
  readonly standing: number;
  /** Services that are over: how many, and how long together. */
  readonly served: Readonly<Record<string, { readonly count: number; readonly totalMs: number }>>;
  /** Counters that have called somebody. */
  readonly counters: Readonly<Record<string, true>>;
  /** Opinions by service: how many of each of four levels, the worst first. */
  readonly ratings: Readonly<Record<string, readonly [number, number, number, number]>>;
  readonly closed: boolean;
}

export interface InLine {
  readonly id: TicketId;
  readonly place: Place;
  readonly day: string | null;
  /** The one counter that it waits for; null: any. */
  readonly to: string | null;
  readonly priority: string | null;
}

type FactOf<K extends HallFact['kind']> = Extract<HallFact, { readonly kind: K }>;
export type DeskFact = FactOf<'counter.opened' | 'counter.paused' | 'counter.closed'>;

/** What was last said of a counter, and what it serves since it was last opened. It holds for the day on which it was said. */
export interface Desk {
  readonly newest: { readonly event: VisitEvent; readonly fact: DeskFact };
  readonly opened: { readonly event: VisitEvent; readonly services: readonly string[] } | null;
}

/** All by code; those of days gone by are forgotten with their day. */
export interface Bookings {
  readonly made: PersistentMap<FactOf<'booking.made'>>;
  readonly cancelled: PersistentMap<true>;
  /** The tickets that the holder got on coming: one, or more where nobody saw the first. */
  readonly taken: PersistentMap<readonly TicketId[]>;
}

export type Lease = FactOf<'numbers.leased'>;

export interface SeenRange {
  readonly from: number;
  readonly to: number;
}

/** The whole hall as its events tell it: a value, never changed. */
export interface HallState {
  readonly zoneOffsetMin: number;
  readonly days: Readonly<Record<string, DayBook>>;
  /** Who waits, by service, in order. */
  readonly lines: Readonly<Record<string, readonly InLine[]>>;
  /** Who is called or served, in order of their places. */
  readonly called: readonly InLine[];
  readonly desks: Readonly<Record<string, Desk>>;
  readonly bookings: Bookings;
  readonly leases: readonly Lease[];
  /**
   * Who decides, as the highest term that was heard of says, and the line that says so; null: as config says. `before`: all others that were
   * ever raised.
   */
  readonly hub: {
    readonly device: string;
    readonly term: number;
    readonly raised: VisitEvent;
    readonly before: readonly string[];
  } | null;
  /** Which events are in here, by `<device>/<epoch>`. */
  readonly seen: PersistentMap<readonly SeenRange[]>;
  /** Highest number issued or skipped, by `<device>/<day>/<series>`. */
  readonly highest: PersistentMap<number>;
  /** Tickets issued while their device did not know the time, by device. */
  readonly undated: Readonly<Record<string, Undated>>;
  /** Slips without an end, by job. */
  readonly openSlips: PersistentMap<UnfinishedSlip & { readonly device: string }>;
  readonly answers: Answers;
}

/** Answers to the most recent commands by their id: at least `answersKept`, at most twice as many. */
export interface Answers {
  readonly fresh: PersistentMap<Result<HallAnswer, HallRefusal>>;
  readonly stale: PersistentMap<Result<HallAnswer, HallRefusal>>;
}
export const answersKept = 512;

const emptyDay: DayBook = {
  tickets: PersistentMap.empty(),
  requests: PersistentMap.empty(),
  strangers: 0,
  standing: 0,
  served: {},
  counters: {},
  ratings: {},
  closed: false,
};

export const emptyHall = (zoneOffsetMin: number): HallState => ({
  zoneOffsetMin,
  days: {},
  lines: {},
  called: [],
  desks: {},
  bookings: { made: PersistentMap.empty(), cancelled: PersistentMap.empty(), taken: PersistentMap.empty() },
  leases: [],
  hub: null,
  seen: PersistentMap.empty(),
  highest: PersistentMap.empty(),
  undated: {},
  openSlips: PersistentMap.empty(),
  answers: { fresh: PersistentMap.empty(), stale: PersistentMap.empty() },
});

/** A ticket's id carries the day that keys it: `2026-08-03/A012`. */
export const dayKeyOf = (id: TicketId): string => id.slice(0, 10);
export const numberOf = (id: TicketId): string => id.slice(11);

export const dayBook = (state: HallState, day: string): DayBook => state.days[day] ?? emptyDay;

export const recordOf = (state: HallState, id: TicketId): TicketRecord | null =>
  state.days[dayKeyOf(id)]?.tickets.get(id) ?? null;

export const ticketOf = (state: HallState, id: TicketId): HallTicket | null => recordOf(state, id)?.ticket ?? null;

/** The tickets that a request got in the days that are kept. */
export function ticketsOfRequest(state: HallState, requestId: string): readonly HallTicket[] {
  const tickets: HallTicket[] = [];
  // A few days, and almost never more than one ticket: asked for each number that is given.
  for (const day of Object.keys(state.days)) {
    const book = state.days[day];
    for (const id of book?.requests.get(requestId) ?? []) {
      const record = book?.tickets.get(id);
      if (record !== undefined) tickets.push(record.ticket);
    }
  }
  return tickets;
}

/** The ticket that a request got and that has not been taken back, null when it has none in the days that are kept. */
export function ticketOfRequest(state: HallState, requestId: string): HallTicket | null {
  const tickets = ticketsOfRequest(state, requestId);
  return tickets.find(({ phase }) => phase !== 'void') ?? tickets[0] ?? null;
}

/** All tickets of the days that are kept, in the hall's order; of those whose issue is on its way only who was called. */
export const ticketsOf = (state: HallState): readonly HallTicket[] =>
  Object.values(state.days)
    .flatMap((book) => [...book.tickets.values()])
    .filter((record) => record.issue !== null || record.ticket.calls > 0)
    .map((record) => record.ticket)
    .sort((a, b) => comparePlaces(a.place, b.place));

const inOrder = (entries: readonly InLine[], state: HallState): readonly HallTicket[] =>
  entries.toSorted((a, b) => comparePlaces(a.place, b.place)).flatMap((entry) => ticketOf(state, entry.id) ?? []);

/** When the newest took effect that was written of the ticket or the counter which a fact is about; null: nobody wrote anything. */
export function newestOf(state: HallState, fact: HallFact): Epoch | null {
  const record = 'ticket' in fact ? recordOf(state, fact.ticket) : null;
  const story = record?.story.at(-1) ?? null;
  if (story !== null) return effectiveAt(story);
  const isDesk = fact.kind === 'counter.opened' || fact.kind === 'counter.paused' || fact.kind === 'counter.closed';
  const desk = isDesk ? state.desks[fact.counter] : undefined;
  return desk === undefined ? null : effectiveAt(desk.newest.event);
}

/** Who waits, in the hall's order. */
export const waitingOf = (state: HallState): readonly HallTicket[] => inOrder(Object.values(state.lines).flat(), state);

/** How many wait. */
export const waitingCount = (state: HallState): number =>
  Object.values(state.lines).reduce((sum, line) => sum + line.length, 0);

/** Whom a counter has called and not yet finished, the newest of them, null when nobody. `besides`: somebody who is left out. */
export function currentAt(state: HallState, counter: string, besides: TicketId | null = null): HallTicket | null {
  let current: HallTicket | null = null;
  for (const entry of state.called) {
    const ticket = ticketOf(state, entry.id);
    if (ticket === null || ticket.counter !== counter || ticket.id === besides) continue;
    if (current === null || (ticket.calledWall ?? 0) > (current.calledWall ?? 0)) current = ticket;
  }
  return current;
}

/** People of the same day who wait for any of these services before this place. */
export function countBefore(state: HallState, place: Place, day: string | null, services: readonly string[]): number {
  let count = 0;
  for (const service of services) {
    const line = state.lines[service] ?? [];
    const index = indexInLine(line, place);
    for (let i = 0; i < index; i += 1) {
      const there = line[i];
      if (there !== undefined && (day === null || there.day === null || there.day === day)) count += 1;
    }
  }
  return count;
}

/** Every term is above this: it is the one under which the device decides that config names. */
export const firstTerm = 0;

export const highestKey = (device: string, day: string, series: string): string => `${device}/${day}/${series}`;

export const answerTo = (state: HallState, commandId: string): Result<HallAnswer, HallRefusal> | null =>
  state.answers.fresh.get(commandId) ?? state.answers.stale.get(commandId) ?? null;

/** Keeps the answer to a command, so that its repetition changes nothing and is answered the same. */
export function withAnswer(state: HallState, commandId: string, answer: Result<HallAnswer, HallRefusal>): HallState {
  const { fresh, stale } = state.answers;
  const answers: Answers =
    fresh.size >= answersKept
      ? { fresh: PersistentMap.empty<Result<HallAnswer, HallRefusal>>().with(commandId, answer), stale: fresh }
      : { fresh: fresh.with(commandId, answer), stale };
  return { ...state, answers };
}
