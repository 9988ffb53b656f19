import { z } from 'zod';
import { ok, type Result } from '../hal/result.ts';
import { administrativeUnits } from './administrative-units.ts';
import { displayBoards, rooms } from './announcing.ts';
import { bookings, quotas } from './bookings.ts';
import { broker } from './broker.ts';
import { contrast, paper } from './colour.ts';
import { contingency } from './strip.ts';
import { date, nextDate } from './date.ts';
import { hall, priority } from './discipline.ts';
import { durationBetween } from './duration.ts';
import { readDays, span, spanText, type Span } from './hours.ts';
import { nearest } from './nearest.ts';
import { readUrl } from './network.ts';
import { notice } from './notice.ts';
import { area, point, pose } from './place.ts';
import { parsedBy, refusal, refuse, refuseAt, type Refusal } from './refusal.ts';
import { languageTag, slug, textByLanguage } from './text.ts';
import { mistakenZones, timeZones } from './time-zones.ts';

/** Pictograms that a service may carry. */
export const serviceIcons = [
  'civil-status',
  'certification',
  'residence',
  'identity',
  'land',
  'construction',
  'business',
  'social',
  'merit',
  'health',
  'education',
  'military',
  'feedback',
  'results',
  'online',
  'unsure',
] as const;

const readUnit = (input: unknown): Result<string, Refusal> => {
  if (typeof input !== 'string') return refuse('unit.form', {});
  const text = input.trim();
  if (administrativeUnits.has(text)) return ok(text);
  const close = nearest(text, [...administrativeUnits.keys()]);
  return close === null ? refuse('unit.form', {}) : refuse('unit.repairable', { repair: close });
};

const readZone = (input: unknown): Result<{ readonly name: string; readonly offsetMin: number }, Refusal> => {
  const known = Object.keys(timeZones).join(', ');
  if (typeof input !== 'string') return refuse('zone.form', { known });
  const text = input.trim();
  const offsetMin = Object.hasOwn(timeZones, text) ? timeZones[text] : undefined;
  if (offsetMin !== undefined) return ok({ name: text, offsetMin });
  const meant = Object.hasOwn(mistakenZones, text) ? mistakenZones[text] : nearest(text, Object.keys(timeZones));
  return meant === null || meant === undefined
    ? refuse('zone.form', { known })
    : refuse('zone.repairable', { repair: meant });
};

/** WCAG 2.2, 1.4.6 (enhanced): text on the site's colours, and the site's colours as text. */
const LEAST_CONTRAST = 7;

const readColour = (input: unknown): Result<string, Refusal> => {
  if (typeof input !== 'string' || !/^#[0-9a-f]{6}$/i.test(input.trim())) return refuse('colour.form', {});
  const colour = input.trim().toLowerCase();
  const ratio = contrast(colour, paper);
  if (ratio >= LEAST_CONTRAST) return ok(colour);
  return refuse('theme.contrast', { least: LEAST_CONTRAST, ratio: ratio.toFixed(1), paper });
};

const readSeries = (input: unknown): Result<string, Refusal> => {
  if (typeof input === 'string' && /^[A-Z]$/.test(input.trim())) return ok(input.trim());
  if (typeof input === 'string' && /^[a-z]$/.test(input.trim()))
    return refuse('series.repairable', { repair: input.trim().toUpperCase() });
  return refuse('series.form', {});
};

const readPublicBase = (input: unknown): Result<string, Refusal> =>
  input === '' ? ok('') : readUrl(['https', 'http'], 'https://so.example.vn')(input);

const colour = parsedBy(readColour, {
  type: 'string',
  description: 'a colour',
  pattern: '^#[0-9a-fA-F]{6}$',
  examples: ['#7a2e1d'],
});

const service = z
  .strictObject({
    id: slug(),
    series: parsedBy(readSeries, { type: 'string', description: 'one capital letter A to Z', pattern: '^[A-Z]$' }),
    name: textByLanguage(60),
    icon: z.enum(serviceIcons),
    typical: durationBetween(30_000, 14_400_000),
  })
  .transform(({ typical, ...it }) => ({ ...it, typicalMs: typical }));

const counter = z.strictObject({ id: slug(), at: pose(), services: z.array(slug()).max(40) });

const segment = z.tuple([point(), point()]).transform(([from, to]) => ({ from, to }));
const zone = z.strictObject({ id: slug(), area: area() });

const plan = z.strictObject({
  outline: area(),
  walls: z.array(segment).max(500).default([]),
  doors: z
    .array(z.strictObject({ id: slug(), from: point(), to: point() }))
    .max(50)
    .default([]),
  waiting: z.array(zone).max(50).default([]),
  keepOut: z.array(zone).max(100).default([]),
});

/** Spans of one day; two that overlap are one span written wrong. */
const spans = z
  .array(span())
  .max(12)
  .transform((day, context) => {
    for (const [index, later] of day.entries()) {
      const earlier = day.slice(0, index).find((other) => other.from < later.to && later.from < other.to);
      if (earlier !== undefined) refuseAt(context, [index], refusal('hours.overlap', { span: spanText(earlier) }));
    }
    return day;
  });

/** Spans by weekday, 0 = Sunday; days that are not named have none. */
const week = z.record(z.string(), spans).transform((days, context): readonly (readonly Span[])[] => {
  const byDay: (readonly Span[])[] = [[], [], [], [], [], [], []];
  const named = new Set<number>();
  for (const [written, spansOfDay] of Object.entries(days)) {
    const read = readDays(written);
    if (!read.ok) {
      refuseAt(context, [written], read.fault);
      continue;
    }
    for (const day of read.value) {
      if (named.has(day)) refuseAt(context, [written], refusal('days.twice', { day: written }));
      named.add(day);
      byDay[day] = spansOfDay;
    }
  }
  return byDay;
});

const noSpans: Record<string, []> = {};
const allDay: readonly (readonly Span[])[] = Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]);

