import { afterEach, describe, expect, it } from 'vitest';
import { HallFleet, threeDevices } from '../support/hall-fleet.ts';
import { daily } from '../support/hall-rig.ts';
import { runs } from '../support/tier.ts';

const open: HallFleet[] = [];
afterEach(async () => {
  for (const fleet of open.splice(0)) await fleet.close();
});
const hall = async (over: Partial<ConstructorParameters<typeof HallFleet>[0]> = {}): Promise<HallFleet> => {
  const fleet = await HallFleet.open({ devices: threeDevices, host: 'kiosk-1', ...over });
  open.push(fleet);
  return fleet;
};
const waiting = (fleet: HallFleet, name: string): readonly string[] =>
  fleet
    .of(name)
    .hall.waiting()
    .map(({ number }) => number);
const kinds = (fleet: HallFleet, name: string, kind: string): readonly unknown[] =>
  fleet
    .of(name)
    .disk.filter((event) => event.kind === kind)
    .map(({ data }) => data);
const next = (id: string, counter = '1') => daily('next', id, counter);

describe('together', () => {
  it('all devices give numbers of one sequence, each durable where it was asked for', async () => {
    const fleet = await hall();
    const given = [
      await fleet.number('kiosk-1', 'a'),
      await fleet.number('kiosk-2', 'b'),
      await fleet.number('robot-1', 'c'),
      await fleet.number('kiosk-2', 'd'),
    ];
    expect(given.map(({ number, apart }) => [number, apart])).toEqual([
      ['A001', false],
      ['A002', false],
      ['A003', false],
      ['A004', false],
    ]);
    expect(fleet.of('kiosk-2').disk.map(({ id }) => id)).toContain('kiosk-1/1/4');
    expect(fleet.of('kiosk-2').hall.ticket('2026-08-03/A002')).toMatchObject({
      device: 'kiosk-2',
      place: { device: 'kiosk-1' },
    });
  });

  it('a request has one number however often it is made', async () => {
    const fleet = await hall();
    const first = await fleet.number('kiosk-2', 'a');
    expect(await fleet.number('kiosk-2', 'a')).toEqual(first);
    await fleet.kill('kiosk-2');
    await fleet.switchOn('kiosk-2');
    await fleet.clock.advance(5_000);
    expect((await fleet.number('kiosk-2', 'a')).number).toBe(first.number);
    expect(kinds(fleet, 'kiosk-1', 'ticket.issued').length).toBe(1);
  });

  it('a number of the hub is offered again where its visitor stood when that device restarts, and nowhere else', async () => {
    const fleet = await hall();
    await fleet.number('kiosk-2', 'a');
    await fleet.clock.advance(1_000);
    const left = (name: string) => fleet.of(name).hall.office.leftBehind();
    expect(['kiosk-1', 'kiosk-2', 'robot-1'].map(left)).toEqual([null, null, null]);
    for (const name of ['kiosk-1', 'kiosk-2', 'robot-1']) {
      await fleet.kill(name);
      await fleet.switchOn(name);
    }
    await fleet.clock.advance(5_000);
    expect(['kiosk-1', 'robot-1'].map(left)).toEqual([null, null]);
    expect(left('kiosk-2')).toMatchObject({ ticket: { number: 'A001', apart: false }, slip: 'none', open: false });
    // Who was withdrawn before they saw their number is offered nothing.
    await fleet.answered(fleet.of('kiosk-2').hall.office.withdraw('a'));
    expect(left('kiosk-2')).toBeNull();
    await fleet.clock.advance(1_000);
    expect(waiting(fleet, 'kiosk-1')).toEqual([]);
  });

  it('a clerk at any device is answered by the hub', async () => {
    const fleet = await hall();
    await fleet.number('robot-1', 'a');
    const called = await fleet.command('kiosk-2', next('c1'));
    expect(called).toMatchObject({ ok: true, value: { number: 'A001' } });
    expect(await fleet.command('kiosk-1', next('c1'))).toEqual(called);
    expect(kinds(fleet, 'kiosk-1', 'ticket.called').length).toBe(1);
    expect(await fleet.command('kiosk-2', next('c2', '2'))).toEqual({
      ok: false,
      fault: { kind: 'nobody-waiting', counter: '2' },
    });
  });

  it('a device without numbers of its own is leased some, and more before they run out', async () => {
    const fleet = await hall({
      devices: [
        { device: 'kiosk-1', numbers: { from: 1, to: 499 } },
        { device: 'kiosk-2', numbers: null },
      ],
    });
    await fleet.answered(
      fleet.of('kiosk-2').hall.office.issue({ id: 'x', service: 'no', priority: null, language: 'vi' }),
    );
    fleet.of('kiosk-2').hall.tend();
    await fleet.clock.advance(5_000);
    expect(kinds(fleet, 'kiosk-2', 'numbers.leased')).toContainEqual({
      device: 'kiosk-2',
      day: '2026-08-03',
      series: 'A',
      from: 501,
      to: 550,
    });
    fleet.cut('kiosk-1');
    const given: string[] = [];
    for (let i = 0; i < 40; i += 1) given.push((await fleet.number('kiosk-2', `r${i}`)).number);
    expect([given[0], given.at(-1)]).toEqual(['A501', 'A540']);
    fleet.restore('kiosk-1');
    await fleet.clock.advance(60_000);
    fleet.of('kiosk-2').hall.tend();
    await fleet.clock.advance(5_000);
    expect(kinds(fleet, 'kiosk-1', 'numbers.leased')).toContainEqual(
      expect.objectContaining({ device: 'kiosk-2', series: 'A', from: 601, to: 650 }),
    );
  });

  it('a hub without numbers, or with all of them given, goes on in blocks of its own', async () => {
    const fleet = await hall({
      devices: [
        { device: 'hub', numbers: null },
        { device: 'kiosk-2', numbers: { from: 1, to: 20 } },
      ],
      host: 'hub',
    });
    expect((await fleet.number('kiosk-2', 'a')).number).toBe('A051');
    for (let i = 0; i < 49; i += 1) await fleet.number('kiosk-2', `r${i}`);
    expect((await fleet.number('kiosk-2', 'b')).number).toBe('A151');
  });
});

