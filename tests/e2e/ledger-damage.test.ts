import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import type { LedgerFault, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { SeededRandom } from '../../sim/random.ts';
import { events, LedgerOnDisk, openAt, value } from '../support/ledger-on-disk.ts';
import { runs } from '../support/tier.ts';
import { walFrames } from '../support/wal.ts';

// Each opening syncs several times: a slow disk needs its time.
vi.setConfig({ testTimeout: runs({ fast: 60_000, long: 600_000 }) });

let disk: LedgerOnDisk;
beforeEach(() => {
  disk = new LedgerOnDisk();
});
afterEach(() => disk.tidy());

describe('damage', () => {
  const openCopy = async (
    spoil: (copy: string) => void,
  ): Promise<{ ledger: SqliteTicketLedger; fault: LedgerFault | null }> => {
    const copy = join(disk.directory, 'copy');
    rmSync(copy, { recursive: true, force: true });
    cpSync(disk.killed, copy, { recursive: true });
    spoil(copy);
    return openAt(join(copy, 'ledger.db'));
  };

  test('a log cut at any byte: everything before the cut is there, the rest is told and can be appended again', async () => {
    const count = 8;
    await disk.makeKilled(count);
    const wal = readFileSync(join(disk.killed, 'ledger.db-wal'));
    const ends = walFrames(wal).flatMap((frame) => (frame.commit ? [frame.at + frame.bytes] : []));
    expect(ends).toHaveLength(count);
    const random = new SeededRandom(3);
    const cuts = [...ends, ...Array.from({ length: runs({ fast: 40, long: 800 }) }, () => random.below(wal.length))];
    for (const cut of cuts) {
      const { ledger, fault } = await openCopy((copy) => truncateSync(join(copy, 'ledger.db-wal'), cut));
      const kept = ends.filter((end) => end <= cut).length;
      expect(fault, `cut at ${cut}`).toBeNull();
      expect(ledger.head, `cut at ${cut}`).toBe(kept);
      expect(ledger.repairs, `cut at ${cut}`).toHaveLength(ends.includes(cut) || cut === 32 || cut === 0 ? 0 : 1);
      expect(value(await ledger.append(events(1, count)))).toBe(count);
      expect(value(await ledger.read(1, 100)).map((stored) => stored.event)).toEqual(events(1, count));
      await ledger.close();
    }
  });

  /** Of events 1 to `count`, in order and none of them changed. */
  const areOf = (read: readonly VisitEvent[], count: number): void =>
    expect(read).toEqual(events(1, count).filter((each) => read.some(({ seq }) => seq === each.seq)));

  test('a flipped bit in the log before its last commit: what can be proven goes on, the damaged files are kept, all is told', async () => {
    await disk.makeKilled(8);
    const wal = readFileSync(join(disk.killed, 'ledger.db-wal'));
    const frames = walFrames(wal).filter((frame) => frame.commit);
    const lastBegins = (frames.at(-2)?.at ?? 0) + (frames.at(-2)?.bytes ?? 0);
    const random = new SeededRandom(4);
    let all = 0;
    for (let round = 0; round < runs({ fast: 30, long: 500 }); round++) {
      const position = random.below(lastBegins);
      const spoilt = Buffer.from(wal);
      spoilt.writeUInt8((spoilt[position] ?? 0) ^ (1 << random.below(8)), position);
      const { ledger, fault } = await openCopy((copy) => writeFileSync(join(copy, 'ledger.db-wal'), spoilt));
      const copy = join(disk.directory, 'copy');
      if (fault !== null) {
        expect(fault.kind).toBe('damaged');
        expect(fault.kind === 'damaged' && fault.reason).toMatch(/keep ledger\.db and ledger\.db-wal for repair/);
        expect(readFileSync(join(copy, 'ledger.db-wal')).equals(spoilt)).toBe(true);
        continue;
      }
      const read = value(await ledger.read(1, 100)).map((stored) => stored.event);
      areOf(read, 8);
      if (read.length === 8) all += 1;
      else expect(ledger.repairs.length, `bit of byte ${position}`).toBeGreaterThan(0);
      for (const repair of ledger.repairs)
        if (repair.kind === 'rebuilt')
          expect(readFileSync(join(repair.where, 'ledger.db-wal')).equals(spoilt)).toBe(true);
      // It serves: what was lost can be written again, and is there after the next start.
      value(await ledger.append(events(1, 9)));
      await ledger.close();
      const again = await openAt(join(copy, 'ledger.db'));
      expect(again.fault).toBeNull();
      expect(again.ledger.repairs).toEqual([]);
      expect(value(await again.ledger.read(1, 100))).toHaveLength(9);
      await again.ledger.close();
    }
    // A page of the log is written again by the next commit, so mostly nothing at all is lost.
    expect(all).toBeGreaterThan(0);
  });

  test('flipped bits in the database are found: never another event, and none is missing that is not told', async () => {
    await disk.make(300);
    const whole = readFileSync(disk.path);
    const random = new SeededRandom(5);
    const seen = { refused: 0, rebuilt: 0, quarantined: 0 };
    for (let round = 0; round < runs({ fast: 150, long: 2500 }); round++) {
      const directory = join(disk.directory, `flipped-${round}`);
      mkdirSync(directory);
      const copy = join(directory, 'flipped.db');
      const spoilt = Buffer.from(whole);
      const position = random.below(whole.length);
      spoilt.writeUInt8((spoilt[position] ?? 0) ^ (1 << random.below(8)), position);
      writeFileSync(copy, spoilt);
      const { ledger, fault } = await openAt(copy);
      if (fault !== null) {
        seen.refused += 1;
        expect(['damaged', 'newer-schema'], `bit of byte ${position}: ${JSON.stringify(fault)}`).toContain(fault.kind);
        expect(readFileSync(copy).equals(spoilt), `bit of byte ${position}`).toBe(true);
        rmSync(directory, { recursive: true });
        continue;
      }
      const read = value(await ledger.read(1, 10_000)).map((stored) => stored.event);
      areOf(read, 300);
      if (read.length < 300) expect(ledger.repairs.length, `bit of byte ${position}`).toBeGreaterThan(0);
      for (const repair of ledger.repairs) {
        if (repair.kind === 'rebuilt') {
          seen.rebuilt += 1;
          expect(readFileSync(join(repair.where, 'flipped.db')).equals(spoilt)).toBe(true);
        }
        if (repair.kind === 'quarantined') seen.quarantined += 1;
      }
      value(await ledger.append(events(301, 1)));
      await ledger.close();
      rmSync(directory, { recursive: true });
    }
    expect(seen.refused + seen.rebuilt).toBeGreaterThan(0);
    expect(seen.quarantined).toBeGreaterThan(0);
  });

  test('a database cut short anywhere is refused, or what is left of it goes on and that is told', async () => {
    await disk.make(300);
    const whole = readFileSync(disk.path);
    const random = new SeededRandom(6);
    const lengths = [1, 15, 99, 100, 511, 512, 4095, 4096, 8192, whole.length - 1];
    for (let round = 0; round < runs({ fast: 10, long: 300 }); round++)
      lengths.push(1 + random.below(whole.length - 1));
    for (const [index, length] of lengths.entries()) {
      const directory = join(disk.directory, `cut-${index}`);
      mkdirSync(directory);
      const copy = join(directory, 'cut.db');
      writeFileSync(copy, whole.subarray(0, length));
      const { ledger, fault } = await openAt(copy);
      if (fault !== null) expect(fault.kind, `cut to ${length}`).toBe('damaged');
      else {
        expect(ledger.repairs.length, `cut to ${length}`).toBeGreaterThan(0);
        areOf(
          value(await ledger.read(1, 10_000)).map((stored) => stored.event),
          300,
        );
      }
      await ledger.close();
      rmSync(directory, { recursive: true });
    }
  });

  test.each([
    ['changed', `UPDATE event SET body = replace(body, 'kiosk-1', 'kiosk-2') WHERE position = 5`, [5], [5, 5, false]],
    ['taken out', 'DELETE FROM event WHERE position = 5', [5, 6], [5, 5, true]],
    ['put in', `INSERT INTO event VALUES (99, 'x', '{}', zeroblob(32))`, [], [11, 98, true]],
    ['linked wrongly', 'UPDATE event SET chain = zeroblob(32) WHERE position = 5', [], null],
  ] as const)('an event that somebody has %s is found at opening', async (_what, sql, gone, told) => {
    await disk.make(10);
    disk.edit(sql);
    const { fault, ledger } = await openAt(disk.path);
    expect(fault).toBeNull();
    expect(value(await ledger.read(1, 100)).map(({ position }) => position)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((position) => !gone.some((one) => one === position)),
    );
    if (told === null) expect(ledger.repairs).toMatchObject([{ kind: 'relinked', position: 5 }]);
    else expect(ledger.repairs[0]).toMatchObject({ kind: 'quarantined', from: told[0], to: told[1], missing: told[2] });
    // What was moved aside stands there as it was found.
    if (_what === 'changed')
      expect(disk.query('SELECT first, body FROM quarantine')).toMatchObject([
        { first: 5, body: expect.stringMatching(/kiosk-2/) },
      ]);
    await ledger.close();
  });

  test('an old event that somebody has changed is found when it is read, and by the check of the past', async () => {
    const { ledger } = await openAt(disk.path);
    for (let page = 0; page < 21; page++) value(await ledger.append(events(page * 1000 + 1, 1000)));
    await ledger.close();
    disk.edit(`UPDATE event SET body = replace(body, 'kiosk-1', 'kiosk-2') WHERE position IN (5, 700)`);
    const again = await openAt(disk.path);
    expect(again.fault).toBeNull();
    expect(again.ledger.head).toBe(21_000);
    expect(again.ledger.repairs).toEqual([]);
    expect(value(await again.ledger.read(1, 10))).toHaveLength(10);
    expect(again.ledger.repairs).toMatchObject([{ kind: 'quarantined', from: 5, to: 5 }]);
    for (let before = 1001; before > 1;) before = value(await again.ledger.check(before, 500));
    expect(again.ledger.repairs).toMatchObject([{ from: 5 }, { kind: 'quarantined', from: 700, to: 700 }]);
    await again.ledger.close();
  });
});
