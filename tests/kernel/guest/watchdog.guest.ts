import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LinuxWatchdog } from '../../../hal/drivers/linux-watchdog.ts';
import { untilReal } from '../../support/real-time.ts';
import { watchdogContract } from '../../contract/watchdog.contract.ts';

/*
 * The kernel's softdog: here it only says that it bit (`soft_noboot`), in the kernel's log. Its shortest time is one second.
 */

const node = '/dev/watchdog';
const bites = (): number => execFileSync('dmesg', { encoding: 'utf8' }).split('softdog: Triggered').length - 1;
const held = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(node);
    } catch {
      return false;
    }
  }).length;

watchdogContract('the kernel’s own', async () => {
  const before = bites();
  let path = node;
  let watchdog = new LinuxWatchdog(path, 2000);
  let dead: ReturnType<typeof spawn> | null = null;
  return {
    get watchdog() {
      return watchdog;
    },
    wait: (ms) => sleep(ms).then(() => undefined),
    bitten: async () => bites() > before,
    // A process that has it open is killed: it can say no last word. This one hands it over first.
    die: async () => {
      await watchdog.close();
      dead = spawn('sh', ['-c', `exec 3> ${node}; echo x >&3; exec sleep 60`], { stdio: 'ignore' });
      await untilReal(() => dead?.pid !== undefined && openBy(dead.pid));
      const ended = new Promise((resolve) => dead?.once('exit', resolve));
      dead.kill('SIGKILL');
      await ended;
    },
    remove: async () => {
      path = `${node}-gone`;
      watchdog = new LinuxWatchdog(path, 2000);
    },
    held,
    // Whoever died left it wound up: taken up and ended in order.
    tidy: async () => {
      const last = new LinuxWatchdog(node, 2000);
      expect((await last.open()).ok).toBe(true);
      await last.close();
    },
  };
});

const openBy = (pid: number): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/fd/3`) === node;
  } catch {
    return false;
  }
};

describe('the kernel’s watchdog', () => {
  it('says which time it took, and who has it when somebody else has', async () => {
    expect(existsSync(node)).toBe(true);
    const watchdog = new LinuxWatchdog(node, 15_400);
    expect((await watchdog.open()).ok).toBe(true);
    expect(watchdog.timeoutMs).toBe(15_000);
    await watchdog.close();
    const other = spawn('sh', ['-c', `exec 3> ${node}; exec sleep 60`], { stdio: 'ignore' });
    const nameOf = (): string => readFileSync(`/proc/${other.pid}/comm`, 'utf8').trim();
    await untilReal(() => other.pid !== undefined && openBy(other.pid) && nameOf() === 'sleep');
    expect(await new LinuxWatchdog(node, 15_000).open()).toEqual({
      ok: false,
      fault: { kind: 'busy', where: node, holder: `sleep (${other.pid})` },
    });
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.kill();
    await ended;
    expect((await watchdog.open()).ok).toBe(true);
    await watchdog.close();
    expect(held()).toBe(0);
  });
});
