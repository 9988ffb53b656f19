import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { faultText } from '../../config/faults.ts';
import { stickMessages, stickWords } from '../../config/languages/messages/stick.ts';
import { textWith, type StaffText } from '../../config/languages/messages/wording.ts';
import { loadSite } from '../../config/load.ts';
import type { LoadedSite } from '../../config/reader.ts';
import { errorCode } from '../../hal/error-code.ts';
import { makeFolder } from './make-folder.ts';
import { keySuffix, signedKey } from '../stick/key.ts';
import { dayText } from '../stick/told.ts';
import { exitCodes } from './exit.ts';
import { both, refuse } from './hub/say.ts';
import { keyFilesIn, trustedBy } from './repair/plugged-sticks.ts';
import { machineSticks } from './update/source.ts';

/*
 * Sticks that open maintenance: made at the desk with a key that the site trusts; on the device, whoever may mount sticks lays their key
 * files where the firmware looks.
 */

const dayMs = 86_400_000;

const tell = (text: StaffText): void => void process.stderr.write(`${both(text)}\n`);
const siteKeys = (directory: string): string => join(directory, 'maintenance.pub');
const samePublic = (a: KeyObject, b: KeyObject): boolean =>
  a.export({ type: 'spki', format: 'der' }).equals(b.export({ type: 'spki', format: 'der' }));

/** Beside its name first: a file of that name is whole. */
const writeWhole = (file: string, text: string, mode: number): void => {
  try {
    writeFileSync(`${file}.part`, text, { mode, flush: true });
    renameSync(`${file}.part`, file);
  } catch (error) {
    rmSync(`${file}.part`, { force: true });
    throw error;
  }
};

const siteAt = (directory: string): LoadedSite | null => {
  const site = loadSite(directory);
  if (site.ok) return site.value;
  for (const fault of site.fault) process.stderr.write(`${faultText(fault)}\n`);
  process.exitCode = exitCodes.config;
  return null;
};

