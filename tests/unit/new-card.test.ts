import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { HallFleet as Fleet } from '../support/hall-fleet.ts';
import { daily, issueOf } from '../support/hall-rig.ts';
import { plant, uproot, type Bug } from '../support/planted.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * A device begins with an empty card, which may be its first or a new one in the place of one that was lost in the midst of a day. Here the
 * numbers are what people hold in their hands: each may be told once, whoever is in reach and whatever nobody has heard of.
 */

const open: Fleet[] = [];
afterEach(async () => {
  for (const fleet of open.splice(0)) await fleet.close();
});
const hall = async (): Promise<Fleet> => {
  // Anew, so that a planted bug is in it.
  const { HallFleet, threeDevices } = await import('../support/hall-fleet.ts');
  const fleet = await HallFleet.open({ devices: threeDevices, host: 'kiosk-1' });
  open.push(fleet);
  return fleet;
};
const next = (id: string, counter = '1') => daily('next', id, counter);

/** What people at this device were told, one visitor after the other. */
const numbersAt = async (fleet: Fleet, name: string, ...ids: readonly string[]): Promise<readonly string[]> => {
  const told: string[] = [];
  for (const id of ids) told.push((await fleet.number(name, id)).number);
  return told;
};
const written = (fleet: Fleet): readonly { readonly id: string; readonly text: string }[] =>
  fleet.members.flatMap(({ disk }) => disk.map((event) => ({ id: event.id, text: JSON.stringify(event) })));
/** No id says two things, in whichever ledgers. */
const idsSayOneThing = (fleet: Fleet): void => {
  const texts = new Map<string, string>();
  for (const { id, text } of written(fleet)) {
    expect(texts.get(id) ?? text).toBe(text);
    texts.set(id, text);
  }
};

/** The hub’s card is lost while nobody had heard its last numbers; the new one is given visitors before it has a link. */
const visitorsAtOnce = async (fleet: Fleet): Promise<readonly string[]> => {
  const told = [...(await numbersAt(fleet, 'kiosk-1', 'a', 'b')), ...(await numbersAt(fleet, 'kiosk-2', 'c'))];
  fleet.cut('kiosk-1');
  told.push(...(await numbersAt(fleet, 'kiosk-1', 'd', 'e')));
  await fleet.kill('kiosk-1');
  fleet.newCard('kiosk-1');
  await fleet.switchOn('kiosk-1');
  const asked = fleet.of('kiosk-1').hall.office.issue(issueOf('f'));
  // The host is slow: the network is there long after the first visitor.
  await fleet.clock.advance(12_000);
  fleet.restore('kiosk-1');
  const answer = await fleet.answered(asked);
  if (answer?.ok === true) told.push(answer.value.number);
  told.push(...(await numbersAt(fleet, 'kiosk-1', 'g')), ...(await numbersAt(fleet, 'robot-1', 'h')));
  return told;
};

