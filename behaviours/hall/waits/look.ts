import type { Epoch } from '../../../hal/units.ts';
import { countersNow, type CounterState } from '../counters.ts';
import type { HallTicket, Place, TicketId } from '../events.ts';
import { comparePlaces, indexInLine } from '../place.ts';
import type { HallRules, HallSettings } from '../settings.ts';
import { currentAt, dayBook, ticketOf, waitingOf, type HallState } from '../state.ts';
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

/** Who waits beside somebody: for services that are joined to theirs, or for a counter of those. */
interface Beside {
  readonly wanted: Waiting;
  readonly counters: readonly CounterState[];
  readonly services: ReadonlySet<string>;
  readonly includes: (one: { readonly service: string; readonly to: string | null }) => boolean;
}

/** Null: that ticket does not wait. */
function beside(state: HallState, asker: Asker, { settings, today }: LookRules): Beside | null {
  const wanted = 'ticket' in asker ? ticketOf(state, asker.ticket) : { ...asker, id: '', place: null };
  if (wanted === null || ('phase' in wanted && wanted.phase !== 'waiting')) return null;
  const all = countersNow(state, settings.counters, today);
  const services = together(wanted.service, all);
  const counters = all.filter(
    ({ id, services: served }) => id === wanted.to || served.some((service) => services.has(service)),
  );
  const near = new Set(counters.map(({ id }) => id));
  return {
    wanted,
    counters,
    services,
    includes: ({ service, to }) => (to === null ? services.has(service) : near.has(to)),
  };
}

/** The hall as it stands for somebody; null: that ticket does not wait. */
export function lookAhead(state: HallState, asker: Asker, rules: LookRules): HallAhead | null {
  const { settings, today } = rules;
  const found = beside(state, asker, rules);
  if (found === null) return null;
  const { services, wanted } = found;
  const waiting: readonly Waiting[] = [
    ...waitingOf(state).filter((one) => one.id === wanted.id || found.includes(one)),
    ...('ticket' in asker ? [] : [wanted]),
  ];
  const { classes, overtakenAtMost } = settings.rules.priority;
  const overtakers = called(state, today, settings.rules);
  const isPrior = ({ priority }: Waiting): boolean => priority !== null && classes.includes(priority);
  const overtakenFor = (one: Waiting): readonly string[] => {
    const { place } = one;
    if (place === null || isPrior(one)) return [];
    return overtakers.filter((other) => comparePlaces(other.place, place) > 0).map(({ service }) => service);
  };
  return {
    counters: countersAhead(state, found, rules),
    waiting: waiting.map((one) => ({
      service: one.service,
      to: one.to,
      prior: isPrior(one),
      overtakenFor: overtakenFor(one),
    })),
    asker: waiting.findIndex(({ id }) => id === wanted.id),
    overtakenAtMost,
    shut: rules.shut.filter(({ toS }) => toS > 0),
    priorPerHour: new Map([...rules.priorPerHour].filter(([service]) => classes.length > 0 && services.has(service))),
  };
}

/** A long line as it stands for somebody: how many are before them, by service, and the counters. Null: that ticket does not wait. */
export interface LineAhead {
  readonly service: string;
  readonly before: ReadonlyMap<string, number>;
  readonly counters: HallAhead['counters'];
}

/** Whether more than so many stand before somebody. Looks at lines only: it is asked for with every number of a flood. */
export function isBehind(state: HallState, asker: Asker, most: number): boolean {
  const place = 'ticket' in asker ? (ticketOf(state, asker.ticket)?.place ?? null) : null;
  let count = 0;
  for (const line of Object.values(state.lines)) count += place === null ? line.length : indexInLine(line, place);
  return count > most;
}

export function lookAlong(state: HallState, asker: Asker, rules: LookRules): LineAhead | null {
  const found = beside(state, asker, rules);
  if (found === null) return null;
  const { place, service: wanted } = found.wanted;
  const before = new Map<string, number>();
  for (const [service, line] of Object.entries(state.lines)) {
    const end = place === null ? line.length : indexInLine(line, place);
    // Almost all wait for any counter of their service: whether these are beside the asker is the same for all of them.
    const anywhere = found.includes({ service, to: null });
    let count = 0;
    for (let index = 0; index < end; index += 1) {
      const one = line[index];
      if (one === undefined) continue;
      if (one.to === null ? anywhere : found.includes({ service, to: one.to })) count += 1;
    }
    if (count > 0) before.set(service, count);
  }
  return { service: wanted, before, counters: countersAhead(state, found, rules) };
}

const countersAhead = (state: HallState, found: Beside, rules: LookRules): HallAhead['counters'] =>
  found.counters.map((counter) => ({
    id: counter.id,
    services: counter.services,
    ...counterAhead(state, counter, wantedSince(state, counter, found), rules),
  }));

/** Since when anybody besides the asker has waited for a counter; null: nobody does. */
function wantedSince(state: HallState, counter: CounterState, { includes, wanted }: Beside): Epoch | null {
  let since: Epoch | null = null;
  for (const [service, line] of Object.entries(state.lines)) {
    const serves = counter.services.includes(service);
    // A line is in order: its first is the one that has waited longest.
    const first = line.find(
      ({ id, to }) => id !== wanted.id && (to === null ? serves : to === counter.id) && includes({ service, to }),
    );
    if (first !== undefined) since = Math.min(since ?? first.place.wall, first.place.wall);
  }
  return since;
}

/** What a counter is at; `since`: how long anybody besides the asker has waited for it. */
function counterAhead(
  state: HallState,
  counter: CounterState,
  since: Epoch | null,
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
  const idleS = openWithin(shut, (Math.max(freed, since ?? Number.POSITIVE_INFINITY) - wall) / 1_000);
  if (counter.state === 'paused') return { now: 'between', forS: Math.max(1, idleS) };
  if (since === null) return { now: 'free' };
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
