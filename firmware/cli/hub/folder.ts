import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../../hal/error-code.ts';

/** Who may read a file: `secret` its owner alone, `plain` everybody. Nobody but the owner may write either. */
const modes = { secret: 0o600, plain: 0o644 } as const;
export type Secrecy = keyof typeof modes;

/** A folder of files for one device, which remembers what it changed. */
export class Folder {
  readonly path: string;
  readonly #changed: string[] = [];

  constructor(path: string) {
    this.path = path;
  }

  /** Files that were not there before, or had another content. */
  get changed(): readonly string[] {
    return this.#changed;
  }

  read(name: string): string | null {
    try {
      return readFileSync(join(this.path, name), 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
      throw error;
    }
  }

  /**
   * Leaves a file with that content: whole and synced or not at all, never readable by more people than it may be. One that has the
   * content already keeps its time; its mode is put right.
   */
  write(name: string, content: string, secrecy: Secrecy): void {
    const path = join(this.path, name);
    const mode = modes[secrecy];
    if (this.read(name) === content) {
      if ((statSync(path).mode & 0o777) !== mode) chmodSync(path, mode);
      return;
    }
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.new`;
    rmSync(draft, { force: true });
    const file = openSync(draft, 'wx', mode);
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    // The umask may have taken more away than was meant.
    chmodSync(draft, mode);
    renameSync(draft, path);
    this.#changed.push(name);
  }

  remove(name: string): void {
    if (this.read(name) === null) return;
    rmSync(join(this.path, name));
    this.#changed.push(name);
  }
}
