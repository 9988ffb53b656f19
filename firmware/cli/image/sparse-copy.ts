import { readSync, writeSync } from 'node:fs';

const piece = 1024 * 1024;
const nothing = Buffer.alloc(piece);

/**
 * Copies a stretch of one file into another. Pieces of nothing but zeros are not written: the target must be new there, so that it has
 * holes, which cost neither time nor room.
 */
export const copyStretch = (
  from: { readonly fd: number; readonly at: number },
  to: { readonly fd: number; readonly at: number },
  bytes: number,
  tell: (done: number) => void,
): void => {
  const buffer = Buffer.alloc(piece);
  for (let done = 0; done < bytes;) {
    const read = readSync(from.fd, buffer, 0, Math.min(piece, bytes - done), from.at + done);
    if (read === 0) break;
    const part = buffer.subarray(0, read);
    if (!part.equals(nothing.subarray(0, read)))
      for (let put = 0; put < read;) put += writeSync(to.fd, part, put, read - put, to.at + done + put);
    done += read;
    tell(done);
  }
};
