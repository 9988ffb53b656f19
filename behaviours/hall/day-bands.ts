import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { factOf } from './facts.ts';
import type { HallSettings } from './settings.ts';

/** `busy`: somebody is called there, on the way or served; `idle`: open, nobody there. */
export type BandState = 'busy' | 'idle' | 'paused' | 'closed';

export interface Band {
  readonly from: number;
  readonly to: number;
  readonly state: BandState;
}

export interface CounterBands {
  readonly id: string;
  readonly bands: readonly Band[];
}

/**
 * What each counter was at through a day, from the first that was heard of it until `until` (both milliseconds since 1970): a counter of
 * which nothing was heard has no band, since nobody knows whether anybody sat there.
 */
export function bandsOf(
  events: readonly VisitEvent[],
  { counters }: Pick<HallSettings, 'counters'>,
  until: number,
): readonly CounterBands[] {
  const told = new Map<string, { bands: Band[]; since: number; state: BandState; ticket: string | null }>();
  const become = (counter: string, state: BandState, ticket: string | null, wall: number): void => {
    const known = told.get(counter);
    if (known === undefined) {
      told.set(counter, { bands: [], since: wall, state, ticket });
      return;
    }
    if (wall > known.since && known.state !== state) {
      known.bands.push({ from: known.since, to: wall, state: known.state });
      known.since = wall;
    }
    known.state = state;
    known.ticket = ticket;
  };
  /** A counter that somebody leaves is free again, unless it has gone on to the next already. */
  const left = (counter: string, ticket: string, wall: number): void => {
    if (told.get(counter)?.ticket === ticket) become(counter, 'idle', null, wall);
  };
  const where = new Map<string, string>();
  for (const event of events.toSorted((a, b) => a.wall - b.wall || (a.id < b.id ? -1 : 1))) {
    const fact = factOf(event);
    if (fact === null) continue;
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- of all that is written of a day, few things change what a counter is at
    switch (fact.kind) {
      case 'ticket.called':
        where.set(fact.ticket, fact.counter);
        become(fact.counter, 'busy', fact.ticket, event.wall);
        break;
      case 'ticket.finished':
      case 'ticket.no-show':
      case 'ticket.parked':
      case 'ticket.transferred':
        left(fact.counter, fact.ticket, event.wall);
        break;
      case 'ticket.cancelled':
      case 'ticket.voided': {
        const counter = where.get(fact.ticket);
        if (counter !== undefined) left(counter, fact.ticket, event.wall);
        break;
      }
      case 'counter.opened':
        if (told.get(fact.counter)?.ticket === undefined || told.get(fact.counter)?.ticket === null)
          become(fact.counter, 'idle', null, event.wall);
        break;
      case 'counter.paused':
        become(fact.counter, 'paused', null, event.wall);
        break;
      case 'counter.closed':
        become(fact.counter, 'closed', null, event.wall);
        break;
      default:
        break;
    }
  }
  return counters.map(({ id }) => {
    const one = told.get(id);
    if (one === undefined) return { id, bands: [] };
    const open = until > one.since ? [{ from: one.since, to: until, state: one.state }] : [];
    return { id, bands: [...one.bands, ...open] };
  });
}
