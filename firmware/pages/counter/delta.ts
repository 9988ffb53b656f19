import type { HallPicture, PictureTicket } from '../../../behaviours/hall/picture.ts';
import type { PictureDelta } from './protocol.ts';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What has to be told to whoever knows `before`; null: nothing. */
export function deltaOf(before: HallPicture, after: HallPicture): PictureDelta | null {
  const { tickets: oldTickets, counters: oldCounters, ...oldRest } = before;
  const { tickets, counters, ...newRest } = after;
  // Each key keeps its own type: only whole values are taken over.
  const changed = Object.entries(newRest).filter(([key, value]) => !same(oldRest[key as keyof typeof oldRest], value));
  const rest = Object.fromEntries(changed) as PictureDelta['rest'];
  const known = new Map(oldTickets.map((ticket) => [ticket.id, ticket]));
  const told: PictureDelta = {
    rest,
    counters: counters.filter((counter, index) => !same(oldCounters[index], counter)),
    tickets: tickets.filter((ticket) => !same(known.get(ticket.id), ticket)),
    order: same(idsOf(oldTickets), idsOf(tickets)) ? null : idsOf(tickets),
  };
  return changed.length === 0 && told.counters.length === 0 && told.tickets.length === 0 && told.order === null
    ? null
    : told;
}

const idsOf = (tickets: readonly PictureTicket[]): readonly string[] => tickets.map(({ id }) => id);

/** The picture after it; null where it does not fit, and the whole must be asked for. */
export function withDelta(before: HallPicture, delta: PictureDelta): HallPicture | null {
  const known = new Map(before.tickets.map((ticket) => [ticket.id, ticket]));
  for (const ticket of delta.tickets) known.set(ticket.id, ticket);
  const tickets = (delta.order ?? idsOf(before.tickets)).map((id) => known.get(id));
  if (!tickets.every((ticket) => ticket !== undefined)) return null;
  const counters = before.counters.map((counter) => delta.counters.find(({ id }) => id === counter.id) ?? counter);
  return { ...before, ...delta.rest, counters, tickets };
}
