import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { HallFact, TicketId } from './fact.ts';
import { compareEvents } from './place.ts';
import type { DayBook, DeskFact, HallState, Lease } from './state.ts';

/*
 * What is said of counters, bookings, the hub, numbers: like all the hall's facts they give the same in whatever order they come.
 */

const leasesKept = 500;

type Kind<K extends HallFact['kind']> = Extract<HallFact, { readonly kind: K }>;

export function withDesk(state: HallState, event: VisitEvent, fact: DeskFact): HallState {
  const before = state.desks[fact.counter] ?? { newest: { event, fact }, opened: null };
  const newest = compareEvents(before.newest.event, event) > 0 ? before.newest : { event, fact };
  const reopened =
    fact.kind === 'counter.opened' && (before.opened === null || compareEvents(before.opened.event, event) <= 0);
  const opened = reopened ? { event, services: fact.services } : before.opened;
  return { ...state, desks: { ...state.desks, [fact.counter]: { newest, opened } } };
}

export const withBooking = (state: HallState, booking: Kind<'booking.made'>): HallState => ({
  ...state,
  bookings: { ...state.bookings, made: state.bookings.made.with(booking.code, booking) },
});

export const withoutBooking = (state: HallState, code: string): HallState => ({
  ...state,
  bookings: { ...state.bookings, cancelled: state.bookings.cancelled.with(code, true) },
});

/** A booking is taken by the tickets that its holder got on coming. */
export function withTaken(state: HallState, code: string, ticket: TicketId): HallState {
  const { bookings } = state;
  const by = bookings.taken.get(code) ?? [];
  if (by.includes(ticket)) return state;
  const all = [...by, ticket].sort((a, b) => (a < b ? -1 : 1));
  return { ...state, bookings: { ...bookings, taken: bookings.taken.with(code, all) } };
}

/** Forgets bookings and leases of days gone by. */
export function withoutBookingsBefore(state: HallState, day: string): HallState {
  let { cancelled, made, taken } = state.bookings;
  for (const booking of made.values()) {
    if (booking.day >= day) continue;
    made = made.without(booking.code);
    cancelled = cancelled.without(booking.code);
    taken = taken.without(booking.code);
  }
  return { ...state, bookings: { cancelled, made, taken }, leases: state.leases.filter((lease) => lease.day >= day) };
}

const leaseKey = ({ day, series, device, from }: Lease): string =>
  `${day}/${series}/${device}/${String(from).padStart(9, '0')}`;

export function withLease(state: HallState, lease: Lease): HallState {
  const key = leaseKey(lease);
  const others = state.leases.filter((one) => leaseKey(one) !== key);
  const leases = [...others, lease].sort((a, b) => (leaseKey(a) < leaseKey(b) ? -1 : 1));
  return { ...state, leases: leases.slice(-leasesKept) };
}

/** The highest term decides; of two that were raised to the same one, the first by name, so that all who heard both agree. */
export function withHub(state: HallState, event: VisitEvent, fact: Kind<'hub.raised'>): HallState {
  const { hub } = state;
  const outranks = hub === null || fact.term > hub.term || (fact.term === hub.term && fact.hub < hub.device);
  const now = outranks ? { device: fact.hub, term: fact.term, raised: event } : hub;
  const raised = new Set([...(hub?.before ?? []), ...(hub === null ? [] : [hub.device]), fact.hub]);
  raised.delete(now.device);
  return { ...state, hub: { ...now, before: [...raised].sort() } };
}

export function rated(book: DayBook, fact: Kind<'visit.rated'>): DayBook {
  const [worst, poor, good, best] = book.ratings[fact.service] ?? [0, 0, 0, 0];
  const plus = (level: number): number => (fact.level === level ? 1 : 0);
  return {
    ...book,
    ratings: { ...book.ratings, [fact.service]: [worst + plus(1), poor + plus(2), good + plus(3), best + plus(4)] },
  };
}
