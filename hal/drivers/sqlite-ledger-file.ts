import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { accessSync, closeSync, constants, fsyncSync, openSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { LedgerFault } from '../ports/ticket-ledger.ts';
import { fail, ok, type Result } from '../result.ts';
import { hold, single, statement, transaction } from './sqlite-held.ts';
import { inspectWal } from './sqlite-wal-tail.ts';

/** `user_version` of a ledger that this code writes. */
export const knownSchema = 1;
/** `application_id` of a ledger: "LETA". */
const applicationId = 0x4c455441;
/** How long an opening waits for another process to let go; the event loop stands still meanwhile. */
const busyMs = 250;
/** Pages in the log before they are moved into the database: 1 MiB, so the log stays small and a commit that moves them short. */
const checkpointPages = 256;
/** A database up to this size is checked whole at each opening (about half a second on an SD card). */
const wholeCheckBytes = 32 * 1024 * 1024;
/** Events whose chain is checked at each opening, newest first: some weeks of one kiosk. Older ones are checked when read. */
export const openingCheckEvents = 20_000;

/** Moving the files together keeps what the log still holds; removing only one of them would lose it. */
const remedy = (path: string): string =>
  `keep ${basename(path)} and ${basename(path)}-wal for repair: move both to another folder, then restart`;

const chainStart = Buffer.alloc(32);

/** The link of an event: SHA-256 over the link before it and its own text, so that nothing can change or vanish unseen. */
export const chainLink = (before: Uint8Array, body: string): Buffer =>
  createHash('sha256').update(before).update(body).digest();

interface LinkRow {
  readonly position: number;
  readonly chain: Buffer;
}

/** Position and link of the newest event before `position`, or of the ledger's beginning. */
export const linkBefore = (db: Database.Database, position: number): LinkRow => {
  // better-sqlite3 types rows as unknown; the table is STRICT and the columns are named here.
  const newest = statement(db, 'SELECT position, chain FROM event WHERE position < ? ORDER BY position DESC LIMIT 1');
  const row = newest.get(position) as LinkRow | undefined;
  return row ?? { position: 0, chain: chainStart };
};

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

/** The fault behind what SQLite or the file system threw; rethrows what is neither, because that is a bug of ours. */
export const faultOf = (error: unknown, path: string): LedgerFault => {
  const code = codeOf(error);
  if (code === 'unknown') throw error;
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

const syncDirectory = (path: string): void => {
  const fd = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

const createSchema = (db: Database.Database): void => {
  transaction(db, () => {
    db.exec(`
      CREATE TABLE event (
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL,
        chain BLOB NOT NULL
      ) STRICT;
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${knownSchema};
    `);
  });
};

/** Looks before anything is written: a database of another program must stay as it is. */
const checkSchema = (db: Database.Database, path: string): Result<'ours' | 'blank', LedgerFault> => {
  const version = Number(single(db, 'PRAGMA user_version'));
  const application = Number(single(db, 'PRAGMA application_id'));
  const tables = Number(single(db, 'SELECT count(*) FROM sqlite_schema'));
  if (application === 0 && version === 0 && tables === 0) return ok('blank');
  if (application !== applicationId)
    return fail({ kind: 'damaged', where: path, reason: `a database of another program; ${remedy(path)}` });
  if (version > knownSchema) return fail({ kind: 'newer-schema', where: path, found: version, known: knownSchema });
  return ok('ours');
};

interface EventRow extends LinkRow {
  readonly body: string;
}

/** Walks the newest events and their chain; older ones are checked as they are read. */
const checkChain = (db: Database.Database, path: string, head: number): LedgerFault | null => {
  const from = Math.max(1, head - openingCheckEvents + 1);
  let { position, chain } = linkBefore(db, from);
  const events = statement(db, 'SELECT position, body, chain FROM event WHERE position >= ? ORDER BY position');
  const rows = hold(events.iterate(from));
  for (const row of rows as IterableIterator<EventRow>) {
    const link = chainLink(chain, row.body);
    if (row.position !== position + 1 || !link.equals(row.chain))
      return { kind: 'damaged', where: path, reason: `event ${row.position} is not what was written; ${remedy(path)}` };
    ({ position } = row);
    chain = link;
  }
  return null;
};

export interface OpenLedger {
  readonly db: Database.Database;
  readonly head: number;
  readonly chain: Buffer;
  /** The file's inode: another one at the path means that somebody replaced or removed it under us. */
  readonly inode: number;
  readonly repairs: readonly string[];
}

const openDatabase = (path: string, synchronous: 'FULL' | 'OFF'): Result<OpenLedger, LedgerFault> => {
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
    const schema = checkSchema(db, path);
    if (!schema.ok) return refuse(schema.fault);
    const mode = single(db, 'PRAGMA journal_mode = WAL');
    if (mode !== 'wal') return refuse({ kind: 'io', where: path, code: `journal-mode-${String(mode)}` });
    db.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    db.exec(`PRAGMA journal_size_limit = ${checkpointPages * 4096 * 4}`);
    if (schema.value === 'blank') {
      createSchema(db);
      // SQLite syncs the directory for its journals' sake; that the database's own name is safe with them is not relied on.
      syncDirectory(path);
    }
    const { size, ino } = statSync(path);
    if (size <= wholeCheckBytes) {
      const verdict = single(db, 'PRAGMA quick_check(1)');
      if (verdict !== 'ok')
        return refuse({ kind: 'damaged', where: path, reason: `${String(verdict)}; ${remedy(path)}` });
    }
    const { position: head, chain } = linkBefore(db, Number.MAX_SAFE_INTEGER);
    const chainFault = checkChain(db, path, head);
    if (chainFault !== null) return refuse(chainFault);
    // Moves what a crash left in the log into the database and cuts the log to nothing, torn tail included.
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return ok({ db, head, chain, inode: ino, repairs: [] });
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Opens or creates the ledger's database, checked and repaired as far as that loses nothing that was acknowledged. */
export const openLedgerFile = (path: string, synchronous: 'FULL' | 'OFF'): Result<OpenLedger, LedgerFault> => {
  try {
    const before = preflight(path);
    if (!before.ok) return before;
    const { size, wal } = before.value;
    const tail = inspectWal(wal);
    if (tail.kind === 'damaged')
      return fail({
        kind: 'damaged',
        where: `${path}-wal`,
        reason: `frame ${tail.frame} of the write-ahead log is bad and commits follow it; ${remedy(path)}`,
      });
    // SQLite would delete such a log unread.
    if (size === 0 && tail.kind === 'whole')
      return fail({
        kind: 'damaged',
        where: path,
        reason: `the write-ahead log is there but its database is empty or missing; ${remedy(path)}`,
      });
    const opened = openDatabase(path, synchronous);
    if (!opened.ok || tail.kind !== 'torn') return opened;
    const repairs = [`cut ${tail.bytes} bytes of an unfinished write off the end of ${basename(path)}-wal`];
    return ok({ ...opened.value, repairs });
  } catch (error) {
    return fail(faultOf(error, path));
  }
};
