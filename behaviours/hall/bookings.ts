import { fail, ok, type Result } from '../../hal/result.ts';
import type { Epoch } from '../../hal/units.ts';
import { civilAt, daysFromCivil, instantOf, minuteMs, parseDateKey } from '../hours/civil.ts';
import type { HallFact, TicketId } from './fact.ts';
import type { BookingRules } from './settings.ts';
import { ticketOf, numberOf, type HallState } from './state.ts';

export type Booking = Extract<HallFact, { readonly kind: 'booking.made' }>;

/** Why a booking gives no number now. Minutes are of the local day. */
export type BookingFault =
  | { readonly kind: 'booking-unknown' }
  | { readonly kind: 'booking-cancelled' }
  /** Its holder has the number already. */
  | { readonly kind: 'booking-taken'; readonly number: string }
  | { readonly kind: 'booking-early'; readonly minute: number; readonly from: number }
  | { readonly kind: 'booking-late'; readonly minute: number; readonly until: number }
  | { readonly kind: 'booking-other-day'; readonly day: string; readonly minute: number };

/** A code as its holder writes it: spaces, hyphens and the case of letters do not count. */
export const bookingCodeOf = (written: string): string => written.replaceAll(/[\s-]/gu, '').toUpperCase();

/** Minutes in which its holder may check in, both ends included. */
export const windowOf = (
  { minute }: Booking,
  rules: BookingRules,
): { readonly from: number; readonly until: number } => ({
  from: Math.max(0, minute - rules.earlyMin),
  until: Math.min(24 * 60 - 1, minute + rules.lateMin),
});

const slotAt = ({ day, minute }: Booking, zoneOffsetMin: number): Epoch | null => {
  const date = parseDateKey(day);
  return date === null ? null : instantOf(daysFromCivil(date), minute, zoneOffsetMin);
};

/**
 * When a checked-in booking earned its place: where bookings and numbers taken here are equal by registration, when it was registered;
 * where a booking keeps a place, the time that was booked; else null: when its holder came.
 */
export function earnedAt(booking: Booking, rules: BookingRules, zoneOffsetMin: number): Epoch | null {
  switch (rules.place) {
    case 'registered':
      return booking.registered;
    case 'slot':
      return slotAt(booking, zoneOffsetMin);
    case 'arrived':
      return null;
  }
}

/** The number that its holder has; one that they never saw has not used the booking up. */
export const takenBy = (state: HallState, code: string): TicketId | null =>
  state.bookings.taken.get(code)?.find((id) => ticketOf(state, id)?.phase !== 'void') ?? null;

/** Whether a booking still holds one of its service's numbers of the day: its holder has not come, and still may. */
export function isOutstanding(state: HallState, booking: Booking, rules: BookingRules | null, wall: Epoch): boolean {
  if (rules === null || state.bookings.cancelled.get(booking.code) !== undefined) return false;
  if (takenBy(state, booking.code) !== null) return false;
  const slot = slotAt(booking, state.zoneOffsetMin);
  return slot !== null && wall <= slot + rules.lateMin * minuteMs;
}

/** The booking whose holder stands here with its code, or why they get no number by it. Of an unbelieved clock nobody is early or late. */
export function checkIn(
  state: HallState,
  code: string,
  rules: BookingRules,
  { today, trusted, wall }: { readonly today: string; readonly wall: Epoch; readonly trusted: boolean },
): Result<Booking, BookingFault> {
  const booking = state.bookings.made.get(bookingCodeOf(code));
  if (booking === undefined) return fail({ kind: 'booking-unknown' });
  if (state.bookings.cancelled.get(booking.code) !== undefined) return fail({ kind: 'booking-cancelled' });
  const taken = takenBy(state, booking.code);
  if (taken !== null) return fail({ kind: 'booking-taken', number: numberOf(taken) });
  if (!trusted) return ok(booking);
  if (booking.day !== today) return fail({ kind: 'booking-other-day', day: booking.day, minute: booking.minute });
  const now = civilAt(wall, state.zoneOffsetMin).minuteOfDay;
  const { from, until } = windowOf(booking, rules);
  if (now < from) return fail({ kind: 'booking-early', minute: booking.minute, from });
  if (now > until) return fail({ kind: 'booking-late', minute: booking.minute, until });
  return ok(booking);
}
