import { afterEach, describe, expect, it } from 'vitest';
import { HallFleet, threeDevices } from '../support/hall-fleet.ts';
import { issueOf } from '../support/hall-rig.ts';

/*
 * A number that the hub gave and that the device which asked could hear but not write down: its disk refused. It was told to nobody, and is
 * the one that is told as soon as the disk takes it, whoever decides by then.
 */

const open: HallFleet[] = [];
afterEach(async () => {
  for (const fleet of open.splice(0)) await fleet.close();
});
const full = { kind: 'full', where: 'card' } as const;

/** kiosk-2's disk refuses, and the hub gives a number to whoever stands before it. */
const refusing = async (): Promise<HallFleet> => {
  const fleet = await HallFleet.open({ devices: threeDevices, host: 'kiosk-1' });
  open.push(fleet);
  fleet.of('kiosk-2').ledger.breakWith(full);
  expect(await fleet.issue('kiosk-2', 'a')).toEqual({ ok: false, fault: { kind: 'ledger-refused', fault: full } });
  return fleet;
};
const given = (fleet: HallFleet): readonly unknown[] => [
  ...new Set(
    fleet.members.flatMap(({ disk }) =>
      disk.filter(({ kind }) => kind === 'ticket.issued').map(({ data }) => data['number']),
    ),
  ),
];
/** The hub is gone for good, and whoever asked is raised in its place as soon as its disk takes that. */
const raise = async (fleet: HallFleet): Promise<void> => {
  await fleet.kill('kiosk-1');
  fleet.of('kiosk-2').ledger.mend();
  const raised = await fleet.answered(fleet.of('kiosk-2').hall.promote({ id: 'p', by: 'manager' }));
  expect(raised).toMatchObject({ ok: true, value: { hub: 'kiosk-2' } });
};

describe('a number that could be heard and not written down', () => {
  it('is told once the disk takes it, by the hub that was raised since as well', async () => {
    const fleet = await refusing();
    await raise(fleet);
    expect((await fleet.number('kiosk-2', 'a')).number).toBe('A001');
    expect(given(fleet)).toEqual(['A001']);
    await fleet.calm(60_000);
    for (const { hall, name } of fleet.members)
      expect(
        hall.waiting().map(({ number }) => number),
        name,
      ).toEqual(['A001']);
  });

  it('is told once the disk takes it where the hub cannot be reached any more', async () => {
    const fleet = await refusing();
    fleet.cut('kiosk-1');
    await fleet.clock.advance(60_000);
    expect(await fleet.issue('kiosk-2', 'a')).toMatchObject({ ok: false, fault: { kind: 'ledger-refused' } });
    fleet.of('kiosk-2').ledger.mend();
    expect(await fleet.number('kiosk-2', 'a')).toMatchObject({ number: 'A001', apart: false });
    expect(given(fleet)).toEqual(['A001']);
  });

  it('is taken out of line where whoever asked had gone by then', async () => {
    const fleet = await refusing();
    await fleet.kill('kiosk-1');
    const { office } = fleet.of('kiosk-2').hall;
    expect(await fleet.answered(office.withdraw('a'))).toMatchObject({ ok: false });
    fleet.of('kiosk-2').ledger.mend();
    expect(await fleet.answered(office.withdraw('a'))).toMatchObject({ ok: true });
    await fleet.calm(60_000);
    for (const { hall, name } of fleet.members) expect(hall.waiting(), name).toEqual([]);
  });

  it('is given anew by the hub that was raised where a restart has forgotten it, and the first counts no more when it comes', async () => {
    const fleet = await refusing();
    await fleet.kill('kiosk-2');
    await fleet.kill('kiosk-1');
    fleet.of('kiosk-2').ledger.mend();
    await fleet.switchOn('kiosk-2');
    await raise(fleet);
    const asked = fleet.of('kiosk-2').hall.office.issue(issueOf('a'));
    expect(await fleet.answered(asked)).toMatchObject({ ok: true, value: { number: 'A500', apart: false } });
    await fleet.calm(60_000);
    expect(given(fleet)).toEqual(['A001', 'A500']);
    for (const { hall, name } of fleet.members)
      expect(
        hall.waiting().map(({ number }) => number),
        name,
      ).toEqual(['A500']);
  });
});
