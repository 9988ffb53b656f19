import { beforeEach, describe, expect, test } from 'vitest';
import { stripNumbers } from '../../behaviours/hall/strip.ts';
import { plainRules } from '../../behaviours/hall/settings.ts';
import { daily, hallRig, type HallRig } from '../support/hall-rig.ts';

const minute = 60_000;
/** Minutes of the day at which the rig's Monday begins. */
const fiveToEight = 475;
const strip = { series: 'D', count: 20 };

let rig: HallRig;
let wishes = 0;
beforeEach(async () => {
  rig = await hallRig({ rules: { ...plainRules, strip } });
  wishes = 0;
});
const enter = (number: string, at: number, service = 'ho-tich', priority: string | null = null) =>
  rig.command({ name: 'enter', id: `enter-${(wishes += 1)}`, by: 'clerk', number, service, minute: at, priority });
const closeDay = (id = `close-${(wishes += 1)}`) => rig.command({ name: 'close-day', id, by: 'manager' });
const waiting = (): readonly string[] => rig.hall.waiting().map(({ number }) => number);

describe('the contingency strip', () => {
  test('has numbers of its own, as they are printed', () => {
    expect(stripNumbers({ series: 'D', count: 3 }, 3)).toEqual(['D001', 'D002', 'D003']);
  });

  test('a number entered later has the place of the time on its paper, before those who came after it', async () => {
    await rig.clock.advance(20 * minute);
    await rig.issue('r-1');
    await rig.clock.advance(20 * minute);
    await rig.issue('r-2');
    expect(await enter('D002', fiveToEight + 25)).toMatchObject({ ok: true, value: { number: 'D002' } });
    // With the minute of another, and entered after it: they were torn off in the order of their numbers.
    expect((await enter('d 1', fiveToEight + 25)).ok).toBe(true);
    expect(waiting()).toEqual(['A001', 'D001', 'D002', 'A002']);
    expect(rig.hall.ticket('2026-08-03/D002')).toMatchObject({
      channel: 'strip',
      service: 'ho-tich',
      phase: 'waiting',
    });
    const called = await rig.command(daily('next', 'n-1', '1'));
    expect(called).toMatchObject({ ok: true, value: { number: 'A001' } });
    await rig.restart();
    expect(waiting()).toEqual(['D001', 'D002', 'A002']);
  });

  test.each([
    ['of a service', 'A001', { kind: 'not-of-strip', number: 'A001', from: 'D001', to: 'D020' }],
    ['beyond its end', 'D021', { kind: 'not-of-strip', number: 'D021', from: 'D001', to: 'D020' }],
    ['before its beginning', 'D000', { kind: 'not-of-strip', number: 'D000', from: 'D001', to: 'D020' }],
    ['no number', 'mười', { kind: 'not-of-strip', number: 'mười', from: 'D001', to: 'D020' }],
  ])('refuses a number that is %s', async (_what, number, fault) => {
    expect(await enter(number, fiveToEight)).toEqual({ ok: false, fault });
  });

  test('refuses a number twice, a time to come, a service and a class that there are not', async () => {
    expect((await enter('D003', fiveToEight)).ok).toBe(true);
    expect(await enter('D003', fiveToEight, 'dat-dai')).toEqual({
      ok: false,
      fault: { kind: 'already-entered', number: 'D003', service: 'ho-tich', phase: 'waiting' },
    });
    expect(await enter('D004', fiveToEight + 1)).toEqual({
      ok: false,
      fault: { kind: 'in-the-future', minute: fiveToEight + 1, now: fiveToEight },
    });
    expect(await enter('D004', fiveToEight, 'ngoai-giao')).toMatchObject({ fault: { kind: 'unknown-service' } });
    expect(await enter('D004', fiveToEight, 'ho-tich', 'vip')).toMatchObject({ fault: { kind: 'unknown-class' } });
    expect(waiting()).toEqual(['D003']);
  });

  test('a wish repeated with its id is answered the same and enters nothing again', async () => {
    const wish = {
      name: 'enter',
      id: 'one',
      by: 'clerk',
      number: 'D001',
      service: 'ho-tich',
      minute: 470,
      priority: null,
    } as const;
    const first = await rig.command(wish);
    expect(await rig.command(wish)).toEqual(first);
    expect(waiting()).toEqual(['D001']);
  });

  test('a number that a clerk called from the paper goes on where it is when it is entered', async () => {
    expect((await rig.command({ name: 'call', id: 'c', by: 'clerk', counter: '1', number: 'D005' })).ok).toBe(true);
    expect((await enter('D005', fiveToEight)).ok).toBe(true);
    expect(rig.hall.ticket('2026-08-03/D005')).toMatchObject({ phase: 'called', counter: '1', service: 'ho-tich' });
    expect((await rig.command(daily('finish', 'f', '1'))).ok).toBe(true);
    expect(rig.hall.ticket('2026-08-03/D005')?.phase).toBe('finished');
  });

  test('a site without a strip says so', async () => {
    rig = await hallRig();
    expect(await enter('D001', fiveToEight)).toEqual({
      ok: false,
      fault: { kind: 'not-of-strip', number: 'D001', from: '', to: '' },
    });
  });
});

describe('the end of the day', () => {
  test('voids who still waits or was put aside, and nobody is called any more', async () => {
    for (const id of ['r-1', 'r-2', 'r-3']) await rig.issue(id);
    await rig.command(daily('next', 'n-1', '1'));
    await rig.command({ name: 'park', id: 'p', by: 'clerk', counter: '1', reason: 'form' });
    expect((await closeDay()).ok).toBe(true);
    expect(rig.hall.tickets().map(({ number, phase }) => `${number} ${phase}`)).toEqual([
      'A001 void',
      'A002 void',
      'A003 void',
    ]);
    expect(rig.hall.picture().closed).toBe(true);
    const closed = { ok: false, fault: { kind: 'day-closed', day: '2026-08-03' } };
    expect(await rig.command(daily('next', 'n-2', '1'))).toEqual(closed);
    expect(await rig.command({ name: 'call', id: 'c', by: 'clerk', counter: '1', number: 'A001' })).toEqual(closed);
    expect(await enter('D001', fiveToEight)).toEqual(closed);
    expect(await closeDay()).toEqual(closed);
    await rig.restart();
    expect(rig.hall.picture().closed).toBe(true);
    expect(rig.hall.waiting()).toEqual([]);
  });

  test('is not written over somebody who stands at a counter or walks there', async () => {
    await rig.issue('r-1');
    await rig.issue('r-2');
    await rig.command(daily('next', 'n-1', '1'));
    expect(await closeDay()).toEqual({ ok: false, fault: { kind: 'counter-busy', counter: '1', number: 'A001' } });
    await rig.command(daily('finish', 'f-1', '1'));
    expect((await closeDay()).ok).toBe(true);
    expect(rig.hall.ticket('2026-08-03/A001')?.phase).toBe('finished');
    expect(rig.hall.ticket('2026-08-03/A002')?.phase).toBe('void');
  });

  test('a wish repeated with its id closes nothing again; the next day is open', async () => {
    await rig.issue('r-1');
    const first = await closeDay('close/2026-08-03');
    expect(await closeDay('close/2026-08-03')).toEqual(first);
    expect(rig.ledger.disk.filter(({ kind }) => kind === 'day.closed')).toHaveLength(1);
    await rig.clock.advance(24 * 60 * minute);
    await rig.issue('r-2');
    expect((await rig.command(daily('next', 'n', '1'))).ok).toBe(true);
  });
});
