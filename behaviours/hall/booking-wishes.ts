import { fail, ok } from '../../hal/result.ts';
import { daysFromCivil, parseDateKey } from '../hours/civil.ts';
import { bookingCodeOf, takenBy, type Booking } from './bookings.ts';
import type { Decision, DecisionRules, DecisionTime, Named } from './decide.ts';
import { overQuota } from './quotas.ts';
import type { HallState } from './state.ts';

/** Letters and digits, so that it can be shown as a QR code, printed and typed: 6 to 64. */
const codeForm = /^[0-9A-Z]{6,64}$/;

/** A booking that comes in from outside, by a channel of the site or of the city. */
export function book(
  state: HallState,
  command: Named<'book'>,
  { rules, services }: DecisionRules,
  { today, wall }: DecisionTime,
): Decision {
  const { bookings } = rules;
  if (bookings === null) return fail({ kind: 'no-bookings' });
  const code = bookingCodeOf(command.code);
  if (!codeForm.test(code)) return fail({ kind: 'booking-code', code: command.code });
  if (!services.some((one) => one.id === command.service))
    return fail({ kind: 'unknown-service', service: command.service });
  const date = parseDateKey(command.day);
  const first = parseDateKey(today);
  const ahead = date === null || first === null ? -1 : daysFromCivil(date) - daysFromCivil(first);
  if (ahead < 0 || ahead > bookings.daysAhead)
    return fail({ kind: 'booking-day', day: command.day, today, daysAhead: bookings.daysAhead });
  const booking: Booking = {
    kind: 'booking.made',
    code,
    day: command.day,
    service: command.service,
    minute: command.minute,
    language: command.language,
    person: command.person,
    registered: Math.min(command.registered ?? wall, wall),
  };
  const known = state.bookings.made.get(code);
  if (known !== undefined) {
    const same = known.day === booking.day && known.service === booking.service && known.minute === booking.minute;
    return fail({ kind: 'booking-known', code, same });
  }
  const over = overQuota(state, command.day, { ...booking, priority: null, booking: null, booked: true }, rules, wall);
  return over === null ? ok([booking]) : fail(over);
}

export function cancelBooking(state: HallState, command: Named<'cancel-booking'>): Decision {
  const code = bookingCodeOf(command.code);
  const known = state.bookings.made.get(code);
  if (known === undefined) return fail({ kind: 'unknown-booking', code: command.code });
  if (state.bookings.cancelled.get(code) !== undefined) return fail({ kind: 'booking-over', code, why: 'cancelled' });
  if (takenBy(state, code) !== null) return fail({ kind: 'booking-over', code, why: 'taken' });
  return ok([{ kind: 'booking.cancelled', code, by: command.by }]);
}
