import type { TicketId } from './fact.ts';
import { PersistentMap } from './persistent-map.ts';

/**
 * Tickets that a device issued while it did not know the time, in that order: by their count from 0. A device may be without the time
 * for a whole day, so that one more must cost the same as the first.
 */
export type Undated = PersistentMap<TicketId>;

export const withUndated = (list: Undated = PersistentMap.empty(), ticket: TicketId): Undated =>
  list.with(`${list.size}`, ticket);

/** From that one on; none where there are not so many. */
export function* undatedFrom(list: Undated = PersistentMap.empty(), first = 0): IterableIterator<TicketId> {
  for (let count = first; count < list.size; count += 1) {
    const ticket = list.get(`${count}`);
    if (ticket !== undefined) yield ticket;
  }
}
