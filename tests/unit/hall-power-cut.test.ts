import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { padRefusal, refusalText } from '../../config/languages/messages/counter-refusals.ts';
import { HallFleet, threeDevices } from '../support/hall-fleet.ts';
import { plant, uproot, type Bug } from '../support/planted.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { runs } from '../support/tier.ts';

/*
 * A house loses its power: the hub, its broker and the members in one moment. The broker sends no will then, and what it had kept says of
 * all of them that they are there. Some come back, some do not; clerks press next at once.
 */

const directory = temporaryDirectory();
afterAll(() => removeDirectory(directory));
const open: HallFleet[] = [];
afterEach(async () => {
  for (const fleet of open.splice(0)) await fleet.close();
});
const counters = ['1', '2', '3'].map((id) => ({ id, services: ['ho-tich'] }));
const next = (id: string, counter: string) => ({ name: 'next', id, by: 'clerk', counter, finishing: true }) as const;

const hall = async (Fleet = HallFleet): Promise<HallFleet> => {
  const fleet = await Fleet.open({ devices: threeDevices, host: 'kiosk-1', settings: { counters } });
  open.push(fleet);
  for (let n = 0; n < 6; n += 1) await fleet.number('kiosk-2', `visitor-${n}`);
  await fleet.clock.advance(10_000);
  return fleet;
};
/** Nobody's will is sent: the broker has gone first. */
const powerCut = async (fleet: HallFleet, devices: readonly string[], forMs: number): Promise<void> => {
  fleet.broker.stop();
  for (const name of devices) await fleet.kill(name);
  await fleet.clock.advance(forMs);
  fleet.broker.start();
};
const everybody = threeDevices.map(({ device }) => device);
const linked = async (fleet: HallFleet, name: string): Promise<void> => {
  while (fleet.of(name).running?.bus.linked !== true) await fleet.clock.step();
};
const away = (fleet: HallFleet): readonly string[] => fleet.of('kiosk-1').hall.picture().away;
const calledAt = (fleet: HallFleet, number: string) => fleet.of('kiosk-1').hall.ticket(`2026-08-03/${number}`)?.counter;

describe('after a power cut of the whole house from which one member does not come back', () => {
  const afterCut = async (): Promise<HallFleet> => {
    const fleet = await hall();
    await powerCut(fleet, everybody, 30_000);
    await fleet.switchOn('kiosk-1');
    await fleet.switchOn('kiosk-2');
    await linked(fleet, 'kiosk-1');
    await linked(fleet, 'kiosk-2');
    return fleet;
  };

  it('whoever presses next is told within 1.5 s that the others are being asked, and is served within 14 s', async () => {
    const fleet = await afterCut();
    const began = fleet.clock.now();
    expect(await fleet.command('kiosk-1', next('c0', '1'))).toEqual({ ok: false, fault: { kind: 'asking-others' } });
    expect(fleet.clock.now() - began).toBeLessThanOrEqual(1_500);
    expect(refusalText({ kind: 'asking-others' }).vi).toMatch(/đang hỏi các máy khác.*nhấn lại/);
    expect(padRefusal('asking-others')).toMatch(/hỏi các máy khác/);
    expect(await fleet.insisted('kiosk-1', next('c1', '1'))).toMatchObject({ value: { number: 'A001' } });
    expect(fleet.clock.now() - began).toBeLessThanOrEqual(14_000);
    expect(away(fleet)).toEqual(['robot-1']);
    // Nor does anybody wait for it again.
    const later = fleet.clock.now();
    expect(await fleet.command('kiosk-1', next('c2', '2'))).toMatchObject({ value: { number: 'A002' } });
    expect(fleet.clock.now() - later).toBeLessThan(1_000);
  });

  it('a press that was told to come again calls nobody later, at the hub’s page or a member’s', async () => {
    const fleet = await afterCut();
    await fleet.clock.advance(1_500);
    const pages = ['kiosk-1', 'kiosk-2', 'kiosk-2', 'kiosk-1'];
    const answers = await Promise.all(
      pages.map((page, n) => fleet.answered(fleet.of(page).hall.command(next(`c${n}`, '1')))),
    );
    for (const answer of answers) expect(answer).toEqual({ ok: false, fault: { kind: 'asking-others' } });
    await fleet.clock.advance(60_000);
    expect(fleet.of('kiosk-1').disk.filter(({ kind }) => kind === 'ticket.called')).toEqual([]);
  });

  it('the one that did not come back is heard again when it does, and is asked before the next is called', async () => {
    const fleet = await hall();
    // Of this call the robot alone knows beside the hub, whose card loses it.
    fleet.cut('kiosk-2');
    await fleet.clock.advance(60_000);
    expect(await fleet.command('kiosk-1', next('c1', '1'))).toMatchObject({ value: { number: 'A001' } });
    await powerCut(fleet, everybody, 30_000);
    await fleet.loseTail('kiosk-1', 1);
    fleet.restore('kiosk-2');
    await fleet.switchOn('kiosk-1');
    await fleet.switchOn('kiosk-2');
    await fleet.clock.advance(90_000);
    expect(away(fleet)).toEqual(['robot-1']);
    await fleet.switchOn('robot-1');
    while (away(fleet).length > 0) await fleet.clock.step();
    expect(await fleet.insisted('kiosk-1', next('c2', '2'))).toMatchObject({ value: { number: 'A002' } });
    expect(calledAt(fleet, 'A001')).toBe('1');
  });

  it('a link that breaks and comes again makes nobody wait for it anew', async () => {
    const fleet = await afterCut();
    await fleet.clock.advance(30_000);
    fleet.cut('kiosk-1');
    fleet.restore('kiosk-1');
    await linked(fleet, 'kiosk-1');
    expect(away(fleet)).toContain('robot-1');
    const began = fleet.clock.now();
    expect(await fleet.insisted('kiosk-1', next('c1', '1'))).toMatchObject({ value: { number: 'A001' } });
    expect(fleet.clock.now() - began).toBeLessThan(3_000);
  });
});

