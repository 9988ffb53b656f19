import { afterEach, describe, expect, it } from 'vitest';
import { mostBack, relayedEvent, type DirectEvent } from '../../firmware/resending.ts';
import { sayEveryMs, VisitExchange } from '../../firmware/visit-exchange.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { done, fail } from '../../hal/result.ts';
import { visitsHeldEvent } from '../../firmware/topics.ts';
import { writeHeld } from '../../firmware/visits-held.ts';
import { SeededRandom } from '../../sim/random.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimTicketLedger } from '../../sim/devices/ticket-ledger.ts';
import { hallRig, issueOf, mondayMorning, type HallRig } from '../support/hall-rig.ts';
import { KeptLog } from '../support/log.ts';

/** One device: a real hall on the twins of its disks, and its exchange on a wire that the test holds. */
interface Member {
  readonly rig: HallRig;
  readonly exchange: VisitExchange;
  readonly log: KeptLog;
  /** What it sent, in order, whether or not it arrived. */
  readonly sent: DirectEvent[];
  outboxWaiting: number;
  linked: boolean;
}

/** Whether a message is lost on its way to this one; the broker has taken it all the same. */
const lost = { of: (_event: DirectEvent, _to: Member): boolean => false };

const clock = { current: new SimClock() };
const members: Member[] = [];

const ears: Readonly<Record<string, 'visit' | 'relayed'>> = { visit: 'visit', [relayedEvent]: 'relayed' };

const bound = (target: object, name: string | symbol): unknown => {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? value.bind(target) : value;
};

/** All that is published reaches every other linked device a millisecond later, as JSON. Nothing has an outbox here: all is lost at first. */
const join = async (device: string, from: number): Promise<Member> => {
  const rig = await hallRig({ device, numbers: { from, to: from + 498 } }, { clock: clock.current });
  const sent: DirectEvent[] = [];
  const log = new KeptLog();
  const publish = async (event: DirectEvent) => {
    if (!member.linked) return fail({ kind: 'offline' });
    sent.push(event);
    await new Promise<void>((resolve) => clock.current.setTimeout(resolve, 1));
    // Parsed from what was written just now.
    const data = JSON.parse(JSON.stringify(event.data)) as JsonObject;
    for (const other of members)
      if (other !== member && other.linked && !lost.of(event, other))
        other.exchange[ears[event.name] ?? 'held'](device, data);
    return done;
  };
  const member: Member = {
    rig,
    log,
    sent,
    outboxWaiting: 0,
    linked: false,
    exchange: new VisitExchange(device, {
      clock: rig.wall,
      log,
      // Of whichever card is in it.
      ledger: new Proxy(rig.ledger, { get: (_, name): unknown => bound(rig.ledger, name) }),
      hall: {
        receive: (event) => rig.hall.receive(event),
        held: () => rig.hall.held(),
        hub: () => rig.hall.hub(),
        on: (listener) => rig.hall.on(listener),
      },
      away: (other) => members.every(({ rig: { settings }, linked }) => settings.device !== other || !linked),
      publish,
      outboxWaiting: () => member.outboxWaiting,
    }),
  };
  members.push(member);
  return member;
};

const link = (...which: readonly Member[]): void => {
  for (const member of which) {
    member.linked = true;
    member.exchange.setLinked(true);
  }
};
const unlink = (member: Member): void => {
  member.linked = false;
  member.exchange.setLinked(false);
};
const visits = ({ sent }: Member): readonly (string | null)[] =>
  sent.filter(({ name }) => name === 'visit').map(({ id }) => id);
const waitingAt = ({ rig }: Member): readonly string[] => rig.hall.waiting().map(({ number }) => number);

afterEach(() => {
  for (const { exchange } of members.splice(0)) exchange.stop();
  expect(clock.current.pending).toBe(0);
  clock.current = new SimClock();
  lost.of = () => false;
});

