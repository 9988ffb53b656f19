import { countersNow, type CounterState } from '../counters.ts';
import type { HallTicket, Place, TicketId } from '../events.ts';
import { comparePlaces } from '../place.ts';
import type { HallRules, HallSettings } from '../settings.ts';
import { currentAt, dayBook, waitingOf, type HallState } from '../state.ts';
import type { CounterAhead, HallAhead } from './ahead.ts';

/** What a look ahead depends on besides the hall itself. */
export interface LookRules {
  readonly settings: Pick<HallSettings, 'counters' | 'rules'>;
  readonly today: string;
  /** Now, in milliseconds since 1970 as believed. */
  readonly wall: number;
  /** When nobody is called, in seconds from now, ascending and apart; of today what is over as well. */
  readonly shut: HallAhead['shut'];
  /** When each counter was last done with somebody, in milliseconds since 1970. */
  readonly freedAt: ReadonlyMap<string, number>;
  readonly priorPerHour: ReadonlyMap<string, number>;
}

/** Whose wait is looked for: one who waits, or one who comes now and stands last. */
export type Asker =
  | { readonly ticket: TicketId }
  | { readonly service: string; readonly priority: string | null; readonly to: null };

/** A counter that has called nobody for so long while it was open and people waited for it has nobody behind it today. */
const unmannedS = 2_400;

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

type Waiting = Pick<HallTicket, 'service' | 'to' | 'priority'> & { readonly id: string; readonly place: Place | null };

/** The hall as it stands for somebody; null: that ticket does not wait. */
export function lookAhead(state: HallState, asker: Asker, rules: LookRules): HallAhead | null {
  const { settings, today } = rules;
  const line: readonly Waiting[] =
    'ticket' in asker ? waitingOf(state) : [...waitingOf(state), { ...asker, id: '', place: null }];
  const ticket = 'ticket' in asker ? line.find(({ id }) => id === asker.ticket) : line.at(-1);
  if (ticket === undefined) return null;
  const all = countersNow(state, settings.counters, today);
  const services = together(ticket.service, all);
  const near = all.filter(
    ({ id, services: served }) => id === ticket.to || served.some((service) => services.has(service)),
  );
  const waiting = line.filter(
    (one) => one === ticket || (one.to === null ? services.has(one.service) : near.some(({ id }) => id === one.to)),
  );
  const { classes, overtakenAtMost } = settings.rules.priority;
  const overtakers = called(state, today, settings.rules);
  const isPrior = ({ priority }: Waiting): boolean => priority !== null && classes.includes(priority);
  const overtakenFor = (one: Waiting): readonly string[] => {
    const { place } = one;
    if (place === null || isPrior(one)) return [];
    return overtakers.filter((other) => comparePlaces(other.place, place) > 0).map(({ service }) => service);
  };
  return {
    counters: near.map((counter) => {
      const wanting = waiting.filter(
        (one) =>
          one !== ticket && (one.to === counter.id || (one.to === null && counter.services.includes(one.service))),
      );
      return { id: counter.id, services: counter.services, ...counterAhead(state, counter, wanting, rules) };
    }),
    waiting: waiting.map((one) => ({
      service: one.service,
      to: one.to,
      prior: isPrior(one),
      overtakenFor: overtakenFor(one),
    })),
    asker: waiting.indexOf(ticket),
    overtakenAtMost,
    shut: rules.shut.filter(({ toS }) => toS > 0),
    priorPerHour: new Map([...rules.priorPerHour].filter(([service]) => classes.length > 0 && services.has(service))),
  };
}

/** What a counter is at; `wanting`: who waits for it besides the asker. */
function counterAhead(
  state: HallState,
  counter: CounterState,
  wanting: readonly Waiting[],
  { freedAt, shut, wall }: LookRules,
): CounterAhead {
  const current = currentAt(state, counter.id);
  if (current !== null)
    return {
      now: 'serving',
      service: current.service,
      forS: Math.max(0, (wall - (current.calledWall ?? wall)) / 1_000),
    };
  if (counter.state === 'closed') return { now: 'closed' };
  const freed = freedAt.get(counter.id) ?? Number.NEGATIVE_INFINITY;
  const wantedSince = Math.min(...wanting.map(({ place }) => place?.wall ?? wall));
  const idleS = openWithin(shut, (Math.max(freed, wantedSince) - wall) / 1_000);
  if (counter.state === 'paused') return { now: 'between', forS: Math.max(1, idleS) };
  if (wanting.length === 0) return { now: 'free' };
  // Whoever sits there may say so by opening it; of whom nothing was ever heard, nothing is hoped.
  return idleS > unmannedS && counter.by === null ? { now: 'closed' } : { now: 'between', forS: idleS };
}

/** How much of the span from then (negative, in seconds from now) to now the hall was not shut. */
function openWithin(shut: LookRules['shut'], fromS: number): number {
  if (!(fromS < 0)) return 0;
  return shut.reduce((open, span) => {
    const overlap = Math.min(0, span.toS) - Math.max(fromS, span.fromS);
    return overlap > 0 ? open - overlap : open;
  }, -fromS);
}

/** Those with priority who have been called today. */
function called(state: HallState, today: string, rules: HallRules): readonly { service: string; place: Place }[] {
  if (rules.priority.classes.length === 0) return [];
  const found: { service: string; place: Place }[] = [];
  for (const { ticket } of dayBook(state, today).tickets.values())
    if (ticket.calls > 0 && ticket.priority !== null && rules.priority.classes.includes(ticket.priority))
      found.push({ service: ticket.service, place: ticket.place });
  return found;
}
