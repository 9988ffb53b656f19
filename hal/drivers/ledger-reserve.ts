import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../error-code.ts';
import { syncPath } from './sqlite-ledger-rebuild.ts';

/** Enough for the last events of a day with some hundreds of people in line, with the log that they pass through. */
export const reserveBytes = 8 * 1024 * 1024;

const piece = new Uint8Array(256 * 1024);

/**
 * A file of zeros beside the ledger that holds room on the disk for the end of a day. It is removed when the disk is full, and made
 * again once there is room for it twice, so that it is not made and removed by turns.
 */
export class LedgerReserve {
  readonly #path: string;
  readonly #bytes: number;

  /** @param bytes 0: none is kept. */
  constructor(ledgerPath: string, bytes: number) {
    this.#path = `${ledgerPath}-reserve`;
    this.#bytes = bytes;
  }

  get #size(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Whether it is there, after trying to make it. Throws only what no full disk explains. */
  keep(): boolean {
    if (this.#bytes === 0 || this.#size === this.#bytes) return true;
    try {
      const disk = statfsSync(dirname(this.#path));
      if (disk.bavail * disk.bsize < 2 * this.#bytes) return false;
      const fd = openSync(this.#path, 'w', 0o600);
      try {
        for (let at = 0; at < this.#bytes; at += piece.length)
          writeSync(fd, piece, 0, Math.min(piece.length, this.#bytes - at));
        fdatasyncSync(fd);
      } finally {
        closeSync(fd);
      }
      syncPath(dirname(this.#path));
      return true;
    } catch (error) {
      this.release();
      const code = errorCode(error);
      if (code === 'ENOSPC' || code === 'EDQUOT') return false;
      throw error;
    }
  }

  /** Gives its room back to the disk; false when there was none. */
  release(): boolean {
    if (this.#size === 0) return false;
    rmSync(this.#path, { force: true });
    return true;
  }
}
