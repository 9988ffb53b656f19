import { generateKeyPairSync } from 'node:crypto';
import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import { releaseMessages, releaseSteps } from '../../config/languages/messages/release.ts';
import { textWith } from '../../config/languages/messages/wording.ts';
import { errorCode } from '../../hal/error-code.ts';
import { makeFolder } from './make-folder.ts';
import { exitCodes } from './exit.ts';
import { both, refuse } from './hub/say.ts';
import { buildRelease, sourceAt, type Tell } from './release/build.ts';
import { archs, NativeError, toolsToBuild, type Arch } from './release/natives.ts';
import { readPrivateKey } from './release/pack.ts';
import {
  checkRelease,
  notOlder,
  readPublicKeys,
  type BundleFault,
  type Manifest,
  type OlderFault,
} from './update/bundle.ts';
import { sayBundleFault } from './update/say.ts';
import { MissingTools, requireTools, ToolError } from './release/tools.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const tell: Tell = (step, values) => void process.stderr.write(`${both(textWith(releaseSteps[step], values))}\n`);

/** A key, or what kept it from being read, said. */
const keyFrom = <K>(
  read: (file: string) => K,
  file: string,
  without: typeof releaseMessages.noKey | typeof releaseMessages.noPublicKey,
): K | null => {
  try {
    return read(file);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    refuse(exitCodes.usage, without, { file, code });
    return null;
  }
};

/** The disk's code for why it refused that; null: it did not. */
const refusal = (write: () => void): string | null => {
  try {
    write();
    return null;
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return code;
  }
};

/** Tells each step with the seconds since the one before. */
const timed = (): Tell => {
  let before = performance.now();
  return (step, values) => {
    const now = performance.now();
    tell(step, { ...values, seconds: ((now - before) / 1000).toFixed(1) });
    before = now;
  };
};

const build = async (options: {
  readonly arch: Arch;
  readonly key: string;
  readonly out?: string;
  readonly dirty?: true;
  readonly fresh?: true;
}): Promise<void> => {
  const { arch, dirty, fresh = false } = options;
  const began = performance.now();
  const key = keyFrom(readPrivateKey, options.key, releaseMessages.noKey);
  if (key === null) return;
  try {
    requireTools(toolsToBuild(arch));
    const source = sourceAt(root);
    const [first] = source.uncommitted;
    if (first !== undefined && dirty !== true)
      return refuse(exitCodes.failed, releaseMessages.dirty, { count: source.uncommitted.length, first });
    const file = options.out ?? `letan-${source.version}-${arch}.letan`;
    // Asked before minutes of work, not after them.
    const unwritable = refusal(() => accessSync(dirname(file), constants.W_OK));
    if (unwritable !== null) return refuse(exitCodes.failed, releaseMessages.unwritable, { file, code: unwritable });
    await buildRelease(source, { arch, key, file, fresh, tell: timed() });
    tell('total', { seconds: ((performance.now() - began) / 1000).toFixed(1) });
  } catch (error) {
    if (error instanceof MissingTools)
      return refuse(exitCodes.failed, releaseMessages.missing, {
        programs: error.programs.join(', '),
        packages: error.packages.join(' '),
      });
    if (error instanceof ToolError)
      return refuse(exitCodes.failed, releaseMessages.tool, { program: error.program, said: error.said });
    if (error instanceof NativeError)
      return refuse(exitCodes.failed, releaseMessages.native, { name: error.module, arch, said: error.message });
    throw error;
  }
};

const dayOf = ({ commit, committedAt }: Manifest): string =>
  `${new Date(committedAt * 1000).toISOString().slice(0, 16)}Z, ${commit.slice(0, 12)}`;

const refuseBundle = (fault: BundleFault | OlderFault): void =>
  fault.kind === 'older'
    ? refuse(exitCodes.failed, releaseMessages.older, {
        file: fault.file,
        version: fault.offered.version,
        made: dayOf(fault.offered),
        than: fault.installed.version,
        thanMade: dayOf(fault.installed),
      })
    : sayBundleFault(fault);

const verify = (
  file: string,
  options: { readonly key: string; readonly notOlderThan?: string; readonly json?: true },
): void => {
  const keys = keyFrom(readPublicKeys, options.key, releaseMessages.noPublicKey);
  if (keys === null) return;
  const checked = checkRelease(file, ...keys);
  if (!checked.ok) return refuseBundle(checked.fault);
  const { manifest } = checked.value;
  if (options.notOlderThan !== undefined) {
    const other = checkRelease(options.notOlderThan, ...keys);
    if (!other.ok) return refuseBundle(other.fault);
    const newer = notOlder(file, manifest, other.value.manifest);
    if (!newer.ok) return refuseBundle(newer.fault);
  }
  const { arch, commit, version } = manifest;
  tell('good', { file, version, arch, commit: commit.slice(0, 12) });
  if (options.json === true) process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
};

const makeKey = (options: { readonly out: string }): void => {
  const secret = join(options.out, 'letan-signing.pem');
  const open = join(options.out, 'letan-release.pub');
  for (const file of [secret, open])
    if (existsSync(file)) return refuse(exitCodes.failed, releaseMessages.keyThere, { file });
  const pair = generateKeyPairSync('ed25519');
  const code = refusal(() => {
    makeFolder(options.out);
    writeFileSync(secret, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    writeFileSync(open, pair.publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o644, flag: 'wx' });
  });
  if (code !== null) return refuse(exitCodes.failed, releaseMessages.unwritable, { file: secret, code });
  tell('keys', { secret, open });
};

/** `letan release build | verify | key`. */
export const mount = (program: Command): void => {
  const release = program
    .command('release')
    .description('what is installed on devices: builds it, signs it, looks it over');
  release
    .command('build')
    .description(
      'one file with firmware, pages, its own Node and native modules; needs no network to install; the same commit, compiler and key give the same bytes',
    )
    .requiredOption('--key <file>', 'the key that signs it (npx letan release key)')
    .addOption(new Option('--arch <name>', 'the devices’ processor').choices(archs).default('arm64'))
    .option('--out <file>', 'where to write it (default letan-<version>-<arch>.letan)')
    .option('--fresh', 'take nothing from an earlier build: packages and native modules are made anew')
    .option('--dirty', 'also with changes that are in no commit: to try out, never for devices')
    .action(build);
  release
    .command('verify')
    .description('whether FILE is signed by the key and whole; writes nothing')
    .argument('<file>')
    .requiredOption('--key <file>', 'the devices’ key (letan-release.pub)')
    .option('--not-older-than <file>', 'refuse it when that release is newer')
    .option('--json', 'its manifest on stdout')
    .action(verify);
  release
    .command('key')
    .description('makes the key that signs releases and the one that devices believe')
    .requiredOption('--out <directory>', 'where to write them')
    .action(makeKey);
};
