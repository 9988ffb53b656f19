import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { BusClient, BusFault, BusMessage, MessageBus, OutgoingMessage } from '../../hal/ports/message-bus.ts';
import type { Result } from '../../hal/result.ts';

/** One broker and clients on wires that can be cut. */
export interface BusRig {
  /** A client with a wire of its own; its backoff is some milliseconds. */
  client(who: BusClient): Promise<MessageBus>;
  /** Cuts the wire of a client; both ends notice at once. */
  cut(clientId: string): void;
  restore(clientId: string): void;
  stopBroker(): Promise<void>;
  startBroker(): Promise<void>;
  /** Lets a call come to its end (simulated time has to be moved on). */
  finish<T>(call: Promise<T>): Promise<T>;
  /** Waits until `met`, throws when it is not within some seconds. */
  until(met: () => boolean): Promise<void>;
  /** Time enough for whatever may still come. */
  quiet(): Promise<void>;
  /** Publishes without any limit of the driver's. */
  publishRaw(topic: string, payload: string): Promise<void>;
  /** Timers still armed. */
  pending(): number;
}
export interface BusRigs {
  start(): Promise<BusRig>;
  stop(): Promise<void>;
}

export const who = (clientId: string, more: Partial<BusClient> = {}): BusClient => ({
  clientId,
  will: null,
  cleanSession: true,
  ...more,
});
export const message = (topic: string, payload: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  topic,
  payload,
  qos: 1,
  retain: false,
  ...more,
});
export const value = <T>(result: Result<T, BusFault>): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.fault)}`);
  return result.value;
};
export const signal = new AbortController().signal;

export const payloads = (heard: readonly BusMessage[]): string[] => heard.map((each) => each.payload);

/** What the tests of one suite share: one broker for all, clients and topics of each test's own. */
export class BusBench {
  #rig: BusRig | null = null;
  readonly #buses: MessageBus[] = [];
  #round = 0;
  #probes = 0;

  /** Within a `describe`: starts the broker before its tests and closes every client after each. */
  constructor(rigs: BusRigs) {
    beforeAll(async () => {
      this.#rig = await rigs.start();
    });
    afterAll(() => rigs.stop());
    beforeEach(() => {
      this.#round += 1;
    });
    afterEach(async () => {
      for (const bus of this.#buses.splice(0)) await this.rig.finish(bus.close());
      expect(this.rig.pending()).toBe(0);
    });
  }

  get rig(): BusRig {
    if (this.#rig === null) throw new Error('the broker has not been started');
    return this.#rig;
  }
  /** Where the topics of the present test begin. */
  get base(): string {
    return `letan/v1/test-${this.#round}`;
  }
  id(device: string): string {
    return `${device}-${this.#round}`;
  }

  async client(client: BusClient): Promise<MessageBus> {
    const bus = await this.rig.client(client);
    this.#buses.push(bus);
    return bus;
  }
  async open(client: BusClient): Promise<MessageBus> {
    const bus = await this.client(client);
    value(await this.rig.finish(bus.open(signal)));
    return bus;
  }
  publish(bus: MessageBus, out: OutgoingMessage): Promise<Result<void, BusFault>> {
    return this.rig.finish(bus.publish(out));
  }
  /** Subscribes and waits until the broker has taken it. */
  async listen(bus: MessageBus, filter: string): Promise<BusMessage[]> {
    const heard: BusMessage[] = [];
    bus.subscribe(filter, (each) => {
      if (!each.topic.startsWith('probe/')) heard.push(each);
    });
    await this.settled(bus);
    return heard;
  }
  /** Waits until the broker has taken all that the client has asked: a message of its own comes back. */
  async settled(bus: MessageBus): Promise<void> {
    const probe = `probe/${(this.#probes += 1)}`;
    let back = false;
    const end = bus.subscribe(probe, () => (back = true));
    // Subscriptions and messages of one client are taken in order.
    await this.publish(bus, message(probe, 'x'));
    await this.rig.until(() => back);
    end();
  }
}
