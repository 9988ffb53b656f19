import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Shipped } from './modules.ts';
import { run, ToolError } from './tools.ts';

export type Arch = 'x64' | 'arm64';
export const archs: readonly Arch[] = ['arm64', 'x64'];

/** ELF header, e_machine (System V gABI, chapter 4): which processor a shared object is for. */
const machines: Readonly<Record<Arch, number>> = { x64: 62, arm64: 183 };

/** GNU's names: how Debian calls the compiler for a processor. */
const triplets: Readonly<Record<Arch, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

/** The Node that a release brings along: a version of its own, whatever the system has. */
export const nodeVersion = '24.21.0';
/** npm's digests of `node-linux-<arch>` in that version: the same bytes for whoever builds. */
const nodeDigests: Readonly<Record<Arch, string>> = {
  arm64: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  x64: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};

/** Fetches Node for a processor: `bin/node` and the headers that native modules are built with. */
export function fetchNode(arch: Arch, into: string): void {
  mkdirSync(into, { recursive: true });
  const name = `node-linux-${arch}@${nodeVersion}`;
  const packed = run('npm', ['pack', '--silent', '--prefer-offline', name], { cwd: into }).trim();
  const file = join(into, packed);
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found !== nodeDigests[arch]) throw new ToolError('npm', `${name}: ${found}, expected ${nodeDigests[arch]}`);
  run('tar', ['-xzf', packed, '--strip-components=1'], { cwd: into });
  rmSync(file);
  letCollect(join(into, 'include/node/node_object_wrap.h'));
}

/**
 * Since Node 24.19 an object of `node::ObjectWrap` (better-sqlite3's databases and statements) takes a hook out of the current environment
 * when it is collected. The collector often runs where no environment is current, and the process aborts there
 * (`RemoveEnvironmentCleanupHook: (env) != nullptr`): the first idle collection after a query was enough. Modules are built without that
 * hook, as for every Node before; what they leave open at the process's end the kernel closes. `prove.cjs` shows that it holds.
 */
function letCollect(header: string): void {
  const text = readFileSync(header, 'utf8');
  const without = text.replaceAll(/(void (?:Add|Remove)CleanupHook\(\) \{)[^}]*\}/gu, '$1}');
  if (/(?:Add|Remove)EnvironmentCleanupHook/u.test(without))
    throw new ToolError('node', `${basename(header)} of Node ${nodeVersion} is another one: look at letCollect`);
  writeFileSync(header, without);
}

const nodeGyp = (): string => {
  const npm = realpathSync(run('sh', ['-c', 'command -v npm'], {}).trim());
  return resolve(dirname(npm), '../node_modules/node-gyp/bin/node-gyp.js');
};

const prefixFor = (arch: Arch): string => (arch === process.arch ? '' : `${triplets[arch]}-`);

/** What building for a processor takes here: program → Debian package. */
export const toolsToBuild = (arch: Arch): Readonly<Record<string, string>> => {
  const prefix = prefixFor(arch);
  const cross = arch === process.arch ? null : `g++-${triplets[arch].replace('_', '-')}`;
  return {
    git: 'git',
    npm: 'npm',
    tar: 'tar',
    gzip: 'gzip',
    make: 'make',
    python3: 'python3',
    [`${prefix}g++`]: cross ?? 'g++',
    [`${prefix}strip`]: cross ?? 'binutils',
    ...(cross === null ? {} : { [emulatorOf(arch)]: 'qemu-user-static', 'dpkg-deb': 'dpkg', 'apt-get': 'apt' }),
  };
};

/** The compiler's own word for its version: another one may give other bytes. */
export const compilerFor = (arch: Arch): string =>
  `${triplets[arch]}-g++ ${run(`${prefixFor(arch)}g++`, ['-dumpfullversion', '-dumpversion'], {}).trim()}`;

/** node-gyp believes npm's settings in the environment more than what it is told. */
const npmsOwn = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.keys(process.env).flatMap((name) => (/^npm_/iu.test(name) ? [[name, undefined]] : [])));

/** Only what the program loads stays of a built package. */
const keepModule = (folder: string, strip: string): void => {
  const release = join(folder, 'build/Release');
  for (const each of readdirSync(join(folder, 'build')))
    if (each !== 'Release') rmSync(join(folder, 'build', each), { recursive: true, force: true });
  for (const each of readdirSync(release))
    if (!each.endsWith('.node') || each.startsWith('test'))
      rmSync(join(release, each), { recursive: true, force: true });
    else run(strip, ['--strip-unneeded', '--remove-section=.comment', join(release, each)], {});
};

/**
 * Builds what has no ready binary for that Node, inside `app`, each told as it is done. No path and no hour of this machine stands in a
 * binary, so its bytes hang on the source, the headers and the compiler alone.
 */
