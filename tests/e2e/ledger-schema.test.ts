import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { factOf } from '../../behaviours/hall/facts.ts';
import { reduceAll } from '../../behaviours/hall/reduce.ts';
import { emptyHall, ticketsOf, waitingOf } from '../../behaviours/hall/state.ts';
import { openAt, value } from '../support/ledger-on-disk.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * `tests/support/ledgers/schema-<n>` is a real ledger as the code of that version wrote it: nine visitors of a morning, served, parked,
 * transferred, cancelled. `ledger.db` was closed in order; `killed.db` and its log are what a kill -9 left of the same.
 * `expected.json` is the hall that the code of that time made of it.
 */
const kept = new URL('../support/ledgers/', import.meta.url).pathname;

let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => removeDirectory(directory));

const unpack = (version: string, file: string, as: string): void =>
  writeFileSync(join(directory, as), gunzipSync(readFileSync(join(kept, version, `${file}.gz`))));

describe.each(['schema-1'])('a ledger of %s', (version) => {
  // Written by the generator of the fixture, in this very shape.
  const expected = JSON.parse(readFileSync(join(kept, version, 'expected.json'), 'utf8')) as {
    readonly head: number;
    readonly waiting: readonly string[];
    readonly phases: Readonly<Record<string, string>>;
  };

  test.each([
    ['closed in order', ['ledger.db']],
    ['left by a kill', ['killed.db', 'killed.db-wal']],
  ])('%s opens, says that it was brought up to date, and gives the hall that it gave then', async (_how, files) => {
    for (const file of files) unpack(version, file, file.replace('killed', 'ledger'));
    const path = join(directory, 'ledger.db');
    const { fault, ledger } = await openAt(path);
    expect(fault).toBeNull();
    expect(ledger.head).toBe(expected.head);
    expect(ledger.repairs).toEqual([{ kind: 'migrated', where: path, from: 1, to: 2 }]);
    const events = value(await ledger.read(1, 1000)).map(({ event }) => event);
    expect(events.filter((event) => factOf(event) === null)).toEqual([]);
    const hall = reduceAll(emptyHall(420), events);
    expect(waitingOf(hall).map(({ number }) => number)).toEqual(expected.waiting);
    expect(Object.fromEntries(ticketsOf(hall).map(({ number, phase }) => [number, phase]))).toEqual(expected.phases);
    await ledger.close();
    const again = await openAt(path);
    expect(again.ledger.repairs).toEqual([]);
    expect(value(await again.ledger.archive('2026-08-03'))).toMatchObject({ from: 1, to: expected.head });
    await again.ledger.close();
  });
});

test('the directory of an archive is made beside the ledger', async () => {
  mkdirSync(join(directory, 'deep'));
  unpack('schema-1', 'ledger.db', 'deep/ledger.db');
  const { ledger } = await openAt(join(directory, 'deep', 'ledger.db'));
  const archive = value(await ledger.archive('2026-08-03'));
  expect(archive?.file).toBe(join(directory, 'deep', 'archive', '2026-08', '2026-08-03.ledger'));
  await ledger.close();
});
