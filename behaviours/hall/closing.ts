import { fail, ok } from '../../hal/result.ts';
import type { HallRefusal } from './command.ts';
import type { Decision } from './decide.ts';
import type { HallFact } from './fact.ts';
import { dayBook, ticketOf, ticketsOf, type HallState } from './state.ts';
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

/** `unserved` are the numbers that the closing voided; the rest is counted over the day's book. */
export function dayEnd(state: HallState, day: string, unserved: readonly string[]): DayEnd {
  const tickets = [...dayBook(state, day).tickets.values()].filter(({ issue }) => issue !== null);
  const count = (phase: string): number => tickets.filter(({ ticket }) => ticket.phase === phase).length;
  return {
    day,
    issued: tickets.length,
    finished: count('finished'),
    noShow: count('no-show'),
    cancelled: count('cancelled'),
    unserved,
  };
}
