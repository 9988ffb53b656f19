import { describe, expect, it } from 'vitest';
import type { Hours } from '../../behaviours/hours/events.ts';
import type { PrintOutcome } from '../../hal/ports/ticket-printer.ts';
import { DeskRig, printerStatus } from '../support/desk-rig.ts';

const paperOut = printerStatus({ kind: 'paper-out' });
const notPrinted: PrintOutcome = { kind: 'not-printed', fault: { kind: 'paper-out' } };
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

/** From nobody to a number in hand: the first service, no priority. */
const take = async (desk: DeskRig): Promise<void> => {
  desk.arrive();
  desk.touch('service.ho-tich');
  await desk.later(500);
  desk.touch('no');
  await desk.later(100);
};
const said = '504 say vi:ticket.issued.zero ticket=A001 counter=counter.name';

describe('a visitor takes a number', () => {
  it('is asked service and priority, is told the number, gets it on paper', async () => {
    const desk = await DeskRig.open();
    await take(desk);
    await desk.later(25_000);
    expect(desk.story()).toEqual([
      '2 show services',
      '2 show priority',
      said,
      '504 show ticket A001 printing',
      '2006 handed over A001 on paper',
      '2006 show ticket A001 printed',
      '22006 visit.completed',
      '22006 end screen',
      '22006 end voice',
    ]);
    expect(desk.ticketing.state()).toEqual({ value: 'visit.idle|paper.idle|recovery.waiting', tags: [] });
    expect(desk.rig.time.pending).toBe(0);
    expect(desk.hall.hall.ticket('2026-08-03/A001')).toMatchObject({ slip: 'printed', priority: null });
  });

  it('declares a priority, or is not asked for it', async () => {
    const asked = await DeskRig.open();
    asked.arrive();
    asked.touch('service.ho-tich');
    await asked.later(500);
    asked.touch('yes');
    await asked.later(10);
    expect(asked.hall.hall.waiting().map(({ priority }) => priority)).toEqual(['declared']);
    const unasked = await DeskRig.open({ askPriority: false });
    unasked.arrive();
    unasked.touch('service.dat-dai');
    await unasked.later(10);
    expect(unasked.hall.hall.waiting().map(({ number, priority }) => [number, priority])).toEqual([['K001', null]]);
  });

  it('sees six tiles at most, and turns pages', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const services = names.map((id) => ({ id, name: { en: id }, icon: 'land' }) as const);
    const desk = await DeskRig.open({ services });
    const tiles = () =>
      desk.screen?.body.screen === 'services'
        ? `${desk.screen.body.tiles.map(({ action }) => action).join(' ')}${desk.screen.back ? ' | back' : ''}`
        : desk.screen?.body.screen;
    const turn = async (action: string): Promise<void> => {
      desk.touch(action);
      await desk.later(500);
    };
    desk.arrive();
    expect(tiles()).toBe('service.a service.b service.c service.d more unsure');
    await turn('more');
    expect(tiles()).toBe('service.e service.f service.g service.h more unsure | back');
    await turn('more');
    expect(tiles()).toBe('service.i back unsure | back');
    await turn('more');
    expect(tiles()).toBe('service.i back unsure | back');
    await turn('back');
    await turn('back');
    expect(tiles()).toBe('service.a service.b service.c service.d more unsure');
    await turn('service.e');
    expect(tiles()).toBe('priority');
    const five = await DeskRig.open({ services: services.slice(0, 5) });
    five.arrive();
    expect(five.screen?.body).toMatchObject({ tiles: { length: 6 } });
  });

  it('goes back from the second question, and asks staff when they do not know the service', async () => {
    const desk = await DeskRig.open();
    desk.arrive();
    desk.touch('service.ho-tich');
    await desk.later(500);
    desk.touch('back');
    await desk.later(500);
    desk.touch('unsure');
    expect(desk.story()).toEqual(['2 show services', '2 show priority', '502 show services', '1002 help help.papers']);
  });

  it('touches twice in a tremble and is taken once', async () => {
    const desk = await DeskRig.open();
    desk.arrive();
    desk.touch('service.ho-tich');
    await desk.later(300);
    desk.touch('no');
    await desk.later(5_000);
    expect(desk.screen?.body.screen).toBe('priority');
    desk.touch('no');
    desk.touch('no');
    await desk.later(10);
    expect(desk.hall.hall.waiting().length).toBe(1);
    // The touch that began the visit was another's screen; its second half would choose a service.
    desk.leave();
    await desk.later(500);
    desk.arrive('touch');
    desk.touch('service.ho-tich');
    expect(desk.screen?.body.screen).toBe('services');
  });

  it('changes the language midway, and has the slip in it', async () => {
    const desk = await DeskRig.open();
    desk.arrive();
    desk.ticketing.send({ type: 'language.chosen', language: 'en' });
    desk.touch('service.ho-tich');
    await desk.later(500);
    desk.touch('no');
    await desk.later(2_000);
    expect(desk.screen?.body).toMatchObject({ title: 'en:ticket.title', service: 'Civil status' });
    expect(desk.hall.hall.tickets()[0]?.language).toBe('en');
    expect(desk.printer.slips.length).toBe(1);
    expect(JSON.stringify(desk.printer.slips[0])).toContain('en:slip.keep');
  });

  it('sees the queue move', async () => {
    const desk = await DeskRig.open({}, null);
    await desk.hall.issue('before');
    await take(desk);
    const wait = () => (desk.screen?.body.screen === 'ticket' ? [desk.screen.body.ahead, desk.screen.body.wait] : []);
    expect(wait()).toEqual(['vi:ticket.ahead n=1', 'vi:ticket.wait.estimate minutes=8']);
    await desk.hall.command({ name: 'next', id: 'c1', counter: '1' });
    expect(wait()).toEqual(['vi:ticket.ahead.none', '']);
  });

  it('is shown the way when called while they still stand there', async () => {
    const desk = await DeskRig.open();
    await take(desk);
    await desk.later(10_000);
    desk.story();
    await desk.hall.command({ name: 'next', id: 'c1', counter: '1' });
    await desk.later(60_000);
    expect(desk.story()).toEqual([
      '10604 show ticket A001 printed',
      '10604 way to 1 for A001',
      // Nobody is before them any more.
      '10604 show ticket A001 printed',
      // Guidance ends the visit; without it, ticketing does.
      '55604 visit.completed',
      '55604 end screen',
      '55604 end voice',
    ]);
  });

  it('is not bothered by calls of others', async () => {
    const desk = await DeskRig.open();
    await desk.hall.issue('before');
    await take(desk);
    desk.story();
    await desk.hall.command({ name: 'next', id: 'c1', counter: '1' });
    expect(desk.story().filter((line) => line.includes('way'))).toEqual([]);
  });

  it('asks the way by hand', async () => {
    const desk = await DeskRig.open();
    await take(desk);
    await desk.later(5_000);
    desk.touch('way');
    expect(desk.story().at(-1)).toBe('5602 way to 1 for A001');
  });
});

