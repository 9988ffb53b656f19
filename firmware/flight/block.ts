import { promisify } from 'node:util';
import { crc32, deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';

/*
 * A segment of the ring is a row of blocks, each a gzip member of its own (RFC 1952): `zcat` reads the file as it is, and each block
 * has its length, its CRC-32 and the length of its text. The length of the whole member stands in an extra field `LT` of its header,
 * as BGZF does it, so that a reader finds block after block without unpacking, and sees where a power cut tore the last one.
 */

const deflate = promisify(deflateRaw);

const level = 6;
const headerBytes = 20;
const trailerBytes = 8;
/** Unpacked, no block is longer: what says so is no block of ours. */
const longestText = 64 * 1024 * 1024;

const bytesOf = (text: string | Uint8Array): Buffer =>
  typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text.buffer, text.byteOffset, text.byteLength);

/** The text (as bytes, UTF-8) as one block. */
export const writeBlock = async (text: string | Uint8Array): Promise<Uint8Array> => {
  const plain = bytesOf(text);
  return framed(plain, await deflate(plain, { level }));
};

/** The same while everything waits: for a process that ends. */
export const writeBlockAtOnce = (text: string | Uint8Array): Uint8Array => {
  const plain = bytesOf(text);
  return framed(plain, deflateRawSync(plain, { level }));
};

const framed = (plain: Buffer, packed: Buffer): Uint8Array => {
  const block = Buffer.alloc(headerBytes + packed.length + trailerBytes);
  // Magic, deflate, FEXTRA, no time, no flags, an unknown system; eight bytes of extra: LT, four bytes, the member's length.
  block.set([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 8, 0, 0x4c, 0x54, 4, 0]);
  block.writeUInt32LE(block.length, 16);
  packed.copy(block, headerBytes);
  block.writeUInt32LE(crc32(plain), headerBytes + packed.length);
  block.writeUInt32LE(plain.length, headerBytes + packed.length + 4);
  return block;
};

export interface BlocksRead {
  readonly texts: readonly string[];
  /** `torn`: the last block is not whole, as a power cut leaves it; `damaged`: what stands there is no block of ours, or not any more. */
  readonly end: 'whole' | 'torn' | 'damaged';
  /** How many bytes of the file are whole blocks. */
  readonly bytes: number;
}

/** Reads the blocks of a segment as far as they are whole. */
export const readBlocks = (file: Uint8Array): BlocksRead => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const texts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = lengthAt(bytes, at);
    if (length === null) return { texts, end: bytes.length - at < headerBytes ? 'torn' : 'damaged', bytes: at };
    if (at + length > bytes.length) return { texts, end: 'torn', bytes: at };
    const text = textOf(bytes.subarray(at, at + length));
    // Of the last block all may be there but its middle: pages reach a disk in any order.
    if (text === null) return { texts, end: at + length === bytes.length ? 'torn' : 'damaged', bytes: at };
    texts.push(text);
    at += length;
  }
  return { texts, end: 'whole', bytes: at };
};

const lengthAt = (bytes: Buffer, at: number): number | null => {
  if (bytes.length - at < headerBytes) return null;
  const isOurs = bytes.readUInt32BE(at) === 0x1f8b0804 && bytes.readUInt32BE(at + 12) === 0x4c540400;
  const length = bytes.readUInt32LE(at + 16);
  return isOurs && length > headerBytes + trailerBytes ? length : null;
};

const textOf = (block: Buffer): string | null => {
  const end = block.length - trailerBytes;
  const size = block.readUInt32LE(end + 4);
  if (size > longestText) return null;
  try {
    const plain = inflateRawSync(block.subarray(headerBytes, end), { maxOutputLength: Math.max(1, size) });
    return plain.length === size && crc32(plain) === block.readUInt32LE(end) ? plain.toString('utf8') : null;
  } catch {
    return null;
  }
};
