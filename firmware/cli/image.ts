import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { imageMessages, imageSteps } from '../../config/languages/messages/image.ts';
import { textWith, type StaffText } from '../../config/languages/messages/wording.ts';
import { loadBoard } from '../../config/load.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import type { Result } from '../../hal/result.ts';
import { installedAt } from '../installed.ts';
import { exitCodes } from './exit.ts';
import { both, refuse } from './hub/say.ts';
import { buildImage, type BuiltImage, type ImageFault, type ImagePlan, type ImageTell } from './image/build.ts';
import {
  readDirectory,
  readHostName,
  readNetwork,
  readSize,
  readSshKeys,
  type OptionFault,
  type PersonalOptions,
} from './image/options.ts';
import { Progress } from './progress.ts';
import { chosenRelease } from './provision/release-choice.ts';
import { namedSecrets, secretPlaces } from './provision/secrets.ts';
import { chosenDevice } from './provision/site-choice.ts';
import { ToolError } from './release/tools.ts';
import { sayFault } from './update/say.ts';

interface BuildOptions extends PersonalOptions {
  readonly base: string;
  readonly site: string;
  readonly device: string;
  readonly release?: string;
  readonly releaseKey?: string;
  readonly out?: string;
  readonly timezone?: string;
  readonly secrets?: string;
  readonly json?: true;
}

type Step = keyof typeof imageSteps;
const say = (text: StaffText): void => void process.stderr.write(`${both(text)}\n`);
const step = (name: Step, values: Parameters<typeof textWith>[1] = {}): void => say(textWith(imageSteps[name], values));

/** Options that are each right, or the first that is not, said. */
class Options {
  refused = false;
  take<T>(read: Result<T, OptionFault>, otherwise: T): T {
    if (read.ok) return read.value;
    if (!this.refused) {
      const { needs, repair } = read.fault;
      process.stderr.write(`${needs.vi} → ${repair.vi}\n${needs.en} → ${repair.en}\n`);
      process.exitCode = exitCodes.usage;
    }
    this.refused = true;
    return otherwise;
  }
}

const refuseImage = (fault: ImageFault): void => {
  const code = exitCodes.failed;
  switch (fault.kind) {
    case 'unreadable':
      return refuse(code, imageMessages.unreadable, fault);
    case 'packedOtherwise':
      return refuse(code, imageMessages.packedOtherwise, fault);
    case 'noTable':
      return refuse(code, imageMessages.noTable, fault);
    case 'guidTable':
      return refuse(code, imageMessages.guidTable, fault);
    case 'partitions':
      return refuse(code, imageMessages.partitions, fault);
    case 'cut':
      return refuse(code, imageMessages.cut, fault);
    case 'noExt4':
      return refuse(code, imageMessages.noExt4, fault);
    case 'notABase':
      return refuse(code, imageMessages.notABase, fault);
    case 'otherArch':
      return refuse(code, imageMessages.otherArch, fault);
    case 'noZone':
      return refuse(code, imageMessages.noZone, fault);
    case 'write':
      return refuse(code, imageMessages.write, fault);
    case 'changed':
    case 'no-tar':
    case 'no-room':
    case 'not-as-written':
    case 'disk':
      return sayFault(fault);
  }
};

/** A card is for a Raspberry Pi: whose board says otherwise is told before anything is made. */
const isForCards = ({ board, device }: DeviceConfig): boolean => {
  const found = board === null ? null : loadBoard(board.model);
  if (found === null || found.models.some((model) => model.startsWith('Raspberry Pi'))) return true;
  refuse(exitCodes.config, imageMessages.otherBoard, { device, board: found.name });
  return false;
};

/** The service's sandbox lets it write one place, where the data partition is mounted. */
const keepsItsPlace = ({ dataDir, device }: DeviceConfig): boolean => {
  const { data } = installedAt();
  if (dataDir === data) return true;
  refuse(exitCodes.config, imageMessages.otherData, { device, found: dataDir, expected: data });
  return false;
};

const tellOf = (): ImageTell => {
  const bars = new Map<string, Progress>();
  return {
    step,
    bytes: (name, done, of) => {
      const bar = bars.get(name) ?? new Progress(imageSteps[name], of, process.stderr);
      bars.set(name, bar);
      bar.at(done);
      if (done >= of) bar.end();
    },
  };
};

