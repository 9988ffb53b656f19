import Database from 'better-sqlite3';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import type { LedgerFault, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Result } from '../../hal/result.ts';
import { SeededRandom } from '../../sim/random.ts';
import { visitEvent } from '../contract/ticket-ledger.contract.ts';
import { bundleChild } from '../support/child.ts';
import { noSmallDisk, SmallDisk } from '../support/small-disk.ts';
import { openFilesBelow, removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { runs } from '../support/tier.ts';
import { walFrames } from '../support/wal.ts';

const signal = new AbortController().signal;
const event = (seq: number): VisitEvent => visitEvent(seq, { name: 'Hộ tịch', text: String(seq).repeat(60) });
const events = (from: number, count: number): VisitEvent[] =>
  Array.from({ length: count }, (_, index) => event(from + index));

let directory: string;
let path: string;
beforeEach(() => {
  directory = temporaryDirectory();
  path = join(directory, 'ledger.db');
});
afterEach(() => removeDirectory(directory));

const value = <T>(result: Result<T, LedgerFault>): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.fault)}`);
  return result.value;
};
const openAt = async (at: string): Promise<{ ledger: SqliteTicketLedger; fault: LedgerFault | null }> => {
  const ledger = new SqliteTicketLedger(at);
  const opened = await ledger.open(signal);
  return { ledger, fault: opened.ok ? null : opened.fault };
};
/** A ledger of `count` events, each in a commit of its own, closed in order. */
const make = async (count: number): Promise<void> => {
  const { ledger } = await openAt(path);
  for (const each of events(1, count)) value(await ledger.append([each]));
  await ledger.close();
};
/** The same as a killed process leaves it: everything still in the log. */
const makeKilled = async (count: number): Promise<void> => {
  const { ledger } = await openAt(path);
  for (const each of events(1, count)) value(await ledger.append([each]));
  mkdirSync(join(directory, 'killed'));
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(directory, 'killed', `ledger.db${suffix}`));
  await ledger.close();
};
const edit = (sql: string): void => {
  const db = new Database(path);
  db.exec(sql);
  db.close();
};
const contents = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory)
      .filter((name) => statSync(join(directory, name)).isFile())
      .map((name) => [name, readFileSync(join(directory, name)).toString('base64')]),
  );

describe('a file that is no ledger of ours is refused and left as it is', () => {
  const refused = async (fault: object): Promise<void> => {
    const before = contents();
    const { ledger, fault: found } = await openAt(path);
    expect(found).toMatchObject(fault);
    expect(await ledger.append([event(1)])).toEqual({ ok: false, fault: found });
    expect(await ledger.read(1, 1)).toEqual({ ok: false, fault: found });
    await ledger.close();
    expect(contents()).toEqual(before);
    expect(openFilesBelow(directory)).toEqual([]);
  };

  test('written by a newer version', async () => {
    await make(3);
    edit('PRAGMA user_version = 2');
    await refused({ kind: 'newer-schema', where: path, found: 2, known: 1 });
  });

  test.each([
    ['text', 'Chào mừng quý khách. '.repeat(100)],
    ['a few bytes', 'x'],
  ])('%s', async (_what, text) => {
    writeFileSync(path, text);
    await refused({ kind: 'damaged', where: path, reason: expect.stringMatching(/not a database; keep ledger\.db/) });
  });

  test('a database of another program', async () => {
    edit('CREATE TABLE bookmarks (url TEXT); PRAGMA user_version = 1');
    await refused({ kind: 'damaged', where: path, reason: expect.stringMatching(/another program/) });
  });

  test('a directory', async () => {
    mkdirSync(path);
    await refused({ kind: 'damaged', reason: expect.stringMatching(/not a file/) });
  });

  test('a log without its database: SQLite would delete it', async () => {
    await makeKilled(3);
    rmSync(path);
    copyFileSync(join(directory, 'killed', 'ledger.db-wal'), `${path}-wal`);
    await refused({ kind: 'damaged', reason: expect.stringMatching(/empty or missing/) });
    writeFileSync(path, '');
    await refused({ kind: 'damaged', reason: expect.stringMatching(/empty or missing/) });
  });

  test('a directory that is not there', async () => {
    const { fault } = await openAt(join(directory, 'nowhere', 'ledger.db'));
    expect(fault).toEqual({ kind: 'absent', where: join(directory, 'nowhere', 'ledger.db') });
    expect(existsSync(join(directory, 'nowhere'))).toBe(false);
  });
});

test('an empty file is a ledger whose creation was cut short', async () => {
  writeFileSync(path, '');
  const { ledger, fault } = await openAt(path);
  expect(fault).toBeNull();
  expect(value(await ledger.append(events(1, 2)))).toBe(2);
  await ledger.close();
});

describe('another process', () => {
  let program: string;
  beforeAll(() => {
    program = bundleChild('open-ledger');
  });
  afterAll(() => rmSync(program));

  test('that holds the ledger is the only writer; when it is killed the ledger is free', async () => {
    await make(2);
    const child = spawn(process.execPath, [program, path, 'hold'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(JSON.parse(said.toString())).toMatchObject({ opened: { ok: true }, appended: { ok: true, value: 2 } });
    const { ledger, fault } = await openAt(path);
    expect(fault).toEqual({ kind: 'busy', where: path });
    child.kill('SIGKILL');
    await closed;
    value(await ledger.open(signal));
    expect(ledger.head).toBe(2);
    await ledger.close();
  });

  // To root every door is open: these have to be somebody else.
  const asSomebody = (): { opened: unknown; appended: unknown } => {
    const node = [process.execPath, program, path];
    const command =
      process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...node] : node;
    const [first = '', ...rest] = command;
    const run = spawnSync(first, rest, { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    return JSON.parse(run.stdout) as { opened: unknown; appended: unknown };
  };
  const denied = { ok: false, fault: { kind: 'permission' } };

  test('without the right to write the directory, the file or to look inside is told so', async () => {
    await make(2);
    chmodSync(directory, 0o777);
    chmodSync(path, 0o666);
    expect(asSomebody()).toMatchObject({ opened: { ok: true }, appended: { ok: true, value: 2 } });
    chmodSync(path, 0o444);
    expect(asSomebody()).toMatchObject({ opened: denied, appended: denied });
    chmodSync(path, 0o666);
    chmodSync(directory, 0o555);
    expect(asSomebody()).toMatchObject({ opened: denied });
    chmodSync(directory, 0o700 & ~0o700);
    expect(asSomebody()).toMatchObject({ opened: denied });
    chmodSync(directory, 0o755);
  });
});

const reason = noSmallDisk();
describe.skipIf(reason !== null)(`on a disk of its own${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let disk: SmallDisk;
  beforeEach(() => {
    disk = new SmallDisk(2048);
  });
  afterEach(() => disk.unmount());

  test('a read-only disk', async () => {
    const at = join(disk.directory, 'ledger.db');
    const { ledger } = await openAt(at);
    value(await ledger.append([event(1)]));
    await ledger.close();
    disk.readOnly(true);
    expect((await openAt(at)).fault).toEqual({ kind: 'read-only', where: at });
    disk.readOnly(false);
    const again = await openAt(at);
    expect(again.ledger.head).toBe(1);
    await again.ledger.close();
  });

  test('a disk that is full from the start refuses to open, and opens once there is room', async () => {
    const at = join(disk.directory, 'ledger.db');
    disk.fill();
    const { ledger, fault } = await openAt(at);
    expect(fault).toEqual({ kind: 'full', where: at });
    disk.makeRoom();
    value(await ledger.open(signal));
    value(await ledger.append([event(1)]));
    await ledger.close();
  });

  test('a disk that fills up takes whole calls or none, to the last one, and everything taken is there afterwards', async () => {
    const at = join(disk.directory, 'ledger.db');
    const { ledger } = await openAt(at);
    disk.fill(300_000);
    let taken = 0;
    let refusal: LedgerFault | null = null;
    for (let seq = 1; refusal === null && seq < 5000; seq += 2) {
      const appended = await ledger.append(events(seq, 2));
      if (appended.ok) taken = appended.value;
      else refusal = appended.fault;
    }
    expect(refusal).toEqual({ kind: 'full', where: at });
    expect(taken).toBeGreaterThan(2);
    expect(ledger.head).toBe(taken);
    await ledger.close();
    disk.makeRoom();
    const again = await openAt(at);
    expect(again.fault).toBeNull();
    expect(value(await again.ledger.read(1, 10_000)).map((stored) => stored.event)).toEqual(events(1, taken));
    value(await again.ledger.append(events(taken + 1, 2)));
    await again.ledger.close();
  });
});

