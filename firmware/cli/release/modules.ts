import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Arch } from './natives.ts';
import { run } from './tools.ts';

/** What a lock file says of one installed package. */
interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  /** Only for who develops. */
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package that is in the release: where it lies under `node_modules`, and what is known of it. */
export interface Shipped {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly integrity: string;
  /** The paths of those that it uses itself. */
  readonly needs: readonly string[];
}

/** Needed to build or to start from source; a device has neither. */
const atTheDesk = new Set(['esbuild', 'tsx', '@tensorflow/tfjs-node', '@types/node', 'typescript']);

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** npm's lists of what a package runs on: names that do, or with a `!` those that do not. */
const allows = (list: readonly string[] | undefined, name: string): boolean =>
  list === undefined || (list.every((each) => each.startsWith('!')) ? !list.includes(`!${name}`) : list.includes(name));

const runsOn = ({ cpu, dev, libc, os }: Locked, arch: Arch): boolean =>
  dev !== true && allows(os, 'linux') && allows(cpu, arch) && allows(libc, 'glibc');

/**
 * Everything that the packages of a device with this processor need, by their places in the lock file, in order. What is installed on
 * this machine does not matter.
 */
export function shippedPackages(root: string, arch: Arch): readonly Shipped[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>; // npm's own format, version 3
  };
  const { packages } = lock;
  const found = new Map<string, { readonly locked: Locked; readonly needs: Set<string> }>();
  const placeOf = (name: string, from: string): string | null => {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
      const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
      if (packages[place] !== undefined) return place;
      if (at === '') return null;
    }
  };
  /** The package's place, null when a device has no such package. */
  const take = (name: string, from: string): string | null => {
    const place = atTheDesk.has(name) ? null : placeOf(name, from);
    const locked = place === null ? undefined : packages[place];
    if (place === null || locked === undefined || !runsOn(locked, arch)) return null;
    if (found.has(place)) return place;
    const needs = new Set<string>();
    found.set(place, { locked, needs });
    const { dependencies, optionalDependencies, peerDependencies } = locked;
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const its = take(each, place);
      if (its !== null) needs.add(its);
    }
    return place;
  };
  const own = packages[''] ?? {};
  for (const each of Object.keys({ ...own.dependencies, ...own.optionalDependencies })) take(each, '');
  return [...found]
    .map(([path, { locked, needs }]) => {
      const { integrity = '', license = '', version = '' } = locked;
      return { path, name: nameOf(path), version, license, integrity, needs: [...needs].toSorted() };
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * The packages as npm has them for that processor, each to its place below `target`: unpacked anew and held against the lock file's
 * digests, so that nothing of what this machine built or changed comes along. `scratch` is an empty folder. Needs npm's registry, or its cache.
 */
export function installPackages(
  root: string,
  scratch: string,
  target: string,
  arch: Arch,
  packages: readonly Shipped[],
): void {
  for (const each of ['package.json', 'package-lock.json']) cpSync(join(root, each), join(scratch, each));
  const platform = ['--os=linux', `--cpu=${arch}`, '--libc=glibc'];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', ...platform, ...quiet], { cwd: scratch });
  for (const { path } of packages) {
    const from = join(scratch, path);
    cpSync(from, join(target, path), {
      recursive: true,
      filter: (each) => each === from || !each.slice(from.length).startsWith('/node_modules'),
    });
  }
}

/** No program reads these at run time; licences stay. */
const needless = new Set([
  '.map',
  '.ts',
  '.mts',
  '.cts',
  '.flow',
  '.md',
  '.markdown',
  '.c',
  '.cc',
  '.cpp',
  '.h',
  '.hpp',
  '.gyp',
  '.gypi',
  '.tsbuildinfo',
  '.o',
  '.a',
  '.d',
]);
const needlessFolders = new Set([
  'test',
  'tests',
  '__tests__',
  'docs',
  'example',
  'examples',
  '.github',
  'benchmark',
  'benchmarks',
  'obj.target',
  '.deps',
  'obj',
]);
const kept = /^(?:licen[cs]e|notice|copying)/iu;

/** Leaves out what no device reads, once nothing is built any more. */
export function prune(directory: string): void {
  for (const each of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, each.name);
    if (each.isDirectory()) {
      if (needlessFolders.has(each.name) && basename(directory) !== 'node_modules') rmSync(path, { recursive: true });
      else prune(path);
    } else if (each.isSymbolicLink() || (needless.has(extname(each.name)) && !kept.test(each.name))) rmSync(path);
  }
}
