/**
 * What a SQLite write-ahead log holds, read as SQLite's recovery reads it (https://www.sqlite.org/fileformat2.html#walformat).
 * SQLite drops everything behind the first bad frame without a word. A torn tail is the honest end of a crash; a bad frame with
 * whole commits behind it is damage, and with it tickets that were shown would vanish. Only this reader tells the two apart.
 */
export type WalTail =
  /** No log, or one without a frame. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'whole' }
  /** A transaction whose commit never reached the disk whole. */
  | { readonly kind: 'torn'; readonly bytes: number }
  /** Frame `frame` (from 1; 0 is the log's header) is bad although later transactions were committed. */
  | { readonly kind: 'damaged'; readonly frame: number };

const headerBytes = 32;
const frameHeaderBytes = 24;
const magicLittleEndian = 0x377f0682;
const magicBigEndian = 0x377f0683;

type Checksum = readonly [number, number];

/** SQLite's own running checksum over 32-bit words; `bytes` is a multiple of eight. */
const checksum = (view: DataView, from: number, bytes: number, start: Checksum, littleEndian: boolean): Checksum => {
  let [a, b] = start;
  for (let at = from; at < from + bytes; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
};

interface WalHeader {
  readonly pageSize: number;
  readonly littleEndian: boolean;
  readonly sum: Checksum;
}

const readHeader = (view: DataView): WalHeader | null => {
  if (view.byteLength < headerBytes) return null;
  const magic = view.getUint32(0);
  if (magic !== magicLittleEndian && magic !== magicBigEndian) return null;
  const littleEndian = magic === magicLittleEndian;
  const sum = checksum(view, 0, 24, [0, 0], littleEndian);
  if (sum[0] !== view.getUint32(24) || sum[1] !== view.getUint32(28)) return null;
  const pageSize = view.getUint32(8);
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return null;
  return { pageSize, littleEndian, sum };
};

export const inspectWal = (wal: Uint8Array): WalTail => {
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const header = readHeader(view);
  if (header === null) {
    // The header is synced before the first frame is written: without it a frame cannot have come here by a crash.
    const hasFrames = wal.byteLength > headerBytes + frameHeaderBytes && wal.some((byte) => byte !== 0);
    if (hasFrames) return { kind: 'damaged', frame: 0 };
    return wal.byteLength === 0 ? { kind: 'empty' } : { kind: 'torn', bytes: wal.byteLength };
  }
  const { pageSize, littleEndian } = header;
  const frameBytes = frameHeaderBytes + pageSize;
  // Frames of an earlier round of the log lie behind the newest ones. Both their salts differ; where one alone does, it is a frame
  // of this round with a spoilt header.
  const salts = (at: number): number =>
    Number(view.getUint32(at + 8) === view.getUint32(16)) + Number(view.getUint32(at + 12) === view.getUint32(20));
  const commits = (at: number): boolean => view.getUint32(at + 4) !== 0;

  let sum = header.sum;
  let committedEnd = headerBytes;
  let at = headerBytes;
  for (; at + frameBytes <= wal.byteLength && salts(at) === 2; at += frameBytes) {
    const afterHeader = checksum(view, at, 8, sum, littleEndian);
    const next = checksum(view, at + frameHeaderBytes, pageSize, afterHeader, littleEndian);
    if (next[0] !== view.getUint32(at + 16) || next[1] !== view.getUint32(at + 20)) break;
    sum = next;
    if (commits(at)) committedEnd = at + frameBytes;
  }

  // Each commit is synced before the next begins, so a crash spoils frames of the last transaction only: behind its own commit
  // frame nothing of this round can follow.
  const bad = at;
  let end = Math.max(committedEnd, bad);
  let committed = false;
  for (let later = bad; later + frameHeaderBytes <= wal.byteLength; later += frameBytes) {
    if (salts(later) > 0) {
      if (committed) return { kind: 'damaged', frame: (bad - headerBytes) / frameBytes + 1 };
      end = Math.min(later + frameBytes, wal.byteLength);
    }
    if (salts(later) > 0 || later === bad) committed ||= commits(later);
  }
  // Less than a frame's header at the very end is a frame that was just begun.
  const rest = (wal.byteLength - headerBytes) % frameBytes;
  if (rest > 0 && rest < frameHeaderBytes) end = wal.byteLength;
  if (end > committedEnd) return { kind: 'torn', bytes: end - committedEnd };
  return committedEnd === headerBytes ? { kind: 'empty' } : { kind: 'whole' };
};

/**
 * A log without its spoilt frames, its checksums made again, for a copy of a damaged ledger. A page that a spoilt frame wrote is
 * then as an earlier or a later one left it, mostly a later one, since the newest page of a table is written again by every commit;
 * what does not fit together SQLite and the chain show. A log without a readable header gives nothing.
 */
export const mendedWal = (wal: Uint8Array): Uint8Array => {
  const from = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const header = readHeader(from);
  if (header === null) return new Uint8Array(0);
  const { littleEndian, pageSize } = header;
  const frameBytes = frameHeaderBytes + pageSize;
  const good: number[] = [];
  // A frame's checksum goes on from the one before it as that is stored, so each can be judged by itself.
  let before = header.sum;
  for (let at = headerBytes; at + frameBytes <= wal.byteLength; at += frameBytes) {
    const ours = from.getUint32(at + 8) === from.getUint32(16) && from.getUint32(at + 12) === from.getUint32(20);
    if (!ours) break;
    const stored: Checksum = [from.getUint32(at + 16), from.getUint32(at + 20)];
    const sum = checksum(
      from,
      at + frameHeaderBytes,
      pageSize,
      checksum(from, at, 8, before, littleEndian),
      littleEndian,
    );
    if (sum[0] === stored[0] && sum[1] === stored[1]) good.push(at);
    before = stored;
  }
  const mended = new Uint8Array(headerBytes + good.length * frameBytes);
  mended.set(wal.subarray(0, headerBytes));
  const to = new DataView(mended.buffer);
  let sum = header.sum;
  for (const [index, at] of good.entries()) {
    const place = headerBytes + index * frameBytes;
    mended.set(wal.subarray(at, at + frameBytes), place);
    sum = checksum(to, place + frameHeaderBytes, pageSize, checksum(to, place, 8, sum, littleEndian), littleEndian);
    to.setUint32(place + 16, sum[0]);
    to.setUint32(place + 20, sum[1]);
  }
  return mended;
};
