import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BugError } from '../../../hal/assert.ts';
import { errorCode } from '../../../hal/error-code.ts';

/*
 * A release's tree carries a list of its files, one a line: SHA-256, length in bytes, path, parted by single blanks and sorted by path.
 * The list is packed with the tree, and its own SHA-256 stands in the signed manifest: so a slot can be proven long after the
 * bundle is gone, on any machine, with nothing but the slot.
 */

export const treeList = 'files.txt';
/** A tree has some thousands of files. */
const longestList = 16 * 1024 * 1024;

export interface ListedFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly path: string;
}

export type TreeFault =
  | { readonly kind: 'unlisted'; readonly path: string }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'length'; readonly path: string; readonly expected: number; readonly found: number }
  | { readonly kind: 'content'; readonly path: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly code: string };

const hashOf = (file: string): string => {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(1 << 18);
  const fd = openSync(file, 'r');
  try {
    for (let read = readSync(fd, piece, 0, piece.length, null); read > 0;) {
      hash.update(piece.subarray(0, read));
      read = readSync(fd, piece, 0, piece.length, null);
    }
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
};

function* filesBelow(top: string, below = ''): IterableIterator<string> {
  for (const each of readdirSync(join(top, below), { withFileTypes: true })) {
    const path = below === '' ? each.name : `${below}/${each.name}`;
    if (each.isDirectory()) yield* filesBelow(top, path);
    else if (each.isFile() && !/[\n\r]/u.test(path)) yield path;
    else throw new BugError(`a release holds plain files only, and ${path} is none`);
  }
}

/** Writes the list of a tree that is about to be packed. Gives what the manifest says of it. */
export function writeTreeList(top: string): { readonly tree: string; readonly unpackedBytes: number } {
  const paths = [...filesBelow(top)].filter((path) => path !== treeList).toSorted((a, b) => (a < b ? -1 : 1));
  let unpackedBytes = 0;
  const lines = paths.map((path) => {
    const { size } = lstatSync(join(top, path));
    unpackedBytes += size;
    return `${hashOf(join(top, path))} ${size} ${path}\n`;
  });
  const text = lines.join('');
  writeFileSync(join(top, treeList), text);
  return {
    tree: createHash('sha256').update(text).digest('hex'),
    unpackedBytes: unpackedBytes + Buffer.byteLength(text),
  };
}

const listedIn = (text: string): readonly ListedFile[] =>
  text.split('\n').flatMap((line) => {
    const [, sha256, bytes, path] = /^([0-9a-f]{64}) (\d+) (.+)$/u.exec(line) ?? [];
    return sha256 === undefined || path === undefined ? [] : [{ sha256, bytes: Number(bytes), path }];
  });

/** The files of a tree whose list has that hash, or what is wrong with the list. */
function listOf(top: string, tree: string): readonly ListedFile[] | TreeFault {
  const path = treeList;
  try {
    if (lstatSync(join(top, path)).size > longestList) return { kind: 'content', path };
    const text = readFileSync(join(top, path));
    if (createHash('sha256').update(text).digest('hex') !== tree) return { kind: 'content', path };
    return listedIn(text.toString('utf8'));
  } catch (error) {
    return faultOf(error, path);
  }
}

const faultOf = (error: unknown, path: string): TreeFault => {
  const code = errorCode(error) ?? 'unknown';
  if (code === 'unknown') throw error;
  return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'missing', path } : { kind: 'unreadable', path, code };
};

const isFault = (list: readonly ListedFile[] | TreeFault): list is TreeFault => 'kind' in list;

/** How closely a tree is looked at: `cheap` asks whether each file is there with its length, `full` reads all of them. */
export type Depth = 'cheap' | 'full';

/** What of a tree is not as its list says, which must have the hash `tree`; null: all is. `tell` hears how many bytes were read. */
export function treeFault(top: string, tree: string, depth: Depth, tell?: (bytes: number) => void): TreeFault | null {
  const list = listOf(top, tree);
  if (isFault(list)) return list;
  let read = 0;
  for (const { bytes, path, sha256 } of list) {
    try {
      const stat = lstatSync(join(top, path));
      if (!stat.isFile()) return { kind: 'missing', path };
      if (stat.size !== bytes) return { kind: 'length', path, expected: bytes, found: stat.size };
      if (depth === 'full' && hashOf(join(top, path)) !== sha256) return { kind: 'content', path };
      read += bytes;
      tell?.(read);
    } catch (error) {
      return faultOf(error, path);
    }
  }
  return depth === 'full' ? strayOf(top, new Set(list.map(({ path }) => path))) : null;
}

/** Beside the tree's own files a slot holds the manifest and its signature, which are no part of the payload. */
const besides: ReadonlySet<string> = new Set([treeList, 'manifest.json', 'manifest.sig']);

/** A file that the list does not name: Node would load it as readily as the others. */
function strayOf(top: string, listed: ReadonlySet<string>): TreeFault | null {
  const walk = (below: string): TreeFault | null => {
    for (const each of readdirSync(join(top, below), { withFileTypes: true })) {
      const path = below === '' ? each.name : `${below}/${each.name}`;
      const fault = each.isDirectory()
        ? walk(path)
        : listed.has(path) || besides.has(path)
          ? null
          : ({ kind: 'unlisted', path } as const);
      if (fault !== null) return fault;
    }
    return null;
  };
  try {
    return walk('');
  } catch (error) {
    return faultOf(error, '.');
  }
}
