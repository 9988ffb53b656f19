import Database from 'better-sqlite3';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errorCode } from '../error-code.ts';
import type { LedgerFault, LedgerRepair } from '../ports/ticket-ledger.ts';
import { fail, ok, type Result } from '../result.ts';
import { hold, single } from './sqlite-held.ts';
import { linkBefore, provenFrom } from './sqlite-ledger-chain.ts';
import { finishRebuild, rebuild, syncPath } from './sqlite-ledger-rebuild.ts';
import { knownSchema, migrate, schemaOf } from './sqlite-ledger-schema.ts';
import { inspectWal } from './sqlite-wal-tail.ts';

/** How long an opening waits for another process to let go; the event loop stands still meanwhile. */
const busyMs = 250;
/** Pages in the log before they are moved into the database: 1 MiB, so the log stays small and a commit that moves them short. */
const checkpointPages = 256;
/** A database up to this size is checked whole at each opening (about half a second on an SD card). */
const wholeCheckBytes = 32 * 1024 * 1024;
/** Events whose chain is checked at each opening, newest first: some days of a busy hall. Older ones by and by, and when read. */
export const openingCheckEvents = 20_000;
const slice = 1000;

/** Moving the files together keeps what the log still holds; removing only one of them would lose it. */
const remedy = (path: string): string =>
  `keep ${basename(path)} and ${basename(path)}-wal for repair: move both to another folder, then restart`;

/** The fault behind what SQLite or the file system threw; rethrows what is neither, because that is a bug of ours. */
export const faultOf = (error: unknown, path: string): LedgerFault => {
  const code = errorCode(error);
  if (code === null) throw error;
  const where = path;
  const reason = error instanceof Error ? error.message : code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent', where };
  if (code === 'EACCES' || code === 'EPERM' || code === 'SQLITE_PERM') return { kind: 'permission', where };
  if (code === 'EROFS' || code.startsWith('SQLITE_READONLY')) return { kind: 'read-only', where };
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') return { kind: 'full', where };
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return { kind: 'busy', where };
  if (code === 'SQLITE_NOTADB') return { kind: 'damaged', where, reason: `not a database; ${remedy(path)}` };
  if (code.startsWith('SQLITE_CORRUPT')) return { kind: 'damaged', where, reason: `${reason}; ${remedy(path)}` };
  return { kind: 'io', where, code };
};

/** SQLite takes a file shorter than its smallest page for an empty one and writes over it. */
const smallestDatabase = 512;

/** What the file system says before SQLite is let near: SQLite would answer most of it with one vague code. */
const preflight = (path: string): Result<{ size: number; wal: Uint8Array }, LedgerFault> => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile())
    return fail({ kind: 'damaged', where: path, reason: 'not a file: the ledger needs the path of a file' });
  if (stat !== undefined && stat.size > 0 && stat.size < smallestDatabase)
    return fail({ kind: 'damaged', where: path, reason: `not a database; ${remedy(path)}` });
  accessSync(dirname(path), constants.R_OK | constants.W_OK | constants.X_OK);
  if (stat !== undefined) accessSync(path, constants.R_OK | constants.W_OK);
  const walStat = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (walStat !== undefined) accessSync(`${path}-wal`, constants.R_OK | constants.W_OK);
  // Reading the log's file is safe: SQLite's locks lie on the database file, which must never be opened here (closing it would
  // drop the locks of this whole process).
  const wal = walStat === undefined ? new Uint8Array(0) : readFileSync(`${path}-wal`);
  return ok({ size: stat?.size ?? 0, wal });
};

/** Walks the newest events and their chain, and moves aside what is not what was written. */
const checkNewest = (db: Database.Database, path: string, head: number): readonly LedgerRepair[] => {
  const repairs: LedgerRepair[] = [];
  for (let from = Math.max(1, head - openingCheckEvents + 1); from <= head; from += slice)
    repairs.push(...provenFrom(db, from, slice, path).repairs);
  return repairs;
};

export interface OpenLedger {
  readonly db: Database.Database;
  readonly head: number;
  readonly chain: Buffer;
  /** The file's inode: another one at the path means that somebody replaced or removed it under us. */
  readonly inode: number;
  readonly repairs: readonly LedgerRepair[];
  /** Kept at an older version for a release that may come back: nothing is done to it that only a newer one could read. */
  readonly held: boolean;
}

/** How a ledger's file is opened. */
export interface Opening {
  readonly synchronous: 'FULL' | 'OFF';
  /** The newest version that it may be raised to. */
  readonly ceiling: number;
}

