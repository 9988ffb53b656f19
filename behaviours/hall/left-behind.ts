import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { HallBook } from './book.ts';
import type { HallTicket, IssuedTicket, LeftBehind } from './events.ts';
import { compareEvents } from './place.ts';
import { recordOf, ticketsOf, type TicketRecord } from './state.ts';

/** A line of the ledger that lies so far from its newest is not what the device was doing when it stopped. */
const justNowMs: Milliseconds = 180_000;

/** What was last begun about a ticket: its newest slip, or its issue. */
const lastBegun = (record: TicketRecord): VisitEvent | null =>
  record.slips.filter(({ kind }) => kind === 'slip.started').at(-1) ?? record.issue;

/**
 * Who may still stand before this device since before the restart: only the newest of its tickets, since a device serves one visitor at
 * a time; nobody when that has its slip, is served or is out of line.
 */
export function leftBehindIn(
  book: HallBook,
  device: string,
  askedNow: (requestId: string) => boolean,
  issued: (ticket: HallTicket) => IssuedTicket,
): LeftBehind | null {
  const [newest] = ticketsOf(book.state)
    .filter((ticket) => ticket.device === device)
    .flatMap(({ id }) => recordOf(book.state, id) ?? [])
    .flatMap((record) => {
      const begun = lastBegun(record);
      return begun === null ? [] : [{ record, begun }];
    })
    .toSorted((a, b) => compareEvents(b.begun, a.begun));
  if (newest === undefined) return null;
  const { record, begun } = newest;
  const { ticket } = record;
  if (begun.device === device ? begun.epoch >= book.firstEpoch : askedNow(begun.cause)) return null;
  if (ticket.slip === 'printed' || (ticket.phase !== 'waiting' && ticket.phase !== 'called')) return null;
  return {
    ticket: issued(ticket),
    language: ticket.language,
    slip: ticket.slip === 'started' ? 'unknown' : ticket.slip,
    slips: record.slips.filter(({ kind }) => kind === 'slip.started').length,
    open: ticket.slip === 'started',
    ageMs: ageOf(begun, book, device),
  };
}

/**
 * How long ago this was begun, null where nothing tells. Without a believed clock the hall's time goes on from the ledger's newest line,
 * so it passes over what the device was away. That is taken for the age of what the start right before this one began, and which was
 * among the last that the hall knew: a device that died with the number on its glass. Anything else may be days old.
 */
const ageOf = (begun: VisitEvent, book: HallBook, device: string): Milliseconds | null => {
  const { wall, trusted } = book.wall();
  const span = wall - begun.wall;
  if (trusted && begun.trusted) return Math.max(0, span);
  const earlier = begun.device === device && begun.epoch < book.firstEpoch - 1;
  return earlier || Math.abs(span) > justNowMs ? null : Math.max(0, span);
};
