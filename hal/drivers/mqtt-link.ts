import { MqttClient, type IClientOptions } from 'mqtt';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { assert } from '../assert.ts';
import type { BusClient, BusFault, OutgoingMessage } from '../ports/message-bus.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { guardInbound } from './mqtt-inbound-guard.ts';
import { plainPublish } from './mqtt-plain-publish.ts';

/** Where the broker is and how it knows us; files are read at each connection, so that a new password needs no restart. */
export interface MqttBroker {
  /** `mqtt://host[:1883]`, or `mqtts://host[:8883]` for TLS with the broker's certificate checked. */
  readonly url: string;
  readonly username: string | null;
  readonly passwordFile: string | null;
  /** PEM; null: the system's certificate authorities. */
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
  readonly keepAliveMs: Milliseconds;
}

export interface MqttLinkEars {
  readonly message: (topic: string, payload: Uint8Array, retained: boolean) => void;
  /** A message larger than allowed was dropped on the way. */
  readonly oversized: () => void;
  /** The connection is gone; told once, only after it stood, not after `end`. */
  readonly lost: () => void;
}

/** A broker that takes the connection and then says nothing is given up after this. */
const answerMs = 10_000;

/** CONNACK's return codes, MQTT 3.1.1 table 3.1. */
const refusals: Readonly<Record<number, string>> = {
  1: 'the broker does not speak MQTT 3.1.1',
  2: 'the broker does not take this client id',
  3: 'the broker is not available',
  4: 'bad user name or password',
  5: 'not authorised',
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));

const readText = (file: string | null): string | null => (file === null ? null : readFileSync(file, 'utf8'));

/** The socket, with Nagle's algorithm off: with it an acknowledged publish waits 44 ms for the other side's delayed ACK. */
const dialSocket = (url: URL, broker: MqttBroker): Socket => {
  // Brackets belong to the URL of an IPv6 address, not to the address.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'mqtt:') return connectTcp({ host, port: Number(url.port || 1883), noDelay: true });
  const ca = readText(broker.caFile);
  const cert = readText(broker.certFile);
  const key = readText(broker.keyFile);
  const socket = connectTls({
    host,
    port: Number(url.port || 8883),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
  });
  socket.setNoDelay(true);
  return socket;
};

/**
 * One connection to a broker, from dialling to its end; never used again. mqtt.js keeps messages of a broken connection and
 * sends them again by itself: a fresh client for each connection has nothing to send again, so the outbox alone decides.
 */
export class MqttLink {
  readonly #client: MqttClient;
  readonly #open = new Set<() => void>();
  #alive = true;
  #ending = false;
  /** Messages of this round of the event loop. */
  #said = 0;
  /** The last round in which anything was said had several messages. */
  #crowd = false;

  constructor(client: MqttClient) {
    this.#client = client;
  }

  get alive(): boolean {
    return this.#alive;
  }
  /** Whether its end was asked for. */
  get ending(): boolean {
    return this.#ending;
  }

  /** Ends what waits for an answer that can no longer come. */
  die(): void {
    this.#alive = false;
    const open = [...this.#open];
    this.#open.clear();
    for (const end of open) end();
  }

  /** True when the broker has it (QoS 1) or the socket (QoS 0), false when the connection died before. */
  publish({ topic, payload, qos, retain }: OutgoingMessage): Promise<boolean> {
    if (!this.#alive) return Promise.resolve(false);
    this.#gather();
    if (qos === 0) {
      const frame = plainPublish(topic, payload, retain);
      // A stream that is destroyed answers for all that it has not written.
      return new Promise((resolve) => void this.#client.stream.write(frame, (error) => resolve(!error)));
    }
    return this.#answered(false, (answer) => {
      this.#client.publish(topic, payload, { qos, retain }, (error) => answer(!error));
    });
  }

  /**
   * What is said in one round of the event loop goes to the kernel in one write: answers of a hub come a dozen at a time. Who said one
   * thing in the last round is not kept waiting for more.
   */
  #gather(): void {
    this.#said += 1;
    if (this.#said > 1) return;
    const { stream } = this.#client;
    const corked = this.#crowd;
    if (corked) stream.cork();
    setImmediate(() => {
      this.#crowd = this.#said > 1;
      this.#said = 0;
      if (corked) stream.uncork();
    });
  }

  subscribe(filter: string): Promise<'granted' | 'refused' | 'lost'> {
    return this.#answered<'granted' | 'refused' | 'lost'>('lost', (answer) => {
      this.#client.subscribe(filter, { qos: 1 }, (error, _granted, packet) => {
        // Only an error that came with a SUBACK is the broker's word; any other is mqtt.js telling of a dead connection.
        const refused = packet?.granted.some((code) => typeof code === 'number' && (code & 0x80) !== 0) === true;
        answer(refused ? 'refused' : error ? 'lost' : 'granted');
      });
    });
  }

  unsubscribe(filter: string): void {
    if (this.#alive) this.#client.unsubscribe(filter, () => undefined);
  }

  /**
   * Says goodbye once all is acknowledged, so that no will is published; resolves when the socket is closed. A connection that dies
   * meanwhile ends it: mqtt.js would wait for ever for what can no longer be acknowledged.
   */
  end(): Promise<void> {
    this.#ending = true;
    return this.#answered<void>(undefined, (answer) => {
      this.#client.end(false, {}, () => answer());
    });
  }

  /** Breaks the connection. */
  destroy(): void {
    this.#client.stream.destroy();
  }

  /** The answer to what was asked, or `lost` when the connection died before it came. */
  #answered<T>(lost: T, ask: (answer: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve) => {
      if (!this.#alive) {
        resolve(lost);
        return;
      }
      const end = (): void => resolve(lost);
      this.#open.add(end);
      ask((value) => {
        this.#open.delete(end);
        resolve(value);
      });
    });
  }
}

