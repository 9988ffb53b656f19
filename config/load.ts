import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ok, type Result } from '../hal/result.ts';
import type { Board } from './boards/board.ts';
import type { ConfigFault } from './faults.ts';
import { loadLanguages } from './languages.ts';
import { nameOf, type ConfigFiles } from './files.ts';
import { ConfigReader, type CheckedFile, type DeviceCheck, type LoadedSite } from './reader.ts';
import { refuse, type Refusal } from './refusal.ts';
import { roughDevice as roughly, type RoughDevice } from './rough.ts';
import type { DeviceConfig } from './schema.ts';

/** The largest shipped file has 5 KiB; nobody writes 256 KiB of config by hand. */
const MOST_BYTES = 256 * 1024;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

const readText = (path: string): Result<string, Refusal> => {
  let handle: number;
  try {
    // A pipe that nobody writes to would keep the opening itself waiting.
    handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('file.missing', {});
    if (code === 'EISDIR') return refuse('file.directory', {});
    return refuse('file.unreadable', { code });
  }
  try {
    const status = fstatSync(handle);
    if (status.isDirectory()) return refuse('file.directory', {});
    // A pipe or a device file could feed bytes for ever.
    if (!status.isFile()) return refuse('file.unreadable', { code: 'not a regular file' });
    if (status.size > MOST_BYTES)
      return refuse('file.large', { most: MOST_BYTES / 1024, size: Math.ceil(status.size / 1024) });
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(handle));
    if (text.includes('\0')) return refuse('file.notText', {});
    return text.trim() === '' ? refuse('file.empty', {}) : ok(text);
  } catch (error) {
    if (error instanceof TypeError) return refuse('file.notText', {});
    return refuse('file.unreadable', { code: codeOf(error) });
  } finally {
    closeSync(handle);
  }
};

const list = (directory: string): readonly string[] | null => {
  try {
    return readdirSync(directory).sort();
  } catch {
    return null;
  }
};

const profileDirectory = fileURLToPath(new URL('profiles', import.meta.url));
const boardDirectory = fileURLToPath(new URL('boards', import.meta.url));
const languageDirectory = fileURLToPath(new URL('languages', import.meta.url));

const yamlIn = (directory: string): readonly string[] =>
  (list(directory) ?? []).filter((name) => name.endsWith('.yaml')).map(nameOf);

/** The disk as config sees it: the one place of this storey that reads it. */
export const diskFiles: ConfigFiles = {
  read: readText,
  list,
  absolute: (path) => resolve(path),
  profile: (name) => `${profileDirectory}/${name}.yaml`,
  profiles: yamlIn(profileDirectory),
  board: (name) => `${boardDirectory}/${name}.yaml`,
  boards: yamlIn(boardDirectory),
  languages: yamlIn(languageDirectory),
  languageFaults: (tags) => {
    const read = loadLanguages(languageDirectory, tags);
    return read.ok ? [] : read.fault;
  },
};

/** One way to write a path: `./a//b/` and `a/b` are one file, told of once. */
const tidy = (path: string): string => normalize(path).replace(/(?<=.)\/+$/, '');

/** A device's file with its profile, its site and the schema's defaults; or everything that is wrong with them. */
export const loadDevice = (path: string): Result<DeviceConfig, readonly ConfigFault[]> =>
  new ConfigReader(diskFiles).device(tidy(path));

/** What can be made out of a device's file that `loadDevice` refuses: name, address, data. */
export const roughDevice = (path: string): RoughDevice => roughly(diskFiles, tidy(path));

/** A site's directory with all its devices; or everything that is wrong with them. */
export const loadSite = (directory: string): Result<LoadedSite, readonly ConfigFault[]> =>
  new ConfigReader(diskFiles).site(tidy(directory));

/** What is wrong with files and site directories; `check` adds what config by itself cannot see. */
export const checkFiles = (paths: readonly string[], check?: DeviceCheck): readonly CheckedFile[] => {
  const reader = new ConfigReader(diskFiles, check);
  return [...new Set(paths.map(tidy))].flatMap((path) => reader.check(path));
};

/** A board that letan ships, by its name; null where there is none of that name. */
export const loadBoard = (name: string): Board | null => {
  const board = new ConfigReader(diskFiles).board(name);
  return board.ok ? board.value : null;
};

/** How the machines of all boards call themselves. */
export const boardModels = (): readonly string[] => diskFiles.boards.flatMap((name) => loadBoard(name)?.models ?? []);
