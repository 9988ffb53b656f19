import { describe, expect, it } from 'vitest';
import type { Hours } from '../../behaviours/hours/events.ts';
import { DeskRig, take } from '../support/desk-rig.ts';

const closing: Hours = {
  state: 'open',
  ticketsGiven: false,
  until: null,
  reopensAtMinute: null,
  opens: null,
  spans: [{ from: 480, to: 1020 }],
  ticketSpans: [{ from: 480, to: 960 }],
  holiday: null,
};

describe('a visitor who stops', () => {
  it('is asked whether they need more time, as often as they want it, and comes back to where they were', async () => {
    const desk = await DeskRig.open();
    desk.arrive();
    desk.touch('service.ho-tich');
    for (let n = 0; n < 3; n += 1) {
      await desk.later(46_000);
      desk.touch('stay');
    }
    expect(desk.story()).toEqual([
      '4 show services',
      '4 show priority',
      ...[45_004, 91_004, 137_004].flatMap((at) => [
        `${at} show time`,
        `${at} say vi:timeout.ask`,
        `${at + 1000} end voice`,
        `${at + 1000} show priority`,
      ]),
    ]);
  });

  it('and does not answer is let go, without a number', async () => {
    const desk = await DeskRig.open();
    desk.arrive();
    desk.touch('service.ho-tich');
    await desk.later(120_000);
    expect(desk.story().slice(4)).toEqual([
      '70004 end voice',
      '70004 ticket.abandoned',
      '70004 visit.completed',
      '70004 end screen',
      '70004 end voice',
    ]);
    expect(desk.hall.ledger.disk).toEqual([]);
    expect(desk.rig.time.pending).toBe(0);
  });

  it('has twice the time in easy mode', async () => {
    const desk = await DeskRig.open();
    desk.arrive();
    desk.ticketing.send({ type: 'easy.changed', easy: true });
    desk.touch('service.ho-tich');
    await desk.later(89_000);
    expect(desk.screen?.body.screen).toBe('priority');
    await desk.later(2_000);
    expect(desk.screen?.body.screen).toBe('time');
  });

  it('has touched nothing is not asked to hurry', async () => {
    const desk = await DeskRig.open();
    desk.arrive();
    await desk.later(300_000);
    expect(desk.story()).toEqual(['4 show services']);
    desk.leave();
    expect(desk.story()).toEqual(['300004 end screen', '300004 end voice']);
  });

  it('is not hurried while staff are on their way', async () => {
    const desk = await DeskRig.open();
    desk.arrive();
    desk.touch('service.ho-tich');
    await desk.later(46_000);
    desk.ticketing.send({ type: 'assistance.requested' });
    expect(desk.screen?.body.screen).toBe('priority');
    await desk.later(300_000);
    expect(desk.screen?.body.screen).toBe('priority');
    desk.ticketing.send({ type: 'assistance.ended' });
    await desk.later(20_000);
    expect(desk.screen?.body.screen).toBe('time');
  });

  it('with a number and no paper is asked too, and finishes by hand', async () => {
    const desk = await DeskRig.open({}, null);
    await take(desk);
    await desk.later(46_000);
    expect(desk.screen?.body.screen).toBe('time');
    desk.touch('stay');
    expect(desk.screen?.body.screen).toBe('ticket');
    await desk.later(1_000);
    desk.touch('finish');
    expect(
      desk
        .story()
        .slice(-3)
        .map((line) => line.split(' ').slice(1).join(' ')),
    ).toEqual(['visit.completed', 'end screen', 'end voice']);
    expect(desk.story().filter((line) => line.includes('abandoned'))).toEqual([]);
  });

  it('by walking off has abandoned what they began', async () => {
    const gone = async (steps: readonly string[], ledger: 'full' | null = null): Promise<string[]> => {
      const desk = await DeskRig.open();
      if (ledger !== null) desk.hall.ledger.breakWith({ kind: ledger, where: 'card' });
      desk.arrive();
      for (const step of steps) {
        desk.touch(step);
        await desk.later(500);
      }
      desk.story();
      desk.leave();
      await desk.later(60_000);
      expect(desk.rig.time.pending).toBe(0);
      return desk.story().map((line) => line.split(' ').slice(1).join(' '));
    };
    const away = ['end screen', 'end voice'];
    expect(await gone([])).toEqual(away);
    expect(await gone(['unsure'])).toEqual([...away, 'ticket.abandoned']);
    expect(await gone(['service.ho-tich'])).toEqual([...away, 'ticket.abandoned']);
    expect(await gone(['service.ho-tich', 'no'], 'full')).toEqual([...away, 'ticket.abandoned']);
    expect(await gone(['service.ho-tich', 'no'])).toEqual(away);
  });
});

describe('outside the ticket hours', () => {
  it('no number is given, and those who hold one are told that they are served', async () => {
    const desk = await DeskRig.open();
    desk.ticketing.send({ type: 'hours.changed', hours: closing });
    desk.arrive();
    expect(desk.screen?.body).toMatchObject({
      screen: 'closed',
      title: 'vi:closed.tickets.title',
      text: 'vi:closed.tickets.text hours=08:00-16:00',
    });
    await desk.later(30_000);
    expect(desk.story()).toEqual(['4 show closed', '20004 visit.completed', '20004 end screen', '20004 end voice']);
  });

  it('who stands at the first question is told; who was further gets the number', async () => {
    const early = await DeskRig.open();
    early.arrive();
    early.ticketing.send({ type: 'hours.changed', hours: closing });
    expect(early.screen?.body.screen).toBe('closed');
    const late = await DeskRig.open();
    late.arrive();
    late.touch('service.ho-tich');
    late.ticketing.send({ type: 'hours.changed', hours: closing });
    await late.later(500);
    late.touch('no');
    await late.later(100);
    expect(late.screen?.body.screen).toBe('ticket');
  });
});
