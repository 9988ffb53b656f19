import { describe, expect, it } from 'vitest';
import { plainRules, type HallRules } from '../../behaviours/hall/settings.ts';
import type { TicketingSettings } from '../../behaviours/ticketing/settings.ts';
import { DeskRig } from '../support/desk-rig.ts';

const today = '2026-08-03';
const bookings = { daysAhead: 6, earlyMin: 30, lateMin: 15, place: 'slot' as const };
const quotas = { perPerson: 1, perField: null, fields: {}, perService: {}, onSite: 'everyone' as const };

const open = async (
  over: Partial<TicketingSettings> = {},
  rules: Partial<HallRules> = { bookings },
): Promise<DeskRig> => {
  const desk = await DeskRig.open({ bookings: true, reader: true, ...over }, undefined, {
    rules: { ...plainRules, ...rules },
  });
  await desk.hall.command({
    name: 'book',
    id: 'b',
    by: 'city',
    code: '482107',
    day: today,
    minute: 480,
    service: 'chung-thuc',
    language: 'vi',
    person: null,
    registered: null,
  });
  desk.arrive();
  return desk;
};
const type = async (desk: DeskRig, digits: string): Promise<void> => {
  for (const digit of digits) {
    desk.touch(`digit.${digit}`);
    await desk.later(500);
  }
};
const body = (desk: DeskRig) => desk.screen?.body;

describe('who has booked', () => {
  it('touches so, types the code and gets the number of what was booked, asked nothing more', async () => {
    const desk = await open();
    expect(body(desk)).toMatchObject({ screen: 'services' });
    desk.touch('booked');
    await desk.later(500);
    await type(desk, '48219');
    desk.touch('delete');
    await desk.later(500);
    expect(body(desk)).toMatchObject({ screen: 'code', typed: '4821' });
    // Not a whole code yet.
    desk.touch('done');
    await desk.later(500);
    expect(body(desk)).toMatchObject({ screen: 'code', typed: '4821' });
    await type(desk, '07');
    expect(body(desk)).toMatchObject({ typed: '4821 07' });
    desk.touch('done');
    await desk.later(2_000);
    expect(body(desk)).toMatchObject({ screen: 'ticket', number: 'B001' });
    expect(desk.hall.hall.tickets()).toMatchObject([{ channel: 'booking', service: 'chung-thuc' }]);
  });

  it('is told what is wrong with a code, and may type another', async () => {
    const desk = await open();
    desk.touch('booked');
    await desk.later(500);
    await type(desk, '482108');
    desk.touch('done');
    await desk.later(500);
    expect(body(desk)).toMatchObject({
      screen: 'code',
      text: expect.stringContaining('booking.unknown'),
      typed: '4821 08',
    });
    desk.touch('delete');
    await desk.later(500);
    expect(body(desk)).toMatchObject({ text: expect.not.stringContaining('booking.unknown') });
    await type(desk, '7');
    desk.touch('done');
    await desk.later(2_000);
    expect(body(desk)).toMatchObject({ screen: 'ticket', number: 'B001' });
  });

  it.each(['482107', 'https://dat-lich.example.vn/b/482107', 'https://dat-lich.example.vn/?ma=482107'])(
    'holds %s before the reader and needs to touch nothing',
    async (text) => {
      const desk = await open();
      desk.ticketing.send({ type: 'code.scanned', text });
      await desk.later(2_000);
      expect(body(desk)).toMatchObject({ screen: 'ticket', number: 'B001' });
      // The same once more is their own number, which they see.
      desk.ticketing.send({ type: 'code.scanned', text });
      await desk.later(500);
      expect(desk.hall.hall.tickets()).toHaveLength(1);
    },
  );

  it('comes twice: the second time is told that the number was given', async () => {
    const desk = await open();
    desk.ticketing.send({ type: 'code.scanned', text: '482107' });
    await desk.later(60_000);
    desk.leave();
    desk.arrive();
    desk.ticketing.send({ type: 'code.scanned', text: '482107' });
    await desk.later(500);
    expect(body(desk)).toMatchObject({ screen: 'code', text: expect.stringContaining('booking.taken') });
    expect(desk.hall.hall.tickets()).toHaveLength(1);
  });

  it('goes back to the services, or away: the screen asks first', async () => {
    const desk = await open();
    desk.touch('booked');
    await desk.later(500);
    desk.touch('back');
    await desk.later(500);
    expect(body(desk)).toMatchObject({ screen: 'services' });
    desk.touch('booked');
    await desk.later(46_000);
    expect(body(desk)).toMatchObject({ screen: 'time' });
    desk.touch('stay');
    await desk.later(500);
    expect(body(desk)).toMatchObject({ screen: 'code' });
  });

  it('is asked nothing of it where the site takes no bookings', async () => {
    const desk = await open({ bookings: false }, {});
    expect(JSON.stringify(body(desk))).not.toContain('booked');
    desk.touch('booked');
    desk.ticketing.send({ type: 'code.scanned', text: '482107' });
    await desk.later(500);
    expect(body(desk)).toMatchObject({ screen: 'help' });
  });
});

describe('a person whom the quota counts', () => {
  const key = (n: number): string => `person:${String(n).padStart(32, '0')}`;

  it('shows their code and gets a number once; then a kind word and no second try', async () => {
    const desk = await open({ askPerson: true, askPriority: false }, { quotas });
    const come = async (n: number): Promise<void> => {
      desk.touch('service.ho-tich');
      await desk.later(500);
      expect(body(desk)).toMatchObject({ screen: 'code', keys: [] });
      desk.ticketing.send({ type: 'code.scanned', text: key(n) });
      await desk.later(3_000);
    };
    await come(1);
    expect(body(desk)).toMatchObject({ screen: 'ticket', number: 'A001' });
    desk.leave();
    desk.arrive();
    await come(1);
    expect(body(desk)).toMatchObject({ screen: 'help', text: expect.stringContaining('quota.person') });
    expect(JSON.stringify(body(desk))).not.toContain('retry');
    desk.leave();
    desk.arrive();
    await come(2);
    expect(body(desk)).toMatchObject({ number: 'A002' });
    expect(desk.hall.hall.tickets().map(({ person }) => person)).toEqual([key(1).slice(7), key(2).slice(7)]);
  });

  it('has no card with them and gets a number all the same; the priority that was asked before is kept', async () => {
    const desk = await open(
      { askPerson: true, askPriority: true },
      { quotas, priority: { classes: ['declared'], overtakenAtMost: 3 } },
    );
    desk.touch('service.ho-tich');
    await desk.later(500);
    desk.touch('yes');
    await desk.later(500);
    expect(body(desk)).toMatchObject({ screen: 'code' });
    desk.touch('without');
    await desk.later(3_000);
    expect(body(desk)).toMatchObject({ screen: 'ticket' });
    expect(desk.hall.hall.tickets()).toMatchObject([{ priority: 'declared', person: null }]);
  });

  it('is not asked where nothing could read a code', async () => {
    const desk = await open({ askPerson: true, askPriority: false, reader: false }, { quotas });
    desk.touch('service.ho-tich');
    await desk.later(3_000);
    expect(body(desk)).toMatchObject({ screen: 'ticket' });
  });
});
