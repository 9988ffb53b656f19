import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Makes one folder; that somebody else made it meanwhile is well. */
const makeOne = (path: string, mode: number): void => {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
};

/**
 * Makes a folder that somebody named, and those above it that are missing, each with this mode. Throws what the system answers where that
 * cannot be. Node's own `recursive` never ends below `/proc`: it takes the ENOENT there for a parent that is missing, for ever.
 */
export function makeFolder(path: string, mode = 0o777): void {
  const missing = [resolve(path)];
  for (let above = dirname(resolve(path)); !isThere(above); above = dirname(above)) missing.push(above);
  for (const each of missing.toReversed()) makeOne(each, mode);
}
