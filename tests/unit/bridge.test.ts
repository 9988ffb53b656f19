import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Bridge } from '../../firmware/bridge.ts';
import type { Command, CommandAnswer } from '../../firmware/commands.ts';
import { Outbox } from '../../firmware/outbox.ts';
import type { JsonObject } from '../../hal/json.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimBroker, SimMessageBus } from '../../sim/devices/message-bus.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { KeptLog } from '../support/log.ts';

const startsAt = Date.UTC(2026, 7, 3, 1, 0);
const base = 'letan/v1/ward-centre/kiosk-1';

const makeRig = async () => {
  const clock = new SimClock();
  const device = new DeviceClock(clock, startsAt);
  const broker = new SimBroker(device);
  const bus = new SimMessageBus(
    broker,
    device,
    { next: () => 0.5 },
    { clientId: 'kiosk-1', will: null, cleanSession: true },
  );
  const log = new KeptLog();
  const taken: Command[] = [];
  const visits: JsonObject[] = [];
  const acks: JsonObject[] = [];
  const met: string[] = [];
  const state = { status: { lifecycle: 'running' } as JsonObject };
  let answer: CommandAnswer = { ok: true, value: { number: 'A001' } };
  const bridge = new Bridge(
    { site: 'ward-centre', device: 'kiosk-1', boot: 3, meta: { profile: 'kiosk' } },
    { bus, clock: device, log },
    {
      status: () => state.status,
      command: (command) => {
        taken.push(command);
        return Promise.resolve(answer);
      },
      exchange: {
        visit: (_from, event) => visits.push(event),
        held: (from) => met.push(`${from} holds`),
        online: (from, boot) => met.push(`${from} is on, start ${boot}`),
        setLinked: () => undefined,
      },
    },
  );
  const storage = new SimStorage(device);
  const outbox = new Outbox(storage, device, log, (event) => bridge.send(event));
  const opened = bus.open(new AbortController().signal);
  const started = outbox.start();
  await clock.advance(100);
  await Promise.all([opened, started]);
  bridge.start(outbox);
  broker.hear(`${base}/cmd/+/ack`, (message) => acks.push(JSON.parse(message.payload)));
  await clock.advance(500);
  const command = async (name: string, payload: unknown, retain = false): Promise<void> => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    broker.publish({ topic: `${base}/cmd/${name}`, payload: text, qos: 1, retain });
    await clock.advance(50);
  };
  const envelope = (id: string, data: JsonObject, seq = 1): JsonObject => ({
    v: 1,
    id,
    from: 'counter-1/a',
    seq,
    at: device.wallTime().instant,
    expiresAt: null,
    data,
  });
  return {
    clock,
    device,
    broker,
    bus,
    bridge,
    outbox,
    log,
    taken,
    visits,
    acks,
    met,
    state,
    command,
    envelope,
    answerWith: (next: CommandAnswer) => {
      answer = next;
    },
    end: async () => {
      await Promise.all([bridge.stop(), outbox.stop(), clock.advance(2000)]);
      await bus.close();
      expect(clock.pending).toBe(0);
    },
  };
};

let rig: Awaited<ReturnType<typeof makeRig>>;
afterEach(() => rig.end());

