import { z } from 'zod';
import type { JsonObject } from '../hal/json.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import type { Epoch } from '../hal/units.ts';

/*
 * The tree of MQTT topics and the one envelope on it:
 *
 *   letan/v1/{site}/{device}/meta        retained: what it is (profile, firmware, schema)
 *   letan/v1/{site}/{device}/state       retained: online | stopped, with the boot sequence; the will says lost
 *   letan/v1/{site}/{device}/status      retained: one snapshot, on change and every 30 s
 *   letan/v1/{site}/{device}/evt/{name}  not retained: what happened; `visit` carries ledger lines, `visits-held` which lines
 *                                        a device holds, so that whoever wrote what is missing sends it again
 *   letan/v1/{site}/{device}/cmd/{name}  never retained: what is asked of it
 *   letan/v1/{site}/{device}/cmd/{name}/ack
 *
 * QoS 1 throughout; nothing beyond MQTT 3.1.1.
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
  };
};

/** The event by which devices tell each other which visit events they hold (`visits-held.ts`). */
export const visitsHeldEvent = 'visits-held';

/** The lifecycle of every device of the site. */
export const siteStates = (site: string): string => `${root}/${site}/+/state`;

/** Events of one name from every device of the site. */
export const siteEvents = (site: string, name: string): string => `${root}/${site}/+/evt/${name}`;

/** The device that a topic of ours speaks of, and its rest; null for a topic that is not ours. */
export const splitTopic = (topic: string): { site: string; device: string; rest: string } | null => {
  const [first, version, site, device, ...rest] = topic.split('/');
  if (`${first}/${version}` !== root || site === undefined || device === undefined) return null;
  return { site, device, rest: rest.join('/') };
};

/** How long a command lives when its sender names no end. */
export const commandLifeMs = 60_000;
/** Longest payload taken from the bus, in characters. */
export const payloadLimit = 64 * 1024;

/**
 * What every message but meta, state and status is wrapped in. `id` is unique for ever; `seq` counts the messages of one sender
 * (`from`, which names one start of it), so that a reader without a trusted clock can still tell old from new.
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

const word = z.string().min(1).max(96);
const envelope = z.looseObject({
  v: z.literal(1),
  id: word,
  from: word,
  seq: z.int().nonnegative(),
  at: z.int(),
  expiresAt: z.int().nullable().default(null),
  data: z.record(z.string(), z.unknown()).default({}),
});

/** Why a payload was not taken: for the log and for the ack, in one line. */
export interface PayloadFault {
  readonly kind: 'payload';
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

const brief = (value: unknown): string => {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

/** The first complaint of a schema about a value, located. */
export const payloadFault = (error: z.ZodError, value: unknown): PayloadFault => {
  const issue = error.issues[0];
  const path = issue?.path.map(String) ?? [];
  let found: unknown = value;
  for (const step of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined;
  return { kind: 'payload', path: path.join('.'), expected: issue?.message ?? 'another shape', found: brief(found) };
};

export const parseEnvelope = (payload: string): Result<Envelope, PayloadFault> => {
  if (payload.length > payloadLimit)
    return fail({
      kind: 'payload',
      path: '',
      expected: `at most ${payloadLimit} characters`,
      found: `${payload.length}`,
    });
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return fail({ kind: 'payload', path: '', expected: 'a JSON object', found: brief(payload) });
  }
  const parsed = envelope.safeParse(value);
  if (!parsed.success) return fail(payloadFault(parsed.error, value));
  // JSON.parse yields JSON values only, so the record's unknowns are JSON.
  return ok({ ...parsed.data, data: parsed.data.data as JsonObject });
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
