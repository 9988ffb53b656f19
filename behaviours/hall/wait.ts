import type { Place, Standing } from './events.ts';
import type { HallSettings } from './settings.ts';
import { countBefore, currentAt, type HallState } from './state.ts';

/** The counters at which a service is served. */
export const countersFor = (settings: Pick<HallSettings, 'counters'>, service: string): readonly string[] =>
  settings.counters.filter((counter) => counter.services.includes(service)).map((counter) => counter.id);

/** All services that compete with this one for a counter, itself included. */
const competing = (settings: Pick<HallSettings, 'counters'>, service: string): readonly string[] => [
  ...new Set([
    service,
    ...settings.counters.filter((counter) => counter.services.includes(service)).flatMap((counter) => counter.services),
  ]),
];

/**
 * Where a ticket stands: how many are before it for any service that shares a counter with its own. Directly to a counter goes only
 * who has just one to go to, free now: sent to two, they would be called at the other; sent to a busy one, they would stand in
 * somebody's back.
 */
export function positionOf(
  state: HallState,
  settings: Pick<HallSettings, 'counters'>,
  ticket: { readonly service: string; readonly place: Place; readonly day: string | null },
): Omit<Standing, 'wait'> {
  const ahead = countBefore(state, ticket.place, ticket.day, competing(settings, ticket.service));
  const counters = countersFor(settings, ticket.service);
  const [only] = counters;
  return {
    ahead,
    direct: ahead === 0 && counters.length === 1 && only !== undefined && currentAt(state, only) === null,
  };
}
