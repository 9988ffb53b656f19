import { daily, type DailyCommand } from '../support/hall-rig.ts';
import { describe, expect, it } from 'vitest';
import { ticketCodeOf } from '../../behaviours/ticketing/scanned.ts';
import { present } from '../../hal/assert.ts';
import { DeskRig, take } from '../support/desk-rig.ts';

describe('the code of a slip', () => {
  const token = '0123456789abcdef0123456789abcdef';
  const cases: readonly (readonly [text: string, code: ReturnType<typeof ticketCodeOf>])[] = [
    [`https://phieu.example.vn/t/${token}`, { kind: 'token', token }],
    [`HTTPS://PHIEU.EXAMPLE.VN/T/${token.toUpperCase()}`, { kind: 'token', token }],
    ['Số thứ tự A012\nPhường Ba Đình\n03/08/2026', { kind: 'number', number: 'A012', day: '2026-08-03' }],
    // As a reader that types it hands it on.
    ['S th t A012\nPhng Ba nh\n03/08/2026', { kind: 'number', number: 'A012', day: '2026-08-03' }],
    ['Your number A012\nWard centre', { kind: 'number', number: 'A012', day: null }],
    ['A012', { kind: 'number', number: 'A012', day: null }],
    ['', null],
    ['hello', null],
    [`https://example.vn/t/${token.slice(1)}`, null],
    ['https://example.vn/t/', null],
    // A citizen's card: number, name, day of birth …, with bars between.
    ['001085012345||NGUYEN VAN A|01011985|Nam|1 Hang Bai, Ha Noi|01012021', null],
    ['A012\n1\n2\n3\n4', null],
    ['012', null],
    ['x'.repeat(1000), null],
  ];
  it.each(cases)('%j', (text, code) => {
    expect(ticketCodeOf(text)).toEqual(code);
  });
});

const scan = (desk: DeskRig, text: string): void => desk.ticketing.send({ type: 'code.scanned', text });

/** What is on the screen, in short. */
const shown = (desk: DeskRig): unknown => {
  const { body } = present(desk.screen, 'nothing is shown');
  if (body.screen === 'ticket')
    return [body.number, body.title, body.ahead, body.where, body.tiles.map(({ action }) => action).join(' ')];
  return 'title' in body && 'tiles' in body ? [body.title, body.tiles.map(({ action }) => action).join(' ')] : body;
};

/** A001 waits behind nobody; its visitor has gone to sit down, and another stands at the device. */
const waitingDesk = async (): Promise<DeskRig> => {
  const desk = await DeskRig.open();
  await take(desk);
  await desk.later(25_000);
  desk.arrive('touch');
  await desk.later(500);
  desk.story();
  return desk;
};
const call = async (desk: DeskRig, name: DailyCommand, id: string): Promise<void> => {
  await desk.hall.command(daily(name, id, '1'));
  await desk.later(10);
};

