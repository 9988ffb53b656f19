import { unreachable } from '../../hal/assert.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { HallCommand, HallFact, HallRefusal } from './events.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import { currentAt, firstFor, ticketsOf, type HallState } from './state.ts';

/** What decisions depend on besides the hall's state. */
export interface DecisionRules {
  readonly counters: readonly { readonly id: string; readonly services: readonly string[] }[];
  readonly callsBeforeNoShow: number;
}

/** What a clerk's command makes happen, or why nothing does. Pure: the caller writes the facts down before anybody hears of them. */
export function decide(
  state: HallState,
  command: HallCommand,
  rules: DecisionRules,
): Result<readonly HallFact[], HallRefusal> {
  const { counter } = command;
  const known = rules.counters.find((one) => one.id === counter);
  if (known === undefined) return fail({ kind: 'unknown-counter', counter });
  const current = currentAt(state, counter);
  const { name } = command;
  if (name === 'next') {
    if (current !== null) return fail({ kind: 'counter-busy', counter, number: current.number });
    const first = firstFor(state, known.services);
    if (first === null) return fail({ kind: 'nobody-waiting', counter });
    return ok([{ kind: 'ticket.called', ticket: first.id, counter, call: 1 }]);
  }
  if (current === null) return fail({ kind: 'nobody-called', counter });
  switch (name) {
    case 'recall':
      return ok([{ kind: 'ticket.recalled', ticket: current.id, counter, call: current.calls + 1 }]);
    case 'no-show':
      if (current.calls < rules.callsBeforeNoShow)
        return fail({
          kind: 'too-few-calls',
          number: current.number,
          calls: current.calls,
          needed: rules.callsBeforeNoShow,
        });
      return ok([{ kind: 'ticket.no-show', ticket: current.id, counter }]);
    case 'finish':
      return ok([{ kind: 'ticket.finished', ticket: current.id, counter }]);
    default:
      return unreachable(name);
  }
}

/** A ticket of an earlier day leaves the hall only once it has stood this long: a clock that steps over midnight voids nobody. */
export const leftOverMs: Milliseconds = 4 * 3_600_000;

/**
 * Tickets that still stand although their day is over, to be voided. Called with a believed clock only: while it is not, nothing
 * is judged late, and a ticket whose day is not known stays.
 */
export function leftOvers(state: HallState, today: string, wall: Epoch): readonly HallFact[] {
  const anyStanding = Object.entries(state.days).some(([day, book]) => day < today && book.standing > 0);
  if (!anyStanding) return [];
  return ticketsOf(state)
    .filter((ticket) => ticket.phase === 'waiting' || ticket.phase === 'called')
    .filter((ticket) => ticket.day !== null && ticket.day < today && wall - ticket.issuedWall >= leftOverMs)
    .map((ticket) => ({ kind: 'ticket.voided', ticket: ticket.id, reason: 'day-ended' }) as const);
}
