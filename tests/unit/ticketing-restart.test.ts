import { describe, expect, it } from 'vitest';
import type { Hours } from '../../behaviours/hours/events.ts';
import { DeskRig, printerStatus, take } from '../support/desk-rig.ts';

/** The process dies as it stands and starts again on the same disks after a while. */
const killed = async (desk: DeskRig, awayMs: number, trusted = true): Promise<DeskRig> => {
  desk.ticketing.stop();
  await desk.later(awayMs);
  if (!trusted) desk.hall.wall.setTrusted(false);
  await desk.hall.restart();
  desk.story();
  const again = await DeskRig.over(desk.rig, desk.hall);
  await again.later(10);
  return again;
};

/** A slip whose first byte has left and whose end nobody saw. */
const cutShort = async (awayMs = 2_000, trusted = true): Promise<DeskRig> => {
  const desk = await DeskRig.open();
  desk.printer.willEnd({ outcome: 'never', ms: 0 });
  await take(desk);
  return killed(desk, awayMs, trusted);
};

const written = (desk: DeskRig): string[] =>
  desk.hall.ledger.disk
    .filter(({ kind }) => kind.startsWith('slip.') || kind === 'ticket.voided')
    .map(
      ({ kind, data }) =>
        `${kind} ${JSON.stringify(data['outcome'] ?? data['reason'] ?? data['jobId']).replaceAll('"', '')}`,
    );

const offered = { screen: 'ticket', number: 'A001', printing: 'unknown' };
const rest = 'visit.idle|paper.idle|recovery.waiting';

describe('a restart that cut a slip short', () => {
  it('tells it unknown and shows the number until its deadline; nothing is printed or said by itself', async () => {
    const desk = await cutShort();
    expect(written(desk)).toEqual(['slip.started 2026-08-03/A001#1', 'slip.ended unknown']);
    expect(desk.screen?.body).toMatchObject({
      ...offered,
      note: 'vi:ticket.printUnknown vi:ticket.photo',
    });
    expect(desk.screen?.body).toMatchObject({ tiles: [{ action: 'print' }, { action: 'way' }, { action: 'finish' }] });
    // The slip was begun 0.5 s after the start: three minutes from then, however long the device was away.
    const left = 180_000 - (desk.rig.time.now() - 504);
    await desk.later(left - 10);
    expect(desk.screen?.body).toMatchObject(offered);
    await desk.later(20);
    expect([desk.screen, desk.ticketing.state().value, desk.rig.time.pending]).toEqual([null, rest, 0]);
    expect(desk.printer.slips).toEqual([]);
    expect(desk.story().filter((line) => line.includes(' say '))).toEqual([]);
  });

  it('prints again, once, for whoever touches that, as a job of its own', async () => {
    const desk = await cutShort();
    // Greeting takes any touch for a visit first.
    desk.arrive('touch');
    expect(desk.screen?.body).toMatchObject(offered);
    desk.touch('print');
    await desk.later(5_000);
    expect(desk.printer.slips.map(({ jobId }) => jobId)).toEqual(['2026-08-03/A001#2']);
    expect(JSON.stringify(desk.printer.slips[0]?.blocks)).toContain('slip.again');
    expect(written(desk).slice(2)).toEqual(['slip.started 2026-08-03/A001#2', 'slip.ended printed']);
    expect(desk.screen?.body).toMatchObject({ number: 'A001', printing: 'printed' });
    await desk.later(30_000);
    expect([desk.screen, desk.visiting, desk.ticketing.state().value]).toEqual([null, false, rest]);
  });

  it('is over when they are done, or go', async () => {
    const done = await cutShort();
    done.touch('finish');
    expect(done.screen).toBeNull();
    const gone = await cutShort();
    gone.arrive();
    gone.leave();
    expect(gone.screen).toBeNull();
    expect(gone.story().some((line) => line.includes('abandoned'))).toBe(false);
  });

  it('offers nothing when that is long ago, but writes the end', async () => {
    const desk = await cutShort(200_000);
    expect(written(desk)).toEqual(['slip.started 2026-08-03/A001#1', 'slip.ended unknown']);
    expect(desk.screen).toBeNull();
  });

  it('offers it once where the clock is not believed', async () => {
    const desk = await cutShort(2_000, false);
    expect(desk.screen?.body).toMatchObject(offered);
    const twice = await killed(desk, 1_000, false);
    expect(twice.screen).toBeNull();
  });

  it('offers it again after a second restart, until the same deadline', async () => {
    const desk = await killed(await cutShort(2_000), 100_000);
    expect(desk.screen?.body).toMatchObject(offered);
    await desk.later(80_000);
    expect(desk.screen).toBeNull();
    expect(desk.printer.slips).toEqual([]);
  });

  it('speaks the language in which the number was taken, and the next visitor hears the site’s own', async () => {
    const desk = await DeskRig.open();
    desk.ticketing.send({ type: 'language.chosen', language: 'en' });
    desk.printer.willEnd({ outcome: 'never', ms: 0 });
    await take(desk);
    const again = await killed(desk, 2_000);
    expect(again.screen?.body).toMatchObject({ title: 'en:ticket.title' });
    again.touch('finish');
    again.arrive();
    expect(again.screen?.body).toMatchObject({ title: 'vi:service.choose' });
  });

  it('follows the hall: it was called meanwhile, or is called now', async () => {
    const desk = await cutShort();
    await desk.hall.command({ name: 'next', finishing: false, by: 'clerk', id: 'c1', counter: '1' });
    expect(desk.screen?.body).toMatchObject({ title: 'vi:ticket.called counter=counter.name' });
    expect(desk.story()).toEqual(expect.arrayContaining([expect.stringMatching(/ way to 1 for A001$/)]));
  });
});