export function buildNatives(
  app: string,
  nodeDir: string,
  arch: Arch,
  packages: readonly Shipped[],
  built: (name: string) => void,
): void {
  const prefix = prefixFor(arch);
  const strip = `${prefix}strip`;
  const tools = { CC: `${prefix}gcc`, CXX: `${prefix}g++`, AR: `${prefix}ar`, LINK: `${prefix}g++`, STRIP: strip };
  const program = nodeGyp();
  for (const { name, path, version } of packages) {
    const folder = join(app, path);
    if (!existsSync(join(folder, 'binding.gyp')) || existsSync(join(folder, 'prebuilds'))) continue;
    rmSync(join(folder, 'build'), { recursive: true, force: true });
    const flags = [`-ffile-prefix-map=${app}=.`, `-ffile-prefix-map=${nodeDir}=node`, '-g0', `-frandom-seed=${name}`];
    const env = {
      ...npmsOwn(),
      ...tools,
      CFLAGS: flags.join(' '),
      CXXFLAGS: flags.join(' '),
      LDFLAGS: '-Wl,--build-id=none',
      // What the compiler takes for the present hour; one for all commits, since what was built is kept for the next.
      SOURCE_DATE_EPOCH: '0',
    };
    const options = ['--release', `--arch=${arch}`, `--nodedir=${nodeDir}`, `--jobs=${availableParallelism()}`];
    run(process.execPath, [program, 'rebuild', ...options], { cwd: folder, env });
    keepModule(folder, strip);
    built(`${name}@${version}`);
  }
}

const machineOf = (path: string): number | null => {
  const head = Buffer.alloc(20);
  const fd = openSync(path, 'r');
  try {
    readSync(fd, head, 0, 20, 0);
  } finally {
    closeSync(fd);
  }
  return head.subarray(0, 4).equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46])) ? head.readUInt16LE(18) : null;
};

/** Built for the same processor and another C library: packages name them so. */
const otherSystem = /musl|\/android-/u;

/** Removes binaries for other machines; gives those that stay, relative to `app`. */
export function keepOwnBinaries(app: string, arch: Arch): readonly string[] {
  const kept: string[] = [];
  const walk = (directory: string): boolean => {
    let left = false;
    for (const each of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, each.name);
      if (each.isDirectory()) {
        if (walk(path)) left = true;
        else rmSync(path, { recursive: true });
      } else if (each.name.endsWith('.node') && (machineOf(path) !== machines[arch] || otherSystem.test(path)))
        rmSync(path);
      else {
        left = true;
        if (each.name.endsWith('.node')) kept.push(path.slice(app.length + 1));
      }
    }
    return left;
  };
  walk(join(app, 'node_modules'));
  return kept.toSorted((a, b) => (a < b ? -1 : 1));
}

const emulatorOf = (arch: Arch): string => (arch === 'arm64' ? 'qemu-aarch64-static' : 'qemu-x86_64-static');

/**
 * Loads every native module with the release's own Node, each doing a small thing that needs no chip; on another processor under
 * QEMU's user mode, with the libraries below `sysroot`. Throws `NativeError` for the first that does not.
 */
export function proveNatives(tree: string, arch: Arch, sysroot: string | null): number {
  const emulator = sysroot === null ? [] : [emulatorOf(arch), '-L', sysroot];
  const program = resolve(import.meta.dirname, 'prove.cjs');
  const node = join(tree, 'node/bin/node');
  const [first, ...rest] = [...emulator, node, program, join(tree, 'app'), arch, 'every'];
  let said: string;
  try {
    said = run(first ?? node, rest, {});
  } catch (error) {
    if (error instanceof ToolError) throw new NativeError(basename(first ?? node), error.said);
    throw error;
  }
  const told = said
    .split('\n')
    .filter((line) => line.startsWith('{'))
    // Our own program's lines.
    .map((line) => JSON.parse(line) as { readonly name: string; readonly state: string; readonly error?: string });
  for (const { error = '', name, state } of told)
    if (state !== 'passed') throw new NativeError(name, error.split('\n').slice(0, 3).join('\n'));
  return told.length;
}

/** A native module that does not load with the release's own Node. */
export class NativeError extends Error {
  readonly module: string;
  constructor(module: string, said: string) {
    super(said);
    this.module = module;
  }
}

export const copyNode = (nodeDir: string, into: string): void => {
  mkdirSync(join(into, 'bin'), { recursive: true });
  cpSync(join(nodeDir, 'bin/node'), join(into, 'bin/node'));
  cpSync(join(nodeDir, 'LICENSE'), join(into, 'LICENSE'));
};
