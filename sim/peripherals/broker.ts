import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { BusClient, BusFault, BusMessage, OutgoingMessage } from '../../hal/ports/message-bus.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import { isTopicFilter, isTopicName, topicMatches } from '../../hal/topic-filter.ts';
import type { Milliseconds } from '../../hal/units.ts';
import {
  calmWeather,
  SimConnection,
  type ConnectionEars,
  type Delivery,
  type Session,
  type Weather,
} from './broker-wire.ts';

/** QoS 1 messages that the broker keeps for one client that is away; newer ones are dropped, as mosquitto does. */
const maxQueued = 1000;
/** Published messages that `published` remembers. */
const maxRemembered = 10_000;

/**
 * A broker as MQTT 3.1.1 has it, on simulated time: retained messages, wills, QoS 1 with redelivery, kept sessions, wildcards,
 * one copy for each client however many of its filters match (as mosquitto). Links can be cut and restored, the broker stopped and
 * started, deliveries doubled, subscriptions and clients refused. `publish`, `hear` and `retained` are the outsider's door.
 */
export class SimBroker {
  readonly #clock: Clock;
  #latencyMs: Milliseconds;
  readonly #sessions = new Map<string, Session>();
  readonly #retained = new Map<string, Delivery>();
  readonly #outsiders = new Set<{ readonly filter: string; readonly listener: (message: BusMessage) => void }>();
  readonly #cut = new Set<string>();
  readonly #refusedClients = new Map<string, string>();
  readonly #refusedFilters = new Set<string>();
  readonly #published: OutgoingMessage[] = [];
  readonly #noticing = new Set<TimerId>();
  readonly #changes = new Listeners<string>();
  #doubles = 0;
  #weather = calmWeather;
  #running = true;

  constructor(clock: Clock, latencyMs: Milliseconds = 1) {
    this.#clock = clock;
    this.#latencyMs = latencyMs;
  }

