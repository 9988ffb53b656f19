import { describe, expect, test } from 'vitest';
import type { BusMessage } from '../../hal/ports/message-bus.ts';
import { BusBench, message, payloads, signal, value, who, type BusRigs } from './message-bus.rig.ts';

/** What `hal/ports/message-bus.ts` promises of opening, losing and keeping the link. */
export const busLinkContract = (name: string, rigs: BusRigs): void => {
  describe(`link of the bus: ${name}`, () => {
    const bench = new BusBench(rigs);

    test('open resolves once the connection stands', async () => {
      const bus = await bench.open(who(bench.id('a')));
      expect(bus.linked).toBe(true);
    });

    test('open resolves with the fault when nobody answers, and works once somebody does', async () => {
      const bus = await bench.client(who(bench.id('a')));
      bench.rig.cut(bench.id('a'));
      expect(await bench.rig.finish(bus.open(signal))).toMatchObject({ ok: false, fault: { kind: 'unreachable' } });
      expect(bus.linked).toBe(false);
      bench.rig.restore(bench.id('a'));
      value(await bench.rig.finish(bus.open(signal)));
      expect(bus.linked).toBe(true);
    });

    test('open twice is a bug, open after close works, close may be called twice and before open', async () => {
      const bus = await bench.client(who(bench.id('a')));
      await bench.rig.finish(bus.close());
      value(await bench.rig.finish(bus.open(signal)));
      await expect(bus.open(signal)).rejects.toThrow(/open already/);
      await bench.rig.finish(bus.close());
      await bench.rig.finish(bus.close());
      expect(bus.linked).toBe(false);
      value(await bench.rig.finish(bus.open(signal)));
      await bench.rig.finish(bus.close());
    });

    test('an aborted open does not open', async () => {
      const bus = await bench.client(who(bench.id('a')));
      await expect(bus.open(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
      const abort = new AbortController();
      const call = bus.open(abort.signal);
      // It may reject while time is still being moved on.
      call.catch(() => undefined);
      abort.abort();
      await expect(bench.rig.finish(call)).rejects.toMatchObject({ name: 'AbortError' });
      expect(bus.linked).toBe(false);
      value(await bench.rig.finish(bus.open(signal)));
    });

    test('a lost link is told, publishing then is offline at once, and nothing of it is sent later', async () => {
      const [a, b] = [await bench.open(who(bench.id('a'))), await bench.open(who(bench.id('b')))];
      const heard = await bench.listen(b, `${bench.base}/#`);
      const links: boolean[] = [];
      a.onLink((linked) => links.push(linked));
      bench.rig.cut(bench.id('a'));
      await bench.rig.until(() => !a.linked);
      // No moving on of time here: the answer is there at once.
      expect(await a.publish(message(`${bench.base}/x`, 'lost'))).toEqual({ ok: false, fault: { kind: 'offline' } });
      expect(await a.publish(message(`${bench.base}/x`, 'lost', { qos: 0 }))).toEqual({
        ok: false,
        fault: { kind: 'offline' },
      });
      bench.rig.restore(bench.id('a'));
      await bench.rig.until(() => a.linked);
      value(await bench.publish(a, message(`${bench.base}/x`, 'kept')));
      await bench.rig.until(() => heard.length > 0);
      await bench.rig.quiet();
      expect(payloads(heard)).toEqual(['kept']);
      expect(links).toEqual([false, true]);
    });

    test.each([true, false])(
      'a publish under way when the link died ends as offline; it may have arrived, it is not sent again (clean session: %s)',
      async (cleanSession) => {
        const [a, b] = [await bench.open(who(bench.id('a'), { cleanSession })), await bench.open(who(bench.id('b')))];
        const heard = await bench.listen(b, `${bench.base}/#`);
        const calls = Array.from({ length: 20 }, (_, index) => a.publish(message(`${bench.base}/x`, String(index))));
        bench.rig.cut(bench.id('a'));
        const results = await bench.rig.finish(Promise.all(calls));
        for (const result of results) expect(result).toEqual({ ok: false, fault: { kind: 'offline' } });
        bench.rig.restore(bench.id('a'));
        await bench.rig.until(() => a.linked);
        await bench.rig.quiet();
        const arrived = payloads(heard);
        expect(arrived).toEqual(Array.from({ length: arrived.length }, (_, index) => String(index)));
        expect(new Set(arrived).size).toBe(arrived.length);
      },
    );

    test('subscriptions are made again after a lost link, also those made or ended while it was away', async () => {
      const [a, b] = [await bench.open(who(bench.id('a'))), await bench.open(who(bench.id('b')))];
      const kept = await bench.listen(a, `${bench.base}/kept`);
      const ended: BusMessage[] = [];
      const end = a.subscribe(`${bench.base}/ended`, (each) => ended.push(each));
      await bench.settled(a);
      bench.rig.cut(bench.id('a'));
      await bench.rig.until(() => !a.linked);
      end();
      const made: BusMessage[] = [];
      a.subscribe(`${bench.base}/made`, (each) => made.push(each));
      bench.rig.restore(bench.id('a'));
      await bench.rig.until(() => a.linked);
      await bench.settled(a);
      for (const word of ['kept', 'ended', 'made'])
        value(await bench.publish(b, message(`${bench.base}/${word}`, word)));
      await bench.rig.until(() => kept.length === 1 && made.length === 1);
      await bench.rig.quiet();
      expect(ended).toEqual([]);
    });

    test('the will is published when the link dies', async () => {
      const will = message(`${bench.base}/state`, 'lost', { retain: true });
      await bench.open(who(bench.id('a'), { will }));
      const heard = await bench.listen(await bench.open(who(bench.id('b'))), `${bench.base}/state`);
      bench.rig.cut(bench.id('a'));
      await bench.rig.until(() => heard.length === 1);
      expect(heard).toEqual([{ topic: `${bench.base}/state`, payload: 'lost', retained: false }]);
      const late = await bench.listen(await bench.open(who(bench.id('c'))), `${bench.base}/state`);
      await bench.rig.until(() => late.length === 1);
      expect(late).toEqual([{ topic: `${bench.base}/state`, payload: 'lost', retained: true }]);
    });

    test('close says goodbye: no will, nothing lost that was published before', async () => {
      const a = await bench.open(who(bench.id('a'), { will: message(`${bench.base}/state`, 'lost') }));
      const heard = await bench.listen(await bench.open(who(bench.id('b'))), `${bench.base}/#`);
      const call = a.publish(message(`${bench.base}/state`, 'stopped'));
      const links: boolean[] = [];
      a.onLink((linked) => links.push(linked));
      await bench.rig.finish(a.close());
      await call;
      await bench.rig.until(() => heard.length > 0);
      await bench.rig.quiet();
      expect(payloads(heard)).toEqual(['stopped']);
      expect(links).toEqual([false]);
      expect(await bench.publish(a, message(`${bench.base}/x`, 'x'))).toEqual({
        ok: false,
        fault: { kind: 'offline' },
      });
    });

    test('a kept session brings what was published while the client was away', async () => {
      const a = await bench.open(who(bench.id('a'), { cleanSession: false }));
      const b = await bench.open(who(bench.id('b')));
      const heard = await bench.listen(a, `${bench.base}/x`);
      bench.rig.cut(bench.id('a'));
      await bench.rig.until(() => !a.linked);
      for (const word of ['one', 'two', 'three']) value(await bench.publish(b, message(`${bench.base}/x`, word)));
      bench.rig.restore(bench.id('a'));
      await bench.rig.until(() => heard.length >= 3);
      // QoS 1 may come twice, in order.
      expect([...new Set(payloads(heard))]).toEqual(['one', 'two', 'three']);
    });

    test('a kept session forgets what was unsubscribed while the client was away', async () => {
      const a = await bench.open(who(bench.id('a'), { cleanSession: false }));
      const b = await bench.open(who(bench.id('b')));
      const end = a.subscribe(`${bench.base}/x`, () => undefined);
      await bench.settled(a);
      bench.rig.cut(bench.id('a'));
      await bench.rig.until(() => !a.linked);
      end();
      bench.rig.restore(bench.id('a'));
      await bench.rig.until(() => a.linked);
      await bench.settled(a);
      bench.rig.cut(bench.id('a'));
      await bench.rig.until(() => !a.linked);
      value(await bench.publish(b, message(`${bench.base}/x`, 'of nobody')));
      const heard: string[] = [];
      a.subscribe(`${bench.base}/x`, ({ payload }) => heard.push(payload));
      bench.rig.restore(bench.id('a'));
      await bench.rig.until(() => a.linked);
      await bench.settled(a);
      value(await bench.publish(b, message(`${bench.base}/x`, 'of a new subscription')));
      await bench.rig.until(() => heard.length > 0);
      await bench.rig.quiet();
      expect(heard).toEqual(['of a new subscription']);
    });

    test('a clean session brings nothing of it', async () => {
      const [a, b] = [await bench.open(who(bench.id('a'))), await bench.open(who(bench.id('b')))];
      const heard = await bench.listen(a, `${bench.base}/x`);
      bench.rig.cut(bench.id('a'));
      await bench.rig.until(() => !a.linked);
      value(await bench.publish(b, message(`${bench.base}/x`, 'missed')));
      bench.rig.restore(bench.id('a'));
      await bench.rig.until(() => a.linked);
      await bench.settled(a);
      await bench.rig.quiet();
      expect(heard).toEqual([]);
    });

    test('a broker that goes and comes back is found again by itself', async () => {
      const [a, b] = [await bench.open(who(bench.id('a'))), await bench.open(who(bench.id('b')))];
      const heard = await bench.listen(b, `${bench.base}/#`);
      await bench.rig.stopBroker();
      await bench.rig.until(() => !a.linked && !b.linked);
      expect(await a.publish(message(`${bench.base}/x`, 'x'))).toEqual({ ok: false, fault: { kind: 'offline' } });
      await bench.rig.startBroker();
      await bench.rig.until(() => a.linked && b.linked);
      await bench.settled(b);
      value(await bench.publish(a, message(`${bench.base}/x`, 'again')));
      await bench.rig.until(() => heard.length === 1);
    });
  });
};
