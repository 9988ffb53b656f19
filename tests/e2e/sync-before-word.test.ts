import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundleChild } from '../support/child.ts';
import { noStrace, systemCalls, trace, unsyncedAtWord, type SystemCall } from '../support/strace.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * That a killed process loses nothing says nothing about a power cut: the kernel keeps what was written. What counts is that the
 * disk was told to sync before anybody was told the number, and that only the system calls show.
 */
const reason = noStrace();
describe.skipIf(reason !== null)(`synced before it is said${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let directory: string;
  let program: string;
  let recorder: string;
  beforeAll(() => {
    program = bundleChild('one-ticket');
    recorder = bundleChild('one-record');
  });
  afterAll(() => {
    rmSync(program);
    rmSync(recorder);
  });
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(() => removeDirectory(directory));
  const watch = (planted: string): { lines: string[]; word: string } => {
    const { lines, stdout } = trace([process.execPath, program, directory, planted]);
    expect(stdout).toMatch(/^WORD A\d{5}\n$/);
    return { lines, word: stdout.trim() };
  };

  const record = (...args: string[]): string[] => {
    const { lines, stdout } = trace([process.execPath, recorder, directory, ...args]);
    expect(stdout).toBe('WORD\n');
    const calls = systemCalls(lines);
    const said = calls.find((call) => call.args.includes('WORD'))?.begins ?? 0;
    const written = calls.filter((call) => /^p?write/.test(call.name) && call.path.startsWith(directory));
    expect(written.length).toBeGreaterThan(0);
    expect(written.filter((call) => call.ends > said)).toEqual([]);
    return unsyncedAtWord(calls, directory, 'WORD');
  };

  test.each(['ledger', 'append', 'write'])('what the %s has confirmed is on the disk, names included', (way) => {
    expect(record(way)).toEqual([]);
    // The second time the files are there already.
    if (way !== 'ledger') expect(record(way)).toEqual([]);
  });

  test('a ledger that does not sync is found out without an office as well', () => {
    expect(record('ledger', 'OFF')).toContainEqual(expect.stringContaining('ledger.db-wal: written and not synced'));
  });

  test('of a ticket everything is on the disk, names included, before its number is said', () => {
    const { lines, word } = watch('nothing');
    const calls = systemCalls(lines);
    expect(unsyncedAtWord(calls, directory, word)).toEqual([]);

    // The trace saw what it must have seen, or the emptiness above would prove nothing.
    const said = calls.find((call) => call.args.includes(word))?.begins ?? 0;
    const seen = (name: RegExp, path: string): boolean =>
      calls.some((call) => name.test(call.name) && call.path === `${directory}/${path}` && call.ends < said);
    expect(seen(/^pwrite64$/, 'ledger.db-wal')).toBe(true);
    expect(seen(/^f(data)?sync$/, 'ledger.db-wal')).toBe(true);
    expect(seen(/^f(data)?sync$/, 'storage/highest-numbers')).toBe(true);
    expect(lastLogWrite(calls)?.ends).toBeLessThan(said);

    // Each kind of sync counts: without it the same trace is found out.
    const without = (drop: (line: string) => boolean): string[] =>
      unsyncedAtWord(systemCalls(lines.filter((line) => !drop(line))), directory, word);
    const sync = /f(data)?sync\(\d+<(.*?)>/;
    const ofPath = (path: string) => (line: string) => sync.exec(line)?.[2] === path;
    expect(without(ofPath(`${directory}/ledger.db-wal`))).toContainEqual(
      expect.stringContaining('ledger.db-wal: written'),
    );
    expect(without(ofPath(`${directory}/storage/highest-numbers`))).toContainEqual(
      expect.stringContaining('highest-numbers: written'),
    );
    expect(without(ofPath(`${directory}/storage`))).toContainEqual(
      expect.stringContaining('highest-numbers: its directory'),
    );
    expect(without(ofPath(directory))).toContainEqual(expect.stringContaining('ledger.db: its directory'));
  });

  test('a ledger that does not sync is found out', () => {
    const { lines, word } = watch('no-sync');
    expect(unsyncedAtWord(systemCalls(lines), directory, word)).toContainEqual(
      expect.stringContaining('ledger.db-wal: written and not synced'),
    );
  });

  test('a number that is said too early is found out', () => {
    const { lines, word } = watch('word-first');
    const calls = systemCalls(lines);
    const said = calls.find((call) => call.args.includes(word))?.begins ?? 0;
    expect(lastLogWrite(calls)?.begins).toBeGreaterThan(said);
  });
});

/** The ticket is the last thing that the child writes down. */
const lastLogWrite = (calls: readonly SystemCall[]): SystemCall | undefined =>
  calls.findLast((call) => call.path.endsWith('ledger.db-wal') && call.name === 'pwrite64');