describe('apart', () => {
  it('a member waits for the hub once, then for nobody until it answers', async () => {
    const fleet = await hall();
    fleet.broker.cut(fleet.of('kiosk-1').clientId, 60_000);
    const began = fleet.clock.now();
    expect(await fleet.number('kiosk-2', 'a')).toMatchObject({ number: 'A500', apart: true });
    expect(fleet.clock.now() - began).toBeGreaterThanOrEqual(2_000);
    expect(fleet.clock.now() - began).toBeLessThan(2_100);
    const again = fleet.clock.now();
    expect(await fleet.number('kiosk-2', 'b')).toMatchObject({ number: 'A501', apart: true });
    expect(fleet.clock.now() - again).toBeLessThan(50);
    expect(fleet.of('kiosk-2').hall.picture().apart).toMatchObject({ hub: 'kiosk-1' });
    expect(fleet.of('kiosk-2').hall.picture().away).toEqual(['kiosk-1']);
    await fleet.clock.advance(60_000);
    fleet.restore('kiosk-1');
    await fleet.clock.advance(60_000);
    expect(fleet.of('kiosk-2').hall.picture()).toMatchObject({ apart: null, away: [] });
    expect(await fleet.number('kiosk-2', 'c')).toMatchObject({ number: 'A001', apart: false });
    expect(waiting(fleet, 'kiosk-1')).toEqual(['A500', 'A501', 'A001']);
  });

  it('a number that the hub gave and whose answer was lost is nobody’s: the one that was shown counts', async () => {
    const fleet = await hall();
    // The question arrives, the answer does not: the hub is slow to write, and cut off when it has.
    const asked = fleet
      .of('kiosk-2')
      .hall.office.issue({ id: 'a', service: 'ho-tich', priority: null, language: 'vi' });
    await fleet.clock.advance(2);
    fleet.cut('kiosk-1');
    const given = await fleet.answered(asked);
    expect(given).toMatchObject({ ok: true, value: { number: 'A500', apart: true } });
    await fleet.clock.advance(1_000);
    expect(waiting(fleet, 'kiosk-1')).toEqual(['A001']);
    fleet.restore('kiosk-1');
    await fleet.clock.advance(60_000);
    for (const { name } of fleet.members) expect(waiting(fleet, name), name).toEqual(['A500']);
    expect(kinds(fleet, 'kiosk-2', 'ticket.voided')).toEqual([{ ticket: '2026-08-03/A001', reason: 'unseen' }]);
    expect((await fleet.number('kiosk-2', 'a')).number).toBe('A500');
  });

  it('a clerk calls there who took their number there, and whoever shows a slip; the rest the hub has', async () => {
    const fleet = await hall();
    await fleet.number('kiosk-2', 'first');
    fleet.cut('kiosk-2');
    await fleet.number('kiosk-2', 'a');
    await fleet.number('kiosk-2', 'b');
    expect(await fleet.command('kiosk-2', next('c1'))).toMatchObject({ ok: true, value: { number: 'A500' } });
    expect(await fleet.command('kiosk-1', next('c2', '1'))).toMatchObject({ ok: true, value: { number: 'A001' } });
    // The hub's own visitor, whom nobody here has heard of, stands before counter 2 slip in hand.
    expect((await fleet.number('kiosk-1', 'theirs', 'chung-thuc')).number).toBe('B001');
    const shown = { name: 'call', id: 'c3', by: 'clerk', counter: '2', number: 'B001' } as const;
    expect(await fleet.command('kiosk-2', shown)).toMatchObject({ ok: true });
    await fleet.command('kiosk-2', daily('finish', 'c4', '2'));
    await fleet.command('kiosk-2', daily('finish', 'c5', '1'));
    expect(await fleet.command('kiosk-2', next('c6'))).toMatchObject({ ok: true, value: { number: 'A501' } });
    await fleet.command('kiosk-2', daily('finish', 'c7', '1'));
    expect(await fleet.command('kiosk-2', next('c8'))).toMatchObject({ fault: { kind: 'hub-away' } });
    await fleet.calm();
    for (const { hall: each, name } of fleet.members)
      expect(
        each.tickets().map(({ number, phase }) => `${number} ${phase}`),
        name,
      ).toEqual(['A001 called', 'A500 finished', 'A501 finished', 'B001 finished']);
  });

  it('the hub calls nobody whom a member has called while the word of it is still on its way', async () => {
    const fleet = await hall();
    fleet.cut('kiosk-2');
    await fleet.number('kiosk-2', 'a', 'chung-thuc');
    await fleet.number('kiosk-2', 'b', 'chung-thuc');
    expect(await fleet.command('kiosk-2', next('c1', '1'))).toMatchObject({ value: { number: 'B500' } });
    fleet.restore('kiosk-2');
    // The numbers are there, the call is not.
    while (kinds(fleet, 'kiosk-1', 'ticket.issued').length === 0) await fleet.clock.advance(1);
    expect(kinds(fleet, 'kiosk-1', 'ticket.called')).toEqual([]);
    expect(await fleet.command('kiosk-1', next('c2', '2'))).toMatchObject({ fault: { kind: 'nobody-waiting' } });
    await fleet.clock.advance(10_000);
    expect(await fleet.command('kiosk-1', next('c3', '2'))).toMatchObject({ value: { number: 'B501' } });
    expect(kinds(fleet, 'kiosk-1', 'ticket.called').length).toBe(2);
  });

  it('a member calls none any more whom it has given over, also after a restart', async () => {
    const fleet = await hall();
    fleet.cut('kiosk-2');
    await fleet.number('kiosk-2', 'a', 'chung-thuc');
    fleet.restore('kiosk-2');
    await fleet.clock.advance(60_000);
    fleet.cut('kiosk-2');
    expect(await fleet.command('kiosk-2', next('c1', '1'))).toMatchObject({ fault: { kind: 'hub-away' } });
    await fleet.kill('kiosk-2');
    await fleet.switchOn('kiosk-2');
    expect(await fleet.command('kiosk-2', next('c2', '1'))).toMatchObject({ fault: { kind: 'hub-away' } });
    expect(await fleet.command('kiosk-1', next('c3', '2'))).toMatchObject({ value: { number: 'B500' } });
  });

  it('whoever was called at two counters that could not hear each other belongs where they stand', async () => {
    const fleet = await hall();
    await fleet.number('kiosk-1', 'a', 'chung-thuc');
    await fleet.clock.advance(5_000);
    fleet.cut('kiosk-2');
    expect(await fleet.command('kiosk-1', next('c1', '1'))).toMatchObject({ ok: true, value: { number: 'B001' } });
    const shown = { name: 'call', id: 'c2', by: 'clerk', counter: '2', number: 'B001' } as const;
    expect(await fleet.command('kiosk-2', shown)).toMatchObject({ ok: true });
    await fleet.calm();
    for (const { hall: each } of fleet.members)
      expect(each.ticket('2026-08-03/B001')).toMatchObject({ phase: 'serving', counter: '2' });
    expect(await fleet.command('kiosk-1', daily('recall', 'c3', '1'))).toMatchObject({
      fault: { kind: 'nobody-called' },
    });
  });
});