describe('an empty card', () => {
  it('in the place of a lost one gives no number again, not even of those that nobody had heard of, however early it is asked', async () => {
    const fleet = await hall();
    const told = await visitorsAtOnce(fleet);
    expect(told.slice(0, 5)).toEqual(['A001', 'A002', 'A003', 'A004', 'A005']);
    expect(told.length).toBe(8);
    expect(new Set(told).size).toBe(told.length);
    await fleet.calm();
    idsSayOneThing(fleet);
    for (const { hall: each, name } of fleet.members)
      expect(new Set(each.waiting().map(({ number }) => number)), name).toEqual(
        // Those two went with the card; they are called from the slip.
        new Set(told.filter((number) => number !== 'A004' && number !== 'A005')),
      );
  });

  it('and nobody in reach: it goes on by itself after a while, where the lost card cannot have been', async () => {
    const fleet = await hall();
    const told = [...(await numbersAt(fleet, 'kiosk-2', 'a', 'b'))];
    fleet.cut('kiosk-2');
    told.push(...(await numbersAt(fleet, 'kiosk-2', 'c', 'd')));
    await fleet.kill('kiosk-2');
    fleet.newCard('kiosk-2');
    await fleet.switchOn('kiosk-2');
    const began = fleet.clock.now();
    told.push(...(await numbersAt(fleet, 'kiosk-2', 'e', 'f')));
    expect(fleet.clock.now() - began).toBeGreaterThan(14_000);
    expect(fleet.clock.now() - began).toBeLessThan(20_000);
    // Another card, lost in the same hour: above all that the one before it can have given.
    await fleet.clock.advance(1_800_000);
    await fleet.kill('kiosk-2');
    fleet.newCard('kiosk-2');
    await fleet.switchOn('kiosk-2');
    told.push(...(await numbersAt(fleet, 'kiosk-2', 'g', 'h')));
    expect(
      told.slice(4).every((number) => Number(number.slice(1)) > 50_000),
      told.join(),
    ).toBe(true);
    expect(new Set(told).size).toBe(told.length);
    await fleet.calm();
    idsSayOneThing(fleet);
    // The hub leases above what it has heard of.
    told.push(...(await numbersAt(fleet, 'kiosk-1', 'i')), ...(await numbersAt(fleet, 'kiosk-2', 'j')));
    fleet.cut('kiosk-2');
    told.push(...(await numbersAt(fleet, 'kiosk-2', 'k')));
    expect(new Set(told).size).toBe(told.length);
  });

  it('gives nothing from a block that the lost one was leased and of which nobody knows how far it came', async () => {
    const { HallFleet } = await import('../support/hall-fleet.ts');
    const fleet = await HallFleet.open({
      devices: [
        { device: 'kiosk-1', numbers: { from: 1, to: 499 } },
        { device: 'robot-1', numbers: null },
      ],
      host: 'kiosk-1',
    });
    open.push(fleet);
    fleet.of('robot-1').hall.tend();
    await fleet.clock.advance(5_000);
    fleet.cut('robot-1');
    const told = [...(await numbersAt(fleet, 'robot-1', 'a'))];
    fleet.restore('robot-1');
    await fleet.clock.advance(60_000);
    fleet.cut('robot-1');
    told.push(...(await numbersAt(fleet, 'robot-1', 'b')));
    await fleet.kill('robot-1');
    fleet.newCard('robot-1');
    await fleet.switchOn('robot-1');
    fleet.restore('robot-1');
    await fleet.clock.advance(60_000);
    fleet.cut('robot-1');
    told.push(...(await numbersAt(fleet, 'robot-1', 'c', 'd')));
    expect(new Set(told).size).toBe(4);
  });

  it('that is a device’s first begins with the first number, as soon as all others have said that they know nothing of it', async () => {
    const fleet = await hall();
    expect(await numbersAt(fleet, 'kiosk-1', 'a')).toEqual(['A001']);
    expect(fleet.of('kiosk-1').hall.epoch()).toBe(1);
    expect(fleet.of('kiosk-1').hall.pastKnown()).toBe(true);
    await fleet.kill('robot-1');
    await fleet.switchOn('robot-1');
    expect(fleet.of('robot-1').hall.pastKnown()).toBe(true);
  });

  it('on a broker that stands elsewhere and knows nothing of it begins at once, although the others are off; one that knows of it waits', async () => {
    const { HallFleet, threeDevices } = await import('../support/hall-fleet.ts');
    const fleet = new HallFleet({ devices: threeDevices, host: 'kiosk-1', brokerApart: true });
    open.push(fleet);
    await fleet.switchOn('kiosk-1');
    const first = fleet.clock.now();
    expect(await numbersAt(fleet, 'kiosk-1', 'a', 'b')).toEqual(['A001', 'A002']);
    expect(fleet.clock.now() - first).toBeLessThan(2_000);
    await fleet.kill('kiosk-1');
    fleet.newCard('kiosk-1');
    await fleet.switchOn('kiosk-1');
    const second = fleet.clock.now();
    expect(await numbersAt(fleet, 'kiosk-1', 'c')).not.toContain('A001');
    expect(fleet.clock.now() - second).toBeGreaterThan(14_000);
  });

  it('is still unknown to itself after a restart in the midst of asking', async () => {
    const fleet = await hall();
    const told = [...(await numbersAt(fleet, 'kiosk-1', 'a', 'b'))];
    fleet.cut('kiosk-1');
    await fleet.kill('kiosk-1');
    fleet.newCard('kiosk-1');
    await fleet.switchOn('kiosk-1');
    await fleet.clock.advance(5_000);
    await fleet.kill('kiosk-1');
    await fleet.switchOn('kiosk-1');
    expect(fleet.of('kiosk-1').hall.pastKnown()).toBe(false);
    told.push(...(await numbersAt(fleet, 'kiosk-1', 'c')));
    expect(new Set(told).size).toBe(3);
  });

  it('refuses clerks meanwhile with the reason, and a promotion too', async () => {
    const fleet = await hall();
    fleet.cut('kiosk-1');
    await fleet.kill('kiosk-1');
    fleet.newCard('kiosk-1');
    await fleet.switchOn('kiosk-1');
    expect(await fleet.command('kiosk-1', next('c1'))).toEqual({ ok: false, fault: { kind: 'new-card' } });
    fleet.cut('kiosk-2');
    await fleet.kill('kiosk-2');
    fleet.newCard('kiosk-2');
    await fleet.switchOn('kiosk-2');
    expect(await fleet.answered(fleet.of('kiosk-2').hall.promote({ id: 'p', by: 'manager' }))).toEqual({
      ok: false,
      fault: { kind: 'new-card' },
    });
    await fleet.clock.advance(20_000);
    expect(await fleet.command('kiosk-1', next('c2'))).toMatchObject({ fault: { kind: 'nobody-waiting' } });
  });

  it('whose clock is not believed, alone, goes on all the same, also in the day that turns out to be today', async () => {
    const fleet = await hall();
    const told = [...(await numbersAt(fleet, 'kiosk-2', 'a', 'b'))];
    fleet.cut('kiosk-2');
    told.push(...(await numbersAt(fleet, 'kiosk-2', 'c')));
    await fleet.kill('kiosk-2');
    fleet.newCard('kiosk-2');
    const { wall } = fleet.of('kiosk-2');
    wall.setTrusted(false);
    wall.stepWall(-40 * 24 * 3_600_000);
    await fleet.switchOn('kiosk-2');
    told.push(...(await numbersAt(fleet, 'kiosk-2', 'd', 'e')));
    wall.stepWall(40 * 24 * 3_600_000);
    wall.setTrusted(true);
    told.push(...(await numbersAt(fleet, 'kiosk-2', 'f')), (await fleet.number('kiosk-2', 'g', 'dat-dai')).number);
    expect(new Set(told).size).toBe(told.length);
    // Nothing came before these two on that card, in whichever series.
    expect(
      told.slice(-2).every((number) => Number(number.slice(1)) > 50_000),
      told.join(),
    ).toBe(true);
    await fleet.kill('kiosk-2');
    await fleet.switchOn('kiosk-2');
    told.push(...(await numbersAt(fleet, 'kiosk-2', 'h')));
    expect(new Set(told).size).toBe(told.length);
    fleet.restore('kiosk-2');
    await fleet.calm();
    idsSayOneThing(fleet);
  });

  it('calls none of those by itself to whom the lost one gave their numbers apart: it had given them over', async () => {
    const fleet = await hall();
    fleet.cut('kiosk-2');
    await fleet.number('kiosk-2', 'a');
    fleet.restore('kiosk-2');
    await fleet.clock.advance(30_000);
    await fleet.kill('kiosk-2');
    fleet.newCard('kiosk-2');
    await fleet.switchOn('kiosk-2');
    await fleet.clock.advance(30_000);
    fleet.cut('kiosk-2');
    expect(await fleet.command('kiosk-2', next('c1'))).toMatchObject({ fault: { kind: 'hub-away' } });
    expect(await fleet.command('kiosk-1', next('c2'))).toMatchObject({ value: { number: 'A500' } });
  });
});

describe('a device that does not ask for its past', () => {
  const directory = temporaryDirectory();
  afterAll(() => removeDirectory(directory));
  const bug: Bug = {
    what: 'an empty card is taken for a device’s first',
    soon: true,
    file: 'behaviours/hall/starts.ts',
    from: 'pastKnown: inLedger > 0 || (kept !== null && kept.pastKnown)',
    to: 'pastKnown: inLedger >= 0 || (kept !== null && kept.pastKnown)',
    breaks: ['number-once'],
  };

  it('is found: it gives numbers a second time', async () => {
    plant(bug, directory);
    try {
      const fleet = await hall();
      const told = await visitorsAtOnce(fleet);
      expect(new Set(told).size).toBeLessThan(told.length);
    } finally {
      for (const fleet of open.splice(0)) await fleet.close();
      uproot(bug);
      vi.resetModules();
    }
  });
});
