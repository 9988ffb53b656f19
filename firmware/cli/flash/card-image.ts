import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../../../hal/error-code.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';
import { endOf, readTable, sectorBytes } from '../image/partition-table.ts';

/** Why a file is no image of a card. */
export type ImageFault =
  | { readonly kind: 'imageUnreadable'; readonly file: string; readonly code: string }
  | { readonly kind: 'imagePacked'; readonly file: string }
  | { readonly kind: 'noImage'; readonly file: string }
  | { readonly kind: 'imageCut'; readonly file: string; readonly expected: number; readonly found: number };

/** First bytes of what must be unpacked first: xz, gzip, zip, zstd. */
const packed = ['fd377a585a00', '1f8b', '504b0304', '28b52ffd'];

/** An image that can be written as it is: a partition table, and every partition whole. */
export const openImage = (
  file: string,
): Result<{ readonly fd: number; readonly bytes: number; close(): void }, ImageFault> => {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    return fail({ kind: 'imageUnreadable', file, code: errorCode(error) ?? 'unknown' });
  }
  const refuse = (fault: ImageFault): Result<never, ImageFault> => {
    closeSync(fd);
    return fail(fault);
  };
  const status = fstatSync(fd);
  if (!status.isFile()) return refuse({ kind: 'imageUnreadable', file, code: 'not a regular file' });
  const head = Buffer.alloc(sectorBytes);
  const read = readSync(fd, head, 0, sectorBytes, 0);
  if (packed.some((magic) => head.toString('hex', 0, 6).startsWith(magic)))
    return refuse({ kind: 'imagePacked', file });
  const table = read === sectorBytes ? readTable(head) : null;
  if (table === null || table.partitions.length === 0) return refuse({ kind: 'noImage', file });
  const expected = endOf(table);
  const bytes = status.size;
  if (bytes < expected) return refuse({ kind: 'imageCut', file, expected, found: bytes });
  return ok({ fd, bytes, close: () => closeSync(fd) });
};
