import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planFromRequest, type RunRequest } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import { passingPeople } from '../support/passing-people.ts';
import { runSim, type SimProcess } from '../support/sim-process.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { recordings, runs } from '../support/tier.ts';

/*
 * One seed is one trace, to the byte: in another process, on a host that thinks otherwise of time, language and place. What is told
 * of a trace inside one process stands in tests/days/trace.test.ts.
 */

const root = temporaryDirectory();
afterAll(() => rmSync(root, { recursive: true }));
const fresh = (name: string): string => {
  const directory = join(root, name);
  mkdirSync(directory);
  return directory;
};

/** So odd that it can stand in no line by chance. */
const seed = 715_517_923;
const site = 'config/sites/ward-centre';

const recording = (name: string, text: string): string => {
  const file = join(fresh(name), 'people.csv');
  writeFileSync(file, text);
  return file;
};

const shortRun = (siteDir: string, file: string, chosen = seed): readonly string[] =>
  `--site ${siteDir} --tracks ${file} --place 0,0,0 --seed ${chosen} --come 25% --for 90s`.split(' ');

/** The same run inside this process: a start saved, and one more place where nothing may be different. */
const runHere = async (tracks: string, chosen: number, rest: Partial<RunRequest>): Promise<string> => {
  const asked = { site, tracks, seed: chosen, place: null, at: null, forMs: null, come: 0.1, ...rest };
  const plan = planFromRequest(asked);
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  return (await runPlan(plan.value)).traceHash;
};
const short = { place: { x: 0, y: 0, turnDeg: 0 }, come: 0.25, forMs: 90_000 } as const;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Two at a time: as many as the machines that run this have cores. */
const pair = <A, B>(a: () => Promise<A>, b: () => Promise<B>): Promise<[A, B]> => Promise.all([a(), b()]);

describe('a seed', () => {
  let first: SimProcess;
  let elsewhere: SimProcess;

  beforeAll(async () => {
    const moved = join(fresh('another-place'), 'ward-centre');
    cpSync(site, moved, { recursive: true });
    const people = recording('people', passingPeople());
    const copied = recording('copied-people', passingPeople());
    [first, elsewhere] = await pair(
      () => runSim(shortRun(site, people), { directory: fresh('first') }),
      () =>
        runSim(shortRun(moved, copied), {
          directory: fresh('elsewhere'),
          cwd: fresh('another-cwd'),
          env: { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'ar_EG.UTF-8', LANGUAGE: 'vi', HOME: root },
        }),
    );
  }, 600_000);

  test('is a trace that has something in it', () => {
    expect(first.summary.seen).toBeGreaterThan(5);
    expect(first.summary.tickets).toBeGreaterThan(0);
    expect(first.summary.printed).toBeGreaterThan(0);
    expect(sha256(first.trace)).toBe(first.summary.traceHash);
  });

  test('gives the same trace to the byte in another process, zone, language, directory and site’s place', () => {
    expect(elsewhere.summary.traceHash).toBe(first.summary.traceHash);
    expect(elsewhere.trace.equals(first.trace)).toBe(true);
    // Everything else that a summary tells, too, but for how long the host took.
    const { wallS: _, timesRealTime: __, ...told } = first.summary;
    expect(elsewhere.summary).toMatchObject(told);
  });

  test('gives another trace when it is another, or when one passer walks half a metre beside', async () => {
    const people = recording('same-people', passingPeople());
    const hashes = [
      await runHere(people, seed, short),
      await runHere(people, seed + 1, short),
      await runHere(recording('people-aside', passingPeople(0.5)), seed, short),
    ];
    expect(hashes[0]).toBe(first.summary.traceHash);
    expect(new Set(hashes).size).toBe(3);
  }, 600_000);

  test('and where it ran stand nowhere in the trace; every number is whole, time never goes back', () => {
    const text = first.trace.toString('utf8');
    for (const word of [String(seed), root, resolve('.'), resolve(site), site, hostname(), 'people.csv', '"seed"'])
      expect(text.includes(word), word).toBe(false);
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    const kinds = lines.map((line) => (JSON.parse(line) as { readonly kind: string }).kind);
    const configs = kinds.findIndex((kind) => kind !== 'config');
    expect(configs).toBe(first.summary.devices.length);
    expect(kinds.lastIndexOf('config')).toBe(configs - 1);
    let newest = 0;
    for (const line of lines.slice(configs)) {
      const { t, device, kind } = JSON.parse(line) as Readonly<Record<string, unknown>>;
      expect(['input', 'transition', 'command']).toContain(kind);
      expect(first.summary.devices).toContain(device);
      if (typeof t !== 'number' || t < newest) throw new Error(`time goes back: ${line}`);
      newest = t;
    }
    const fraction = lines.find((line) => !wholeIn(JSON.parse(line)));
    expect(fraction).toBeUndefined();
  });
});

/** Whether every number in it, however deep, is a whole one. */
const wholeIn = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(wholeIn);
};

describe('recordings', () => {
  const all = [
    ['the ETH recording', 'eth_eth.csv'],
    ['the UCY recording', 'ucy_zara01.csv'],
  ] as const;
  // Both in the long tier, one in the fast: LETAN_SEED draws which.
  const drawn = Number(process.env['LETAN_SEED'] ?? 1) % all.length;
  const chosen = all.filter((_, index) => runs({ fast: 0, long: 1 }) === 1 || index === drawn);
  for (const [name, file] of chosen) {
    const path = resolve(recordings(), 'tracks', file);
    test.skipIf(!existsSync(path))(
      `${name} gives one trace in two processes`,
      async () => {
        // The whole of it in the long tier; here its first minute.
        const forMs = runs({ fast: 60_000, long: 0 });
        const length = forMs === 0 ? [] : ['--for', `${forMs}ms`];
        const { summary } = await runSim(['--site', site, '--tracks', path, '--seed', '7', ...length], {
          directory: fresh(file),
          env: { TZ: 'America/St_Johns' },
        });
        expect(await runHere(path, 7, { forMs: forMs === 0 ? null : forMs })).toBe(summary.traceHash);
        expect(summary.seen).toBeGreaterThan(0);
        if (forMs === 0) expect(summary.finished).toBeGreaterThan(0);
      },
      300_000,
    );
  }
});
