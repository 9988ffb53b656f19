// Writes COMMANDS-SHOWN.md by running every maintainers' command, well and going wrong (`tests/support/shown`). Needs root, Linux and some
// minutes; runs on mounts and a network of its own, and leaves this machine's as they are. `node tests/commands-shown.mjs 'image|flash'` runs only
// the sections whose commands have one of these words, and what they build upon (with LETAN_SHOWN_KEPT=DIR keys and releases of an earlier run).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const inside = 'LETAN_SHOWN_ROOM';
const room = process.env[inside];
if (room === undefined) {
  const made = mkdtempSync(join(tmpdir(), 'letan-test-'));
  const args = ['-mn', '--propagation', 'private', process.execPath, fileURLToPath(import.meta.url)];
  const run = spawnSync('unshare', [...args, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, [inside]: made, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  // Not in there: what is mounted in the room lies in it only for who is inside, and this machine's own /dev/shm is among it.
  rmSync(made, { recursive: true, force: true });
  process.exitCode = run.status ?? 1;
} else {
  const { register } = await import('tsx/esm/api');
  register();
  const { showAll } = await import('./support/shown/show.ts');
  process.exitCode = await showAll(room, process.argv[2] ?? null);
  process.exit();
}