describe('a slip that is held before the reader', () => {
  it('shows and says how its ticket stands, and is gone by itself', async () => {
    const desk = await waitingDesk();
    scan(desk, 'A001');
    await desk.later(10);
    expect(shown(desk)).toEqual([
      'A001',
      'vi:ticket.title',
      'vi:ticket.ahead.none',
      'vi:ticket.where.direct counter=counter.name',
      'way finish',
    ]);
    expect(desk.story()).toEqual([
      expect.stringMatching(/show ticket A001 none$/),
      expect.stringMatching(
        /say vi:ticket.number ticket=A001 \| vi:ticket.ahead.none \| vi:ticket.where.direct counter=counter.name$/,
      ),
    ]);
    await desk.later(21_000);
    expect(desk.visiting).toBe(false);
    expect(desk.screen).toBeNull();
    expect(desk.rig.time.pending).toBe(0);
  });

  it('finds it by its unguessable name as by its number', async () => {
    const desk = await waitingDesk();
    const { token } = present(desk.hall.hall.waiting()[0], 'nobody waits');
    scan(desk, `https://phieu.example.vn/t/${token}`);
    await desk.later(10);
    expect(shown(desk)).toEqual(expect.arrayContaining(['A001', 'way finish']));
  });

  it('says where it was called to, that it has been served, that its turn has passed', async () => {
    const desk = await waitingDesk();
    await call(desk, 'next', 'c1');
    scan(desk, 'A001');
    await desk.later(10);
    expect(shown(desk)).toEqual(['A001', 'vi:ticket.called counter=counter.name', '', '', 'way finish']);
    await call(desk, 'finish', 'c2');
    scan(desk, 'A001');
    await desk.later(10);
    expect(shown(desk)).toEqual(['A001', 'vi:scan.finished ticket=A001', '', 'vi:scan.again', 'start finish']);
  });

  it('follows the hall while it is shown: the call of its number appears', async () => {
    const desk = await waitingDesk();
    scan(desk, 'A001');
    await desk.later(10);
    await call(desk, 'next', 'c1');
    expect(shown(desk)).toEqual(['A001', 'vi:ticket.called counter=counter.name', '', '', 'way finish']);
  });

  it('shows the way again, to the counter that called', async () => {
    const desk = await waitingDesk();
    await call(desk, 'next', 'c1');
    scan(desk, 'A001');
    await desk.later(500);
    desk.story();
    desk.touch('way');
    await desk.later(10);
    expect(desk.story()).toEqual([expect.stringMatching(/way to 1 for A001$/)]);
  });

  it('answers anything else with one kind sentence, a new number and staff', async () => {
    const desk = await waitingDesk();
    for (const text of ['hello', 'A999', 'Số thứ tự A001\nTrung tâm\n01/01/2020', 'x'.repeat(900)]) {
      scan(desk, text);
      await desk.later(500);
      expect(shown(desk)).toEqual(['vi:scan.unknown.title', 'start help']);
    }
    desk.story();
    desk.touch('help');
    await desk.later(500);
    desk.touch('start');
    await desk.later(10);
    expect(desk.story()).toEqual([expect.stringMatching(/help visitor$/), expect.stringMatching(/show services$/)]);
  });

  it('is not looked at while a number is on its way, nor instead of the same number', async () => {
    const desk = await DeskRig.open();
    await take(desk);
    scan(desk, 'A001');
    await desk.later(10);
    expect(shown(desk)).toEqual(expect.arrayContaining(['A001', 'way finish']));
    expect(desk.screen?.body).toMatchObject({ printing: 'printing' });
    await desk.later(3000);
    scan(desk, 'A001');
    await desk.later(10);
    expect(desk.screen?.body).toMatchObject({ printing: 'printed' });
    scan(desk, 'A002');
    await desk.later(10);
    expect(shown(desk)).toEqual(['vi:scan.unknown.title', 'start help']);
  });

  it('gives up what was asked half-way, and tells that once', async () => {
    const desk = await waitingDesk();
    desk.touch('service.dat-dai');
    await desk.later(500);
    desk.story();
    scan(desk, 'A001');
    await desk.later(10);
    expect(desk.story().filter((line) => line.includes('abandoned'))).toHaveLength(1);
    await desk.later(21_000);
    expect(desk.story().filter((line) => line.includes('abandoned'))).toEqual([]);
  });

  it('is answered outside the hours in which numbers are given, without offering one', async () => {
    const desk = await waitingDesk();
    desk.ticketing.send({
      type: 'hours.changed',
      hours: {
        state: 'open',
        ticketsGiven: false,
        until: null,
        reopensAtMinute: null,
        opens: null,
        spans: [],
        ticketSpans: [],
        holiday: null,
      },
    });
    await desk.later(10);
    scan(desk, 'A001');
    await desk.later(10);
    expect(shown(desk)).toEqual(expect.arrayContaining(['A001', 'way finish']));
    scan(desk, 'hello');
    await desk.later(10);
    expect(shown(desk)).toEqual(['vi:scan.unknown.title', 'help']);
  });

  it('is nothing to a device that nobody stands at', async () => {
    const desk = await DeskRig.open();
    scan(desk, 'A001');
    await desk.later(10);
    expect([desk.story(), desk.screen]).toEqual([[], null]);
  });
});
