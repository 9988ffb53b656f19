import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HallCommand, IssueRequest } from '../../behaviours/hall/events.ts';
import { plainRules, type BookingRules, type HallRules, type QuotaRules } from '../../behaviours/hall/settings.ts';
import { hallRig, issueOf, mondayMorning, type HallRig } from '../support/hall-rig.ts';

const today = '2026-08-03';
const minuteMs = 60_000;
/** 07:55, when the rig begins. */
const begins = 7 * 60 + 55;

const bookings: BookingRules = { daysAhead: 6, earlyMin: 30, lateMin: 15, place: 'slot' };
const quotas: QuotaRules = { perPerson: null, perField: null, fields: {}, perService: {}, onSite: 'everyone' };

const rigWith = (rules: Partial<HallRules>): Promise<HallRig> => hallRig({ rules: { ...plainRules, ...rules } });

const booking = (code: string, minute: number, over: Partial<Extract<HallCommand, { name: 'book' }>> = {}) =>
  ({
    name: 'book',
    id: `book-${code}`,
    by: 'city',
    code,
    day: today,
    minute,
    service: 'ho-tich',
    language: 'vi',
    person: null,
    registered: null,
    ...over,
  }) as const;

const ask = async (rig: HallRig, id: string, over: Partial<IssueRequest> = {}): Promise<string> => {
  const answer = await rig.settled(rig.hall.office.issue(issueOf(id, over)));
  return answer.ok ? answer.value.number : answer.fault.kind;
};
const at = (rig: HallRig, minute: number): Promise<void> =>
  rig.clock.advance((minute - begins) * minuteMs - rig.clock.now());

