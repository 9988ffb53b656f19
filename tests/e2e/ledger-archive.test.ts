import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { events, LedgerOnDisk, openAt, value } from '../support/ledger-on-disk.ts';

const verifier = new URL('../support/verify_archive.py', import.meta.url).pathname;
const hasPython = spawnSync('python3', ['--version']).status === 0;

let disk: LedgerOnDisk;
beforeEach(() => {
  disk = new LedgerOnDisk();
});
afterEach(() => disk.tidy());

describe('archives', () => {
  test('are files by day in a directory by month, with sums that sha256sum checks', async () => {
    const { ledger } = await openAt(disk.path);
    value(await ledger.append(events(1, 700)));
    const first = value(await ledger.archive('2026-08-31'));
    value(await ledger.append(events(701, 30)));
    const second = value(await ledger.archive('2026-09-01'));
    await ledger.close();
    for (const archive of [first, second]) {
      if (archive === null) throw new Error('nothing was archived');
      expect(createHash('sha256').update(readFileSync(archive.file)).digest('hex')).toBe(archive.sha256);
      const sums = spawnSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
        cwd: dirname(archive.file),
        encoding: 'utf8',
      });
      expect(sums.status, sums.stderr).toBe(0);
      expect(sums.stdout).toContain('OK');
    }
  });

  test.skipIf(!hasPython)(
    'are proven line by line by a script that knows nothing of letan (skipped: no python3)',
    async () => {
      const { ledger } = await openAt(disk.path);
      value(await ledger.append(events(1, 700)));
      const first = value(await ledger.archive('2026-08-03'));
      value(await ledger.append(events(701, 30)));
      const second = value(await ledger.archive('2026-08-04'));
      await ledger.close();
      const files = [first?.file ?? '', second?.file ?? ''];
      const proven = spawnSync('python3', [verifier, ...files], { encoding: 'utf8' });
      expect(proven.stderr).toBe('');
      expect(proven.stdout).toBe(`${files[0]} 1 700 700\n${files[1]} 701 730 30\n`);
      // A planted change is found.
      writeFileSync(files[0] ?? '', readFileSync(files[0] ?? '', 'utf8').replace('kiosk-1/1/350', 'kiosk-2/1/350'));
      const spoilt = spawnSync('python3', [verifier, files[0] ?? ''], { encoding: 'utf8' });
      expect(spoilt.status).not.toBe(0);
      expect(spoilt.stderr).toContain('event 350 is not what was written');
    },
  );

  test('that are gone or changed let nothing be forgotten', async () => {
    const { ledger } = await openAt(disk.path);
    value(await ledger.append(events(1, 10)));
    const first = value(await ledger.archive('2026-08-03'));
    value(await ledger.append(events(11, 10)));
    const second = value(await ledger.archive('2026-08-04'));
    writeFileSync(second?.file ?? '', 'x');
    expect(value(await ledger.forget(1000))).toBe(10);
    rmSync(first?.file ?? '');
    expect(existsSync(first?.file ?? '')).toBe(false);
    expect(value(await ledger.forget(1000))).toBe(10);
    expect(value(await ledger.read(1, 100)).map(({ position }) => position)).toEqual([
      11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    ]);
    await ledger.close();
    const again = await openAt(disk.path);
    expect(again.ledger.repairs).toEqual([]);
    expect(again.ledger.head).toBe(20);
    await again.ledger.close();
  });

  test('go on from where the last one ended, also over a start', async () => {
    const { ledger } = await openAt(disk.path);
    value(await ledger.append(events(1, 3)));
    await ledger.archive('2026-08-03');
    value(await ledger.append(events(4, 3)));
    await ledger.close();
    const again = await openAt(disk.path);
    expect(value(await again.ledger.archive('2026-08-04'))).toMatchObject({ from: 4, to: 6 });
    await again.ledger.close();
  });
});
