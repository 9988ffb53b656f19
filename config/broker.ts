import { z } from 'zod';
import { ok, type Result } from '../hal/result.ts';
import { host, loopback, port, readUrl } from './network.ts';
import { parsedBy, refusal, refuse, refuseAt, type Refusal } from './refusal.ts';
import { secretFile } from './secret-file.ts';
import { line, slug } from './text.ts';

/** A device that carries the site's broker while it is the hub, and where the others reach it then. */
const carrier = z.strictObject({
  device: slug(),
  /** Its address in the site's network: a name, or an address that stays the same. */
  host: host(),
  /** TLS, for the other devices. */
  port: port().default(8883),
  /** On the carrier's own loopback, without TLS: for the carrier itself. */
  loopbackPort: port().default(1883),
});

/** A program that is no device of letan's: a desk's own software, a dashboard. */
const client = z.strictObject({
  id: slug(),
  /** `staff` may send wishes (call, recall, pause …) to any device, `reader` hears what the devices tell and says nothing. */
  role: z.enum(['staff', 'reader']),
});

const readTopic =
  (form: RegExp, example: string) =>
  (input: unknown): Result<string, Refusal> =>
    typeof input === 'string' && input.length <= 80 && form.test(input)
      ? ok(input)
      : refuse('broker.topic', { example });

const topic = (form: RegExp, description: string, example: string) =>
  parsedBy(readTopic(form, example), { type: 'string', description, pattern: form.source, examples: [example] });

const city = z
  .strictObject({
    url: parsedBy(readUrl(['mqtts', 'mqtt'], 'mqtts://mqtt.example.vn:8883'), {
      type: 'string',
      description: "address of the city's broker",
      pattern: '^mqtts?://',
      examples: ['mqtts://mqtt.example.vn:8883'],
    }),
    username: line(100).nullable().default(null),
    passwordFile: secretFile,
    /** Who vouches for the city's broker; null: the system's certificate authorities. */
    caFile: secretFile,
    certFile: secretFile,
    keyFile: secretFile,
    /** What stands before our topics on the city's broker. */
    prefix: topic(/^([a-z0-9-]+\/)*$/, 'levels of a topic, each ended by a slash; empty for none', 'hanoi/').prefault(
      '',
    ),
    /** What every device of the site tells the city: `meta`, `state`, `status`, or an event. */
    up: z
      .array(topic(/^(meta|state|status|evt\/[a-z0-9-]+)$/, 'meta, state, status or evt/<name>', 'evt/assistance'))
      .max(40)
      .default(['meta', 'state', 'status']),
    /** Wishes of the city that devices take; their answers go up. */
    down: z
      .array(topic(/^cmd\/[a-z0-9-]+$/, 'cmd/<name>', 'cmd/assistance-accept'))
      .max(40)
      .default([]),
  })
  .transform((it, context) => {
    const { hostname, protocol } = new URL(it.url);
    if (protocol === 'mqtt:' && !loopback(hostname)) refuseAt(context, ['url'], refusal('broker.cityPlain', {}));
    if ((it.certFile === null) !== (it.keyFile === null))
      refuseAt(context, [it.certFile === null ? 'keyFile' : 'certFile'], refusal('broker.halfPair', {}));
    return it;
  });

/** `broker:` of a site: the message broker (mosquitto) that its hub carries. */
export const broker = z.strictObject({
  /** Who may carry it, in the order in which members look for it; the first is the hub by config. */
  at: z.array(carrier).min(1).max(16),
  clients: z.array(client).max(100).default([]),
  /** The city's broker, to which the hub's is bridged; null: the site speaks to nobody outside. */
  city: city.nullable().default(null),
});

export type BrokerFile = z.output<typeof broker>;
