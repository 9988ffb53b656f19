import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Epoch } from '../../hal/units.ts';
import type { Place } from './fact.ts';

/** The place that an issuing event earns: when it was issued as its device believed, and a tie-break that every device shares. */
export const placeOf = (event: VisitEvent): Place => ({
  wall: event.wall,
  device: event.device,
  epoch: event.epoch,
  seq: event.seq,
  behind: 0,
});

/** Right behind whoever stands at `place`, and behind those who were put there before `wall`. */
export const behindPlace = (place: Place, wall: number): Place => ({
  ...place,
  behind: Math.max(place.behind + 1, wall),
});

/** Whether `a` stands before `b` in the hall (negative), after it (positive), or is it (0). */
export function comparePlaces(a: Place, b: Place): number {
  if (a.wall !== b.wall) return a.wall - b.wall;
  if (a.device !== b.device) return a.device < b.device ? -1 : 1;
  return a.epoch - b.epoch || a.seq - b.seq || a.behind - b.behind;
}

/** When an event took effect: when it was written, as believed, and not before what its device knew of the same thing (`after`). */
export const effectiveAt = ({ data, wall }: VisitEvent): Epoch => {
  const after = data['after'];
  return typeof after === 'number' && Number.isSafeInteger(after) ? Math.max(wall, after) : wall;
};

/**
 * The order in which facts about one ticket, or one counter, took effect. Within one device its own count says so, whatever its wall clock
 * did; between devices the believed time does. A device whose clock is far behind those of others says after what it wrote (`after`).
 */
export function compareEvents(a: VisitEvent, b: VisitEvent): number {
  if (a.device === b.device) return a.epoch - b.epoch || a.seq - b.seq;
  return effectiveAt(a) - effectiveAt(b) || (a.device < b.device ? -1 : 1);
}

/** The index at which `place` goes into a line that is in order. */
export function indexInLine(line: readonly { readonly place: Place }[], place: Place): number {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = line[middle];
    if (there !== undefined && comparePlaces(there.place, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
