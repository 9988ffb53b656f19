import Database from 'better-sqlite3';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { inspectWal } from '../../hal/drivers/sqlite-wal-tail.ts';
import { SeededRandom } from '../../sim/random.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { runs } from '../support/tier.ts';
import { walFrames } from '../support/wal.ts';

const commits = 12;
vi.setConfig({ testTimeout: runs({ fast: 30_000, long: 300_000 }) });

/** SQLite itself is the judge: it wrote the log, and it says how many commits it would recover from a spoilt one. */
describe('tail of a write-ahead log', () => {
  let directory: string;
  let wal: Buffer;
  beforeAll(() => {
    directory = temporaryDirectory();
    const path = join(directory, 'source.db');
    const db = new Database(path);
    db.pragma('journal_mode = WAL');
    db.pragma('wal_autocheckpoint = 0');
    db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)');
    db.pragma('wal_checkpoint(TRUNCATE)');
    // The third commit is large, so that it has many frames.
    for (let n = 1; n <= commits; n++)
      db.prepare('INSERT INTO t VALUES (?, ?)').run(n, String(n).repeat(n === 3 ? 20_000 : 200));
    copyFileSync(path, join(directory, 'base.db'));
    wal = readFileSync(`${path}-wal`);
    db.close();
  });
  afterAll(() => removeDirectory(directory));

  const recovered = (spoilt: Uint8Array): number => {
    const path = join(directory, 'copy.db');
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
    copyFileSync(join(directory, 'base.db'), path);
    writeFileSync(`${path}-wal`, spoilt);
    const db = new Database(path);
    try {
      return Number(db.prepare('SELECT count(*) FROM t').pluck().get());
    } finally {
      db.close();
    }
  };

  test('a whole log is whole, an absent one empty', () => {
    expect(inspectWal(wal)).toEqual({ kind: 'whole' });
    expect(recovered(wal)).toBe(commits);
    expect(inspectWal(new Uint8Array(0))).toEqual({ kind: 'empty' });
  });

  test('cut at any byte: torn by exactly what SQLite drops, whole at the end of a commit', () => {
    const random = new SeededRandom(1);
    const ends = new Set(walFrames(wal).flatMap((frame) => (frame.commit ? [frame.at + frame.bytes] : [])));
    const positions = [...ends, 0, 1, 31, 32, 33, 55, 56, 57];
    for (let round = 0; round < runs({ fast: 60, long: 2000 }); round++) positions.push(random.below(wal.length));
    for (const position of positions) {
      const tail = inspectWal(wal.subarray(0, position));
      const kept = [...ends].filter((end) => end <= position);
      expect(recovered(wal.subarray(0, position)), `cut at ${position}`).toBe(kept.length);
      const committed = kept.at(-1) ?? 32;
      if (position === 0) expect(tail.kind).toBe('empty');
      else if (position < 32) expect(tail).toEqual({ kind: 'torn', bytes: position });
      else if (position === committed)
        expect(tail.kind, `cut at ${position}`).toBe(kept.length === 0 ? 'empty' : 'whole');
      else expect(tail, `cut at ${position}`).toEqual({ kind: 'torn', bytes: position - committed });
    }
  });

  test('a flipped bit before the last commit is damage, in the last one a torn tail', () => {
    const random = new SeededRandom(2);
    const frames = walFrames(wal);
    const lastBegins = Math.max(
      ...frames.slice(0, -1).flatMap((frame) => (frame.commit ? [frame.at + frame.bytes] : [])),
    );
    for (let round = 0; round < runs({ fast: 80, long: 3000 }); round++) {
      const position = random.below(wal.length);
      const spoilt = Buffer.from(wal);
      spoilt.writeUInt8((spoilt[position] ?? 0) ^ (1 << random.below(8)), position);
      const tail = inspectWal(spoilt);
      const lost = commits - recovered(spoilt);
      // Losing more than the last commit must never pass for a crash.
      if (lost > 1) expect(tail.kind, `bit of byte ${position}`).toBe('damaged');
      if (lost > 0) expect(tail.kind, `bit of byte ${position}`).not.toBe('whole');
      if (lost > 0 && position >= lastBegins) expect(tail.kind).toBe('torn');
      if (lost === 0) expect(tail.kind, `bit of byte ${position}`).toBe('whole');
    }
  });

  test('frames of an earlier round of the log are no tail', () => {
    const path = join(directory, 'rounds.db');
    const db = new Database(path);
    db.pragma('journal_mode = WAL');
    db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)');
    for (let n = 1; n <= 50; n++) db.prepare('INSERT INTO t VALUES (?, ?)').run(n, 'x'.repeat(3000));
    db.pragma('wal_checkpoint(RESTART)');
    db.prepare('INSERT INTO t VALUES (51, ?)').run('y');
    const log = readFileSync(`${path}-wal`);
    expect(walFrames(log).length).toBeLessThan(10);
    expect(log.length).toBeGreaterThan(50 * 3000);
    expect(inspectWal(log)).toEqual({ kind: 'whole' });
    db.close();
  });

  test('junk is never whole', () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 200; round++) {
      const junk = Uint8Array.from({ length: random.below(3000) }, () => random.below(256));
      expect(inspectWal(junk).kind).not.toBe('whole');
    }
  });
});
