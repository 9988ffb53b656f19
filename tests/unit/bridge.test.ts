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
  const done = new Map<string, CommandAnswer>();
  const bridge = new Bridge(
    { site: 'ward-centre', device: 'kiosk-1', boot: 3, meta: { profile: 'kiosk' } },
    { bus, clock: device, log },
    {
      status: () => state.status,
      command: (command) => {
        taken.push(command);
        return Promise.resolve(answer);
      },
      answered: (id) => done.get(id) ?? null,
      direct: {},
      exchange: {
        visit: (_from, event) => visits.push(event),
        relayed: (_from, event) => visits.push(event),
        held: (from) => met.push(`${from} holds`),
        online: (from, boot) => met.push(`${from} is on, start ${boot}`),
        setLinked: () => undefined,
      },
    },
  );
  const storage = new SimStorage(device);
  const outbox = new Outbox(storage, device, log, (events) => bridge.send(events));
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
    done,
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
    for (const name of ['meta', 'state', 'status'])
      expect(Object.keys(JSON.parse(broker.retained(`${base}/${name}`) ?? ''))).toEqual(
        expect.arrayContaining(['v', 'id', 'seq', 'at', 'expiresAt']),
      );
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
    expect(taken).toEqual([{ name: 'next', finishing: false, by: 'staff', id: 'c1', counter: '1' }]);
    expect(acks.map((ack) => ack['data'])).toEqual([
      { command: 'c1', ok: true, value: { number: 'A001' } },
      { command: 'c1', ok: true, value: { number: 'A001' } },
    ]);
  });

  it('answers a command that was done in its time as it was, however late the broker brings it again', async () => {
    rig = await makeRig();
    const { command, envelope, taken, acks, clock, done } = rig;
    const before = envelope('c1', { counter: '1' });
    const never = envelope('c2', { counter: '1' }, 2);
    // By an earlier start of this device, whose ledger knows it.
    done.set('c1', { ok: true, value: { number: 'A007' } });
    await clock.advance(120_000);
    await command('next', before);
    await command('next', never);
    expect(taken).toEqual([]);
    expect(acks.map((ack) => ack['data'])).toMatchObject([
      { command: 'c1', ok: true, value: { number: 'A007' } },
      { command: 'c2', ok: false, refusal: { kind: 'expired' } },
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
    await command('next', envelope('c3', { counter: '1' }, 3));
    expect(taken.map(({ id }) => id)).toEqual(['c5']);
    expect(acks.map((ack) => ack['data']).slice(1)).toMatchObject([
      { command: 'c4', refusal: { kind: 'out-of-order', seq: 4, newest: 5 } },
      { command: 'c3', refusal: { kind: 'out-of-order', seq: 3, newest: 5 } },
    ]);
  });

  it('locks no sender out that was started again, whether or not it took a new name', async () => {
    rig = await makeRig();
    const { command, envelope, taken, device, clock } = rig;
    device.setTrusted(false);
    const next = { counter: '1' };
    const replayed = envelope('a1', next, 1);
    await command('next', replayed);
    await command('next', envelope('a900', next, 900));
    await command('next', { ...envelope('b1', next, 1), from: 'counter-1/b' });
    await clock.advance(1000);
    await command('next', envelope('again-1', next, 1));
    await command('next', envelope('again-2', next, 2));
    expect(taken.map(({ id }) => id)).toEqual(['a1', 'a900', 'b1', 'again-1', 'again-2']);
    // What it said in its earlier start stays said, under whatever id.
    await command('next', { ...replayed, id: 'replayed' });
    expect(taken.length).toBe(5);
  });

  it('forgets senders one at a time, who was silent longest first', async () => {
    rig = await makeRig();
    const { command, envelope, taken, device } = rig;
    device.setTrusted(false);
    const from = async (sender: string, seq: number, id: string) =>
      command('next', { ...envelope(id, { counter: '1' }, seq), from: sender });
    await from('desk', 7, 'desk-7');
    for (let n = 1; n <= 600; n += 1) {
      await from(`stranger-${n}`, 1, `stranger-${n}`);
      if (n === 500) await from('desk', 8, 'desk-8');
    }
    await from('desk', 7, 'desk-7-late');
    expect(taken.some(({ id }) => id === 'desk-7-late')).toBe(false);
  });

  it('takes the bare envelope of five fields, and goes by ids alone where nobody says who sends', async () => {
    rig = await makeRig();
    const { command, taken, device, acks } = rig;
    const bare = (id: string, seq: number) => ({
      v: 1,
      id,
      seq,
      at: device.wallTime().instant,
      expiresAt: device.wallTime().instant + 60_000,
      data: { counter: '1' },
    });
    await command('next', bare('c1', 1));
    expect(acks.at(-1)?.['data']).toMatchObject({ command: 'c1', ok: true });
    device.setTrusted(false);
    await command('next', bare('c2', 9));
    await command('next', bare('c3', 2));
    await command('next', bare('c3', 2));
    expect(taken.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3']);
    // An id that ends with its count tells who counts.
    await command('next', bare('desk/77/9', 9));
    await command('next', bare('desk/77/8', 8));
    await command('next', bare('desk/78/1', 1));
    expect(taken.map(({ id }) => id).slice(3)).toEqual(['desk/77/9', 'desk/78/1']);
    const { data: _, ...fields } = bare('c4', 10);
    await command('resume', fields);
    expect(taken.at(-1)).toEqual({ name: 'resume', id: 'c4' });
  });

  it('lets a sender shorten the life of a command, never lengthen it', async () => {
    rig = await makeRig();
    const { command, envelope, taken, acks, device, clock } = rig;
    const { instant } = device.wallTime();
    const longLived = { ...envelope('c1', { counter: '1' }), expiresAt: instant + 86_400_000 };
    await clock.advance(60_001);
    await command('next', longLived);
    const postdated = { ...envelope('c2', { counter: '1' }), at: instant + 10 * 60_000 };
    await command('next', postdated);
    const ahead = { ...envelope('c3', { counter: '1' }), at: device.wallTime().instant + 59_000 };
    await command('next', ahead);
    expect(taken.map(({ id }) => id)).toEqual(['c3']);
    expect(acks.map((ack) => ack['data']).slice(0, 2)).toMatchObject([
      { command: 'c1', refusal: { kind: 'expired', expiresAt: instant + 60_000 } },
      { command: 'c2', refusal: { kind: 'from-the-future', at: instant + 10 * 60_000 } },
    ]);
  });

  it('says with every refusal what was expected and what to do', async () => {
    rig = await makeRig();
    const { command, envelope, acks, clock, device } = rig;
    const old = envelope('old', { counter: '1' });
    await clock.advance(61_000);
    await command('next', old);
    await command('next', { ...old, id: 'ahead', at: Number(old['at']) + 600_000 });
    await command('dance', envelope('d', {}));
    await command('next', envelope('missing', {}));
    await command('next', envelope('surplus', { counter: '1', loud: true }));
    await command('next', envelope('long', { counter: 'x'.repeat(65) }));
    await command('next', { id: 'bare' });
    await command('next', '[');
    device.setTrusted(false);
    await command('next', envelope('five', { counter: '1' }, 5));
    await command('next', envelope('four', { counter: '1' }, 4));
    const refusals = acks.map((ack) => ack['data'] as JsonObject).filter((data) => data['ok'] === false);
    const told = refusals.map((data) => data['refusal'] as JsonObject);
    expect(told.map(({ kind, path }) => [kind, path])).toEqual([
      ['expired', undefined],
      ['from-the-future', undefined],
      ['unknown-command', undefined],
      ['payload', 'counter'],
      ['payload', 'loud'],
      ['payload', 'counter'],
      ['payload', 'v'],
      ['payload', ''],
      ['out-of-order', undefined],
    ]);
    expect(told.map(({ expected }) => expected)).toEqual([
      expect.stringContaining('60 s ago'),
      expect.stringContaining('60 s ahead'),
      expect.stringContaining('next, recall'),
      'text',
      'no such key',
      'at most 64 characters',
      '1',
      'a JSON object',
      expect.stringContaining('above 5'),
    ]);
    expect(told[3]).toMatchObject({ found: 'nothing', remedy: 'send next with data { counter }' });
    for (const { remedy } of told) expect(remedy).toMatch(/^[a-z].{10,}/);
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

  it('hands on what others say that they hold, and who has come, stored or fresh', async () => {
    rig = await makeRig();
    const { broker, envelope, clock, met } = rig;
    const of = (device: string, rest: string, payload: unknown, retain = false) =>
      broker.publish({
        topic: `letan/v1/ward-centre/${device}/${rest}`,
        payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
        qos: 1,
        retain,
      });
    of('kiosk-2', 'state', { v: 1, state: 'online', boot: 4 }, true);
    of('kiosk-2', 'evt/visits-held', envelope('h1', { held: {} }));
    of('kiosk-1', 'evt/visits-held', envelope('h2', { held: {} }));
    for (const junk of ['', '{', '7', { state: 'lost' }, { state: 'online', boot: -1 }]) of('kiosk-3', 'state', junk);
    await clock.advance(50);
    expect(met).toEqual(['kiosk-2 is on, start 4', 'kiosk-2 holds']);
    broker.stop();
    broker.start();
    await clock.advance(60_000);
    expect(met.slice(2)).toEqual(['kiosk-2 is on, start 4']);
  });

  it('keeps events while the broker is gone and drains them in order', async () => {
    rig = await makeRig();
    const { broker, outbox, clock } = rig;
    broker.stop();
    await clock.advance(100);
    for (let n = 1; n <= 3; n += 1) outbox.add('visit', `e${n}`, n, { n });
    outbox.add('visit-began', 'b4', 4, { n: 4 });
    outbox.add('visit', 'e5', 5, { n: 5 });
    await clock.advance(1000);
    expect(outbox.waiting).toBe(5);
    broker.start();
    await clock.advance(60_000);
    expect(outbox.waiting).toBe(0);
    const events = broker.published.filter(({ topic }) => topic.startsWith(`${base}/evt/visit`));
    // Lines of the ledger that waited together come in one message.
    const seen = events.map(({ payload }) => JSON.parse(payload)).map(({ seq, data }) => [seq, data]);
    expect(seen).toEqual([
      [3, { lines: [{ n: 1 }, { n: 2 }, { n: 3 }] }],
      [4, { n: 4 }],
      [5, { n: 5 }],
    ]);
    expect(new Set(events.map(({ payload }) => JSON.parse(payload).id)).size).toBe(3);
    expect(events.every(({ retain, qos }) => !retain && qos === 1)).toBe(true);
  });

  it('sends lines one by one where together they would be too long to be read', async () => {
    rig = await makeRig();
    const { broker, outbox, clock } = rig;
    broker.stop();
    await clock.advance(100);
    for (let n = 1; n <= 3; n += 1) outbox.add('visit', `e${n}`, n, { n, long: 'x'.repeat(30_000) });
    await clock.advance(1000);
    broker.start();
    await clock.advance(60_000);
    const events = broker.published.filter(({ topic }) => topic === `${base}/evt/visit`);
    expect(events.map(({ payload }) => JSON.parse(payload).data.n)).toEqual([1, 2, 3]);
    expect(outbox.waiting).toBe(0);
  });

  it('says stopped at an orderly end', async () => {
    rig = await makeRig();
    await Promise.all([rig.bridge.stop(), rig.clock.advance(2000)]);
    expect(JSON.parse(rig.broker.retained(`${base}/state`) ?? '')).toMatchObject({ state: 'stopped', boot: 3 });
  });
});
