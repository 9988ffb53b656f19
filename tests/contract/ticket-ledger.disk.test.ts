import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import { noSmallDisk, SmallDisk } from '../support/small-disk.ts';
import { openFilesBelow, removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { walFrames } from '../support/wal.ts';
import { ledgerContract, type LedgerRig } from './ticket-ledger.contract.ts';

/** A disk of four megabytes has no room for the usual one. */
const smallReserve = 256 * 1024;

const makeRig = (directory: string, disk: SmallDisk | null): LedgerRig => {
  const path = join(directory, 'ledger.db');
  const away = join(directory, 'away.db');
  const after = temporaryDirectory();
  const ledger = new SqliteTicketLedger(path, 'FULL', disk === null ? undefined : smallReserve);
  const wal = (): Uint8Array => (existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : new Uint8Array(0));
  return {
    ledger,
    finish: (call) => call,
    syncs: () => walFrames(wal()).filter((frame) => frame.commit).length,
    powerCut: async (how) => {
      // The disk as it is at this moment, without a closing: what a power cut leaves if every write had reached it.
      mkdirSync(after, { recursive: true });
      for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(after, `ledger.db${suffix}`));
      // Half of what the last transaction wrote.
      if (how === 'torn') {
        const frames = walFrames(wal());
        const last = frames.findLastIndex(({ commit }) => commit);
        const before = frames.findLastIndex(({ commit }, index) => commit && index < last);
        const middle = frames[Math.floor((before + 1 + last) / 2)];
        truncateSync(join(after, 'ledger.db-wal'), (middle?.at ?? 0) + (middle?.bytes ?? 0) / 2);
      }
      return new SqliteTicketLedger(join(after, 'ledger.db'));
    },
    fill: async () => {
      // The reserve too, so that nothing is left.
      rmSync(`${path}-reserve`, { force: true });
      disk?.fill();
    },
    runShort: async () => disk?.fill(),
    spoil: async (position) => {
      const db = new Database(path);
      db.prepare(`UPDATE event SET body = replace(body, '"seq":', '"sEq":') WHERE position = ?`).run(position);
      db.close();
    },
    unplug: async () => {
      renameSync(path, away);
      if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${away}-wal`);
    },
    mend: async () => {
      disk?.makeRoom();
      if (!existsSync(away)) return;
      renameSync(away, path);
      if (existsSync(`${away}-wal`)) renameSync(`${away}-wal`, `${path}-wal`);
    },
    held: () => openFilesBelow(directory).length + openFilesBelow(after).length,
    tidy: async () => {
      removeDirectory(after);
      if (disk === null) removeDirectory(directory);
      else disk.unmount();
    },
  };
};

// The disk of the host is shared: that it can be full is shown by the second rig.
ledgerContract('better-sqlite3 on the disk', false, async () => makeRig(temporaryDirectory(), null));

const reason = noSmallDisk();
describe.skipIf(reason !== null)(`on a disk of its own${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  ledgerContract('better-sqlite3 on a small disk', true, async () => {
    const disk = new SmallDisk(4096);
    return makeRig(disk.directory, disk);
  });
});
