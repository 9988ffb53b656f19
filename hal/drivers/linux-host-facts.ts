import { constants } from 'node:fs';
import { access, open, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../error-code.ts';
import type { DiskSpace, HostFacts, HostFault } from '../ports/host-facts.ts';
import { done, fail, ok, type Result } from '../result.ts';

const mostBytes = 64 * 1024;

const faultOf = (error: unknown, path: string): HostFault => {
  const code = errorCode(error) ?? 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENODEV' || code === 'ENXIO') return { kind: 'absent', path };
  if (code === 'EACCES' || code === 'EPERM') return { kind: 'permission', path };
  return { kind: 'io', path, code };
};

/** The running Linux. `root` is put before each path: tests lay a machine's files under a directory. */
export class LinuxHostFacts implements HostFacts {
  readonly #root: string;

  constructor(root = '/') {
    this.#root = root;
  }

  text(path: string): Promise<Result<string, HostFault>> {
    return this.#asked(path, async (real) => {
      const handle = await open(real, 'r');
      try {
        const bytes = Buffer.alloc(mostBytes);
        let length = 0;
        // Files of /proc may come in pieces, and say nothing true of their size.
        while (length < mostBytes) {
          const { bytesRead } = await handle.read(bytes, length, mostBytes - length, null);
          if (bytesRead === 0) break;
          length += bytesRead;
        }
        return bytes.toString('utf8', 0, length).replaceAll('\0', '').trim();
      } finally {
        await handle.close();
      }
    });
  }

  list(path: string): Promise<Result<readonly string[], HostFault>> {
    return this.#asked(path, async (real) => (await readdir(real)).sort());
  }

  async may(path: string): Promise<Result<void, HostFault>> {
    const allowed = await this.#asked(path, (real) => access(real, constants.R_OK | constants.W_OK));
    return allowed.ok ? done : allowed;
  }

  space(path: string): Promise<Result<DiskSpace, HostFault>> {
    return this.#asked(path, async (real) => {
      const { bsize, blocks, bavail } = await statfs(real);
      return { totalBytes: bsize * blocks, freeBytes: bsize * bavail };
    });
  }

  async #asked<T>(path: string, ask: (real: string) => Promise<T>): Promise<Result<T, HostFault>> {
    try {
      return ok(await ask(join(this.#root, path)));
    } catch (error) {
      return fail(faultOf(error, path));
    }
  }
}