describe('the exchange of visit events', () => {
  it('brings what was lost on the way, in order and once', async () => {
    const [host, member] = [await join('kiosk-1', 1), await join('kiosk-2', 500)];
    for (const id of ['r1', 'r2', 'r3']) await member.rig.issue(id);
    link(host, member);
    await clock.current.advance(10_000);
    expect(waitingAt(host)).toEqual(['A500', 'A501', 'A502']);
    expect(visits(member)).toEqual(['kiosk-2/1/1', 'kiosk-2/1/2', 'kiosk-2/1/3']);
    expect(member.log.events('info')).toContain('visits.sent-again');
    await clock.current.advance(10 * sayEveryMs);
    expect(visits(member).length).toBe(3);
    expect(visits(host)).toEqual([]);
  });

  it('finds a loss that nobody noticed within minutes, and at once when somebody comes on', async () => {
    const [host, member] = [await join('kiosk-1', 1), await join('kiosk-2', 500)];
    link(host, member);
    await clock.current.advance(10_000);
    await member.rig.issue('r1');
    await clock.current.advance(sayEveryMs + 5_000);
    expect(waitingAt(host)).toEqual(['A500']);
    await member.rig.issue('r2');
    host.exchange.online('kiosk-2', 1);
    await clock.current.advance(5_000);
    expect(waitingAt(host)).toEqual(['A500', 'A501']);
    const said = host.sent.length;
    host.exchange.online('kiosk-2', 1);
    await clock.current.advance(5_000);
    expect(host.sent.length).toBe(said);
    host.exchange.online('kiosk-2', 2);
    await clock.current.advance(5_000);
    expect(host.sent.length).toBe(said + 1);
  });

  it('sends each its own: what the host called comes back to the kiosk that was away', async () => {
    const [host, member, third] = [await join('kiosk-1', 1), await join('kiosk-2', 500), await join('kiosk-3', 900)];
    await member.rig.issue('r1');
    link(host, member, third);
    await clock.current.advance(10_000);
    const called = await host.rig.command({ name: 'next', finishing: false, by: 'clerk', id: 'c1', counter: '1' });
    expect(called).toMatchObject({ ok: true, value: { number: 'A500' } });
    await clock.current.advance(sayEveryMs + 10_000);
    expect([member.rig.hall.tickets()[0]?.phase, third.rig.hall.tickets()[0]?.phase]).toEqual(['called', 'called']);
    expect(visits(host).length).toBe(1);
    expect(visits(third)).toEqual([]);
  });

  it('hands on what one wrote that is away: to the hub from everybody, to the others from the hub', async () => {
    const [hub, holder, third, lost] = [
      await join('kiosk-1', 1),
      await join('kiosk-2', 500),
      await join('kiosk-3', 900),
      await join('kiosk-4', 1_300),
    ];
    await lost.rig.issue('r1');
    link(lost, holder);
    await clock.current.advance(10_000);
    unlink(lost);
    expect(waitingAt(holder)).toEqual(['A1300']);
    link(hub);
    await clock.current.advance(2 * sayEveryMs);
    unlink(holder);
    link(third);
    await clock.current.advance(2 * sayEveryMs);
    expect([waitingAt(hub), waitingAt(third)]).toEqual([['A1300'], ['A1300']]);
    const relays = ({ sent }: Member): number => sent.filter(({ name }) => name === relayedEvent).length;
    expect([relays(holder), relays(hub), relays(third)]).toEqual([1, 1, 0]);
  });

  it('gives a device back what it wrote itself and has lost with its card, which then gives none of its numbers again', async () => {
    const [hub, member] = [await join('kiosk-1', 1), await join('kiosk-2', 500)];
    for (const id of ['r1', 'r2']) await member.rig.issue(id);
    link(hub, member);
    await clock.current.advance(10_000);
    unlink(member);
    await member.rig.loseCard();
    expect(waitingAt(member)).toEqual([]);
    link(member);
    await clock.current.advance(10_000);
    expect(waitingAt(member)).toEqual(['A500', 'A501']);
    const epoch = member.rig.hall.epoch();
    expect(epoch).toBeGreaterThan(1);
    const again = await member.rig.issue('r3');
    expect(again.number).toMatch(/^A5[0-9]{4}$/);
    // The same word twice, or one that tells nothing new, changes nothing.
    await member.rig.settled(member.rig.hall.outlive({ epoch: 1, seq: 2 }));
    expect(member.rig.hall.epoch()).toBe(epoch);
  });

  it('takes numbers that a refused append has used up for what they are: nothing that is missing', async () => {
    const [host, member] = [await join('kiosk-1', 1), await join('kiosk-2', 500)];
    await member.rig.issue('r1');
    member.rig.ledger.breakWith({ kind: 'full', where: 'test' });
    for (const id of ['r2', 'r3'])
      expect(await member.rig.settled(member.rig.hall.office.issue(issueOf(id)))).toMatchObject({ ok: false });
    member.rig.ledger.mend();
    await member.rig.issue('r4');
    link(host, member);
    await clock.current.advance(10_000);
    expect(visits(member)).toEqual(['kiosk-2/1/1', 'kiosk-2/1/4']);
    await clock.current.advance(5 * sayEveryMs);
    expect(visits(member).length).toBe(2);
    expect(waitingAt(host).length).toBe(2);
  });

  it('asks for nothing while its ledger refuses, and has everything once it takes it', async () => {
    const [host, member] = [await join('kiosk-1', 1), await join('kiosk-2', 500)];
    for (const id of ['r1', 'r2']) await member.rig.issue(id);
    host.rig.ledger.breakWith({ kind: 'full', where: 'test' });
    link(host, member);
    await clock.current.advance(4 * sayEveryMs);
    expect(waitingAt(host)).toEqual([]);
    expect(host.exchange.waiting).toBe(2);
    expect(visits(member).length).toBe(2);
    host.rig.ledger.mend();
    await clock.current.advance(10_000);
    expect(waitingAt(host)).toEqual(['A500', 'A501']);
    expect(host.exchange.waiting).toBe(0);
  });

  it('says nothing before its ledger was read', async () => {
    const [host, member] = [await join('kiosk-1', 1), await join('kiosk-2', 500)];
    await host.rig.ledger.close();
    host.rig.ledger.breakWith({ kind: 'io', where: 'test', code: 'EIO' });
    await host.rig.settled(host.rig.hall.start());
    await member.rig.issue('r1');
    link(host, member);
    await clock.current.advance(30_000);
    expect(host.rig.hall.state().value).toBe('refused');
    expect(host.sent).toEqual([]);
    host.rig.ledger.mend();
    await host.rig.reopen();
    await clock.current.advance(10_000);
    expect(waitingAt(host)).toEqual(['A500']);
  });

  it('leaves to the outbox what is still in it', async () => {
    const [host, member] = [await join('kiosk-1', 1), await join('kiosk-2', 500)];
    await member.rig.issue('r1');
    member.outboxWaiting = 1;
    link(host, member);
    await clock.current.advance(60_000);
    expect(visits(member)).toEqual([]);
    member.outboxWaiting = 0;
    await clock.current.advance(3_000);
    expect(visits(member)).toEqual(['kiosk-2/1/1']);
  });

  it('goes on after a lost link with what is still missing', async () => {
    const [host, member] = [await join('kiosk-1', 1), await join('kiosk-2', 500)];
    for (let n = 1; n <= 450; n += 1) await member.rig.issue(`r${n}`);
    link(host, member);
    await clock.current.advance(3_600);
    unlink(member);
    const first = visits(member).length;
    expect(first).toBeGreaterThan(50);
    expect(first).toBeLessThan(400);
    await clock.current.advance(600_000);
    expect(visits(member).length).toBe(first);
    link(member);
    host.exchange.online('kiosk-2', 7);
    await clock.current.advance(20_000);
    expect(waitingAt(host).length).toBe(450);
    expect(visits(member).length).toBeLessThan(460);
  });

  it('refuses what is no such message, and tells it', async () => {
    const host = await join('kiosk-1', 1);
    link(host);
    host.exchange.held('kiosk-2', { held: { 'kiosk-1': { since: 'x', starts: [] } } });
    host.exchange.visit('kiosk-2', { v: 1 });
    await clock.current.advance(5_000);
    expect(host.log.events('warn')).toEqual(['visits-held.refused', 'visit.refused']);
  });
});

