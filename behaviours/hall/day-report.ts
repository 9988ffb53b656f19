import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { civilAt, dayKey, daysFromCivil, instantOf, parseDateKey } from '../hours/civil.ts';
import { bandsOf, type CounterBands } from './day-bands.ts';
import type { TicketPhase } from './events.ts';
import { factOf } from './facts.ts';
import { reduceAll } from './reduce.ts';
import type { HallSettings } from './settings.ts';
import { dayBook, emptyHall, type TicketRecord } from './state.ts';

/*
 * One day of a hall in figures, from its ledger's events alone: what came, how long people waited against what they were told, what the
 * counters did, who left unserved, what visitors thought. Nothing of it names a person; a counter is told by what it serves.
 */

/** How many came within one span of the day, `minute` its beginning. */
export interface Arrivals {
  readonly minute: number;
  readonly service: string;
  readonly count: number;
}

/** One wait: when the number was given, and how long until the first call. Minutes of the local day, and minutes. */
export interface WaitPoint {
  readonly service: string;
  readonly minute: number;
  readonly waitedMin: number;
  /** What was told with the number; null: nothing. */
  readonly told: { readonly p50Min: number; readonly p90Min: number } | null;
}

export interface ServiceFigures {
  readonly id: string;
  readonly issued: number;
  readonly finished: number;
  readonly noShow: number;
  /** Cancelled by their holders or for them. */
  readonly cancelled: number;
  /** Out of line unserved when the day ended. */
  readonly unserved: number;
  readonly here: number;
  /** Of those who were called: half waited no longer, nine in ten no longer; null: nobody was called. */
  readonly waitP50Min: number | null;
  readonly waitP90Min: number | null;
  /** Of those who were told a range, how many in a hundred were called within it; null: nobody was told. */
  readonly heldShare: number | null;
  /** At the counter, from the call to the end; null: nobody was served. */
  readonly serviceMeanMin: number | null;
  /** How many said each of four levels, the worst first. */
  readonly ratings: readonly [number, number, number, number];
}

/** Counters that serve the same: figures of a role in the hall, never of who sits there. */
export interface RoleFigures {
  readonly services: readonly string[];
  readonly counters: readonly string[];
  readonly finished: number;
  readonly serviceMeanMin: number | null;
  /** Of the time that they were open, how many in a hundred somebody was there; null: they were not open. */
  readonly busyShare: number | null;
  readonly pausedMin: number;
}

export interface DayReport {
  readonly day: string;
  /** Up to here in minutes of the day: the time of asking, or of the last event of a day that is over. */
  readonly untilMinute: number;
  readonly closed: boolean;
  /** Spans of so many minutes. */
  readonly stepMin: number;
  readonly arrivals: readonly Arrivals[];
  readonly waits: readonly WaitPoint[];
  readonly services: readonly ServiceFigures[];
  readonly counters: readonly CounterBands[];
  readonly roles: readonly RoleFigures[];
  readonly figures: Readonly<Record<TicketPhase, number>> & { readonly issued: number };
  /** Numbers that were given apart from the hub. */
  readonly apart: number;
}

const stepMin = 15;
const minuteMs = 60_000;

type Settings = Pick<HallSettings, 'counters' | 'services' | 'zoneOffsetMin'>;

/** One visit as it is given out for reckoning: no counter, no token, nobody's name. Minutes of the local day. */
export interface VisitRow {
  readonly number: string;
  readonly service: string;
  readonly channel: string;
  readonly apart: boolean;
  readonly issuedMinute: number;
  readonly toldP50Min: number | null;
  readonly toldP90Min: number | null;
  readonly calledMinute: number | null;
  readonly finishedMinute: number | null;
  readonly phase: TicketPhase;
}

