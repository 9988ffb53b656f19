import { buildSync } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { machineDisk } from '../../firmware/cli/update/disk.ts';
import { fillSlot } from '../../firmware/cli/update/fill-slot.ts';
import { historyOf } from '../../firmware/cli/update/record.ts';
import { checkSlot, onTrial, setUp, standingOf } from '../../firmware/cli/update/slots.ts';
import { installedAt, type Installed } from '../../firmware/installed.ts';
import { SeededRandom } from '../../sim/random.ts';
import { bundleChildWithData } from '../support/child.ts';
import { wiredKiosk } from '../support/device-process.ts';
import { untilReal } from '../support/real-time.ts';
import { ServiceManager } from '../support/service-manager.ts';
import { otherKeys, releaseKeys, standInRelease } from '../support/stand-in-release.ts';
import { noStrace } from '../support/strace.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { runs } from '../support/tier.ts';
import { bundleOf } from '../support/update-world.ts';

/*
 * The real `letan update` as a process, a stand-in for the firmware, the real guard between them, and whatever goes wrong: bundles that
 * must not get near a slot, releases that are no good, SIGKILL at any moment.
 */

const room = temporaryDirectory();
const pem = (key: typeof releaseKeys.publicKey): string => String(key.export({ type: 'spki', format: 'pem' }));
/** Writes one number a start, as durably as a ledger, and says how it feels. */
const firmware = (health: string): string => `
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
const run = process.env['RUNTIME_DIRECTORY'];
process.on('SIGTERM', () => process.exit(0));
const fd = openSync(join(run, '../../var/lib/letan/numbers.txt'), 'a');
writeSync(fd, readFileSync(new URL('../../number.txt', import.meta.url), 'utf8') + '\\n');
fsyncSync(fd);
closeSync(fd);
const say = (verdict) => {
  writeFileSync(join(run, 'start.part'), JSON.stringify({ verdict }));
  renameSync(join(run, 'start.part'), join(run, 'start.json'));
};
if ('${health}' === 'dies') process.exit(1);
if ('${health}' !== 'hangs') say('${health}');
setInterval(() => {}, 1000);
`;

const lastYears = generateKeyPairSync('ed25519');

let guardProgram = '';
let cli = '';
const bundles = new Map<string, string>();
const release = (
  name: string,
  number: number,
  health: string,
  more: Parameters<typeof standInRelease>[1] | null = null,
): void => {
  const own = join(room, name);
  mkdirSync(own);
  const files = {
    'app/firmware/cli/letan.mjs': firmware(health),
    'app/firmware/cli/update/start-guard.js': guardProgram,
    'app/package.json': '{"type":"module"}',
  };
  bundles.set(name, standInRelease(own, { ...more, number, files }));
};

