import type { JsonObject } from '../../hal/json.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { civilAt } from '../hours/civil.ts';
import { factOf } from './facts.ts';
import { reduceAll } from './reduce.ts';
import { dayKeyOf, emptyHall, recordOf, ticketsOf } from './state.ts';

/**
 * One ticket of a day as figures need it. Nothing of it tells who its holder was or could be used in their name: no token, no code of
 * a booking, no person, no language, no class of priority. Times are of the local day, `hh:mm:ss`, '' where it did not happen.
 */
export interface ExportedTicket {
  readonly day: string;
  readonly number: string;
  readonly service: string;
  readonly channel: string;
  readonly device: string;
  readonly apart: boolean;
  readonly outcome: string;
  readonly counter: string;
  readonly calls: number;
  readonly issued: string;
  readonly called: string;
  readonly arrived: string;
  readonly finished: string;
  /** From the issue to the last call, whole seconds; null: not called. */
  readonly waitS: number | null;
  readonly walkS: number | null;
  /** All services of the visit together; null: none is over. */
  readonly serviceS: number | null;
}

/** The fields of a row, in the order of the columns. */
export const exportColumns = [
  'day',
  'number',
  'service',
  'channel',
  'device',
  'apart',
  'outcome',
  'counter',
  'calls',
  'issued',
  'called',
  'arrived',
  'finished',
  'waitS',
  'walkS',
  'serviceS',
] as const satisfies readonly (keyof ExportedTicket)[];

/** Whether a ledger line belongs to a day: it speaks of one of its tickets. */
export function isOfDay(event: VisitEvent, day: string): boolean {
  const fact = factOf(event);
  return fact !== null && 'ticket' in fact && dayKeyOf(fact.ticket) === day;
}

const seconds = (ms: number): number => Math.round(ms / 1000);
const two = (n: number): string => String(n).padStart(2, '0');

/** The tickets of a day in the hall's order, folded from the lines that speak of them (`isOfDay`), in any order. */
export function exportDay(events: Iterable<VisitEvent>, day: string, zoneOffsetMin: number): readonly ExportedTicket[] {
  const own = [...events].filter((event) => isOfDay(event, day));
  const state = reduceAll(emptyHall(zoneOffsetMin), own);
  const clock = (wall: number | null): string => {
    if (wall === null) return '';
    const { minuteOfDay } = civilAt(wall, zoneOffsetMin);
    return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}:${two(Math.floor(wall / 1000) % 60)}`;
  };
  return ticketsOf(state).flatMap((ticket): readonly ExportedTicket[] => {
    const record = recordOf(state, ticket.id);
    if (record === null || record.issue === null) return [];
    const served = Object.values(record.served);
    return [
      {
        day,
        number: ticket.number,
        service: ticket.service,
        channel: ticket.channel,
        device: ticket.device,
        apart: ticket.apart,
        outcome: ticket.phase,
        counter: ticket.counter ?? '',
        calls: ticket.calls,
        issued: clock(ticket.issuedWall),
        called: clock(ticket.calledWall),
        arrived: clock(ticket.arrivedWall),
        finished: clock(ticket.finishedWall),
        waitS: ticket.calledWall === null ? null : Math.max(0, seconds(ticket.calledWall - ticket.issuedWall)),
        walkS: record.walkMs === null ? null : seconds(record.walkMs),
        serviceS: served.length === 0 ? null : seconds(served.reduce((sum, ms) => sum + ms, 0)),
      },
    ];
  });
}

/** A field as CSV has it (RFC 4180); what a spreadsheet would take for a formula is made text. */
const field = (value: string | number | boolean | null): string => {
  const text = value === null ? '' : String(value);
  const safe = /^[=+@\t\r-]/.test(text) && typeof value === 'string' ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const exportCsv = (tickets: readonly ExportedTicket[]): string =>
  [exportColumns.join(','), ...tickets.map((ticket) => exportColumns.map((column) => field(ticket[column])).join(','))]
    .map((line) => `${line}\r\n`)
    .join('');

export const exportJson = (tickets: readonly ExportedTicket[]): readonly JsonObject[] =>
  tickets.map((ticket) => ({ ...ticket }));
