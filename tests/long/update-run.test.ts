import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineDisk } from '../../firmware/cli/update/disk.ts';
import { fillSlot } from '../../firmware/cli/update/fill-slot.ts';
import { historyOf } from '../../firmware/cli/update/record.ts';
import { checkSlot, onTrial, setUp, standingOf } from '../../firmware/cli/update/slots.ts';
import { installedAt, releaseTreeAt } from '../../firmware/installed.ts';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import { SeededRandom } from '../../sim/random.ts';
import { builtRelease } from '../support/built-release.ts';
import { wiredKiosk } from '../support/device-process.ts';
import { untilReal } from '../support/real-time.ts';
import { respun } from '../support/respun-release.ts';
import { ServiceManager } from '../support/service-manager.ts';
import { releaseKeys } from '../support/stand-in-release.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { bundleOf } from '../support/update-world.ts';

/*
 * A whole release of this checkout, its own Node and all, in the slots of a device whose service manager is the test: the shipped kiosk runs
 * from it, is updated by its own `letan update`, goes back from releases that do not serve, and is killed in the midst of it.
 */

const room = temporaryDirectory();
const at = installedAt(join(room, 'root'));
const [old, next, exits, unwell] = ['old', 'next', 'exits', 'unwell'].map((name) => join(room, `${name}.letan`)) as [
  string,
  string,
  string,
  string,
];
let services: ServiceManager;

/** The installed program's own `letan update`. */
const letan = async (
  args: readonly string[],
  killAfterMs: number | null = null,
): Promise<{ readonly code: number | null; readonly said: string }> => {
  const { node, program } = releaseTreeAt(at.good);
  const child = spawn(node, [program, 'update', ...args, '--root', at.root], { env: services.environment });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const timer = killAfterMs === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await once(child, 'close');
  clearTimeout(timer);
  return { code: child.exitCode, said };
};
const isGood = (): boolean =>
  existsSync(at.startReport) &&
  (JSON.parse(readFileSync(at.startReport, 'utf8')) as { verdict: string }).verdict === 'good'; // the firmware's own report

beforeAll(async () => {
  await builtRelease(old, releaseKeys.privateKey);
  respun(old, releaseKeys, next, { minutes: 1 });
  respun(old, releaseKeys, exits, { minutes: 2, defect: 'exits' });
  respun(old, releaseKeys, unwell, { minutes: 3, defect: 'unwell' });
  for (const each of [at.data, at.etc, at.run]) mkdirSync(each, { recursive: true });
  const config = wiredKiosk(room, { broker: 'mqtt://127.0.0.1:1', printerPort: 9, dataDir: at.data });
  const document = parseDocument(readFileSync(config, 'utf8'));
  document.set('goodStart', { wellFor: '2s', every: '500ms' });
  writeFileSync(config, document.toString());
  writeFileSync(at.environment, `LETAN_CONFIG=${config}\n`);
  writeFileSync(at.releaseKeys, String(releaseKeys.publicKey.export({ type: 'spki', format: 'pem' })));
  const filled = await fillSlot(bundleOf(old), [releaseKeys.publicKey], at, 'a', machineDisk, () => {});
  expect(filled.ok).toBe(true);
  setUp(machineDisk, at, 'a');
  services = new ServiceManager(room, at, config);
  services.start();
  await untilReal(isGood, 300_000);
}, 3_600_000);
afterAll(async () => {
  await services?.stop();
  removeDirectory(room);
}, 120_000);

/** Nothing runs, so the ledger may be read: it opens without a repair. */
const ledgerIsWhole = async (): Promise<void> => {
  await services.stop();
  const ledger = new SqliteTicketLedger(join(at.data, 'ledger.sqlite'), 'FULL', 0, 2);
  expect(await ledger.open(new AbortController().signal)).toEqual({ ok: true, value: undefined });
  expect(ledger.repairs).toEqual([]);
  await ledger.close();
  services.start();
  await untilReal(isGood, 300_000);
};

describe('a whole release', { timeout: 1_800_000 }, () => {
  it.each([
    ['does not start', exits, '3 starts failed'],
    ['fails its own health check', unwell, 'the device itself says so'],
  ])('goes back by itself from one that %s', async (_, file, why) => {
    const { code, said } = await letan(['apply', file, '--now']);
    expect(said).toContain(why);
    expect(code).toBe(1);
    expect(standingOf(at)).toEqual({ current: 'a', good: 'a' });
    await untilReal(isGood, 300_000);
    await ledgerIsWhole();
  });

  it('says why not now, as the running device itself tells it', async () => {
    const { code, said } = await letan(['apply', next]);
    expect(said).not.toContain('does not answer');
    expect(said).toMatch(/the place is open|the clock is not set/u);
    expect(code).toBe(75);
  });

  const kills = 8;
  it(`killed ${kills} times in the midst of it, starts the old one or the new one, and gets there in the end`, async () => {
    const random = new SeededRandom(6, 'update-run');
    for (let round = 0; round < kills && standingOf(at).good === 'a'; round += 1) {
      await letan(['apply', next, '--now'], random.between(500, 12_000));
      await letan(['serve']);
      const standing = standingOf(at);
      expect(onTrial(standing)).toBeNull();
      expect(checkSlot(at.current, [releaseKeys.publicKey], 'full')).toMatchObject({ ok: true });
      await untilReal(isGood, 300_000);
    }
    if (standingOf(at).good === 'a') expect((await letan(['apply', next, '--now'])).code).toBe(0);
    expect(standingOf(at)).toEqual({ current: 'b', good: 'b' });
    await untilReal(isGood, 300_000);
    expect(services.said).toContain('"device.release"');
    await ledgerIsWhole();
  });

  it('goes back when it is asked to, and knows it afterwards', async () => {
    const { code, said } = await letan(['rollback', '--now']);
    expect(said).toContain('done:');
    expect(code).toBe(0);
    expect(standingOf(at)).toEqual({ current: 'a', good: 'a' });
    expect(historyOf(at).map(({ what }) => what)).toEqual(expect.arrayContaining(['returned', 'confirmed']));
    await ledgerIsWhole();
  });
});
