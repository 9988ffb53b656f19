import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import type { HallFact, HallOut } from './events.ts';
import { numberOf, ticketOf, type HallState } from './state.ts';

/** A call that comes in later than this (after an outage) is history and is not announced any more. */
const longestAgeMs: Milliseconds = 60_000;

type Called = HallFact & { readonly kind: 'ticket.called' | 'ticket.recalled' };

/** What a call that took effect and is fresh has to be told as, null for one that is not. `state`: the hall with it. */
export function heardCall(
  state: HallState,
  device: string,
  event: VisitEvent,
  fact: Called,
  now: { readonly wall: Epoch; readonly trusted: boolean },
): HallOut | null {
  const ticket = ticketOf(state, fact.ticket);
  const own = event.device === device;
  if (!own && now.trusted && event.trusted && now.wall - event.wall > longestAgeMs) return null;
  // The ticket itself may still be on its way from another kiosk; its number is in its id, its language is not known yet.
  if (ticket !== null && (ticket.phase !== 'called' || ticket.counter !== fact.counter || ticket.calls !== fact.call))
    return null;
  // Who came without a number stands at the counter: a call would only send the hall looking.
  if (ticket?.channel === 'clerk' && fact.call === 1) return null;
  return {
    type: 'ticket.called',
    ticket: fact.ticket,
    number: numberOf(fact.ticket),
    counter: fact.counter,
    call: fact.call,
    language: ticket?.language ?? '',
  };
}