beforeAll(async () => {
  const built = buildSync({
    entryPoints: ['firmware/cli/update/start-guard.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'error',
  });
  guardProgram = built.outputFiles[0]?.text ?? '';
  cli = await bundleChildWithData('update-cli');
  release('old', 3, 'good');
  release('good', 5, 'good');
  release('bad', 6, 'bad');
  release('dies', 7, 'dies');
  release('older', 2, 'good');
  release('foreign', 8, 'good', { number: 8, key: otherKeys.privateKey });
  release('arch', 9, 'good', { number: 9, about: { arch: process.arch === 'x64' ? 'arm64' : 'x64' } });
  const good = bundles.get('good') ?? '';
  const copy = (name: string, change: (file: string) => void): void => {
    const file = join(room, `${name}.letan`);
    cpSync(good, file);
    change(file);
    bundles.set(name, file);
  };
  copy('cut short', (file) => truncateSync(file, 4000));
  copy('tampered', (file) => {
    const bytes = readFileSync(file);
    const at = bytes.length - 3000;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(file, bytes);
  });
  copy('no release', (file) => writeFileSync(file, 'nothing of that kind\n'.repeat(1000)));
}, 300_000);
afterAll(() => {
  rmSync(cli, { force: true });
  removeDirectory(room);
}, 60_000);

let devices = 0;
let manager: ServiceManager | null = null;
afterEach(async () => {
  await manager?.stop();
  manager = null;
});

interface Device {
  readonly at: Installed;
  readonly services: ServiceManager;
  readonly own: string;
}

/** A device with release 0.3.0 in its first slot, which nobody has started. */
const idleDevice = async (): Promise<Device> => {
  const own = join(room, `device-${(devices += 1)}`);
  const at = installedAt(join(own, 'root'));
  for (const each of [at.data, at.etc, at.run]) mkdirSync(each, { recursive: true });
  const config = wiredKiosk(own, { broker: 'mqtt://127.0.0.1:1', printerPort: 9, dataDir: at.data });
  writeFileSync(at.environment, `LETAN_CONFIG=${config}\n`);
  // A device may believe several keys, one after the other in its file.
  writeFileSync(at.releaseKeys, `${pem(lastYears.publicKey)}${pem(releaseKeys.publicKey)}`);
  const old = bundleOf(bundles.get('old') ?? '');
  const filled = await fillSlot(old, [releaseKeys.publicKey], at, 'a', machineDisk, () => {});
  expect(filled.ok).toBe(true);
  setUp(machineDisk, at, 'a');
  return { at, own, services: new ServiceManager(own, at, config) };
};

/** The same at work. */
const device = async (): Promise<Device> => {
  const kiosk = await idleDevice();
  manager = kiosk.services;
  kiosk.services.start();
  await untilReal(() => existsSync(kiosk.at.startReport), 200_000);
  return kiosk;
};

interface Said {
  readonly code: number | null;
  readonly said: string;
  readonly out: string;
}
/** Not spawnSync: the service manager that a trial needs lives in this process. */
const letan = async (of: Device, ...args: readonly string[]): Promise<Said> => {
  const child = spawn(process.execPath, [cli, 'update', ...args, '--root', of.at.root], {
    env: of.services.environment,
  });
  let [said, out] = ['', ''];
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  await once(child, 'close');
  return { code: child.exitCode, said, out };
};
const apply = (of: Device, name: string, ...options: readonly string[]): Promise<Said> =>
  letan(of, 'apply', bundles.get(name) ?? name, ...options);
const numbers = ({ at }: Device): readonly string[] =>
  readFileSync(join(at.data, 'numbers.txt'), 'utf8').trim().split('\n');

describe('letan update apply', { timeout: 300_000 }, () => {
  it('installs a newer release, keeps the old one, writes down who overruled what, and goes back when asked', async () => {
    const kiosk = await device();
    const { code, said } = await apply(kiosk, 'good', '--now');
    expect(said).toContain('đang chạy bản 0.5.0');
    expect(said).toContain('0.5.0 runs');
    expect(code).toBe(0);
    expect(standingOf(kiosk.at)).toEqual({ current: 'b', good: 'b' });
    expect(historyOf(kiosk.at)).toMatchObject([
      { what: 'confirmed', from: { version: '0.3.0' }, to: { version: '0.5.0' } },
    ]);
    expect(historyOf(kiosk.at)[0]?.despite[0]?.en).toMatch(/does not answer; the (?:place is open|clock is not set)/u);
    expect(numbers(kiosk)).toEqual(['3', '5']);
    // The machine has its units from what is good, and was told so.
    expect(readFileSync(join(kiosk.at.units, 'letan.service'), 'utf8')).toContain('release 5');
    expect(kiosk.services.asked()).toContain('daemon-reload');
    const { code: again, said: why } = await apply(kiosk, 'good', '--now');
    expect([again, why]).toEqual([0, expect.stringContaining('đang chạy rồi')]);
    const shown = await letan(kiosk, 'status', '--full');
    expect(shown.out).toMatch(/runs: slot b, 0\.5\.0[^]*kept|kept[^]*runs: slot b, 0\.5\.0/u);
    expect(shown.out).toContain('every byte was read');
    expect(shown.code).toBe(0);
    expect(await letan(kiosk, 'rollback', '--now')).toMatchObject({
      code: 0,
      said: expect.stringContaining('0.3.0 runs'),
    });
    expect(standingOf(kiosk.at)).toEqual({ current: 'a', good: 'a' });
    expect(numbers(kiosk)).toEqual(['3', '5', '3']);
  });

  // The second costs three starts; `update-cuts` tries it without processes.
  const unwell = [
    ['bad', 'the device itself says so'],
    ['dies', '3 starts failed'],
  ] as const;
  it.each(unwell.slice(0, runs({ fast: 1, long: 2 })))(
    'goes back by itself from a release that is %s',
    async (name, why) => {
      const kiosk = await device();
      const { code, said } = await apply(kiosk, name, '--now');
      expect(said).toContain(why);
      expect(said).toContain('the device is back at 0.3.0');
      expect(code).toBe(1);
      expect(standingOf(kiosk.at)).toEqual({ current: 'a', good: 'a' });
      await untilReal(() => numbers(kiosk).at(-1) === '3' && existsSync(kiosk.at.startReport), 200_000);
    },
  );

  it('does not begin while the place is open, and says why', async () => {
    const kiosk = await device();
    const { code, said } = await apply(kiosk, 'good');
    // Which of the two, the clock of this machine decides.
    expect(said).toMatch(/đang trong giờ làm việc|đồng hồ chưa được đồng bộ/u);
    expect(said).toMatch(/the place is open|the clock is not set/u);
    expect(code).toBe(75);
    expect(existsSync(kiosk.at.slots.b)).toBe(false);
  });
});

/** System calls that change what is on a disk, with their paths. */
const changing =
  'openat,open,creat,rename,renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,rmdir,symlink,symlinkat,link,linkat,truncate,ftruncate,chmod,fchmod,fchmodat,write,pwrite64';
const opensToWrite = /O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)/u;

