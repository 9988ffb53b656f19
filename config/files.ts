import type { Result } from '../hal/result.ts';
import type { LanguageFault } from './languages.ts';
import type { Refusal } from './refusal.ts';

/** What the loader needs of a disk; paths are joined by `/`. Tests give files from memory. */
export interface ConfigFiles {
  /** The text of a file, or why it cannot be had. */
  read(path: string): Result<string, Refusal>;
  /** Names in a directory, sorted; null when it is none. */
  list(directory: string): readonly string[] | null;
  /** The same path from the root: `site.yaml` does not say in which directory it stands. */
  absolute(path: string): string;
  /** The file of a profile that letan ships. */
  profile(name: string): string;
  /** The names of the profiles that letan ships. */
  readonly profiles: readonly string[];
  /** The file of a board that letan knows. */
  board(name: string): string;
  /** The names of the boards that letan knows. */
  readonly boards: readonly string[];
  /** Tags of the languages that letan has phrases for. */
  readonly languages: readonly string[];
  /** What is wrong with the phrases of these languages, compared with each other. */
  languageFaults(tags: readonly string[]): readonly LanguageFault[];
}

/** The directory of a path, `.` for a bare name. */
export const directoryOf = (path: string): string => {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? '.' : cut === 0 ? '/' : path.slice(0, cut);
};

/** The directory that a directory is in. */
export const parentOf = (directory: string): string =>
  /(^|\/)\.{1,2}$/.test(directory) ? inside(directory, '..') : directoryOf(directory);

/** The last part of a path, without `.yaml`. */
export const nameOf = (path: string): string => (path.split('/').at(-1) ?? '').replace(/\.ya?ml$/, '');

/** A path inside a directory. */
export const inside = (directory: string, ...names: readonly string[]): string =>
  [directory.replace(/\/+$/, ''), ...names].join('/').replace(/^\.\//, '');
