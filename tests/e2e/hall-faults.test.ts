import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SeededRandom } from '../../sim/random.ts';
import { bundleChild } from '../support/child.ts';
import {
  broken,
  HallProcess,
  linesOf,
  Witness,
  type Called,
  type HallDevicePlan,
  type Told,
} from '../support/hall-process.ts';
import { busyHost } from '../support/host-load.ts';
import { Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { partOf, runs } from '../support/tier.ts';

const faultCount = runs({ fast: 6, long: 500 });
/** Faults on one hall before it is looked over and a new one is begun. */
const faultsPerHall = Math.min(faultCount, 25);
const halls = partOf(faultCount / faultsPerHall);
const patienceMs = 180_000;
/** What people are told waits for a second ledger as long as it takes: nothing of it may be lost with a card. */
const surelyCopied = { copyMs: patienceMs };
const names = ['hub', 'kiosk-1', 'kiosk-2'] as const;
type Name = (typeof names)[number];
const counters = ['1', '2', '3', '4', '5', '6'];
const pause = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms));

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
    let folder = '';
    let broker: Mosquitto | null = null;
    let witness = new Witness();
    const wires = new Map<Name, TcpProxy>();
    const devices = new Map<Name, HallProcess>();
    beforeAll(() => {
      program = bundleChild('hall-device');
    });
    afterAll(() => rmSync(program));

    const device = (name: Name): HallProcess => {
      const found = devices.get(name);
      if (found === undefined) throw new Error(`no ${name}`);
      return found;
    };
    const raise = async (more: Pick<HallDevicePlan, 'copyMs'> = {}): Promise<void> => {
      folder = temporaryDirectory();
      broker = await Mosquitto.start();
      witness = new Witness();
      for (const [index, name] of names.entries()) {
        const wire = await TcpProxy.to(broker.port);
        wires.set(name, wire);
        const plan = {
          device: name,
          host: 'hub',
          fleet: names,
          counters,
          clerksAt: counters.slice(2 * index, 2 * index + 2),
          url: `mqtt://127.0.0.1:${wire.port}`,
          folder: join(folder, name),
          ...more,
        };
        devices.set(name, new HallProcess(program, plan, witness));
      }
      await Promise.all(names.map((name) => device(name).start()));
      for (const name of names) device(name).say('work');
    };
    const raze = async (): Promise<void> => {
      for (const name of names) await devices.get(name)?.kill();
      for (const wire of wires.values()) await wire.close();
      await broker?.stop();
      if (devices.size > 0) removeDirectory(folder);
      devices.clear();
      wires.clear();
      broker = null;
    };
    afterEach(raze, patienceMs);

    /** Everybody who lives goes on and says so many words more: the seed says how far, words say when. */
    const goOn = async (words: number, ...who: readonly Name[]): Promise<void> => {
      const deadline = performance.now() + patienceMs;
      const meant = who.length === 0 ? [...devices.values()] : who.map(device);
      const due = meant.filter(({ alive }) => alive).map((each) => ({ each, until: each.words + words }));
      while (due.some(({ each, until }) => each.words < until)) {
        if (performance.now() > deadline)
          throw new Error(
            `they stand still:\n${[...devices.values()].map(({ device: name, last }) => `${name}\n${last}`).join('\n')}`,
          );
        await pause(5);
      }
    };
    /** Nobody works any more, everything is whole, all ledgers hold the same and make the same hall; then they are judged. */
    const settle = async (): Promise<void> => {
      for (const name of names) {
        wires.get(name)?.restore();
        if (!device(name).alive) await device(name).start();
      }
      for (const name of names) await device(name).answer('rest', 'resting');
      const deadline = performance.now() + patienceMs;
      const how = (): Promise<readonly Readonly<Record<string, unknown>>[]> =>
        Promise.all(names.map((name) => device(name).answer('how', 'how')));
      for (let same = 0; same < 3;) {
        const said = await how();
        const heads = new Set(said.map((each) => each['head']));
        const hubs = new Set(said.map((each) => each['hub']));
        const truths = new Set(said.map((each) => each['truth']));
        const done = said.every((each) => each['apart'] === false && each['waiting'] === 0);
        same = heads.size === 1 && hubs.size === 1 && truths.size === 1 && done ? same + 1 : 0;
        if (performance.now() > deadline)
          throw new Error(
            `they do not find together: ${JSON.stringify(said)}\n${names.map((name) => device(name).last).join('\n')}`,
          );
        await pause(100);
      }
      for (const name of names) await device(name).kill();
      const ledgers = Object.fromEntries(names.map((name) => [name, linesOf(device(name).folder)]));
      expect(broken(witness, ledgers)).toEqual([]);
    };

    const faults: Readonly<Record<string, (random: SeededRandom) => Promise<void>>> = {
      'the hub is killed': async (random) => {
        await device('hub').kill();
        await goOn(random.below(8));
        await device('hub').start();
        device('hub').say('work');
      },
      'a member is killed': async (random) => {
        const name = random.below(2) === 0 ? 'kiosk-1' : 'kiosk-2';
        await device(name).kill();
        await goOn(random.below(8));
        await device(name).start();
        device(name).say('work');
      },
      'the broker is killed': async (random) => {
        await broker?.kill('SIGKILL');
        await goOn(random.below(6));
        await broker?.run();
      },
      'the hub is cut off': async (random) => {
        wires.get('hub')?.cut();
        await goOn(2 + random.below(6));
        wires.get('hub')?.restore();
      },
      'a member is cut off': async (random) => {
        const wire = wires.get(random.below(2) === 0 ? 'kiosk-1' : 'kiosk-2');
        wire?.cut();
        await goOn(2 + random.below(6));
        wire?.restore();
      },
      'hub and broker are killed at once': async (random) => {
        await Promise.all([device('hub').kill(), broker?.kill('SIGKILL')]);
        await goOn(random.below(4));
        await broker?.run();
        await device('hub').start();
        device('hub').say('work');
      },
    };

    test(
      `0 twice, 0 lost, 0 called by two counters under load (${faultCount} faults)`,
      async () => {
        const kinds = Object.entries(faults);
        for (let hall = halls.from; hall < halls.to; hall += 1) {
          // Each hall by a seed of its own, so that any of them can be run alone.
          const random = new SeededRandom(11 + hall, 'hall-faults');
          await raise();
          for (let fault = 0; fault < faultsPerHall; fault += 1) {
            await goOn(3 + random.below(20));
            // Each kind in its turn, then as it comes.
            const kind = hall === 0 && fault < kinds.length ? kinds[fault] : kinds[random.below(kinds.length)];
            await kind?.[1](random);
          }
          await goOn(5);
          await settle();
          expect(witness.told.length).toBeGreaterThan(0);
          expect(witness.called.length).toBeGreaterThan(0);
          await raze();
        }
      },
      120_000 + faultCount * 20_000,
    );

    test(
      'the hub’s card is gone: nothing that it told anybody is lost; a member is promoted, and what comes back with an empty card gives nothing twice',
      async () => {
        await raise(surelyCopied);
        await goOn(30);
        // A host that has much else to do, on which devices find each other late.
        const load = busyHost(3);
        try {
          await device('hub').kill();
          rmSync(device('hub').folder, { recursive: true });
          await goOn(5);
          await device('kiosk-1').answer('promote', 'promoted');
          await goOn(15);
          await device('hub').start();
          // Visitors and clerks are before it at once, long before it has found the others.
          device('hub').say('work');
          await goOn(15);
        } finally {
          load.end();
        }
        await settle();
      },
      patienceMs * 3,
    );

    test(
      'two hubs: one is cut off with its visitors and clerks while another is promoted, and all go on; then there is one truth',
      async () => {
        await raise(surelyCopied);
        await goOn(20);
        wires.get('hub')?.cut();
        const from = witness.called.length;
        await goOn(5);
        await device('kiosk-2').answer('promote', 'promoted');
        await goOn(20);
        expect(await device('hub').answer('how', 'how')).toMatchObject({ hub: 'hub' });
        wires.get('hub')?.restore();
        const deadline = performance.now() + patienceMs;
        while ((await device('hub').answer('how', 'how'))['hub'] !== 'kiosk-2') {
          expect(performance.now()).toBeLessThan(deadline);
          await pause(20);
        }
        // What it had decided before is answered by now; from here on nobody is called by two any more.
        await device('hub').answer('rest', 'resting');
        witness.unseenByOthers('hub', from, witness.called.length);
        device('hub').say('work');
        await goOn(20);
        await settle();
      },
      patienceMs * 3,
    );
  },
);