/** All visits of a day, in the order of their numbers' issue. */
export function visitRows(events: readonly VisitEvent[], zoneOffsetMin: number, day: string): readonly VisitRow[] {
  const midnight = midnightOf(day, zoneOffsetMin);
  const minuteOf = (wall: number): number => (wall - midnight) / minuteMs;
  const book = dayBook(reduceAll(emptyHall(zoneOffsetMin), events), day);
  return [...book.tickets.values()]
    .filter(({ issue }) => issue !== null)
    .map((record) => {
      const { ticket } = record;
      const called = firstCall(record);
      const told = waitOf(record, minuteOf)?.told ?? null;
      return {
        number: ticket.number,
        service: record.issued.service,
        channel: ticket.channel,
        apart: ticket.apart,
        issuedMinute: minuteOf(record.issued.issuedWall),
        toldP50Min: told?.p50Min ?? null,
        toldP90Min: told?.p90Min ?? null,
        calledMinute: called === null ? null : minuteOf(called),
        finishedMinute: ticket.finishedWall === null ? null : minuteOf(ticket.finishedWall),
        phase: ticket.phase,
      };
    })
    .toSorted((a, b) => a.issuedMinute - b.issuedMinute);
}

/** `events`: all that concern the day, in any order; those of other days are passed over. `nowWall`: the time of asking, as believed. */
export function dayReport(
  events: readonly VisitEvent[],
  settings: Settings,
  day: string,
  nowWall: number | null,
): DayReport {
  const { zoneOffsetMin } = settings;
  const midnight = midnightOf(day, zoneOffsetMin);
  const minuteOf = (wall: number): number => (wall - midnight) / minuteMs;
  const state = reduceAll(emptyHall(zoneOffsetMin), events);
  const book = dayBook(state, day);
  const records = [...book.tickets.values()].filter(({ issue }) => issue !== null);
  const sameDay = events.filter(({ wall }) => dayKey(wall, zoneOffsetMin) === day);
  const last = sameDay.reduce((latest, { wall }) => Math.max(latest, wall), midnight);
  const until = nowWall !== null && dayKey(nowWall, zoneOffsetMin) === day ? Math.max(nowWall, last) : last;
  const waits = records.flatMap((record) => waitOf(record, minuteOf) ?? []);
  const served = records.flatMap(servedOf);
  const counters = bandsOf(sameDay, settings, until).map((one) => ({
    ...one,
    bands: one.bands.map(({ from, to, state: what }) => ({ state: what, from: minuteOf(from), to: minuteOf(to) })),
  }));
  return {
    day,
    untilMinute: Math.min(24 * 60, minuteOf(until)),
    closed: book.closed,
    stepMin,
    arrivals: arrivalsOf(records, zoneOffsetMin),
    waits,
    services: settings.services.map(({ id }) => serviceFigures(id, records, waits, served, book.ratings[id])),
    counters,
    roles: rolesOf(settings.counters, served, counters),
    figures: phasesOf(records),
    apart: records.filter(({ ticket }) => ticket.apart).length,
  };
}

export const midnightOf = (day: string, zoneOffsetMin: number): number => {
  const date = parseDateKey(day);
  return date === null ? 0 : instantOf(daysFromCivil(date), 0, zoneOffsetMin);
};

/** The first call of a ticket, as its story has it. */
const firstCall = (record: TicketRecord): number | null =>
  record.story.find(({ kind }) => kind === 'ticket.called')?.wall ?? null;

function waitOf(record: TicketRecord, minuteOf: (wall: number) => number): WaitPoint | null {
  const called = firstCall(record);
  const fact = record.issue === null ? null : factOf(record.issue);
  // Whoever stood at the counter when they got their number waited for nothing.
  if (called === null || fact?.kind !== 'ticket.issued' || fact.channel === 'clerk') return null;
  const issued = record.issued.issuedWall;
  const { told } = fact;
  return {
    service: fact.service,
    minute: minuteOf(issued),
    waitedMin: Math.max(0, (called - issued) / minuteMs),
    told: told === undefined ? null : { p50Min: told.p50S / 60, p90Min: told.p90S / 60 },
  };
}

interface Served {
  readonly service: string;
  readonly counter: string;
  readonly lastedMs: number;
}

/** Services that are over: from the call to the end, as the counter was taken up. */
function servedOf(record: TicketRecord): readonly Served[] {
  const done: Served[] = [];
  let since: { readonly wall: number; readonly counter: string } | null = null;
  let { service } = record.issued;
  for (const event of record.story) {
    const fact = factOf(event);
    if (fact?.kind === 'ticket.called') since = { wall: event.wall, counter: fact.counter };
    if ((fact?.kind === 'ticket.finished' || fact?.kind === 'ticket.transferred') && since !== null) {
      if (fact.kind === 'ticket.finished')
        done.push({ service, counter: since.counter, lastedMs: Math.max(0, event.wall - since.wall) });
      since = null;
    }
    if (fact?.kind === 'ticket.transferred') ({ service } = fact);
  }
  return done;
}

