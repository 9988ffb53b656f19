import type { Place, Standing } from './events.ts';
import type { HallSettings } from './settings.ts';
import { countBefore, currentAt, dayBook, type HallState } from './state.ts';
import { toldRange } from './waits/told.ts';

/** Services seen today weigh against the configured typical time as if that had been seen this often. */
const priorWeight = 3;

/** The counters at which a service is served. */
export const countersFor = (settings: HallSettings, service: string): readonly string[] =>
  settings.counters.filter((counter) => counter.services.includes(service)).map((counter) => counter.id);

/** All services that compete with this one for a counter, itself included. */
const competing = (settings: HallSettings, service: string): readonly string[] => [
  ...new Set([
    service,
    ...settings.counters.filter((counter) => counter.services.includes(service)).flatMap((counter) => counter.services),
  ]),
];

/** How long a service takes: what was seen today, leaning on the configured time while little was seen. Null: nobody knows. */
export function serviceTimeMs(state: HallState, settings: HallSettings, day: string, service: string): number | null {
  const seen = dayBook(state, day).served[service] ?? { count: 0, totalMs: 0 };
  const typical = settings.services.find((one) => one.id === service)?.typicalMs ?? null;
  if (typical === null) return seen.count === 0 ? null : seen.totalMs / seen.count;
  return (typical * priorWeight + seen.totalMs) / (priorWeight + seen.count);
}

/** The spread of a service's time against its mean, and how far nine tenths lie above the middle, of a sum of many such times. */
const variation = 0.6;
const ninthTenth = 1.28;

/**
 * How a ticket stands: those before it for any service that shares a counter with its own, and the time that they take at the
 * counters of its service which have called somebody today (all of them while none has), spread as a sum of so many services is.
 * Null where a service before it has no known time or nobody serves it. Directly to a counter goes only who has just one to go to,
 * free now: sent to two, they would be called at the other; sent to a busy one, they would stand in somebody's back.
 */
export function standingOf(
  state: HallState,
  settings: HallSettings,
  day: string,
  ticket: { readonly service: string; readonly place: Place; readonly day: string | null },
): Standing {
  const services = competing(settings, ticket.service);
  const counters = countersFor(settings, ticket.service);
  const active = counters.filter((counter) => dayBook(state, day).counters[counter] === true);
  const open = active.length === 0 ? counters.length : active.length;
  let ahead = 0;
  let work: { readonly meanMs: number; readonly squaredMs: number } | null = { meanMs: 0, squaredMs: 0 };
  for (const service of services) {
    const count = countBefore(state, ticket.place, ticket.day, [service]);
    if (count === 0) continue;
    ahead += count;
    const each = serviceTimeMs(state, settings, day, service);
    work =
      work === null || each === null
        ? null
        : { meanMs: work.meanMs + count * each, squaredMs: work.squaredMs + count * (variation * each) ** 2 };
  }
  const [only] = counters;
  const p50S = work === null || open === 0 ? null : work.meanMs / open / 1_000;
  const p90S = p50S === null || work === null ? null : p50S + (ninthTenth * Math.sqrt(work.squaredMs)) / open / 1_000;
  return {
    ahead,
    wait: p50S === null || p90S === null ? null : toldRange({ p50S, p90S }, null),
    direct: ahead === 0 && counters.length === 1 && only !== undefined && currentAt(state, only) === null,
  };
}
