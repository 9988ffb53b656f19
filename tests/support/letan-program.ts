import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import {
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
import { dirname, join, relative, resolve } from 'node:path';
import { desktopCommands } from '../../firmware/cli/commands.ts';
import { bundlePage, phoneBrowser, prebuilt } from '../../firmware/page.ts';
import { besideSource } from './beside-source.ts';

/*
 * The command line as tests start it. The bin of a checkout has each of its modules transformed at every start, two seconds of CPU; the
 * fast tier starts it some hundred and fifty times. So it starts what the bin comes to: the same sources, bundled once, with the finished
 * pages that a release has. The long tier starts the bin itself, and so do, in both, the tests that take `sourceProgram`.
 */

const root = resolve('.');

/** The bin of a checkout. */
export const sourceProgram = join(root, 'firmware/cli/letan.mjs');

/** What the bin may come to. */
const wings = ['firmware', 'behaviours', 'hal', 'config', 'sim', 'tests/bench', 'tests/support', 'tests/contract'];

/** Changes when any source does. */
const stateOfSources = (): string => {
  const hash = createHash('sha256')
    .update(process.version)
    .update(readFileSync(join(root, 'package-lock.json')));
  for (const wing of wings)
    for (const name of readdirSync(join(root, wing), { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (!/\.(?:tsx?|css|json)$/u.test(name)) continue;
      const { mtimeMs, size } = statSync(join(root, wing, name), { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 };
      hash.update(`${wing}/${name} ${mtimeMs} ${size}\n`);
    }
  return hash.digest('hex').slice(0, 16);
};

/** The modules that look for a page beside themselves: they find it finished in `folder`, as in a release. */
const servesPages = /\/(?:firmware\/pages\/[^/]+|sim\/page\/server)\.ts$/u;

const pageEntries = (): readonly string[] =>
  ['firmware/pages', 'sim/page'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((each) => each.isDirectory() && existsSync(join(root, folder, each.name, 'main.tsx')))
      .map(({ name }) => join(root, folder, name, 'main.tsx')),
  );

/** Desktop commands come in by a path that no bundler can follow: here each is named. */
const followed = (text: string): string => {
  const door = 'await import(path)';
  if (!text.includes(door)) throw new Error(`firmware/cli/main.ts: expected the desktop commands' door, ${door}`);
  const paths = Object.values(desktopCommands).map((path) => JSON.stringify(path));
  return text.replace(door, `await ({ ${paths.map((path) => `${path}: () => import(${path})`).join(', ')} })[path]()`);
};

/** Writes into `making` what will stand in `folder`. */
const compileInto = async (making: string, folder: string): Promise<void> => {
  const main = join(root, 'firmware/cli/main.ts');
  await build({
    absWorkingDir: root,
    entryPoints: [{ in: main, out: 'letan' }],
    outdir: making,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [
      besideSource(
        (path) => (servesPages.test(path) ? join(folder, relative(root, path)) : path),
        (path, text) => (path === main ? followed(text) : text),
      ),
    ],
    logLevel: 'warning',
  });
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  for (const entry of pageEntries()) {
    const { script, style } = await bundlePage(entry, entry.includes('/phone/') ? phoneBrowser : undefined);
    const to = prebuilt(join(making, relative(root, entry)));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, JSON.stringify({ script: text(script), style: text(style) }));
  }
};

/** Old ones are of sources that are no more; a day, since another run may still start them. */
const keptMs = 86_400_000;

/** Bundles the command line unless it is there for the sources as they are; two processes may do so at once. Gives its path. */
const compiled = async (): Promise<string> => {
  // Below the checkout, so that packages are found from there.
  const cache = join(root, 'node_modules/.cache/letan-tests/program');
  const folder = join(cache, stateOfSources());
  const program = join(folder, 'letan.mjs');
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const { mtimeMs } = statSync(join(cache, name), { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > keptMs) rmSync(join(cache, name), { recursive: true, force: true });
  }
  const making = mkdtempSync(join(cache, 'making-'));
  await compileInto(making, folder);
  try {
    renameSync(making, folder);
  } catch {
    // Somebody else was quicker with the same.
    rmSync(making, { recursive: true });
  }
  return program;
};

/** The command line for `node`, as a test of this tier starts it: an absolute path. */
export const letanProgram: string = process.env['LETAN_TIER'] === 'long' ? sourceProgram : await compiled();
