import { describe, expect, it } from 'vitest';
import { decodeHighest, encodeHighest, gapsBetween, numberText, raised } from '../../behaviours/hall/numbers.ts';
import { plainRules } from '../../behaviours/hall/settings.ts';
import { SimClock } from '../../sim/clock.ts';
import { hallRig, issueOf, type HallRig, daily, type DailyCommand } from '../support/hall-rig.ts';

const hour = 3_600_000;
const told = (rig: HallRig, type: string) => rig.events.filter((event) => event.type === type);
const numbers = (rig: HallRig): string[] => rig.hall.waiting().map((ticket) => ticket.number);

describe('the hall of one device', () => {
  it('gives numbers in order and calls them in order', async () => {
    const rig = await hallRig();
    const first = await rig.issue('a');
    const second = await rig.issue('b');
    expect([first.number, second.number]).toEqual(['A001', 'A002']);
    expect([first.ahead, second.ahead]).toEqual([0, 1]);
    expect(first).toMatchObject({ ticket: '2026-08-03/A001', day: '2026-08-03', counters: ['1'], issuedMinute: 475 });
    expect(await rig.command(daily('next', 'c1', '1'))).toEqual({
      ok: true,
      value: { number: 'A001', ticket: '2026-08-03/A001' },
    });
    expect(told(rig, 'ticket.called')).toEqual([
      {
        type: 'ticket.called',
        ticket: '2026-08-03/A001',
        number: 'A001',
        counter: '1',
        call: 1,
        language: 'vi',
      },
    ]);
    expect(await rig.command(daily('next', 'c2', '1'))).toEqual({
      ok: false,
      fault: { kind: 'counter-busy', counter: '1', number: 'A001' },
    });
    expect(await rig.command(daily('finish', 'c3', '1'))).toMatchObject({ ok: true });
    expect(numbers(rig)).toEqual(['A002']);
    expect(rig.clock.pending).toBe(0);
  });

  it('lets a counter skip whom it does not serve', async () => {
    const rig = await hallRig();
    await rig.issue('a');
    await rig.issue('b', { service: 'chung-thuc' });
    expect(await rig.command(daily('next', 'c1', '2'))).toMatchObject({ value: { number: 'B001' } });
    expect(await rig.command(daily('next', 'c2', '3'))).toEqual({
      ok: false,
      fault: { kind: 'nobody-waiting', counter: '3' },
    });
    expect(await rig.command(daily('next', 'c3', '9'))).toEqual({
      ok: false,
      fault: { kind: 'unknown-counter', counter: '9' },
    });
    expect(await rig.command(daily('next', 'c4', '1'))).toMatchObject({ value: { number: 'A001' } });
  });

  it('takes a no-show only after enough calls', async () => {
    const rig = await hallRig();
    await rig.issue('a');
    const say = (name: DailyCommand, id: string) => rig.command(daily(name, id, '1'));
    expect(await say('recall', '1')).toEqual({ ok: false, fault: { kind: 'nobody-called', counter: '1' } });
    await say('next', '2');
    await say('recall', '3');
    expect(await say('no-show', '4')).toEqual({
      ok: false,
      fault: { kind: 'too-few-calls', number: 'A001', calls: 2, needed: 3 },
    });
    await say('recall', '5');
    expect(told(rig, 'ticket.called').map((event) => event.type === 'ticket.called' && event.call)).toEqual([1, 2, 3]);
    expect(await say('no-show', '6')).toMatchObject({ ok: true });
    expect(await say('finish', '7')).toEqual({ ok: false, fault: { kind: 'nobody-called', counter: '1' } });
    expect(rig.hall.ticket('2026-08-03/A001')).toMatchObject({ phase: 'no-show', calls: 3 });
  });

  it('answers a repeated command the same and does nothing again, also after a restart', async () => {
    const rig = await hallRig();
    await rig.issue('a');
    await rig.issue('b');
    const first = await rig.command(daily('next', 'c1', '1'));
    expect(await rig.command(daily('next', 'c1', '1'))).toEqual(first);
    await rig.restart();
    expect(await rig.command(daily('next', 'c1', '1'))).toEqual(first);
    expect(numbers(rig)).toEqual(['A002']);
  });

  it('calls on a device that cannot reach the hub only whom the hub cannot call', async () => {
    const hub = await hallRig();
    await hub.issue('first');
    const rig = await hallRig({ device: 'kiosk-2', numbers: { from: 501, to: 999 } });
    for (const event of hub.ledger.disk) await rig.settled(rig.hall.receive(event));
    expect(await rig.command(daily('next', 'c1', '1'))).toEqual({
      ok: false,
      fault: { kind: 'hub-away', hub: 'kiosk-1' },
    });
    expect(await rig.issue('a')).toMatchObject({ number: 'A501', apart: true, ahead: 1 });
    expect(await rig.command(daily('next', 'c2', '1'))).toMatchObject({ ok: true, value: { number: 'A501' } });
  });

  it('answers a repeated request with the same number, at once, later and after a restart', async () => {
    const rig = await hallRig();
    const [one, two] = await rig.settled(
      Promise.all([rig.hall.office.issue(issueOf('same')), rig.hall.office.issue(issueOf('same'))]),
    );
    expect(one).toEqual(two);
    expect(await rig.issue('same')).toMatchObject({ number: 'A001' });
    await rig.restart();
    expect(await rig.issue('same')).toMatchObject({ number: 'A001' });
    expect(await rig.issue('other')).toMatchObject({ number: 'A002' });
  });

  it('gives those who come at once numbers of their own out of one sync', async () => {
    const rig = await hallRig();
    const before = rig.ledger.syncs;
    const requests = Array.from({ length: 16 }, (_, n) => rig.hall.office.issue(issueOf(`r${n}`)));
    const answers = await rig.settled(Promise.all(requests));
    expect(answers.map((answer) => answer.ok && answer.value.number)).toEqual(
      Array.from({ length: 16 }, (_, n) => numberText('A', n + 1, 3)),
    );
    expect(rig.ledger.syncs - before).toBeLessThanOrEqual(2);
  });

  it('serves nothing before it has read its ledger', async () => {
    const rig = await hallRig({}, { started: false });
    const refusal = { ok: false, fault: { kind: 'ledger-refused', fault: { kind: 'not-started' } } };
    expect(await rig.settled(rig.hall.office.issue(issueOf('a')))).toEqual(refusal);
    expect(await rig.command(daily('next', 'c', '1'))).toEqual(refusal);
    expect([rig.hall.state().value, rig.hall.epoch()]).toEqual(['closed', 0]);
    rig.storage.breakWith({ kind: 'read-only' });
    await rig.reopen();
    expect(rig.hall.state()).toEqual({ value: 'refused', tags: ['needs-attendant'] });
    rig.storage.mend();
    expect(await rig.settled(rig.hall.start())).toEqual({ ok: true, value: undefined });
    expect((await rig.issue('a')).number).toBe('A001');
    expect(rig.transitions.map(({ to }) => to)).toEqual(['reading', 'refused', 'reading', 'open']);
    expect(rig.hall.epoch()).toBe(1);
    await rig.restart();
    expect(rig.hall.epoch()).toBe(2);
  });
});