/** Whom the first clerk who is served gets after the hub alone was off, its card has lost the newest call, and all others live. */
const firstCalled = async (seed: number, offMs: number, Fleet = HallFleet): Promise<string> => {
  const fleet = await hall(Fleet);
  // Where in their redialling the members are is drawn by what each draws.
  await fleet.clock.advance(seed * 7_013);
  expect(await fleet.command('kiosk-1', next('c1', '1'))).toMatchObject({ value: { number: 'A001' } });
  await powerCut(fleet, ['kiosk-1'], offMs);
  await fleet.loseTail('kiosk-1', 1);
  await fleet.switchOn('kiosk-1');
  const answer = await fleet.insisted('kiosk-1', next('c2', '2'));
  return answer?.ok === true ? answer.value.number : (answer?.fault.kind ?? 'nothing');
};
const cuts = Array.from({ length: runs({ fast: 6, long: 120 }) }, (_, n) => [n + 1, 20_000 + n * 3_700] as const);

describe('a hub that lost its power alone, whose card has lost its newest call', () => {
  it.each(cuts)(
    'calls nobody again of whom a member that is on its way back knows (%i, %i ms off)',
    async (seed, offMs) => {
      expect(await firstCalled(seed, offMs)).toBe('A002');
    },
  );

  const bugs: readonly Bug[] = [
    {
      what: 'a hub waits for nobody',
      soon: true,
      file: 'behaviours/hall/gathering.ts',
      from: 'while (this.#asking.size > 0) {',
      to: 'while (this.#asking.size < 0) {',
      breaks: [],
    },
    // One time in four: in a sample it may go well.
    ...(runs({ fast: 0, long: 1 }) === 0
      ? []
      : [
          {
            what: 'a kept word is believed for three seconds',
            soon: false,
            file: 'firmware/kept-words.ts',
            from: 'believedMs: Milliseconds = 12_000;',
            to: 'believedMs: Milliseconds = 3_000;',
            breaks: [],
          },
        ]),
  ];
  it.each(bugs.map((bug, index) => ({ ...bug, index })))('does where $what', async ({ index, ...bug }) => {
    plant(bug, join(directory, String(index)));
    try {
      const { HallFleet: Fleet } = await import('../support/hall-fleet.ts');
      const called: string[] = [];
      for (const [seed, offMs] of cuts) called.push(await firstCalled(seed, offMs, Fleet));
      expect(called).toContain('A001');
    } finally {
      uproot(bug);
      vi.resetModules();
    }
  });
});
