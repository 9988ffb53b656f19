import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Summary } from '../../sim/summary.ts';
import { letanProgram } from '../support/letan-program.ts';
import { runs } from '../support/tier.ts';

const folder = mkdtempSync(join(tmpdir(), 'letan-sim-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** In a checkout of its own, its own bin. */
const letan = (args: readonly string[], node = process.execPath, checkout?: string): Ended => {
  const bin = checkout === undefined ? letanProgram : join(checkout, 'firmware/cli/letan.mjs');
  const cwd = checkout ?? process.cwd();
  const run = spawnSync(node, [bin, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: run.status, out: run.stdout, err: run.stderr };
};

/** People who walk past the first kiosk of the ward centre, where nobody has a recording at hand. */
const tracks = join(folder, 'passers.csv');
writeFileSync(
  tracks,
  [
    'track,t,x,y',
    ...Array.from({ length: 14 }, (_, person) =>
      Array.from(
        { length: 41 },
        (_, step) => `${person},${person * 5 + step * 0.4},${1 + step * 0.4},${2 - (person % 4) * 0.2}`,
      ),
    ).flat(),
  ].join('\n'),
);
const asked = [
  'sim',
  'run',
  '--site',
  'config/sites/ward-centre',
  '--tracks',
  tracks,
  '--place',
  '0,0,0',
  '--come',
  '30%',
  '--seed',
  '7',
];

const summaryOf = ({ out }: Ended): Summary => JSON.parse(out) as Summary; // written by our own CLI

describe('letan sim run', () => {
  test('prints one document alone on stdout, progress on stderr, the trace to a file, and its hash is the file’s', () => {
    const trace = join(folder, 'trace.ndjson');
    const ended = letan([...asked, '--json', '--trace', trace]);
    expect(ended.code).toBe(0);
    const summary = summaryOf(ended);
    expect(summary).toMatchObject({ schema: 1, site: 'ward-centre', seed: 7, start: '2026-08-03T08:30' });
    expect(createHash('sha256').update(readFileSync(trace)).digest('hex')).toBe(summary.traceHash);
    expect(summary.finished).toBeGreaterThan(0);
    expect(summary.finished).toBe(summary.tickets);
    // The whole of it again in the long tier; here its beginning, held against the trace that was written with it.
    const long = runs({ fast: 0, long: 1 }) === 1;
    const part = long ? [] : ['--for', '40s'];
    const again = join(folder, 'again.json');
    const second = letan([...asked, ...part, '--json', again, '--trace', trace]);
    expect(second.out).toContain('numbers given');
    const secondHash = (JSON.parse(readFileSync(again, 'utf8')) as Summary).traceHash; // written by our own CLI
    expect(createHash('sha256').update(readFileSync(trace)).digest('hex')).toBe(secondHash);
    if (long) expect(secondHash).toBe(summary.traceHash);
    const other = letan([...asked.slice(0, -1), '8', ...part, '--json']);
    expect(summaryOf(other).traceHash).not.toBe(secondHash);
  }, 180_000);

  test.each([
    ['a number that is none', 'track,t,x,y\n1,0,0,0\n1,1,NaN,0\n', ':3: x is "NaN", expected a number'],
    ['time running back', 'track,t,x,y\n1,2,0,0\n1,1,0,0\n', ':3: track 1 runs back in time: t 1 after 2 in line 2'],
    ['no rows', 'track,t,x,y\n', ':2: no rows after the header, expected people'],
    ['no header', '1,0,0,0\n', ':1: expected a header'],
  ])('refuses tracks with %s and says where', (_, text, message) => {
    const file = join(folder, 'bad.csv');
    writeFileSync(file, text);
    const ended = letan(['sim', 'run', '--site', 'config/sites/ward-centre', '--tracks', file]);
    expect([ended.code, ended.out]).toEqual([78, '']);
    expect(ended.err).toContain(`${file}${message}`);
  });

  test.each([
    [['sim', 'run'], 64, 'name a scenario'],
    [['sim', 'run', 'nosuch'], 78, 'there is no scenario nosuch'],
    [['sim', 'run', 'closed', '--at', '2026-08-03T08:30'], 64, 'a scenario says itself'],
    [['sim', 'run', '--site', 'config/sites/nowhere'], 78, 'config/sites/nowhere/site.yaml'],
    [['sim', 'run', '--site', 'config/sites/ward-centre', '--at', '2026-02-30T08:00'], 78, '--at is'],
    [['sim', 'run', '--site', 'config/sites/ward-centre', '--place', '1,2'], 64, 'expected metres and degrees'],
    [['sim', 'run', '--site', 'config/sites/ward-centre', '--for', '30'], 64, 'is no span'],
    [['sim', 'run', '--site', 'config/sites/ward-centre', '--tracks', '/nonexistent.csv'], 78, 'no such file'],
  ])('%j ends with %i', (args, code, message) => {
    const ended = letan(args);
    expect([ended.code, ended.out]).toEqual([code, '']);
    expect(ended.err).toContain(message);
  });

  test('a failed expectation is told with what was and the line that repeats it', () => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(
      file,
      'schema: 1\nwhat: wrong on purpose\nsite: ward-centre\ndevices: [kiosk-1]\nstart: 2026-08-02T10:00\nlength: 1min\nexpect: { tickets: 5 }\n',
    );
    const ended = letan(['sim', 'run', file, '--seed', '3']);
    expect(ended.code).toBe(1);
    expect(ended.err).toContain('expected tickets: 5; was 0');
    expect(ended.err).toContain(`again: npx letan sim run ${file} --seed 3`);
  }, 60_000);
});

/** Versions of Node that devices and desks have, besides the one that runs this. */
const versions = [20, 22, 24].slice(0, runs({ fast: 0, long: 3 }));

if (versions.length > 0)
  describe('every version of Node', () => {
    test.each(versions)(
      'Node %i gives the trace of this one, to the byte',
      (version) => {
        const home = mkdtempSync(join(folder, `node-${version}-`));
        // npm's `node` package brings the engine and its headers.
        spawnSync('npm', ['init', '-y'], { cwd: home });
        expect(spawnSync('npm', ['install', `node@${version}`], { cwd: home, encoding: 'utf8' }).status).toBe(0);
        const engine = spawnSync('find', [home, '-path', '*node-linux-*/bin/node', '-type', 'f'], {
          encoding: 'utf8',
        }).stdout.trim();
        const headers = resolve(engine, '../..');
        const clone = join(home, 'clone');
        cpSync(process.cwd(), clone, {
          recursive: true,
          verbatimSymlinks: true,
          filter: (path) => !/\/(\.git|node_modules)$/.test(path),
        });
        // Both run the same copy: the checkout may change under a test of minutes.
        // The native module is built for one engine; all else is the same for all.
        spawnSync('cp', ['-a', 'node_modules', clone]);
        const here = letan([...asked, '--json'], process.execPath, clone);
        const env = { ...process.env, PATH: `${resolve(engine, '..')}:${process.env['PATH'] ?? ''}` };
        const rebuilt = spawnSync('npm', ['rebuild', 'better-sqlite3', `--nodedir=${headers}`], {
          cwd: clone,
          env,
          encoding: 'utf8',
        });
        expect(rebuilt.status, rebuilt.stderr).toBe(0);
        const there = letan([...asked, '--json'], engine, clone);
        expect(there.code, there.err).toBe(0);
        expect(summaryOf(there).traceHash).toBe(summaryOf(here).traceHash);
      },
      900_000,
    );
  });
