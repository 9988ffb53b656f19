import type { Epoch } from '../../hal/units.ts';
import { isOutstanding } from './bookings.ts';
import type { HallRules, QuotaRules } from './settings.ts';
import { dayBook, type HallState } from './state.ts';

/** Why nobody gets one more number: `of` says whose quota is used up, `most` how many it has a day. */
export type QuotaFault =
  | { readonly kind: 'quota'; readonly of: 'person' | 'field' | 'service'; readonly most: number }
  /** Numbers are given here only to who has priority; all others book. */
  | { readonly kind: 'priority-only' };

/** A number that is wanted. `person` null: nobody knows who wants it, so nothing of theirs is counted. */
export interface Wanted {
  readonly service: string;
  readonly person: string | null;
  readonly priority: string | null;
  /** The booking by which it is wanted: it has its share of the service's numbers already. */
  readonly booking: string | null;
  /** It is booked now, for a time to come, and nobody stands here. */
  readonly booked: boolean;
}

/** Services that are of one field are counted together; one that no field is named for is its own. */
const fieldOf = (service: string, { fields }: QuotaRules): string => fields[service] ?? service;

/**
 * Whether a quota stands against one more number of that day, over all channels. Tickets that their holders never saw or that were
 * cancelled do not count; bookings count until their holders can no longer come. `pending`: numbers that are being written down.
 */
export function overQuota(
  state: HallState,
  day: string,
  wanted: Wanted,
  { bookings, priority, quotas }: HallRules,
  wall: Epoch,
  pending: readonly Wanted[] = [],
): QuotaFault | null {
  if (quotas === null) return null;
  const isPrior = wanted.priority !== null && priority.classes.includes(wanted.priority);
  if (quotas.onSite === 'priority' && !isPrior && wanted.booking === null && !wanted.booked)
    return { kind: 'priority-only' };
  const most = quotas.perService[wanted.service] ?? null;
  const { person } = wanted;
  if (most === null && person === null) return null;
  const field = fieldOf(wanted.service, quotas);
  let [ofService, ofPerson, ofField] = [0, 0, 0];
  const count = (service: string, who: string | null): void => {
    if (service === wanted.service) ofService += 1;
    if (person === null || who !== person) return;
    ofPerson += 1;
    if (fieldOf(service, quotas) === field) ofField += 1;
  };
  for (const { issue, issued, ticket } of dayBook(state, day).tickets.values())
    if (issue !== null && ticket.phase !== 'void' && ticket.phase !== 'cancelled') count(issued.service, ticket.person);
  for (const booking of state.bookings.made.values())
    if (booking.day === day && booking.code !== wanted.booking && isOutstanding(state, booking, bookings, wall))
      count(booking.service, booking.person);
  for (const one of pending) count(one.service, one.person);
  if (most !== null && ofService >= most) return { kind: 'quota', of: 'service', most };
  if (quotas.perPerson !== null && ofPerson >= quotas.perPerson)
    return { kind: 'quota', of: 'person', most: quotas.perPerson };
  if (quotas.perField !== null && ofField >= quotas.perField)
    return { kind: 'quota', of: 'field', most: quotas.perField };
  return null;
}