describe('paper', () => {
  it('out: the number is shown and said, and printed late when paper is back', async () => {
    const desk = await DeskRig.open({}, paperOut);
    await take(desk);
    await desk.later(5_000);
    desk.printerIs(printerStatus(null));
    await desk.later(3_000);
    expect(desk.story()).toEqual([
      '2 show services',
      '2 show priority',
      `${said} | vi:printer.out ticket=A001`,
      '504 show ticket A001 later',
      '504 handed over A001',
      '5602 show ticket A001 printing',
      '7104 show ticket A001 printed',
    ]);
    expect(JSON.stringify(desk.printer.slips)).toContain('vi:slip.late');
  });

  it('that runs out at the slip: not printed is safe to try again, three times by itself and no more', async () => {
    const desk = await DeskRig.open();
    desk.printer.willEnd(...Array.from({ length: 9 }, () => ({ outcome: notPrinted, ms: 100 })));
    await take(desk);
    await desk.later(30_000);
    expect(desk.printer.slips.map(({ jobId }) => jobId)).toEqual([
      '2026-08-03/A001#1',
      '2026-08-03/A001#2',
      '2026-08-03/A001#3',
    ]);
    expect(desk.screen?.body).toMatchObject({ screen: 'ticket', printing: 'later' });
    expect(
      desk.hall.ledger.disk.filter(({ kind }) => kind === 'slip.ended').map(({ data }) => data['outcome']),
    ).toEqual(['not-printed', 'not-printed', 'not-printed']);
  });

  it('of unknown fate is never printed again by itself, only by a person’s hand', async () => {
    const desk = await DeskRig.open();
    desk.printer.willEnd({
      outcome: { kind: 'unknown', fault: { kind: 'no-answer', where: 'lp0', afterMs: 100 } },
      ms: 100,
    });
    await take(desk);
    await desk.later(20_000);
    expect(desk.printer.slips.length).toBe(1);
    expect(desk.screen?.body).toMatchObject({ printing: 'unknown', note: 'vi:ticket.printUnknown vi:ticket.photo' });
    desk.touch('print');
    await desk.later(5_000);
    expect(desk.printer.slips.map(({ jobId }) => jobId)).toEqual(['2026-08-03/A001#1', '2026-08-03/A001#2']);
    expect(JSON.stringify(desk.printer.slips[1])).toContain('vi:slip.again');
    expect(desk.screen?.body).toMatchObject({ printing: 'printed' });
    expect(desk.story().filter((line) => line.includes('handed over'))).toEqual(['606 handed over A001']);
  });

  it('of a printer that never answers is unknown after a while', async () => {
    const desk = await DeskRig.open();
    desk.printer.willEnd({ outcome: 'never', ms: 0 });
    await take(desk);
    await desk.later(16_000);
    expect(desk.screen?.body).toMatchObject({ printing: 'unknown' });
    expect(desk.hall.hall.tickets()[0]?.slip).toBe('unknown');
  });

  it('is not missed where there is no printer', async () => {
    const desk = await DeskRig.open({ printer: false });
    await take(desk);
    expect(desk.screen?.body).toMatchObject({ printing: 'none', note: 'vi:ticket.printNone' });
    expect(desk.story().at(-1)).toBe('504 handed over A001');
  });

  it('a person may ask for again, but not without end', async () => {
    const desk = await DeskRig.open();
    await take(desk);
    for (let n = 0; n < 6; n += 1) {
      await desk.later(3_000);
      desk.touch('print');
    }
    await desk.later(3_000);
    expect(desk.printer.slips.length).toBe(4);
    const tiles = desk.screen?.body.screen === 'ticket' ? desk.screen.body.tiles.map(({ action }) => action) : [];
    expect(tiles).toEqual(['way', 'finish']);
  });

  it('that cannot carry the visitor’s letters carries the site’s own', async () => {
    const desk = await DeskRig.open();
    desk.ticketing.send({ type: 'language.chosen', language: 'ko' });
    desk.printer.willEnd({ outcome: { kind: 'not-printed', fault: { kind: 'unprintable', reason: '번' } }, ms: 10 });
    await take(desk);
    await desk.later(6_000);
    expect(desk.printer.slips.map((slip) => JSON.stringify(slip).includes('ko:slip.keep'))).toEqual([true, false]);
    expect(JSON.stringify(desk.printer.slips[1])).toContain('vi:slip.keep');
    expect(desk.screen?.body).toMatchObject({ printing: 'printed', title: 'ko:ticket.title' });
  });

  it('is written down before the first byte, and its end after the cut', async () => {
    const desk = await DeskRig.open();
    let before: readonly string[] = [];
    desk.printer.onPrint = () => {
      before = desk.hall.ledger.disk.map(({ kind }) => kind);
    };
    await take(desk);
    await desk.later(5_000);
    expect(before).toEqual(['ticket.issued', 'slip.started']);
    expect(desk.hall.ledger.disk.map(({ kind }) => kind)).toEqual(['ticket.issued', 'slip.started', 'slip.ended']);
  });

  it('does not move while the ledger does not take its beginning', async () => {
    const desk = await DeskRig.open({}, paperOut);
    await take(desk);
    desk.hall.ledger.breakWith({ kind: 'full', where: 'card' });
    desk.printerIs(printerStatus(null));
    await desk.later(3_000);
    expect(desk.printer.slips).toEqual([]);
    desk.hall.ledger.mend();
    await desk.later(5_000);
    expect(desk.printer.slips.length).toBe(1);
  });

  it('is finished although its visitor has gone, and the next one’s comes after it', async () => {
    const desk = await DeskRig.open();
    desk.printer.willEnd({ outcome: { kind: 'printed' }, ms: 5_000 });
    await take(desk);
    desk.leave();
    expect(desk.ticketing.state().tags).toContain('printing');
    await take(desk);
    expect(desk.printer.slips.length).toBe(1);
    await desk.later(10_000);
    expect(desk.printer.slips.map(({ jobId }) => jobId)).toEqual(['2026-08-03/A001#1', '2026-08-03/A002#1']);
    expect(desk.hall.hall.tickets().map(({ slip }) => slip)).toEqual(['printed', 'printed']);
    expect(desk.screen?.body).toMatchObject({ number: 'A002', printing: 'printed' });
  });

  it('left without an end by an earlier start is told unknown when the office is ready', async () => {
    const desk = await DeskRig.open();
    desk.printer.willEnd({ outcome: 'never', ms: 0 });
    await take(desk);
    await desk.hall.restart();
    const again = await DeskRig.over(desk.rig, desk.hall);
    await again.later(100);
    expect(again.hall.hall.tickets()[0]?.slip).toBe('unknown');
    expect(again.printer.slips).toEqual([]);
    expect(again.rig.logged.filter(({ event }) => event === 'slip.unknown').length).toBe(1);
  });
});

