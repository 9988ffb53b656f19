import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { LinuxHostFacts } from '../../hal/drivers/linux-host-facts.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { hostFactsContract } from './host-facts.contract.ts';

const rooms: string[] = [];
afterAll(() => rooms.forEach(removeDirectory));

const rootWith = (files: Readonly<Record<string, string>>): string => {
  const root = temporaryDirectory();
  rooms.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};

hostFactsContract('files under a directory', { make: async (files) => new LinuxHostFacts(rootWith(files)) });

it('reads the files of /proc of this very machine, whose sizes say nothing', async () => {
  const facts = new LinuxHostFacts();
  const release = await facts.text('/proc/sys/kernel/osrelease');
  expect(release.ok && /^[0-9]+\.[0-9]+/.test(release.value)).toBe(true);
});

it.skipIf(process.getuid?.() === 0)('names what it may not open', async () => {
  const root = rootWith({ '/dev/closed': '' });
  chmodSync(join(root, 'dev/closed'), 0);
  expect(await new LinuxHostFacts(root).may('/dev/closed')).toEqual({
    ok: false,
    fault: { kind: 'permission', path: '/dev/closed' },
  });
});
