import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NodeEntropy } from '../../hal/drivers/node-entropy.ts';
import { NodeStorage } from '../../hal/drivers/node-storage.ts';
import { openFilesBelow, removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What the contract cannot show: leftovers, directories, file descriptors. */
let directory: string;
let storage: NodeStorage;
beforeEach(() => {
  directory = temporaryDirectory();
  storage = new NodeStorage(join(directory, 'storage'));
});
afterEach(async () => {
  await storage.close();
  expect(openFilesBelow(directory)).toEqual([]);
  removeDirectory(directory);
});

test('opening makes the directory, but not its parents', async () => {
  expect(await storage.open()).toEqual({ ok: true, value: [] });
  expect(existsSync(join(directory, 'storage'))).toBe(true);
  expect(await new NodeStorage(join(directory, 'no', 'where')).open()).toEqual({
    ok: false,
    fault: { kind: 'io', name: '', code: 'ENOENT' },
  });
});

test('what a crash left of an unfinished write is removed at opening and told; blobs stay', async () => {
  await storage.open();
  await storage.write('side-file', bytes('7'));
  writeFileSync(join(directory, 'storage', 'side-file.tmp'), 'half of wha');
  expect(await storage.open()).toEqual({ ok: true, value: ['side-file.tmp'] });
  expect(readdirSync(join(directory, 'storage'))).toEqual(['side-file']);
});

test('a directory that vanishes is a fault, not an empty blob', async () => {
  await storage.open();
  rmSync(join(directory, 'storage'), { recursive: true });
  const fault = { ok: false, fault: { kind: 'io', name: 'blob', code: 'ENOENT' } };
  expect(await storage.read('blob')).toEqual(fault);
  expect(await storage.write('blob', bytes('x'))).toEqual(fault);
  expect(await storage.append('blob', bytes('x'))).toEqual(fault);
});

test('what is no file is a fault with the system’s code', async () => {
  await storage.open();
  mkdirSync(join(directory, 'storage', 'blob'));
  expect(await storage.read('blob')).toMatchObject({ ok: false, fault: { kind: 'io', code: 'EISDIR' } });
  symlinkSync('loop', join(directory, 'storage', 'loop'));
  expect(await storage.read('loop')).toMatchObject({ ok: false, fault: { kind: 'io', code: 'ELOOP' } });
});

test('a blob that somebody else removed is begun anew', async () => {
  await storage.open();
  await storage.append('log', bytes('one'));
  await storage.remove('log');
  await storage.append('log', bytes('two'));
  expect(await storage.read('log')).toEqual({ ok: true, value: bytes('two') });
});

test('nobody else may read or change what is written', async () => {
  await storage.open();
  await storage.write('written', bytes('x'));
  await storage.append('appended', bytes('x'));
  for (const name of ['written', 'appended']) expect(statSync(join(directory, 'storage', name)).mode & 0o007).toBe(0);
});

test('a hundred names and a thousand openings keep few files open', async () => {
  await storage.open();
  for (let round = 0; round < 3; round++)
    for (let name = 0; name < 100; name++) await storage.append(`log-${name}`, bytes(`${round} `));
  expect(openFilesBelow(directory).length).toBeLessThanOrEqual(8);
  expect(await storage.read('log-42')).toEqual({ ok: true, value: bytes('0 1 2 ') });
  for (let round = 0; round < 1000; round++) {
    const again = new NodeStorage(join(directory, 'storage'));
    await again.open();
    if (round % 100 === 0) await again.append('log-42', bytes(`r${round} `));
    await again.close();
  }
  await storage.close();
  expect(openFilesBelow(directory)).toEqual([]);
  // Closed is not broken: it opens what it needs again.
  expect(await storage.append('log-42', bytes('end'))).toEqual({ ok: true, value: undefined });
});

test('names used at once beyond the limit of open files are all written', async () => {
  await storage.open();
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, n) => storage.append(`name-${n}`, bytes(String(n)))),
  );
  expect(results.every((result) => result.ok)).toBe(true);
  for (let n = 0; n < 50; n++) expect(await storage.read(`name-${n}`)).toEqual({ ok: true, value: bytes(String(n)) });
  // What was needed at once is let go with the next name.
  await storage.append('one-more', bytes('x'));
  expect(openFilesBelow(directory).length).toBeLessThanOrEqual(8);
});

test('entropy gives what was asked for, never the same twice', () => {
  const entropy = new NodeEntropy();
  const seen = new Set(Array.from({ length: 1000 }, () => Buffer.from(entropy.bytes(16)).toString('hex')));
  expect(seen.size).toBe(1000);
  expect(entropy.bytes(1)).toHaveLength(1);
  expect(entropy.bytes(1024)).toHaveLength(1024);
  for (const count of [0, -1, 1025, 1.5, Number.NaN]) expect(() => entropy.bytes(count)).toThrow(/bytes of entropy/);
});
