import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneFor, fetchNode } from '../support/node-versions.ts';
import { passingPeople } from '../support/passing-people.ts';
import { runSim } from '../support/sim-process.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { recordings } from '../support/tier.ts';

/*
 * One seed is one trace on every Node that we serve. Each comes from npm, with native modules built for it in a clone of its own.
 * The house rule `differsBetweenHosts` refuses what is known to differ; here is shown that nothing else does.
 */

const majors = [20, 22, 24] as const;
const root = temporaryDirectory();
// Three checkouts and three Nodes are some thousand files.
afterAll(() => rmSync(root, { recursive: true }), 120_000);

interface Host {
  readonly major: number;
  readonly node: string;
  readonly checkout: string;
}

describe('Node 20, 22 and 24', () => {
  const hosts: Host[] = [];

  beforeAll(async () => {
    for (const major of majors) {
      const install = await fetchNode(major, root);
      expect(install.version.startsWith(`${major}.`)).toBe(true);
      hosts.push({ major, node: install.bin, checkout: await cloneFor(install, root) });
    }
  }, 1_800_000);

  let made = 0;
  const hashes = async (args: readonly string[]): Promise<ReadonlyMap<number, string>> => {
    const found = new Map<number, string>();
    for (const { major, node, checkout } of hosts) {
      made += 1;
      const directory = join(root, `run-${made}`);
      mkdirSync(directory);
      const { summary } = await runSim(args, { directory, node, checkout });
      expect(summary.seen).toBeGreaterThan(0);
      found.set(major, summary.traceHash);
    }
    return found;
  };
  const expectOne = (found: ReadonlyMap<number, string>): void => {
    const [first] = found.values();
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(majors.map((major) => [major, first])));
  };

  test('keep the ledger open through collections of garbage at any moment', () => {
    for (const { major, node, checkout } of hosts) {
      const directory = join(root, `collected-${major}`);
      mkdirSync(directory);
      const args = ['--expose-gc', resolve('tests/support/children/collected-ledger.mjs'), checkout, directory];
      const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8' });
      expect({ major, status, stdout, stderr }).toEqual({ major, status: 0, stdout: '50\n', stderr: '' });
    }
  }, 120_000);

  test('give one trace of people who walk past and come', async () => {
    const people = join(root, 'people.csv');
    writeFileSync(people, passingPeople());
    const args = `--site config/sites/ward-centre --tracks ${people} --place 0,0,0 --seed 11 --come 25%`;
    expectOne(await hashes(args.split(' ')));
  }, 600_000);

  for (const scenario of ['first-visitor', 'paper-out-in-the-rush', 'clock-untrusted', 'standard-day'])
    test(`give one trace of the scenario ${scenario}`, async () => {
      expectOne(await hashes([scenario]));
    }, 1_200_000);

  for (const [name, file] of [
    ['the ETH recording', 'eth_eth.csv'],
    ['the UCY recording', 'ucy_zara01.csv'],
  ] as const) {
    const path = resolve(recordings(), 'tracks', file);
    test.skipIf(!existsSync(path))(
      `give one trace of ${name}`,
      async () => {
        expectOne(await hashes(['--site', 'config/sites/ward-centre', '--tracks', path, '--seed', '7']));
      },
      1_200_000,
    );
  }
});
