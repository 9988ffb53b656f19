import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';
import type { Epoch } from '../../hal/units.ts';
import type { HallTicket } from '../../behaviours/hall/events.ts';
import { factOf } from '../../behaviours/hall/facts.ts';
import { civilAt } from '../../behaviours/hours/civil.ts';
import { cityEventKinds, type CityEventKind } from '../../config/devices/city.ts';

/**
 * What the city is told, version 1 (CITY.md, city-event.schema.json): flat, every field always there and null where it does not
 * apply, so that a row of a table says the same. Nothing in it tells who a visitor is; `dossier` stands in `visit.dossier` alone.
 */
export interface CityEvent {
  readonly v: 1;
  /** The same however often it is sent. */
  readonly id: string;
  readonly kind: CityEventKind;
  /** When it happened by the site's clock, with its zone: `2026-08-03T08:05:00+07:00`. */
  readonly at: string;
  /** False: the clock of the device that wrote it was not believed then. */
  readonly believed: boolean;
  readonly site: string;
  readonly device: string;
  /** `<day>/<number>`: unique within the site for ever. */
  readonly ticket: string | null;
  readonly number: string | null;
  readonly service: string | null;
  readonly counter: string | null;
  readonly booking: string | null;
  readonly dossier: string | null;
  /** The how-manieth call. */
  readonly call: number | null;
  readonly channel: string | null;
  readonly language: string | null;
  readonly reason: string | null;
  /** An opinion: 1 the worst, 4 the best. */
  readonly level: number | null;
  /** `turn.near`: people before them, and the wait in minutes that half and nine in ten of those who stand so do not exceed. */
  readonly ahead: number | null;
  readonly p50Min: number | null;
  readonly p90Min: number | null;
}

const empty = {
  ticket: null,
  number: null,
  service: null,
  counter: null,
  booking: null,
  dossier: null,
  call: null,
  channel: null,
  language: null,
  reason: null,
  level: null,
  ahead: null,
  p50Min: null,
  p90Min: null,
} as const;

export interface EventSource {
  readonly site: string;
  readonly device: string;
  readonly zoneOffsetMin: number;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** ISO 8601 in the site's zone, to the second. */
export const isoAt = (instant: Epoch, zoneOffsetMin: number): string => {
  const { year, month, day, minuteOfDay } = civilAt(instant, zoneOffsetMin);
  const seconds = Math.floor(instant / 1000) % 60;
  const zone = Math.abs(zoneOffsetMin);
  const sign = zoneOffsetMin < 0 ? '-' : '+';
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}:${two(seconds)}${sign}${two(Math.floor(zone / 60))}:${two(zone % 60)}`;
};

type Told = Partial<Omit<CityEvent, 'v' | 'id' | 'kind' | 'at' | 'believed' | 'site' | 'device'>>;

export const cityEvent = (
  source: EventSource,
  id: string,
  kind: CityEventKind,
  at: { readonly instant: Epoch; readonly trusted: boolean },
  told: Told,
): CityEvent => ({
  v: 1,
  id,
  kind,
  at: isoAt(at.instant, source.zoneOffsetMin),
  believed: at.trusted,
  site: source.site,
  device: source.device,
  ...empty,
  ...told,
});

/** Its ticket and its number where a fact is about one. */
export const ticketIn = (data: JsonObject): string | null =>
  typeof data['ticket'] === 'string' ? data['ticket'] : null;

const isKind = (kind: string): kind is CityEventKind => cityEventKinds.some((known) => known === kind);

/** What the city is told of a fact; null: it is told nothing of it. `ticket` is the one that it is about, as the hall knows it. */
export function eventOf(event: VisitEvent, ticket: HallTicket | null, source: EventSource): CityEvent | null {
  const fact = factOf(event);
  if (fact === null || !isKind(fact.kind)) return null;
  const about: Told = ticket === null ? {} : { ticket: ticket.id, number: ticket.number, service: ticket.service };
  const at = { instant: event.wall, trusted: event.trusted };
  const from = { ...source, device: event.device };
  const told = (more: Told): CityEvent =>
    cityEvent(from, event.id, fact.kind as CityEventKind, at, { ...about, ...more }); // checked above
  switch (fact.kind) {
    case 'ticket.issued':
      return told({
        ticket: fact.ticket,
        number: fact.number,
        service: fact.service,
        channel: fact.channel,
        language: fact.language,
        booking: fact.booking,
      });
    case 'ticket.called':
    case 'ticket.recalled':
      return told({ counter: fact.counter, call: fact.call });
    case 'ticket.arrived':
    case 'ticket.no-show':
    case 'ticket.finished':
      return told({ counter: fact.counter });
    case 'ticket.parked':
      return told({ counter: fact.counter, reason: fact.reason });
    case 'ticket.transferred':
      return told({ service: fact.service, counter: fact.to });
    case 'ticket.extended':
      return told({ service: fact.service });
    case 'ticket.voided':
      return told({ reason: fact.reason });
    case 'ticket.returned':
    case 'ticket.deferred':
    case 'ticket.cancelled':
      return told({});
    case 'counter.opened':
    case 'counter.closed':
      return told({ counter: fact.counter });
    case 'counter.paused':
      return told({ counter: fact.counter, reason: fact.reason });
    case 'booking.made':
      return told({ booking: fact.code, service: fact.service, language: fact.language });
    case 'booking.cancelled':
      return told({ booking: fact.code });
    case 'visit.rated':
      return told({ service: fact.service, level: fact.level });
    case 'day.closed':
      return told({ reason: fact.day });
    default:
      return null;
  }
}

/** The event as the city wants its fields called; what is not named keeps its name. */
export const bodyOf = (event: CityEvent, fields: Readonly<Record<string, string>>): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(event).map(([name, value]: [string, JsonValue]) => [
        Object.hasOwn(fields, name) ? (fields[name] ?? name) : name,
        value,
      ]),
    ),
  );
