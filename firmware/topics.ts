import { z } from 'zod';
import { isTooDeep, type JsonObject } from '../hal/json.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import type { Epoch } from '../hal/units.ts';
import { brief, isCount, isPlainObject, isText, isWhole, payloadFault, type PayloadFault } from './payload.ts';

/*
 * The tree of MQTT topics and the one envelope on it:
 *
 *   letan/v1/{site}/{device}/meta        retained: what it is (profile, firmware, schema)
 *   letan/v1/{site}/{device}/state       retained: online | stopped, with the boot sequence; the will says lost
 *   letan/v1/{site}/{device}/status      retained: one snapshot, on change and every 30 s
 *   letan/v1/{site}/{device}/evt/{name}  not retained: what happened; `visit` carries a ledger line, or several that waited together
 *                                        as `{ lines }`, `visits-held` which lines a device holds, so that whoever wrote what is
 *                                        missing sends it again;
 *                                        `visit-relayed` hands on what another wrote that is away
 *   letan/v1/{site}/{device}/cmd/{name}  never retained: what is asked of it
 *   letan/v1/{site}/{device}/cmd/{name}/ack
 *   letan/v1/{site}/{device}/hall        retained: whom it believes to decide the hall, and under which term
 *   letan/v1/{site}/{hub}/ask/{asker}    what a device asks of the one that decides (QoS 0: the asker waits, a broker must not keep it)
 *   letan/v1/{site}/{hub}/answer/{asker} (QoS 0)
 *
 * QoS 1 where nothing else is said; nothing beyond MQTT 3.1.1.
 */

const root = 'letan/v1';

export interface DeviceTopics {
  readonly meta: string;
  readonly state: string;
  readonly status: string;
  readonly event: (name: string) => string;
  readonly command: (name: string) => string;
  readonly ack: (name: string) => string;
  readonly commands: string;
  readonly hall: string;
  readonly ask: (asker: string) => string;
  readonly answer: (asker: string) => string;
}

export const deviceTopics = (site: string, device: string): DeviceTopics => {
  const base = `${root}/${site}/${device}`;
  return {
    meta: `${base}/meta`,
    state: `${base}/state`,
    status: `${base}/status`,
    event: (name) => `${base}/evt/${name}`,
    command: (name) => `${base}/cmd/${name}`,
    ack: (name) => `${base}/cmd/${name}/ack`,
    commands: `${base}/cmd/+`,
    hall: `${base}/hall`,
    ask: (asker) => `${base}/ask/${asker}`,
    answer: (asker) => `${base}/answer/${asker}`,
  };
};

/** The event by which devices tell each other which visit events they hold (`visits-held.ts`). */
export const visitsHeldEvent = 'visits-held';

/** The event by which the devices of a room tell each other which of them says a call. */
export const voiceEvent = 'voice';

/** The event by which a device asks the hub for the key under which people are counted that day, and is given it sealed. */
export const personKeyEvent = 'person-key';

/** The event by which devices tell each other of what their boards and signs show. */
export const mediaEvent = 'media';

/** The event by which devices tell each other what is wrong with them, by the codes of the manual. */
export const faultsEvent = 'faults';

/** The event by which a clerk's wish for quiet greetings reaches all devices. */
export const hushEvent = 'hush';

/** The lifecycle of every device of the site. */
export const siteStates = (site: string): string => `${root}/${site}/+/state`;

/** Whom every device of the site believes to decide. */
export const hallWords = (site: string): string => `${root}/${site}/+/hall`;

/** Answers to one device from whichever it asked. */
export const answersTo = (site: string, asker: string): string => `${root}/${site}/+/answer/${asker}`;

/** Events of one name from every device of the site. */
export const siteEvents = (site: string, name: string): string => `${root}/${site}/+/evt/${name}`;

