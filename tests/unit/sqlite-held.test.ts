import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hold, single, statement, transaction, transactionInLog } from '../../hal/drivers/sqlite-held.ts';

const folder = mkdtempSync(join(tmpdir(), 'letan-held-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** SQLite's levels, as `PRAGMA synchronous` tells them. */
const [off, normal, full] = [0, 1, 2];

const open = (name: string, level: 'FULL' | 'OFF'): Database.Database => {
  const db = hold(new Database(join(folder, name)));
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${level}; CREATE TABLE t (n INTEGER)`);
  return db;
};
const levelIn = (db: Database.Database, run: typeof transaction): unknown =>
  run(db, () => {
    statement(db, 'INSERT INTO t VALUES (1)').run();
    return single(db, 'PRAGMA synchronous');
  });

test('a transaction is synced by SQLite itself also after those that were left to their caller, also when one of them failed', () => {
  const db = open('full.db', 'FULL');
  const levels = [transaction, transactionInLog, transactionInLog, transaction, transactionInLog].map((run) =>
    levelIn(db, run),
  );
  expect(levels).toEqual([full, normal, normal, full, normal]);
  expect(() =>
    transactionInLog(db, () => {
      throw new Error('refused');
    }),
  ).toThrow('refused');
  expect([levelIn(db, transaction), levelIn(db, transaction)]).toEqual([full, full]);
  db.close();
});

test('a database that was opened not to sync stays so', () => {
  const db = open('off.db', 'OFF');
  expect([levelIn(db, transaction), levelIn(db, transaction)]).toEqual([off, off]);
  db.close();
});
