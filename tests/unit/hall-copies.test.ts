import { afterEach, describe, expect, it } from 'vitest';
import { HallFleet, threeDevices } from '../support/hall-fleet.ts';
import { daily } from '../support/hall-rig.ts';

/* What people are told stands in two ledgers: a card that is lost the moment after takes nothing with it that anybody was told. */

const open: HallFleet[] = [];
afterEach(async () => {
  for (const fleet of open.splice(0)) await fleet.close();
});
const hall = async (): Promise<HallFleet> => {
  const fleet = await HallFleet.open({ devices: threeDevices, host: 'kiosk-1' });
  open.push(fleet);
  for (const [name, id] of [
    ['kiosk-1', 'a'],
    ['kiosk-2', 'b'],
    ['kiosk-1', 'c'],
  ] as const)
    await fleet.number(name, id);
  await fleet.clock.advance(10_000);
  return fleet;
};
const next = (id: string, counter = '1') => daily('next', id, counter);
const loseCard = async (fleet: HallFleet, name: string): Promise<void> => {
  await fleet.kill(name);
  fleet.newCard(name);
};
const promote = (fleet: HallFleet, name: string) =>
  fleet.answered(fleet.of(name).hall.promote({ id: `p-${name}`, by: 'manager' }));
/** How long it takes to be answered, in simulated milliseconds. */
const took = async (fleet: HallFleet, work: () => Promise<unknown>): Promise<number> => {
  const began = fleet.clock.now();
  await work();
  return fleet.clock.now() - began;
};

describe('what people were told', () => {
  it('is known to who takes over although the hub’s card was lost with the answer: a call, a number at its own glass, a counter shut', async () => {
    const fleet = await hall();
    expect(await fleet.command('kiosk-1', next('c1'))).toMatchObject({ value: { number: 'A001' } });
    await fleet.command('kiosk-1', { name: 'pause-counter', id: 'c2', counter: '2', by: 'clerk', reason: 'lunch' });
    const told = await fleet.number('kiosk-1', 'd');
    await loseCard(fleet, 'kiosk-1');
    await promote(fleet, 'kiosk-2');
    const { hall: after } = fleet.of('kiosk-2');
    expect(after.ticket('2026-08-03/A001')).toMatchObject({ phase: 'called', counter: '1' });
    expect(after.waiting().map(({ number }) => number)).toEqual(['A002', 'A003', told.number]);
    expect(await fleet.command('kiosk-2', next('c3', '2'))).toMatchObject({ fault: { kind: 'counter-shut' } });
    expect(await fleet.command('kiosk-2', next('c4', '1'))).toMatchObject({ fault: { kind: 'counter-busy' } });
  });

  it('by another device than the one that takes over is asked for before that calls anybody', async () => {
    const fleet = await hall();
    fleet.cut('kiosk-2');
    await fleet.clock.advance(60_000);
    expect(await fleet.command('kiosk-1', next('c1'))).toMatchObject({ value: { number: 'A001' } });
    await loseCard(fleet, 'kiosk-1');
    // The hub's broker went with it, and another keeps nothing for anybody.
    fleet.broker.stop();
    fleet.broker.start(true);
    fleet.restore('kiosk-2');
    // It is linked again, and nobody hands on to it what the lost hub wrote before it is the hub itself.
    await fleet.clock.advance(60_000);
    expect(fleet.of('kiosk-2').hall.ticket('2026-08-03/A001')?.phase).toBe('waiting');
    const promoted = promote(fleet, 'kiosk-2');
    const called = fleet.insisted('kiosk-2', next('c2', '1'));
    expect(await promoted).toMatchObject({ ok: true });
    expect(await called).toMatchObject({ fault: { kind: 'counter-busy', number: 'A001' } });
  });

  it('is told to whoever presses again meanwhile no sooner', async () => {
    const fleet = await hall();
    fleet.broker.setWeather({ delayMs: () => 60, overtakes: false, doubles: () => false });
    // Since its start it has asked the others what they hold; this is about what it writes.
    await fleet.command('kiosk-1', { name: 'pause-counter', id: 'c0', counter: '2', by: 'clerk', reason: 'lunch' });
    const first = fleet.of('kiosk-1').hall.command(next('c1'));
    await fleet.clock.advance(40);
    expect(fleet.of('kiosk-1').disk.at(-1)?.kind).toBe('ticket.called');
    const began = fleet.clock.now();
    expect(await fleet.command('kiosk-1', next('c1'))).toMatchObject({ value: { number: 'A001' } });
    expect(fleet.clock.now() - began).toBeGreaterThan(60);
    expect(await fleet.answered(first)).toMatchObject({ value: { number: 'A001' } });
  });

  it('holds nobody up where nobody is in reach', async () => {
    const fleet = await hall();
    fleet.cut('kiosk-1');
    await fleet.clock.advance(60_000);
    expect(await took(fleet, () => fleet.command('kiosk-1', next('c1')))).toBeLessThan(50);
    expect(await took(fleet, () => fleet.number('kiosk-1', 'd'))).toBeLessThan(50);
  });

  it('holds nobody up for long where the others cannot write, or do not answer', async () => {
    const fleet = await hall();
    for (const name of ['kiosk-2', 'robot-1']) fleet.of(name).ledger.breakWith({ kind: 'full', where: 'ledger' });
    expect(await took(fleet, () => fleet.command('kiosk-1', next('c1')))).toBeLessThan(100);
    for (const name of ['kiosk-2', 'robot-1']) fleet.of(name).ledger.mend();
    fleet.broker.setWeather({ delayMs: () => 1_000, overtakes: false, doubles: () => false });
    const first = await took(fleet, () => fleet.command('kiosk-1', daily('finish', 'c2', '1')));
    expect(first).toBeGreaterThanOrEqual(300);
    expect(first).toBeLessThan(350);
    // Whoever was late is not waited for again before it has answered.
    expect(await took(fleet, () => fleet.command('kiosk-1', next('c3')))).toBeLessThan(50);
    fleet.broker.setWeather(null);
    await fleet.clock.advance(10_000);
    expect(await took(fleet, () => fleet.command('kiosk-1', daily('finish', 'c4', '1')))).toBeLessThan(100);
  });
});
