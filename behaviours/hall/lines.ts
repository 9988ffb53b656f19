import type { HallTicket } from './events.ts';
import { comparePlaces, indexInLine } from './place.ts';
import type { HallState, InLine, TicketRecord } from './state.ts';

/** Nobody waits with a ticket of which only the number is known: for what, its issue will tell. */
const waits = (record: TicketRecord | null): HallTicket | null =>
  record !== null && record.issue !== null && record.ticket.phase === 'waiting' ? record.ticket : null;

/** The lines of all services, after one ticket's record has changed. */
export function inLines(
  lines: HallState['lines'],
  before: TicketRecord | null,
  after: TicketRecord,
): HallState['lines'] {
  const was = waits(before);
  const is = waits(after);
  if (was !== null && is !== null && was.service === is.service)
    return { ...lines, [is.service]: moved(lines[is.service] ?? [], was, is) };
  const left = was === null ? lines : { ...lines, [was.service]: moved(lines[was.service] ?? [], was, null) };
  return is === null ? left : { ...left, [is.service]: moved(left[is.service] ?? [], null, is) };
}

/** A list in order of places, after one ticket left it (null: was not in it) and one came in (null: does not). */
export function moved(list: readonly InLine[], was: HallTicket | null, is: HallTicket | null): readonly InLine[] {
  if (
    was !== null &&
    is !== null &&
    comparePlaces(was.place, is.place) === 0 &&
    was.day === is.day &&
    was.to === is.to &&
    was.priority === is.priority
  )
    return list;
  const without = was === null ? list : list.toSpliced(indexInLine(list, was.place), 1);
  if (is === null) return without;
  const entry: InLine = { id: is.id, place: is.place, day: is.day, to: is.to, priority: is.priority };
  return without.toSpliced(indexInLine(without, entry.place), 0, entry);
}

/** Whether somebody joined, left or moved in any line. */
export const waitingChanged = ({ lines: before }: HallState, { lines: after }: HallState): boolean => {
  const isOther = (service: string): boolean => before[service] !== after[service];
  return Object.keys(after).some(isOther) || Object.keys(before).some(isOther);
};
