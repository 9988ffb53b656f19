import { spawn, spawnSync } from 'node:child_process';
import { closeSync, createWriteStream, openSync, readSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import { errorCode } from '../../../hal/error-code.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';
import { ToolError } from '../release/tools.ts';
import { withSbin } from './ext4.ts';
import {
  endOf,
  partitionTypes,
  readTable,
  sectorBytes,
  type Partition,
  type PartitionTable,
} from './partition-table.ts';

/** Why a file is no base for a card. */
export type BaseFault =
  | { readonly kind: 'unreadable'; readonly file: string; readonly code: string }
  | { readonly kind: 'packedOtherwise'; readonly file: string }
  | { readonly kind: 'noTable'; readonly file: string }
  | { readonly kind: 'guidTable'; readonly file: string }
  | { readonly kind: 'partitions'; readonly file: string; readonly found: string }
  | { readonly kind: 'cut'; readonly file: string; readonly expected: number; readonly found: number };

const magics = { xz: 'fd377a585a00', others: ['1f8b', '504b0304', '28b52ffd'] } as const;

/** The first bytes of a file, or why they cannot be read. */
const headOf = (file: string): Result<Buffer, BaseFault> => {
  try {
    if (!statSync(file).isFile()) return fail({ kind: 'unreadable', file, code: 'not a regular file' });
    const fd = openSync(file, 'r');
    try {
      const head = Buffer.alloc(sectorBytes);
      return ok(head.subarray(0, readSync(fd, head, 0, head.length, 0)));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return fail({ kind: 'unreadable', file, code: errorCode(error) ?? 'unknown' });
  }
};

/** Whether a file is one that `unpackBase` unpacks; what cannot be read is found out when it is opened. */
export const isPacked = (file: string): boolean => {
  const head = headOf(file);
  const magic = head.ok ? head.value.toString('hex', 0, 6) : '';
  return magic === magics.xz || magics.others.some((each) => magic.startsWith(each));
};

/** How long an .xz is once unpacked, by its own index. */
const unpackedBytes = (file: string): number => {
  const { stdout } = spawnSync('xz', ['--robot', '--list', file], { encoding: 'utf8', env: withSbin() });
  return Number(/^totals\t(?:[^\t]*\t){3}(\d+)/mu.exec(stdout ?? '')?.[1] ?? 0);
};

/**
 * Unpacks an .xz to `to`; other packings are refused. The base itself is only ever read. `tell` hears the bytes that are there, of all.
 */
export const unpackBase = async (
  file: string,
  to: string,
  tell: (done: number, of: number) => void,
): Promise<Result<void, BaseFault>> => {
  const head = headOf(file);
  if (!head.ok) return head;
  if (head.value.toString('hex', 0, 6) !== magics.xz) return fail({ kind: 'packedOtherwise', file });
  const total = unpackedBytes(file);
  let done = 0;
  const counted = new Transform({
    transform: (piece: Buffer, _, next) => {
      done += piece.length;
      tell(done, Math.max(total, done));
      next(null, piece);
    },
  });
  const child = spawn('xz', ['-dc', '-T0', file], { stdio: ['ignore', 'pipe', 'pipe'], env: withSbin() });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (words: string) => (said += words));
  const ended = once(child, 'close');
  child.once('error', (error) => (said = error.message));
  await pipeline(child.stdout, counted, createWriteStream(to));
  await ended;
  if (child.exitCode !== 0) throw new ToolError('xz', said.trim());
  return ok(undefined);
};

export interface Layout {
  readonly head: Buffer;
  readonly table: PartitionTable;
  /** FAT: what the Raspberry Pi itself reads. */
  readonly boot: Partition;
  /** ext4: the system. */
  readonly root: Partition;
}

/** The two partitions of a Raspberry Pi OS image, or what is there instead. `file` is the base's name, for its faults. */
export const layoutOf = (fd: number, bytes: number, file: string): Result<Layout, BaseFault> => {
  const head = Buffer.alloc(sectorBytes);
  const table = readSync(fd, head, 0, sectorBytes, 0) < sectorBytes ? null : readTable(head);
  if (table === null) return fail({ kind: 'noTable', file });
  const [boot, root, ...more] = table.partitions;
  if (boot?.type === partitionTypes.guard) return fail({ kind: 'guidTable', file });
  const found = table.partitions.map(({ type }) => `0x${type.toString(16).padStart(2, '0')}`).join(', ') || '–';
  const fat = boot !== undefined && [partitionTypes.fat32, 0x0b, 0x0e].includes(boot.type);
  if (!fat || root?.type !== partitionTypes.linux || more.length > 0) return fail({ kind: 'partitions', file, found });
  const expected = endOf(table);
  return bytes < expected ? fail({ kind: 'cut', file, expected, found: bytes }) : ok({ head, table, boot, root });
};
