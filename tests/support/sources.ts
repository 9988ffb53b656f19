import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });

/** Every TypeScript file of the project, by its path from the top. */
export const sourceFiles = (): readonly string[] =>
  ['firmware', 'behaviours', 'hal', 'sim', 'config', 'tests'].flatMap(walk).sort();