describe('numbers', () => {
  it('end with a fault and never with a duplicate', async () => {
    const rig = await hallRig({ device: 'kiosk-2', numbers: { from: 7, to: 8 } });
    expect((await rig.issue('a')).number).toBe('A007');
    expect((await rig.issue('b')).number).toBe('A008');
    expect(await rig.settled(rig.hall.office.issue(issueOf('c')))).toEqual({
      ok: false,
      fault: { kind: 'numbers-exhausted', series: 'A' },
    });
    expect(rig.log).toContainEqual({ level: 'error', event: 'numbers.exhausted' });
    expect((await rig.issue('d', { service: 'dat-dai' })).number).toBe('K007');
    expect(await rig.settled(rig.hall.office.issue(issueOf('e', { service: 'sing' })))).toEqual({
      ok: false,
      fault: { kind: 'unknown-service', service: 'sing' },
    });
  });

  it('that the ledger has lost are reported and never given again', async () => {
    const rig = await hallRig();
    await rig.issue('a');
    await rig.issue('b');
    await rig.issue('c', { service: 'dat-dai' });
    await rig.loseTail(2);
    expect(told(rig, 'numbers.gapFound')).toEqual([
      { type: 'numbers.gapFound', series: 'A', from: 2, to: 2 },
      { type: 'numbers.gapFound', series: 'K', from: 1, to: 1 },
    ]);
    expect(rig.log).toContainEqual({ level: 'error', event: 'numbers.gap-found' });
    expect((await rig.issue('d')).number).toBe('A003');
    expect((await rig.issue('e', { service: 'dat-dai' })).number).toBe('K002');
    await rig.restart();
    expect(told(rig, 'numbers.gapFound').length).toBe(2);
  });

  it('are not told while the ledger refuses, and the same one comes when it takes it', async () => {
    const rig = await hallRig();
    rig.ledger.breakWith({ kind: 'full', where: 'card' });
    const fault = { kind: 'ledger-refused', fault: { kind: 'full', where: 'card' } };
    expect(await rig.settled(rig.hall.office.issue(issueOf('a')))).toEqual({ ok: false, fault });
    expect(rig.hall.tickets()).toEqual([]);
    rig.ledger.mend();
    expect((await rig.issue('a')).number).toBe('A001');
  });

  it('that fell out while later ones were given are reported with the next', async () => {
    const rig = await hallRig();
    rig.path.willFail('lost');
    const [first, second] = await rig.settled(
      Promise.all([rig.hall.office.issue(issueOf('a')), rig.hall.office.issue(issueOf('b'))]),
    );
    expect(first?.ok).toBe(false);
    expect(second).toMatchObject({ ok: true, value: { number: 'A002' } });
    expect((await rig.issue('c')).number).toBe('A003');
    expect(rig.ledger.disk.filter((event) => event.kind === 'numbers.skipped').map((event) => event.data)).toEqual([
      { device: 'kiosk-1', day: '2026-08-03', series: 'A', from: 1, to: 1 },
    ]);
  });

  it('stand when an error hid that the ledger took them', async () => {
    const rig = await hallRig();
    rig.path.willFail('stored');
    expect((await rig.issue('a')).number).toBe('A001');
    rig.path.willFail('stored');
    rig.path.willNotRead(1);
    const unclear = await rig.settled(rig.hall.office.issue(issueOf('b')));
    expect(unclear).toMatchObject({ ok: false, fault: { kind: 'ledger-refused', fault: { kind: 'in-doubt' } } });
    expect(rig.hall.state()).toEqual({ value: 'doubtful', tags: ['needs-attendant'] });
    expect((await rig.issue('c')).number).toBe('A003');
    expect((await rig.issue('b')).number).toBe('A002');
    expect(rig.hall.state().value).toBe('open');
  });

  it('wait for the side file too', async () => {
    const rig = await hallRig();
    rig.storage.breakWith({ kind: 'full' });
    expect(await rig.settled(rig.hall.office.issue(issueOf('a')))).toEqual({
      ok: false,
      fault: { kind: 'ledger-refused', fault: { kind: 'full', name: 'highest-numbers' } },
    });
    rig.storage.mend();
    expect((await rig.issue('a')).number).toBe('A001');
    expect(decodeHighest(rig.storage.disk.get('highest-numbers') ?? new Uint8Array())).toEqual({
      '2026-08-03': { A: 1 },
    });
  });

  it('go on when a stranger’s file lies where the side file should', async () => {
    const rig = await hallRig();
    await rig.issue('a');
    await rig.settled(rig.storage.write('highest-numbers', new TextEncoder().encode('{"v":1,"days":{"x":{}}}')));
    await rig.restart();
    expect(rig.log).toContainEqual({ level: 'error', event: 'numbers.side-file-unreadable' });
    expect((await rig.issue('b')).number).toBe('A002');
  });

  it('in the side file: three days, whole numbers, nothing else', () => {
    const week = ['01', '02', '03', '04'].reduce((sum, date) => raised(sum, `2026-08-${date}`, 'A', 5), {});
    expect(week).toEqual({ '2026-08-02': { A: 5 }, '2026-08-03': { A: 5 }, '2026-08-04': { A: 5 } });
    expect(raised(week, '2026-08-04', 'A', 4)).toBe(week);
    expect(decodeHighest(encodeHighest(week))).toEqual(week);
    for (const text of ['', '{', '[]', '{"v":2,"days":{}}', '{"v":1,"days":{"2026-08-03":{"A":1.5}}}', '\xff'])
      expect(decodeHighest(new TextEncoder().encode(text))).toBeNull();
    expect(
      gapsBetween(
        { '2026-08-03': { A: 9, B: 3, 'leases/A': 50 } },
        (_day, series) => (series === 'A' ? 7 : 3),
        () => [{ from: 1, to: 8 }],
      ),
    ).toEqual([{ day: '2026-08-03', series: 'A', from: 8, to: 8 }]);
  });
});

