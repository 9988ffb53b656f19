import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
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
import { knownSchema, oldestSchema } from '../../../hal/drivers/sqlite-ledger-schema.ts';
import { compileTo } from './compile.ts';
import { installPackages, prune, shippedPackages, type Shipped } from './modules.ts';
import {
  buildNatives,
  compilerFor,
  copyNode,
  fetchNode,
  keepOwnBinaries,
  nodeVersion,
  proveNatives,
  toolsToBuild,
  type Arch,
} from './natives.ts';
import { packRelease, sha256 } from './pack.ts';
import { sbom } from './sbom.ts';
import { sysrootFor } from './sysroot.ts';
import { requireTools, run } from './tools.ts';

export interface Source {
  readonly root: string;
  readonly version: string;
  readonly commit: string;
  readonly committedAt: number;
  /** Files of the tree that are in no commit. */
  readonly uncommitted: readonly string[];
}

/** What of the clone gets into a release. */
const shipped = [
  'firmware',
  'behaviours',
  'hal',
  'config',
  'package.json',
  'package-lock.json',
  'LICENSE',
  'README.md',
];
const notices = ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.md'];

export function sourceAt(root: string): Source {
  const git = (...args: readonly string[]): string => run('git', ['-C', root, ...args], {}).trimEnd();
  // Our own manifest.
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  const changed = git('status', '--porcelain', '--', ...shipped, 'THIRD-PARTY-NOTICES.md');
  return {
    root,
    version,
    commit: git('rev-parse', 'HEAD'),
    committedAt: Number(git('log', '-1', '--format=%ct')),
    uncommitted: changed === '' ? [] : changed.split('\n').map((line) => line.slice(3)),
  };
}

type Step = keyof typeof releaseSteps;
/** Says what was done; `seconds` since the last time is among the values of each. */
export type Tell = (step: Step, values: Readonly<Record<string, string | number>>) => void;

const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;

const sizeOf = (directory: string): number =>
  readdirSync(directory, { withFileTypes: true }).reduce((sum, each) => {
    const path = join(directory, each.name);
    return sum + (each.isDirectory() ? sizeOf(path) : statSync(path).size);
  }, 0);

/** What makes the packages as they are, besides npm and the compiler: these files' own text. */
const makers = ['modules.ts', 'natives.ts'].map((name) => join(import.meta.dirname, name));

/** What was built is kept by everything that its bytes hang on. */
const cacheOf = (root: string, arch: Arch, compiler: string, packages: readonly Shipped[]): string => {
  const texts = makers.map((file) => readFileSync(file, 'utf8'));
  const facts = [compiler, ...packages.map(({ integrity, path }) => `${path} ${integrity}`), ...texts].join('\n');
  const name = `${arch}-${nodeVersion}-${sha256(Buffer.from(facts)).slice(0, 16)}`;
  return join(root, 'node_modules/.cache/letan-release', name);
};

/** Node and the packages for a processor, with native modules built, into `made`. */
const makeModules = (
  { root }: Source,
  arch: Arch,
  packages: readonly Shipped[],
  made: string,
  work: string,
  tell: Tell,
): void => {
  const nodeDir = join(work, 'node');
  fetchNode(arch, nodeDir);
  tell('node', { version: nodeVersion, arch });
  const scratch = join(work, 'npm');
  mkdirSync(scratch);
  installPackages(root, scratch, made, arch, packages);
  rmSync(scratch, { recursive: true });
  tell('packages', { count: packages.length });
  buildNatives(made, nodeDir, arch, packages, (name) => tell('native', { name, arch }));
  prune(join(made, 'node_modules'));
  keepOwnBinaries(made, arch);
  copyNode(nodeDir, join(made, 'node'));
};

/** Puts Node and the packages into the tree: from what an earlier build left, unless `fresh`, else made now and left for the next. */
const stageModules = (
  source: Source,
  tree: string,
  arch: Arch,
  compiler: string,
  packages: readonly Shipped[],
  options: BuildOptions,
): void => {
  const { fresh, tell } = options;
  const cache = cacheOf(source.root, arch, compiler, packages);
  if (fresh) rmSync(cache, { recursive: true, force: true });
  const kept = existsSync(cache);
  if (!kept) {
    const work = mkdtempSync(join(tmpdir(), 'letan-modules-'));
    try {
      const made = join(work, 'made');
      mkdirSync(made);
      makeModules(source, arch, packages, made, work, tell);
      mkdirSync(join(cache, '..'), { recursive: true });
      // Only what is whole gets its name; who builds the same beside this one and is first has made the same.
      const part = `${cache}.${process.pid}.part`;
      cpSync(made, part, { recursive: true });
      if (existsSync(cache)) rmSync(part, { recursive: true });
      else renameSync(part, cache);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  cpSync(join(cache, 'node_modules'), join(tree, 'app/node_modules'), { recursive: true });
  cpSync(join(cache, 'node'), join(tree, 'node'), { recursive: true });
  if (kept) tell('kept', { count: packages.length, arch });
};

export interface BuildOptions {
  readonly arch: Arch;
  readonly key: KeyObject;
  /** Where the release is written. */
  readonly file: string;
  /** Takes nothing of what an earlier build left. */
  readonly fresh: boolean;
  readonly tell: Tell;
}

/** Builds one release for one processor and writes it. Throws `MissingTools` before anything else, `ToolError`, `NativeError`. */
export async function buildRelease(source: Source, options: BuildOptions): Promise<void> {
  const { commit, committedAt, root, version } = source;
  const { arch, file, key, tell } = options;
  requireTools(toolsToBuild(arch));
  const compiler = compilerFor(arch);
  const stage = mkdtempSync(join(tmpdir(), 'letan-release-'));
  try {
    const tree = join(stage, 'tree');
    mkdirSync(join(tree, 'app'), { recursive: true });
    tell('compiled', await compileTo(root, join(tree, 'app')));
    cpSync(join(root, 'package.json'), join(tree, 'app/package.json'));
    const packages = shippedPackages(root, arch);
    stageModules(source, tree, arch, compiler, packages, options);
    cpSync(join(root, 'firmware/systemd'), join(tree, 'systemd'), { recursive: true });
    cpSync(join(root, 'firmware/udev'), join(tree, 'udev'), { recursive: true });
    for (const name of notices) cpSync(join(root, name), join(tree, name));
    writeFileSync(
      join(tree, 'sbom.cdx.json'),
      sbom({ version, commit, committedAt, arch, node: nodeVersion, compiler, packages }),
    );
    const loaded = proveNatives(tree, arch, arch === process.arch ? null : sysrootFor(arch));
    tell('loaded', { count: loaded, arch });
    const sizes = { app: sizeOf(join(tree, 'app')), node: sizeOf(join(tree, 'node')) };
    const ledger = { oldest: oldestSchema, newest: knownSchema };
    const about = { version, commit, committedAt, arch, node: nodeVersion, ledger };
    const { payload } = packRelease(tree, about, key, file);
    tell('packed', {
      files: payload.files,
      app: megabytes(sizes.app),
      node: megabytes(sizes.node),
      megabytes: megabytes(payload.bytes),
    });
    tell('written', { file, megabytes: megabytes(statSync(file).size), hash: sha256(readFileSync(file)) });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