/** Everything below a directory with the moment of its last change, by the file system's own word. */
const touchedAt = (directory: string): readonly string[] =>
  readdirSync(directory, { withFileTypes: true, recursive: true }).map((each) => {
    const path = join(each.parentPath, each.name);
    return `${path} ${lstatSync(path, { bigint: true }).ctimeNs}`;
  });

const unfit = [
  ['tampered', 'damaged'],
  ['cut short', 'cut short'],
  ['no release', 'no release of letan'],
  ['foreign', 'not by this key'],
  ['older', 'older than'],
  ['arch', 'the device is'],
  ['nowhere.letan', 'cannot be read'],
] as const;
const reason = noStrace();
/** Those that are watched call by call; of the others only the outcome is looked at. */
const watched = runs({ fast: 2, long: unfit.length });

describe.skipIf(reason !== null)(
  `a release that is not for this device${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    let kiosk: Device;
    beforeAll(async () => {
      kiosk = await idleDevice();
      // Here nobody else's key is believed.
      writeFileSync(kiosk.at.releaseKeys, pem(releaseKeys.publicKey));
    }, 60_000);

    it.each(unfit.map(([name, why], index) => [name, why, index < watched] as const))(
      '(%s) is refused before a byte is written',
      { timeout: 300_000 },
      (name, why, calls) => {
        const before = touchedAt(kiosk.at.home);
        const log = join(kiosk.own, 'calls');
        const args = [cli, 'update', 'apply', bundles.get(name) ?? name, '--now', '--root', kiosk.at.root];
        const traced = ['-f', '-y', '-e', `trace=${changing}`, '-o', log, process.execPath, ...args];
        const run = calls
          ? spawnSync('strace', traced, { env: kiosk.services.environment, encoding: 'utf8' })
          : spawnSync(process.execPath, args, { env: kiosk.services.environment, encoding: 'utf8' });
        expect(run.stderr).toContain(why);
        expect(run.status).toBe(1);
        expect(touchedAt(kiosk.at.home)).toEqual(before);
        if (!calls) return;
        const lines = readFileSync(log, 'utf8').split('\n');
        // Whoever sees no call at all sees no wrong one either.
        expect(lines.some((line) => line.includes(kiosk.at.releaseKeys))).toBe(true);
        const ofSlots = lines.filter((line) => line.includes(kiosk.at.home));
        expect(ofSlots.filter((line) => !/\bopen(?:at)?\(/u.test(line) || opensToWrite.test(line))).toEqual([]);
      },
    );
  },
);

describe('killed at any moment', () => {
  const kills = runs({ fast: 2, long: 60 });
  it(
    `a device starts the old release or the new one, whole (${kills} kills)`,
    { timeout: 60_000 + kills * 60_000 },
    async () => {
      const random = new SeededRandom(6, 'update-kills');
      let kiosk = await device();
      for (let round = 0; round < kills; round += 1) {
        const child = spawn(
          process.execPath,
          [cli, 'update', 'apply', bundles.get('good') ?? '', '--now', '--root', kiosk.at.root],
          { env: kiosk.services.environment, stdio: 'ignore' },
        );
        const ended = once(child, 'exit');
        const timer = setTimeout(() => child.kill('SIGKILL'), random.between(150, 900));
        await ended;
        clearTimeout(timer);
        // What letan-update.service does: see to its end what is on trial.
        const serve = spawn(process.execPath, [cli, 'update', 'serve', '--root', kiosk.at.root], {
          env: kiosk.services.environment,
          stdio: 'ignore',
        });
        await once(serve, 'exit');
        const standing = standingOf(kiosk.at);
        expect(onTrial(standing)).toBeNull();
        expect(checkSlot(kiosk.at.current, [releaseKeys.publicKey], 'full')).toMatchObject({ ok: true });
        await untilReal(() => existsSync(kiosk.at.startReport), 200_000);
        expect(numbers(kiosk).at(-1)).toBe(standing.current === 'a' ? '3' : '5');
        if (standing.current === 'b') {
          await kiosk.services.stop();
          kiosk = await device();
        }
      }
    },
  );
});