describe('slips', () => {
  it('without an end are told after a restart, and only those', async () => {
    const rig = await hallRig();
    const { ticket } = await rig.issue('a');
    const { office } = rig.hall;
    await rig.settled(office.slipStarted(ticket, 'j1'));
    await rig.settled(office.slipEnded(ticket, 'j1', 'printed', ''));
    await rig.settled(office.slipStarted(ticket, 'j2'));
    expect(rig.hall.unfinishedSlips()).toEqual([]);
    await rig.restart();
    expect(rig.hall.unfinishedSlips()).toEqual([{ ticket, jobId: 'j2' }]);
    await rig.settled(rig.hall.office.slipEnded(ticket, 'j2', 'unknown', 'restarted'));
    expect(rig.hall.unfinishedSlips()).toEqual([]);
    expect(rig.hall.ticket(ticket)?.slip).toBe('unknown');
    expect(await rig.settled(rig.hall.office.slipStarted('2026-08-03/Z999', 'j3'))).toEqual({
      ok: false,
      fault: { kind: 'unknown-ticket', ticket: '2026-08-03/Z999' },
    });
  });

  it('in hand are not called unknown when the ledger alone is opened again', async () => {
    const rig = await hallRig();
    const { ticket } = await rig.issue('a');
    await rig.settled(rig.hall.office.slipStarted(ticket, 'j1'));
    await rig.ledger.close();
    await rig.reopen();
    expect(rig.hall.unfinishedSlips()).toEqual([]);
  });
});

