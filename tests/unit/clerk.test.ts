import { describe, expect, test } from 'vitest';
import { deviceTopics, parseEnvelope, siteEvents, writeEnvelope } from '../../firmware/topics.ts';
import type { JsonObject } from '../../hal/json.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimBroker, SimMessageBus } from '../../sim/devices/message-bus.ts';
import { SeededRandom } from '../../sim/random.ts';
import { Clerk, recallMs, words } from '../../sim/world/clerk.ts';
import { Desk } from '../../sim/world/premises.ts';

/** Monday 08:30 in Hanoi. */
const startsAt = Date.UTC(2026, 7, 3, 1, 30);

/** A hub of one line: `answers` says what it does with each command. */
const rig = async (
  answers: (verb: string, data: JsonObject) => JsonObject | null,
  opening = [{ from: 480, to: 1020 }],
) => {
  const clock = new SimClock();
  const wall = new DeviceClock(clock, startsAt);
  const broker = new SimBroker(wall);
  const asked: string[] = [];
  const hub = new SimMessageBus(broker, wall, new SeededRandom(1), { clientId: 'hub', will: null, cleanSession: true });
  await clock.walk(hub.open(new AbortController().signal), 10_000);
  const topics = deviceTopics('s', 'kiosk-1');
  hub.subscribe(topics.commands, ({ topic, payload }) => {
    const parsed = parseEnvelope(payload);
    if (!parsed.ok) throw new Error(payload);
    const verb = topic.split('/').at(-1) ?? '';
    asked.push(`${Math.round(clock.now() / 1000)} ${verb}`);
    const answer = answers(verb, parsed.value.data);
    if (answer === null) return;
    void hub.publish({
      topic: topics.ack(verb),
      payload: writeEnvelope({
        v: 1,
        id: `a${asked.length}`,
        from: 'hub',
        seq: asked.length,
        at: 0,
        expiresAt: null,
        data: { command: parsed.value.id, ...answer },
      }),
      qos: 1,
      retain: false,
    });
  });
  const bus = new SimMessageBus(broker, wall, new SeededRandom(2), { clientId: 'pc', will: null, cleanSession: true });
  await clock.walk(bus.open(new AbortController().signal), 10_000);
  const desk = new Desk('1', { x: 0, y: 0, headingRad: 0 });
  const did: string[] = [];
  const clerk = new Clerk(
    desk,
    {
      site: 's',
      host: 'kiosk-1',
      devices: ['kiosk-1'],
      typicalMs: () => 300_000,
      callsBeforeNoShow: 3,
      services: ['ho-tich'],
      office: null,
      hours: { opening: () => opening, zoneOffsetMin: 420 },
    },
    { bus, wall, clock, random: new SeededRandom(3) },
    (_, what) => did.push(what),
  );
  clerk.connect();
  const end = async (): Promise<void> => {
    clerk.close();
    await bus.close();
    await hub.close();
    broker.close();
    await clock.settle();
    expect(clock.pending).toBe(0);
  };
  return { clock, broker, hub, desk, clerk, asked, did, end };
};

const called = (number: string): JsonObject => ({ ok: true, value: { number, ticket: `2026-08-03/${number}` } });
const nobody: JsonObject = { ok: false, refusal: { kind: 'nobody-waiting', counter: '1' } };

describe('a clerk', () => {
  test('calls, serves whoever sits down with the number, finishes and lets them go', async () => {
    const { clock, desk, clerk, asked, end } = await rig((verb) =>
      verb === 'next' ? called('A001') : { ok: true, value: { number: 'A001' } },
    );
    clerk.work();
    await clock.advance(25_000);
    expect(clerk.doing).toBe('waiting');
    expect(clerk.number).toBe('A001');
    expect(desk.sit('an', 'A001')).toBe(true);
    await clock.advance(1_000);
    expect(clerk.doing).toBe('serving');
    await clock.advance(800_000);
    expect(asked.map((line) => line.split(' ')[1])).toEqual(expect.arrayContaining(['next', 'finish']));
    expect(desk.sitting).toBeNull();
    await end();
  });

  test('calls again after 40 s, and gives up after the third call', async () => {
    const { clock, clerk, asked, end } = await rig((verb) =>
      verb === 'next' && asked.length > 3 ? nobody : called('A001'),
    );
    clerk.work();
    await clock.advance(20_000 + 3 * recallMs + 5_000);
    expect(asked.slice(0, 4).map((line) => line.split(' ')[1])).toEqual(['next', 'recall', 'recall', 'no-show']);
    const times = asked.slice(0, 4).map((line) => Number(line.split(' ')[0]));
    for (let i = 1; i < times.length; i += 1) expect((times[i] ?? 0) - (times[i - 1] ?? 0)).toBe(40);
    expect(clerk.number).toBeNull();
    await end();
  });

  test('sends somebody with another number back to the seats', async () => {
    const { clock, desk, clerk, end } = await rig((verb) => (verb === 'next' ? called('A001') : called('A001')));
    clerk.work();
    await clock.advance(25_000);
    desk.sit('binh', 'A002');
    await clock.advance(5_000);
    expect(desk.sitting).toBeNull();
    expect(clerk.doing).toBe('waiting');
    await end();
  });

  test('with nobody waiting asks again when a ticket is heard of, not before a minute otherwise', async () => {
    const { clock, hub, clerk, asked, end } = await rig(() => nobody);
    clerk.work();
    await clock.advance(30_000);
    expect(asked).toHaveLength(1);
    void hub.publish({
      topic: siteEvents('s', 'visit').replace('+', 'kiosk-2'),
      payload: writeEnvelope({
        v: 1,
        id: 'e1',
        from: 'kiosk-2/1',
        seq: 1,
        at: 0,
        expiresAt: null,
        data: { kind: 'ticket.issued' },
      }),
      qos: 1,
      retain: false,
    });
    await clock.advance(10_000);
    expect(asked).toHaveLength(2);
    await clock.advance(45_000);
    expect(asked).toHaveLength(2);
    await clock.advance(30_000);
    expect(asked).toHaveLength(3);
    await end();
  });

  test('a hub that does not answer is asked again; nothing is believed without its word', async () => {
    const { clock, clerk, asked, end } = await rig(() => null);
    clerk.work();
    await clock.advance(60_000);
    expect(asked.length).toBeGreaterThan(2);
    expect(clerk.number).toBeNull();
    await end();
  });

  test('is away outside opening hours and comes when they begin', async () => {
    const { clock, clerk, asked, end } = await rig(() => nobody, [{ from: 540, to: 720 }]);
    clerk.work();
    await clock.advance(29 * 60_000);
    expect([clerk.doing, asked.length]).toEqual(['away', 0]);
    await clock.advance(3 * 60_000);
    expect(asked.length).toBeGreaterThan(0);
    await end();
  });

  test('a button pressed by hand is answered in words', async () => {
    const { clock, clerk, end } = await rig((verb) => (verb === 'next' ? called('B003') : nobody));
    expect(words(await clock.walk(clerk.press('next'), 10_000))).toBe('B003');
    expect(clerk.number).toBe('B003');
    expect(words(await clock.walk(clerk.press('recall'), 10_000))).toBe('nobody-waiting');
    await end();
  });
});
