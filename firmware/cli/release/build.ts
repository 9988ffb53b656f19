import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import type { releaseSteps } from '../../../config/languages/messages/release.ts';
import { compileTo } from './compile.ts';
import { copyPackages, prune, shippedPackages } from './modules.ts';
import {
  buildNatives,
  copyNode,
  emulatorFor,
  fetchNode,
  fetchPlatform,
  keepOwnBinaries,
  nodeVersion,
  type Arch,
} from './natives.ts';
import { packTree, settleModes, sha256, writeRelease } from './pack.ts';
import { sbom } from './sbom.ts';
import { run, ToolError } from './tools.ts';

export interface Source {
  readonly root: string;
  readonly version: string;
  readonly commit: string;
  readonly committedAt: number;
  /** Files of the tree that are in no commit. */
  readonly uncommitted: readonly string[];
}

export function sourceAt(root: string): Source {
  const git = (...args: readonly string[]): string => run('git', ['-C', root, ...args], {}).trim();
  // Our own manifest.
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  const changed = git('status', '--porcelain', '--', 'firmware', 'behaviours', 'hal', 'config', 'package-lock.json');
  return {
    root,
    version,
    commit: git('rev-parse', 'HEAD'),
    committedAt: Number(git('log', '-1', '--format=%ct')),
    uncommitted: changed === '' ? [] : changed.split('\n').map((line) => line.slice(3)),
  };
}

type Step = keyof typeof releaseSteps;
export type Tell = (step: Step, values: Readonly<Record<string, string | number>>) => void;

/** A native module that does not load with the release's own Node. */
export class NativeError extends Error {
  readonly module: string;
  constructor(module: string, said: string) {
    super(said);
    this.module = module;
  }
}

/** Natives are built once for one Node, processor and set of versions, and kept beside the project's own packages. */
const cacheOf = (root: string, arch: Arch, names: readonly string[]): string =>
  join(
    root,
    'node_modules/.cache/letan-release',
    `${arch}-${nodeVersion}-${sha256(Buffer.from(names.join('\n'))).slice(0, 16)}`,
  );

/** Builds one release for one processor. */
export function stageModules(
  { root }: Source,
  stage: string,
  arch: Arch,
  tell: Tell,
): ReturnType<typeof shippedPackages> {
  const packages = shippedPackages(root);
  const cache = cacheOf(
    root,
    arch,
    packages.map(({ path, version }) => `${path}@${version}`),
  );
  if (!existsSync(cache)) {
    const work = mkdtempSync(join(tmpdir(), 'letan-modules-'));
    try {
      const nodeDir = join(work, 'node');
      fetchNode(arch, nodeDir);
      tell('node', { version: nodeVersion, arch });
      const made = join(work, 'made');
      mkdirSync(made);
      copyPackages(root, made, packages);
      fetchPlatform(made, arch, packages, work);
      const names = buildNatives(made, nodeDir, arch, packages);
      tell('natives', { arch, names: names.join(', ') });
      prune(join(made, 'node_modules'));
      keepOwnBinaries(made, arch);
      copyNode(nodeDir, join(made, 'node'));
      mkdirSync(join(cache, '..'), { recursive: true });
      // Only what is whole gets its name.
      cpSync(made, `${cache}.part`, { recursive: true });
      renameSync(`${cache}.part`, cache);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  cpSync(join(cache, 'node_modules'), join(stage, 'app/node_modules'), { recursive: true });
  cpSync(join(cache, 'node'), join(stage, 'node'), { recursive: true });
  tell('packages', { count: packages.length });
  return packages;
}

/** Loads every native module with the release's own Node, or with an emulator before it; throws `NativeError` for the first that does not. */
export function proveNatives(stage: string, arch: Arch, tell: Tell): void {
  const emulator = emulatorFor(arch);
  if (emulator === null) return tell('notLoaded', { arch });
  const names = [
    'better-sqlite3',
    'epoll',
    'i2c-bus',
    'ioctl',
    'spi-device',
    'serialport',
    '@resvg/resvg-js',
    'node-web-audio-api',
  ];
  const node = join(stage, 'node/bin/node');
  const [program, ...args] = [...emulator, node];
  for (const name of names) {
    const use =
      name === 'better-sqlite3'
        ? `new (require('${name}'))(':memory:').prepare('SELECT 1').get()`
        : `require('${name}')`;
    try {
      run(program ?? node, [...args, '-e', use], { cwd: join(stage, 'app') });
    } catch (error) {
      if (error instanceof ToolError) throw new NativeError(name, error.said);
      throw error;
    }
  }
  tell('loaded', { count: names.length, arch });
}

/** Builds one release for one processor and writes it to `file`. */
export async function buildRelease(
  source: Source,
  arch: Arch,
  key: KeyObject,
  file: string,
  tell: Tell,
): Promise<void> {
  const { commit, committedAt, root, version } = source;
  const stage = mkdtempSync(join(tmpdir(), 'letan-release-'));
  try {
    const tree = join(stage, 'tree');
    mkdirSync(join(tree, 'app'), { recursive: true });
    tell('compiled', await compileTo(root, join(tree, 'app')));
    cpSync(join(root, 'package.json'), join(tree, 'app/package.json'));
    const packages = stageModules(source, tree, arch, tell);
    cpSync(join(root, 'firmware/systemd'), join(tree, 'systemd'), { recursive: true });
    cpSync(join(root, 'firmware/udev'), join(tree, 'udev'), { recursive: true });
    for (const name of ['LICENSE', 'THIRD-PARTY-NOTICES.md']) cpSync(join(root, name), join(tree, name));
    writeFileSync(join(tree, 'sbom.cdx.json'), sbom(version, commit, nodeVersion, packages));
    proveNatives(tree, arch, tell);
    const files = settleModes(tree);
    const packed = join(stage, 'payload.tar.gz');
    packTree(tree, packed, committedAt);
    const payload = readFileSync(packed);
    const told = { sha256: sha256(payload), bytes: payload.length, files };
    const manifest = {
      format: 1,
      name: 'letan',
      version,
      commit,
      committedAt,
      arch,
      node: nodeVersion,
      payload: told,
    } as const;
    writeRelease(manifest, payload, key, `${file}.part`);
    // Half a release never bears the name of a whole one.
    renameSync(`${file}.part`, file);
    tell('written', { file, megabytes: Math.round(statSync(file).size / 1e6), hash: sha256(readFileSync(file)) });
  } finally {
    rmSync(stage, { recursive: true, force: true });
    rmSync(`${file}.part`, { force: true });
  }
}