/** The device that a topic of ours speaks of, and its rest; null for a topic that is not ours. */
export const splitTopic = (topic: string): { site: string; device: string; rest: string } | null => {
  const [first, version, site, device, ...rest] = topic.split('/');
  if (`${first}/${version}` !== root || site === undefined || device === undefined) return null;
  return { site, device, rest: rest.join('/') };
};

/** How long a command lives at most. */
export const commandLifeMs = 60_000;
/** Longest payload taken from the bus, in characters. */
export const payloadLimit = 64 * 1024;

/**
 * What every event, command and ack is wrapped in. `id` is unique for ever; `seq` counts the messages of one sender, so that a reader
 * without a trusted clock can still tell old from new. `from` names one start of a sender and may be left out: it is then what
 * stands before the count in an id of the form `<from>/<seq>`, and '' for any other id. `at` and `expiresAt` (null: a minute later) are
 * milliseconds since 1970 UTC.
 */
export interface Envelope {
  readonly v: 1;
  readonly id: string;
  readonly from: string;
  readonly seq: number;
  readonly at: Epoch;
  readonly expiresAt: Epoch | null;
  readonly data: JsonObject;
}

const word = z.string().min(1).max(160);
const envelope = z.looseObject({
  v: z.literal(1),
  id: word,
  from: word.optional(),
  seq: z.int().nonnegative(),
  at: z.int(),
  expiresAt: z.int().nullable().default(null),
  data: z.record(z.string(), z.unknown()).default({}),
});

/** What almost every payload is: the same as `envelope` takes. Null where the schema has to say what is wrong, or what is left out. */
const plainEnvelope = (value: unknown): Envelope | null => {
  if (!isPlainObject(value)) return null;
  const { v, id, from, seq, at, expiresAt, data } = value;
  if (v !== 1 || !isText(id, 1, 160) || !isText(from, 1, 160) || !isCount(seq) || !isWhole(at)) return null;
  if ((expiresAt !== null && !isWhole(expiresAt)) || !isPlainObject(data)) return null;
  return { v, id, from, seq, at, expiresAt, data };
};

/** An id that ends with its own count tells who counts: used once for ever, it is of one start of its sender. */
const senderIn = (id: string, seq: number): string => (id.endsWith(`/${seq}`) ? id.slice(0, id.lastIndexOf('/')) : '');

const remedy =
  'send { v: 1, id, seq, at, expiresAt, data }: id text that is never used again, seq a count of the sender, at and expiresAt milliseconds since 1970 UTC';

export const parseEnvelope = (payload: string): Result<Envelope, PayloadFault> => {
  if (payload.length > payloadLimit)
    return fail({
      kind: 'payload',
      path: '',
      expected: `at most ${payloadLimit} characters`,
      found: `${payload.length}`,
      remedy: 'send less, or in several messages',
    });
  if (isTooDeep(payload))
    return fail({ kind: 'payload', path: '', expected: 'no more than 100 levels', found: 'more', remedy });
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return fail({ kind: 'payload', path: '', expected: 'a JSON object', found: brief(payload), remedy });
  }
  const plain = plainEnvelope(value);
  if (plain !== null) return ok(plain);
  const parsed = envelope.safeParse(value);
  if (!parsed.success) return fail(payloadFault(parsed.error, value, remedy));
  const { v, id, seq, at, expiresAt, data, from } = parsed.data;
  // JSON.parse yields JSON values only, so the record's unknowns are JSON.
  return ok({ v, id, seq, at, expiresAt, data: data as JsonObject, from: from ?? senderIn(id, seq) });
};

const online = z.looseObject({ state: z.literal('online'), boot: z.int().nonnegative() });

/** The boot sequence of a device whose `state` says that it is there, null for any other payload. */
export const onlineBoot = (payload: string): number | null => {
  if (payload.length > payloadLimit) return null;
  try {
    const parsed = online.safeParse(JSON.parse(payload));
    return parsed.success ? parsed.data.boot : null;
  } catch {
    return null;
  }
};

export const writeEnvelope = (message: Envelope): string => JSON.stringify(message);
