import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import { releaseMessages, releaseSteps } from '../../config/languages/messages/release.ts';
import { textWith } from '../../config/languages/messages/wording.ts';
import { exitCodes } from './exit.ts';
import { both, refuse } from './hub/say.ts';
import { buildRelease, NativeError, sourceAt, type Tell } from './release/build.ts';
import { archs, type Arch } from './release/natives.ts';
import { checkRelease, readPrivateKey, readPublicKey, type BundleFault } from './release/pack.ts';
import { ToolError } from './release/tools.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const tell: Tell = (step, values) => void process.stderr.write(`${both(textWith(releaseSteps[step], values))}\n`);

/** A key, or what kept it from being read, said. */
const keyFrom = <K>(read: (file: string) => K, file: string): K | null => {
  try {
    return read(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    refuse(exitCodes.usage, releaseMessages.noKey, { file, code });
    return null;
  }
};

const build = async (options: {
  readonly arch: Arch;
  readonly key: string;
  readonly out?: string;
  readonly dirty?: true;
}): Promise<void> => {
  const { arch, dirty } = options;
  const key = keyFrom(readPrivateKey, options.key);
  if (key === null) return;
  try {
    const source = sourceAt(root);
    const [first] = source.uncommitted;
    if (first !== undefined && dirty !== true)
      return refuse(exitCodes.failed, releaseMessages.dirty, { count: source.uncommitted.length, first });
    await buildRelease(source, arch, key, options.out ?? `letan-${source.version}-${arch}.letan`, tell);
  } catch (error) {
    if (error instanceof ToolError)
      return refuse(exitCodes.failed, releaseMessages.tool, { program: error.program, said: error.said });
    if (error instanceof NativeError)
      return refuse(exitCodes.failed, releaseMessages.native, { name: error.module, arch, said: error.message });
    throw error;
  }
};

/** Each fault has the fields that its message names. */
const refuseBundle = (fault: BundleFault): void => {
  switch (fault.kind) {
    case 'unreadable':
      return refuse(exitCodes.failed, releaseMessages.unreadable, fault);
    case 'no-release':
      return refuse(exitCodes.failed, releaseMessages['no-release'], fault);
    case 'foreign':
      return refuse(exitCodes.failed, releaseMessages.foreign, fault);
    case 'damaged':
      return refuse(exitCodes.failed, releaseMessages.damaged, fault);
    case 'cut-short':
      return refuse(exitCodes.failed, releaseMessages['cut-short'], fault);
  }
};

const verify = (file: string, options: { readonly key: string; readonly json?: true }): void => {
  const key = keyFrom(readPublicKey, options.key);
  if (key === null) return;
  const checked = checkRelease(file, key);
  if (!checked.ok) return refuseBundle(checked.fault);
  const { arch, commit, version } = checked.value.manifest;
  tell('good', { file, version, arch, commit: commit.slice(0, 12) });
  if (options.json === true) process.stdout.write(`${JSON.stringify(checked.value.manifest, null, 2)}\n`);
};

const makeKey = (options: { readonly out: string }): void => {
  const secret = join(options.out, 'letan-signing.pem');
  const open = join(options.out, 'letan-release.pub');
  mkdirSync(options.out, { recursive: true });
  for (const file of [secret, open])
    if (existsSync(file)) return refuse(exitCodes.failed, releaseMessages.keyThere, { file });
  const pair = generateKeyPairSync('ed25519');
  writeFileSync(secret, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  writeFileSync(open, pair.publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o644, flag: 'wx' });
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
      'one file with firmware, pages, its own Node and native modules; needs no network to install; the same commit gives the same bytes on one machine',
    )
    .requiredOption('--key <file>', 'the key that signs it (npx letan release key)')
    .addOption(new Option('--arch <name>', 'the devices’ processor').choices(archs).default('arm64'))
    .option('--out <file>', 'where to write it (default letan-<version>-<arch>.letan)')
    .option('--dirty', 'also with changes that are in no commit: to try out, never for devices')
    .action(build);
  release
    .command('verify')
    .description('whether FILE is signed by the key and whole; writes nothing')
    .argument('<file>')
    .requiredOption('--key <file>', 'the devices’ key (letan-release.pub)')
    .option('--json', 'its manifest on stdout')
    .action(verify);
  release
    .command('key')
    .description('makes the key that signs releases and the one that devices believe')
    .requiredOption('--out <directory>', 'where to write them')
    .action(makeKey);
};
