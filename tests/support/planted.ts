import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { vi } from 'vitest';

/** A mutation of one source file: what stands there once, and what stands there instead. */
export interface Bug {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** It shows itself within a minute of an ordinary rush. */
  readonly soon: boolean;
  /** It shows itself where many wait, or where somebody comes late and many wait: first on a day on which they do. */
  readonly on?: 'crowd' | 'latecomers';
  /** Invariants of which one must be found broken first. */
  readonly breaks: readonly string[];
}

const root = resolve(import.meta.dirname, '../..');

/** The mutated file beside nothing of ours: what it imports is named by its whole path. */
export const mutated = ({ what, file, from, to }: Bug): string => {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`${what}: ${file} has what is to be changed ${times} times: ${from}`);
  return text
    .replace(from, () => to)
    .replaceAll(
      /(from|import) '(\.[^']+)'/g,
      (_, word: string, target: string) => `${word} '${resolve(dirname(path), target)}'`,
    );
};

/** Plants a bug into everything that is imported afterwards; the copy lies in `directory`, which holds no other. */
export const plant = (bug: Bug, directory: string): void => {
  const copy = join(directory, bug.file);
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, mutated(bug));
  vi.resetModules();
  vi.doMock(join(root, bug.file), () => import(/* @vite-ignore */ copy));
};

export const uproot = (bug: Bug): void => {
  vi.doUnmock(join(root, bug.file));
  vi.resetModules();
};
