import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Installed } from '../../installed.ts';
import { layUnits, panelUnit } from '../provision/lay.ts';
import { machineDisk } from './disk.ts';
import { standingOf } from './slots.ts';
import type { Unit, WatchTime } from './watch.ts';

/** The unit that runs the device. */
const unitName = 'letan.service';

const systemctl = (...args: readonly string[]): string => {
  const run = spawnSync('systemctl', args, { encoding: 'utf8' });
  // No such program: nothing is known of the unit.
  return run.error === undefined ? run.stdout.trim() : '';
};

/**
 * Whether a unit has ended for good, by what `systemctl show` says of its ActiveState and Job. Between two starts it is inactive as well,
 * for as long as its own start waits for the units that it wants: then there is a job.
 */
const endedForGood = (shown: string): boolean =>
  /^ActiveState=(?:failed|inactive)$/mu.test(shown) && !/^Job=[1-9]/mu.test(shown);

export const machineUnit = (at: Installed): Unit => ({
  restart: () => {
    // A unit that ended for good (a config that cannot be read) is not started while that is remembered.
    systemctl('reset-failed', unitName);
    systemctl('restart', '--no-block', unitName);
  },
  state: () =>
    endedForGood(systemctl('show', '--property=ActiveState', '--property=Job', unitName)) ? 'failed' : 'up',
  adopt: () => {
    const { good } = standingOf(at);
    if (good === null) return;
    // Whether this device has a screen was settled when it was installed.
    const panel =
      existsSync(at.units) && readdirSync(at.units).some((name) => existsSync(join(at.units, name, panelUnit)));
    layUnits(at.slots[good], at, panel, machineDisk);
    systemctl('daemon-reload');
  },
});

export const machineTime: WatchTime = {
  now: () => performance.now(),
  wall: () => Date.now(),
  sleep: (ms) => sleep(ms),
};

/**
 * Only one at a time changes slots. The lock is a socket without a file, which the kernel takes away with the process, however that
 * ends. Gives what lets go of it; null: another process has it.
 */
export const lockUpdates = (at: Installed): Promise<(() => void) | null> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(`\0letan-update:${at.home}`, () => {
      server.unref();
      resolve(() => void server.close());
    });
  });
