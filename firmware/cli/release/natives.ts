import {
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  closeSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Shipped } from './modules.ts';
import { run } from './tools.ts';

export type Arch = 'x64' | 'arm64';
export const archs: readonly Arch[] = ['arm64', 'x64'];

/** ELF header, e_machine (System V gABI, chapter 4): which processor a shared object is for. */
const machines: Readonly<Record<Arch, number>> = { x64: 62, arm64: 183 };

/** The Node that a release brings along: a version of its own, whatever the system has. */
export const nodeVersion = '24.21.0';

/** Fetches Node for a processor: `bin/node` and the headers that native modules are built with. */
export function fetchNode(arch: Arch, into: string): void {
  mkdirSync(into, { recursive: true });
  const packed = run('npm', ['pack', '--silent', `node-linux-${arch}@${nodeVersion}`], { cwd: into }).trim();
  run('tar', ['-xzf', packed, '--strip-components=1'], { cwd: into });
  rmSync(join(into, packed));
}

const nodeGyp = (): string => {
  const npm = realpathSync(run('sh', ['-c', 'command -v npm'], {}).trim());
  return resolve(dirname(npm), '../node_modules/node-gyp/bin/node-gyp.js');
};

/** The tools that build for a processor: this machine's own, or Debian's cross compiler. */
const toolsFor = (arch: Arch): Readonly<Record<string, string>> => {
  const prefix = arch === process.arch ? '' : arch === 'arm64' ? 'aarch64-linux-gnu-' : 'x86_64-linux-gnu-';
  return { CC: `${prefix}gcc`, CXX: `${prefix}g++`, AR: `${prefix}ar`, LINK: `${prefix}g++`, STRIP: `${prefix}strip` };
};

/** node-gyp believes npm's settings in the environment more than what it is told. */
const withoutNpm = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/iu.test(name)));

/**
 * Builds what has no ready binary for that Node, inside `app`. Paths of the machine that builds stand in no binary; whether another
 * machine's compiler gives the same bytes has not been tried. Gives the names of what was built.
 */
export function buildNatives(
  app: string,
  nodeDir: string,
  arch: Arch,
  packages: readonly Shipped[],
): readonly string[] {
  const tools = toolsFor(arch);
  const program = nodeGyp();
  const built = packages.filter(
    ({ path }) => existsSync(join(app, path, 'binding.gyp')) && !existsSync(join(app, path, 'prebuilds')),
  );
  for (const { path } of built) {
    const folder = join(app, path);
    rmSync(join(folder, 'build'), { recursive: true, force: true });
    const flags = `-ffile-prefix-map=${app}=. -ffile-prefix-map=${nodeDir}=node -g0`;
    run(
      process.execPath,
      [program, 'rebuild', '--release', `--arch=${arch}`, `--nodedir=${nodeDir}`, `--jobs=${availableParallelism()}`],
      {
        cwd: folder,
        env: { ...withoutNpm(), ...tools, CFLAGS: flags, CXXFLAGS: flags, LDFLAGS: '-Wl,--build-id=none' },
      },
    );
    const release = join(folder, 'build/Release');
    for (const each of readdirSync(release))
      if (!each.endsWith('.node') || each.startsWith('test'))
        rmSync(join(release, each), { recursive: true, force: true });
    for (const each of readdirSync(join(folder, 'build')))
      if (each !== 'Release') rmSync(join(folder, 'build', each), { recursive: true, force: true });
    for (const each of readdirSync(release))
      run(tools['STRIP'] ?? 'strip', ['--strip-unneeded', join(release, each)], {});
  }
  return built.map(({ name, version }) => `${name}@${version}`);
}

/** Platform packages are a package for each processor; the lock file knows this machine's. */
export function fetchPlatform(
  app: string,
  arch: Arch,
  packages: readonly Shipped[],
  scratch: string,
): readonly Shipped[] {
  const own = `-linux-${process.arch}`;
  const others: Shipped[] = [];
  for (const each of packages) {
    if (arch === process.arch || !each.name.includes(own)) continue;
    const name = each.name.replace(own, `-linux-${arch}`);
    const path = each.path.replace(own, `-linux-${arch}`);
    const packed = run('npm', ['pack', '--silent', `${name}@${each.version}`], { cwd: scratch }).trim();
    rmSync(join(app, each.path), { recursive: true, force: true });
    mkdirSync(join(app, path), { recursive: true });
    run('tar', ['-xzf', join(scratch, packed), '--strip-components=1', '-C', join(app, path)], {});
    // What npm's lock says of this machine's package does not hold for another.
    others.push({ ...each, name, path, integrity: '' });
  }
  return others;
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
      } else if (each.name.endsWith('.node') && (machineOf(path) !== machines[arch] || each.name.includes('musl')))
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

/** The program that runs another processor's binaries here, null where there is none or none is needed. */
export const emulatorFor = (arch: Arch): readonly string[] | null => {
  if (arch === process.arch) return [];
  const name = arch === 'arm64' ? 'qemu-aarch64-static' : 'qemu-x86_64-static';
  const found = ['/usr/bin', '/usr/local/bin'].map((at) => join(at, name)).find((path) => existsSync(path));
  return found === undefined
    ? null
    : [found, '-L', arch === 'arm64' ? '/usr/aarch64-linux-gnu' : '/usr/x86_64-linux-gnu'];
};

export const copyNode = (nodeDir: string, into: string): void => {
  mkdirSync(join(into, 'bin'), { recursive: true });
  cpSync(join(nodeDir, 'bin/node'), join(into, 'bin/node'));
  cpSync(join(nodeDir, 'LICENSE'), join(into, 'LICENSE'));
};
