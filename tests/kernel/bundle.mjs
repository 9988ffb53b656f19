// Bundles what runs in the guest, on the host: an emulated CPU would spend a minute on transforming sources.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const repository = resolve(import.meta.dirname, '../..');
const runner = resolve(import.meta.dirname, 'runner');
/** Below the checkout, so that packages are found from there; the guest sees the same path. */
const cache = resolve(repository, 'node_modules/.cache/letan-kernel');

/** Sources find files beside them by their own address, which a bundle must not change. */
const ownAddress = {
  name: 'own address',
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes('/node_modules/')) return undefined;
      const contents = readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.filename', JSON.stringify(path));
      return { contents, loader: 'ts', resolveDir: dirname(path) };
    }),
};

/** What CommonJS packages within an ES module ask for; not a variable, which could meet one of theirs. */
const commonJs = `import { createRequire as commonJs } from 'node:module'; globalThis.require ??= commonJs(import.meta.url);`;

/** Guest tests whose path contains one of the words (all, without words). */
export const guestTests = (words) =>
  readdirSync(resolve(import.meta.dirname, 'guest'), { recursive: true })
    .map((name) => `tests/kernel/guest/${name}`)
    .filter((file) => file.endsWith('.guest.ts'))
    .toSorted()
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)));

/**
 * Bundles into a folder of this run's own: two runs in one checkout must not take each other's away. `remove` when it is done.
 * Packages are left where they lie; with `native`, only those named are, for a guest that has no other.
 * @returns {Promise<{ folder: string, main: string, files: { file: string, bundle: string }[], programs: Record<string, string>, remove: () => void }>}
 */
export const bundle = async (files, programs = {}, native = null) => {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(resolve(cache, 'run-'));
  const entry = (file) => relative(repository, file).replaceAll('/', '__').replace(/\.ts$/, '');
  const sources = [
    resolve(runner, 'main.ts'),
    ...files.map((file) => resolve(repository, file)),
    ...Object.values(programs),
  ];
  await build({
    entryPoints: sources.map((file) => ({ in: file, out: entry(file) })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    ...(native === null ? { packages: 'external' } : { external: native, banner: { js: commonJs } }),
    sourcemap: 'inline',
    sourcesContent: false,
    alias: { vitest: resolve(runner, 'vitest.ts') },
    plugins: [ownAddress],
    logLevel: 'warning',
  });
  const made = (file) => resolve(folder, `${entry(file)}.mjs`);
  return {
    folder,
    main: made(resolve(runner, 'main.ts')),
    files: files.map((file) => ({ file, bundle: made(resolve(repository, file)) })),
    programs: Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, made(file)])),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
