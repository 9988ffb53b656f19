import { afterEach, describe, expect, it } from 'vitest';
import { writeWord } from '../../firmware/hall-messages.ts';
import { PersonKey } from '../../firmware/person-key.ts';
import { deviceTopics } from '../../firmware/topics.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimBroker, SimMessageBus } from '../../sim/devices/message-bus.ts';
import { SeededEntropy } from '../../sim/entropy.ts';
import { SeededRandom } from '../../sim/random.ts';
import { mondayMorning } from '../support/hall-rig.ts';
import { KeptLog } from '../support/log.ts';

const site = 'ward';
const zoneOffsetMin = 420;

interface Running {
  readonly key: PersonKey;
  readonly bus: SimMessageBus;
  readonly clock: DeviceClock;
  readonly log: KeptLog;
}

/** Three devices of a hall, as far as the key of the day goes; the first is the hub by config. */
class Room {
  readonly time = new SimClock();
  readonly broker = new SimBroker(new DeviceClock(this.time, mondayMorning));
  readonly payloads: string[] = [];
  readonly #running = new Map<string, Running>();
  #starts = 0;

  constructor() {
    this.broker.hear('letan/v1/ward/+/evt/person-key', ({ payload }) => this.payloads.push(payload));
  }

  async start(device: string): Promise<void> {
    this.#starts += 1;
    const clock = new DeviceClock(this.time, mondayMorning);
    const random = new SeededRandom(this.#starts);
    const client = { clientId: device, will: null, cleanSession: true };
    const bus = new SimMessageBus(this.broker, clock, random, client);
    const log = new KeptLog();
    const ports = { bus, clock, entropy: new SeededEntropy(random), log };
    const key = new PersonKey({ site, device, host: 'kiosk-1', zoneOffsetMin }, ports);
    this.#running.set(device, { key, bus, clock, log });
    key.start();
    await this.time.walk(bus.open(new AbortController().signal), 10_000);
    await this.time.advance(1_000);
  }
  async stop(device: string): Promise<void> {
    this.of(device).key.stop();
    await this.of(device).bus.close();
    this.#running.delete(device);
  }
  async end(): Promise<void> {
    for (const device of this.#running.keys()) await this.stop(device);
    this.broker.close();
    expect(this.time.pending).toBe(0);
  }

  of(device: string): Running {
    const running = this.#running.get(device);
    if (running === undefined) throw new Error(`${device} is off`);
    return running;
  }
  today(device: string): string {
    return Buffer.from(this.of(device).key.today()).toString('hex');
  }
  raise(hub: string, term: number): void {
    const event = {
      v: 1,
      id: `${hub}/1/1`,
      device: hub,
      epoch: 1,
      seq: 1,
      monotonicMs: 0,
      wall: mondayMorning,
      trusted: true,
      cause: 'p',
      kind: 'hub.raised',
      data: { hub, term, by: 'manager' },
    } as const;
    const payload = writeWord({ device: hub, term, raised: event, newest: new Map(), released: null, said: null });
    this.broker.publish({ topic: deviceTopics(site, hub).hall, payload, qos: 1, retain: true });
  }
}

let room: Room;
const opened = async (...devices: readonly string[]): Promise<Room> => {
  room = new Room();
  for (const device of devices) await room.start(device);
  return room;
};
afterEach(() => room.end());

describe('the key of the day', () => {
  it('is the hub’s at every device that hears it, and another one tomorrow', async () => {
    await opened('kiosk-1', 'kiosk-2', 'robot-1');
    const today = (device: string): string => room.today(device);
    const first = today('kiosk-2');
    expect([today('kiosk-1'), today('robot-1')]).toEqual([first, first]);
    expect(room.of('kiosk-2').log.events('warn')).toEqual([]);
    for (const device of ['kiosk-1', 'kiosk-2', 'robot-1']) room.of(device).clock.stepWall(24 * 3_600_000);
    await room.time.advance(10 * 60_000);
    const second = today('robot-1');
    expect(second).not.toBe(first);
    expect([today('kiosk-1'), today('kiosk-2')]).toEqual([second, second]);
  });

  it('is sealed on its way: no message holds it', async () => {
    await opened('kiosk-1', 'kiosk-2');
    const key = Buffer.from(room.of('kiosk-2').key.today());
    expect(room.payloads.length).toBeGreaterThan(1);
    for (const payload of room.payloads) {
      expect(payload).not.toContain(key.toString('base64'));
      expect(payload).not.toContain(key.toString('hex'));
    }
  });

  it('is a device’s own while nobody gives it the hub’s, which it says; then the hub’s', async () => {
    await opened('kiosk-2');
    const own = room.today('kiosk-2');
    expect(room.of('kiosk-2').log.events('warn')).toEqual(['person-key.alone']);
    expect(room.today('kiosk-2')).toBe(own);
    await room.start('kiosk-1');
    await room.time.advance(15_000);
    expect(room.today('kiosk-2')).toBe(room.today('kiosk-1'));
    expect(room.today('kiosk-2')).not.toBe(own);
  });

  it('outlives the hub’s start in the memory of the others, and begins anew where nobody has it', async () => {
    await opened('kiosk-1', 'kiosk-2');
    const first = room.today('kiosk-2');
    await room.stop('kiosk-1');
    expect(room.today('kiosk-2')).toBe(first);
    await room.start('kiosk-1');
    expect(room.today('kiosk-1')).toBe(first);
    await room.stop('kiosk-1');
    await room.stop('kiosk-2');
    await room.start('kiosk-1');
    expect(room.today('kiosk-1')).not.toBe(first);
  });

  it('stays when another is raised in the hub’s place, who gives it from then on', async () => {
    await opened('kiosk-1', 'kiosk-2');
    const first = room.today('kiosk-2');
    await room.stop('kiosk-1');
    room.raise('kiosk-2', 1);
    await room.time.advance(1_000);
    await room.start('robot-1');
    expect([room.today('kiosk-2'), room.today('robot-1')]).toEqual([first, first]);
    // The old one comes back with an empty memory.
    await room.start('kiosk-1');
    expect(room.today('kiosk-1')).toBe(first);
  });

  it('is taken from nobody but the hub, and from no message that is none', async () => {
    await opened('kiosk-2', 'robot-1');
    const own = room.today('kiosk-2');
    const key = Buffer.alloc(32).toString('base64');
    // An answer to what it has truly asked, of which the seal is none.
    const asked = room.payloads.map((text) => JSON.parse(text) as { kind: string; day: number; key: string });
    const newest = asked.findLast(({ kind }) => kind === 'ask');
    const forged = (to: string, sealed: Buffer): string =>
      JSON.stringify({
        v: 1,
        kind: 'give',
        to,
        day: newest?.day,
        asked: newest?.key,
        key: newest?.key,
        sealed: sealed.toString('base64'),
      });
    const topic = (by: string): string => deviceTopics(site, by).event('person-key');
    for (const payload of [
      '',
      'null',
      '[]',
      '{"v":1,"kind":"ask"}',
      JSON.stringify({ v: 1, kind: 'ask', day: 20_668, key }),
      JSON.stringify({ v: 1, kind: 'give', to: 'kiosk-2', day: 20_668, asked: key, key, sealed: '' }),
      forged('kiosk-2', Buffer.alloc(60)),
      forged('kiosk-2', Buffer.alloc(12)),
    ])
      for (const by of ['kiosk-1', 'robot-1'])
        room.broker.publish({ topic: topic(by), payload, qos: 0, retain: false });
    await room.time.advance(15_000);
    // The other has one of its own too, and does not decide.
    room.today('robot-1');
    await room.time.advance(30_000);
    expect(room.today('kiosk-2')).toBe(own);
    expect(room.today('robot-1')).not.toBe(own);
    expect(room.of('kiosk-2').log.events('warn')).toContain('person-key.refused');
  });
});
