import { describe, expect, it } from 'vitest';
import type { PrintOutcome } from '../../hal/ports/ticket-printer.ts';
import { DeskRig, printerStatus, take } from '../support/desk-rig.ts';

const paperOut = printerStatus({ kind: 'paper-out' });
const notPrinted: PrintOutcome = { kind: 'not-printed', fault: { kind: 'paper-out' } };
const said = '506 say vi:ticket.issued.zero ticket=A001 counter=counter.name';

describe('paper', () => {
  it('out: the number is shown and said, and printed late when paper is back', async () => {
    const desk = await DeskRig.open({}, paperOut);
    await take(desk);
    await desk.later(5_000);
    desk.printerIs(printerStatus(null));
    await desk.later(3_000);
    expect(desk.story()).toEqual([
      '4 show services',
      '4 show priority',
      `${said} | vi:printer.out ticket=A001`,
      '506 show ticket A001 later',
      '506 handed over A001',
      '5604 show ticket A001 printing',
      '7106 show ticket A001 printed',
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
    expect(desk.story().filter((line) => line.includes('handed over'))).toEqual(['608 handed over A001']);
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
    expect(desk.story().at(-1)).toBe('506 handed over A001');
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
    expect(desk.printer.slips.map((slip) => JSON.stringify(slip).includes('ko:slip.today'))).toEqual([true, false]);
    expect(JSON.stringify(desk.printer.slips[1])).toContain('vi:slip.today');
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