describe('a restart before the slip', () => {
  it('offers a number that was shown and whose slip had not begun', async () => {
    const desk = await DeskRig.open();
    desk.printerIs(printerStatus({ kind: 'paper-out' }));
    await take(desk);
    const again = await killed(desk, 1_000);
    expect(again.screen?.body).toMatchObject({ screen: 'ticket', number: 'A001', printing: 'later' });
    again.touch('print');
    await again.later(3_000);
    expect(again.printer.slips.map(({ jobId }) => jobId)).toEqual(['2026-08-03/A001#1']);
  });

  it('offers it also where the clock is not believed, once', async () => {
    const desk = await DeskRig.open();
    desk.printerIs(printerStatus({ kind: 'paper-out' }));
    await take(desk);
    const again = await killed(desk, 1_000, false);
    expect(again.screen?.body).toMatchObject({ screen: 'ticket', number: 'A001', printing: 'later' });
    const twice = await killed(again, 1_000, false);
    expect(twice.screen).toBeNull();
  });

  it('offers nothing whose slip came out, that was served, or of which the ledger alone was away', async () => {
    const printed = await DeskRig.open();
    await take(printed);
    await printed.later(3_000);
    expect((await killed(printed, 1_000)).screen).toBeNull();
    const served = await DeskRig.open({}, null);
    await take(served);
    await served.hall.command({ name: 'next', finishing: false, by: 'clerk', id: 'c1', counter: '1' });
    await served.hall.command({ name: 'finish', by: 'clerk', id: 'c2', counter: '1' });
    expect((await killed(served, 1_000)).screen).toBeNull();
    const same = await DeskRig.open({}, null);
    await take(same);
    await same.later(1_000);
    same.touch('finish');
    await same.hall.ledger.close();
    await same.hall.reopen();
    same.ticketing.send({ type: 'office.ready' });
    await same.later(100);
    expect(same.screen).toBeNull();
  });
});

