import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Installed } from '../../installed.ts';
import type { Unit, WatchTime } from './watch.ts';

/** The unit that runs the device. */
const unitName = 'letan.service';

const systemctl = (...args: readonly string[]): string => {
  const run = spawnSync('systemctl', [...args, unitName], { encoding: 'utf8' });
  // No such program: nothing is known of the unit.
  return run.error === undefined ? run.stdout.trim() : '';
};

export const machineUnit: Unit = {
  restart: () => {
    // A unit that ended for good (a config that cannot be read) is not started while that is remembered.
    systemctl('reset-failed');
    systemctl('restart', '--no-block');
  },
  state: () => (/^(failed|inactive)$/u.test(systemctl('is-active')) ? 'failed' : 'up'),
};

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