/** A day off (`date`), or a run of them (`from` … `to`), with its name. */
const holiday = z
  .strictObject({ date: date().optional(), from: date().optional(), to: date().optional(), name: textByLanguage(60) })
  .transform((it, context) => {
    const first = it.date ?? it.from;
    const last = it.date ?? it.to;
    if (first === undefined || last === undefined || (it.date !== undefined && (it.from ?? it.to) !== undefined)) {
      refuseAt(context, [], refusal('holiday.form', {}));
      return [];
    }
    const days: { readonly date: string; readonly name: typeof it.name }[] = [];
    for (let day = first; day <= last && days.length < 31; day = nextDate(day)) days.push({ date: day, name: it.name });
    if (days.at(-1)?.date !== last) refuseAt(context, ['to'], refusal('holiday.run', {}));
    return days;
  });

/** Refuses days that an earlier entry of a list has named already. */
const refuseRepeated = (context: z.core.ParsePayload, key: string, lists: readonly (readonly string[])[]): void => {
  const named = new Set<string>();
  for (const [index, days] of lists.entries()) {
    const again = days.find((day) => named.has(day));
    if (again !== undefined) refuseAt(context, [key, index], refusal('day.twice', { date: again }));
    for (const day of days) named.add(day);
  }
};

const hours = z
  .strictObject({
    /** Open day and night; then `opening` is left out. */
    always: z.boolean().default(false),
    opening: week.prefault(noSpans),
    /** When numbers are given. */
    tickets: week.prefault(noSpans),
    holidays: z.array(holiday).max(100).default([]),
    special: z
      .array(z.strictObject({ date: date(), opening: spans, tickets: spans }))
      .max(200)
      .default([]),
  })
  .transform((it, context) => {
    const { always, ...rest } = it;
    if (always && it.opening.some((day) => day.length > 0))
      refuseAt(context, ['opening'], refusal('hours.alwaysAndOpening', {}));
    refuseRepeated(
      context,
      'special',
      it.special.map(({ date }) => [date]),
    );
    refuseRepeated(
      context,
      'holidays',
      it.holidays.map((run) => run.map(({ date }) => date)),
    );
    return { ...rest, opening: always ? allDay : it.opening, holidays: it.holidays.flat() };
  });

/** A stop of a mobile office: on one date, or every week on some days. */
const stop = z
  .strictObject({
    place: textByLanguage(120),
    date: date().optional(),
    days: z.string().optional(),
    hours: span(),
    /** When numbers are given there; the whole stop when left out. */
    tickets: span().optional(),
  })
  .transform((it, context) => {
    const read = it.days === undefined ? ok([]) : readDays(it.days);
    if (!read.ok) refuseAt(context, ['days'], read.fault);
    if ((it.days === undefined) === (it.date === undefined)) refuseAt(context, [], refusal('timetable.when', {}));
    return {
      place: it.place,
      date: it.date ?? null,
      /** Weekday numbers, 0 = Sunday; empty where `date` says the day. */
      days: read.ok ? read.value : [],
      hours: it.hours,
      tickets: it.tickets ?? it.hours,
    };
  });

/** `site.yaml`: the place, its people's hours and its services. */
export const siteFile = z.strictObject({
  schema: z.literal(1),
  /** Equals the name of its directory; used in topics. */
  site: slug(),
  kind: z.enum(['centre', 'community-point', 'mobile']),
  name: textByLanguage(80),
  unitId: parsedBy(readUnit, {
    type: 'string',
    description: 'a ward or commune of Hanoi',
    enum: [...administrativeUnits.keys()],
  }),
  timeZone: parsedBy(readZone, { type: 'string', description: 'an IANA time zone', enum: Object.keys(timeZones) }),
  /** The first is the site's own. */
  languages: z.array(languageTag()).min(1).max(12),
  theme: z.strictObject({ brand: colour, accent: colour }),
  publicBase: parsedBy(readPublicBase, {
    type: 'string',
    description: "address behind the slip's QR, empty for none",
  }).prefault(''),
  hall: hall.extend({ host: slug() }),
  /** The message broker that the hub carries; null: each device names a broker of its own choice. */
  broker: broker.nullable().default(null),
  numbers: z.strictObject({ digits: z.int().min(2).max(5).default(3) }).prefault({}),
  services: z.array(service).min(1).max(60),
  counters: z.array(counter).min(1).max(200),
  plan,
  hours: hours.prefault({}),
  timetable: z.array(stop).max(200).default([]),
  priority: priority.prefault({}),
  bookings: bookings.default(null),
  quotas: quotas.default(null),
  rooms: rooms.default([]),
  displayBoards: displayBoards.default([]),
  notice: notice.prefault({}),
  /**
   * Whether visitors are asked what they thought of the visit when it is over, on their phones and on tablets at the counters (`/rate`);
   * four levels, nobody's name, once a visit whichever they answer.
   */
  opinions: z.strictObject({ onPhone: z.boolean().default(true), atCounters: z.boolean().default(false) }).prefault({}),
  contingency: contingency.default(null),
});

export type SiteFile = z.output<typeof siteFile>;
