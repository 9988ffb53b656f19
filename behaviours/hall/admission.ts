import { fail, ok, type Result } from '../../hal/result.ts';
import type { Epoch } from '../../hal/units.ts';
import { checkIn, earnedAt, type BookingFault } from './bookings.ts';
import type { IssueRequest } from './events.ts';
import type { HallFact } from './fact.ts';
import { overQuota, type QuotaFault, type Wanted } from './quotas.ts';
import type { HallRules } from './settings.ts';
import type { HallState } from './state.ts';

type Issued = Extract<HallFact, { readonly kind: 'ticket.issued' }>;
export type Admitted = Pick<Issued, 'channel' | 'person' | 'booking' | 'earned'>;

export const wantedBy = ({ booking, person, priority, service }: IssueRequest): Wanted => ({
  service,
  person: person ?? null,
  priority,
  booking: booking ?? null,
  booked: false,
});

/**
 * Whether a request gets a number: by its booking, whose window is open, and within the quotas; and what its ticket has of that.
 * `pending`: requests that are being written down now and count as if they were.
 */
export function admit(
  state: HallState,
  request: IssueRequest,
  rules: HallRules,
  now: { readonly today: string; readonly wall: Epoch; readonly trusted: boolean },
  pending: readonly Wanted[],
): Result<Admitted, BookingFault | QuotaFault> {
  const wanted = wantedBy(request);
  const over = overQuota(state, now.today, wanted, rules, now.wall, pending);
  const plain: Admitted = { channel: 'here', person: wanted.person, booking: null };
  if (request.booking === undefined || rules.bookings === null) return over === null ? ok(plain) : fail(over);
  const checked = checkIn(state, request.booking, rules.bookings, now);
  if (!checked.ok) return checked;
  const booking = checked.value;
  if (booking.service !== request.service) return fail({ kind: 'booking-unknown' });
  if (pending.some((one) => one.booking === booking.code)) return fail({ kind: 'booking-taken', number: '' });
  if (over !== null) return fail(over);
  const earned = earnedAt(booking, rules.bookings, state.zoneOffsetMin);
  return ok({
    channel: 'booking',
    person: wanted.person ?? booking.person,
    booking: booking.code,
    ...(earned === null ? {} : { earned }),
  });
}

const refusals: ReadonlySet<string> = new Set<(BookingFault | QuotaFault)['kind']>([
  'booking-unknown',
  'booking-cancelled',
  'booking-taken',
  'booking-early',
  'booking-late',
  'booking-other-day',
  'quota',
  'priority-only',
]);

/** Whether somebody gets no number whoever is asked again: no passing trouble. */
export const isRefusal = (fault: { readonly kind: string }): fault is BookingFault | QuotaFault =>
  refusals.has(fault.kind);
