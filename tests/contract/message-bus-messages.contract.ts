import { describe, expect, test } from 'vitest';
import type { BusMessage } from '../../hal/ports/message-bus.ts';
import { BusBench, message, payloads, signal, value, who, type BusRigs } from './message-bus.rig.ts';

/** What `hal/ports/message-bus.ts` promises of messages, topics and retained ones. */
export const busMessagesContract = (name: string, rigs: BusRigs): void => {
  describe(`messages of the bus: ${name}`, () => {
    const bench = new BusBench(rigs);

    test('what one publishes the other hears: topic and text as they were, not retained', async () => {
      const [a, b] = [await bench.open(who(bench.id('a'))), await bench.open(who(bench.id('b')))];
      const heard = await bench.listen(b, `${bench.base}/#`);
      const text = 'Mời số A012 đến quầy 3 · 请 · {"n":1}';
      value(await bench.publish(a, message(`${bench.base}/evt/visit`, text)));
      value(await bench.publish(a, message(`${bench.base}/evt/empty`, '')));
      await bench.rig.until(() => heard.length === 2);
      expect(heard).toEqual([
        { topic: `${bench.base}/evt/visit`, payload: text, retained: false },
        { topic: `${bench.base}/evt/empty`, payload: '', retained: false },
      ]);
    });

    test('QoS 0 comes as well', async () => {
      const [a, b] = [await bench.open(who(bench.id('a'))), await bench.open(who(bench.id('b')))];
      const heard = await bench.listen(b, `${bench.base}/#`);
      value(await bench.publish(a, message(`${bench.base}/x`, 'zero', { qos: 0 })));
      await bench.rig.until(() => heard.length === 1);
    });

    test('messages of one topic from one publisher arrive in the order of their publishing', async () => {
      const [a, b] = [await bench.open(who(bench.id('a'))), await bench.open(who(bench.id('b')))];
      const heard = await bench.listen(b, `${bench.base}/#`);
      const sent = Array.from({ length: 500 }, (_, index) => String(index));
      const results = await bench.rig.finish(
        Promise.all(sent.map((each) => a.publish(message(`${bench.base}/x`, each)))),
      );
      for (const result of results) value(result);
      await bench.rig.until(() => heard.length >= 500);
      expect(payloads(heard)).toEqual(sent);
    });

    test('a listener hears only what matches its filter', async () => {
      const [a, b] = [await bench.open(who(bench.id('a'))), await bench.open(who(bench.id('b')))];
      const filters = {
        exact: `${bench.base}/kiosk-1/cmd/next`,
        level: `${bench.base}/+/cmd/next`,
        rest: `${bench.base}/kiosk-1/#`,
        parent: `${bench.base}/#`,
        other: `${bench.base}/kiosk-2/#`,
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
      await bench.settled(b);
      const topics = [
        `${bench.base}/kiosk-1/cmd/next`,
        `${bench.base}/robot/cmd/next`,
        `${bench.base}/kiosk-1/cmd/next/ack`,
        `${bench.base}/kiosk-1`,
        bench.base,
      ];
      for (const topic of topics) value(await bench.publish(a, message(topic, 'x')));
      await bench.settled(b);
      await bench.rig.quiet();
      expect(heard).toEqual({
        exact: [topics[0]],
        level: [topics[0], topics[1]],
        rest: [topics[0], topics[2], topics[3]],
        parent: topics,
        other: [],
      });
    });

    test('a listener does not hear the one topic that it leaves out, and others of the same filter do', async () => {
      const [a, b] = [await bench.open(who(bench.id('a'))), await bench.open(who(bench.id('b')))];
      const [some, all]: [string[], string[]] = [[], []];
      const own = `${bench.base}/a/evt/visit`;
      a.subscribe(`${bench.base}/+/evt/visit`, ({ payload }) => some.push(payload), own);
      const ended = a.subscribe(`${bench.base}/a/#`, ({ payload }) => all.push(payload));
      await bench.settled(a);
      value(await bench.publish(a, message(own, 'own')));
      value(await bench.publish(b, message(`${bench.base}/b/evt/visit`, 'of another')));
      await bench.rig.until(() => some.length === 1 && all.length === 1);
      ended();
      // Who hears a topic is looked at anew: now nobody hears this one, and then somebody again.
      value(await bench.publish(a, message(own, 'to nobody')));
      a.subscribe(own, ({ payload }) => all.push(payload));
      await bench.settled(a);
      value(await bench.publish(a, message(own, 'again')));
      await bench.rig.until(() => all.length === 2);
      await bench.rig.quiet();
      expect([some, all]).toEqual([['of another'], ['own', 'again']]);
    });

    test('a wildcard’s first level does not take the broker’s own topics', async () => {
      const a = await bench.open(who(bench.id('a')));
      const heard = await bench.listen(a, '#');
      value(await bench.publish(a, message(`${bench.base}/x`, 'x')));
      await bench.rig.until(() => heard.some((each) => each.topic === `${bench.base}/x`));
      await bench.rig.quiet();
      expect(heard.filter((each) => each.topic.startsWith('$'))).toEqual([]);
    });

    test('a retained message comes to who subscribes later, and says so; an empty one removes it', async () => {
      const a = await bench.open(who(bench.id('a')));
      value(await bench.publish(a, message(`${bench.base}/state`, 'first', { retain: true })));
      value(await bench.publish(a, message(`${bench.base}/state`, 'online', { retain: true })));
      const b = await bench.open(who(bench.id('b')));
      const heard = await bench.listen(b, `${bench.base}/state`);
      await bench.rig.until(() => heard.length === 1);
      value(await bench.publish(a, message(`${bench.base}/state`, 'stopped', { retain: true })));
      await bench.rig.until(() => heard.length === 2);
      expect(heard).toEqual([
        { topic: `${bench.base}/state`, payload: 'online', retained: true },
        { topic: `${bench.base}/state`, payload: 'stopped', retained: false },
      ]);
      value(await bench.publish(a, message(`${bench.base}/state`, '', { retain: true })));
      await bench.rig.until(() => heard.length === 3);
      const late = await bench.listen(await bench.open(who(bench.id('c'))), `${bench.base}/state`);
      await bench.rig.quiet();
      expect(late).toEqual([]);
    });

    test('a retained message comes to each new subscription of the same filter', async () => {
      const a = await bench.open(who(bench.id('a')));
      value(await bench.publish(a, message(`${bench.base}/state`, 'online', { retain: true })));
      await bench.listen(a, `${bench.base}/state`);
      const second = await bench.listen(a, `${bench.base}/state`);
      await bench.rig.until(() => second.length >= 1);
      expect(second[0]).toEqual({ topic: `${bench.base}/state`, payload: 'online', retained: true });
    });

    test('after unsubscribing nothing comes; the other listener of the filter hears on', async () => {
      const [a, b] = [await bench.open(who(bench.id('a'))), await bench.open(who(bench.id('b')))];
      const [first, second]: [string[], string[]] = [[], []];
      const end = b.subscribe(`${bench.base}/x`, ({ payload }) => first.push(payload));
      b.subscribe(`${bench.base}/x`, ({ payload }) => second.push(payload));
      await bench.settled(b);
      value(await bench.publish(a, message(`${bench.base}/x`, 'one')));
      await bench.rig.until(() => first.length === 1 && second.length === 1);
      end();
      end();
      value(await bench.publish(a, message(`${bench.base}/x`, 'two')));
      await bench.rig.until(() => second.length === 2);
      await bench.rig.quiet();
      expect(first).toEqual(['one']);
    });

    test('subscribing before open is kept for the first link', async () => {
      const a = await bench.client(who(bench.id('a')));
      const heard: BusMessage[] = [];
      a.subscribe(`${bench.base}/x`, (each) => heard.push(each));
      value(await bench.rig.finish(a.open(signal)));
      await bench.settled(a);
      value(await bench.publish(a, message(`${bench.base}/x`, 'x')));
      await bench.rig.until(() => heard.length === 1);
    });

    test('what is larger than 256 KiB is refused going out and dropped coming in; what comes after it arrives', async () => {
      const a = await bench.open(who(bench.id('a')));
      const heard = await bench.listen(a, `${bench.base}/#`);
      const limit = 256 * 1024;
      expect(await bench.publish(a, message(`${bench.base}/x`, 'ố'.repeat(limit / 3 + 1)))).toMatchObject({
        ok: false,
        fault: { kind: 'too-large', limit },
      });
      const full = 'x'.repeat(limit);
      value(await bench.publish(a, message(`${bench.base}/full`, full)));
      await bench.rig.until(() => heard.length === 1);
      expect(heard[0]?.payload).toBe(full);
      await bench.rig.publishRaw(`${bench.base}/large`, 'x'.repeat(limit + 1));
      await bench.rig.publishRaw(`${bench.base}/huge`, 'x'.repeat(1024 * 1024));
      await bench.rig.publishRaw(`${bench.base}/small`, 'after');
      await bench.rig.until(() => heard.length === 2);
      expect(heard[1]?.payload).toBe('after');
      // Acknowledged, or it would come again at each link for ever.
      expect(a.linked).toBe(true);
    });

    test('a topic or filter that MQTT does not know is a bug of the caller', async () => {
      const a = await bench.open(who(bench.id('a')));
      for (const topic of ['', 'a/+', 'a/#', 'a\0b', 'x'.repeat(65_536)])
        await expect(a.publish(message(topic, 'x'))).rejects.toThrow(/not a topic/);
      for (const filter of ['', 'a/#/b', 'a+/b', 'a/b#', '\0'])
        expect(() => a.subscribe(filter, () => undefined)).toThrow(/not a topic filter/);
    });
  });
};
