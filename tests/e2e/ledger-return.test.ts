import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import { knownSchema, ledgerSchemaAt } from '../../hal/drivers/sqlite-ledger-schema.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { events, value } from '../support/ledger-on-disk.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * A release and the one before it share one ledger while an update can be taken back. `tests/support/ledgers/schema-1/driver.mjs.gz` is
 * the ledger's driver of the last release that knew version 1 only, as esbuild made it of that release's own source.
 */

const kept = new URL('../support/ledgers/schema-1/', import.meta.url).pathname;

/** What of the old driver is asked; its face was the same then. */
type OldLedger = Pick<SqliteTicketLedger, 'open' | 'append' | 'read' | 'close' | 'head'>;
let Old: new (path: string) => OldLedger;
/** Below the project, so that it finds the SQLite that it was written for. */
const unpacked = join('node_modules/.cache/letan-tests', `ledger-1-${process.pid}.mjs`);
beforeAll(async () => {
  mkdirSync('node_modules/.cache/letan-tests', { recursive: true });
  writeFileSync(unpacked, gunzipSync(readFileSync(join(kept, 'driver.mjs.gz'))));
  // A module of that time, whose export is this class.
  const module = (await import(pathToFileURL(unpacked).href)) as { readonly SqliteTicketLedger: typeof Old };
  Old = module.SqliteTicketLedger;
});
afterAll(() => rmSync(unpacked, { force: true }));

let directory: string;
let path: string;
beforeEach(() => {
  directory = temporaryDirectory();
  path = join(directory, 'ledger.db');
  for (const file of ['killed.db', 'killed.db-wal'])
    writeFileSync(
      join(directory, file.replace('killed', 'ledger')),
      gunzipSync(readFileSync(join(kept, `${file}.gz`))),
    );
});
afterEach(() => removeDirectory(directory));

const opened = async <L extends OldLedger>(ledger: L): Promise<L> => {
  const result = await ledger.open(new AbortController().signal);
  expect(result).toEqual({ ok: true, value: undefined });
  return ledger;
};
/** This release with the one before in the other slot, or alone. */
const now = (ceiling: number): Promise<SqliteTicketLedger> => opened(new SqliteTicketLedger(path, 'FULL', 0, ceiling));
const before = (): Promise<OldLedger> => opened(new Old(path));
const idsIn = async (ledger: OldLedger): Promise<readonly string[]> =>
  value(await ledger.read(1, 1000)).map(({ event }) => event.id);
const give = async (ledger: OldLedger, from: number, count: number): Promise<readonly string[]> => {
  const given: readonly VisitEvent[] = events(from, count);
  value(await ledger.append(given));
  return given.map(({ id }) => id);
};

it('a number that the newer release gave is known to the older one after the way back, and the other way round, as often as one likes', async () => {
  let known = await (async () => {
    const old = await before();
    const ids = await idsIn(old);
    await old.close();
    return ids;
  })();
  expect(known.length).toBeGreaterThan(20);
  for (let round = 0; round < 3; round += 1) {
    const newer = await now(1);
    expect(await idsIn(newer)).toEqual(known);
    // It works with all that it has: also what only a newer version's tables hold.
    value(await newer.archive(`2026-08-0${round + 1}`));
    known = [...known, ...(await give(newer, 1_000 + round * 10, 3))];
    await newer.close();
    expect(ledgerSchemaAt(path)).toBe(1);
    const old = await before();
    expect(await idsIn(old)).toEqual(known);
    known = [...known, ...(await give(old, 2_000 + round * 10, 2))];
    await old.close();
  }
});

it('while the older release may come back nothing is forgotten that it would miss', async () => {
  const newer = await now(1);
  const { head } = newer;
  value(await newer.archive('2026-08-03'));
  expect(value(await newer.forget(head))).toBe(0);
  await newer.close();
  const old = await before();
  expect((await idsIn(old)).length).toBe(head);
  await old.close();
});

it('the version is raised once the older release is gone, and then events may be forgotten', async () => {
  const held = await now(1);
  const { head } = held;
  await held.close();
  const alone = await now(knownSchema);
  expect(alone.repairs).toEqual([{ kind: 'migrated', where: path, from: 1, to: knownSchema }]);
  value(await alone.archive('2026-08-03'));
  expect(value(await alone.forget(head))).toBe(head);
  await alone.close();
  expect(ledgerSchemaAt(path)).toBe(knownSchema);
  // The older one leaves it alone, and says why.
  const old = new Old(path);
  expect(await old.open(new AbortController().signal)).toMatchObject({ ok: false, fault: { kind: 'newer-schema' } });
});

it('what bears a newer version already is never lowered', async () => {
  await (await now(knownSchema)).close();
  await (await now(1)).close();
  expect(ledgerSchemaAt(path)).toBe(knownSchema);
});

it('a ledger that is made while the older release may come back is one that it reads', async () => {
  path = join(directory, 'fresh.db');
  const newer = await now(1);
  const ids = await give(newer, 1, 4);
  await newer.close();
  const old = await before();
  expect(await idsIn(old)).toEqual(ids);
  await old.close();
});

it('a damaged ledger is built again at the version that it had', async () => {
  const newer = await now(1);
  await give(newer, 1, 200);
  await newer.close();
  const db = new Database(path);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  const bytes = readFileSync(path);
  // A page in the middle of the events.
  bytes.fill(0x5a, Math.floor(bytes.length / 8192) * 4096, Math.floor(bytes.length / 8192) * 4096 + 4096);
  writeFileSync(path, bytes);
  const mended = await now(1);
  expect(mended.repairs.map(({ kind }) => kind)).toContain('rebuilt');
  await mended.close();
  expect(ledgerSchemaAt(path)).toBe(1);
});
