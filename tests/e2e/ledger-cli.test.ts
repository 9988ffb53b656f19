import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { mountLedger } from '../../firmware/cli/ledger.ts';
import { mountStrip } from '../../firmware/cli/strip.ts';
import { LedgerOnDisk, openAt, value } from '../support/ledger-on-disk.ts';
import { letanProgram } from '../support/letan-program.ts';

vi.setConfig({ testTimeout: 60_000 });

const kept = new URL('../support/ledgers/schema-1/ledger.db.gz', import.meta.url).pathname;
let disk: LedgerOnDisk;
beforeEach(() => {
  disk = new LedgerOnDisk();
  writeFileSync(disk.path, gunzipSync(readFileSync(kept)));
});
afterEach(() => disk.tidy());

/** The command itself, in this process: each start of another takes seconds. */
const letan = async (
  ...args: readonly string[]
): Promise<{ readonly status: number | string; readonly out: string; readonly err: string }> => {
  const said = { out: '', err: '' };
  const into = (stream: 'out' | 'err') => (text: string | Uint8Array) => {
    said[stream] += String(text);
    return true;
  };
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(into('out'));
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(into('err'));
  process.exitCode = 0;
  try {
    const program = new Command();
    mountLedger(program);
    mountStrip(program);
    await program.parseAsync([...args], { from: 'user' });
    return { status: process.exitCode, ...said };
  } finally {
    process.exitCode = 0;
    stdout.mockRestore();
    stderr.mockRestore();
  }
};

describe('letan ledger', () => {
  test('check proves a ledger and changes nothing of it, also while a device has it open', async () => {
    const before = readFileSync(disk.path);
    const whole = await letan('ledger', 'check', '--db', disk.path);
    expect(whole.status).toBe(0);
    expect(whole.out).toContain('nguyên vẹn, 44 sự kiện, vị trí cuối 44, phiên bản 1');
    expect(readFileSync(disk.path).equals(before)).toBe(true);
    const { ledger } = await openAt(disk.path);
    expect(JSON.parse((await letan('ledger', 'check', '--json', '--db', disk.path)).out)).toMatchObject({
      whole: true,
      schema: 2,
      events: 44,
      found: [],
    });
    // Archiving is for whoever holds the ledger.
    const busy = await letan('ledger', 'archive', '--day', '2026-08-03', '--db', disk.path);
    expect(busy.status).toBe(1);
    expect(busy.err).toContain('thiết bị đang dùng sổ ghi');
    await ledger.close();
  });

  test('check names what is damaged, Vietnamese first', async () => {
    disk.edit(`UPDATE event SET body = replace(body, 'kiosk-1', 'kiosk-9') WHERE position = 7`);
    const damaged = await letan('ledger', 'check', '--db', disk.path);
    expect(damaged.status).toBe(1);
    expect(damaged.out).toContain('sự kiện 7 đến 7');
    expect(damaged.out.indexOf('sự kiện 7 đến 7')).toBeLessThan(damaged.out.indexOf('events 7 to 7'));
    writeFileSync(disk.path, 'Chào quý khách. '.repeat(100));
    const none = await letan('ledger', 'check', '--db', disk.path);
    expect(none.status).toBe(1);
    expect(none.err).toContain('not a database');
    const absent = await letan('ledger', 'check', '--db', join(disk.directory, 'nowhere.db'));
    expect(absent.status).toBe(1);
    expect(absent.err).toContain('không có sổ ghi');
  });

  test('a ledger of a newer version is refused with both versions and the remedy', async () => {
    disk.edit('PRAGMA user_version = 9');
    const newer = await letan('ledger', 'check', '--db', disk.path);
    expect(newer.status).toBe(1);
    expect(newer.err).toContain('thuộc phiên bản 9, chương trình này đọc đến phiên bản 2; cập nhật letan');
  });

  test('export gives a day’s tickets and nothing of their holders', async () => {
    const csv = await letan('ledger', 'export', '--day', '2026-08-03', '--csv', '--db', disk.path);
    expect(csv.status).toBe(0);
    const lines = csv.out.split('\r\n').filter((line) => line !== '');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^day,number,service,/);
    expect(lines[2]).toBe('2026-08-03,B001,chung-thuc,here,kiosk-1,false,parked,1,1,07:56:01,08:14:19,,,1098,,61');
    const json = await letan('ledger', 'export', '--day', '2026-08-03', '--json', '--db', disk.path);
    expect(JSON.parse(json.out)).toMatchObject({ day: '2026-08-03', tickets: expect.any(Array) });
    const secrets = readFileSync(new URL('../support/ledgers/schema-1/events.ndjson', import.meta.url), 'utf8').match(
      /"token":"[0-9a-f]+"/g,
    );
    for (const secret of secrets ?? [])
      for (const out of [csv.out, json.out, (await letan('ledger', 'show', '--last', '100', '--db', disk.path)).out])
        expect(out).not.toContain(secret.slice(9, -1));
    expect((await letan('ledger', 'export', '--day', '3/8/2026', '--db', disk.path)).status).toBe(64);
  });

  test('show prints the newest events, or those of a day', async () => {
    const newest = await letan('ledger', 'show', '--last', '3', '--db', disk.path);
    expect(newest.out.trim().split('\n')).toHaveLength(3);
    expect((await letan('ledger', 'show', '--day', '2026-08-04', '--db', disk.path)).out).toBe('');
  });

  test('archive writes a file that its sum proves, once', async () => {
    const made = await letan('ledger', 'archive', '--day', '2026-08-03', '--json', '--db', disk.path);
    expect(made.status).toBe(0);
    expect(JSON.parse(made.out)).toMatchObject({ archives: [{ from: 1, to: 44 }] });
    expect((await letan('ledger', 'archive', '--day', '2026-08-03', '--db', disk.path)).out).toContain(
      'không có gì mới',
    );
    const { ledger } = await openAt(disk.path);
    expect(value(await ledger.archives())).toHaveLength(1);
    await ledger.close();
  });
});

test('the command stands in the bin', () => {
  const run = spawnSync(process.execPath, [letanProgram, 'ledger', 'check', '--db', disk.path], {
    encoding: 'utf8',
  });
  expect(run.status, run.stderr).toBe(0);
  expect(run.stdout).toContain('nguyên vẹn');
});

test('letan strip says why a device cannot print it', async () => {
  const none = await letan('strip', '--config', 'config/sites/ward-centre/devices/kiosk-1.yaml');
  expect(none.status).toBe(78);
  expect(none.err).toContain('không có máy in phiếu thật');
});
