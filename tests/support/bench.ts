import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, TestRunner } from 'vitest';
import { isReal } from '../../config/boards/needs.ts';
import { loadDevice } from '../../config/load.ts';
import type { DeviceConfig, DeviceOf } from '../../config/schema.ts';
import { realFactories } from '../../firmware/drivers.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { NodeRandom } from '../../hal/drivers/node-random.ts';
import { present } from '../../hal/assert.ts';
import type { HalDevices, PortName } from '../../hal/hal.ts';

/*
 * The bench: real hardware, named by a device's config in LETAN_BENCH_CONFIG. `letan bench-kit` sets it, and, where somebody stands
 * there, a socket to them in LETAN_BENCH_PERSON. Without a bench everything here is skipped and says why.
 */

declare module 'vitest' {
  interface TaskMeta {
    /** Why it was skipped, for the record. */
    why?: string;
  }
}

const benchFile = process.env['LETAN_BENCH_CONFIG'] ?? null;
const personSocket = process.env['LETAN_BENCH_PERSON'] ?? null;

const load = (file: string): DeviceConfig => {
  const config = loadDevice(file);
  if (!config.ok) throw new Error(config.fault.map(({ path, needs }) => `${path}: ${needs.en}`).join('\n'));
  return config.value;
};

/** Skips the test that is running, with its reason in the record. */
export const cannotTry = (reason: string): never => {
  const running = TestRunner.getCurrentTest();
  if (running === undefined) throw new Error('a bench is asked from within a test');
  running.meta.why = reason;
  running.context.skip(reason);
  throw new Error('a skipped test goes no further');
};

/** Asks whoever stands at the bench and waits for their answer; the test is skipped where nobody does. */
export const person = (vi: string, en: string): string => {
  if (personSocket === null) return cannotTry(`needs a person: ${en}`);
  const ask = [
    "const c = require('node:net').connect(process.argv[1]); let t = '';",
    "c.on('connect', () => c.write(process.argv[2] + '\\n')); c.on('data', (b) => (t += b));",
    "c.on('end', () => process.stdout.write(t.trim())); c.on('error', () => process.exit(1));",
  ].join('\n');
  // Synchronously: a hand is as much a part of a test's step as a call is.
  const run = spawnSync(process.execPath, ['-e', ask, personSocket, `${vi} · ${en}`], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error('nobody answers at the bench');
  return run.stdout;
};

/** Something that a person does; they press Enter when it is done, or write `skip`. */
export const hands = (vi: string, en: string): void => {
  if (person(`${vi} (Enter khi xong, skip để bỏ qua)`, `${en} (Enter when done, skip to leave out)`).trim() === 'skip')
    cannotTry(`the person left it out: ${en}`);
};

/** One real device of the bench: made anew for each test, with its own clock. */
export interface Bench<P extends PortName> {
  readonly name: string;
  readonly entry: DeviceOf<P>;
  readonly make: () => { readonly device: HalDevices[P][string]; readonly clock: NodeClock; readonly tidy: () => void };
}

const benchesOf = <P extends PortName>(port: P, config: DeviceConfig): readonly Bench<P>[] =>
  Object.entries(config.devices).flatMap(([name, entry]) => {
    if (entry.port !== port || !isReal(entry)) return [];
    const own = entry as DeviceOf<P>; // its port is the one asked for
    const make: Bench<P>['make'] = () => {
      const clock = new NodeClock(() => true);
      const dataDir = mkdtempSync(join(tmpdir(), 'letan-bench-data-'));
      const log = { write: () => undefined };
      const device = realFactories({ config, clock, random: new NodeRandom(), log, dataDir })[port](name, own);
      return {
        device: present(device, `${name} is real`),
        clock,
        tidy: () => rmSync(dataDir, { recursive: true, force: true }),
      };
    };
    return [{ name, entry: own, make }];
  });

/** Runs a suite on every real device of a port; where there is none, says so by name. */
export const onBench = <P extends PortName>(port: P, suite: (bench: Bench<P>) => void): void => {
  if (benchFile === null) {
    test.skip(`${port} on the bench: no bench is named (LETAN_BENCH_CONFIG, letan bench-kit)`, () => undefined);
    return;
  }
  const benches = benchesOf(port, load(benchFile));
  if (benches.length === 0) {
    test(`${port} on the bench`, () => cannotTry(`the config has no real ${port}`));
    return;
  }
  describe(`bench ${port}`, () => {
    for (const bench of benches) suite(bench);
  });
};

export const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Until a condition holds; a person's hands are given minutes. */
export const until = async (condition: () => boolean, mostMs = 60_000): Promise<void> => {
  const end = performance.now() + mostMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`nothing came within ${mostMs / 1000} s`);
    await wait(20);
  }
};
