import { readdir, readFile, readlink, realpath } from 'node:fs/promises';

/**
 * Which other process has a device file open, as `name (pid)`; null when none is seen. Stable names (`/dev/serial/by-id/…`) are
 * followed. Only what this user may look at under /proc is seen: the processes of others stay hidden from all but root.
 */
export async function holderOf(path: string): Promise<string | null> {
  const file = await realpath(path).catch(() => path);
  const own = String(process.pid);
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid) || pid === own) continue;
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if ((await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')) !== file) continue;
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'process');
      return `${name.trim()} (${pid})`;
    }
  }
  return null;
}
