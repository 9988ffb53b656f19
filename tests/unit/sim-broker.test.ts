import { beforeEach, describe, expect, test } from 'vitest';
import type { BusClient, BusFault } from '../../hal/ports/message-bus.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimBroker, SimMessageBus } from '../../sim/devices/message-bus.ts';

const signal = new AbortController().signal;
const out = (topic: string, payload: string, qos: 0 | 1 = 1) => ({ topic, payload, qos, retain: false });

/** What the contract cannot show: the broker's faults and the outsider's door. */
describe('simulated broker', () => {
  let time: SimClock;
  let clock: DeviceClock;
  let broker: SimBroker;
  beforeEach(() => {
    time = new SimClock();
    clock = new DeviceClock(time, 0);
    broker = new SimBroker(clock, 10);
  });
  const busOf = (clientId: string, more: Partial<BusClient> = {}): SimMessageBus =>
    new SimMessageBus(broker, clock, { next: () => 0.5 }, { clientId, will: null, cleanSession: true, ...more });
  const opened = async (bus: SimMessageBus): Promise<SimMessageBus> => {
    const call = bus.open(signal);
    await time.advance(100);
    expect(await call).toEqual({ ok: true, value: undefined });
    return bus;
  };
  const hears = async (bus: SimMessageBus, filter: string): Promise<string[]> => {
    const heard: string[] = [];
    bus.subscribe(filter, ({ payload }) => heard.push(`${clock.now()} ${payload}`));
    await time.advance(100);
    return heard;
  };

  test('a message takes the latency twice: to the broker and from it; an acknowledgement as well', async () => {
    const [a, b] = [await opened(busOf('a')), await opened(busOf('b'))];
    const heard = await hears(b, 'x');
    const sentAt = clock.now();
    let acknowledgedAt = -1;
    void a.publish(out('x', 'm')).then(() => (acknowledgedAt = clock.now()));
    await time.advance(100);
    expect(heard).toEqual([`${sentAt + 20} m`]);
    expect(acknowledgedAt).toBe(sentAt + 20);
  });

  test('a latency that shrinks lets nothing overtake', async () => {
    const [a, b] = [await opened(busOf('a')), await opened(busOf('b'))];
    const heard = await hears(b, 'x');
    broker.latencyMs = 500;
    void a.publish(out('x', 'slow'));
    broker.latencyMs = 1;
    void a.publish(out('x', 'fast'));
    await time.advance(2000);
    expect(heard.map((each) => each.split(' ')[1])).toEqual(['slow', 'fast']);
  });

  test('deliveries are doubled as often as told, QoS 1 only', async () => {
    const [a, b] = [await opened(busOf('a')), await opened(busOf('b'))];
    const heard = await hears(b, 'x');
    broker.double(2);
    for (const [word, qos] of [
      ['zero', 0],
      ['one', 1],
      ['two', 1],
      ['three', 1],
    ] as const)
      void a.publish(out('x', word, qos));
    await time.advance(200);
    expect(heard.map((each) => each.split(' ')[1])).toEqual(['zero', 'one', 'one', 'two', 'two', 'three']);
  });

  test('a link that goes silent is noticed late, by client and broker, and only then is the will published', async () => {
    const a = await opened(busOf('a', { will: out('state', 'lost') }));
    const states: string[] = [];
    broker.hear('state', ({ payload }) => states.push(`${clock.now()} ${payload}`));
    const cutAt = clock.now();
    broker.cut('a', 7_500);
    let answer: unknown = null;
    void a.publish(out('x', 'm')).then((result) => (answer = result));
    await time.advance(7_499);
    expect(a.linked).toBe(true);
    expect(answer).toBeNull();
    await time.advance(1);
    expect(a.linked).toBe(false);
    expect(answer).toEqual({ ok: false, fault: { kind: 'offline' } });
    expect(states).toEqual([`${cutAt + 7_500} lost`]);
    broker.restore('a');
    await time.advance(60_000);
    expect(a.linked).toBe(true);
  });

  test('while it is believed to be there, a kept session’s messages are not lost', async () => {
    const a = await opened(busOf('a', { cleanSession: false }));
    const heard = await hears(a, 'x');
    broker.cut('a', 5_000);
    broker.publish(out('x', 'one'));
    await time.advance(6_000);
    broker.publish(out('x', 'two'));
    broker.restore('a');
    await time.advance(60_000);
    expect(heard.map((each) => each.split(' ')[1])).toEqual(['one', 'two']);
  });

  test('a broker that comes back without its disk has forgotten retained messages and sessions', async () => {
    const a = await opened(busOf('a', { cleanSession: false }));
    const heard = await hears(a, 'x');
    broker.publish({ ...out('state', 'online'), retain: true });
    expect(broker.retained('state')).toBe('online');
    broker.stop();
    broker.start(true);
    expect(broker.retained('state')).toBeNull();
    broker.publish(out('x', 'missed'));
    await time.advance(60_000);
    broker.publish(out('x', 'heard'));
    await time.advance(100);
    expect(heard.map((each) => each.split(' ')[1])).toEqual(['heard']);
  });

  test('a broker that is killed publishes no will', async () => {
    await opened(busOf('a', { will: out('state', 'lost') }));
    const states: string[] = [];
    broker.hear('state', ({ payload }) => states.push(payload));
    broker.stop();
    await time.advance(60_000);
    broker.start();
    await time.advance(60_000);
    expect(states).toEqual([]);
  });

  test('a second client of the same id throws the first out', async () => {
    const first = await opened(busOf('a', { will: out('state', 'lost') }));
    const states: string[] = [];
    broker.hear('state', ({ payload }) => states.push(payload));
    const links: boolean[] = [];
    first.onLink((linked) => links.push(linked));
    const second = await opened(busOf('a'));
    expect(links[0]).toBe(false);
    expect(states).toEqual(['lost']);
    await second.close();
    await time.advance(60_000);
    expect(first.linked).toBe(true);
  });

  test('a refused filter is told at each link, a refused client ends the service', async () => {
    const a = await opened(busOf('a'));
    const refused: string[] = [];
    a.onRefused((filter) => refused.push(filter));
    broker.refuseFilter('secret/#');
    await hears(a, 'secret/#');
    expect(refused).toEqual(['secret/#']);
    const faults: BusFault[] = [];
    a.onFault((fault) => faults.push(fault));
    broker.refuseClient('a', 'not authorised');
    broker.cut('a');
    broker.restore('a');
    await time.advance(60_000);
    expect(faults).toEqual([{ kind: 'refused', where: 'simulated broker', reason: 'not authorised' }]);
    expect(time.pending).toBe(0);
    broker.refuseClient('a', null);
    await a.close();
    await opened(a);
    await time.advance(100);
    expect(refused).toEqual(['secret/#', 'secret/#']);
  });

  test('of what waits for a kept session a thousand messages are kept, the oldest', async () => {
    const a = await opened(busOf('a', { cleanSession: false }));
    const heard = await hears(a, 'x');
    broker.cut('a');
    for (let n = 0; n < 1500; n++) broker.publish(out('x', String(n)));
    broker.restore('a');
    await time.advance(60_000);
    expect(heard).toHaveLength(1000);
    expect(heard[0]?.split(' ')[1]).toBe('0');
  });

  test('who waits to dial again waits longer each time, and everything ends with close', async () => {
    const a = await opened(busOf('a'));
    broker.cut('a');
    const waits: number[] = [];
    let before = clock.now();
    for (let attempt = 0; attempt < 8; attempt++) {
      const next = time.nextAt ?? 0;
      waits.push(next - before);
      await time.step();
      // The answer of the failed dialling.
      await time.step();
      before = clock.now();
    }
    expect(waits).toEqual([750, 1500, 3000, 6000, 12_000, 22_500, 22_500, 22_500]);
    await a.close();
    broker.close();
    expect(time.pending).toBe(0);
  });

  test('the same run gives the same story', async () => {
    const story = async (): Promise<string[]> => {
      time = new SimClock();
      clock = new DeviceClock(time, 0);
      broker = new SimBroker(clock, 7);
      const [a, b] = [await opened(busOf('a')), await opened(busOf('b', { cleanSession: false }))];
      const heard = await hears(b, '#');
      for (let n = 0; n < 50; n++) {
        void a.publish(out(`t/${n % 3}`, String(n)));
        if (n === 20) broker.cut('b', 30);
        if (n === 30) broker.restore('b');
        await time.advance(n % 7);
      }
      await time.advance(60_000);
      return heard;
    };
    expect(await story()).toEqual(await story());
  });
});