describe('damage', () => {
  const openCopy = async (
    spoil: (copy: string) => void,
  ): Promise<{ ledger: SqliteTicketLedger; fault: LedgerFault | null }> => {
    const copy = join(directory, 'copy');
    rmSync(copy, { recursive: true, force: true });
    cpSync(join(directory, 'killed'), copy, { recursive: true });
    spoil(copy);
    return openAt(join(copy, 'ledger.db'));
  };

  test('a log cut at any byte: everything before the cut is there, the rest is told and can be appended again', async () => {
    const count = 8;
    await makeKilled(count);
    const wal = readFileSync(join(directory, 'killed', 'ledger.db-wal'));
    const ends = walFrames(wal).flatMap((frame) => (frame.commit ? [frame.at + frame.bytes] : []));
    expect(ends).toHaveLength(count);
    const random = new SeededRandom(3);
    const cuts = [...ends, ...Array.from({ length: runs({ fast: 40, long: 1500 }) }, () => random.below(wal.length))];
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
    await makeKilled(8);
    const wal = readFileSync(join(directory, 'killed', 'ledger.db-wal'));
    const frames = walFrames(wal).filter((frame) => frame.commit);
    const lastBegins = (frames.at(-2)?.at ?? 0) + (frames.at(-2)?.bytes ?? 0);
    const random = new SeededRandom(4);
    for (let round = 0; round < runs({ fast: 30, long: 800 }); round++) {
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
      expect(readFileSync(join(directory, 'copy', 'ledger.db-wal')).equals(spoilt)).toBe(true);
    }
  });

  test('flipped bits in the database are found at opening or at reading: never another event, never one less', async () => {
    await make(300);
    const whole = readFileSync(path);
    const random = new SeededRandom(5);
    const copy = join(directory, 'flipped.db');
    let found = 0;
    for (let round = 0; round < runs({ fast: 150, long: 4000 }); round++) {
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
    await make(300);
    const whole = readFileSync(path);
    const random = new SeededRandom(6);
    const lengths = [1, 15, 99, 100, 511, 512, 4095, 4096, 8192, whole.length - 1];
    for (let round = 0; round < runs({ fast: 10, long: 300 }); round++)
      lengths.push(1 + random.below(whole.length - 1));
    for (const length of lengths) {
      writeFileSync(path, whole.subarray(0, length));
      const { ledger, fault } = await openAt(path);
      expect(fault?.kind, `cut to ${length}`).toBe('damaged');
      await ledger.close();
      for (const suffix of ['-wal', '-journal']) rmSync(path + suffix, { force: true });
    }
  });

  test.each([
    ['changed', `UPDATE event SET body = replace(body, 'kiosk-1', 'kiosk-2') WHERE position = 5`],
    ['taken out', 'DELETE FROM event WHERE position = 5'],
    ['put in', `INSERT INTO event VALUES (99, 'x', '{}', zeroblob(32))`],
  ])('an event that somebody has %s is found at opening', async (_what, sql) => {
    await make(10);
    edit(sql);
    const { fault } = await openAt(path);
    expect(fault).toMatchObject({ kind: 'damaged', reason: expect.stringMatching(/is not what was written/) });
  });

  test('an old event that somebody has changed is found when it is read', async () => {
    const { ledger } = await openAt(path);
    for (let page = 0; page < 21; page++) value(await ledger.append(events(page * 1000 + 1, 1000)));
    await ledger.close();
    edit(`UPDATE event SET body = replace(body, 'kiosk-1', 'kiosk-2') WHERE position = 5`);
    const again = await openAt(path);
    expect(again.fault).toBeNull();
    expect(again.ledger.head).toBe(21_000);
    expect(value(await again.ledger.read(6, 10))).toHaveLength(10);
    expect(await again.ledger.read(1, 10)).toMatchObject({ ok: false, fault: { kind: 'damaged' } });
    await again.ledger.close();
  });
});

test('the log does not grow without bound', async () => {
  const { ledger } = await openAt(path);
  let largest = 0;
  for (let seq = 1; seq <= 800; seq++) {
    value(await ledger.append([event(seq)]));
    largest = Math.max(largest, statSync(`${path}-wal`).size);
  }
  await ledger.close();
  expect(largest).toBeLessThan(2 * 1024 * 1024);
  expect(existsSync(`${path}-wal`)).toBe(false);
});

test('a thousand openings leave no file open', async () => {
  await make(1);
  const ledger = new SqliteTicketLedger(path);
  for (let round = 0; round < 1000; round++) {
    value(await ledger.open(signal));
    await ledger.close();
  }
  expect(openFilesBelow(directory)).toEqual([]);
  // Refused openings leave nothing either.
  edit('PRAGMA user_version = 2');
  for (let round = 0; round < 1000; round++) expect((await openAt(path)).fault?.kind).toBe('newer-schema');
  expect(openFilesBelow(directory)).toEqual([]);
});
