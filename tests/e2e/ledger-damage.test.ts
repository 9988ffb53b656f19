import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import type { LedgerFault } from '../../hal/ports/ticket-ledger.ts';
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

  test('a flipped bit in the log before its last commit is refused, named, and nothing is thrown away', async () => {
    await disk.makeKilled(8);
    const wal = readFileSync(join(disk.killed, 'ledger.db-wal'));
    const frames = walFrames(wal).filter((frame) => frame.commit);
    const lastBegins = (frames.at(-2)?.at ?? 0) + (frames.at(-2)?.bytes ?? 0);
    const random = new SeededRandom(4);
    for (let round = 0; round < runs({ fast: 30, long: 500 }); round++) {
      const position = random.below(lastBegins);
      const spoilt = Buffer.from(wal);
      spoilt.writeUInt8((spoilt[position] ?? 0) ^ (1 << random.below(8)), position);
      const { ledger, fault } = await openCopy((copy) => writeFileSync(join(copy, 'ledger.db-wal'), spoilt));
      if (fault === null) {
        // Bits that no checksum covers and that carry nothing.
        expect(
          value(await ledger.read(1, 100)).map((stored) => stored.event),
          `bit of byte ${position}`,
        ).toEqual(events(1, 8));
        await ledger.close();
        continue;
      }
      expect(fault.kind).toBe('damaged');
      expect(fault.kind === 'damaged' && fault.reason).toMatch(/keep ledger\.db and ledger\.db-wal for repair/);
      expect(readFileSync(join(disk.directory, 'copy', 'ledger.db-wal')).equals(spoilt)).toBe(true);
    }
  });

  test('flipped bits in the database are found at opening or at reading: never another event, never one less', async () => {
    await disk.make(300);
    const whole = readFileSync(disk.path);
    const random = new SeededRandom(5);
    const copy = join(disk.directory, 'flipped.db');
    let found = 0;
    for (let round = 0; round < runs({ fast: 150, long: 2500 }); round++) {
      const spoilt = Buffer.from(whole);
      const position = random.below(whole.length);
      spoilt.writeUInt8((spoilt[position] ?? 0) ^ (1 << random.below(8)), position);
      for (const suffix of ['-wal', '-journal']) rmSync(copy + suffix, { force: true });
      writeFileSync(copy, spoilt);
      const { ledger, fault } = await openAt(copy);
      if (fault !== null) {
        found += 1;
        expect(['damaged', 'newer-schema'], `bit of byte ${position}: ${JSON.stringify(fault)}`).toContain(fault.kind);
        continue;
      }
      const read = await ledger.read(1, 10_000);
      if (read.ok)
        expect(
          read.value.map((stored) => stored.event),
          `bit of byte ${position}`,
        ).toEqual(events(1, 300));
      else expect(read.fault.kind, `bit of byte ${position}`).toBe('damaged');
      await ledger.close();
    }
    expect(found).toBeGreaterThan(0);
  });

  test('a database cut short anywhere is refused', async () => {
    await disk.make(300);
    const whole = readFileSync(disk.path);
    const random = new SeededRandom(6);
    const lengths = [1, 15, 99, 100, 511, 512, 4095, 4096, 8192, whole.length - 1];
    for (let round = 0; round < runs({ fast: 10, long: 300 }); round++)
      lengths.push(1 + random.below(whole.length - 1));
    for (const length of lengths) {
      writeFileSync(disk.path, whole.subarray(0, length));
      const { ledger, fault } = await openAt(disk.path);
      expect(fault?.kind, `cut to ${length}`).toBe('damaged');
      await ledger.close();
      for (const suffix of ['-wal', '-journal']) rmSync(disk.path + suffix, { force: true });
    }
  });

  test.each([
    ['changed', `UPDATE event SET body = replace(body, 'kiosk-1', 'kiosk-2') WHERE position = 5`],
    ['taken out', 'DELETE FROM event WHERE position = 5'],
    ['put in', `INSERT INTO event VALUES (99, 'x', '{}', zeroblob(32))`],
  ])('an event that somebody has %s is found at opening', async (_what, sql) => {
    await disk.make(10);
    disk.edit(sql);
    const { fault } = await openAt(disk.path);
    expect(fault).toMatchObject({ kind: 'damaged', reason: expect.stringMatching(/is not what was written/) });
  });

  test('an old event that somebody has changed is found when it is read', async () => {
    const { ledger } = await openAt(disk.path);
    for (let page = 0; page < 21; page++) value(await ledger.append(events(page * 1000 + 1, 1000)));
    await ledger.close();
    disk.edit(`UPDATE event SET body = replace(body, 'kiosk-1', 'kiosk-2') WHERE position = 5`);
    const again = await openAt(disk.path);
    expect(again.fault).toBeNull();
    expect(again.ledger.head).toBe(21_000);
    expect(value(await again.ledger.read(6, 10))).toHaveLength(10);
    expect(await again.ledger.read(1, 10)).toMatchObject({ ok: false, fault: { kind: 'damaged' } });
    await again.ledger.close();
  });
});
