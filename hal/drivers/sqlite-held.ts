import type Database from 'better-sqlite3';

/*
 * Up to its version 12, better-sqlite3 wraps its native objects in Node's own ObjectWrap. In Node 24 (seen from 24.19 on) the
 * destructor of that asks for the environment of the context that is entered, and in a collection of garbage that falls between two
 * promises there is none: the process aborts, at any moment, with `Assertion failed: (env) != nullptr` in
 * RemoveEnvironmentCleanupHook. Version 13 is built otherwise, but does not run on Node 20. While that is served, none of these
 * objects is ever collected on Node 24: whatever is opened or prepared here is held to the end of the process. That costs ten
 * kilobytes an opening, and a ledger that fails is opened once a minute at most.
 */

const aborts = Number.parseInt(process.versions.node, 10) >= 24;
const held: object[] = [];

/** The same object, never collected where that would end the process. */
export const hold = <T extends object>(native: T): T => {
  if (aborts) held.push(native);
  return native;
};

const prepared = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** A statement of this database, prepared once for each text. Whoever asks for it takes rows as the first one set it to give them. */
export const statement = (db: Database.Database, sql: string): Database.Statement => {
  const known = prepared.get(db) ?? new Map<string, Database.Statement>();
  prepared.set(db, known);
  const made = known.get(sql) ?? hold(db.prepare(sql));
  known.set(sql, made);
  return made;
};

/** The first column of the first row that a statement gives. */
export const single = (db: Database.Database, sql: string): unknown => statement(db, sql).pluck().get();

/** Databases whose commits are not synced by SQLite just now: set for the first of many appends, and not for each of them. */
const unsynced = new WeakSet<Database.Database>();

/** The same, in the write-ahead log when this returns: to sync that is left to whoever calls it. */
export const transactionInLog = <T>(db: Database.Database, work: () => T): T => {
  // Not FULL: SQLite syncs the log before it is moved into the database and where it begins anew, and not at each commit.
  if (!unsynced.has(db)) db.exec('PRAGMA synchronous = NORMAL');
  unsynced.add(db);
  return committed(db, work);
};

/**
 * Does `work` in one transaction, which is on the disk when this returns (unless the database was opened not to sync); when it throws,
 * nothing of it is. Whatever writes to a ledger goes through here, or through `transactionInLog`.
 */
export const transaction = <T>(db: Database.Database, work: () => T): T => {
  if (unsynced.delete(db)) db.exec('PRAGMA synchronous = FULL');
  return committed(db, work);
};

const committed = <T>(db: Database.Database, work: () => T): T => {
  statement(db, 'BEGIN IMMEDIATE').run();
  try {
    const result = work();
    statement(db, 'COMMIT').run();
    return result;
  } catch (error) {
    // Some faults (a full disk) have ended it already.
    if (db.inTransaction) statement(db, 'ROLLBACK').run();
    throw error;
  }
};