describe('an exchange that loses messages', () => {
  const heldBy = ({ rig }: Member): string => JSON.stringify(writeHeld(rig.hall.held() ?? new Map()));
  const isOne = (): boolean => new Set(members.map(heldBy)).size === 1;
  const untilOne = async (): Promise<number> => {
    const from = clock.current.now();
    while (!isOne() && clock.current.now() - from < 3_600_000) await clock.current.advance(1_000);
    return clock.current.now() - from;
  };
  const three = async (): Promise<readonly Member[]> => {
    const all = [await join('kiosk-1', 1), await join('kiosk-2', 500), await join('kiosk-3', 900)];
    for (const [index, member] of all.entries())
      for (let n = 1; n <= 60; n += 1) await member.rig.issue(`r${index}-${n}`);
    return all;
  };

  it.each(Array.from({ length: 8 }, (_, seed) => seed))(
    'has all in minutes where half of all is lost and links come and go (seed %i)',
    async (seed) => {
      const random = new SeededRandom(seed, 'lossy-exchange');
      const all = await three();
      lost.of = () => random.below(2) === 0;
      link(...all);
      for (let cut = 0; cut < 6; cut += 1) {
        const one = all[random.below(all.length)];
        await clock.current.advance(random.below(8_000));
        if (one === undefined) continue;
        unlink(one);
        await clock.current.advance(random.below(8_000));
        await one.rig.issue(`cut-${cut}`);
        link(one);
      }
      expect(await untilOne()).toBeLessThan(15 * 60_000);
    },
  );

  it.each(['visit', visitsHeldEvent])('hangs on no single %s: the first forty are lost, to whomever', async (name) => {
    const all = await three();
    let left = 40;
    lost.of = (event) => event.name === name && left-- > 0;
    link(...all);
    // Forty words of three devices are what they say in forty minutes where nobody hears any of them.
    expect(await untilOne()).toBeLessThan(name === 'visit' ? 60_000 : 40 * 60_000);
  });

  it('asks again within half a minute for what does not come, and rarely for what never does', async () => {
    const all = await three();
    link(...all);
    expect(await untilOne()).toBeLessThan(10_000);
    await clock.current.advance(sayEveryMs);
    const [host, member] = all;
    if (host === undefined || member === undefined) throw new Error('nobody');
    lost.of = (event) => event.name === 'visit';
    await member.rig.issue('never-comes');
    const said = (): number => host.sent.filter(({ name }) => name === visitsHeldEvent).length;
    await clock.current.advance(5 * sayEveryMs);
    const before = said();
    await clock.current.advance(10 * sayEveryMs);
    expect(said() - before).toBeGreaterThan(9);
    expect(said() - before).toBeLessThan(32);
    lost.of = () => false;
    await clock.current.advance(sayEveryMs);
    expect(isOne()).toBe(true);
  });

  it('answers although its outbox is never seen empty', async () => {
    const [host, member] = [await join('kiosk-1', 1), await join('kiosk-2', 500)];
    await member.rig.issue('r1');
    member.outboxWaiting = 3;
    link(host, member);
    await clock.current.advance(120_000);
    expect(waitingAt(host)).toEqual(['A500']);
  });
});

