import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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

const who = (clientId: string, more: Partial<BusClient> = {}): BusClient => ({
  clientId,
  will: null,
  cleanSession: true,
  ...more,
});
const message = (topic: string, payload: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  topic,
  payload,
  qos: 1,
  retain: false,
  ...more,
});
const value = <T>(result: Result<T, BusFault>): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.fault)}`);
  return result.value;
};
const signal = new AbortController().signal;

/** Each sentence of `hal/ports/message-bus.ts`. */
export const messageBusContract = (name: string, rigs: BusRigs): void => {
  describe(`message bus: ${name}`, () => {
    let rig: BusRig;
    const buses: MessageBus[] = [];
    let round = 0;
    let probes = 0;

    const open = async (client: BusClient): Promise<MessageBus> => {
      const bus = await rig.client(client);
      buses.push(bus);
      value(await rig.finish(bus.open(signal)));
      return bus;
    };
    const publish = (bus: MessageBus, out: OutgoingMessage): Promise<Result<void, BusFault>> =>
      rig.finish(bus.publish(out));
    /** Subscribes and waits until the broker has taken it: a message of our own comes back. */
    const listen = async (bus: MessageBus, filter: string): Promise<BusMessage[]> => {
      const heard: BusMessage[] = [];
      bus.subscribe(filter, (each) => {
        if (!each.topic.startsWith('probe/')) heard.push(each);
      });
      await settled(bus);
      return heard;
    };
    const settled = async (bus: MessageBus): Promise<void> => {
      const probe = `probe/${(probes += 1)}`;
      let back = false;
      const end = bus.subscribe(probe, () => (back = true));
      // Subscriptions and messages of one client are taken in order.
      await publish(bus, message(probe, 'x'));
      await rig.until(() => back);
      end();
    };
    const payloads = (heard: readonly BusMessage[]): string[] => heard.map((each) => each.payload);

    beforeAll(async () => {
      rig = await rigs.start();
    });
    afterAll(() => rigs.stop());
    let base = '';
    beforeEach(() => {
      round += 1;
      base = `letan/v1/test-${round}`;
    });
    afterEach(async () => {
      for (const bus of buses.splice(0)) await rig.finish(bus.close());
      expect(rig.pending()).toBe(0);
    });
    const id = (device: string): string => `${device}-${round}`;

    test('open resolves once the connection stands', async () => {
      const bus = await open(who(id('a')));
      expect(bus.linked).toBe(true);
    });

    test('open resolves with the fault when nobody answers, and works once somebody does', async () => {
      const bus = await rig.client(who(id('a')));
      buses.push(bus);
      rig.cut(id('a'));
      expect(await rig.finish(bus.open(signal))).toMatchObject({ ok: false, fault: { kind: 'unreachable' } });
      expect(bus.linked).toBe(false);
      rig.restore(id('a'));
      value(await rig.finish(bus.open(signal)));
      expect(bus.linked).toBe(true);
    });

    test('open twice is a bug, open after close works, close may be called twice and before open', async () => {
      const bus = await rig.client(who(id('a')));
      await rig.finish(bus.close());
      value(await rig.finish(bus.open(signal)));
      await expect(bus.open(signal)).rejects.toThrow(/open already/);
      await rig.finish(bus.close());
      await rig.finish(bus.close());
      expect(bus.linked).toBe(false);
      value(await rig.finish(bus.open(signal)));
      await rig.finish(bus.close());
    });

    test('an aborted open does not open', async () => {
      const bus = await rig.client(who(id('a')));
      buses.push(bus);
      await expect(bus.open(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
      const abort = new AbortController();
      const call = bus.open(abort.signal);
      // It may reject while time is still being moved on.
      call.catch(() => undefined);
      abort.abort();
      await expect(rig.finish(call)).rejects.toMatchObject({ name: 'AbortError' });
      expect(bus.linked).toBe(false);
      value(await rig.finish(bus.open(signal)));
    });

    test('what one publishes the other hears: topic and text as they were, not retained', async () => {
      const [a, b] = [await open(who(id('a'))), await open(who(id('b')))];
      const heard = await listen(b, `${base}/#`);
      const text = 'Mời số A012 đến quầy 3 · 请 · {"n":1}';
      value(await publish(a, message(`${base}/evt/visit`, text)));
      value(await publish(a, message(`${base}/evt/empty`, '')));
      await rig.until(() => heard.length === 2);
      expect(heard).toEqual([
        { topic: `${base}/evt/visit`, payload: text, retained: false },
        { topic: `${base}/evt/empty`, payload: '', retained: false },
      ]);
    });

    test('QoS 0 comes as well', async () => {
      const [a, b] = [await open(who(id('a'))), await open(who(id('b')))];
      const heard = await listen(b, `${base}/#`);
      value(await publish(a, message(`${base}/x`, 'zero', { qos: 0 })));
      await rig.until(() => heard.length === 1);
    });

    test('messages of one topic from one publisher arrive in the order of their publishing', async () => {
      const [a, b] = [await open(who(id('a'))), await open(who(id('b')))];
      const heard = await listen(b, `${base}/#`);
      const sent = Array.from({ length: 500 }, (_, index) => String(index));
      const results = await rig.finish(Promise.all(sent.map((each) => a.publish(message(`${base}/x`, each)))));
      for (const result of results) value(result);
      await rig.until(() => heard.length >= 500);
      expect(payloads(heard)).toEqual(sent);
    });

    test('a listener hears only what matches its filter', async () => {
      const [a, b] = [await open(who(id('a'))), await open(who(id('b')))];
      const filters = {
        exact: `${base}/kiosk-1/cmd/next`,
        level: `${base}/+/cmd/next`,
        rest: `${base}/kiosk-1/#`,
        parent: `${base}/#`,
        other: `${base}/kiosk-2/#`,
      };
      const heard: Record<string, string[]> = {};
      for (const [word, filter] of Object.entries(filters)) {
        const mine: string[] = [];
        heard[word] = mine;
        b.subscribe(filter, ({ topic }) => {
          // Some brokers send one copy for each filter that matches.
          if (!mine.includes(topic)) mine.push(topic);
        });
      }
      await settled(b);
      const topics = [
        `${base}/kiosk-1/cmd/next`,
        `${base}/robot/cmd/next`,
        `${base}/kiosk-1/cmd/next/ack`,
        `${base}/kiosk-1`,
        base,
      ];
      for (const topic of topics) value(await publish(a, message(topic, 'x')));
      await settled(b);
      await rig.quiet();
      expect(heard).toEqual({
        exact: [topics[0]],
        level: [topics[0], topics[1]],
        rest: [topics[0], topics[2], topics[3]],
        parent: topics,
        other: [],
      });
    });

    test('a wildcard’s first level does not take the broker’s own topics', async () => {
      const a = await open(who(id('a')));
      const heard = await listen(a, '#');
      value(await publish(a, message(`${base}/x`, 'x')));
      await rig.until(() => heard.some((each) => each.topic === `${base}/x`));
      await rig.quiet();
      expect(heard.filter((each) => each.topic.startsWith('$'))).toEqual([]);
    });

    test('a retained message comes to who subscribes later, and says so; an empty one removes it', async () => {
      const a = await open(who(id('a')));
      value(await publish(a, message(`${base}/state`, 'first', { retain: true })));
      value(await publish(a, message(`${base}/state`, 'online', { retain: true })));
      const b = await open(who(id('b')));
      const heard = await listen(b, `${base}/state`);
      await rig.until(() => heard.length === 1);
      value(await publish(a, message(`${base}/state`, 'stopped', { retain: true })));
      await rig.until(() => heard.length === 2);
      expect(heard).toEqual([
        { topic: `${base}/state`, payload: 'online', retained: true },
        { topic: `${base}/state`, payload: 'stopped', retained: false },
      ]);
      value(await publish(a, message(`${base}/state`, '', { retain: true })));
      await rig.until(() => heard.length === 3);
      const late = await listen(await open(who(id('c'))), `${base}/state`);
      await rig.quiet();
      expect(late).toEqual([]);
    });

    test('a retained message comes to each new subscription of the same filter', async () => {
      const a = await open(who(id('a')));
      value(await publish(a, message(`${base}/state`, 'online', { retain: true })));
      await listen(a, `${base}/state`);
      const second = await listen(a, `${base}/state`);
      await rig.until(() => second.length >= 1);
      expect(second[0]).toEqual({ topic: `${base}/state`, payload: 'online', retained: true });
    });

    test('after unsubscribing nothing comes; the other listener of the filter hears on', async () => {
      const [a, b] = [await open(who(id('a'))), await open(who(id('b')))];
      const [first, second]: [string[], string[]] = [[], []];
      const end = b.subscribe(`${base}/x`, ({ payload }) => first.push(payload));
      b.subscribe(`${base}/x`, ({ payload }) => second.push(payload));
      await settled(b);
      value(await publish(a, message(`${base}/x`, 'one')));
      await rig.until(() => first.length === 1 && second.length === 1);
      end();
      end();
      value(await publish(a, message(`${base}/x`, 'two')));
      await rig.until(() => second.length === 2);
      await rig.quiet();
      expect(first).toEqual(['one']);
    });

    test('a lost link is told, publishing then is offline at once, and nothing of it is sent later', async () => {
      const [a, b] = [await open(who(id('a'))), await open(who(id('b')))];
      const heard = await listen(b, `${base}/#`);
      const links: boolean[] = [];
      a.onLink((linked) => links.push(linked));
      rig.cut(id('a'));
      await rig.until(() => !a.linked);
      // No moving on of time here: the answer is there at once.
      expect(await a.publish(message(`${base}/x`, 'lost'))).toEqual({ ok: false, fault: { kind: 'offline' } });
      expect(await a.publish(message(`${base}/x`, 'lost', { qos: 0 }))).toEqual({
        ok: false,
        fault: { kind: 'offline' },
      });
      rig.restore(id('a'));
      await rig.until(() => a.linked);
      value(await publish(a, message(`${base}/x`, 'kept')));
      await rig.until(() => heard.length > 0);
      await rig.quiet();
      expect(payloads(heard)).toEqual(['kept']);
      expect(links).toEqual([false, true]);
    });

    test.each([true, false])(
      'a publish under way when the link died ends as offline; it may have arrived, it is not sent again (clean session: %s)',
      async (cleanSession) => {
        const [a, b] = [await open(who(id('a'), { cleanSession })), await open(who(id('b')))];
        const heard = await listen(b, `${base}/#`);
        const calls = Array.from({ length: 20 }, (_, index) => a.publish(message(`${base}/x`, String(index))));
        rig.cut(id('a'));
        const results = await rig.finish(Promise.all(calls));
        for (const result of results) expect(result).toEqual({ ok: false, fault: { kind: 'offline' } });
        rig.restore(id('a'));
        await rig.until(() => a.linked);
        await rig.quiet();
        const arrived = payloads(heard);
        expect(arrived).toEqual(Array.from({ length: arrived.length }, (_, index) => String(index)));
        expect(new Set(arrived).size).toBe(arrived.length);
      },
    );

    test('subscriptions are made again after a lost link, also those made or ended while it was away', async () => {
      const [a, b] = [await open(who(id('a'))), await open(who(id('b')))];
      const kept = await listen(a, `${base}/kept`);
      const ended: BusMessage[] = [];
      const end = a.subscribe(`${base}/ended`, (each) => ended.push(each));
      await settled(a);
      rig.cut(id('a'));
      await rig.until(() => !a.linked);
      end();
      const made: BusMessage[] = [];
      a.subscribe(`${base}/made`, (each) => made.push(each));
      rig.restore(id('a'));
      await rig.until(() => a.linked);
      await settled(a);
      for (const word of ['kept', 'ended', 'made']) value(await publish(b, message(`${base}/${word}`, word)));
      await rig.until(() => kept.length === 1 && made.length === 1);
      await rig.quiet();
      expect(ended).toEqual([]);
    });

    test('subscribing before open is kept for the first link', async () => {
      const a = await rig.client(who(id('a')));
      buses.push(a);
      const heard: BusMessage[] = [];
      a.subscribe(`${base}/x`, (each) => heard.push(each));
      value(await rig.finish(a.open(signal)));
      await settled(a);
      value(await publish(a, message(`${base}/x`, 'x')));
      await rig.until(() => heard.length === 1);
    });

    test('the will is published when the link dies', async () => {
      const will = message(`${base}/state`, 'lost', { retain: true });
      await open(who(id('a'), { will }));
      const heard = await listen(await open(who(id('b'))), `${base}/state`);
      rig.cut(id('a'));
      await rig.until(() => heard.length === 1);
      expect(heard).toEqual([{ topic: `${base}/state`, payload: 'lost', retained: false }]);
      const late = await listen(await open(who(id('c'))), `${base}/state`);
      await rig.until(() => late.length === 1);
      expect(late).toEqual([{ topic: `${base}/state`, payload: 'lost', retained: true }]);
    });

    test('close says goodbye: no will, nothing lost that was published before', async () => {
      const a = await open(who(id('a'), { will: message(`${base}/state`, 'lost') }));
      const heard = await listen(await open(who(id('b'))), `${base}/#`);
      const call = a.publish(message(`${base}/state`, 'stopped'));
      const links: boolean[] = [];
      a.onLink((linked) => links.push(linked));
      await rig.finish(a.close());
      await call;
      await rig.until(() => heard.length > 0);
      await rig.quiet();
      expect(payloads(heard)).toEqual(['stopped']);
      expect(links).toEqual([false]);
      expect(await publish(a, message(`${base}/x`, 'x'))).toEqual({ ok: false, fault: { kind: 'offline' } });
    });

    test('a kept session brings what was published while the client was away', async () => {
      const a = await open(who(id('a'), { cleanSession: false }));
      const b = await open(who(id('b')));
      const heard = await listen(a, `${base}/x`);
      rig.cut(id('a'));
      await rig.until(() => !a.linked);
      for (const word of ['one', 'two', 'three']) value(await publish(b, message(`${base}/x`, word)));
      rig.restore(id('a'));
      await rig.until(() => heard.length >= 3);
      // QoS 1 may come twice, in order.
      expect([...new Set(payloads(heard))]).toEqual(['one', 'two', 'three']);
    });

    test('a kept session forgets what was unsubscribed while the client was away', async () => {
      const a = await open(who(id('a'), { cleanSession: false }));
      const b = await open(who(id('b')));
      const end = a.subscribe(`${base}/x`, () => undefined);
      await settled(a);
      rig.cut(id('a'));
      await rig.until(() => !a.linked);
      end();
      rig.restore(id('a'));
      await rig.until(() => a.linked);
      await settled(a);
      rig.cut(id('a'));
      await rig.until(() => !a.linked);
      value(await publish(b, message(`${base}/x`, 'of nobody')));
      const heard: string[] = [];
      a.subscribe(`${base}/x`, ({ payload }) => heard.push(payload));
      rig.restore(id('a'));
      await rig.until(() => a.linked);
      await settled(a);
      value(await publish(b, message(`${base}/x`, 'of a new subscription')));
      await rig.until(() => heard.length > 0);
      await rig.quiet();
      expect(heard).toEqual(['of a new subscription']);
    });

    test('a clean session brings nothing of it', async () => {
      const [a, b] = [await open(who(id('a'))), await open(who(id('b')))];
      const heard = await listen(a, `${base}/x`);
      rig.cut(id('a'));
      await rig.until(() => !a.linked);
      value(await publish(b, message(`${base}/x`, 'missed')));
      rig.restore(id('a'));
      await rig.until(() => a.linked);
      await settled(a);
      await rig.quiet();
      expect(heard).toEqual([]);
    });

    test('a broker that goes and comes back is found again by itself', async () => {
      const [a, b] = [await open(who(id('a'))), await open(who(id('b')))];
      const heard = await listen(b, `${base}/#`);
      await rig.stopBroker();
      await rig.until(() => !a.linked && !b.linked);
      expect(await a.publish(message(`${base}/x`, 'x'))).toEqual({ ok: false, fault: { kind: 'offline' } });
      await rig.startBroker();
      await rig.until(() => a.linked && b.linked);
      await settled(b);
      value(await publish(a, message(`${base}/x`, 'again')));
      await rig.until(() => heard.length === 1);
    });

    test('what is larger than 256 KiB is refused going out and dropped coming in; what comes after it arrives', async () => {
      const a = await open(who(id('a')));
      const heard = await listen(a, `${base}/#`);
      const limit = 256 * 1024;
      expect(await publish(a, message(`${base}/x`, 'ố'.repeat(limit / 3 + 1)))).toMatchObject({
        ok: false,
        fault: { kind: 'too-large', limit },
      });
      const full = 'x'.repeat(limit);
      value(await publish(a, message(`${base}/full`, full)));
      await rig.until(() => heard.length === 1);
      expect(heard[0]?.payload).toBe(full);
      await rig.publishRaw(`${base}/large`, 'x'.repeat(limit + 1));
      await rig.publishRaw(`${base}/huge`, 'x'.repeat(1024 * 1024));
      await rig.publishRaw(`${base}/small`, 'after');
      await rig.until(() => heard.length === 2);
      expect(heard[1]?.payload).toBe('after');
      // Acknowledged, or it would come again at each link for ever.
      expect(a.linked).toBe(true);
    });

    test('a topic or filter that MQTT does not know is a bug of the caller', async () => {
      const a = await open(who(id('a')));
      for (const topic of ['', 'a/+', 'a/#', 'a\0b', 'x'.repeat(65_536)])
        await expect(a.publish(message(topic, 'x'))).rejects.toThrow(/not a topic/);
      for (const filter of ['', 'a/#/b', 'a+/b', 'a/b#', '\0'])
        expect(() => a.subscribe(filter, () => undefined)).toThrow(/not a topic filter/);
    });
  });
};
