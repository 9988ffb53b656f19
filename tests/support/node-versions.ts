import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Node that npm brings: its directory holds `bin/node` and the headers that native modules are built with. */
export interface NodeInstall {
  readonly version: string;
  readonly directory: string;
  readonly bin: string;
}

/** The environment in which `node` and `npm` are those of the install. */
const environmentOf = (install: NodeInstall): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${join(install.directory, 'bin')}:${process.env['PATH'] ?? ''}`,
});

/** Fetches the newest Node of a major version from the registry; throws where that cannot be reached. */
export const fetchNode = async (major: number, under: string): Promise<NodeInstall> => {
  const directory = join(under, `node-${major}`);
  mkdirSync(directory, { recursive: true });
  const name = `node-${process.platform}-${process.arch}@${major}`;
  await run('npm', ['pack', name, '--silent', '--pack-destination', directory], { cwd: under });
  const archive = readdirSync(directory).find((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm packed no ${name}`);
  await run('tar', ['xzf', archive, '--strip-components=1'], { cwd: directory });
  rmSync(join(directory, archive));
  // The package's own manifest.
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { readonly version: string };
  return { version, directory, bin: join(directory, 'bin', 'node') };
};

/** What a checkout needs to run; tests and git stay behind. */
const sources = [
  'behaviours',
  'config',
  'firmware',
  'hal',
  'sim',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
/** Modules that are built against one Node; all other native ones are N-API, which serves every version. */
const built = ['better-sqlite3'];

/**
 * A clone of the working tree with its native modules built for `install`. Everything else of node_modules is the tree's own, by links.
 */
export const cloneFor = async (install: NodeInstall, under: string): Promise<string> => {
  const clone = join(under, `checkout-${install.version}`);
  const modules = join(clone, 'node_modules');
  mkdirSync(modules, { recursive: true });
  for (const name of sources) cpSync(name, join(clone, name), { recursive: true });
  for (const name of readdirSync('node_modules'))
    if (!built.includes(name)) symlinkSync(resolve('node_modules', name), join(modules, name));
  for (const name of built) {
    cpSync(join('node_modules', name), join(modules, name), { recursive: true });
    // What stands there was built for this process's Node; a rebuild that did nothing must not pass for one.
    rmSync(join(modules, name, 'build'), { recursive: true, force: true });
  }
  const env = { ...environmentOf(install), npm_config_build_from_source: 'true' };
  await run('npm', ['rebuild', ...built, `--nodedir=${install.directory}`], { cwd: clone, env, maxBuffer: 1 << 26 });
  const open = `new (require('better-sqlite3'))(':memory:').prepare('SELECT 1').get()`;
  await run(install.bin, ['-e', open], { cwd: clone, env });
  return clone;
};
