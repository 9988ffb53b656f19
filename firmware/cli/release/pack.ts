import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { chmodSync, closeSync, openSync, readdirSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../hal/result.ts';
import { run } from './tools.ts';

/*
 * A release is one tar of three files: `manifest.json` first, `manifest.sig` (Ed25519 over the manifest's bytes, 64 bytes), `payload.tar.gz`.
 * Who holds the public key knows from the first two what the third must be, before anything of it is unpacked.
 */

export const manifestSchema = z.strictObject({
  format: z.literal(1),
  name: z.literal('letan'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** Seconds since 1970: releases are older and newer by this. */
  committedAt: z.int().positive(),
  arch: z.enum(['arm64', 'x64']),
  node: z.string(),
  payload: z.strictObject({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().positive(),
    files: z.int().positive(),
  }),
});
export type Manifest = z.output<typeof manifestSchema>;

export type BundleFault =
  | { readonly kind: 'unreadable'; readonly file: string; readonly code: string }
  | { readonly kind: 'no-release'; readonly file: string }
  | { readonly kind: 'foreign'; readonly file: string }
  | { readonly kind: 'damaged'; readonly file: string; readonly expected: string; readonly found: string }
  | { readonly kind: 'cut-short'; readonly file: string; readonly expected: number; readonly found: number };

const block = 512;

const header = (name: string, size: number, mtime: number): Buffer => {
  const head = Buffer.alloc(block);
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
  Buffer.concat([bytes, Buffer.alloc((block - (bytes.length % block)) % block)]);

/** Every file of a tree made alike: readable by all, written by nobody, programs executable. Gives how many there are. */
export function settleModes(directory: string): number {
  let files = 0;
  for (const each of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, each.name);
    if (each.isDirectory()) {
      files += settleModes(path);
      chmodSync(path, 0o755);
    } else {
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
  run('sh', ['-c', `tar ${tar.join(' ')} -cf - . | gzip -9 -n > "$1"`, 'pack', file], { cwd: directory });
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a release: the manifest, its signature, the payload. */
export function writeRelease(manifest: Manifest, payload: Buffer, key: KeyObject, file: string): void {
  const told = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const signature = sign(null, told, key);
  const parts = [
    ['manifest.json', told],
    ['manifest.sig', signature],
    ['payload.tar.gz', payload],
  ] as const;
  const bytes = parts.flatMap(([name, content]) => [
    header(name, content.length, manifest.committedAt),
    padded(content),
  ]);
  writeFileSync(file, Buffer.concat([...bytes, Buffer.alloc(2 * block)]));
}

interface Member {
  readonly name: string;
  readonly at: number;
  readonly size: number;
}

/** The next member of the tar, null where there is none. */
function memberAt(fd: number, at: number): Member | null {
  const head = Buffer.alloc(block);
  if (readSync(fd, head, 0, block, at) < block) return null;
  const name = head.toString('ascii', 0, 100).replace(/\0.*$/su, '');
  const size = Number.parseInt(head.toString('ascii', 124, 135), 8);
  return name === '' || !Number.isSafeInteger(size) ? null : { name, at: at + block, size };
}

const after = ({ at, size }: Member): number => at + Math.ceil(size / block) * block;
/** A manifest is some hundred bytes. */
const longestManifest = 64 * 1024;

/**
 * Reads a release without unpacking anything: whether the manifest is signed by `key`, and whether the payload is the one that it
 * names, to the byte. Memory stays small however long the file is.
 */
export function checkRelease(
  file: string,
  key: KeyObject,
): Result<{ readonly manifest: Manifest; readonly payloadAt: number }, BundleFault> {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return fail({ kind: 'unreadable', file, code });
  }
  try {
    const first = memberAt(fd, 0);
    const second = first === null ? null : memberAt(fd, after(first));
    const third = second === null ? null : memberAt(fd, after(second));
    if (
      first?.name !== 'manifest.json' ||
      first.size > longestManifest ||
      second?.name !== 'manifest.sig' ||
      second.size !== 64
    )
      return fail({ kind: 'no-release', file });
    const told = Buffer.alloc(first.size);
    const signature = Buffer.alloc(second.size);
    readSync(fd, told, 0, first.size, first.at);
    readSync(fd, signature, 0, second.size, second.at);
    if (!verify(null, told, key, signature)) return fail({ kind: 'foreign', file });
    const manifest = manifestSchema.safeParse(JSON.parse(told.toString('utf8')));
    if (!manifest.success) return fail({ kind: 'no-release', file });
    const { bytes, sha256: expected } = manifest.data.payload;
    const found =
      third?.name === 'payload.tar.gz' ? Math.min(third.size, Math.max(0, statSync(file).size - third.at)) : 0;
    if (third === null || found < bytes) return fail({ kind: 'cut-short', file, expected: bytes, found });
    const hash = createHash('sha256');
    const piece = Buffer.alloc(1 << 20);
    for (let at = 0; at < third.size;) {
      const read = readSync(fd, piece, 0, Math.min(piece.length, third.size - at), third.at + at);
      if (read === 0) break;
      hash.update(piece.subarray(0, read));
      at += read;
    }
    const digest = hash.digest('hex');
    return digest === expected && third.size === bytes
      ? ok({ manifest: manifest.data, payloadAt: third.at })
      : fail({ kind: 'damaged', file, expected, found: digest });
  } finally {
    closeSync(fd);
  }
}

export const readPrivateKey = (file: string): KeyObject => createPrivateKey(readFileSync(file));
export const readPublicKey = (file: string): KeyObject => createPublicKey(readFileSync(file));
