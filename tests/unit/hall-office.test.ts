import { describe, expect, it } from 'vitest';
import { hallRig } from '../support/hall-rig.ts';

describe('the way to the counter', () => {
  it('is open without a call to who has one counter to go to, as long as that has called nobody', async () => {
    const rig = await hallRig();
    const standing = (ticket: string): boolean | undefined => rig.hall.office.standing(ticket)?.direct;
    const first = await rig.issue('a');
    expect([first.ahead, first.direct, standing(first.ticket)]).toEqual([0, true, true]);
    const second = await rig.issue('b');
    expect([second.ahead, second.direct]).toEqual([1, false]);
    await rig.command({ name: 'next', finishing: false, by: 'clerk', id: 'c1', counter: '1' });
    // Nobody is before them any more, but somebody sits at the counter.
    expect(rig.hall.office.standing(second.ticket)).toMatchObject({ ahead: 0, direct: false });
    await rig.command({ name: 'finish', by: 'clerk', id: 'c2', counter: '1' });
    expect(standing(second.ticket)).toBe(true);
    await rig.command({ name: 'next', finishing: false, by: 'clerk', id: 'c3', counter: '1' });
    await rig.command({ name: 'finish', by: 'clerk', id: 'c4', counter: '1' });
    // Two counters may call them.
    expect(await rig.issue('c', { service: 'chung-thuc' })).toMatchObject({ ahead: 0, direct: false });
  });
});

describe('a number that nobody saw', () => {
  it('is taken out of line, once, also while it is being written', async () => {
    const rig = await hallRig();
    const issuing = rig.hall.office.issue({ id: 'a', service: 'ho-tich', priority: null, language: 'vi' });
    const taken = await rig.settled(rig.hall.office.withdraw('a'));
    expect([taken.ok, (await issuing).ok]).toEqual([true, true]);
    expect(await rig.settled(rig.hall.office.withdraw('a'))).toMatchObject({ ok: true });
    expect(rig.ledger.disk.map(({ kind, data }) => [kind, data['reason'] ?? null])).toEqual([
      ['ticket.issued', null],
      ['ticket.voided', 'unseen'],
    ]);
    await rig.restart('kept');
    expect(rig.hall.tickets().map(({ phase }) => phase)).toEqual(['void']);
    // Its number is not given again.
    expect((await rig.issue('b')).number).toBe('A002');
  });

  it('stays when it has been called, and nothing is taken back of a request that got none', async () => {
    const rig = await hallRig();
    await rig.issue('a');
    await rig.command({ name: 'next', finishing: false, by: 'clerk', id: 'c1', counter: '1' });
    await rig.settled(rig.hall.office.withdraw('a'));
    expect(rig.hall.tickets().map(({ phase }) => phase)).toEqual(['called']);
    expect(await rig.settled(rig.hall.office.withdraw('never asked'))).toMatchObject({ ok: true });
    expect(rig.ledger.disk.filter(({ kind }) => kind === 'ticket.voided')).toEqual([]);
  });

  it('is taken back later when the ledger refuses now', async () => {
    const rig = await hallRig();
    await rig.issue('a');
    rig.ledger.breakWith({ kind: 'full', where: 'card' });
    expect(await rig.settled(rig.hall.office.withdraw('a'))).toMatchObject({ ok: false });
    rig.ledger.mend();
    expect(await rig.settled(rig.hall.office.withdraw('a'))).toMatchObject({ ok: true });
    expect(rig.hall.waiting()).toEqual([]);
  });
});

describe('who may stand before a device since before its restart', () => {
  it('is the newest of its own numbers whose slip is not known to have come out, with its age', async () => {
    const rig = await hallRig();
    const first = await rig.issue('a');
    const second = await rig.issue('b', { language: 'en' });
    expect(rig.hall.office.leftBehind()).toBeNull();
    await rig.settled(rig.hall.office.slipStarted(first.ticket, `${first.ticket}#1`));
    await rig.settled(rig.hall.office.slipEnded(first.ticket, `${first.ticket}#1`, 'printed', ''));
    await rig.clock.advance(1_000);
    await rig.settled(rig.hall.office.slipStarted(second.ticket, `${second.ticket}#1`));
    await rig.clock.advance(9_000);
    await rig.restart('kept');
    const left = rig.hall.office.leftBehind();
    expect(left).toMatchObject({ slip: 'unknown', slips: 1, open: true, language: 'en', ticket: { number: 'A002' } });
    expect(left?.ageMs).toBeGreaterThanOrEqual(9_000);
    expect(left?.ageMs).toBeLessThan(9_100);
    await rig.settled(rig.hall.office.slipEnded(second.ticket, `${second.ticket}#1`, 'unknown', 'restarted'));
    expect(rig.hall.office.leftBehind()).toMatchObject({ slip: 'unknown', open: false });
  });

  it('has an age without a believed clock where the start right before this one ended in it', async () => {
    const rig = await hallRig();
    rig.wall.setTrusted(false);
    // Killed between the number on the glass and the first byte of its slip.
    await rig.issue('a');
    await rig.clock.advance(5_000);
    await rig.restart('kept');
    const ageMs = (): number | null | undefined => rig.hall.office.leftBehind()?.ageMs;
    // The hall's time stood still while the device was away.
    expect(ageMs()).toBeLessThan(100);
    await rig.clock.advance(10_000);
    expect(ageMs()).toBeGreaterThanOrEqual(10_000);
    // Minutes of this start have passed: whoever it was for has gone.
    await rig.clock.advance(200_000);
    expect(ageMs()).toBeNull();
    // It was the start before the last that gave it.
    await rig.restart('kept');
    expect(rig.hall.office.leftBehind()).toMatchObject({ ticket: { number: 'A001' }, open: false, ageMs: null });
  });

  it('is nobody where the newest has its slip, is served, or was issued since', async () => {
    const rig = await hallRig();
    const first = await rig.issue('a');
    const second = await rig.issue('b');
    await rig.settled(rig.hall.office.slipStarted(second.ticket, `${second.ticket}#1`));
    await rig.settled(rig.hall.office.slipEnded(second.ticket, `${second.ticket}#1`, 'printed', ''));
    await rig.restart('kept');
    expect([first.number, rig.hall.office.leftBehind()]).toEqual(['A001', null]);
    await rig.issue('c');
    expect(rig.hall.office.leftBehind()).toBeNull();
    await rig.restart('kept');
    expect(rig.hall.office.leftBehind()?.ticket.number).toBe('A003');
    for (const id of ['c1', 'c2', 'c3']) {
      await rig.command({ name: 'next', finishing: false, by: 'clerk', id, counter: '1' });
      await rig.command({ name: 'finish', by: 'clerk', id: `${id}f`, counter: '1' });
    }
    expect(rig.hall.office.leftBehind()).toBeNull();
  });
});