const openDatabase = (path: string, { ceiling, synchronous }: Opening): Result<OpenLedger, LedgerFault> => {
  const db = hold(new Database(path, { timeout: busyMs }));
  const refuse = (fault: LedgerFault): Result<OpenLedger, LedgerFault> => {
    db.close();
    return fail(fault);
  };
  try {
    // EXCLUSIVE is the one-writer lock: held from the first read to the end of the process, however it ends. It also means that
    // no reader can keep the log from being moved into the database.
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    db.exec(`PRAGMA synchronous = ${synchronous}`);
    const schema = schemaOf(db, path, remedy(path));
    if (!schema.ok) return refuse(schema.fault);
    const mode = single(db, 'PRAGMA journal_mode = WAL');
    if (mode !== 'wal') return refuse({ kind: 'io', where: path, code: `journal-mode-${String(mode)}` });
    db.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    db.exec(`PRAGMA journal_size_limit = ${checkpointPages * 4096 * 4}`);
    const { version } = schema.value;
    const repairs: LedgerRepair[] = [];
    const to = version < knownSchema ? migrate(db, version, ceiling) : version;
    // SQLite syncs the directory for its journals' sake; that the database's own name is safe with them is not relied on.
    if (version === 0) syncPath(dirname(path));
    else if (to !== version) repairs.push({ kind: 'migrated', where: path, from: version, to });
    const { size, ino } = statSync(path);
    if (size <= wholeCheckBytes) {
      const verdict = single(db, 'PRAGMA quick_check(1)');
      if (verdict !== 'ok')
        return refuse({ kind: 'damaged', where: path, reason: `${String(verdict)}; ${remedy(path)}` });
    }
    repairs.push(...checkNewest(db, path, linkBefore(db, Number.MAX_SAFE_INTEGER).position));
    const { position: head, chain } = linkBefore(db, Number.MAX_SAFE_INTEGER);
    if (chain === null)
      return refuse({ kind: 'damaged', where: path, reason: `what event ${head} was is not known; ${remedy(path)}` });
    // Moves what a crash left in the log into the database and cuts the log to nothing, torn tail included.
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return ok({ db, head, chain, inode: ino, repairs, held: to < knownSchema });
  } catch (error) {
    db.close();
    throw error;
  }
};

const openedAt = (path: string, opening: Opening): Result<OpenLedger, LedgerFault> => {
  try {
    return openDatabase(path, opening);
  } catch (error) {
    return fail(faultOf(error, path));
  }
};

/** Opens what is left of a damaged ledger; with its first fault where nothing could be taken over. */
const openRebuilt = (path: string, opening: Opening, why: LedgerFault): Result<OpenLedger, LedgerFault> => {
  const rebuilt = rebuild(path, opening.ceiling);
  if (rebuilt === null) return fail(why);
  const { evidence, kept } = rebuilt;
  const opened = openedAt(path, opening);
  if (!opened.ok) return opened;
  return ok({ ...opened.value, repairs: [{ kind: 'rebuilt', where: evidence, kept }, ...opened.value.repairs] });
};

/** Opens or creates the ledger's database, checked and repaired as far as that loses nothing that is whole. */
export const openLedgerFile = (path: string, opening: Opening): Result<OpenLedger, LedgerFault> => {
  try {
    finishRebuild(path);
    const before = preflight(path);
    if (!before.ok) return before;
    const { size, wal } = before.value;
    const tail = inspectWal(wal);
    // SQLite would delete such a log unread.
    if (size === 0 && (tail.kind === 'whole' || tail.kind === 'damaged'))
      return fail({
        kind: 'damaged',
        where: path,
        reason: `the write-ahead log is there but its database is empty or missing; ${remedy(path)}`,
      });
    // SQLite would drop the commits behind the bad frame without a word.
    if (tail.kind === 'damaged')
      return openRebuilt(path, opening, {
        kind: 'damaged',
        where: `${path}-wal`,
        reason: `frame ${tail.frame} of the write-ahead log is bad and commits follow it; ${remedy(path)}`,
      });
    const opened = openedAt(path, opening);
    // A file that is no ledger of ours is left alone; one that is and cannot be read throughout is rebuilt.
    if (!opened.ok && opened.fault.kind === 'damaged') return openRebuilt(path, opening, opened.fault);
    if (!opened.ok || tail.kind !== 'torn') return opened;
    const cut: LedgerRepair = { kind: 'torn-tail', where: `${path}-wal`, bytes: tail.bytes };
    return ok({ ...opened.value, repairs: [cut, ...opened.value.repairs] });
  } catch (error) {
    return fail(faultOf(error, path));
  }
};
