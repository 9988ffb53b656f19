import type { cityDocumentMessages } from '../../config/languages/messages/city.ts';
import type { DeviceOf } from '../../config/schema.ts';
import { parseDateKey } from '../../behaviours/hours/civil.ts';
import type { Epoch } from '../../hal/units.ts';
import { readTable } from './table.ts';

export type BookingMapping = DeviceOf<'city-system'>['bookings'];

/** A booking of the city, checked; `where` names its place in the document. */
export type IncomingBooking = { readonly where: string; readonly code: string } & (
  | {
      readonly kind: 'made';
      readonly day: string;
      /** Of the local day. */
      readonly minute: number;
      readonly service: string;
      readonly language: string;
      readonly registered: Epoch | null;
    }
  | { readonly kind: 'cancelled' }
);

export type DocumentFaultKind = keyof typeof cityDocumentMessages;

/** What is wrong with one record: where, which field, what stands there. The words for it are in the language files. */
export interface DocumentFault {
  readonly where: string;
  readonly field: string;
  /** At most 40 characters; '' where nothing stands there. */
  readonly value: string;
  readonly kind: DocumentFaultKind;
  readonly slots: Readonly<Record<string, string | number>>;
}

export interface ReadBookings {
  readonly bookings: readonly IncomingBooking[];
  readonly faults: readonly DocumentFault[];
}

interface Record_ {
  readonly where: string;
  readonly cells: Readonly<Record<string, string>>;
}

const short = (value: string): string => (value.length > 40 ? `${value.slice(0, 39)}…` : value);

/** Reads every booking that can be read; each record that cannot is one fault, and the others go on. */
export function readBookings(
  document: { readonly name: string; readonly format: 'json' | 'csv'; readonly text: string },
  mapping: BookingMapping,
  site: { readonly services: readonly string[]; readonly languages: readonly string[] },
): ReadBookings {
  const { records, faults } =
    document.format === 'csv' ? csvRecords(document, mapping) : jsonRecords(document, mapping);
  const bookings: IncomingBooking[] = [];
  const found: DocumentFault[] = [...faults];
  const before = new Map<string, IncomingBooking>();
  for (const record of records) {
    const read = readRecord(record, mapping, site);
    if (!('code' in read)) {
      found.push(read);
      continue;
    }
    const first = before.get(read.code);
    if (first === undefined || (first.kind === 'made' && read.kind === 'cancelled')) {
      before.set(read.code, read);
      bookings.push(read);
    } else if (contentOf(first) !== contentOf(read))
      found.push({
        where: read.where,
        field: mapping.code,
        value: short(read.code),
        kind: 'twice',
        slots: { where: first.where },
      });
  }
  return { bookings, faults: found };
}

/** What two records that are one booking have in common. */
export const contentOf = ({ where: _where, ...content }: IncomingBooking): string => JSON.stringify(content);

type Records = { readonly records: readonly Record_[]; readonly faults: readonly DocumentFault[] };

function csvRecords(
  { name, text }: { readonly name: string; readonly text: string },
  { delimiter }: BookingMapping,
): Records {
  const { rows, faults } = readTable(text, delimiter);
  return {
    records: rows.map(({ line, cells }) => ({ where: `${name}:${line}`, cells })),
    faults: faults.map(({ line, kind, found }) => ({
      where: `${name}:${line}`,
      field: '',
      value: short(found),
      kind,
      slots: {},
    })),
  };
}

