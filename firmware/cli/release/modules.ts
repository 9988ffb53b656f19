import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

/** What a lock file says of one installed package. */
interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
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
}

/** Needed to build or to start from source; a device has neither. */
const atTheDesk = new Set(['esbuild', 'tsx', '@tensorflow/tfjs-node', '@types/node', 'typescript']);

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Everything that the packages of a device need, by their places in the lock file, in order. */
export function shippedPackages(root: string): readonly Shipped[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>; // npm's own format, version 3
  };
  const { packages } = lock;
  const found = new Map<string, Locked>();
  const placeOf = (name: string, from: string): string | null => {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
      const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
      if (packages[place] !== undefined) return place;
      if (at === '') return null;
    }
  };
  const take = (name: string, from: string): void => {
    const place = atTheDesk.has(name) ? null : placeOf(name, from);
    const locked = place === null ? undefined : packages[place];
    if (place === null || locked === undefined || found.has(place) || !existsSync(join(root, place))) return;
    found.set(place, locked);
    for (const each of Object.keys({
      ...locked.dependencies,
      ...locked.optionalDependencies,
      ...locked.peerDependencies,
    }))
      take(each, place);
  };
  const own = packages[''] ?? {};
  for (const each of Object.keys({ ...own.dependencies, ...own.optionalDependencies })) take(each, '');
  return [...found]
    .map(([path, { integrity = '', license = '', version = '' }]) => ({
      path,
      name: nameOf(path),
      version,
      license,
      integrity,
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
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

/** Copies the packages, each to its place. */
export function copyPackages(root: string, target: string, packages: readonly Shipped[]): void {
  for (const { path } of packages)
    cpSync(join(root, path), join(target, path), {
      recursive: true,
      filter: (from) => from === join(root, path) || !from.slice(join(root, path).length).startsWith('/node_modules'),
    });
}
