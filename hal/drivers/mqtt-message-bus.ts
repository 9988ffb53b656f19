import { assert, present } from '../assert.ts';
import { backoffMs, type Backoff } from '../backoff.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import type { BusClient, BusFault, BusMessage, MessageBus, OutgoingMessage } from '../ports/message-bus.ts';
import type { Random } from '../ports/random.ts';
import { done, fail, type Result } from '../result.ts';
import { isTopicName, topicMatcher, type TopicMatcher } from '../topic-filter.ts';
import type { Milliseconds } from '../units.ts';
import { dialMqtt, type Dialling, type MqttBroker, type MqttLink } from './mqtt-link.ts';

export type { MqttBroker } from './mqtt-link.ts';

const maxPayloadBytes = 256 * 1024;
/** Publishes that may wait for the broker's word; more is a loop gone wild. */
const maxPending = 10_000;
/** How long `close` waits for acknowledgements and the broker's side of the goodbye. */
const goodbyeMs: Milliseconds = 2_000;
/** A link that stood this long was a good one: the next failure begins with the shortest wait again. */
const goodLinkMs: Milliseconds = 10_000;
/** Topics of which it is remembered who hears them; a site has some hundreds. */
const mostTopics = 1_000;

interface Subscription {
  readonly filter: string;
  readonly matches: TopicMatcher;
  readonly besides: string | null;
  readonly listener: (message: BusMessage) => void;
}

/**
 * The message bus on mqtt.js, protocol 3.1.1 with TCP_NODELAY. Each connection is a client of its own, so nothing is queued or sent
 * again behind the outbox's back. A lost link is dialled again with a jittered, doubling wait until the broker is there; a broker
 * that refuses us ends the service, because waiting does not mend a password. Of several brokers that hold the same site, one at a
 * time is linked: the one that was linked last is asked first, then the others in their order.
 */
export class MqttMessageBus implements MessageBus {
  readonly #brokers: readonly MqttBroker[];
  readonly #client: BusClient;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #backoff: Backoff;
  readonly #faults = new Listeners<BusFault>();
  readonly #links = new Listeners<boolean>();
  readonly #refusals = new Listeners<string>();
  readonly #subscriptions = new Set<Subscription>();
  /** Who hears a topic, for as long as the subscriptions stay as they are: a rush comes on a few topics, each held against all filters. */
  readonly #hearers = new Map<string, readonly Subscription[]>();
  /** Filters that nobody wants any more and a kept session at the broker may still have. */
  readonly #retired = new Set<string>();
  #opened = false;
  #link: MqttLink | null = null;
  /** Which of the brokers is asked first: the one that answered last, or was asked for. */
  #favourite: string | null = null;
  #linkedAt: Milliseconds = 0;
  #dialling: Dialling | null = null;
  #waiting: TimerId | null = null;
  #attempts = 0;
  #pending = 0;
  #oversized = 0;

  /** @param brokers where the site's broker may stand, in the order in which to look for it; at least one. */
  constructor(
    brokers: readonly MqttBroker[],
    client: BusClient,
    clock: Clock,
    random: Random,
    backoff: Backoff = { firstMs: 1_000, mostMs: 30_000 },
  ) {
    assert(brokers.length > 0, 'a message bus needs the address of a broker');
    this.#brokers = brokers;
    this.#client = client;
    this.#clock = clock;
    this.#random = random;
    this.#backoff = backoff;
  }

  get linked(): boolean {
    return this.#link !== null;
  }
  /** The address of the broker that is linked; null: none. */
  get at(): string | null {
    return this.#link === null ? null : this.#favourite;
  }
  /** Messages that came in larger than 256 KiB and were dropped. */
  get oversized(): number {
    return this.#oversized;
  }

