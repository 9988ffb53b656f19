import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sharesProcess, sharingFiles } from '../support/own-process.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const checkout = temporaryDirectory();
afterAll(() => removeDirectory(checkout));
mkdirSync(join(checkout, 'tests/unit'), { recursive: true });
mkdirSync(join(checkout, 'tests/support'));
writeFileSync(join(checkout, 'tests/support/card.ts'), "process.env['ALSA_CONFIG_PATH'] = path;\n");
writeFileSync(join(checkout, 'tests/support/plain.ts'), "export const here = process.env['HOME'];\n");

/** Whether a test file that says this may run beside others. */
const shares = (text: string, file = 'tests/unit/x.test.ts'): boolean => {
  writeFileSync(join(checkout, 'tests/unit/x.test.ts'), text);
  return sharesProcess(file, checkout);
};

describe('a test file', () => {
  it.each([
    ["import { here } from '../support/plain.ts';\nexpect(here).toBe(1);"],
    ["vi.setConfig({ testTimeout: 9 });\nexpect(note.vi.normalize('NFC')).toBe(note.vi);"],
    ["if (process.env['LETAN_TIER'] === 'long') expect(process.exitCode === 0).toBe(true);"],
  ])('that only reckons shares a process: %j', (text) => {
    expect(shares(text)).toBe(true);
  });

  it.each([
    ["vi.spyOn(process.stderr, 'write');"],
    ['afterEach(() => vi.resetModules());'],
    ["process.env['PATH'] = '/nowhere';"],
    ['process.exitCode = 0;'],
    ['const held = process.memoryUsage().rss;'],
    ["import { card } from '../support/card.ts';"],
  ])('that changes or measures its whole process has its own: %j', (text) => {
    expect(shares(text)).toBe(false);
  });

  it('of processes, pages and kernels has its own', () => {
    expect(shares('', 'tests/e2e/x.test.ts')).toBe(false);
    expect(shares('', 'tests/contract/clock.kernel.test.ts')).toBe(false);
  });

  it('is in most folders one that shares: what is judged here is the checkout’s own', () => {
    const sharing = sharingFiles();
    expect(sharing).toContain('tests/contract/clock.sim.test.ts');
    expect(sharing).not.toContain('tests/days/planted-bugs.test.ts');
    expect(sharing.length).toBeGreaterThan(150);
  });
});
