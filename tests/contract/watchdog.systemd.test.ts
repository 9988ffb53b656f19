import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { SystemdWatchdog } from '../../hal/drivers/systemd-watchdog.ts';
import { untilReal } from '../support/real-time.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { watchdogContract } from './watchdog.contract.ts';

/** socat does not hang up what the notifier waits for, as systemd does. */
const withoutBarrier = ['systemd-notify', '--no-block'];

/** Long enough for a busy host to start a program in. */
const timeoutMs = 1500;

/** The service manager's end of the socket: hears words and how long it was not told. */
class Manager {
  readonly path: string;
  readonly #directory = temporaryDirectory();
  readonly #words: { readonly word: string; readonly at: number }[] = [];
  #ear: ChildProcess | null = null;

  constructor() {
    this.path = join(this.#directory, 'notify');
  }

  async start(): Promise<void> {
    const ear = spawn('socat', ['-u', `UNIX-RECV:${this.path}`, 'STDOUT'], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#ear = ear;
    ear.stdout.on('data', (bytes: Buffer) => {
      for (const word of bytes.toString().match(/[A-Z]+=1/g) ?? []) this.#words.push({ word, at: performance.now() });
    });
    await untilReal(() => existsSync(this.path));
  }

  get words(): readonly string[] {
    return this.#words.map(({ word }) => word).filter((word) => word !== 'BARRIER=1');
  }

  /** Whether more than the time has gone by without a word, between READY and STOPPING. */
  get impatient(): boolean {
    const told = this.#words.filter(({ word }) => word !== 'BARRIER=1');
    const [first] = told;
    if (first === undefined) return false;
    const ends = told.findIndex(({ word }) => word === 'STOPPING=1');
    const times = (ends === -1 ? told : told.slice(0, ends + 1)).map(({ at }) => at);
    if (ends === -1) times.push(performance.now());
    return times.some((at, i) => i > 0 && at - (times[i - 1] ?? at) > timeoutMs);
  }

  stop(): void {
    this.#ear?.kill();
    removeDirectory(this.#directory);
  }
}

const missing = ['socat', 'systemd-notify'].filter((program) => spawnSync('which', [program]).status !== 0);
if (missing.length > 0)
  describe('watchdog: systemd', () => test.skip(`${missing.join(', ')} not installed`, () => undefined));
else {
  watchdogContract('systemd', async () => {
    const manager = new Manager();
    await manager.start();
    let environment: { NOTIFY_SOCKET?: string; WATCHDOG_USEC: string } = {
      NOTIFY_SOCKET: manager.path,
      WATCHDOG_USEC: String(timeoutMs * 1000),
    };
    const inner = (): SystemdWatchdog => new SystemdWatchdog(environment, withoutBarrier);
    let watchdog = inner();
    let silent = false;
    return {
      get watchdog() {
        return watchdog;
      },
      wait: (ms) => sleep(ms).then(() => undefined),
      bitten: async () => manager.impatient,
      // A dead process says nothing more: neither that it lives nor that it stops.
      die: async () => {
        silent = true;
        watchdog = Object.assign(inner(), {});
      },
      remove: async () => {
        environment = { WATCHDOG_USEC: environment.WATCHDOG_USEC };
        watchdog = inner();
      },
      held: () => 0,
      tidy: async () => {
        if (!silent) await sleep(50);
        manager.stop();
      },
    };
  });

  describe('systemd', () => {
    test('is told that the service is ready, that it lives and that it stops, in that order', async () => {
      const manager = new Manager();
      await manager.start();
      const watchdog = new SystemdWatchdog({ NOTIFY_SOCKET: manager.path }, withoutBarrier);
      expect(watchdog.timeoutMs).toBe(Number.POSITIVE_INFINITY);
      expect((await watchdog.open()).ok).toBe(true);
      watchdog.alive();
      watchdog.alive();
      await watchdog.close();
      await untilReal(() => manager.words.includes('STOPPING=1'));
      expect(manager.words).toEqual(['READY=1', 'WATCHDOG=1', 'STOPPING=1']);
      manager.stop();
    });

    test('that watches another process is not taken for ours', () => {
      const watchdog = new SystemdWatchdog({ NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '1000000', WATCHDOG_PID: '1' });
      expect(watchdog.timeoutMs).toBe(Number.POSITIVE_INFINITY);
    });

    test('whose program is missing is a fault, not a crash', async () => {
      const watchdog = new SystemdWatchdog({ NOTIFY_SOCKET: '/run/nobody' }, ['/nowhere/systemd-notify']);
      expect(await watchdog.open()).toEqual({ ok: false, fault: { kind: 'io', where: 'systemd', code: 'ENOENT' } });
    });
  });
}
