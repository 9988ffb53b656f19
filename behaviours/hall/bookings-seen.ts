import type { Epoch } from '../../hal/units.ts';
import { civilAt } from '../hours/civil.ts';
import { takenBy, windowOf, type Booking } from './bookings.ts';
import type { BookingRules } from './settings.ts';
import { numberOf, type HallState } from './state.ts';

/**
 * A booking of today as staff see it: no person, no name. `early`: its holder may not check in yet; `open`: they may; `late`: not any
 * more; `taken`: they have their number. Of an unbelieved clock nobody is early or late.
 */
export interface BookingSeen {
  readonly code: string;
  /** The time that was booked, and the window in which its holder may check in, in minutes of the local day. */
  readonly minute: number;
  readonly from: number;
  readonly until: number;
  readonly service: string;
  readonly state: 'early' | 'open' | 'late' | 'taken' | 'cancelled';
  /** Of one that is taken. */
  readonly number: string | null;
}

const stateOf = (
  booking: Booking,
  state: HallState,
  { from, until }: Pick<BookingSeen, 'from' | 'until'>,
  now: number | null,
): BookingSeen['state'] => {
  if (state.bookings.cancelled.get(booking.code) !== undefined) return 'cancelled';
  if (takenBy(state, booking.code) !== null) return 'taken';
  if (now === null || (now >= from && now <= until)) return 'open';
  return now < from ? 'early' : 'late';
};

/** The bookings of a day by their time, then by code. */
export function bookingsOn(
  state: HallState,
  rules: BookingRules | null,
  day: string,
  { trusted, wall }: { readonly wall: Epoch; readonly trusted: boolean },
): readonly BookingSeen[] {
  if (rules === null) return [];
  const now = trusted ? civilAt(wall, state.zoneOffsetMin).minuteOfDay : null;
  return [...state.bookings.made.values()]
    .filter((booking) => booking.day === day)
    .map((booking): BookingSeen => {
      const { code, minute, service } = booking;
      const window = windowOf(booking, rules);
      const taken = takenBy(state, code);
      return {
        code,
        minute,
        ...window,
        service,
        state: stateOf(booking, state, window, now),
        number: taken === null ? null : numberOf(taken),
      };
    })
    .toSorted((a, b) => a.minute - b.minute || (a.code < b.code ? -1 : 1));
}
