import { createHash } from 'node:crypto';
import { dirname, join, normalize } from 'node:path';
import { createGunzip } from 'node:zlib';
import { errorCode } from '../../../hal/error-code.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';
import { bundleParts, payloadOf, tarBlock, type CheckedBundle } from './bundle.ts';
import { ensureDirectory, type Disk, type NewFile } from './disk.ts';

export type UnpackFault =
  /** It is no longer what was looked over: another stick, a file that somebody writes to. */
  | { readonly kind: 'changed'; readonly file: string }
  | { readonly kind: 'no-tar'; readonly file: string; readonly at: number };

class TarError extends Error {
  readonly at: number;
  constructor(at: number) {
    super(`no tar at ${at}`);
    this.at = at;
  }
}

const text = (block: Buffer, from: number, length: number): string =>
  block.toString('utf8', from, from + length).replace(/\0.*$/su, '');

/** A path of the tree, below its top whatever it says. */
const placeOf = (name: string, at: number): string => {
  const path = normalize(name);
  if (path.startsWith('/') || path === '..' || path.startsWith('../')) throw new TarError(at);
  return path;
};

/** Reads a GNU tar piece by piece and writes what is in it: directories and plain files, long names included. */
class Untar {
  readonly #disk: Disk;
  readonly #top: string;
  #rest: Buffer = Buffer.alloc(0);
  #file: NewFile | null = null;
  #due = 0;
  #padding = 0;
  #longName: Buffer[] | null = null;
  #name: string | null = null;
  #at = 0;
  #ended = false;
  written = 0;

  constructor(disk: Disk, top: string) {
    this.#disk = disk;
    this.#top = top;
  }

  take(piece: Buffer): void {
    let bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    for (;;) {
      if (this.#due > 0) {
        const part = bytes.subarray(0, this.#due);
        this.#body(part);
        bytes = bytes.subarray(part.length);
        if (this.#due > 0) break;
        this.#end();
      }
      if (this.#padding > 0) {
        const skipped = Math.min(this.#padding, bytes.length);
        this.#move(skipped);
        this.#padding -= skipped;
        bytes = bytes.subarray(skipped);
      }
      if (this.#padding > 0 || bytes.length < tarBlock) break;
      this.#head(bytes.subarray(0, tarBlock));
      bytes = bytes.subarray(tarBlock);
    }
    this.#rest = Buffer.from(bytes);
  }

  /** The last piece has come. */
  finish(): void {
    if (this.#due > 0 || this.#file !== null || !this.#ended) throw new TarError(this.#at);
  }

  /** Gives up a file that was under way. */
  abandon(): void {
    this.#file?.close();
    this.#file = null;
  }

  #move(bytes: number): void {
    this.#at += bytes;
  }

  #head(block: Buffer): void {
    const at = this.#at;
    this.#move(tarBlock);
    // Two blocks of zeros end a tar; what follows fills up its last record.
    if (this.#ended || block.every((byte) => byte === 0)) {
      this.#ended = true;
      return;
    }
    const size = Number.parseInt(text(block, 124, 12), 8);
    if (!Number.isSafeInteger(size) || size < 0) throw new TarError(at);
    const kind = text(block, 156, 1);
    if (kind === 'L') {
      this.#longName = [];
      this.#expect(size);
      return;
    }
    const path = join(this.#top, placeOf(this.#name ?? text(block, 0, 100), at));
    this.#name = null;
    if (kind === '5') ensureDirectory(this.#disk, path);
    else if (kind === '0' || kind === '') {
      ensureDirectory(this.#disk, dirname(path));
      const program = (Number.parseInt(text(block, 100, 8), 8) & 0o100) !== 0;
      this.#file = this.#disk.create(path, program ? 0o755 : 0o644);
      this.#expect(size);
    } else throw new TarError(at);
  }

  #expect(size: number): void {
    this.#due = size;
    this.#padding = (tarBlock - (size % tarBlock)) % tarBlock;
    if (size === 0) this.#end();
  }

  #body(part: Buffer): void {
    if (this.#longName !== null) this.#longName.push(Buffer.from(part));
    else if (part.length > 0) this.#file?.write(part);
    this.#due -= part.length;
    this.#move(part.length);
    this.written += part.length;
  }

  #end(): void {
    if (this.#longName !== null) {
      const name = Buffer.concat(this.#longName);
      this.#name = text(name, 0, name.length);
      this.#longName = null;
    }
    this.#file?.close();
    this.#file = null;
  }
}

/**
 * Unpacks a release that was looked over below `top`, which must be there and empty, with its manifest and signature beside. Nothing is
 * synced yet. The payload is hashed once more on its way, so what was written is what was looked over, or a fault.
 */
export async function unpack(
  bundle: CheckedBundle,
  disk: Disk,
  top: string,
  tell: (written: number, of: number) => void,
): Promise<Result<void, UnpackFault>> {
  const { file, manifest, signature, told } = bundle;
  const untar = new Untar(disk, top);
  const hash = createHash('sha256');
  const packed = payloadOf(bundle);
  const unpacked = createGunzip();
  packed.on('data', (piece: Buffer | string) => hash.update(piece));
  packed.on('error', (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  try {
    for await (const piece of unpacked) {
      // A gunzip stream without an encoding gives buffers.
      untar.take(piece as Buffer);
      // The tree's own list and manifest are not counted there.
      tell(Math.min(untar.written, manifest.payload.unpackedBytes), manifest.payload.unpackedBytes);
    }
    untar.finish();
  } catch (error) {
    untar.abandon();
    if (error instanceof TarError) return fail({ kind: 'no-tar', file, at: error.at });
    // zlib's word for bytes that are no gzip, and what reading a stick says that is gone.
    if (isCode(error, /^(Z_|EIO|ENOENT|ENXIO|ENODEV|ESTALE|ERR_STREAM)/u)) return fail({ kind: 'changed', file });
    throw error;
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
  if (hash.digest('hex') !== manifest.payload.sha256) return fail({ kind: 'changed', file });
  for (const [name, bytes] of [
    [bundleParts[0], told],
    [bundleParts[1], signature],
  ] as const) {
    const part = disk.create(join(top, name), 0o644);
    part.write(bytes);
    part.close();
  }
  return ok(undefined);
}

const isCode = (error: unknown, codes: RegExp): boolean => codes.test(errorCode(error) ?? '');
