import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { once } from 'node:events';
import { errorCode } from '../../../hal/error-code.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';

/** Written and read back in pieces of this size; a card erases in blocks of about that much. */
export const pieceBytes = 4 * 1024 * 1024;
/** What makes a card start: the partition table and what stands before the first partition. Written last. */
const headBytes = pieceBytes;
/** The table itself, in one write that a card does whole or not at all. */
const tableBytes = 4096;
/** A partition table of another kind (GPT) keeps a copy of itself here. */
const tailBytes = 1024 * 1024;
/** So often what was written is pushed to the card: progress is then that of the card, not of this computer's memory. */
const piecesPerSync = 4;

/** How the card was read back: from the card itself, or through this computer's memory where its file system knows nothing else. */
export type ReadBack = 'direct' | 'cached';

export interface Written {
  readonly bytes: number;
  readonly sha256: string;
  readonly readBack: ReadBack;
}

export type WriteFault =
  | { readonly kind: 'busy'; readonly path: string }
  | { readonly kind: 'denied'; readonly path: string; readonly code: string }
  | { readonly kind: 'tooSmall'; readonly path: string; readonly needed: number; readonly found: number }
  | { readonly kind: 'write'; readonly path: string; readonly at: number; readonly code: string }
  | { readonly kind: 'image'; readonly at: number; readonly code: string }
  | { readonly kind: 'readBack'; readonly path: string; readonly at: number }
  | { readonly kind: 'readBackFailed'; readonly path: string; readonly said: string }
  | { readonly kind: 'stopped'; readonly path: string };

/** What is written: an open image. */
export interface Source {
  readonly fd: number;
  readonly bytes: number;
}

export interface Target {
  readonly path: string;
  readonly bytes: number;
  /** A disk is opened for us alone: the kernel refuses where anything of it is in use. */
  readonly disk: boolean;
}

/** Told of each piece: the phase, and the bytes of it that are done. */
export type TellPiece = (phase: 'write' | 'read', done: number) => void;

