import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import type { LedgerFault } from '../../hal/ports/ticket-ledger.ts';
import { bundleChild } from '../support/child.ts';
import { events, LedgerOnDisk, openAt, value } from '../support/ledger-on-disk.ts';
import { noSmallDisk, SmallDisk } from '../support/small-disk.ts';
import { openFilesBelow } from '../support/temporary.ts';

let disk: LedgerOnDisk;
beforeEach(() => {
  disk = new LedgerOnDisk();
});
afterEach(() => disk.tidy());

const contents = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(disk.directory)
      .filter((name) => statSync(join(disk.directory, name)).isFile())
      .map((name) => [name, readFileSync(join(disk.directory, name)).toString('base64')]),
  );

describe('a file that is no ledger of ours is refused and left as it is', () => {
  const refused = async (fault: object): Promise<void> => {
    const before = contents();
    const { ledger, fault: found } = await openAt(disk.path);
    expect(found).toMatchObject(fault);
    expect(await ledger.append(events(1, 1))).toEqual({ ok: false, fault: found });
    expect(await ledger.read(1, 1)).toEqual({ ok: false, fault: found });
    await ledger.close();
    expect(contents()).toEqual(before);
    expect(openFilesBelow(disk.directory)).toEqual([]);
  };

  test('written by a newer version', async () => {
    await disk.make(3);
    disk.edit('PRAGMA user_version = 3');
    await refused({ kind: 'newer-schema', where: disk.path, found: 3, known: 2 });
  });

  test.each([
    ['text', 'Chào mừng quý khách. '.repeat(100)],
    ['a few bytes', 'x'],
  ])('%s', async (_what, text) => {
    writeFileSync(disk.path, text);
    await refused({
      kind: 'damaged',
      where: disk.path,
      reason: expect.stringMatching(/not a database; keep ledger\.db/),
    });
  });

  test('a database of another program', async () => {
    disk.edit('CREATE TABLE bookmarks (url TEXT); PRAGMA user_version = 1');
    await refused({ kind: 'damaged', where: disk.path, reason: expect.stringMatching(/another program/) });
  });

  test('a directory', async () => {
    mkdirSync(disk.path);
    await refused({ kind: 'damaged', reason: expect.stringMatching(/not a file/) });
  });

  test('a log without its database: SQLite would delete it', async () => {
    await disk.makeKilled(3);
    rmSync(disk.path);
    copyFileSync(join(disk.killed, 'ledger.db-wal'), `${disk.path}-wal`);
    await refused({ kind: 'damaged', reason: expect.stringMatching(/empty or missing/) });
    writeFileSync(disk.path, '');
    await refused({ kind: 'damaged', reason: expect.stringMatching(/empty or missing/) });
  });

  test('a directory that is not there', async () => {
    const { fault } = await openAt(join(disk.directory, 'nowhere', 'ledger.db'));
    expect(fault).toEqual({ kind: 'absent', where: join(disk.directory, 'nowhere', 'ledger.db') });
    expect(existsSync(join(disk.directory, 'nowhere'))).toBe(false);
  });
});

test('an empty file is a ledger whose creation was cut short', async () => {
  writeFileSync(disk.path, '');
  const { ledger, fault } = await openAt(disk.path);
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
    await disk.make(2);
    const child = spawn(process.execPath, [program, disk.path, 'hold'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(JSON.parse(said.toString())).toMatchObject({ opened: { ok: true }, appended: { ok: true, value: 2 } });
    const { ledger, fault } = await openAt(disk.path);
    expect(fault).toEqual({ kind: 'busy', where: disk.path });
    child.kill('SIGKILL');
    await closed;
    value(await ledger.open(new AbortController().signal));
    expect(ledger.head).toBe(2);
    await ledger.close();
  });

  // To root every door is open: these have to be somebody else.
  const asSomebody = (): { opened: unknown; appended: unknown } => {
    const node = [process.execPath, program, disk.path];
    const command =
      process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...node] : node;
    const [first = '', ...rest] = command;
    const run = spawnSync(first, rest, { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    return JSON.parse(run.stdout) as { opened: unknown; appended: unknown };
  };
  const denied = { ok: false, fault: { kind: 'permission' } };

  test('without the right to write the disk.directory, the file or to look inside is told so', async () => {
    await disk.make(2);
    chmodSync(disk.directory, 0o777);
    chmodSync(disk.path, 0o666);
    expect(asSomebody()).toMatchObject({ opened: { ok: true }, appended: { ok: true, value: 2 } });
    chmodSync(disk.path, 0o444);
    expect(asSomebody()).toMatchObject({ opened: denied, appended: denied });
    chmodSync(disk.path, 0o666);
    chmodSync(disk.directory, 0o555);
    expect(asSomebody()).toMatchObject({ opened: denied });
    chmodSync(disk.directory, 0o700 & ~0o700);
    expect(asSomebody()).toMatchObject({ opened: denied });
    chmodSync(disk.directory, 0o755);
  });
});

const reason = noSmallDisk();
describe.skipIf(reason !== null)(`on a disk of its own${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let small: SmallDisk;
  beforeEach(() => {
    small = new SmallDisk(2048);
  });
  afterEach(() => small.unmount());

  test('a read-only disk', async () => {
    const at = join(small.directory, 'ledger.db');
    const { ledger } = await openAt(at);
    value(await ledger.append(events(1, 1)));
    await ledger.close();
    small.readOnly(true);
    expect((await openAt(at)).fault).toEqual({ kind: 'read-only', where: at });
    small.readOnly(false);
    const again = await openAt(at);
    expect(again.ledger.head).toBe(1);
    await again.ledger.close();
  });

  test('a disk that is full from the start refuses to open, and opens once there is room', async () => {
    const at = join(small.directory, 'ledger.db');
    small.fill();
    const { ledger, fault } = await openAt(at);
    expect(fault).toEqual({ kind: 'full', where: at });
    small.makeRoom();
    value(await ledger.open(new AbortController().signal));
    value(await ledger.append(events(1, 1)));
    await ledger.close();
  });

  test('a disk that fills up takes whole calls or none, to the last one, and everything taken is there afterwards', async () => {
    const at = join(small.directory, 'ledger.db');
    const { ledger } = await openAt(at);
    small.fill(300_000);
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
    small.makeRoom();
    const again = await openAt(at);
    expect(again.fault).toBeNull();
    expect(value(await again.ledger.read(1, 10_000)).map((stored) => stored.event)).toEqual(events(1, taken));
    value(await again.ledger.append(events(taken + 1, 2)));
    await again.ledger.close();
  });
});

test('the log does not grow without bound', async () => {
  const { ledger } = await openAt(disk.path);
  let largest = 0;
  for (let seq = 1; seq <= 800; seq++) {
    value(await ledger.append(events(seq, 1)));
    largest = Math.max(largest, statSync(`${disk.path}-wal`).size);
  }
  await ledger.close();
  expect(largest).toBeLessThan(2 * 1024 * 1024);
  expect(existsSync(`${disk.path}-wal`)).toBe(false);
});

test('a thousand openings leave no file open', async () => {
  await disk.make(1);
  const ledger = new SqliteTicketLedger(disk.path);
  for (let round = 0; round < 1000; round++) {
    value(await ledger.open(new AbortController().signal));
    await ledger.close();
  }
  expect(openFilesBelow(disk.directory)).toEqual([]);
  // Refused openings leave nothing either.
  disk.edit('PRAGMA user_version = 3');
  for (let round = 0; round < 1000; round++) expect((await openAt(disk.path)).fault?.kind).toBe('newer-schema');
  expect(openFilesBelow(disk.directory)).toEqual([]);
});
