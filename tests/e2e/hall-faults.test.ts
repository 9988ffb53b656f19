import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SeededRandom } from '../../sim/random.ts';
import { bundleChild } from '../support/child.ts';
import { broken, Witness, type Called, type Told } from '../support/hall-process.ts';
import { busyHost } from '../support/host-load.ts';
import { noMosquitto } from '../support/mosquitto.ts';
import {
  hallDevices,
  hallPatienceMs,
  ProcessHall,
  type HallDeviceName,
  type ProcessHallOver,
} from '../support/process-hall.ts';
import { partOf, runs } from '../support/tier.ts';

const faultCount = runs({ fast: 6, long: 500 });
/** Faults on one hall before it is looked over and a new one is begun. */
const faultsPerHall = Math.min(faultCount, 25);
const halls = partOf(faultCount / faultsPerHall);
/** What people are told waits for a second ledger as long as it takes: nothing of it may be lost with a card. */
const surelyCopied = { copyMs: hallPatienceMs };
test('the witness finds what it is there to find', () => {
  const told = (ticket: string, request: string): Told => ({ device: 'kiosk-1', ticket, request });
  const called = (ticket: string, counter: string, device = 'hub'): Called => ({
    device,
    ticket,
    counter,
    id: counter,
  });
  const pressed = (...ids: readonly string[]) => ids.map((id) => ({ id: `e${id}`, cause: id, kind: 'x', data: {} }));
  const issued = (ticket: string, requestId: string, id = ticket) => ({
    id,
    cause: requestId,
    kind: 'ticket.issued',
    data: { ticket, requestId },
  });
  const judge = (witness: Partial<Witness>, ...lines: Parameters<typeof broken>[1][string]) =>
    broken(Object.assign(new Witness(), witness), { hub: lines });
  expect(judge({ told: [told('A1', 'a')] }, issued('A1', 'a'))).toEqual([]);
  expect(judge({ told: [told('A1', 'a'), told('A1', 'b')] }, issued('A1', 'a'))[0]).toMatch(/^two people have A1/);
  expect(judge({ told: [told('A1', 'a'), told('A2', 'a')] }, issued('A1', 'a'))[0]).toMatch(/^a was told A1 and A2/);
  expect(judge({ told: [told('A1', 'a')] })[0]).toMatch(/is not in the ledger/);
  expect(judge({ told: [told('A1', 'a')] }, issued('A1', 'other'))[0]).toMatch(/is not in the ledger/);
  const twice = [called('A1', '1'), called('A1', '2', 'kiosk-1')];
  expect(judge({ called: twice }, ...pressed('1', '2'))[0]).toMatch(/^A1 was called by 1 and by 2/);
  expect(judge({ called: [called('A1', '1'), called('A1', '1')] }, ...pressed('1'))).toEqual([]);
  expect(judge({ called: [called('A1', '1')] })[0]).toMatch(/^the call of A1 by 1 is not in the ledger of hub/);
  expect(judge({}, issued('A1', 'a'), issued('A1', 'b', 'other'))[0]).toMatch(/^A1 stands twice/);
  const voided = { id: 'v', cause: '', kind: 'ticket.voided', data: { ticket: 'A1' } };
  expect(judge({ told: [told('A1', 'a')] }, issued('A1', 'a'), voided)[0]).toMatch(/was voided/);
  expect(judge({}, voided, voided)[0]).toMatch(/^an event stands twice/);
  const cutOff = Object.assign(new Witness(), { called: twice });
  cutOff.unseenByOthers('hub', 0, 2);
  expect(broken(cutOff, { hub: pressed('1', '2') })).toEqual([]);
  const both = Object.assign(new Witness(), { called: [called('A1', '1'), called('A1', '2')] });
  both.unseenByOthers('hub', 0, 2);
  expect(broken(both, { hub: pressed('1', '2') })[0]).toMatch(/^A1 was called by 1 and by 2/);
});

