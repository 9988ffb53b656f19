import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { StateMachine, type AnyStateMachine, type AnyStateNode } from 'xstate';

/*
 * The restart policy of ARCHITECTURE.md against the charts: every state of every machine has one, every row is about states that exist.
 * What the policies do is tested where the behaviours are (`ticketing-restart`, `keeping`, `restart-app`).
 */

const policies = ['anew', 'resumed', 'put right'];

interface Row {
  readonly machine: string;
  readonly path: string;
  readonly policy: string;
}

const rowsIn = (document: string): readonly Row[] => {
  const section = /## Restart\n([\s\S]*?)\n## /.exec(document)?.[1] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| machine'))
    .map((line) => {
      const [machine = '', path = '', policy = ''] = line
        .slice(1)
        .split('|')
        .map((cell) => cell.trim());
      return { machine, path, policy };
    });
};

const leavesOf = (node: AnyStateNode): readonly string[] =>
  Object.values(node.states).length === 0
    ? [node.path.join('.')]
    : Object.values(node.states).flatMap((below) => leavesOf(below));

const covers = (row: Row, leaf: string): boolean =>
  row.path === '*' || leaf === row.path || leaf.startsWith(`${row.path}.`);

/** What is wrong between the rows and the leaves of the charts, in words. */
const complaints = (rows: readonly Row[], charts: ReadonlyMap<string, readonly string[]>): readonly string[] => [
  ...rows
    .filter(({ policy }) => !policies.includes(policy))
    .map((row) => `${row.machine} ${row.path}: no policy is called "${row.policy}"`),
  ...rows
    .filter((row) => !(charts.get(row.machine) ?? []).some((leaf) => covers(row, leaf)))
    .map((row) => `${row.machine} ${row.path}: no such state`),
  ...rows
    .filter((row, at) => rows.findIndex(({ machine, path }) => machine === row.machine && path === row.path) !== at)
    .map((row) => `${row.machine} ${row.path}: twice`),
  ...[...charts].flatMap(([machine, leaves]) =>
    leaves
      .filter((leaf) => !rows.some((row) => row.machine === machine && covers(row, leaf)))
      .map((leaf) => `${machine} ${leaf}: what becomes of it is said nowhere`),
  ),
];

const charts = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const names = readdirSync('behaviours', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(`behaviours/${entry.name}`).includes('machine.ts'))
    .map(({ name }) => name);
  const found = new Map<string, readonly string[]>();
  for (const name of names) {
    const room: Readonly<Record<string, unknown>> = await import(`../../behaviours/${name}/machine.ts`);
    const machines = Object.values(room).filter((one): one is AnyStateMachine => one instanceof StateMachine);
    found.set(
      name,
      machines.flatMap((machine) => leavesOf(machine.root)),
    );
  }
  return found;
};

const rows = rowsIn(readFileSync('ARCHITECTURE.md', 'utf8'));

describe('the restart policy', () => {
  it('is declared for every state of every machine, and for none that is not there', async () => {
    const found = await charts();
    expect(found.size).toBeGreaterThanOrEqual(8);
    expect(complaints(rows, found)).toEqual([]);
  });

  it('is resumed exactly where a behaviour keeps something, or the ledger does', () => {
    const keeping = readdirSync('behaviours', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && readdirSync(`behaviours/${entry.name}`).includes('events.ts'))
      .map(({ name }) => name)
      .filter((name) => /\bKept\b/.test(readFileSync(`behaviours/${name}/events.ts`, 'utf8')));
    const resumed = new Set(rows.filter(({ policy }) => policy === 'resumed').map(({ machine }) => machine));
    expect([...resumed].sort()).toEqual([...keeping, 'ticketing'].sort());
  });

  it('would miss a state, a row and a word', () => {
    const planted = new Map([['lamp', ['off', 'on.bright', 'on.dim']]]);
    const row = (path: string, policy = 'anew'): Row => ({ machine: 'lamp', path, policy });
    expect(complaints([row('off'), row('on')], planted)).toEqual([]);
    expect(complaints([row('*')], planted)).toEqual([]);
    expect(complaints([row('off'), row('on.dim')], planted)).toEqual([
      'lamp on.bright: what becomes of it is said nowhere',
    ]);
    expect(complaints([row('*'), row('o'), row('off', 'perhaps'), row('off')], planted)).toEqual([
      'lamp off: no policy is called "perhaps"',
      'lamp o: no such state',
      'lamp off: twice',
    ]);
  });
});