const tellBuilt = (built: BuiltImage, plan: ImagePlan, seconds: number): void => {
  const { account, bootLines, bytes, hostName, panel, system } = built;
  if (bootLines.length > 0) step('bootLines', { lines: bootLines.join(', ') });
  if (account === null) step('noAccess');
  else step('access', { account, host: `${hostName}.local` });
  if (panel === 'no-browser') step('noBrowser');
  const brought =
    plan.site.secrets === null ? [] : secretPlaces(plan.site.secrets).map(({ name }) => `/etc/letan/${name}`);
  for (const file of new Set(namedSecrets(plan.config.content)))
    if (!brought.includes(file)) step('noSecret', { file });
  step('done', { file: plan.out, megabytes: Math.round(bytes / 1e6), system, host: hostName, seconds });
};

const build = async (options: BuildOptions): Promise<void> => {
  const began = performance.now();
  const config = chosenDevice(options.site, options.device);
  if (config === null || !isForCards(config)) return;
  step('config', { device: config.device, site: config.site.site });
  const taken = new Options();
  const hostName = taken.take(readHostName(options.hostName ?? config.device), '');
  const network = taken.take(readNetwork(options), null);
  const sshKeys = taken.take(readSshKeys(options.sshKey ?? []), []);
  const dataBytes = taken.take(readSize('data', options.data), 0);
  const spareBytes = taken.take(readSize('spare', options.spare), 0);
  const secrets = taken.take(readDirectory('secrets', options.secrets), null);
  if (taken.refused || !keepsItsPlace(config)) return;
  const out = options.out ?? `letan-${config.site.site}-${config.device}.img`;
  if (existsSync(out)) return refuse(exitCodes.usage, imageMessages.exists, { file: out });
  const { base, release: named, releaseKey } = options;
  const release = chosenRelease({
    ...(named === undefined ? {} : { release: named }),
    ...(releaseKey === undefined ? {} : { releaseKey }),
    arch: 'arm64',
  });
  if (release === null) return;
  const { arch, version } = release.bundle.manifest;
  step('release', { version, arch });
  const plan: ImagePlan = {
    base,
    out,
    config,
    site: {
      directory: options.site,
      site: config.site.site,
      device: config.device,
      keys: release.keyText,
      secrets,
    },
    release: release.bundle,
    keys: release.keys,
    personal: { hostName, timeZone: options.timezone ?? config.site.timeZone, network, sshKeys, data: config.dataDir },
    dataBytes,
    spareBytes,
  };
  try {
    const built = await buildImage(plan, tellOf());
    if (!built.ok) return refuseImage(built.fault);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    tellBuilt(built.value, plan, seconds);
    if (options.json === true)
      process.stdout.write(`${JSON.stringify({ file: out, ...built.value, seconds }, null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    refuse(exitCodes.failed, imageMessages.tool, { program: error.program, said: error.said });
  }
};

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `letan image build`. */
export const mount = (program: Command): void => {
  const image = program.command('image').description('images of cards for devices');
  image
    .command('build')
    .description('makes one device’s card out of a Raspberry Pi OS image, without root; the base is only read')
    .requiredOption('--base <image>', 'Raspberry Pi OS, 64-bit, .img or .img.xz, as its makers publish it')
    .requiredOption('--site <directory>', 'the site, as in config/sites')
    .requiredOption('--device <name>', 'which of its devices')
    .option('--release <file>', 'what “letan release build” made (default letan-<version>-arm64.letan)')
    .option('--release-key <file>', 'the key that the device believes (default letan-release.pub beside the release)')
    .option('--out <file>', 'where to write it (default letan-<site>-<device>.img)')
    .option('--host-name <name>', 'its name in the network (default the device’s)')
    .option('--timezone <zone>', 'as in /usr/share/zoneinfo (default the site’s)')
    .option('--ssh-key <file>', 'a public key that may log in; several times for several people', several)
    .option('--wifi <name>', 'the Wi-Fi to join; without it a cable')
    .option('--wifi-passphrase-file <file>', 'its passphrase, in a file of one line')
    .option('--wifi-country <code>', 'whose rules its radio keeps', 'VN')
    .option('--address <address/prefix>', 'a fixed address; without it what the network gives')
    .option('--gateway <address>', 'the way out of the network, for a fixed address')
    .option('--dns <address>', 'a name server; several times for several', several)
    .option('--secrets <directory>', 'files for /etc/letan that the configuration names (tokens, keys, passwords)')
    .option('--data <size>', 'the partition for ledger, recorder and PINs', '2GiB')
    .option('--spare <size>', 'left free in the system, beside room for two releases', '512MiB')
    .option('--json', 'what was built, as one document on stdout')
    .action(build);
};
