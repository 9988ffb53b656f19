import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { ToolError } from '../release/tools.ts';
import { withSbin } from './ext4.ts';

/** Something in a directory of the file system, links as what they are. */
export interface Entry {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** A change to the file system; paths are absolute in it, directories that are missing on the way are made (root, 0755). */
export type Change =
  | {
      readonly kind: 'directory';
      readonly path: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  /** The native file's content and mode; what stood there is replaced. */
  | { readonly kind: 'file'; readonly path: string; readonly from: string; readonly uid: number; readonly gid: number }
  | { readonly kind: 'link'; readonly path: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string };

/** debugfs reads words in quotes, a quote inside doubled; a line break ends a command. */
const quoted = (word: string): string => {
  if (/[\n\r\0]/u.test(word)) throw new ToolError('debugfs', `a name with a line break: ${JSON.stringify(word)}`);
  return `"${word.replaceAll('"', '""')}"`;
};

/** As the kernel: a ring of links has no end. */
const mostLinks = 40;

const kindOf = (mode: number): Entry['kind'] => {
  const type = mode & 0o170000;
  return type === 0o040000 ? 'directory' : type === 0o100000 ? 'file' : type === 0o120000 ? 'link' : 'other';
};

const ancestors = (path: string): readonly string[] => (path === '/' ? ['/'] : [...ancestors(dirname(path)), path]);

/** Its first line is its version, on the same stream as its complaints. */
const complaints = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line !== '' && !/^debugfs \d/u.test(line))
    .join('\n');

/** The files of an ext4 file system in a regular file, read and changed in place by debugfs. */
export class Ext4Tree {
  readonly #image: string;

  constructor(image: string) {
    this.#image = image;
  }

  /** A file's content, null where there is none; links are followed. */
  read(path: string, hops = 0): Buffer | null {
    const [, entries] = [...this.list([dirname(path)])][0] ?? [];
    const entry = entries?.get(basename(path));
    if (entry === undefined || hops > mostLinks) return null;
    if (entry.kind === 'link') return this.read(resolve(dirname(path), this.#target(path)), hops + 1);
    const { stderr, stdout } = this.#debugfs(['-R', `cat ${quoted(path)}`]);
    if (complaints(stderr) !== '') throw new ToolError('debugfs', complaints(stderr));
    return stdout;
  }

  /** Where a link points: a short one stands in its inode, a long one is written like a file. */
  #target(path: string): string {
    const { stdout } = this.#debugfs(['-R', `stat ${quoted(path)}`]);
    const short = /^Fast link dest: "(.*)"$/mu.exec(stdout.toString('utf8'))?.[1];
    return short ?? this.#debugfs(['-R', `cat ${quoted(path)}`]).stdout.toString('utf8');
  }

  text(path: string): string | null {
    return this.read(path)?.toString('utf8') ?? null;
  }

  /** What is in the directories; null for one that is not there. */
  list(directories: readonly string[]): ReadonlyMap<string, ReadonlyMap<string, Entry> | null> {
    const found = new Map<string, Map<string, Entry> | null>();
    for (const directory of directories) {
      const { stderr, stdout } = this.#debugfs(['-R', `ls -p ${quoted(directory)}`]);
      const said = complaints(stderr);
      if (said !== '' && !/File not found/u.test(said)) throw new ToolError('debugfs', said);
      found.set(directory, said === '' ? entriesIn(stdout.toString('utf8')) : null);
    }
    return found;
  }

  /** Makes all changes, in order, or throws `ToolError`: the file is then to be thrown away. */
  change(changes: readonly Change[]): void {
    const parents = [...new Set(changes.flatMap(({ path }) => ancestors(dirname(path))))].toSorted();
    // Below a directory that is not there nothing is: asked once, not for each of a release's thousand directories.
    const there = new Map<string, ReadonlyMap<string, Entry>>();
    for (const parent of parents) {
      const above = there.get(dirname(parent));
      if (parent !== '/' && above?.has(basename(parent)) !== true) continue;
      const [, entries] = [...this.list([parent])][0] ?? [];
      if (entries !== null && entries !== undefined) there.set(parent, entries);
    }
    const lines: string[] = [];
    const made = new Set(there.keys());
    let at = '';
    // Commands take names in the current directory: of a path with one slash debugfs takes the current one for the root.
    const into = (directory: string): void => {
      makeDirectory(directory);
      if (at !== directory) lines.push(`cd ${quoted(directory)}`);
      at = directory;
    };
    const makeDirectory = (path: string): void => {
      if (made.has(path)) return;
      into(dirname(path));
      made.add(path);
      if (there.get(dirname(path))?.get(basename(path))?.kind !== 'directory')
        lines.push(`mkdir ${quoted(basename(path))}`);
    };
    const replace = (path: string): void => {
      const before = there.get(dirname(path))?.get(basename(path));
      if (before?.kind === 'directory') throw new ToolError('debugfs', `${path} is a directory`);
      if (before === undefined) return;
      into(dirname(path));
      lines.push(`rm ${quoted(basename(path))}`);
    };
    const own = (path: string, uid: number, gid: number): void => {
      if (uid !== 0) lines.push(`set_inode_field ${quoted(path)} uid ${uid}`);
      if (gid !== 0) lines.push(`set_inode_field ${quoted(path)} gid ${gid}`);
    };
    for (const change of changes) {
      const { path } = change;
      switch (change.kind) {
        case 'directory':
          makeDirectory(path);
          lines.push(`set_inode_field ${quoted(path)} mode 0${(0o040000 | change.mode).toString(8)}`);
          own(path, change.uid, change.gid);
          break;
        case 'file':
          replace(path);
          into(dirname(path));
          lines.push(`write ${quoted(change.from)} ${quoted(basename(path))}`);
          own(path, change.uid, change.gid);
          break;
        case 'link':
          replace(path);
          into(dirname(path));
          lines.push(`symlink ${quoted(basename(path))} ${quoted(change.to)}`);
          break;
        case 'remove':
          replace(path);
          break;
      }
    }
    this.#script(lines);
  }

  #script(lines: readonly string[]): void {
    const folder = mkdtempSync(join(tmpdir(), 'letan-debugfs-'));
    try {
      const file = join(folder, 'commands');
      writeFileSync(file, `${lines.join('\n')}\n`);
      const { stderr } = this.#debugfs(['-w', '-f', file]);
      // It goes on after a command that failed, and its exit code says nothing of it.
      if (complaints(stderr) !== '')
        throw new ToolError('debugfs', complaints(stderr).split('\n').slice(0, 5).join('\n'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #debugfs(args: readonly string[]): { readonly stdout: Buffer; readonly stderr: string } {
    const ended = spawnSync('debugfs', [...args, this.#image], { env: withSbin(), maxBuffer: 1 << 28 });
    if (ended.error !== undefined) throw new ToolError('debugfs', ended.error.message);
    return { stdout: ended.stdout, stderr: ended.stderr.toString('utf8') };
  }
}

/** debugfs(8), `ls -p`: /inode/mode/uid/gid/name/size/ */
const entriesIn = (listing: string): Map<string, Entry> => {
  const found = new Map<string, Entry>();
  for (const line of listing.split('\n')) {
    const [, inode, mode, uid, gid, name] = line.split('/');
    if (inode === undefined || inode === '0' || mode === undefined || name === undefined || ['.', '..'].includes(name))
      continue;
    const bits = Number.parseInt(mode, 8);
    found.set(name, { kind: kindOf(bits), mode: bits & 0o7777, uid: Number(uid), gid: Number(gid) });
  }
  return found;
};
