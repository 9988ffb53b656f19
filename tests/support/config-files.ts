import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigFiles } from '../../config/files.ts';
import { nameOf } from '../../config/files.ts';
import type { LanguageFault } from '../../config/languages.ts';
import { refuse } from '../../config/refusal.ts';
import { ok } from '../../hal/result.ts';

const under = (directory: string): readonly string[] =>
  readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? under(path) : [path];
  });

const yamlUnder = (...directories: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    directories
      .flatMap(under)
      .filter((path) => path.endsWith('.yaml'))
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );

/** The shipped sites and profiles, by path from the project's root. */
export const shippedFiles = yamlUnder('config/sites', 'config/profiles');
/** The boards that letan knows. */
const boardFiles = yamlUnder('config/boards');

/** Config files from memory, with the shipped ones as they are; a text of null is a file that is not there. */
export class MemoryFiles implements ConfigFiles {
  readonly texts: Map<string, string>;
  readonly languages: readonly string[] = ['en', 'fr', 'ja', 'ko', 'vi', 'zh-Hans'];
  languageProblems: readonly LanguageFault[] = [];

  constructor(changed: Readonly<Record<string, string | null>> = {}) {
    this.texts = new Map(Object.entries({ ...shippedFiles, ...boardFiles }));
    for (const [path, text] of Object.entries(changed))
      if (text === null) this.texts.delete(path);
      else this.texts.set(path, text);
  }

  read(path: string) {
    const text = this.texts.get(path);
    return text === undefined ? refuse('file.missing', {}) : ok(text);
  }

  list(directory: string): readonly string[] | null {
    const inside = [...this.texts.keys()].filter((path) => path.startsWith(`${directory}/`));
    if (inside.length === 0) return null;
    return [...new Set(inside.map((path) => path.slice(directory.length + 1).split('/')[0] ?? ''))].sort();
  }

  absolute(path: string): string {
    return `/${path}`;
  }

  profile(name: string): string {
    return `config/profiles/${name}.yaml`;
  }

  get profiles(): readonly string[] {
    return (this.list('config/profiles') ?? []).map(nameOf);
  }

  board(name: string): string {
    return `config/boards/${name}.yaml`;
  }

  get boards(): readonly string[] {
    return (this.list('config/boards') ?? []).filter((name) => name.endsWith('.yaml')).map(nameOf);
  }

  languageFaults(): readonly LanguageFault[] {
    return this.languageProblems;
  }
}

/** A shipped file with one piece of its text replaced; the piece must be there, exactly as given. */
export const edited = (path: string, ...changes: readonly (readonly [from: string, to: string])[]): string => {
  let text = shippedFiles[path];
  if (text === undefined) throw new Error(`no shipped file ${path}`);
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    text = text.replace(from, () => to);
  }
  return text;
};