function jsonRecords(
  { name, text }: { readonly name: string; readonly text: string },
  { list }: BookingMapping,
): Records {
  const bad = (kind: DocumentFaultKind, value: string): Records => ({
    records: [],
    faults: [
      {
        where: name,
        field: list,
        value: short(value),
        kind,
        slots: kind === 'no-list' ? { list: list === '' ? '.' : list } : {},
      },
    ],
  });
  let said: unknown;
  try {
    said = JSON.parse(text.replace(/^\uFEFF/, '').normalize('NFC'));
  } catch (error) {
    return bad('no-json', error instanceof Error ? error.message : '');
  }
  for (const step of list === '' ? [] : list.split('.'))
    said = typeof said === 'object' && said !== null ? Reflect.get(said, step) : undefined;
  if (!Array.isArray(said)) return bad('no-list', typeof said);
  const records: Record_[] = [];
  const faults: DocumentFault[] = [];
  for (const [at, item] of (said as readonly unknown[]).entries()) {
    const where = `${name}#${list}[${at}]`;
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      faults.push({ where, field: '', value: short(JSON.stringify(item)), kind: 'no-record', slots: {} });
    else
      records.push({
        where,
        cells: Object.fromEntries(Object.entries(item).map(([key, value]) => [key, wordOf(value)])),
      });
  }
  return { records, faults };
}

/** What is no single word is none: a list where a code should stand is a missing code. */
const wordOf = (value: unknown): string =>
  typeof value === 'string'
    ? value.trim()
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';

function readRecord(
  { where, cells }: Record_,
  mapping: BookingMapping,
  site: { readonly services: readonly string[]; readonly languages: readonly string[] },
): IncomingBooking | DocumentFault {
  const at = (field: string): string => (Object.hasOwn(cells, field) ? (cells[field] ?? '') : '');
  const wrong = (field: string, kind: DocumentFaultKind, slots: DocumentFault['slots'] = {}): DocumentFault => ({
    where,
    field,
    value: short(at(field)),
    kind,
    slots,
  });
  const missing = [mapping.code, mapping.day, mapping.time, mapping.service].find((field) => at(field) === '');
  const cancelled = mapping.cancelled.includes(at(mapping.status));
  if (missing === mapping.code || (missing !== undefined && !cancelled))
    return wrong(missing, 'missing', { field: missing });
  const code = at(mapping.code).replaceAll(/[\s-]/gu, '').toUpperCase();
  if (!/^[0-9A-Z]{6,64}$/.test(code)) return wrong(mapping.code, 'code');
  if (cancelled) return { where, kind: 'cancelled', code };
  const day = readDay(at(mapping.day), mapping.days);
  if (day === null) return wrong(mapping.day, 'day', { form: mapping.days });
  const minute = readMinute(at(mapping.time));
  if (minute === null) return wrong(mapping.time, 'time');
  const named = at(mapping.service);
  const service = Object.hasOwn(mapping.services, named) ? (mapping.services[named] ?? named) : named;
  if (!site.services.includes(service)) return wrong(mapping.service, 'service', { known: site.services.join(', ') });
  const registered = at(mapping.registered) === '' ? null : readInstant(at(mapping.registered));
  if (registered === undefined) return wrong(mapping.registered, 'registered');
  const language = at(mapping.language);
  return {
    where,
    kind: 'made',
    code,
    day,
    minute,
    service,
    // Who speaks none of ours is spoken to in the site's own.
    language: site.languages.includes(language) ? language : (site.languages[0] ?? 'vi'),
    registered,
  };
}

/** The day at the beginning of a text that may go on with a time. */
function readDay(text: string, form: BookingMapping['days']): string | null {
  const found =
    form === 'yyyy-mm-dd'
      ? /^(\d{4})-(\d{2})-(\d{2})(?=$|[T ])/.exec(text)
      : /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?=$|[T ])/.exec(text);
  if (found === null) return null;
  const [, one = '', two = '', three = ''] = found;
  const [year, month, date] = form === 'yyyy-mm-dd' ? [one, two, three] : [three, two, one];
  const key = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return parseDateKey(key) === null ? null : key;
}

/** The time of day in a text that may begin with a day: `08:30`, `8h30`, `2026-08-03T08:30`. */
function readMinute(text: string): number | null {
  const found = /(?:^|[T ])(\d{1,2})[:h](\d{2})(?::\d{2})?(?:[+-]\d{2}:\d{2}|Z)?$/.exec(text);
  if (found === null) return null;
  const [hour, minute] = [Number(found[1]), Number(found[2])];
  return hour < 24 && minute < 60 ? hour * 60 + minute : null;
}

/** Undefined for what is no instant: without a zone nobody knows when it was. */
function readInstant(text: string): Epoch | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}