describe('a ledger that refuses', () => {
  it('is asked again with the same request; then staff are offered, and later it works', async () => {
    const desk = await DeskRig.open();
    desk.hall.ledger.breakWith({ kind: 'full', where: 'card' });
    await take(desk);
    await desk.later(10_000);
    expect(desk.story()).toEqual(['2 show services', '2 show priority', '902 show wait', '10502 show help']);
    expect(desk.screen?.body).toMatchObject({
      title: 'vi:ticket.refused.title',
      tiles: [{ action: 'retry' }, { action: 'help' }],
    });
    expect(desk.ticketing.state().tags).toContain('needs-attendant');
    desk.touch('help');
    await desk.later(500);
    desk.hall.ledger.mend();
    desk.touch('retry');
    await desk.later(2_000);
    expect(desk.story().slice(0, 4)).toEqual([
      '10602 help help.machine',
      '11102 show wait',
      '11104 say vi:ticket.issued.zero ticket=A001 counter=counter.name',
      '11104 show ticket A001 printing',
    ]);
    const requests = desk.hall.ledger.disk.filter(({ kind }) => kind === 'ticket.issued').map(({ cause }) => cause);
    expect(requests.length).toBe(1);
  });

  it('for a moment is not noticed', async () => {
    const desk = await DeskRig.open();
    desk.hall.ledger.breakWith({ kind: 'busy', where: 'card' });
    desk.arrive();
    desk.touch('service.ho-tich');
    await desk.later(500);
    desk.touch('no');
    await desk.later(1_000);
    desk.hall.ledger.mend();
    await desk.later(1_100);
    expect(desk.screen?.body).toMatchObject({ screen: 'ticket', number: 'A001' });
  });

  it('because no number is left says so, without “try again”', async () => {
    const desk = await DeskRig.open({}, printerStatus(null), { numbers: null });
    await take(desk);
    expect(desk.screen?.body).toMatchObject({ text: 'vi:ticket.full', tiles: [{ action: 'help' }] });
  });

  it('sends back to the first question who wants that', async () => {
    const desk = await DeskRig.open({}, printerStatus(null), { numbers: null });
    await take(desk);
    await desk.later(500);
    desk.touch('back');
    expect(desk.screen?.body.screen).toBe('services');
  });
});

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
      '2 show services',
      '2 show priority',
      ...[45_002, 91_002, 137_002].flatMap((at) => [
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
      '70002 end voice',
      '70002 ticket.abandoned',
      '70002 visit.completed',
      '70002 end screen',
      '70002 end voice',
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
    expect(desk.story()).toEqual(['2 show services']);
    desk.leave();
    expect(desk.story()).toEqual(['300002 end screen', '300002 end voice']);
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
    expect(desk.story()).toEqual(['2 show closed', '20002 visit.completed', '20002 end screen', '20002 end voice']);
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
