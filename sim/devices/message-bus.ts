import { assert } from '../../hal/assert.ts';
import { backoffMs, type Backoff } from '../../hal/backoff.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { BusClient, BusFault, BusMessage, MessageBus, OutgoingMessage } from '../../hal/ports/message-bus.ts';
import type { Random } from '../../hal/ports/random.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import { isTopicFilter, isTopicName, topicMatches } from '../../hal/topic-filter.ts';
import type { SimBroker } from '../peripherals/broker.ts';
import type { SimConnection } from '../peripherals/broker-wire.ts';

export { SimBroker } from '../peripherals/broker.ts';

const maxBytes = 256 * 1024;
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

interface Subscription {
  readonly filter: string;
  readonly besides: string | null;
  readonly listener: (message: BusMessage) => void;
}

/** The message bus's twin: a client of the simulated broker with the manners of the real driver. */
export class SimMessageBus implements MessageBus {
  readonly #broker: SimBroker;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #client: BusClient;
  readonly #backoff: Backoff;
  readonly #faults = new Listeners<BusFault>();
  readonly #links = new Listeners<boolean>();
  readonly #refusals = new Listeners<string>();
  readonly #subscriptions = new Set<Subscription>();
  /** Filters that nobody wants any more and a kept session at the broker still has. */
  readonly #retired = new Set<string>();
  readonly #pending = new Set<(result: Result<void, BusFault>) => void>();
  #opened = false;
  #connection: SimConnection | null = null;
  #dialling: TimerId | null = null;
  #attempts = 0;
  #oversized = 0;

  constructor(
    broker: SimBroker,
    clock: Clock,
    random: Random,
    client: BusClient,
    backoff: Backoff = { firstMs: 1_000, mostMs: 30_000 },
  ) {
    this.#broker = broker;
    this.#clock = clock;
    this.#random = random;
    this.#client = client;
    this.#backoff = backoff;
  }

  get linked(): boolean {
    return this.#connection !== null;
  }
  /** Messages that came in too large and were dropped. */
  get oversized(): number {
    return this.#oversized;
  }

  open(signal: AbortSignal): Promise<Result<void, BusFault>> {
    return new Promise((resolve, reject) => {
      assert(!this.#opened, 'the message bus is open already');
      signal.throwIfAborted();
      this.#opened = true;
      const abort = (): void => {
        this.#hangUp();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#dial((result) => {
        signal.removeEventListener('abort', abort);
        if (!result.ok) this.#opened = false;
        resolve(result);
      });
    });
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#hangUp();
    if (connection === null) return;
    this.#connection = null;
    this.#broker.disconnect(connection);
    this.#failPending();
    this.#links.emit(false);
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
    const bytes = bytesOf(message.payload);
    if (bytes > maxBytes) return fail({ kind: 'too-large', bytes, limit: maxBytes });
    const connection = this.#connection;
    if (connection === null) return fail({ kind: 'offline' });
    if (message.qos === 0) {
      this.#broker.receive(connection, message, () => undefined);
      return done;
    }
    return new Promise((resolve) => {
      this.#pending.add(resolve);
      this.#broker.receive(connection, message, () => {
        this.#pending.delete(resolve);
        resolve(done);
      });
    });
  }

  subscribe(filter: string, listener: (message: BusMessage) => void, besides: string | null = null): Unsubscribe {
    assert(isTopicFilter(filter), `not a topic filter: ${JSON.stringify(filter)}`);
    const subscription: Subscription = { filter, besides, listener };
    this.#subscriptions.add(subscription);
    this.#retired.delete(filter);
    if (this.#connection !== null) this.#ask(this.#connection, filter);
    return () => {
      if (!this.#subscriptions.delete(subscription)) return;
      if ([...this.#subscriptions].some((each) => each.filter === filter)) return;
      if (this.#connection === null) this.#retired.add(filter);
      else this.#broker.unsubscribe(this.#connection, filter);
    };
  }

  #ask(connection: SimConnection, filter: string): void {
    this.#broker.subscribe(connection, filter, () => this.#refusals.emit(filter));
  }

  #dial(told: (result: Result<void, BusFault>) => void): void {
    const ears = { message: (message: BusMessage) => this.#hear(message), lost: () => this.#lost() };
    this.#dialling = this.#broker.dial(this.#client, ears, (result) => {
      this.#dialling = null;
      if (!result.ok) {
        told(result);
        return;
      }
      this.#connection = result.value;
      this.#attempts = 0;
      for (const filter of this.#retired) this.#broker.unsubscribe(result.value, filter);
      this.#retired.clear();
      for (const filter of new Set([...this.#subscriptions].map((each) => each.filter)))
        this.#ask(result.value, filter);
      told(done);
      this.#links.emit(true);
    });
  }

  #hear(message: BusMessage): void {
    if (bytesOf(message.payload) > maxBytes) {
      this.#oversized += 1;
      return;
    }
    // Chosen first: who subscribes on hearing this message did not subscribe to it.
    const hearers = [...this.#subscriptions].filter(
      ({ besides, filter }) => message.topic !== besides && topicMatches(filter, message.topic),
    );
    for (const { listener } of hearers) listener(message);
  }

  #lost(): void {
    this.#connection = null;
    this.#failPending();
    this.#links.emit(false);
    if (this.#opened) this.#redial();
  }

  #redial(): void {
    this.#attempts += 1;
    this.#dialling = this.#clock.setTimeout(
      () =>
        this.#dial((result) => {
          if (result.ok) return;
          if (result.fault.kind === 'unreachable') this.#redial();
          else {
            this.#opened = false;
            this.#faults.emit(result.fault);
          }
        }),
      backoffMs(this.#attempts, this.#backoff, this.#random),
    );
  }

  #hangUp(): void {
    this.#opened = false;
    if (this.#dialling !== null) this.#clock.clearTimeout(this.#dialling);
    this.#dialling = null;
  }

  #failPending(): void {
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const resolve of pending) resolve(fail({ kind: 'offline' }));
  }
}