function arrivalsOf(records: readonly TicketRecord[], zoneOffsetMin: number): readonly Arrivals[] {
  const counts = new Map<string, Arrivals>();
  for (const { issued } of records) {
    const { minuteOfDay } = civilAt(issued.issuedWall, zoneOffsetMin);
    const minute = minuteOfDay - (minuteOfDay % stepMin);
    const key = `${minute} ${issued.service}`;
    counts.set(key, { minute, service: issued.service, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((a, b) => a.minute - b.minute || (a.service < b.service ? -1 : 1));
}

function phasesOf(records: readonly TicketRecord[]): DayReport['figures'] {
  const figures = {
    waiting: 0,
    called: 0,
    serving: 0,
    parked: 0,
    finished: 0,
    'no-show': 0,
    cancelled: 0,
    void: 0,
    issued: records.length,
  };
  for (const { ticket } of records) figures[ticket.phase] += 1;
  return figures;
}

function serviceFigures(
  id: string,
  records: readonly TicketRecord[],
  allWaits: readonly WaitPoint[],
  allServed: readonly Served[],
  ratings: readonly [number, number, number, number] = [0, 0, 0, 0],
): ServiceFigures {
  const mine = records.filter(({ issued }) => issued.service === id);
  const inPhase = (...phases: readonly TicketPhase[]): number =>
    mine.filter(({ ticket }) => phases.includes(ticket.phase)).length;
  const points = allWaits.filter(({ service }) => service === id);
  const waits = points.map(({ waitedMin }) => waitedMin).toSorted((a, b) => a - b);
  const told = points.flatMap((point) => (point.told === null ? [] : [point.waitedMin <= point.told.p90Min]));
  const served = allServed.filter(({ service }) => service === id);
  return {
    id,
    issued: mine.length,
    finished: inPhase('finished'),
    noShow: inPhase('no-show'),
    cancelled: inPhase('cancelled'),
    unserved: inPhase('void'),
    here: inPhase('waiting', 'called', 'serving', 'parked'),
    waitP50Min: shareOf(waits, 0.5),
    waitP90Min: shareOf(waits, 0.9),
    heldShare: told.length === 0 ? null : (100 * told.filter(Boolean).length) / told.length,
    serviceMeanMin: meanMin(served),
    ratings,
  };
}

const meanMin = (served: readonly Served[]): number | null =>
  served.length === 0 ? null : served.reduce((sum, { lastedMs }) => sum + lastedMs, 0) / served.length / minuteMs;

/** The value below which a share of ascending values lies; the nearest one that was. */
const shareOf = (ascending: readonly number[], share: number): number | null =>
  ascending[Math.min(ascending.length - 1, Math.ceil(share * ascending.length) - 1)] ?? null;

function rolesOf(
  counters: Settings['counters'],
  served: readonly Served[],
  bands: readonly CounterBands[],
): readonly RoleFigures[] {
  const roles = new Map<string, { readonly services: readonly string[]; readonly counters: string[] }>();
  for (const { id, services } of counters) {
    const key = services.toSorted().join(' ');
    const role = roles.get(key) ?? { services, counters: [] };
    role.counters.push(id);
    roles.set(key, role);
  }
  return [...roles.values()].map(({ counters: ids, services }) => {
    const mine = served.filter(({ counter }) => ids.includes(counter));
    const spans = bands.filter(({ id }) => ids.includes(id)).flatMap((one) => one.bands);
    const minutesIn = (...states: readonly string[]): number =>
      spans.filter(({ state }) => states.includes(state)).reduce((sum, { from, to }) => sum + (to - from), 0);
    const open = minutesIn('busy', 'idle');
    return {
      services,
      counters: ids,
      finished: mine.length,
      serviceMeanMin: meanMin(mine),
      busyShare: open === 0 ? null : (100 * minutesIn('busy')) / open,
      pausedMin: minutesIn('paused'),
    };
  });
}
