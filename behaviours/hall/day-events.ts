import { ok, type Result } from '../../hal/result.ts';
import type { LedgerFault, TicketLedger, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { midnightOf } from './day-report.ts';

const dayMs = 24 * 3_600_000;
const pageSize = 1_000;
/** Positions follow the clock but for what was written while devices were apart: that comes in so many days later at the most. */
const latestMs = 8 * dayMs;
/** A clock that was believed by mistake may have put a line a day too early. */
const marginMs = dayMs;

/** All events of one local day that a ledger holds, and of the hours around it that its tickets reach into. */
export async function eventsOfDay(
  ledger: Pick<TicketLedger, 'head' | 'read'>,
  day: string,
  zoneOffsetMin: number,
): Promise<Result<readonly VisitEvent[], LedgerFault>> {
  const begins = midnightOf(day, zoneOffsetMin);
  const first = await positionAt(ledger, begins - marginMs);
  if (!first.ok) return first;
  const found: VisitEvent[] = [];
  for (let from = first.value; from <= ledger.head;) {
    const page = await ledger.read(from, pageSize);
    if (!page.ok) return page;
    const last = page.value.at(-1);
    if (last === undefined) break;
    for (const { event } of page.value)
      if (event.wall >= begins && event.wall < begins + dayMs) found.push(event);
      else if (ofTicketOf(event, day)) found.push(event);
    // Only a page that lies wholly behind the day ends the search: single lines may come late.
    if (page.value.every(({ event }) => event.wall >= begins + dayMs + latestMs)) break;
    from = last.position + 1;
  }
  return ok(found);
}

/** What is written of a ticket after midnight (its voiding) belongs to the ticket's day. */
const ofTicketOf = (event: VisitEvent, day: string): boolean => {
  const ticket = event.data['ticket'];
  return typeof ticket === 'string' && ticket.startsWith(`${day}/`);
};

/** A position before which nothing of that time or later stands, by halving. */
async function positionAt(
  ledger: Pick<TicketLedger, 'head' | 'read'>,
  wall: number,
): Promise<Result<number, LedgerFault>> {
  let low = 1;
  let high = ledger.head + 1;
  while (high - low > pageSize) {
    const middle = Math.floor((low + high) / 2);
    const page = await ledger.read(middle, 1);
    if (!page.ok) return page;
    const [there] = page.value;
    if (there === undefined || there.event.wall >= wall) high = middle;
    else low = middle;
  }
  return ok(low);
}