describe('a week apart', () => {
  it('gives and calls every day at both sides, and is one hall again with every day’s book', async () => {
    const fleet = await hall();
    await fleet.number('kiosk-2', 'sunday');
    fleet.cut('kiosk-2');
    // Every hour of a week has some thousand questions whether the hub is there: in short, nights are slept by the wall clock alone.
    const night = runs({ fast: 19, long: 0 }) * 3_600_000;
    const days = runs({ fast: 2, long: 7 });
    for (let n = 0; n < days; n += 1) {
      for (const key of ['a', 'b', 'c']) {
        await fleet.number('kiosk-2', `member-${n}-${key}`);
        await fleet.number('kiosk-1', `hub-${n}-${key}`);
      }
      expect(await fleet.command('kiosk-2', next(`m${n}`, '1'))).toMatchObject({ ok: true });
      expect(await fleet.command('kiosk-1', next(`h${n}`, '2'))).toMatchObject({ fault: { kind: 'nobody-waiting' } });
      await fleet.command('kiosk-2', daily('finish', `f${n}`, '1'));
      await fleet.clock.advance(24 * 3_600_000 - night);
      for (const { wall } of fleet.members) wall.stepWall(night);
    }
    fleet.restore('kiosk-2');
    await fleet.calm();
    await fleet.number('kiosk-1', 'again');
    await fleet.clock.advance(5_000);
    const [first, ...others] = fleet.members.map(({ hall: each }) =>
      each.tickets().map(({ id, phase, place }) => ({ id, phase, place })),
    );
    for (const other of others) expect(other).toEqual(first);
    const issued = fleet
      .of('robot-1')
      .disk.filter(({ kind }) => kind === 'ticket.issued')
      .map(({ data }) => data['ticket']);
    expect(issued.length).toBe(1 + days * 6 + 1);
    expect(new Set(issued).size).toBe(issued.length);
    expect(waiting(fleet, 'kiosk-1')).toEqual(['A001']);
  }, 1_200_000);
});

