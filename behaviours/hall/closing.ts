import type { TicketLedger } from '../../hal/ports/ticket-ledger.ts';
import { fail, ok } from '../../hal/result.ts';
import type { HallRefusal } from './command.ts';
import type { Decision } from './decide.ts';
import type { HallTicket, OfficeFault } from './events.ts';
import type { HallFact } from './fact.ts';
import { dayBook, dayKeyOf, ticketOf, ticketsOf, type HallState } from './state.ts';
import { isAtCounter, stands } from './story.ts';

/** Why nobody is called today, null while people are. */
export const openDay = (state: HallState, today: string): HallRefusal | null =>
  dayBook(state, today).closed ? { kind: 'day-closed', day: today } : null;

/**
 * The end of a day: who still waits, was put aside or may come late is out of line, in the hall's order; then the day is closed.
 * Whoever stands at a counter or walks there is served first: the day is not closed over them.
 */
export function closeDay(state: HallState, today: string): Decision {
  const closed = openDay(state, today);
  if (closed !== null) return fail(closed);
  for (const { id } of state.called) {
    const ticket = ticketOf(state, id);
    if (ticket !== null && ticket.counter !== null && isAtCounter(ticket.phase))
      return fail({ kind: 'counter-busy', counter: ticket.counter, number: ticket.number });
  }
  const left: HallFact[] = ticketsOf(state)
    .filter((ticket) => stands(ticket) && (ticket.day === null || ticket.day <= today))
    .map((ticket) => ({ kind: 'ticket.voided', ticket: ticket.id, reason: 'closed' }));
  return ok([...left, { kind: 'day.closed', day: today }]);
}

/** How a day ended, for whoever has to tell people and the city. Numbers in the hall's order. */
export interface DayEnd {
  readonly day: string;
  readonly issued: number;
  readonly finished: number;
  readonly noShow: number;
  readonly cancelled: number;
  /** Out of line by the closing itself: these people were not served, whoever they were. */
  readonly unserved: readonly string[];
}

/** `unserved` are the numbers that the closing voided; the rest is counted over the day's tickets among those of the hall. */
export function dayEnd(tickets: readonly HallTicket[], day: string, unserved: readonly string[]): DayEnd {
  const own = tickets.filter(({ id, service }) => dayKeyOf(id) === day && service !== '');
  const count = (phase: HallTicket['phase']): number => own.filter((ticket) => ticket.phase === phase).length;
  return {
    day,
    issued: own.length,
    finished: count('finished'),
    noShow: count('no-show'),
    cancelled: count('cancelled'),
    unserved,
  };
}

/**
 * Why no more numbers are given, null while they are: the day is closed, or the disk has room only for what ends the day (it is tried
 * whether there is more again).
 */
export async function whyNoNumbers(
  state: HallState,
  ledger: Pick<TicketLedger, 'makeRoom' | 'room'>,
  day: string,
): Promise<OfficeFault | null> {
  if (dayBook(state, day).closed) return { kind: 'day-closed', day };
  if (ledger.room === 'ample') return null;
  const room = await ledger.makeRoom();
  if (room.ok && room.value === 'ample') return null;
  return { kind: 'ledger-refused', fault: room.ok ? { kind: 'full' } : room.fault };
}