  async open(signal: AbortSignal): Promise<Result<void, BusFault>> {
    assert(!this.#opened, 'the message bus is open already');
    signal.throwIfAborted();
    this.#opened = true;
    const abort = (): void => {
      this.#opened = false;
      this.#dialling?.cancel();
    };
    signal.addEventListener('abort', abort, { once: true });
    const result = await this.#dial();
    signal.removeEventListener('abort', abort);
    if (!result.ok) this.#opened = false;
    // Whatever came of it, nobody waits for it any more.
    if (signal.aborted) await this.close();
    signal.throwIfAborted();
    return result;
  }

  async close(): Promise<void> {
    this.#opened = false;
    if (this.#waiting !== null) this.#clock.clearTimeout(this.#waiting);
    this.#waiting = null;
    const dialling = this.#dialling;
    dialling?.cancel();
    await dialling?.link;
    const link = this.#link;
    if (link === null) return;
    this.#link = null;
    this.#links.emit(false);
    const impatient = this.#clock.setTimeout(() => link.destroy(), goodbyeMs);
    await link.end();
    this.#clock.clearTimeout(impatient);
  }

  /** Leaves the broker that is linked, if it is another, and asks the one with this address first from now on. */
  moveTo(url: string): void {
    if (url === this.#favourite) return;
    this.#favourite = url;
    this.#link?.destroy();
  }

  onFault(listener: (fault: BusFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  onLink(listener: (linked: boolean) => void): Unsubscribe {
    return this.#links.add(listener);
  }
  onRefused(listener: (filter: string) => void): Unsubscribe {
    return this.#refusals.add(listener);
  }

  async publish(message: OutgoingMessage): Promise<Result<void, BusFault>> {
    assert(isTopicName(message.topic), `not a topic: ${JSON.stringify(message.topic)}`);
    assert(this.#pending < maxPending, `${this.#pending} messages wait for the broker`);
    const bytes = Buffer.byteLength(message.payload);
    if (bytes > maxPayloadBytes) return fail({ kind: 'too-large', bytes, limit: maxPayloadBytes });
    if (this.#link === null) return fail({ kind: 'offline' });
    this.#pending += 1;
    const taken = await this.#link.publish(message);
    this.#pending -= 1;
    return taken ? done : fail({ kind: 'offline' });
  }

  subscribe(filter: string, listener: (message: BusMessage) => void, besides: string | null = null): Unsubscribe {
    const subscription: Subscription = { filter, matches: topicMatcher(filter), besides, listener };
    this.#subscriptions.add(subscription);
    this.#hearers.clear();
    this.#retired.delete(filter);
    if (this.#link !== null) this.#ask(this.#link, filter);
    return () => {
      if (!this.#subscriptions.delete(subscription)) return;
      this.#hearers.clear();
      if ([...this.#subscriptions].some((each) => each.filter === filter)) return;
      if (this.#link === null) this.#retired.add(filter);
      else this.#link.unsubscribe(filter);
    };
  }

  #ask(link: MqttLink, filter: string): void {
    void link.subscribe(filter).then((answer) => {
      if (answer === 'refused') this.#refusals.emit(filter);
    });
  }

  /** Dials the brokers one after another until one answers; the fault of one that could not be reached outweighs a refusal. */
  async #dial(): Promise<Result<void, BusFault>> {
    const favourite = this.#favourite;
    const inOrder = [...this.#brokers].sort((a, b) => Number(b.url === favourite) - Number(a.url === favourite));
    let fault: BusFault | null = null;
    for (const broker of inOrder) {
      const result = await this.#dialAt(broker);
      if (result.ok) return result;
      if (fault?.kind !== 'unreachable') fault = result.fault;
      if (!this.#opened) break;
    }
    return fail(present(fault, 'there is at least one broker'));
  }

  async #dialAt(broker: MqttBroker): Promise<Result<void, BusFault>> {
    const dialling = dialMqtt(broker, this.#client, maxPayloadBytes, {
      message: (topic, payload, retained) => this.#hear(topic, payload, retained),
      oversized: () => (this.#oversized += 1),
      lost: () => this.#lost(),
    });
    this.#dialling = dialling;
    const result = await dialling.link;
    this.#dialling = null;
    if (!result.ok) return result;
    const link = result.value;
    if (!link.alive)
      return fail({ kind: 'unreachable', where: new URL(broker.url).host, reason: 'connection lost at once' });
    this.#link = link;
    this.#favourite = broker.url;
    this.#linkedAt = this.#clock.now();
    for (const filter of this.#retired) link.unsubscribe(filter);
    this.#retired.clear();
    for (const filter of new Set([...this.#subscriptions].map((each) => each.filter))) this.#ask(link, filter);
    if (this.#opened) this.#links.emit(true);
    return done;
  }

  #hear(topic: string, payload: Uint8Array, retained: boolean): void {
    if (payload.byteLength > maxPayloadBytes) {
      this.#oversized += 1;
      return;
    }
    // Chosen first: who subscribes on hearing this message did not subscribe to it.
    const hearers = this.#hearersOf(topic);
    if (hearers.length === 0) return;
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    const message: BusMessage = { topic, payload: bytes.toString('utf8'), retained };
    for (const { listener } of hearers) listener(message);
  }

  #hearersOf(topic: string): readonly Subscription[] {
    const known = this.#hearers.get(topic);
    if (known !== undefined) return known;
    const levels = topic.split('/');
    const hearers = [...this.#subscriptions].filter(({ besides, matches }) => topic !== besides && matches(levels));
    if (this.#hearers.size >= mostTopics) this.#hearers.clear();
    this.#hearers.set(topic, hearers);
    return hearers;
  }

  #lost(): void {
    // While dialling still waits for its turn to look at the link, it will find it dead itself.
    if (this.#dialling !== null) return;
    this.#link = null;
    if (this.#clock.now() - this.#linkedAt >= goodLinkMs) this.#attempts = 0;
    this.#links.emit(false);
    if (this.#opened) this.#redial();
  }

  #redial(): void {
    this.#attempts += 1;
    this.#waiting = this.#clock.setTimeout(
      () => {
        this.#waiting = null;
        void this.#dial().then((result) => {
          if (result.ok || !this.#opened) return;
          if (result.fault.kind === 'unreachable') this.#redial();
          else {
            this.#opened = false;
            this.#faults.emit(result.fault);
          }
        });
      },
      backoffMs(this.#attempts, this.#backoff, this.#random),
    );
  }
}
