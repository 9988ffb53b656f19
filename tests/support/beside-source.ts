import type { Plugin } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Each module finds its data beside its source, as if it had not been bundled. `placed` says where else a module is to believe itself;
 * `rewritten` changes the text of one.
 */
export const besideSource = (
  placed: (path: string) => string = (path) => path,
  rewritten: (path: string, text: string) => string = (_path, text) => text,
): Plugin => ({
  name: 'beside-source',
  setup: (context) =>
    context.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes('/node_modules/')) return undefined;
      const own = placed(path);
      const contents = rewritten(path, readFileSync(path, 'utf8'))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(own).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(own)))
        .replaceAll('import.meta.filename', JSON.stringify(own));
      return { loader: 'ts', contents, resolveDir: dirname(path) };
    }),
});
