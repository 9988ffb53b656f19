import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { errorCode } from '../../../hal/error-code.ts';
import { done, fail, ok, type Result } from '../../../hal/result.ts';

/*
 * A release is one tar of three files: `manifest.json` first, `manifest.sig` (Ed25519 over the manifest's bytes, 64 bytes), `payload.tar.gz`.
 * Who holds the public key knows from the first two what the third must be, before anything of it is unpacked. This is the side that
 * reads; `firmware/cli/release/pack.ts` writes.
 */

const sha256Text = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Fields that are not known are passed over: a later release may say more of itself to devices that are older. What a device must
 * understand to install it raises `format`.
 */
export const manifestSchema = z.object({
  format: z.literal(1),
  name: z.literal('letan'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** Seconds since 1970: releases are older and newer by this. */
  committedAt: z.int().positive(),
  arch: z.enum(['arm64', 'x64']),
  node: z.string(),
  /** The ledger's versions that it reads, and, the newest of them, writes once the slot that is kept reads it too. */
  ledger: z.object({ oldest: z.int().positive(), newest: z.int().positive() }),
  payload: z.object({
    sha256: sha256Text,
    bytes: z.int().positive(),
    files: z.int().positive(),
    /** All its files together, once unpacked. */
    unpackedBytes: z.int().positive(),
    /** SHA-256 of the list of its files (`tree.ts`), by which a slot can be looked over at any time. */
    tree: sha256Text,
  }),
});
export type Manifest = z.output<typeof manifestSchema>;

export type BundleFault =
  | { readonly kind: 'unreadable'; readonly file: string; readonly code: string }
  | { readonly kind: 'no-release'; readonly file: string }
  | { readonly kind: 'foreign'; readonly file: string }
  | { readonly kind: 'damaged'; readonly file: string; readonly expected: string; readonly found: string }
  | { readonly kind: 'cut-short'; readonly file: string; readonly expected: number; readonly found: number };

/** A good release that would be a step back. */
export interface OlderFault {
  readonly kind: 'older';
  readonly file: string;
  readonly offered: Manifest;
  readonly installed: Manifest;
}

/** Nobody is taken back to a release that was left for a newer one, with faults that are known by then; the same one again is no step back. */
export const notOlder = (file: string, offered: Manifest, installed: Manifest): Result<void, OlderFault> =>
  offered.committedAt < installed.committedAt ? fail({ kind: 'older', file, offered, installed }) : done;

/** The names of a release's three parts, in their order. */
export const bundleParts = ['manifest.json', 'manifest.sig', 'payload.tar.gz'] as const;

/** A release whose manifest is signed and whose payload is the one that it names. */
export interface CheckedBundle {
  readonly file: string;
  readonly manifest: Manifest;
  /** The manifest's own bytes, as they were signed. */
  readonly told: Buffer;
  readonly signature: Buffer;
  /** Where in the file the payload begins; it has `manifest.payload.bytes`. */
  readonly payloadAt: number;
}

export const tarBlock = 512;

interface Member {
  readonly name: string;
  readonly at: number;
  readonly size: number;
}

/** The next member of the tar, null where there is none. */
function memberAt(fd: number, at: number): Member | null {
  const head = Buffer.alloc(tarBlock);
  if (readSync(fd, head, 0, tarBlock, at) < tarBlock) return null;
  const name = head.toString('ascii', 0, 100).replace(/\0.*$/su, '');
  const size = Number.parseInt(head.toString('ascii', 124, 135), 8);
  return name === '' || !Number.isSafeInteger(size) ? null : { name, at: at + tarBlock, size };
}

const after = ({ at, size }: Member): number => at + Math.ceil(size / tarBlock) * tarBlock;
/** A manifest is some hundred bytes. */
const longestManifest = 64 * 1024;
export const signatureBytes = 64;

/** The manifest, if one of the keys signed these very bytes; null: none did. Bytes that are signed and still no manifest: `undefined`. */
export function manifestBehind(
  told: Buffer,
  signature: Buffer,
  keys: readonly KeyObject[],
): Manifest | null | undefined {
  if (!keys.some((key) => verify(null, told, key, signature))) return null;
  return manifestFrom(told);
}

/** What a manifest's bytes say; undefined: they are none of this form. */
export function manifestFrom(told: Buffer): Manifest | undefined {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(told.toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Head extends Omit<CheckedBundle, 'payloadAt'> {
  readonly payload: Member | null;
}

function headOf(fd: number, file: string, keys: readonly KeyObject[]): Result<Head, BundleFault> {
  const first = memberAt(fd, 0);
  const second = first === null ? null : memberAt(fd, after(first));
  if (
    first?.name !== bundleParts[0] ||
    first.size > longestManifest ||
    second?.name !== bundleParts[1] ||
    second.size !== signatureBytes
  )
    return fail({ kind: 'no-release', file });
  const told = Buffer.alloc(first.size);
  const signature = Buffer.alloc(second.size);
  readSync(fd, told, 0, first.size, first.at);
  readSync(fd, signature, 0, second.size, second.at);
  const manifest = manifestBehind(told, signature, keys);
  if (manifest === null) return fail({ kind: 'foreign', file });
  if (manifest === undefined) return fail({ kind: 'no-release', file });
  return ok({ file, manifest, told, signature, payload: memberAt(fd, after(second)) });
}

function wholeOf(fd: number, head: Head): Result<CheckedBundle, BundleFault> {
  const { file, manifest, payload: third, signature, told } = head;
  const { bytes, sha256: expected } = manifest.payload;
  const found = third?.name === bundleParts[2] ? Math.min(third.size, Math.max(0, statSync(file).size - third.at)) : 0;
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
    ? ok({ file, manifest, told, signature, payloadAt: third.at })
    : fail({ kind: 'damaged', file, expected, found: digest });
}

/** Does `look` with the open file. A directory, a stick that was pulled out, a sector that cannot be read: unreadable. */
function withFile<T>(file: string, look: (fd: number) => Result<T, BundleFault>): Result<T, BundleFault> {
  let fd: number | null = null;
  try {
    fd = openSync(file, 'r');
    return look(fd);
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return fail({ kind: 'unreadable', file, code });
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/**
 * Reads a release without unpacking anything: whether one of `keys` signed the manifest, and whether the payload is the one that it
 * names, to the byte. Memory stays small however long the file is.
 */
export const checkRelease = (file: string, ...keys: readonly KeyObject[]): Result<CheckedBundle, BundleFault> =>
  withFile(file, (fd) => {
    const head = headOf(fd, file, keys);
    return head.ok ? wholeOf(fd, head.value) : head;
  });

/** What a release says of itself, if one of `keys` signed that; its payload is not looked at. */
export const peekRelease = (file: string, ...keys: readonly KeyObject[]): Result<Manifest, BundleFault> =>
  withFile(file, (fd) => {
    const head = headOf(fd, file, keys);
    return head.ok ? ok(head.value.manifest) : head;
  });

/** The payload's compressed bytes. What comes is looked over again by whoever unpacks it: a stick may be another by now. */
export const payloadOf = ({ file, manifest, payloadAt }: CheckedBundle): Readable =>
  createReadStream(file, { start: payloadAt, end: payloadAt + manifest.payload.bytes - 1, highWaterMark: 1 << 18 });

/** The public keys of a file: one or more in PEM, one after the other. Throws what reading and parsing throw, and where there is none. */
export function readPublicKeys(file: string): readonly KeyObject[] {
  const blocks = readFileSync(file, 'utf8').match(/-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----/gsu) ?? [];
  // So that an empty file is told as one that holds no key.
  return blocks.length === 0 ? [createPublicKey(readFileSync(file))] : blocks.map((block) => createPublicKey(block));
}
