import { z } from 'zod';
import { ok, type Result } from '../../hal/result.ts';
import { durationBetween } from '../duration.ts';
import { readUrl } from '../network.ts';
import { parsedBy, refuse, type Refusal } from '../refusal.ts';
import { secretFile } from '../secret-file.ts';
import { line } from '../text.ts';
import { absolutePath } from './wiring.ts';

/** What is told to the city, and is there for messages to visitors (Zalo, SMS, e-mail): CITY.md says when each comes. */
export const cityEventKinds = [
  'ticket.issued',
  'ticket.called',
  'ticket.recalled',
  'ticket.arrived',
  'ticket.no-show',
  'ticket.finished',
  'ticket.parked',
  'ticket.returned',
  'ticket.transferred',
  'ticket.extended',
  'ticket.deferred',
  'ticket.cancelled',
  'ticket.voided',
  'turn.near',
  'visit.dossier',
  'visit.rated',
  'booking.made',
  'booking.cancelled',
  'booking.refused',
  'counter.opened',
  'counter.paused',
  'counter.closed',
  'day.closed',
] as const;
export type CityEventKind = (typeof cityEventKinds)[number];

/** How far a dossier is: as much as may be told to anybody who knows its code. */
export const dossierStates = [
  'received',
  'supplement',
  'processing',
  'done',
  'returned',
  'rejected',
  'late',
  'paying',
] as const;
export type DossierState = (typeof dossierStates)[number];

const readTopic = (input: unknown): Result<string, Refusal> =>
  typeof input === 'string' && /^[^#+\s/][^#+\s]{0,199}$/.test(input.trim())
    ? ok(input.trim())
    : refuse('city.topic', {});

const topic = () =>
  parsedBy(readTopic, {
    type: 'string',
    description: 'an MQTT topic without wildcards',
    pattern: '^[^#+\\s/][^#+\\s]*$',
    examples: ['letan/ba-dinh'],
  });

const http = (description: string, example: string) =>
  parsedBy(readUrl(['https', 'http'], example), {
    type: 'string',
    description,
    pattern: '^https?://',
    examples: [example],
  })
    .nullable()
    .default(null);

/** A field's name in the city's documents. */
const field = () => line(60);
const oneLine = z.record(line(80), line(80));

/** How the city writes a booking; where nothing is said it is as in CITY.md. */
const bookings = z
  .strictObject({
    /** Where in a JSON document the list stands, as `data.items`; '' for the document itself. */
    list: z.string().max(120).default(''),
    code: field().prefault('code'),
    /** Of a field that holds both, `day` and `time` name the same one. */
    day: field().prefault('day'),
    time: field().prefault('time'),
    service: field().prefault('service'),
    language: field().prefault('language'),
    status: field().prefault('status'),
    registered: field().prefault('registered'),
    days: z.enum(['yyyy-mm-dd', 'dd/mm/yyyy']).default('yyyy-mm-dd'),
    /** The city's names for services → the site's. */
    services: oneLine.default({}),
    /** What stands in `status` of a booking that has been taken back. */
    cancelled: z.array(line(60)).max(20).prefault(['cancelled']),
    delimiter: z.enum([',', ';', '\t']).default(','),
  })
  .prefault({});

const dossiers = z
  .strictObject({
    /** The field of the city's answer that says how far it is. */
    state: field().prefault('state'),
    /** The city's words for it → received, supplement, processing, done, returned, rejected, late, paying. */
    states: z.record(line(80), z.enum(dossierStates)).default({}),
    /** How long somebody waits before the screen for the answer. */
    patience: durationBetween(500, 20_000).prefault('4s'),
  })
  .transform(({ patience, ...it }) => ({ ...it, patienceMs: patience }))
  .prefault({});

const words = {
  port: z.literal('city-system'),
  /** What is told to the city, by kind (CITY.md); left out: all of it. */
  tells: z.array(z.enum(cityEventKinds)).max(40).nullable().default(null),
  /** Our names of an event's fields → the city's. */
  fields: oneLine.default({}),
  bookings,
  dossiers,
} as const;

/** The way to the city's own system. Nothing of its ways is assumed: what it calls things is said here. */
export const citySystem = z.discriminatedUnion('driver', [
  z.strictObject({ ...words, driver: z.literal('simulated') }),
  z.strictObject({
    ...words,
    driver: z.literal('http'),
    events: http('where events are posted', 'https://city.example.vn/letan/events'),
    fetch: http('whence bookings are fetched', 'https://city.example.vn/letan/bookings'),
    every: durationBetween(5_000, 3_600_000).prefault('1min'),
    dossier: http('where a dossier is asked, {code} for its code', 'https://city.example.vn/dossiers/{code}'),
    signingKeyFile: secretFile,
    tokenFile: secretFile,
    caFile: secretFile,
    certFile: secretFile,
    keyFile: secretFile,
    silence: durationBetween(1_000, 60_000).prefault('10s'),
  }),
  z.strictObject({
    ...words,
    driver: z.literal('mqtt'),
    url: parsedBy(readUrl(['mqtt', 'mqtts'], 'mqtts://city.example.vn:8883'), {
      type: 'string',
      description: "address of the city's broker",
      pattern: '^mqtts?://',
      examples: ['mqtts://city.example.vn:8883'],
    }),
    prefix: topic().prefault('letan'),
    subscribe: topic().nullable().default(null),
    asksDossiers: z.boolean().default(false),
    username: line(100).nullable().default(null),
    passwordFile: secretFile,
    caFile: secretFile,
    certFile: secretFile,
    keyFile: secretFile,
    keepAlive: durationBetween(5_000, 600_000).prefault('30s'),
  }),
  z.strictObject({
    ...words,
    driver: z.literal('csv'),
    outFolder: absolutePath().nullable().default(null),
    inFolder: absolutePath().nullable().default(null),
    every: durationBetween(1_000, 86_400_000).prefault('5min'),
    rows: z.int().min(1).max(100_000).default(500),
    look: durationBetween(1_000, 3_600_000).prefault('10s'),
  }),
]);