describe('the wait', () => {
  it('counts those before for any service that shares a counter, and their time at the counters that are open', async () => {
    const rig = await hallRig();
    await rig.issue('a');
    await rig.issue('b', { service: 'chung-thuc' });
    const third = await rig.issue('c');
    // A001 (8 min) at the one counter of ho-tich; B001 (5 min) goes to the other.
    expect(third.ahead).toBe(2);
    expect(third.wait).toMatchObject({ beyondClosing: false });
    expect(third.wait?.p50Min).toBeGreaterThanOrEqual(5);
    expect(third.wait?.p50Min).toBeLessThanOrEqual(15);
    expect(third.wait?.p90Min).toBeGreaterThan(third.wait?.p50Min ?? 99);
    expect(rig.hall.office.standing(third.ticket)).toEqual({ ahead: 2, wait: third.wait, direct: false });
    // Whoever asks again in an unchanged hall is told the same.
    await rig.clock.advance(3_000);
    expect(rig.hall.office.standing(third.ticket)).toEqual({ ahead: 2, wait: third.wait, direct: false });
    await rig.command(daily('next', 'c1', '1'));
    await rig.command(daily('next', 'c2', '2'));
    await rig.clock.advance(5 * 60_000);
    const later = rig.hall.office.standing(third.ticket);
    expect(later?.ahead).toBe(0);
    expect(later?.wait?.p50Min).toBeLessThan(third.wait?.p50Min ?? 0);
    await rig.command(daily('finish', 'c3', '1'));
    await rig.command(daily('next', 'c4', '1'));
    expect(rig.hall.office.standing(third.ticket)).toBeNull();
  });

  it('is not guessed where nothing is known, and learnt from who was served', async () => {
    const rig = await hallRig();
    await rig.issue('a', { service: 'dat-dai' });
    expect((await rig.issue('b', { service: 'dat-dai' })).wait).toBeNull();
    await rig.command(daily('next', 'c1', '3'));
    await rig.clock.advance(10 * 60_000);
    await rig.command(daily('finish', 'c2', '3'));
    const told = await rig.issue('c', { service: 'dat-dai' });
    expect(told.wait?.p50Min).toBeGreaterThanOrEqual(5);
    expect(told.wait?.p50Min).toBeLessThanOrEqual(15);
    // What was told with the number stands in the ledger, and all that was learnt comes from there.
    expect(rig.ledger.disk.findLast(({ kind }) => kind === 'ticket.issued')?.data['told']).toMatchObject({
      p50S: expect.any(Number),
    });
    await rig.restart('kept');
    expect((await rig.issue('d', { service: 'dat-dai' })).wait?.p50Min).toBeGreaterThan(told.wait?.p50Min ?? 99);
  });

  it('is of one lunch longer before it, and no promise shortly before the doors close', async () => {
    const day = [
      { from: 8 * 60, to: 12 * 60 },
      { from: 13 * 60, to: 17 * 60 },
    ];
    const hours = {
      zoneOffsetMin: 420,
      opening: Array.from({ length: 7 }, () => day),
      tickets: Array.from({ length: 7 }, () => day),
      holidays: [],
      special: [],
    };
    const rig = await hallRig({ rules: { ...plainRules, hours } });
    // 07:55: nobody is called before eight.
    expect((await rig.issue('a')).wait?.p50Min).toBe(5);
    await rig.clock.advance((3 * 60 + 60) * 60_000);
    await rig.command(daily('next', 'c1', '1'));
    await rig.clock.advance(60_000);
    await rig.issue('b');
    // 11:56: whoever comes now is called after lunch.
    const beforeLunch = await rig.issue('c');
    expect(beforeLunch.wait?.p50Min).toBeGreaterThanOrEqual(60);
    expect(beforeLunch.wait?.beyondClosing).toBe(false);
    await rig.clock.advance(4 * hour);
    await rig.command(daily('finish', 'c2', '1'));
    await rig.command(daily('next', 'c3', '1'));
    for (let i = 0; i < 12; i += 1) await rig.issue(`d${i}`);
    // 15:56, twelve before: likelier than not it is five before.
    expect((await rig.issue('e')).wait?.beyondClosing).toBe(true);
    expect(rig.hall.waitFor('ho-tich')?.beyondClosing).toBe(true);
  });

  it('is told at once in a flood of numbers', async () => {
    const rig = await hallRig({ fleet: [{ device: 'kiosk-1', numbers: { from: 1, to: 2_000 } }], digits: 4 });
    let last = await rig.issue('first');
    for (let i = 0; i < 600; i += 1) last = await rig.issue(`n${i}`);
    expect(last.ahead).toBe(600);
    expect(last.wait?.p50Min).toBeGreaterThan(600 * 5);
    expect(last.wait?.p90Min).toBeGreaterThanOrEqual(last.wait?.p50Min ?? 0);
  });
});

