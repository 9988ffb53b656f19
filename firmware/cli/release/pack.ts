import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleParts, tarBlock, type Manifest } from '../update/bundle.ts';
import { writeTreeList } from '../update/tree.ts';
import { run } from './tools.ts';

/* The side of a release that writes; `../update/bundle.ts` reads, and says how one is made up. */

const header = (name: string, size: number, mtime: number): Buffer => {
  const head = Buffer.alloc(tarBlock);
  head.write(name, 0, 'ascii');
  head.write('0000644\0', 100, 'ascii');
  head.write('0000000\0'.repeat(2), 108, 'ascii');
  head.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'ascii');
  head.write(`${mtime.toString(8).padStart(11, '0')}\0`, 136, 'ascii');
  head.write('        ', 148, 'ascii');
  head.write('0', 156, 'ascii');
  head.write('ustar\u000000', 257, 'ascii');
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return head;
};

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((tarBlock - (bytes.length % tarBlock)) % tarBlock)]);

/**
 * Every file of a tree made alike, and the directories with its top: readable by all, written by nobody, programs executable. Whose mask
 * made them is not told. Gives how many files there are.
 */
export function settleModes(directory: string): number {
  let files = 0;
  chmodSync(directory, 0o755);
  for (const each of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, each.name);
    if (each.isDirectory()) files += settleModes(path);
    else {
      const program = (statSync(path).mode & 0o100) !== 0 && (each.name === 'node' || each.name.endsWith('.mjs'));
      chmodSync(path, program ? 0o755 : 0o644);
      files += 1;
    }
  }
  return files;
}

/** The tree as one compressed file whose bytes depend on nothing but the tree: names in order, one owner, one time. */
export function packTree(directory: string, file: string, committedAt: number): void {
  const tar = ['--sort=name', `--mtime=@${committedAt}`, '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'];
  run('sh', ['-c', `tar ${tar.join(' ')} -cf - . | gzip -6 -n > "$1"`, 'pack', resolve(file)], { cwd: directory });
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a release: the manifest, its signature, the payload. */
export function writeRelease(manifest: Manifest, payload: Buffer, key: KeyObject, file: string): void {
  const told = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const signature = sign(null, told, key);
  const parts = [
    [bundleParts[0], told],
    [bundleParts[1], signature],
    [bundleParts[2], payload],
  ] as const;
  const bytes = parts.flatMap(([name, content]) => [
    header(name, content.length, manifest.committedAt),
    padded(content),
  ]);
  writeFileSync(file, Buffer.concat([...bytes, Buffer.alloc(2 * tarBlock)]));
}

/** What a release says of itself besides its payload. */
export type About = Omit<Manifest, 'format' | 'name' | 'payload'>;

/** Lists a tree's files in it, packs it, and writes the release to `file`: under that name it is whole, or it is not there. */
export function packRelease(tree: string, about: About, key: KeyObject, file: string): Manifest {
  const listed = writeTreeList(tree);
  const files = settleModes(tree);
  const [packed, part] = [`${file}.payload`, `${file}.part`];
  try {
    packTree(tree, packed, about.committedAt);
    const payload = readFileSync(packed);
    const manifest: Manifest = {
      format: 1,
      name: 'letan',
      ...about,
      payload: { sha256: sha256(payload), bytes: payload.length, files, ...listed },
    };
    writeRelease(manifest, payload, key, part);
    renameSync(part, file);
    return manifest;
  } finally {
    for (const each of [packed, part]) rmSync(each, { force: true });
  }
}

export const readPrivateKey = (file: string): KeyObject => createPrivateKey(readFileSync(file));