describe('a visitor who goes while their number is being written', () => {
  const slowLedger = async (): Promise<DeskRig> => {
    const desk = await DeskRig.open();
    desk.hall.path.hold();
    await take(desk);
    expect(desk.ticketing.state().value).toContain('visit.visiting.requesting');
    return desk;
  };

  it('has it taken back: nobody is called by a number that nobody saw', async () => {
    const desk = await slowLedger();
    desk.leave();
    desk.hall.path.release();
    await desk.later(1_000);
    expect(written(desk)).toEqual(['ticket.voided unseen']);
    expect(desk.hall.hall.waiting()).toEqual([]);
    expect(
      await desk.hall.command({ name: 'next', finishing: false, by: 'clerk', id: 'c1', counter: '1' }),
    ).toMatchObject({
      ok: false,
      fault: { kind: 'nobody-waiting' },
    });
    expect([desk.screen, desk.ticketing.state().value, desk.rig.time.pending]).toEqual([null, rest, 0]);
  });

  it('also when the ledger refuses that for a while', async () => {
    const desk = await slowLedger();
    desk.leave();
    desk.hall.path.release();
    desk.hall.ledger.breakWith({ kind: 'full', where: 'card' });
    await desk.later(1_000);
    desk.hall.ledger.mend();
    await desk.later(20_000);
    // Refused altogether there was no number; written, it was voided: nobody waits either way.
    expect(desk.hall.hall.waiting()).toEqual([]);
    expect(desk.ticketing.state().value).toBe(rest);
  });

  it('keeps it who was still there when it came', async () => {
    const desk = await slowLedger();
    desk.hall.path.release();
    await desk.later(1_000);
    desk.leave();
    await desk.later(5_000);
    expect(desk.hall.hall.waiting().map(({ number }) => number)).toEqual(['A001']);
  });
});

describe('when the device is about to stop', () => {
  const stopping: Hours = {
    state: 'stopping',
    ticketsGiven: false,
    until: null,
    reopensAtMinute: null,
    opens: null,
    spans: [],
    ticketSpans: [],
    holiday: null,
  };
  const stop = (desk: DeskRig): void => desk.ticketing.send({ type: 'hours.changed', hours: stopping });

  it('who has asked for a number gets it and its slip; it is busy until then', async () => {
    const desk = await DeskRig.open();
    desk.arrive();
    desk.touch('service.ho-tich');
    await desk.later(500);
    desk.touch('no');
    expect(desk.ticketing.state().tags).toContain('busy-with-slip');
    stop(desk);
    await desk.later(100);
    expect(desk.screen?.body).toMatchObject({ screen: 'ticket', number: 'A001', printing: 'printing' });
    expect(desk.ticketing.state().tags).toContain('busy-with-slip');
    await desk.later(2_000);
    expect(desk.ticketing.state().tags).not.toContain('busy-with-slip');
    expect(desk.hall.hall.tickets().map(({ slip }) => slip)).toEqual(['printed']);
  });

  it.each([
    [[], 0],
    [['service.ho-tich'], 500],
    [['service.ho-tich'], 46_000],
  ] as const)('who has not is told so: after %j and %i ms', async (touches, ms) => {
    const desk = await DeskRig.open();
    desk.arrive();
    for (const touch of touches) desk.touch(touch);
    await desk.later(ms);
    stop(desk);
    expect(desk.screen?.body).toEqual({ screen: 'out-of-order', title: 'vi:out.title', text: 'vi:out.text' });
    expect(desk.story().filter((line) => line.endsWith('ticket.abandoned')).length).toBe(touches.length);
    expect(desk.hall.ledger.disk).toEqual([]);
  });

  it('who was refused is told so, and a number that comes after all is taken back', async () => {
    const desk = await DeskRig.open();
    desk.hall.path.hold();
    await take(desk);
    await desk.later(11_000);
    expect(desk.ticketing.state().value).toContain('refused');
    stop(desk);
    expect(desk.screen?.body.screen).toBe('out-of-order');
    desk.hall.path.release();
    await desk.later(1_000);
    expect(desk.hall.hall.waiting()).toEqual([]);
  });

  it('nobody new is asked', async () => {
    const desk = await DeskRig.open();
    stop(desk);
    desk.arrive('touch');
    expect(desk.screen?.body.screen).toBe('out-of-order');
  });
});