const reason = noMosquitto();
describe.skipIf(reason !== null)(
  `real processes over a real broker${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    let program = '';
    let hall: ProcessHall | null = null;
    beforeAll(() => {
      program = bundleChild('hall-device');
    });
    afterAll(() => rmSync(program));
    const raise = async (over: ProcessHallOver = {}): Promise<ProcessHall> =>
      (hall = await ProcessHall.raise(program, over));
    const raze = async (): Promise<void> => {
      await hall?.raze();
      hall = null;
    };
    afterEach(raze, hallPatienceMs);

    const member = (random: SeededRandom): HallDeviceName => (random.below(2) === 0 ? 'kiosk-1' : 'kiosk-2');
    const faults: Readonly<Record<string, (of: ProcessHall, random: SeededRandom) => Promise<void>>> = {
      'the hub is killed': async (of, random) => {
        await of.device('hub').kill();
        await of.goOn(random.below(8));
        await of.restart('hub');
      },
      'a member is killed': async (of, random) => {
        const name = member(random);
        await of.device(name).kill();
        await of.goOn(random.below(8));
        await of.restart(name);
      },
      'the broker is killed': async (of, random) => {
        await of.broker.kill('SIGKILL');
        await of.goOn(random.below(6));
        await of.broker.run();
      },
      'the hub is cut off': async (of, random) => {
        of.cut('hub');
        await of.goOn(2 + random.below(6));
        of.restore('hub');
      },
      'a member is cut off': async (of, random) => {
        const name = member(random);
        of.cut(name);
        await of.goOn(2 + random.below(6));
        of.restore(name);
      },
      'hub and broker are killed at once': async (of, random) => {
        await Promise.all([of.device('hub').kill(), of.broker.kill('SIGKILL')]);
        await of.goOn(random.below(4));
        await of.broker.run();
        await of.restart('hub');
      },
    };

    test(
      `0 twice, 0 lost, 0 called by two counters under load (${faultCount} faults)`,
      async () => {
        const kinds = Object.entries(faults);
        for (let count = halls.from; count < halls.to; count += 1) {
          // Each hall by a seed of its own, so that any of them can be run alone.
          const random = new SeededRandom(11 + count, 'hall-faults');
          const one = await raise();
          for (let fault = 0; fault < faultsPerHall; fault += 1) {
            await one.goOn(3 + random.below(20));
            // Each kind in its turn, then as it comes.
            const kind = count === 0 && fault < kinds.length ? kinds[fault] : kinds[random.below(kinds.length)];
            await kind?.[1](one, random);
          }
          await one.goOn(5);
          expect(await one.settle()).toEqual([]);
          expect(one.witness.told.length).toBeGreaterThan(0);
          expect(one.witness.called.length).toBeGreaterThan(0);
          await raze();
        }
      },
      120_000 + faultCount * 20_000,
    );

    test(
      'the hub’s card is gone: nothing that it told anybody is lost; a member is promoted, and what comes back with an empty card gives nothing twice',
      async () => {
        const one = await raise(surelyCopied);
        await one.goOn(30);
        // A host that has much else to do, on which devices find each other late.
        const load = busyHost(3);
        try {
          await one.device('hub').kill();
          rmSync(one.device('hub').folder, { recursive: true });
          await one.goOn(5);
          await one.device('kiosk-1').answer('promote', 'promoted');
          await one.goOn(15);
          // Visitors and clerks are before it at once, long before it has found the others.
          await one.restart('hub');
          await one.tells(5, 'hub');
        } finally {
          load.end();
        }
        await one.goOn(10);
        expect(await one.settle()).toEqual([]);
      },
      hallPatienceMs * 3,
    );

    test.each(Array.from({ length: runs({ fast: 1, long: 10 }) }, (_, index) => index + 1))(
      'the whole house loses its power and one member stays dark, of whom the broker still says that it is there: the hub calls all the same (%i)',
      async (seed) => {
        const one = await raise();
        const random = new SeededRandom(seed, 'dark house');
        await one.goOn(20 + random.below(20));
        await one.broker.save();
        await Promise.all([one.broker.kill('SIGKILL'), ...hallDevices.map((name) => one.device(name).kill())]);
        await one.broker.run();
        const [dark, other] = random.pick([
          ['kiosk-1', 'kiosk-2'],
          ['kiosk-2', 'kiosk-1'],
        ] as const);
        await Promise.all([one.restart('hub'), one.restart(other)]);
        const before = one.witness.called.length;
        await one.until('a call by the hub', () =>
          one.witness.called.slice(before).some(({ device }) => device === 'hub'),
        );
        await one.goOn(20);
        await one.restart(dark);
        await one.goOn(10);
        expect(await one.settle()).toEqual([]);
      },
      hallPatienceMs * 3,
    );

    test.each(Array.from({ length: runs({ fast: 1, long: 20 }) }, (_, index) => index + 1))(
      'two hubs: one is cut off with its visitors and clerks while another is promoted, and all go on; then there is one truth (%i)',
      async (seed) => {
        const one = await raise(surelyCopied);
        const { witness } = one;
        await one.goOn(20 + new SeededRandom(seed, 'two-hubs').below(20));
        one.cut('hub');
        const from = witness.called.length;
        await one.goOn(5);
        await one.device('kiosk-2').answer('promote', 'promoted');
        await one.goOn(20);
        expect(await one.device('hub').answer('how', 'how')).toMatchObject({ hub: 'hub' });
        one.restore('hub');
        await one.until(
          'the old hub’s obedience',
          async () => (await one.device('hub').answer('how', 'how'))['hub'] === 'kiosk-2',
        );
        // What it had decided before is answered by now; from here on nobody is called by two any more.
        await one.device('hub').answer('rest', 'resting');
        witness.unseenByOthers('hub', from, witness.called.length);
        one.device('hub').say('work');
        await one.goOn(20);
        expect(await one.settle()).toEqual([]);
      },
      hallPatienceMs * 3,
    );
  },
);
