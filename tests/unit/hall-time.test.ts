import { describe, expect, it } from 'vitest';
import { SimClock } from '../../sim/clock.ts';
import { hallRig, mondayMorning, daily, type HallRig } from '../support/hall-rig.ts';

const hour = 3_600_000;
const numbers = (rig: HallRig): string[] => rig.hall.waiting().map((ticket) => ticket.number);

describe('time in the hall', () => {
  it('begins numbers anew on a new day and voids who was left over, before the first call of it', async () => {
    const rig = await hallRig();
    await rig.issue('a');
    await rig.issue('b');
    await rig.command(daily('next', 'c1', '1'));
    await rig.clock.advance(24 * hour);
    expect((await rig.issue('c')).ticket).toBe('2026-08-04/A001');
    expect(rig.hall.ticket('2026-08-03/A001')?.phase).toBe('void');
    expect(numbers(rig)).toEqual(['A001']);
    expect(await rig.command(daily('next', 'c2', '1'))).toMatchObject({
      value: { ticket: '2026-08-04/A001' },
    });
  });

  it('calls over midnight who came shortly before it, and gives nobody the number of one who stands there', async () => {
    const rig = await hallRig({}, { startsAt: mondayMorning + 16 * hour });
    expect((await rig.issue('late')).ticket).toBe('2026-08-03/A001');
    await rig.clock.advance(10 * 60_000);
    expect((await rig.issue('early')).ticket).toBe('2026-08-04/A002');
    expect(await rig.command(daily('next', 'c1', '1'))).toMatchObject({
      value: { ticket: '2026-08-03/A001' },
    });
  });

  it('does not go back behind the ledger when the wall clock does, nor over midnight twice', async () => {
    const rig = await hallRig({}, { startsAt: mondayMorning + 16 * hour });
    await rig.issue('a');
    rig.wall.stepWall(hour);
    expect((await rig.issue('b')).ticket).toBe('2026-08-04/A002');
    rig.wall.stepWall(-hour);
    expect((await rig.issue('c')).ticket).toBe('2026-08-04/A003');
    const walls = rig.ledger.disk.map((event) => event.wall);
    expect(walls).toEqual([...walls].sort((a, b) => a - b));
    expect(numbers(rig)).toEqual(['A001', 'A002', 'A003']);
  });

  it('follows a believed clock back when the ledger is a year ahead of it, without giving a number twice', async () => {
    const rig = await hallRig();
    await rig.issue('a');
    rig.wall.stepWall(365 * 24 * hour);
    await rig.issue('b');
    rig.wall.stepWall(-365 * 24 * hour);
    // A002 stands here with a day to come on it; nobody else is called by that number meanwhile.
    expect((await rig.issue('c')).ticket).toBe('2026-08-03/A003');
    expect((await rig.issue('d')).ticket).toBe('2026-08-03/A004');
  });

  it('stays in the ledger’s day while the clock is not believed, and loses nobody when it is', async () => {
    const clock = new SimClock();
    const rig = await hallRig({}, { clock });
    await rig.issue('yesterday');
    await rig.command(daily('next', 'c0', '1'));
    await rig.command(daily('finish', 'c00', '1'));
    // The night: the device wakes up without network and believes in 1970.
    rig.wall.setTrusted(false);
    rig.wall.stepWall(-mondayMorning);
    await rig.restart();
    const first = await rig.issue('a');
    expect([first.ticket, first.issuedMinute]).toEqual(['2026-08-03/A002', null]);
    await clock.advance(30 * 60_000);
    expect((await rig.issue('b')).ticket).toBe('2026-08-03/A003');
    // NTP comes: it is the next morning.
    rig.wall.stepWall(mondayMorning + 24 * hour);
    rig.wall.setTrusted(true);
    await clock.advance(60_000);
    expect((await rig.issue('c')).ticket).toBe('2026-08-04/A004');
    expect(numbers(rig)).toEqual(['A002', 'A003', 'A004']);
    expect(rig.hall.waiting().map((ticket) => ticket.day)).toEqual(['2026-08-04', '2026-08-04', '2026-08-04']);
    expect(await rig.command(daily('next', 'c1', '1'))).toMatchObject({ value: { number: 'A002' } });
  });

  it('of a device that knows none is taken from those that do', async () => {
    const clock = new SimClock();
    const host = await hallRig({}, { clock });
    const member = await hallRig(
      { device: 'kiosk-2', numbers: { from: 501, to: 999 } },
      { clock, trusted: false, startsAt: 0 },
    );
    await host.issue('a');
    for (const event of host.ledger.disk) await member.settled(member.hall.receive(event));
    await clock.advance(5_000);
    expect((await member.issue('b')).ticket).toBe('2026-08-03/A501');
    for (const event of member.ledger.disk) await host.settled(host.hall.receive(event));
    expect(numbers(host)).toEqual(['A001', 'A501']);
  });

  it('of a device that runs ahead does not carry the others away', async () => {
    const clock = new SimClock();
    const host = await hallRig({}, { clock });
    const ahead = await hallRig(
      { device: 'kiosk-2', numbers: { from: 501, to: 999 } },
      { clock, startsAt: mondayMorning + 30 * 24 * hour },
    );
    await ahead.issue('a');
    for (const event of ahead.ledger.disk) await host.settled(host.hall.receive(event));
    expect((await host.issue('b')).ticket).toBe('2026-08-03/A001');
  });
});
