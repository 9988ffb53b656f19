import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const suffixes = ['', '-wal'];
const tries = 5;

const shape = (path: string): string =>
  suffixes
    .map((suffix) => statSync(path + suffix, { throwIfNoEntry: false }))
    .map((stat) => (stat === undefined ? '-' : `${stat.size}/${stat.mtimeMs}`))
    .join();

/**
 * A copy of a ledger's files in a directory of its own, so that a device at work is not disturbed and nothing of the original is
 * changed: the device alone may open its ledger. Null when it changed under every try. The caller removes it.
 */
export const copyOf = (path: string): { readonly path: string; readonly remove: () => void } | null => {
  const directory = mkdtempSync(join(tmpdir(), 'letan-ledger-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  const copy = join(directory, 'ledger.db');
  for (let round = 0; round < tries; round += 1) {
    const before = shape(path);
    for (const suffix of suffixes) {
      rmSync(copy + suffix, { force: true });
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
    }
    if (shape(path) === before) return { path: copy, remove };
  }
  remove();
  return null;
};
