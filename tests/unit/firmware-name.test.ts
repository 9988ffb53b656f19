import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildHere, mayDiffer } from '../../firmware/cli/build-here.ts';
import { firmwareOf } from '../../firmware/meta.ts';

describe('which builds may behave otherwise', () => {
  it.each([
    ['0.1.0', '0.1.0', false],
    ['0.1.0', '0.2.0', true],
    ['0.1.0', '0.1.0+aaaaaaaaaaaa', false],
    ['0.1.0+aaaaaaaaaaaa', '0.1.0+aaaaaaaaaaaa', false],
    ['0.1.0+aaaaaaaaaaaa', '0.1.0+bbbbbbbbbbbb', true],
    ['0.1.0+aaaaaaaaaaaa', '0.1.0+aaaaaaaaaaaa.dirty', true],
    ['0.1.0+aaaaaaaaaaaa.dirty', '0.1.0+aaaaaaaaaaaa.dirty', true],
  ])('%s and %s: %s', (recorded, here, may) => {
    expect(mayDiffer(recorded, here)).toBe(may);
  });

  it('this one is known to its commit where git can say', async () => {
    const here = await buildHere();
    const head = spawnSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' });
    expect(here).toMatch(/^\d+\.\d+\.\d+(?:\+[0-9a-f]{12}(?:\.dirty)?)?$/u);
    if (head.status === 0) expect(here).toContain(`+${head.stdout.slice(0, 12)}`);
  });
});

describe('what runs', () => {
  it('is called by its version in a checkout, which is the package’s', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    expect(firmwareOf(null)).toBe(version);
  });

  it('is called by its commit as well where it was installed: two releases of one version are two', () => {
    const [one, other] = ['a', 'b'].map((digit) => firmwareOf({ version: '0.1.0', commit: digit.repeat(40) }));
    expect([one, other]).toEqual(['0.1.0+aaaaaaaaaaaa', '0.1.0+bbbbbbbbbbbb']);
  });
});
