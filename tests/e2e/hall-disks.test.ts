import { closeSync, fsyncSync, openSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SeededRandom } from '../../sim/random.ts';
import { bundleChild } from '../support/child.ts';
import { noMosquitto } from '../support/mosquitto.ts';
import { hallPatienceMs, ProcessHall, type ProcessHallOver } from '../support/process-hall.ts';
import { noSmallDisk, SmallDisk } from '../support/small-disk.ts';
import { runs } from '../support/tier.ts';

/*
 * Disks that are full, read-only or torn, under a hub and a member as processes with visitors and clerks: nobody gets what is not kept, the
 * others go on, and whoever was refused goes on by itself once the disk takes it again.
 */

const reserveBytes = 512 * 1024;
const diskKib = 12 * 1024;
const tears = 20;
/** Half a minute of read-only and torn disks is left to the long tier. */
const longOnly = (name: string, body: () => Promise<void>, limitMs: number): void => {
  if (runs({ fast: 0, long: 1 }) > 0) test(name, body, limitMs);
};

const reason = noSmallDisk() ?? noMosquitto();
describe.skipIf(reason !== null)(`disks of a hall${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let program = '';
  let hall: ProcessHall | null = null;
  const disks: SmallDisk[] = [];
  beforeAll(() => {
    program = bundleChild('hall-device');
  });
  afterAll(() => rmSync(program));
  afterEach(async () => {
    await hall?.raze();
    hall = null;
    for (const disk of disks.splice(0)) disk.unmount();
  }, hallPatienceMs);

  const smallDisk = (): SmallDisk => {
    const disk = new SmallDisk(diskKib);
    disks.push(disk);
    return disk;
  };
  const raise = async (over: ProcessHallOver): Promise<ProcessHall> => (hall = await ProcessHall.raise(program, over));
  const folderOn = (disk: SmallDisk): string => join(disk.directory, 'device');

  test(
    'full under the hub, then under a member: its visitors are refused and told so, the others go on, and it goes on by itself when there is room',
    async () => {
      const [hubs, members] = [smallDisk(), smallDisk()];
      const one = await raise({ reserveBytes, folders: { hub: folderOn(hubs), 'kiosk-1': folderOn(members) } });
      for (const name of ['hub', 'kiosk-1', 'kiosk-2'] as const) await one.tells(3, name);
      for (const [name, disk] of [
        ['hub', hubs],
        ['kiosk-1', members],
      ] as const) {
        const from = one.device(name).words;
        // Again and again: what is written at the same time makes a little room.
        await one.until(`${name} refuses`, () => {
          disk.refill();
          return one.device(name).said('{"refused":"ledger-refused"', from);
        });
        // Whoever stands elsewhere gets their number all the same.
        await one.tells(3, 'kiosk-2');
        disk.makeRoom();
        await one.tells(3, name);
      }
      expect(await one.settle()).toEqual([]);
    },
    hallPatienceMs * 3,
  );

  longOnly(
    'read-only at its start: the hub says so and is no hub, the others go on apart; it comes up by itself when the disk can be written',
    async () => {
      const disk = smallDisk();
      const one = await raise({ reserveBytes, folders: { hub: folderOn(disk) } });
      await one.goOn(10);
      await one.device('hub').kill();
      disk.readOnly(true);
      one.device('hub').launch();
      await one.until('its refusal', () => one.device('hub').said('.refused"'));
      expect(one.device('hub').said('"ready"')).toBe(false);
      await one.tells(3, 'kiosk-1');
      await one.tells(3, 'kiosk-2');
      disk.readOnly(false);
      await one.device('hub').until('ready');
      one.device('hub').say('work');
      await one.tells(3, 'hub');
      expect(await one.settle()).toEqual([]);
    },
    hallPatienceMs * 3,
  );

  longOnly(
    `torn at its end by a power cut: the hub loses its last lines and gets them back, and nothing that anybody was told is lost (${tears} times)`,
    async () => {
      const one = await raise({ copyMs: hallPatienceMs });
      const random = new SeededRandom(7, 'torn');
      for (let tear = 0; tear < tears; tear += 1) {
        await one.goOn(10 + random.below(20));
        await one.device('hub').kill();
        const log = join(one.device('hub').folder, 'ledger.sqlite-wal');
        // The card had not kept what it said it had: some of the newest pages are gone.
        const { size } = statSync(log);
        truncateSync(log, Math.max(0, size - 1 - random.below(Math.min(size, 40_000))));
        syncFile(log);
        await one.goOn(3);
        await one.restart('hub');
        await one.tells(3, 'hub');
      }
      expect(await one.settle()).toEqual([]);
      expect(readdirSync(one.device('hub').folder).some((name) => name.startsWith('ledger.sqlite'))).toBe(true);
    },
    hallPatienceMs * (2 + tears),
  );
});

const syncFile = (path: string): void => {
  const fd = openSync(path, 'r+');
  fsyncSync(fd);
  closeSync(fd);
};