/** Ends the work at the next piece, with the card blank. */
export interface Stop {
  readonly asked: boolean;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A fault on its way out of the depths; caught at the one door. */
class Failed extends Error {
  readonly fault: WriteFault;
  constructor(fault: WriteFault) {
    super(fault.kind);
    this.fault = fault;
  }
}

/** A stretch of the image; it was long enough when it was opened. */
const readPiece = ({ fd }: Source, into: Buffer, at: number): void => {
  for (let got = 0; got < into.length;) {
    let n: number;
    try {
      n = readSync(fd, into, got, into.length - got, at + got);
    } catch (error) {
      throw new Failed({ kind: 'image', at: at + got, code: errorCode(error) ?? 'unknown' });
    }
    if (n === 0) throw new Failed({ kind: 'image', at: at + got, code: 'cut short' });
    got += n;
  }
};

/** Reads a stretch of the card from the card itself where its file system can (O_DIRECT), by coreutils' dd, whose memory is aligned as that wants it. */
const readBackOf = async (
  path: string,
  from: number,
  bytes: number,
  flags: string,
  hear: (piece: Buffer) => void,
): Promise<string> => {
  const skip = `skip=${from}`;
  const child = spawn(
    'dd',
    [
      `if=${path}`,
      `bs=${pieceBytes}`,
      skip,
      `count=${bytes}`,
      `iflag=${flags}skip_bytes,count_bytes,fullblock`,
      'status=none',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (words: string) => (said += words));
  const ended = once(child, 'close');
  child.once('error', (error) => (said = error.message));
  for await (const piece of child.stdout) hear(piece as Buffer); // a pipe without an encoding gives buffers
  await ended;
  return child.exitCode === 0 ? '' : said.trim() || `dd ended with ${child.exitCode}`;
};

/** The hashes of a stream's pieces, as they were taken while writing. */
class PieceHashes {
  readonly hashes: string[] = [];
  #hash = createHash('sha256');
  #got = 0;

  add(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + pieceBytes - this.#got);
      this.#hash.update(part);
      this.#got += part.length;
      at += part.length;
      if (this.#got === pieceBytes) this.finish();
    }
  }

  finish(): void {
    if (this.#got === 0) return;
    this.hashes.push(this.#hash.digest('hex'));
    this.#hash = createHash('sha256');
    this.#got = 0;
  }
}

/** Writes one image to one card. Whatever ends it early leaves a card without a partition table, from which nothing starts. */
class CardWriter {
  readonly #source: Source;
  readonly #target: Target;
  readonly #card: FileHandle;
  readonly #tell: TellPiece;
  readonly #stop: Stop;

  constructor(source: Source, target: Target, card: FileHandle, tell: TellPiece, stop: Stop) {
    this.#source = source;
    this.#target = target;
    this.#card = card;
    this.#tell = tell;
    this.#stop = stop;
  }

  async write(): Promise<Written> {
    const head = Buffer.alloc(Math.min(headBytes, this.#source.bytes));
    readPiece(this.#source, head, 0);
    await this.#blank();
    const whole = createHash('sha256').update(head);
    const hashes = await this.#body((piece) => whole.update(piece));
    const readBack = await this.#compare(headBytes, hashes, this.#source.bytes - head.length, (done) =>
      this.#tell('read', done),
    );
    await this.#head(head);
    return { bytes: this.#source.bytes, sha256: whole.digest('hex'), readBack };
  }

  async #put(bytes: Buffer, at: number): Promise<void> {
    const { path } = this.#target;
    try {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.#card.write(bytes, done, bytes.length - done, at + done);
        done += bytesWritten;
      }
    } catch (error) {
      throw new Failed({ kind: 'write', path, at, code: errorCode(error) ?? 'unknown' });
    }
  }

  async #sync(at: number): Promise<void> {
    try {
      await this.#card.sync();
    } catch (error) {
      throw new Failed({ kind: 'write', path: this.#target.path, at, code: errorCode(error) ?? 'unknown' });
    }
  }

  /** From here until the last write the card starts nothing, whatever was on it. */
  async #blank(): Promise<void> {
    const { bytes } = this.#target;
    await this.#put(Buffer.alloc(Math.min(headBytes, bytes)), 0);
    const tail = Math.max(this.#source.bytes, headBytes, bytes - tailBytes);
    if (tail < bytes) await this.#put(Buffer.alloc(bytes - tail), tail);
    await this.#sync(0);
  }

  async #body(hear: (piece: Buffer) => void): Promise<readonly string[]> {
    const hashes: string[] = [];
    const piece = Buffer.alloc(pieceBytes);
    const end = this.#source.bytes;
    for (let at = headBytes; at < end; at += pieceBytes) {
      this.#heedStop();
      const part = piece.subarray(0, Math.min(pieceBytes, end - at));
      readPiece(this.#source, part, at);
      hear(part);
      hashes.push(sha256(part));
      await this.#put(part, at);
      if (hashes.length % piecesPerSync === 0) await this.#sync(at);
      this.#tell('write', at + part.length);
    }
    await this.#sync(end);
    return hashes;
  }

  #heedStop(): void {
    if (this.#stop.asked) throw new Failed({ kind: 'stopped', path: this.#target.path });
  }

  /** Reads what stands from `from` on and holds it against what was to be written. */
  async #compare(
    from: number,
    hashes: readonly string[],
    bytes: number,
    tell: (done: number) => void,
  ): Promise<ReadBack> {
    const { path } = this.#target;
    const attempt = async (flags: string): Promise<{ readonly said: string; readonly found: PieceHashes }> => {
      const found = new PieceHashes();
      let done = 0;
      const said = await readBackOf(path, from, bytes, flags, (piece) => {
        found.add(piece);
        done += piece.length;
        tell(from + done);
      });
      found.finish();
      return { said, found };
    };
    if (bytes === 0) return 'direct';
    let readBack: ReadBack = 'direct';
    let { found, said } = await attempt('direct,');
    // tmpfs and the like have nothing behind the memory.
    if (/Invalid argument/u.test(said)) {
      readBack = 'cached';
      ({ found, said } = await attempt(''));
    }
    if (said !== '') throw new Failed({ kind: 'readBackFailed', path, said });
    const wrong = hashes.findIndex((hash, index) => found.hashes[index] !== hash);
    if (wrong !== -1) throw new Failed({ kind: 'readBack', path, at: from + wrong * pieceBytes });
    return readBack;
  }

  /** The head but its table, then the table alone; what stands wrong on the card is taken away again. */
  async #head(head: Buffer): Promise<void> {
    this.#heedStop();
    await this.#put(head.subarray(tableBytes), tableBytes);
    await this.#sync(0);
    await this.#put(head.subarray(0, tableBytes), 0);
    await this.#sync(0);
    try {
      await this.#compare(0, [sha256(head)], head.length, () => undefined);
    } catch (error) {
      await this.#put(Buffer.alloc(tableBytes), 0);
      await this.#sync(0);
      throw error;
    }
  }
}

/**
 * Writes an image to a card and reads it back. The card is blank from the first moment, and gets what makes it start when all else has
 * been written and read back: a cut at any moment leaves a card that starts nothing, never half a system.
 */
export const writeCard = async (
  source: Source,
  target: Target,
  tell: TellPiece,
  stop: Stop = { asked: false },
): Promise<Result<Written, WriteFault>> => {
  const { path } = target;
  if (target.bytes < source.bytes) return fail({ kind: 'tooSmall', path, needed: source.bytes, found: target.bytes });
  let card: FileHandle;
  try {
    card = await open(path, constants.O_RDWR | (target.disk ? constants.O_EXCL : 0));
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    return fail(code === 'EBUSY' ? { kind: 'busy', path } : { kind: 'denied', path, code });
  }
  try {
    return ok(await new CardWriter(source, target, card, tell, stop).write());
  } catch (error) {
    if (error instanceof Failed) return fail(error.fault);
    throw error;
  } finally {
    await card.close();
  }
};
