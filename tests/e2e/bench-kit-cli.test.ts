import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readRecord } from '../../firmware/bench-kit/record.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram as bin } from '../support/letan-program.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));

const letan = (...args: readonly string[]) => {
  // Vitest tells its children that they are its children; the suites of the bench are run by one of their own.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const run = spawnSync(process.execPath, [bin, 'bench-kit', ...args], { encoding: 'utf8', input: '', env });
  return { code: run.status, out: run.stdout, err: run.stderr };
};

describe('letan bench-kit', () => {
  it('does not accept a bench on which nothing is real, and says of each port why', () => {
    const out = join(room, 'record');
    const site = join(room, 'ward-centre');
    cpSync('config/sites/ward-centre', site, { recursive: true });
    const robot = join(site, 'devices', 'robot-1.yaml');
    // Its voice is a program, and would be tried for real.
    writeFileSync(robot, `${readFileSync(robot, 'utf8')}devices: { voice: none }\n`);
    const run = letan('--config', robot, '--out', out, '--who', 'An');
    expect(run.code).toBe(1);
    expect(run.err).toContain('not accepted');
    const record = readRecord(readFileSync(`${out}.json`, 'utf8'));
    if (!record.ok) throw new Error(record.fault);
    const { results, who, devices } = record.value;
    expect(who).toBe('An');
    expect(devices.find(({ name }) => name === 'slip')?.real).toBe(false);
    for (const port of ['printer', 'targets', 'lamp', 'button', 'speaker'])
      expect(results).toContainEqual(
        expect.objectContaining({
          test: `${port} on the bench`,
          state: 'skipped',
          why: `the config has no real ${port}`,
        }),
      );
    expect(readFileSync(`${out}.txt`, 'utf8')).toContain('NOT ACCEPTED');
  }, 240_000);

  it('prints the table of hardware without a bench, and wants a config for everything else', () => {
    expect(letan('--table')).toMatchObject({ code: 0 });
    expect(letan().code).toBe(64);
  });
});