export interface Dialling {
  readonly link: Promise<Result<MqttLink, BusFault>>;
  /** Gives up; `link` then resolves with a fault. */
  readonly cancel: () => void;
}

const faultOf = (error: unknown, where: string): BusFault => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'number')
    return { kind: 'refused', where, reason: refusals[code] ?? `refused with code ${code}` };
  const reason = messageOf(error);
  // A certificate that does not fit is no matter of waiting.
  const certificate = typeof code === 'string' && /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code);
  return { kind: certificate ? 'refused' : 'unreachable', where, reason };
};

export const dialMqtt = (
  broker: MqttBroker,
  { clientId, cleanSession, will }: BusClient,
  maxPayloadBytes: number,
  ears: MqttLinkEars,
): Dialling => {
  const url = new URL(broker.url);
  assert(url.protocol === 'mqtt:' || url.protocol === 'mqtts:', `not an address of a broker: ${broker.url}`);
  const where = `${url.protocol}//${url.host}`;
  /** The broker has taken us. */
  let stood = false;
  let password: string | null;
  let socket: Socket;
  try {
    // An editor's line feed at the end is not part of the password.
    password = readText(broker.passwordFile)?.replace(/\r?\n$/, '') ?? null;
    socket = guardInbound(dialSocket(url, broker), maxPayloadBytes, {
      oversized: ears.oversized,
      plain: (topic, payload, retained) => {
        if (!stood || !link.alive) return false;
        ears.message(topic, payload, retained);
        return true;
      },
    });
  } catch (error) {
    // A file that cannot be read, or whose content is no certificate or key.
    return {
      link: Promise.resolve(fail({ kind: 'refused', where, reason: messageOf(error) })),
      cancel: () => undefined,
    };
  }
  const options: IClientOptions = {
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId,
    clean: cleanSession,
    keepalive: Math.ceil(broker.keepAliveMs / 1000),
    connectTimeout: answerMs,
    reconnectPeriod: 0,
    queueQoSZero: false,
    // Else each packet is told to a logger a dozen times, which then looks whether anybody listens.
    log: () => undefined,
    ...(broker.username === null ? {} : { username: broker.username }),
    ...(password === null ? {} : { password }),
    ...(will === null ? {} : { will: { ...will, payload: Buffer.from(will.payload) } }),
  };
  const client = new MqttClient(() => socket, options);
  const link = new MqttLink(client);
  client.on('message', (topic, payload, packet) => ears.message(topic, payload, packet.retain));

  const dialled = new Promise<Result<MqttLink, BusFault>>((resolve) => {
    let first: unknown = null;
    client.on('error', (error) => {
      first ??= error;
      // mqtt.js goes on after bytes that are no MQTT; what such a broker says next is not to be believed.
      client.stream.destroy();
    });
    client.once('connect', () => {
      stood = true;
      resolve(ok(link));
    });
    client.once('close', () => {
      link.die();
      if (!stood) resolve(fail(faultOf(first ?? new Error('connection closed before an answer'), where)));
      else if (!link.ending) ears.lost();
      client.end(true);
    });
  });
  return { link: dialled, cancel: () => client.stream.destroy() };
};