describe('what other devices tell', () => {
  const pair = async () => {
    const clock = new SimClock();
    const host = await hallRig({}, { clock });
    const member = await hallRig({ device: 'kiosk-2', numbers: { from: 501, to: 999 } }, { clock });
    const send = async (from: HallRig, to: HallRig, own: string): Promise<void> => {
      for (const event of from.ledger.disk) if (event.device === own) await to.settled(to.hall.receive(event));
    };
    return {
      clock,
      host,
      member,
      toHost: () => send(member, host, 'kiosk-2'),
      toMember: () => send(host, member, 'kiosk-1'),
    };
  };

  it('is called by the host and heard by the member whose visitor it is', async () => {
    const { host, member, toHost, toMember } = await pair();
    await member.issue('a', { language: 'en' });
    await toHost();
    await toHost();
    expect(numbers(host)).toEqual(['A501']);
    await host.command(daily('next', 'c1', '1'));
    await toMember();
    await toMember();
    expect(told(member, 'ticket.called')).toMatchObject([{ number: 'A501', counter: '1', language: 'en' }]);
    expect(numbers(member)).toEqual([]);
    expect(member.ledger.disk.map((event) => event.id)).toEqual(['kiosk-2/1/1', 'kiosk-1/1/1']);
  });

  it('is not announced when it is history', async () => {
    const { clock, host, member, toHost, toMember } = await pair();
    await member.issue('a');
    await toHost();
    await host.command(daily('next', 'c1', '1'));
    await clock.advance(61_000);
    await toMember();
    expect(told(member, 'ticket.called')).toEqual([]);
    expect(member.hall.ticket('2026-08-03/A501')?.phase).toBe('called');
  });

  it('is announced even before its ticket has arrived', async () => {
    const { clock, host, member, toHost } = await pair();
    const third = await hallRig({ device: 'robot-1', numbers: null }, { clock });
    await member.issue('a');
    await toHost();
    await host.command(daily('next', 'c1', '1'));
    const called = host.ledger.disk.find((event) => event.kind === 'ticket.called');
    if (called === undefined) throw new Error('nobody was called');
    await third.settled(third.hall.receive(called));
    expect(told(third, 'ticket.called')).toMatchObject([{ number: 'A501', counter: '1', language: '' }]);
    for (const event of member.ledger.disk) await third.settled(third.hall.receive(event));
    expect(third.hall.ticket('2026-08-03/A501')).toMatchObject({ phase: 'called', counter: '1' });
    expect(await third.settled(third.hall.office.issue(issueOf('x')))).toMatchObject({
      fault: { kind: 'numbers-exhausted' },
    });
  });

  it('is noticed when two devices give one number, and the first keeps it', async () => {
    const { host } = await pair();
    await host.issue('a');
    const twin = await hallRig({ device: 'kiosk-9' }, { clock: host.clock });
    await twin.issue('b');
    for (const event of twin.ledger.disk) await host.settled(host.hall.receive(event));
    expect(host.log).toContainEqual({ level: 'error', event: 'numbers.double' });
    expect(host.hall.waiting().map(({ device }) => device)).toEqual(['kiosk-1']);
  });

  it('is refused kindly while the ledger is', async () => {
    const { host, member } = await pair();
    await member.issue('a');
    host.ledger.breakWith({ kind: 'full', where: 'card' });
    const [event] = member.ledger.disk;
    if (event === undefined) throw new Error('nothing was issued');
    expect(await host.settled(host.hall.receive(event))).toMatchObject({ ok: false, fault: { kind: 'full' } });
    host.ledger.mend();
    expect(await host.settled(host.hall.receive(event))).toMatchObject({ ok: true });
  });
});