const eventOf = (device: string, seq: number): VisitEvent => ({
  v: 1,
  id: `${device}/1/${seq}`,
  device,
  epoch: 1,
  seq,
  monotonicMs: seq,
  wall: mondayMorning + seq,
  trusted: true,
  cause: '',
  kind: 'test',
  data: {},
});

describe('a link that breaks while something is on its way', () => {
  it('may leave that without an answer for ever: the next link begins anew', async () => {
    const device = new DeviceClock(clock.current, mondayMorning);
    const ledger = new SimTicketLedger(device);
    await ledger.open(new AbortController().signal);
    const appended = ledger.append([eventOf('kiosk-2', 1), eventOf('kiosk-2', 2)]);
    await clock.current.advance(5);
    await appended;
    const sent: string[] = [];
    let swallowed = false;
    const exchange = new VisitExchange('kiosk-2', {
      clock: device,
      log: new KeptLog(),
      ledger,
      hall: {
        receive: () => Promise.resolve(done),
        held: () => new Map([['kiosk-2', new Map([[1, [{ from: 1, to: 2 }]]])]]),
        hub: () => ({ device: 'kiosk-1', term: 0, raised: null }),
        on: () => () => undefined,
      },
      away: () => false,
      publish: ({ name, id }) => {
        if (name !== 'visit') return Promise.resolve(done);
        if (!swallowed) {
          swallowed = true;
          return new Promise(() => undefined);
        }
        sent.push(id ?? '');
        return Promise.resolve(done);
      },
      outboxWaiting: () => 0,
    });
    for (const _link of ['first', 'second']) {
      exchange.setLinked(true);
      exchange.held('kiosk-1', { held: {} });
      await clock.current.advance(10_000);
      exchange.setLinked(false);
    }
    expect(sent).toEqual(['kiosk-2/1/1', 'kiosk-2/1/2']);
    exchange.stop();
  });
});

