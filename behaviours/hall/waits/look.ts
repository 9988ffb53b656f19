import { countersNow } from '../counters.ts';
import type { HallTicket, TicketId } from '../events.ts';
import { overtakenBy } from '../order.ts';
import type { HallSettings } from '../settings.ts';
import { currentAt, dayBook, waitingOf, type HallState } from '../state.ts';
import type { HallAhead } from './ahead.ts';

/** What a look ahead depends on besides the hall itself. */
export interface LookRules {
  readonly settings: Pick<HallSettings, 'counters' | 'rules'>;
  readonly today: string;
  /** Now, in milliseconds since 1970 as believed. */
  readonly wall: number;
  /** When nobody is called, in seconds from now. */
  readonly shut: HallAhead['shut'];
  readonly priorPerHour: ReadonlyMap<string, number>;
  readonly noShowShare: number;
  readonly noShowS: number;
  readonly betweenS: number;
}

/** A counter that calls nobody although people wait for it: its clerk is away, and nobody knows for how long. */
const awayS = 300;
/** So long after a service nobody is away yet. */
const tidyS = 45;

/** All services that are joined to this one by counters which serve both. */
function together(service: string, counters: readonly { readonly services: readonly string[] }[]): ReadonlySet<string> {
  const found = new Set([service]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const { services } of counters)
      if (services.some((one) => found.has(one))) for (const one of services) found.add(one);
  }
  return found;
}

/** The hall as it stands for one of those who wait; null: that ticket does not wait. */
export function lookAhead(state: HallState, asker: TicketId, rules: LookRules): HallAhead | null {
  const { settings, today, wall } = rules;
  const line = waitingOf(state);
  const ticket = line.find(({ id }) => id === asker);
  if (ticket === undefined) return null;
  const all = countersNow(state, settings.counters, today);
  const services = together(ticket.service, all);
  const waiting = line.filter((one) => services.has(one.service) || all.some(({ id }) => id === one.to));
  const freeSince = lastFinished(state, today);
  const counters = all
    .filter(
      (counter) => counter.services.some((one) => services.has(one)) || waiting.some(({ to }) => to === counter.id),
    )
    .map((counter) => {
      const current = currentAt(state, counter.id);
      const at = current === null ? null : { service: current.service, sinceS: since(current, wall) };
      const idleS = (wall - (freeSince.get(counter.id) ?? Number.NEGATIVE_INFINITY)) / 1_000;
      const wanted = waiting.some(
        (one) =>
          one.id !== asker && (one.to === counter.id || (one.to === null && counter.services.includes(one.service))),
      );
      const away = counter.state === 'paused' || (at === null && wanted && idleS > tidyS);
      const openInS = counter.state === 'closed' ? null : away ? awayS : at === null && wanted ? rules.betweenS : 0;
      return { id: counter.id, services: counter.services, at, openInS };
    });
  const { classes, overtakenAtMost } = settings.rules.priority;
  const isPrior = (one: HallTicket): boolean => one.priority !== null && classes.includes(one.priority);
  return {
    counters,
    waiting: waiting.map((one) => ({
      service: one.service,
      to: one.to,
      prior: isPrior(one),
      overtaken:
        classes.length === 0 || isPrior(one) ? 0 : overtakenBy(state, one.place, today, [one.service], settings.rules),
    })),
    asker: waiting.findIndex(({ id }) => id === asker),
    overtakenAtMost,
    shut: rules.shut,
    priorPerHour: new Map([...rules.priorPerHour].filter(([service]) => classes.length > 0 && services.has(service))),
    noShowShare: rules.noShowShare,
    noShowS: rules.noShowS,
    betweenS: rules.betweenS,
  };
}

const since = (ticket: HallTicket, wall: number): number =>
  Math.max(0, (wall - (ticket.arrivedWall ?? ticket.calledWall ?? wall)) / 1_000);

/** When each counter was last done with somebody. */
function lastFinished(state: HallState, today: string): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { ticket } of dayBook(state, today).tickets.values())
    if (ticket.counter !== null && ticket.finishedWall !== null)
      last.set(ticket.counter, Math.max(last.get(ticket.counter) ?? 0, ticket.finishedWall));
  return last;
}
