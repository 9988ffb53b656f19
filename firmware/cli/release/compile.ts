import { build, transform } from 'esbuild';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { bundlePage, phoneBrowser, prebuilt, type BrowserTarget } from '../../page.ts';

/** Where what a device runs lies; the simulator, tests and tools stay at the desk. */
const wings = ['firmware', 'behaviours', 'hal', 'config'] as const;
/** Read at run time from where the source has them. */
const data = new Set(['.yaml', '.yml', '.json', '.bin', '.md', '.service', '.rules', '.mjs']);
/** What is started by its name: the command line, what the unit runs before it, and what lays a release on a machine. */
const programs = ['firmware/cli/main.ts', 'firmware/cli/update/start-guard.ts', 'firmware/cli/provision/on-device.ts'];

/** The modules that a device can come to, by their paths. What the desk's commands alone use is reached by no import. */
async function reachable(root: string): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: programs,
    outdir: 'nowhere',
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return new Set(Object.keys(metafile.inputs));
}

/** Every page that a device serves, and the browser that it is made for. */
const pageEntries = (
  root: string,
): readonly { readonly entry: string; readonly browser: BrowserTarget | undefined }[] => {
  const pages = join(root, 'firmware/pages');
  return readdirSync(pages, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(pages, name))
        .filter((file) => file === 'main.tsx')
        .map((file) => ({ entry: join(pages, name, file), browser: name === 'phone' ? phoneBrowser : undefined })),
    );
};

function* filesUnder(directory: string): IterableIterator<string> {
  for (const each of readdirSync(directory, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, each.name);
    if (each.isDirectory()) yield* filesUnder(path);
    else if (each.isFile()) yield path;
  }
}

/** Modules name each other by their source's file; compiled ones end in .js. */
const renamed = (code: string): string =>
  code.replaceAll(/((?:from|import)\s*\(?\s*["'])(\.{1,2}\/[^"']+)\.tsx?(["'])/gu, '$1$2.js$3');

/**
 * The tree of what a device runs, compiled file by file so that every path in it stays what it is in the source; pages as their
 * finished bundles. Gives how many modules and pages it wrote.
 */
export async function compileTo(
  root: string,
  target: string,
): Promise<{ readonly modules: number; readonly pages: number }> {
  let modules = 0;
  const pages = pageEntries(root);
  const used = await reachable(root);
  for (const wing of wings)
    for (const path of filesUnder(join(root, wing))) {
      const name = relative(root, path);
      const module = extname(name) === '.ts';
      if (module ? !used.has(name) : !data.has(extname(name))) continue;
      const to = join(target, name);
      mkdirSync(dirname(to), { recursive: true });
      if (module) {
        const { code } = await transform(readFileSync(path, 'utf8'), {
          loader: 'ts',
          format: 'esm',
          target: 'node20',
          sourcefile: name,
        });
        writeFileSync(to.replace(/\.ts$/u, '.js'), renamed(code));
        modules += 1;
      } else cpSync(path, to);
    }
  for (const { browser, entry } of pages) {
    const to = prebuilt(join(target, relative(root, entry)));
    mkdirSync(dirname(to), { recursive: true });
    const { script, style } = await bundlePage(entry, browser);
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    writeFileSync(to, JSON.stringify({ script: text(script), style: text(style) }));
  }
  writeFileSync(join(target, 'firmware/cli/letan.mjs'), "#!/usr/bin/env node\nawait import('./main.js');\n");
  return { modules, pages: pages.length };
}