describe('a ledger of many days', () => {
  it('is sent again as far back as some days go, at a bounded rate; what is older is looked up once', async () => {
    const own = mostBack + 2_500;
    const device = new DeviceClock(clock.current, mondayMorning);
    const ledger = new SimTicketLedger(device);
    await ledger.open(new AbortController().signal);
    for (let from = 1; from <= own; from += 500) {
      const appended = ledger.append(Array.from({ length: 500 }, (_, i) => eventOf('kiosk-2', from + i)));
      await clock.current.advance(5);
      await appended;
    }
    const counts = { reads: 0 };
    const sent: string[] = [];
    const exchange = new VisitExchange('kiosk-2', {
      clock: device,
      log: new KeptLog(),
      ledger: new Proxy(ledger, {
        get: (target, name) => {
          if (name === 'read') counts.reads += 1;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      }),
      hall: {
        receive: () => Promise.resolve(done),
        held: () => new Map([['kiosk-2', new Map([[1, [{ from: 1, to: own }]]])]]),
        hub: () => ({ device: 'kiosk-1', term: 0, raised: null }),
        on: () => () => undefined,
      },
      away: () => false,
      publish: ({ name, id }) => {
        if (name === 'visit') sent.push(id ?? '');
        return Promise.resolve(done);
      },
      outboxWaiting: () => 0,
    });
    exchange.setLinked(true);
    const lacksAll = { held: {} };
    exchange.held('kiosk-1', lacksAll);
    await clock.current.advance(11_000);
    expect(sent.length).toBeGreaterThan(1_000);
    expect(sent.length).toBeLessThanOrEqual(2_100);
    await clock.current.advance(200_000);
    expect(sent.length).toBe(mostBack);
    expect(sent[0]).toBe('kiosk-2/1/2501');
    expect(sent.at(-1)).toBe(`kiosk-2/1/${own}`);
    // Now it lacks only what is too old.
    const { reads } = counts;
    exchange.held('kiosk-1', {
      held: { 'kiosk-2': { since: 0, starts: [{ epoch: 1, runs: [[2501, own]] }] } },
    });
    await clock.current.advance(30_000);
    expect([sent.length, counts.reads]).toEqual([mostBack, reads]);
    exchange.stop();
    await ledger.close();
  });
});