const makeKey = (options: { readonly out: string; readonly site: readonly string[] }): void => {
  const secret = join(options.out, 'letan-maintenance.pem');
  const open = join(options.out, 'letan-maintenance.pub');
  const there = [secret, open].filter((file) => existsSync(file)).length;
  if (there === 1) return refuse(exitCodes.failed, stickMessages.half, { folder: options.out });
  const sites = options.site.map((directory) => ({ directory, site: siteAt(directory) }));
  if (sites.some(({ site }) => site === null)) return;
  let file = secret;
  try {
    if (there === 0) {
      const pair = generateKeyPairSync('ed25519');
      makeFolder(options.out);
      writeWhole(secret, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
      writeWhole((file = open), pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 0o644);
    }
    tell(textWith(stickWords.keys, { secret, open }));
    const text = readFileSync(open, 'utf8');
    for (const { directory, site } of sites) {
      file = siteKeys(directory);
      // A site may trust several: the one that comes, and the one that goes.
      const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
      if (!before.includes(text.trim())) writeWhole(file, `${before}${text}`, 0o644);
      tell(textWith(stickWords.trusted, { site: site?.site.site ?? '', file }));
    }
  } catch (error) {
    refuse(exitCodes.failed, stickMessages.unwritable, { file, code: errorCode(error) ?? 'unknown' });
  }
};

interface MakeOptions {
  readonly key: string;
  readonly site: string;
  readonly device: readonly string[];
  readonly days: number;
  readonly to: string;
}

const make = ({ days, device: devices, key, site: directory, to }: MakeOptions): void => {
  let secret: KeyObject;
  try {
    secret = createPrivateKey(readFileSync(key));
  } catch (error) {
    return refuse(exitCodes.usage, stickMessages.noKey, { file: key, code: errorCode(error) ?? 'unknown' });
  }
  const site = siteAt(directory);
  if (site === null) return;
  const name = site.site.site;
  const trust = siteKeys(directory);
  if (!trustedBy(trust).some((each) => samePublic(each, createPublicKey(secret))))
    return refuse(exitCodes.failed, stickMessages.notTrusted, { site: name, file: trust });
  const known = site.devices.map(({ device }) => device);
  const stranger = devices.find((each) => !known.includes(each));
  if (stranger !== undefined)
    return refuse(exitCodes.usage, stickMessages.noDevice, { site: name, device: stranger, known: known.join(', ') });
  const id = randomBytes(8).toString('hex');
  // A device whose clock is a little behind opens as well.
  const now = Date.now();
  const until = now + days * dayMs;
  const grant = { letan: 'maintenance', schema: 1, id, site: name, devices: null, from: now - dayMs, until } as const;
  const file = join(to, `${[name, ...devices].join('-').slice(0, 100)}-${id.slice(0, 4)}${keySuffix}`);
  try {
    writeWhole(file, signedKey({ ...grant, devices: devices.length === 0 ? null : [...devices] }, secret), 0o644);
  } catch (error) {
    return refuse(exitCodes.failed, stickMessages.unwritable, { file, code: errorCode(error) ?? 'unknown' });
  }
  tell(
    textWith(stickWords.made, {
      file,
      site: name,
      devices: devices.length === 0 ? stickWords.allDevices : devices.join(', '),
      date: dayText(until, site.site.zoneOffsetMin),
    }),
  );
};

/** Copies a folder's key files, and nothing else of it; how many there were. */
const layDown = (from: string, out: string): number => {
  makeFolder(out);
  const files = keyFilesIn(from);
  for (const file of files) copyFileSync(file, join(out, basename(file)));
  return files.length;
};

/** `device`: the partition of a stick, or a folder where one is mounted. */
const offer = (device: string, { out }: { readonly out: string }): void => {
  const there = machineSticks.mountedAt(device);
  const at = there ?? mkdtempSync(join(tmpdir(), 'letan-stick-'));
  if (there === null) {
    const mounted = machineSticks.mount(device, at);
    if (!mounted.ok) {
      rmdirSync(at);
      return refuse(exitCodes.failed, stickMessages.notMounted, { device, said: mounted.said });
    }
  }
  try {
    tell(textWith(stickWords.offered, { device, count: layDown(at, out) }));
  } finally {
    if (there === null) {
      machineSticks.unmount(at);
      rmdirSync(at);
    }
  }
};

const several = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const daysOf = (text: string): number => {
  const days = Number(text);
  if (!/^\d{1,3}$/u.test(text) || days < 1 || days > 366) throw new InvalidArgumentError('expected 1 to 366 days');
  return days;
};

/** `letan stick`. */
export const mountStick = (program: Command): void => {
  const stick = program.command('stick').description('USB sticks that open the maintenance menu of a site’s devices');
  stick
    .command('key')
    .description(
      'the pair of keys that signs sticks; the public one goes into each site’s folder, to be installed with its config',
    )
    .requiredOption('--out <directory>', 'where the pair is, or is to be: letan-maintenance.pem, letan-maintenance.pub')
    .option('--site <directory>', 'a site that shall trust it (again for each)', several, [])
    .action(makeKey);
  stick
    .command('make')
    .description('one key file for a stick; what else is on the stick stays')
    .requiredOption('--key <file>', 'letan-maintenance.pem')
    .requiredOption('--site <directory>', 'the site’s directory, as in config/sites')
    .option(
      '--device <name>',
      'for this device alone (again for each); left out: for every device of the site',
      several,
      [],
    )
    .option('--days <n>', 'how long it opens', daysOf, 30)
    .requiredOption('--to <directory>', 'where the stick is mounted')
    .action(make);
  stick
    .command('offer')
    .description(
      'on a device: lays the key files of a stick that was plugged in where the firmware looks (letan-stick@.service)',
    )
    .argument('<device>', 'its partition: /dev/sda1')
    .requiredOption('--out <directory>', 'where they are laid')
    .action(offer);
};