describe('a booking', () => {
  it('gives its number in the window around its time, by its code however that is written, and once', async () => {
    const rig = await rigWith({ bookings });
    expect(await rig.command(booking('AB12-cd34', 600))).toMatchObject({ ok: true });
    const come = (): ReturnType<HallRig['hall']['office']['booking']> => rig.hall.office.booking('ab12 CD34');
    await at(rig, 569);
    expect(come()).toEqual({ ok: false, fault: { kind: 'booking-early', minute: 600, from: 570 } });
    expect(await ask(rig, 'early', { booking: 'AB12CD34' })).toBe('booking-early');
    await at(rig, 570);
    expect(come()).toEqual({ ok: true, value: { code: 'AB12CD34', service: 'ho-tich' } });
    expect(await ask(rig, 'come', { booking: 'AB12CD34' })).toBe('A001');
    expect(come()).toEqual({ ok: false, fault: { kind: 'booking-taken', number: 'A001' } });
    expect(await ask(rig, 'again', { booking: 'AB12CD34' })).toBe('booking-taken');
    // The same request, repeated, is answered as it was.
    expect(await ask(rig, 'come', { booking: 'AB12CD34' })).toBe('A001');
    await rig.restart('kept');
    expect(come()).toMatchObject({ fault: { kind: 'booking-taken' } });
    expect(rig.hall.tickets()).toMatchObject([{ channel: 'booking', number: 'A001' }]);
  });

  it('is checked in by a clerk as by its holder, with the clerk’s role; the same wish has the same number', async () => {
    const rig = await rigWith({ bookings });
    await rig.command(booking('AB12CD34', 600, { language: 'en' }));
    const checkIn = (id: string, code = 'ab12-cd34') => rig.command({ name: 'check-in', id, by: 'clerk', code });
    await at(rig, 560);
    expect(await checkIn('early')).toEqual({ ok: false, fault: { kind: 'booking-early', minute: 600, from: 570 } });
    await at(rig, 580);
    expect(await checkIn('none', 'ZZ99ZZ99')).toEqual({
      ok: false,
      fault: { kind: 'unknown-booking', code: 'ZZ99ZZ99' },
    });
    expect(await checkIn('here')).toEqual({ ok: true, value: { number: 'A001', ticket: `${today}/A001` } });
    expect(await checkIn('here')).toEqual({ ok: true, value: { number: 'A001', ticket: `${today}/A001` } });
    expect(await checkIn('twice')).toEqual({ ok: false, fault: { kind: 'booking-taken', number: 'A001' } });
    const issued = rig.ledger.disk.filter(({ kind }) => kind === 'ticket.issued').map(({ data }) => data);
    expect(issued).toMatchObject([{ channel: 'booking', booking: 'AB12CD34', language: 'en', by: 'clerk' }]);
  });

  it('is seen by staff with its state and no name, by the minute', async () => {
    const rig = await rigWith({ bookings });
    for (const [code, minute] of [
      ['LATE0001', 500],
      ['OPEN0001', 580],
      ['SOON0001', 700],
      ['GONE0001', 590],
    ] as const)
      await rig.command(booking(code, minute));
    await rig.command({ name: 'cancel-booking', id: 'c', by: 'clerk', code: 'GONE0001' });
    await at(rig, 575);
    const states = () => rig.hall.bookings().map(({ code, state }) => `${code} ${state}`);
    expect(states()).toEqual(['LATE0001 late', 'OPEN0001 open', 'GONE0001 cancelled', 'SOON0001 early']);
    await rig.command({ name: 'check-in', id: 'i', by: 'clerk', code: 'OPEN0001' });
    await at(rig, 670);
    expect(states()).toEqual(['LATE0001 late', 'OPEN0001 taken', 'GONE0001 cancelled', 'SOON0001 open']);
    expect(rig.hall.bookings()[1]).toEqual({
      code: 'OPEN0001',
      minute: 580,
      from: 550,
      until: 595,
      service: 'ho-tich',
      state: 'taken',
      number: 'A001',
    });
    const cancelled = rig.ledger.disk.filter(({ kind }) => kind === 'booking.cancelled').map(({ data }) => data);
    expect(cancelled).toEqual([{ code: 'GONE0001', by: 'clerk' }]);
    await rig.clock.advance(24 * 3_600_000);
    expect(rig.hall.bookings()).toEqual([]);
  });

  it('is over when its minutes are, and is none on another day, cancelled, of another service or unknown', async () => {
    const rig = await rigWith({ bookings });
    await rig.command(booking('LATE01', 480));
    await rig.command(booking('GONE01', 480));
    await rig.command(booking('MORROW', 480, { day: '2026-08-04' }));
    await rig.command({ name: 'cancel-booking', id: 'x', by: 'city', code: 'GONE01' });
    const kind = (code: string): string => {
      const answer = rig.hall.office.booking(code);
      return answer.ok ? answer.value.service : answer.fault.kind;
    };
    expect(['LATE01', 'GONE01', 'MORROW', 'NOBODY'].map(kind)).toEqual([
      'ho-tich',
      'booking-cancelled',
      'booking-other-day',
      'booking-unknown',
    ]);
    expect(await ask(rig, 'other', { booking: 'LATE01', service: 'chung-thuc' })).toBe('booking-unknown');
    await at(rig, 495);
    expect(kind('LATE01')).toBe('ho-tich');
    await at(rig, 496);
    expect(kind('LATE01')).toBe('booking-late');
  });

  it('is used up by nobody who never saw its number', async () => {
    const rig = await rigWith({ bookings });
    await rig.command(booking('UNSEEN', 480));
    await ask(rig, 'gone', { booking: 'UNSEEN' });
    await rig.settled(rig.hall.office.withdraw('gone'));
    expect(await ask(rig, 'back', { booking: 'UNSEEN' })).toBe('A002');
    expect(rig.hall.office.booking('UNSEEN')).toMatchObject({ fault: { kind: 'booking-taken', number: 'A002' } });
  });

  it('is taken by one of two who come with its code at the same time', async () => {
    const rig = await rigWith({ bookings });
    await rig.command(booking('TWICE1', 480));
    const both = await rig.settled(
      Promise.all(['a', 'b'].map((id) => rig.hall.office.issue(issueOf(id, { booking: 'TWICE1' })))),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it.each([
    ['slot', ['A001', 'A003', 'A002']],
    ['registered', ['A003', 'A001', 'A002']],
    ['arrived', ['A001', 'A002', 'A003']],
  ] as const)('stands in line by %s', async (place, order) => {
    const rig = await rigWith({ bookings: { ...bookings, place } });
    // Registered the day before, for 08:00.
    await rig.command(booking('PLACE1', 480, { registered: mondayMorning - 86_400_000 }));
    await at(rig, 476);
    await ask(rig, 'walked-in');
    await at(rig, 485);
    await ask(rig, 'walked-in-later');
    await at(rig, 490);
    await ask(rig, 'booked', { booking: 'PLACE1' });
    expect(rig.hall.waiting().map(({ number }) => number)).toEqual(order);
    // How long they wait counts from when they came.
    expect(rig.hall.tickets().find(({ number }) => number === 'A003')?.issuedWall).toBeGreaterThanOrEqual(
      mondayMorning + (490 - begins) * minuteMs,
    );
    await rig.restart('kept');
    expect(rig.hall.waiting().map(({ number }) => number)).toEqual(order);
  });

  it.each([
    [{ code: 'ab' }, 'booking-code'],
    [{ code: 'mã số 123' }, 'booking-code'],
    [{ service: 'xay-dung' }, 'unknown-service'],
    [{ day: '2026-08-02' }, 'booking-day'],
    [{ day: '2026-08-10' }, 'booking-day'],
    [{ day: '2026-02-30' }, 'booking-day'],
  ])('that says %j is refused as %s', async (over, kind) => {
    const rig = await rigWith({ bookings });
    expect(await rig.command(booking('REFUSE', 480, over))).toMatchObject({ ok: false, fault: { kind } });
  });

  it('that comes again is told from another one under its code; where a site takes none, none is taken', async () => {
    const rig = await rigWith({ bookings });
    await rig.command(booking('SAME01', 480));
    expect(await rig.command(booking('SAME01', 480))).toMatchObject({ ok: true });
    expect(await rig.command(booking('same01', 480, { id: 'b2' }))).toMatchObject({
      fault: { kind: 'booking-known', same: true },
    });
    expect(await rig.command(booking('SAME01', 481, { id: 'b3' }))).toMatchObject({
      fault: { kind: 'booking-known', same: false },
    });
    const none = await rigWith({});
    expect(await none.command(booking('SAME01', 480))).toMatchObject({ fault: { kind: 'no-bookings' } });
  });
});

describe('quotas', () => {
  it('of a service count what was booked and may still come, and let that come', async () => {
    const rig = await rigWith({ bookings, quotas: { ...quotas, perService: { 'ho-tich': 3 } } });
    await rig.command(booking('KEPT01', 490));
    expect([await ask(rig, 'a'), await ask(rig, 'b'), await ask(rig, 'c')]).toEqual(['A001', 'A002', 'quota']);
    expect(await ask(rig, 'other', { service: 'chung-thuc' })).toBe('B001');
    expect(await rig.command(booking('MORE01', 500))).toMatchObject({
      fault: { kind: 'quota', of: 'service', most: 3 },
    });
    expect(await ask(rig, 'booked', { booking: 'KEPT01' })).toBe('A003');
    // Who did not come leaves their number to others.
    const empty = await rigWith({ bookings, quotas: { ...quotas, perService: { 'ho-tich': 1 } } });
    await empty.command(booking('NOSHOW', 480));
    expect(await ask(empty, 'a')).toBe('quota');
    await at(empty, 496);
    expect(await ask(empty, 'b')).toBe('A001');
  });

  it('of a person count over all services, of a field within it; what was cancelled or never seen does not count', async () => {
    const rig = await rigWith({
      quotas: { ...quotas, perPerson: 2, perField: 1, fields: { 'ho-tich': 'papers', 'chung-thuc': 'papers' } },
    });
    const an = (id: string, service: string): Promise<string> => ask(rig, id, { service, person: 'an' });
    expect([await an('1', 'ho-tich'), await an('2', 'chung-thuc'), await an('3', 'dat-dai')]).toEqual([
      'A001',
      'quota',
      'K001',
    ]);
    expect(await ask(rig, 'someone', { service: 'chung-thuc' })).toBe('B001');
    expect(await ask(rig, 'binh', { service: 'chung-thuc', person: 'binh' })).toBe('B002');
    await rig.command({ name: 'cancel', id: 'x', by: 'clerk', number: 'A001' });
    expect(await an('4', 'chung-thuc')).toBe('B003');
    expect(await an('5', 'ho-tich')).toBe('quota');
  });

  it('hold for those who ask at the same moment', async () => {
    const rig = await rigWith({ quotas: { ...quotas, perService: { 'ho-tich': 5 } } });
    const all = await rig.settled(
      Promise.all(Array.from({ length: 12 }, (_, n) => rig.hall.office.issue(issueOf(`r${n}`)))),
    );
    expect(all.filter(({ ok }) => ok)).toHaveLength(5);
  });

  it('let a place that gives numbers to few give them to those, to who has booked, and by a clerk to anybody', async () => {
    const rig = await rigWith({
      bookings,
      quotas: { ...quotas, onSite: 'priority' },
      priority: { classes: ['declared'], overtakenAtMost: 3 },
    });
    await rig.command(booking('BOOKED', 480));
    expect([
      await ask(rig, 'a'),
      await ask(rig, 'b', { priority: 'declared' }),
      await ask(rig, 'c', { booking: 'BOOKED' }),
    ]).toEqual(['priority-only', 'A001', 'A002']);
  });

  it('are never exceeded, whatever is asked, cancelled and booked in which order', async () => {
    const wish = fc.record({
      does: fc.constantFrom('ask', 'cancel', 'book', 'come'),
      who: fc.constantFrom('an', 'binh', 'chi'),
      service: fc.constantFrom('ho-tich', 'chung-thuc', 'dat-dai'),
      code: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 40 }), async (wishes) => {
        const rig = await rigWith({ bookings, quotas: { ...quotas, perPerson: 3, perService: { 'ho-tich': 4 } } });
        for (const [index, { code, does, service, who }] of wishes.entries()) {
          const id = `w${index}`;
          if (does === 'ask') await ask(rig, id, { service, person: who });
          else if (does === 'book') await rig.command(booking(`CODE0${code}`, 480, { id, service, person: who }));
          else if (does === 'come') await ask(rig, id, { booking: `CODE0${code}`, service });
          else {
            const number = rig.hall.waiting()[code]?.number;
            if (number !== undefined) await rig.command({ name: 'cancel', id, by: 'clerk', number });
          }
        }
        const standing = rig.hall.tickets().filter(({ phase }) => phase !== 'cancelled');
        expect(standing.filter(({ service }) => service === 'ho-tich').length).toBeLessThanOrEqual(4);
        for (const who of ['an', 'binh', 'chi'])
          expect(standing.filter(({ person }) => person === who).length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 30 },
    );
  });
});
