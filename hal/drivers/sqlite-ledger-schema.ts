import Database from 'better-sqlite3';
import type { LedgerFault } from '../ports/ticket-ledger.ts';
import { fail, ok, type Result } from '../result.ts';
import { hold, single, transaction } from './sqlite-held.ts';

/** `user_version` of a ledger that this code writes, and the oldest that it reads. */
export const knownSchema = 2;
export const oldestSchema = 1;
/** `application_id` of a ledger: "LETA". */
const applicationId = 0x4c455441;

/** Version 1: the events alone. */
const events = `
  CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    chain BLOB NOT NULL
  ) STRICT;
  PRAGMA application_id = ${applicationId};`;

/*
 * Two releases share one ledger while an update can be taken back, so a version only adds: what it adds can be there, unread, below the
 * older one's `user_version`, and nothing that the older one reads is changed. What the older one could not live with (events that
 * were forgotten, `held`) waits until the version is raised, which is when no older release is left to go back to.
 */

/** What each version added to the one before it. */
const since: Readonly<Record<number, string>> = {
  1: events,
  /*
   * quarantine: events first..last that are not what was written, as they were found; no id: they were not even there.
   * archive: events first..last as a file. base: the event before the oldest that is kept, after older ones were forgotten.
   * forgotten: up to which of its events each start of each device is behind that.
   */
  2: `
    CREATE TABLE IF NOT EXISTS quarantine (
      first INTEGER PRIMARY KEY,
      last INTEGER NOT NULL,
      id TEXT,
      body TEXT,
      chain BLOB,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS archive (
      first INTEGER PRIMARY KEY,
      last INTEGER NOT NULL,
      name TEXT NOT NULL UNIQUE,
      sha256 TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS base (position INTEGER PRIMARY KEY, chain BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS forgotten (
      device TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      PRIMARY KEY (device, epoch)
    ) STRICT;`,
};

/** What kind of file this is. Looks before anything is written: a database of another program must stay as it is. */
export const schemaOf = (
  db: Database.Database,
  path: string,
  remedy: string,
): Result<{ readonly version: number }, LedgerFault> => {
  const version = Number(single(db, 'PRAGMA user_version'));
  const application = Number(single(db, 'PRAGMA application_id'));
  const tables = Number(single(db, 'SELECT count(*) FROM sqlite_schema'));
  if (application === 0 && version === 0 && tables === 0) return ok({ version: 0 });
  if (application === applicationId && version < 1)
    return fail({
      kind: 'damaged',
      where: path,
      reason: `a ledger of version ${version}, which there is not; ${remedy}`,
    });
  if (application !== applicationId)
    return fail({ kind: 'damaged', where: path, reason: `a database of another program; ${remedy}` });
  if (version > knownSchema) return fail({ kind: 'newer-schema', where: path, found: version, known: knownSchema });
  return ok({ version });
};

/**
 * Makes room in a ledger of an earlier version (0: an empty file) for all that this code writes, and raises its version, to `ceiling` at
 * most; wholly or not at all. Gives the version that it bears then.
 */
export const migrate = (db: Database.Database, from: number, ceiling: number = knownSchema): number => {
  const to = Math.max(from, Math.min(knownSchema, Math.max(oldestSchema, ceiling)));
  transaction(db, () => {
    for (let version = from + 1; version <= knownSchema; version++) db.exec(since[version] ?? '');
    db.exec(`PRAGMA user_version = ${to}`);
  });
  return to;
};

/** The version of a ledger that nobody has open, null where it is none. Brings in what its log holds, so ask it of a copy. */
export const ledgerSchemaAt = (path: string): number | null => {
  const db = hold(new Database(path, { fileMustExist: true }));
  try {
    const application = Number(single(db, 'PRAGMA application_id'));
    return application === applicationId ? Number(single(db, 'PRAGMA user_version')) : null;
  } catch {
    return null;
  } finally {
    db.close();
  }
};
