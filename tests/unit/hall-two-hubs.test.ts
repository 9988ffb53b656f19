import { afterEach, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../sim/random.ts';
import { plainTogether } from '../../behaviours/hall/settings.ts';
import { HallFleet, threeDevices } from '../support/hall-fleet.ts';
import { RestlessFleet, type CallTold } from '../support/restless-fleet.ts';
import { runs } from '../support/tier.ts';

/*
 * A hub that is cut off cannot know that another was raised, and goes on with its own clerks. What it has called in that time, and no more
 * than that, may be called by the other too; nobody is called a second time because of what nobody was ever told, or once it is back.
 */

const open: HallFleet[] = [];
afterEach(async () => {
  for (const fleet of open.splice(0)) await fleet.close();
});
const counters = ['1', '2', '3', '4', '5', '6'].map((id) => ({ id, services: ['ho-tich'] }));
const hall = async (numbers = 6, copyMs = plainTogether.copyMs): Promise<HallFleet> => {
  const together = { ...plainTogether, copyMs };
  const fleet = await HallFleet.open({ devices: threeDevices, host: 'kiosk-1', settings: { counters, together } });
  open.push(fleet);
  for (let n = 0; n < numbers; n += 1) await fleet.number('kiosk-2', `visitor-${n}`);
  await fleet.clock.advance(10_000);
  return fleet;
};
const next = (id: string, counter: string) => ({ name: 'next', id, by: 'clerk', counter, finishing: true }) as const;
const promote = (fleet: HallFleet, name: string) =>
  fleet.answered(fleet.of(name).hall.promote({ id: `p-${name}`, by: 'manager' }));
const ticket = (fleet: HallFleet, number: string) => fleet.of('kiosk-2').hall.ticket(`2026-08-03/${number}`);
const calls = (fleet: HallFleet, name: string): number =>
  fleet.of(name).disk.filter(({ device, kind }) => device === name && kind === 'ticket.called').length;

describe('a call that the old hub wrote down and nobody was ever told', () => {
  it.each([
    ['while they are on the way to the counter that the new hub called them to', 0],
    ['once they were served there', 1],
    ['long after', 3],
  ])('calls nobody a second time: %s', async (_, more) => {
    const fleet = await hall();
    const lost = fleet.of('robot-1').hall.command(next('lost', '3'));
    while (calls(fleet, 'kiosk-1') === 0) await fleet.clock.step();
    fleet.cut('kiosk-1');
    expect(await fleet.answered(lost)).toMatchObject({ fault: { kind: 'hub-away' } });
    await promote(fleet, 'kiosk-2');
    const told: string[] = [];
    const press = async (page: string, counter: string): Promise<void> => {
      const answer = await fleet.command(page, next(`press-${told.length}`, counter));
      told.push(answer?.ok === true ? answer.value.number : (answer?.fault.kind ?? 'nothing'));
    };
    await press('kiosk-2', '5');
    await press('robot-1', '3');
    for (let n = 0; n < more; n += 1) await press('kiosk-2', '5');
    fleet.restore('kiosk-1');
    await fleet.clock.advance(120_000);
    expect(ticket(fleet, 'A001')).toMatchObject({ phase: more === 0 ? 'called' : 'finished', counter: '5' });
    await press('robot-1', '3');
    await press('kiosk-1', '1');
    expect(told).toEqual([...new Set(told)]);
    expect(fleet.of('kiosk-1').hall.tickets()).toEqual(fleet.of('kiosk-2').hall.tickets());
  });
});

describe('who takes over', () => {
  /** kiosk-2 was cut off while robot-1 alone heard of a call, and the hub is gone since. */
  const onlyRobotHeard = async (): Promise<HallFleet> => {
    const fleet = await hall();
    fleet.cut('kiosk-2');
    await fleet.clock.advance(60_000);
    expect(await fleet.command('kiosk-1', next('c1', '1'))).toMatchObject({ value: { number: 'A001' } });
    await fleet.kill('kiosk-1');
    // Its broker went with it, and another keeps nothing for anybody.
    fleet.broker.stop();
    fleet.broker.start(true);
    return fleet;
  };

  it('calls nobody before it holds what others hold, however late they answer', async () => {
    const fleet = await onlyRobotHeard();
    fleet.restore('kiosk-2');
    await fleet.clock.advance(60_000);
    fleet.broker.setWeather({ delayMs: () => 4_000, overtakes: false, doubles: () => false });
    await promote(fleet, 'kiosk-2');
    expect(await fleet.insisted('kiosk-2', next('c2', '2'))).toMatchObject({ value: { number: 'A002' } });
    expect(ticket(fleet, 'A001')).toMatchObject({ phase: 'called', counter: '1' });
  });

  it('asks again after a restart in the midst of it', async () => {
    const fleet = await onlyRobotHeard();
    fleet.restore('kiosk-2');
    await fleet.clock.advance(60_000);
    await promote(fleet, 'kiosk-2');
    await fleet.kill('kiosk-2');
    await fleet.switchOn('kiosk-2');
    while (fleet.of('kiosk-2').running?.bus.linked !== true) await fleet.clock.step();
    fleet.broker.setWeather({ delayMs: () => 4_000, overtakes: false, doubles: () => false });
    expect(await fleet.insisted('kiosk-2', next('c2', '2'))).toMatchObject({ value: { number: 'A002' } });
  });

  it('asks whoever comes into reach later before it calls the next', async () => {
    const fleet = await onlyRobotHeard();
    fleet.cut('robot-1');
    fleet.restore('kiosk-2');
    await fleet.clock.advance(60_000);
    await promote(fleet, 'kiosk-2');
    fleet.restore('robot-1');
    while (
      !fleet
        .of('kiosk-2')
        .hall.picture()
        .away.every((name) => name !== 'robot-1')
    )
      await fleet.clock.step();
    expect(await fleet.insisted('kiosk-2', next('c2', '2'))).toMatchObject({ value: { number: 'A002' } });
  });

  it('waits no longer than a minute for one that is there and does not say what it holds', async () => {
    const fleet = await onlyRobotHeard();
    fleet.restore('kiosk-2');
    await fleet.clock.advance(60_000);
    fleet.broker.setWeather({ delayMs: () => 40_000, overtakes: false, doubles: () => false });
    await promote(fleet, 'kiosk-2');
    const began = fleet.clock.now();
    const answer = await fleet.insisted('kiosk-2', next('c2', '2'));
    expect(answer).toMatchObject({ ok: true });
    expect(fleet.clock.now() - began).toBeLessThanOrEqual(65_000);
    expect(fleet.of('kiosk-2').log.events('error')).toContain('hub.calls-unheard');
  });
});

describe('a hub that comes back', () => {
  it.each([0, 700, 1_500, 4_000])(
    'calls nobody before all has come that was said meanwhile, %i ms late',
    async (lateMs) => {
      const fleet = await hall();
      fleet.cut('kiosk-1');
      await promote(fleet, 'kiosk-2');
      await fleet.clock.advance(30_000);
      fleet.broker.setWeather({ delayMs: () => lateMs, overtakes: false, doubles: () => false });
      fleet.restore('kiosk-1');
      while (fleet.of('kiosk-1').running?.bus.linked !== true) await fleet.clock.step();
      await fleet.insisted('kiosk-1', next('c1', '1'));
      expect(calls(fleet, 'kiosk-1')).toBe(0);
    },
  );

  it('is asked what it did before the next is called', async () => {
    const fleet = await hall();
    fleet.cut('kiosk-1');
    await fleet.clock.advance(30_000);
    expect(await fleet.command('kiosk-1', next('c1', '1'))).toMatchObject({ value: { number: 'A001' } });
    await promote(fleet, 'kiosk-2');
    // What it wrote comes late; that it is there is known.
    fleet.restore('kiosk-1');
    while (fleet.of('kiosk-2').hall.picture().away.includes('kiosk-1')) await fleet.clock.step();
    expect(await fleet.insisted('kiosk-2', next('c2', '2'))).toMatchObject({ value: { number: 'A002' } });
  });
});

describe('a hub whose card has lost its newest lines', () => {
  it('calls nobody before it has them back, and waits for nothing where it has lost nothing', async () => {
    const fleet = await hall();
    expect(await fleet.command('kiosk-1', next('c1', '1'))).toMatchObject({ value: { number: 'A001' } });
    await fleet.kill('kiosk-1');
    await fleet.loseTail('kiosk-1', 1);
    expect(calls(fleet, 'kiosk-1')).toBe(0);
    const restart = async (): Promise<void> => {
      await fleet.switchOn('kiosk-1');
      while (fleet.of('kiosk-1').hall.picture().away.length > 0) await fleet.clock.step();
    };
    await restart();
    expect(await fleet.insisted('kiosk-1', next('c2', '2'))).toMatchObject({ value: { number: 'A002' } });
    expect(ticket(fleet, 'A001')).toMatchObject({ phase: 'called', counter: '1' });
    await fleet.kill('kiosk-1');
    await restart();
    const began = fleet.clock.now();
    expect(await fleet.command('kiosk-1', next('c3', '3'))).toMatchObject({ value: { number: 'A003' } });
    expect(fleet.clock.now() - began).toBeLessThan(1_500);
  });
});

/** Whom two counters were told to have called, but for what the old hub called while it was cut off. */
const calledTwice = (told: readonly CallTold[], mayBe: (call: CallTold) => boolean): readonly string[] => {
  const twice: string[] = [];
  for (const [index, call] of told.entries()) {
    const before = told.slice(0, index);
    // A counter that calls once more whom it has called.
    if (before.some((one) => one.ticket === call.ticket && one.counter === call.counter)) continue;
    for (const other of before)
      if (other.ticket === call.ticket && mayBe(other) === mayBe(call))
        twice.push(`${call.ticket} by ${other.counter} at ${other.at} and by ${call.counter} at ${call.at}`);
  }
  return twice;
};

describe('clerks and visitors without a rest', () => {
  const count = runs({ fast: 3, long: 400 });
  const first = Number(process.env['LETAN_SEED'] ?? 4);
  it.each(Array.from({ length: count }, (_, index) => first + index))(
    'are called by one counter only although the hub is cut off in the midst of it and another raised (seed %i)',
    async (seed) => {
      const random = new SeededRandom(seed, 'two-hubs');
      // What is told waits for a second ledger as long as it takes, so that nothing but the cut hides it from the others.
      const fleet = await hall(20, 60_000);
      if (random.below(2) === 1)
        fleet.broker.setWeather({
          delayMs: () => random.below(random.below(4) === 0 ? 900 : 40),
          overtakes: random.below(2) === 1,
          doubles: () => random.below(8) === 0,
        });
      const people = new RestlessFleet(fleet, random.split('people'));
      people.begin({ 'kiosk-1': ['1', '2'], 'kiosk-2': ['3', '4'], 'robot-1': ['5', '6'] });
      await fleet.clock.advance(5_000 + random.below(20_000));
      // In the midst of a call that another device's clerk has asked for: it is written down, and not on its way yet.
      const ofOthers = (): number =>
        fleet.of('kiosk-1').disk.filter(({ cause, kind }) => kind === 'ticket.called' && !cause.startsWith('kiosk-1'))
          .length;
      const before = ofOthers();
      while (ofOthers() === before) await fleet.clock.step();
      await fleet.clock.advance(random.below(3));
      fleet.cut('kiosk-1');
      const from = fleet.clock.now();
      await fleet.clock.advance(random.below(20_000));
      await promote(fleet, 'kiosk-2');
      await fleet.clock.advance(random.below(40_000));
      fleet.restore('kiosk-1');
      while (fleet.of('kiosk-1').hall.hub().device !== 'kiosk-2') await fleet.clock.step();
      const to = fleet.clock.now();
      await fleet.clock.advance(5_000 + random.below(60_000));
      await people.rest();
      await fleet.calm();
      const byOldHub = ({ at, page }: CallTold): boolean => page === 'kiosk-1' && at >= from && at <= to;
      expect(calledTwice(people.calls, byOldHub)).toEqual([]);
      expect(people.calls.length).toBeGreaterThan(20);
      const [one, ...others] = fleet.members.map(({ hall: each }) => each.tickets());
      for (const other of others) expect(other).toEqual(one);
    },
  );
});