  set latencyMs(ms: Milliseconds) {
    this.#latencyMs = ms;
  }
  get latencyMs(): Milliseconds {
    return this.#latencyMs;
  }
  get running(): boolean {
    return this.#running;
  }
  get connected(): readonly string[] {
    return [...this.#sessions.values()].filter((each) => each.connection !== null).map((each) => each.client.clientId);
  }
  /** The newest messages that reached the broker, wills included, in order. */
  get published(): readonly OutgoingMessage[] {
    return this.#published;
  }

  // The outsider's door: no wire, no latency.

  publish(message: OutgoingMessage): void {
    assert(this.#running, 'nobody can publish while the broker is stopped');
    this.#accept(message);
  }
  hear(filter: string, listener: (message: BusMessage) => void): Unsubscribe {
    const outsider = { filter, listener };
    this.#outsiders.add(outsider);
    for (const message of this.#retained.values()) if (topicMatches(filter, message.topic)) listener(plain(message));
    return () => void this.#outsiders.delete(outsider);
  }
  retained(topic: string): string | null {
    return this.#retained.get(topic)?.payload ?? null;
  }
  /** Somebody connected or was lost. */
  onConnected(listener: (clientId: string) => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  // Faults.

  /**
   * Cuts the link of one client. Both ends notice after `noticedAfterMs`: 0 is a cable that the switch reports, one and a half
   * keep-alives a wireless link that just went silent.
   */
  cut(clientId: string, noticedAfterMs: Milliseconds = 0): void {
    this.#cut.add(clientId);
    const connection = this.#sessions.get(clientId)?.connection;
    if (connection === undefined || connection === null) return;
    connection.die();
    if (noticedAfterMs === 0) this.#lose(connection, true);
    else this.#later(noticedAfterMs, () => this.#lose(connection, true));
  }
  restore(clientId: string): void {
    this.#cut.delete(clientId);
  }
  /** Kills the broker: every link breaks, no will is published. Retained messages and kept sessions are on its disk. */
  stop(): void {
    this.#running = false;
    for (const session of this.#sessions.values())
      if (session.connection !== null) this.#lose(session.connection, false);
  }
  /** @param forgetful it comes back without its disk: no retained message, no session. */
  start(forgetful = false): void {
    this.#running = true;
    if (!forgetful) return;
    this.#retained.clear();
    this.#sessions.clear();
  }
  /** How the network carries from now on; null: as it should. */
  setWeather(weather: Weather | null): void {
    this.#weather = weather ?? calmWeather;
  }
  /** The next `count` deliveries with QoS 1 come twice. */
  double(count: number): void {
    this.#doubles = count;
  }
  refuseFilter(filter: string): void {
    this.#refusedFilters.add(filter);
  }
  /** Refuses a client until told `null`. */
  refuseClient(clientId: string, reason: string | null): void {
    if (reason === null) this.#refusedClients.delete(clientId);
    else this.#refusedClients.set(clientId, reason);
  }

  // The clients' side; `sim/devices/message-bus.ts` uses it.

  /** Answers after a round trip. */
  dial(client: BusClient, ears: ConnectionEars, answer: (result: Result<SimConnection, BusFault>) => void): TimerId {
    return this.#clock.setTimeout(() => answer(this.#connect(client, ears)), 2 * this.#latencyMs);
  }

  #connect(client: BusClient, ears: ConnectionEars): Result<SimConnection, BusFault> {
    const where = 'simulated broker';
    if (!this.#running || this.#cut.has(client.clientId))
      return fail({ kind: 'unreachable', where, reason: 'no answer' });
    const refusal = this.#refusedClients.get(client.clientId);
    if (refusal !== undefined) return fail({ kind: 'refused', where, reason: refusal });
    const before = this.#sessions.get(client.clientId);
    // A second client of the same id throws the first out.
    if (before !== undefined && before.connection !== null) this.#lose(before.connection, true);
    const kept = !client.cleanSession && before !== undefined && !before.client.cleanSession ? before : null;
    const session: Session = {
      client,
      filters: kept?.filters ?? new Map(),
      unacknowledged: [],
      queued: [...(kept?.unacknowledged ?? []), ...(kept?.queued ?? [])],
      connection: null,
    };
    const connection = new SimConnection(
      this.#clock,
      () => this.#latencyMs,
      () => this.#weather,
      session,
      ears,
    );
    session.connection = connection;
    this.#sessions.set(client.clientId, session);
    for (const message of session.queued.splice(0)) this.#send(session, message);
    this.#changes.emit(client.clientId);
    return ok(connection);
  }

  /** A packet of the client; `acknowledged` is called when the broker's answer is back. */
  receive(connection: SimConnection, message: OutgoingMessage, acknowledged: () => void): void {
    connection.carry(true, () => {
      this.#accept(message);
      connection.carry(false, acknowledged);
    });
  }
  subscribe(connection: SimConnection, filter: string, refused: () => void): void {
    assert(isTopicFilter(filter), `not a topic filter: ${JSON.stringify(filter)}`);
    connection.carry(true, () => {
      if (this.#refusedFilters.has(filter)) {
        connection.carry(false, refused);
        return;
      }
      connection.session.filters.set(filter, 1);
      for (const message of this.#retained.values())
        if (topicMatches(filter, message.topic)) this.#send(connection.session, message);
    });
  }
  unsubscribe(connection: SimConnection, filter: string): void {
    connection.carry(true, () => void connection.session.filters.delete(filter));
  }
  /** The client says goodbye: no will, nothing lost that it had sent. */
  disconnect(connection: SimConnection): void {
    connection.flush();
    this.#drop(connection);
  }

  #accept(message: OutgoingMessage): void {
    assert(isTopicName(message.topic), `not a topic: ${JSON.stringify(message.topic)}`);
    this.#published.push(message);
    if (this.#published.length > maxRemembered) this.#published.shift();
    const fresh: Delivery = { topic: message.topic, payload: message.payload, retained: false, qos: message.qos };
    if (message.retain) {
      this.#retained.delete(message.topic);
      if (message.payload !== '') this.#retained.set(message.topic, { ...fresh, retained: true });
    }
    for (const session of this.#sessions.values()) {
      const granted = [...session.filters].filter(([filter]) => topicMatches(filter, message.topic));
      if (granted.length > 0) this.#send(session, fresh);
    }
    for (const { filter, listener } of this.#outsiders) if (topicMatches(filter, message.topic)) listener(plain(fresh));
  }

  #send(session: Session, message: Delivery): void {
    const { connection } = session;
    if (connection === null || !connection.alive) {
      if (session.client.cleanSession || message.qos === 0) return;
      // A client that the broker still believes in has it sent, not queued; both come back at its next connection.
      const waiting = connection === null ? session.queued : session.unacknowledged;
      if (waiting.length < maxQueued) waiting.push(message);
      return;
    }
    if (message.qos === 1) session.unacknowledged.push(message);
    const copies = message.qos === 1 && (this.#doubles > 0 || this.#weather.doubles()) ? 2 : 1;
    if (this.#doubles > 0 && copies === 2) this.#doubles -= 1;
    for (let copy = 1; copy <= copies; copy++)
      connection.carry(false, () => {
        connection.ears.message(plain(message));
        if (message.qos === 1 && copy === copies)
          connection.carry(true, () => {
            session.unacknowledged = session.unacknowledged.filter((each) => each !== message);
          });
      });
  }

  #lose(connection: SimConnection, withWill: boolean): void {
    const { session } = connection;
    if (session.connection !== connection) return;
    this.#drop(connection);
    connection.ears.lost();
    if (withWill && session.client.will !== null) this.#accept(session.client.will);
  }

  #drop(connection: SimConnection): void {
    const { session } = connection;
    connection.die();
    if (session.connection !== connection) return;
    session.connection = null;
    if (session.client.cleanSession) this.#sessions.delete(session.client.clientId);
    this.#changes.emit(session.client.clientId);
  }

  #later(ms: Milliseconds, act: () => void): void {
    const timer = this.#clock.setTimeout(() => {
      this.#noticing.delete(timer);
      act();
    }, ms);
    this.#noticing.add(timer);
  }

  /** Ends the broker for good, with no timer left. */
  close(): void {
    this.stop();
    for (const timer of this.#noticing) this.#clock.clearTimeout(timer);
    this.#noticing.clear();
  }
}

const plain = ({ topic, payload, retained }: Delivery): BusMessage => ({ topic, payload, retained });
