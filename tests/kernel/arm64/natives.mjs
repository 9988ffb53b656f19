// The project's native packages as an arm64 board would install them: the prebuilt ones from npm, the others built across with the
// headers of Node for arm64. Kept by their versions, outside the clone.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { NoKernel, run, sha256 } from '../kernel.mjs';
import { cache, cross, once } from './debian.mjs';

const installed = resolve(import.meta.dirname, '../../../node_modules');

/** npm has no arm64 build of these. */
const built = ['better-sqlite3', 'epoll', 'ioctl', 'i2c-bus', 'spi-device'];
/** These bring arm64 within the package that x86 uses. */
const inside = ['@serialport/bindings-cpp', 'node-web-audio-api', '@resvg/resvg-js', 'onoff'];
/** These are a package of their own for each architecture, with the version of the package that asks for them. */
const apart = { '@resvg/resvg-js-linux-arm64-gnu': '@resvg/resvg-js', '@esbuild/linux-arm64': 'esbuild' };
const versionOf = (name) => JSON.parse(readFileSync(join(installed, name, 'package.json'), 'utf8')).version;

/** The packages with all that they depend on; what is nested in one comes along with it. */
const withDependencies = (names) => {
  const all = new Set();
  const take = (name) => {
    if (all.has(name) || !existsSync(join(installed, name))) return;
    all.add(name);
    const { dependencies } = JSON.parse(readFileSync(join(installed, name, 'package.json'), 'utf8'));
    for (const each of Object.keys(dependencies ?? {})) take(each);
  };
  for (const name of names) take(name);
  return [...all];
};

const nodeGyp = () => {
  const npm = realpathSync(run('sh', ['-c', 'command -v npm']).trim());
  const program = resolve(dirname(npm), '../node_modules/node-gyp/bin/node-gyp.js');
  if (!existsSync(program)) throw new NoKernel(`npm brings no node-gyp: ${program}`);
  return program;
};

const buildAcross = (folder, nodedir) => {
  rmSync(join(folder, 'build'), { recursive: true, force: true });
  const options = ['--release', '--arch=arm64', `--nodedir=${nodedir}`, `--jobs=${cpus().length}`];
  const tools = { CC: `${cross}gcc`, CXX: `${cross}g++`, AR: `${cross}ar`, LINK: `${cross}g++` };
  run(process.execPath, [nodeGyp(), 'rebuild', ...options], { cwd: folder, env: { ...process.env, ...tools } });
  const release = join(folder, 'build/Release');
  for (const each of readdirSync(release))
    if (!each.endsWith('.node')) rmSync(join(release, each), { recursive: true, force: true });
  for (const each of ['deps', 'src']) rmSync(join(folder, each), { recursive: true, force: true });
};

/** @returns {string} a folder with `node_modules` for arm64. */
export const armNatives = (root) => {
  const nodedir = join(root, 'opt/node');
  const versions = [...built, ...inside, ...Object.values(apart)].map((name) => `${name}@${versionOf(name)}`);
  const key = sha256([process.versions.node, ...versions].join('\n')).slice(0, 16);
  return once(join(cache, `native-${key}`), (made, work) => {
    const modules = join(made, 'node_modules');
    for (const name of withDependencies([...built, ...inside]))
      cpSync(join(installed, name), join(modules, name), { recursive: true });
    for (const name of built) {
      console.log(`building ${name} for arm64 (once)`);
      buildAcross(join(modules, name), nodedir);
    }
    for (const [name, of] of Object.entries(apart)) {
      const packed = run('npm', ['pack', '--silent', `${name}@${versionOf(of)}`], { cwd: work }).trim();
      mkdirSync(join(modules, name), { recursive: true });
      run('tar', ['-xzf', packed, '--strip-components=1', '-C', join(modules, name)], { cwd: work });
    }
  });
};
