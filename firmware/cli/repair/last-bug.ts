import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * The last words of a firmware that ends by a bug: the next start may be the one that has to say why. Written while the process dies, so
 * without a promise, and if that fails there is nobody left to tell.
 */

const name = 'last-bug.txt';
const mostLetters = 4000;

/** From here on a bug leaves its words in the device's data. */
export const noteBugs = (dataDir: string): void => {
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    try {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      writeFileSync(join(dataDir, name), text.slice(0, mostLetters), { mode: 0o640 });
    } catch {
      // A full disk is told of elsewhere.
    }
  });
};

/** What the last bug said, null where there was none since it was last forgotten. */
export const lastBug = (dataDir: string): string | null => {
  try {
    return readFileSync(join(dataDir, name), 'utf8');
  } catch {
    return null;
  }
};

export const forgetBug = (dataDir: string): void => rmSync(join(dataDir, name), { force: true });
