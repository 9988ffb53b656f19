import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { firmwareOf, firmwareVersion, versionIn } from '../../firmware/meta.ts';

describe('what runs', () => {
  it('is called by its version in a checkout, which is the package’s', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    expect(firmwareOf(null)).toBe(version);
  });

  it('is called by its commit as well where it was installed: two releases of one version are two', () => {
    const [one, other] = ['a', 'b'].map((digit) => firmwareOf({ version: '0.1.0', commit: digit.repeat(40) }));
    expect([one, other]).toEqual(['0.1.0+aaaaaaaaaaaa', '0.1.0+bbbbbbbbbbbb']);
    expect([one, other, firmwareVersion].map((each) => versionIn(each ?? ''))).toEqual(['0.1.0', '0.1.0', '0.1.0']);
  });
});
