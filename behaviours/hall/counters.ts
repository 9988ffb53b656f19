import { dayKey } from '../hours/civil.ts';
import type { CounterNow } from './order.ts';
import type { HallSettings } from './settings.ts';
import type { Desk, HallState } from './state.ts';

/** What a counter is today. Nobody said anything of it: it is as config has it, and open. */
export type CounterState =
  | (CounterNow & { readonly state: 'open'; readonly by: string | null })
  | (CounterNow & { readonly state: 'paused'; readonly reason: string; readonly by: string })
  | (CounterNow & { readonly state: 'closed'; readonly by: string });

const saidToday = (desk: Desk | undefined, today: string, zoneOffsetMin: number): Desk | null =>
  desk !== undefined && dayKey(desk.newest.event.wall, zoneOffsetMin) === today ? desk : null;

/** A counter as it stands on that day; null: config knows none of that name. */
export function counterNow(
  state: HallState,
  counters: HallSettings['counters'],
  id: string,
  today: string,
): CounterState | null {
  const known = counters.find((one) => one.id === id);
  if (known === undefined) return null;
  const desk = saidToday(state.desks[id], today, state.zoneOffsetMin);
  const services = desk?.opened?.services ?? known.services;
  if (desk === null) return { id, services: known.services, state: 'open', by: null };
  const { fact } = desk.newest;
  switch (fact.kind) {
    case 'counter.opened':
      return { id, services, state: 'open', by: fact.by };
    case 'counter.paused':
      return { id, services, state: 'paused', reason: fact.reason, by: fact.by };
    case 'counter.closed':
      return { id, services, state: 'closed', by: fact.by };
  }
}

/** All counters of config, as they stand on that day. */
export const countersNow = (
  state: HallState,
  counters: HallSettings['counters'],
  today: string,
): readonly CounterState[] => counters.flatMap(({ id }) => counterNow(state, counters, id, today) ?? []);