describe('the bridge', () => {
  it('says what it is and how it is, retained, and the snapshot again on change and every 30 s', async () => {
    rig = await makeRig();
    const { broker, clock, bridge, state } = rig;
    expect(JSON.parse(broker.retained(`${base}/meta`) ?? '')).toMatchObject({ v: 1, profile: 'kiosk' });
    expect(JSON.parse(broker.retained(`${base}/state`) ?? '')).toMatchObject({ state: 'online', boot: 3 });
    const count = () => broker.published.filter(({ topic }) => topic === `${base}/status`).length;
    expect(count()).toBe(1);
    bridge.statusChanged();
    await clock.advance(1000);
    expect(count()).toBe(1); // asked, but nothing had changed
    state.status = { lifecycle: 'running', waiting: 1 };
    bridge.statusChanged();
    bridge.statusChanged();
    await clock.advance(1000);
    expect(count()).toBe(2);
    await clock.advance(60_000);
    expect(count()).toBe(4);
  });

  it('takes a command once, however often it comes, and answers each time the same', async () => {
    rig = await makeRig();
    const { command, envelope, taken, acks } = rig;
    const next = envelope('c1', { counter: '1' });
    await command('next', next);
    await command('next', next);
    expect(taken).toEqual([{ name: 'next', id: 'c1', counter: '1' }]);
    expect(acks.map((ack) => ack['data'])).toEqual([
      { command: 'c1', ok: true, value: { number: 'A001' } },
      { command: 'c1', ok: true, value: { number: 'A001' } },
    ]);
  });

  it('never takes a retained command', async () => {
    rig = await makeRig();
    const { command, envelope, taken, log, bus, clock, broker } = rig;
    await command('next', envelope('c1', { counter: '1' }), true);
    // Published while connected it arrives as fresh; the stored copy comes with the next connection.
    expect(taken.length).toBe(1);
    broker.stop();
    broker.start();
    await clock.advance(60_000);
    expect(bus.linked).toBe(true);
    expect(taken.length).toBe(1);
    expect(log.events('warn')).toContain('command.retained');
  });

  it('refuses a command that is dead by a trusted clock', async () => {
    rig = await makeRig();
    const { command, envelope, taken, acks, clock } = rig;
    const old = envelope('c1', { counter: '1' });
    await clock.advance(60_001);
    await command('next', old);
    const shortLived = { ...envelope('c2', { counter: '1' }), expiresAt: startsAt + 1000 };
    await command('next', shortLived);
    expect(taken).toEqual([]);
    expect(acks.map((ack) => ack['data'])).toMatchObject([
      { command: 'c1', ok: false, refusal: { kind: 'expired' } },
      { command: 'c2', ok: false, refusal: { kind: 'expired' } },
    ]);
  });

  it('goes by the sequence while the clock is not trusted', async () => {
    rig = await makeRig();
    const { command, envelope, taken, acks, device } = rig;
    device.setTrusted(false);
    const ancient = { at: 0 };
    await command('next', { ...envelope('c5', { counter: '1' }, 5), ...ancient });
    await command('next', { ...envelope('c4', { counter: '1' }, 4), ...ancient });
    expect(taken.map(({ id }) => id)).toEqual(['c5']);
    expect(acks.at(-1)?.['data']).toMatchObject({ refusal: { kind: 'out-of-order', seq: 4, newest: 5 } });
  });

  it('names what is wrong with a command: place, value, expectation', async () => {
    rig = await makeRig();
    const { command, envelope, acks, taken } = rig;
    await command('next', envelope('c1', { counter: 7 }));
    await command('next', envelope('c2', { counter: '1', loud: true }));
    await command('dance', envelope('c3', {}));
    await command('next', '');
    await command('next', 'x'.repeat(1_000_000));
    await command('next', { v: 2, id: 'c4' });
    expect(taken).toEqual([]);
    expect(acks.map((ack) => ack['data'])).toMatchObject([
      { command: 'c1', ok: false, refusal: { kind: 'payload', path: 'counter', found: '7' } },
      { command: 'c2', ok: false, refusal: { kind: 'payload' } },
      { command: 'c3', ok: false, refusal: { kind: 'unknown-command', name: 'dance' } },
      { command: '', ok: false, refusal: { kind: 'payload', expected: 'a JSON object' } },
      // 1 MB never reaches us: the driver drops it.
      { command: '', ok: false, refusal: { kind: 'payload', path: 'v' } },
    ]);
  });

  it('survives any payload', async () => {
    rig = await makeRig();
    const { command, taken, acks } = rig;
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (payload) => {
        const before = acks.length;
        await command('next', payload);
        expect(acks.length).toBe(before + 1);
      }),
      { numRuns: 60 },
    );
    expect(taken).toEqual([]);
  });

  it('hands on visit events of others, never its own nor broken ones', async () => {
    rig = await makeRig();
    const { broker, visits, envelope, clock, log } = rig;
    const event = { hello: 'there' };
    const publish = (device: string, payload: string) =>
      broker.publish({ topic: `letan/v1/ward-centre/${device}/evt/visit`, payload, qos: 1, retain: false });
    publish('kiosk-2', JSON.stringify(envelope('e1', event)));
    publish('kiosk-1', JSON.stringify(envelope('e2', event)));
    publish('kiosk-2', '{');
    await clock.advance(50);
    expect(visits).toEqual([event]);
    expect(log.events('warn')).toEqual(['event.refused']);
  });

  it('keeps events while the broker is gone and drains them in order', async () => {
    rig = await makeRig();
    const { broker, outbox, clock } = rig;
    broker.stop();
    await clock.advance(100);
    for (let n = 1; n <= 5; n += 1) outbox.add('visit', `e${n}`, n, { n });
    await clock.advance(1000);
    expect(outbox.waiting).toBe(5);
    broker.start();
    await clock.advance(60_000);
    expect(outbox.waiting).toBe(0);
    const events = broker.published.filter(({ topic }) => topic === `${base}/evt/visit`);
    expect(events.map(({ payload }) => JSON.parse(payload).seq)).toEqual([1, 2, 3, 4, 5]);
    expect(events.every(({ retain, qos }) => !retain && qos === 1)).toBe(true);
  });

  it('says stopped at an orderly end', async () => {
    rig = await makeRig();
    await Promise.all([rig.bridge.stop(), rig.clock.advance(2000)]);
    expect(JSON.parse(rig.broker.retained(`${base}/state`) ?? '')).toMatchObject({ state: 'stopped', boot: 3 });
  });
});
