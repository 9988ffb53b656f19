import { describe, expect, it } from 'vitest';
import { DeskRig, printerStatus, take } from '../support/desk-rig.ts';

const said = '506 say vi:ticket.issued.zero ticket=A001 counter=counter.name';

describe('a visitor takes a number', () => {
  it('is asked service and priority, is told the number, gets it on paper', async () => {
    const desk = await DeskRig.open();
    await take(desk);
    await desk.later(25_000);
    expect(desk.story()).toEqual([
      '4 show services',
      '4 show priority',
      said,
      '506 show ticket A001 printing',
      '2008 handed over A001 on paper',
      '2008 show ticket A001 printed',
      '22008 visit.completed',
      '22008 end screen',
      '22008 end voice',
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
    expect(desk.story()).toEqual(['4 show services', '4 show priority', '504 show services', '1004 help help.papers']);
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
    expect(JSON.stringify(desk.printer.slips[0])).toContain('en:slip.today');
  });

  it('sees the queue move', async () => {
    const desk = await DeskRig.open({}, null);
    await desk.hall.issue('before');
    await take(desk);
    const wait = () => (desk.screen?.body.screen === 'ticket' ? [desk.screen.body.ahead, desk.screen.body.wait] : []);
    expect(wait()).toEqual(['vi:ticket.ahead n=1', expect.stringMatching(/^vi:ticket\.wait\.range from=\d+ to=\d+$/)]);
    await desk.hall.command({ name: 'next', finishing: false, by: 'clerk', id: 'c1', counter: '1' });
    expect(wait()).toEqual(['vi:ticket.ahead.none', expect.stringMatching(/^vi:ticket\.wait\./)]);
  });

  it('is shown the way when called while they still stand there', async () => {
    const desk = await DeskRig.open();
    await take(desk);
    await desk.later(10_000);
    desk.story();
    await desk.hall.command({ name: 'next', finishing: false, by: 'clerk', id: 'c1', counter: '1' });
    await desk.later(60_000);
    expect(desk.story()).toEqual([
      '10606 show ticket A001 printed',
      '10606 way to 1 for A001',
      // Nobody is before them any more.
      '10606 show ticket A001 printed',
      // Guidance ends the visit; without it, ticketing does.
      '55606 visit.completed',
      '55606 end screen',
      '55606 end voice',
    ]);
  });

  it('is not bothered by calls of others', async () => {
    const desk = await DeskRig.open();
    await desk.hall.issue('before');
    await take(desk);
    desk.story();
    await desk.hall.command({ name: 'next', finishing: false, by: 'clerk', id: 'c1', counter: '1' });
    expect(desk.story().filter((line) => line.includes('way'))).toEqual([]);
  });

  it('asks the way by hand', async () => {
    const desk = await DeskRig.open();
    await take(desk);
    await desk.later(5_000);
    desk.touch('way');
    expect(desk.story().at(-1)).toBe('5604 way to 1 for A001');
  });
});

describe('a ledger that refuses', () => {
  it('is asked again with the same request; then staff are offered, and later it works', async () => {
    const desk = await DeskRig.open();
    desk.hall.ledger.breakWith({ kind: 'full', where: 'card' });
    await take(desk);
    await desk.later(10_000);
    expect(desk.story()).toEqual(['4 show services', '4 show priority', '904 show wait', '10504 show help']);
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
      '10604 help help.machine',
      '11104 show wait',
      '11106 say vi:ticket.issued.zero ticket=A001 counter=counter.name',
      '11106 show ticket A001 printing',
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

  it('gives one apart where the hub cannot be reached, and says calmly that it is as good', async () => {
    const desk = await DeskRig.open({}, printerStatus(null), { device: 'kiosk-2', numbers: { from: 500, to: 799 } });
    await take(desk);
    expect(desk.screen?.body).toMatchObject({ number: 'A500', note: expect.stringMatching(/^vi:ticket.apart /) });
  });

  it('because no number is left says so, without “try again”', async () => {
    const desk = await DeskRig.open({}, printerStatus(null), { device: 'kiosk-2', numbers: null });
    await take(desk);
    expect(desk.screen?.body).toMatchObject({ text: 'vi:ticket.full', tiles: [{ action: 'help' }] });
  });

  it('sends back to the first question who wants that', async () => {
    const desk = await DeskRig.open({}, printerStatus(null), { device: 'kiosk-2', numbers: null });
    await take(desk);
    await desk.later(500);
    desk.touch('back');
    expect(desk.screen?.body.screen).toBe('services');
  });
});

describe('with nobody before them a visitor hears, reads and holds one thing:', () => {
  const told = async (service: string): Promise<readonly string[]> => {
    const desk = await DeskRig.open();
    desk.arrive();
    desk.touch(`service.${service}`);
    await desk.later(500);
    desk.touch('no');
    await desk.later(100);
    const said = desk.story().filter((line) => line.includes(' say '));
    const body = desk.screen?.body;
    const slip = desk.printer.slips[0]?.blocks ?? [];
    return [
      ...said.map((line) => line.replace(/^\d+ say /, '')),
      body?.screen === 'ticket' ? body.where : '',
      slip.some(({ kind }) => kind === 'arrow') ? 'arrow' : 'no arrow',
      JSON.stringify(slip).includes('slip.seat') ? 'seat' : 'no seat',
    ];
  };

  it('to go to the one counter that is free', async () => {
    expect(await told('ho-tich')).toEqual([
      'vi:ticket.issued.zero ticket=A001 counter=counter.name',
      'vi:ticket.where.direct counter=counter.name',
      'arrow',
      'no seat',
    ]);
  });

  it('to wait for their call where two counters may call them', async () => {
    const counters = 'vi:counter.name counter=1, vi:counter.name counter=2';
    expect(await told('chung-thuc')).toEqual([
      `vi:ticket.number ticket=B001 | vi:ticket.ahead.none | vi:ticket.wait.upTo minutes=2 | vi:ticket.where counter=${counters} | vi:ticket.printed`,
      `vi:ticket.where counter=${counters}`,
      'no arrow',
      'seat',
    ]);
  });
});
