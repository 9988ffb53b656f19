import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { PersistentMap } from './persistent-map.ts';
import type { SeenRange } from './state.ts';

/*
 * Which events the state holds already, as runs of sequence numbers for each start of each device: a year of events is a few
 * hundred runs, where a set of their ids would be the better part of a million.
 */

const keyOf = (event: VisitEvent): string => `${event.device}/${event.epoch}`;

export const seenIn = (seen: PersistentMap<readonly SeenRange[]>, event: VisitEvent): boolean =>
  (seen.get(keyOf(event)) ?? []).some((run) => run.from <= event.seq && event.seq <= run.to);

export function withSeen(
  seen: PersistentMap<readonly SeenRange[]>,
  event: VisitEvent,
): PersistentMap<readonly SeenRange[]> {
  const runs = seen.get(keyOf(event)) ?? [];
  const { seq } = event;
  // Almost always: the next of its start.
  const newest = runs.at(-1);
  if (newest !== undefined && seq === newest.to + 1)
    return seen.with(keyOf(event), [...runs.slice(0, -1), { from: newest.from, to: seq }]);
  const touching = runs.filter((run) => run.from - 1 <= seq && seq <= run.to + 1);
  const joined: SeenRange = {
    from: Math.min(seq, ...touching.map((run) => run.from)),
    to: Math.max(seq, ...touching.map((run) => run.to)),
  };
  const others = runs.filter((run) => !touching.includes(run));
  return seen.with(
    keyOf(event),
    [...others, joined].sort((a, b) => a.from - b.from),
  );
}
