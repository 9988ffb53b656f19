import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planFromScenario } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram } from '../support/letan-program.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));

const letan = (...args: readonly string[]) => {
  const run = spawnSync(process.execPath, [letanProgram, 'replay', ...args], { encoding: 'utf8' });
  return { code: run.status, out: run.stdout, err: run.stderr };
};

describe('letan replay', () => {
  const file = join(room, 'closed.ndjson');
  let hash = '';
  beforeAll(async () => {
    const plan = planFromScenario('closed', null);
    if (!plan.ok) throw new Error(plan.fault.join('\n'));
    let text = '';
    hash = (await runPlan(plan.value, { trace: (line) => (text += line) })).traceHash;
    writeFileSync(file, text);
  }, 60_000);

  test('prints one document, writes the trace that comes out, and ends well when it is the same', () => {
    const again = join(room, 'again.ndjson');
    const { code, out, err } = letan(file, '--json', '--trace', again);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      schema: 1,
      traceHash: hash,
      same: true,
      difference: null,
      divergence: null,
    });
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(file, 'utf8'));
    expect(code).toBe(0);
  });

  test('names the line that came out otherwise, for people, and ends with 1', () => {
    const lines = readFileSync(file, 'utf8').split('\n');
    const at = lines.findIndex((line) => line.includes('"kind":"transition"'));
    const altered = join(room, 'altered.ndjson');
    writeFileSync(
      altered,
      lines.map((line, index) => (index === at ? line.replace('"to":"', '"to":"else') : line)).join('\n'),
    );
    const { code, out, err } = letan(altered);
    expect(out).toContain('NOT the same');
    expect(err).toContain(`${altered}:${at + 1}: the first line that came out otherwise. Recorded: `);
    expect(code).toBe(1);
  });

  test('says what is wrong with a file that is none', () => {
    const nothing = letan(join(room, 'nowhere.ndjson'));
    expect(nothing.err).toContain('cannot be read (no such file)');
    expect(nothing.code).toBe(78);
    const csv = join(room, 'tracks.csv');
    writeFileSync(csv, 'track,t,x,y\n0,1,2,3\n');
    const wrong = letan(csv);
    expect(wrong.err).toContain(`${csv}:1: this is no recording of letan: no JSON object (2 wrong lines in all)`);
    expect(wrong.code).toBe(78);
    rmSync(csv);
  });
});
