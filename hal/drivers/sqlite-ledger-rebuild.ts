import Database from 'better-sqlite3';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { hold, statement, transaction } from './sqlite-held.ts';
import type { EventRow } from './sqlite-ledger-chain.ts';
import { migrate, schemaOf } from './sqlite-ledger-schema.ts';
import { mendedWal } from './sqlite-wal-tail.ts';

const pageEvents = 500;
/** Positions tried one by one behind an unreadable place; then in leaps. */
const triedSingly = 64;
const leaps = 40;

/** Syncs a file or a directory. */
export const syncPath = (path: string): void => {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** Everything of a table that SQLite can still read, in order; unreadable places are leapt over. */
function* readable(db: Database.Database): IterableIterator<EventRow> {
  const page = statement(
    db,
    'SELECT position, id, body, chain FROM event WHERE position >= ? ORDER BY position LIMIT ?',
  );
  let from = Number.MIN_SAFE_INTEGER;
  let failures = 0;
  let limit = pageEvents;
  while (failures < triedSingly + leaps) {
    let rows: EventRow[];
    try {
      // better-sqlite3 types rows as unknown; of a damaged table every column is looked at before it is used.
      rows = page.all(from, limit) as EventRow[];
    } catch {
      // Nearer to the place: what stands before it on the same page can be read event by event.
      if (limit > 1) limit = 1;
      else {
        failures += 1;
        from = Math.max(from, 0) + (failures <= triedSingly ? 1 : 2 ** Math.min(30, failures - triedSingly));
      }
      continue;
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    yield* rows.filter(
      ({ position, id, body, chain }) =>
        Number.isSafeInteger(position) &&
        position > 0 &&
        typeof id === 'string' &&
        typeof body === 'string' &&
        Buffer.isBuffer(chain),
    );
    from = last.position + 1;
    if (limit > 1) failures = 0;
    else limit = pageEvents;
  }
}

/** Where the damaged files are kept: a directory beside the ledger that is not there yet. */
const evidenceBeside = (path: string): string => {
  for (let n = 1; ; n += 1) {
    const directory = `${path}-damaged-${n}`;
    if (!existsSync(directory)) return directory;
  }
};

const finished = (path: string): string => `${path}-rebuilt`;

/** Puts a rebuilt ledger in the place of the damaged one; does nothing when none is waiting. May be cut short and done again. */
export const finishRebuild = (path: string): void => {
  if (!existsSync(finished(path))) return;
  // The old log must not be taken for one of the new database.
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  syncPath(dirname(path));
  renameSync(finished(path), path);
  syncPath(dirname(path));
};

/**
 * Takes over whatever can be read of a damaged ledger into a new file in its place. The damaged files go untouched into a directory
 * beside it first. What is missing or not proven among the events the chain shows afterwards. Gives the directory and how many were
 * taken over; null when SQLite cannot read the table at all: then nothing is changed.
 */
export const rebuild = (path: string, ceiling: number): { readonly evidence: string; readonly kept: number } | null => {
  const evidence = evidenceBeside(path);
  const work = `${path}-salvage`;
  const fresh = `${path}-new`;
  const tidy = (): void => {
    for (const each of [work, fresh])
      for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(each + suffix, { force: true });
  };
  tidy();
  try {
    copyFileSync(path, work);
    if (existsSync(`${path}-wal`)) writeFileSync(`${work}-wal`, mendedWal(readFileSync(`${path}-wal`)));
    const kept = takeOver(work, fresh, ceiling);
    if (kept === null) return null;
    mkdirSync(evidence);
    for (const suffix of ['', '-wal']) {
      if (!existsSync(path + suffix)) continue;
      copyFileSync(path + suffix, join(evidence, basename(path) + suffix));
      syncPath(join(evidence, basename(path) + suffix));
    }
    syncPath(evidence);
    syncPath(fresh);
    renameSync(fresh, finished(path));
    syncPath(dirname(path));
    finishRebuild(path);
    return { evidence, kept };
  } finally {
    tidy();
  }
};

/** Tables beside the events; what of them cannot be read is made anew in time or is not needed. */
const besides = ['quarantine', 'archive', 'base', 'forgotten'];

const takeOver = (work: string, fresh: string, ceiling: number): number | null => {
  const from = hold(new Database(work));
  const to = hold(new Database(fresh));
  try {
    const schema = schemaOf(from, work, '');
    if (!schema.ok) return null;
    // What bore a newer version may hold what only that one reads.
    migrate(to, 0, Math.max(ceiling, schema.value.version));
    const insert = statement(to, 'INSERT OR IGNORE INTO event (position, id, body, chain) VALUES (?, ?, ?, ?)');
    let kept = 0;
    try {
      transaction(to, () => {
        for (const { position, id, body, chain } of readable(from))
          kept += insert.run(position, id, body, chain).changes;
      });
    } catch {
      return null;
    }
    for (const table of besides) {
      try {
        // As they stand: both are tables of the same schema.
        const rows = statement(from, `SELECT * FROM ${table}`).raw().all() as unknown[][];
        for (const row of rows)
          statement(to, `INSERT OR IGNORE INTO ${table} VALUES (${row.map(() => '?').join(', ')})`).run(...row);
      } catch {
        // Unreadable, or of a version that had no such table.
      }
    }
    return kept === 0 ? null : kept;
  } catch {
    return null;
  } finally {
    from.close();
    to.close();
  }
};
