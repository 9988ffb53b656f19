import { ok, type Result } from '../../hal/result.ts';
import type {
  LedgerArchive,
  LedgerFault,
  StoredVisitEvent,
  TicketLedger,
  VisitEvent,
} from '../../hal/ports/ticket-ledger.ts';
import { dayKey } from '../hours/civil.ts';
import { midnightOf } from './day-report.ts';

const dayMs = 24 * 3_600_000;
const pageSize = 1_000;
/** Positions follow the clock but for what was written while devices were apart: that comes in so many days later at the most. */
const latestMs = 8 * dayMs;
/** A clock that was believed by mistake may have put a line a day too early. */
const marginMs = dayMs;

type Readable = Pick<TicketLedger, 'archives' | 'head' | 'read' | 'readArchive'>;

/** What is known of one local day. */
export interface DayHeld {
  /** All events of the day, and of the hours around it that its tickets reach into. */
  readonly events: readonly VisitEvent[];
  /** The first day of which anything is known; null: there is none. */
  readonly firstDay: string | null;
}

/**
 * What a ledger holds of one local day (`yyyy-mm-dd`), and its archives of what it has let go. A fault where one of the archives in which
 * the day may stand is gone or damaged: half a day would be taken for the whole.
 */
export async function eventsOfDay(
  ledger: Readable,
  day: string,
  zoneOffsetMin: number,
): Promise<Result<DayHeld, LedgerFault>> {
  const oldest = await ledger.read(1, 1);
  if (!oldest.ok) return oldest;
  const archives = await ledger.archives();
  if (!archives.ok) return archives;
  const held = oldest.value[0];
  const gone = archives.value.filter(({ to }) => held === undefined || to < held.position);
  const begins = midnightOf(day, zoneOffsetMin);
  const past = await archivedEvents(ledger, gone, begins, day, zoneOffsetMin);
  if (!past.ok) return past;
  const present = await ledgerEvents(ledger, begins, day);
  if (!present.ok) return present;
  const firstHeld = held === undefined ? null : dayKey(held.event.wall, zoneOffsetMin);
  return ok({
    events: [...past.value, ...present.value],
    firstDay: gone[0] === undefined ? firstHeld : dayOfArchive(gone[0]),
  });
}

/** An archive is called by the day that it closes; a further part of it has its number behind. */
const dayOfArchive = ({ name }: LedgerArchive): string => name.slice(0, 10);

const isOf = ({ event }: StoredVisitEvent, begins: number, day: string): boolean =>
  (event.wall >= begins && event.wall < begins + dayMs) || ofTicketOf(event, day);

async function archivedEvents(
  ledger: Readable,
  gone: readonly LedgerArchive[],
  begins: number,
  day: string,
  zoneOffsetMin: number,
): Promise<Result<readonly VisitEvent[], LedgerFault>> {
  const until = dayKey(begins + latestMs, zoneOffsetMin);
  const found: VisitEvent[] = [];
  let closed = false;
  for (const archive of gone) {
    const name = dayOfArchive(archive);
    // One that nobody closed for days holds all of them under the name of the first; the day may stand in it.
    const mayHold =
      name >= dayKey(begins - marginMs, zoneOffsetMin) || archive === gone.findLast((one) => dayOfArchive(one) < day);
    if (!mayHold || closed) continue;
    if (name > until) closed = true;
    const read = await ledger.readArchive(archive.name);
    if (!read.ok) return read;
    for (const stored of read.value ?? []) if (isOf(stored, begins, day)) found.push(stored.event);
  }
  return ok(found);
}

async function ledgerEvents(
  ledger: Readable,
  begins: number,
  day: string,
): Promise<Result<readonly VisitEvent[], LedgerFault>> {
  const first = await positionAt(ledger, begins - marginMs);
  if (!first.ok) return first;
  const found: VisitEvent[] = [];
  for (let from = first.value; from <= ledger.head;) {
    const page = await ledger.read(from, pageSize);
    if (!page.ok) return page;
    const last = page.value.at(-1);
    if (last === undefined) break;
    for (const stored of page.value) if (isOf(stored, begins, day)) found.push(stored.event);
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
async function positionAt(ledger: Readable, wall: number): Promise<Result<number, LedgerFault>> {
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