describe('another hub', () => {
  it('decides at once when the old one is lost, also about those to whom that gave their numbers', async () => {
    const fleet = await hall();
    for (const [at, id] of [
      ['kiosk-1', 'a'],
      ['kiosk-2', 'b'],
      ['robot-1', 'c'],
    ] as const)
      await fleet.number(at, id);
    await fleet.clock.advance(5_000);
    await fleet.kill('kiosk-1');
    const promoted = await fleet.answered(fleet.of('kiosk-2').hall.promote({ id: 'p', by: 'manager' }));
    expect(promoted).toEqual({ ok: true, value: { hub: 'kiosk-2', term: 1 } });
    expect(await fleet.command('kiosk-2', next('c1'))).toMatchObject({ ok: true, value: { number: 'A001' } });
    await fleet.clock.advance(5_000);
    expect(await fleet.number('robot-1', 'd')).toMatchObject({ number: 'A500', apart: false });
    // Once more changes nothing.
    expect(await fleet.answered(fleet.of('kiosk-2').hall.promote({ id: 'p', by: 'manager' }))).toEqual(promoted);
    expect(await fleet.answered(fleet.of('kiosk-2').hall.promote({ id: 'q', by: 'manager' }))).toEqual(promoted);
    expect(kinds(fleet, 'kiosk-2', 'hub.raised').length).toBe(1);
  });

  it('is obeyed by the old one when that is back, which then gives none of its old numbers again', async () => {
    const fleet = await hall();
    await fleet.number('kiosk-1', 'a');
    await fleet.clock.advance(5_000);
    await fleet.kill('kiosk-1');
    await fleet.answered(fleet.of('kiosk-2').hall.promote({ id: 'p', by: 'manager' }));
    await fleet.command('kiosk-2', next('c1'));
    await fleet.switchOn('kiosk-1');
    await fleet.clock.advance(2_000);
    expect(fleet.of('kiosk-1').hall.hub()).toMatchObject({ device: 'kiosk-2', term: 1 });
    expect(await fleet.command('kiosk-1', next('c2', '2'))).toEqual({
      ok: false,
      fault: { kind: 'nobody-waiting', counter: '2' },
    });
    expect(await fleet.number('kiosk-1', 'b')).toMatchObject({ number: 'A500', apart: false });
    fleet.of('kiosk-1').hall.tend();
    await fleet.clock.advance(5_000);
    fleet.cut('kiosk-1');
    expect(await fleet.number('kiosk-1', 'c')).toMatchObject({ number: 'A951', apart: true });
  });

  it('calls nobody whom the old one, cut off and alive, has called: that learns of it and calls no more', async () => {
    const fleet = await hall();
    for (const id of ['a', 'b']) await fleet.number('kiosk-1', id);
    await fleet.clock.advance(5_000);
    fleet.cut('kiosk-1');
    await fleet.answered(fleet.of('kiosk-2').hall.promote({ id: 'p', by: 'manager' }));
    expect(await fleet.command('kiosk-2', next('c1', '1'))).toMatchObject({ value: { number: 'A001' } });
    fleet.restore('kiosk-1');
    await fleet.clock.advance(60_000);
    expect(await fleet.command('kiosk-1', next('c2', '1'))).toMatchObject({ fault: { kind: 'counter-busy' } });
    expect(waiting(fleet, 'kiosk-1')).toEqual(['A002']);
  });

  it('is obeyed before the old one does what was asked of it meanwhile: such wishes come in front of the word', async () => {
    const fleet = await hall();
    for (const id of ['a', 'b']) await fleet.number('kiosk-1', id);
    await fleet.clock.advance(5_000);
    fleet.cut('kiosk-1');
    await fleet.answered(fleet.of('kiosk-2').hall.promote({ id: 'p', by: 'manager' }));
    expect(await fleet.command('kiosk-2', next('c1', '1'))).toMatchObject({ value: { number: 'A001' } });
    const { hall: old } = fleet.of('kiosk-1');
    const answers: Promise<unknown>[] = [];
    const end = old.on(({ type }) => {
      if (type === 'reach.changed' && answers.length === 0) answers.push(old.command(next('c2', '1')));
    });
    fleet.restore('kiosk-1');
    await fleet.clock.advance(60_000);
    end();
    expect(await Promise.all(answers)).toMatchObject([{ fault: { kind: 'counter-busy', number: 'A001' } }]);
    expect(kinds(fleet, 'kiosk-1', 'ticket.called').length).toBe(1);
  });

  it('may come back with an empty card: it learns of all, obeys, and gives no number and no id twice', async () => {
    const fleet = await hall();
    for (const [at, id] of [
      ['kiosk-1', 'a'],
      ['kiosk-2', 'b'],
      ['kiosk-1', 'c'],
    ] as const)
      await fleet.number(at, id);
    await fleet.clock.advance(5_000);
    await fleet.kill('kiosk-1');
    await fleet.answered(fleet.of('kiosk-2').hall.promote({ id: 'p', by: 'manager' }));
    fleet.newCard('kiosk-1');
    await fleet.switchOn('kiosk-1');
    const given = await fleet.number('kiosk-1', 'd');
    expect(given).toMatchObject({ number: 'A500', apart: false });
    await fleet.calm();
    for (const { name } of fleet.members) expect(waiting(fleet, name), name).toEqual(['A001', 'A002', 'A003', 'A500']);
    expect(fleet.of('kiosk-1').hall.epoch()).toBeGreaterThan(1);
  });

  it('is the one of the higher term, of two the first by name, everywhere the same', async () => {
    const fleet = await hall();
    fleet.broker.stop();
    for (const name of ['robot-1', 'kiosk-2'])
      await fleet.answered(fleet.of(name).hall.promote({ id: name, by: 'manager' }));
    for (let i = 0; i < 3; i += 1) {
      await fleet.number('robot-1', `r${i}`);
      await fleet.number('kiosk-2', `k${i}`);
    }
    await fleet.calm();
    for (const { hall: each } of fleet.members) expect(each.hub()).toMatchObject({ device: 'kiosk-2', term: 1 });
    expect(new Set(waiting(fleet, 'kiosk-1'))).toEqual(new Set(['A500', 'A501', 'A502', 'A800', 'A801', 'A802']));
  });
});
