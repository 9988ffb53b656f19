import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of the test's own on a real disk. */
export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'letan-test-'));

/** A directory of real files in memory where the system has such a place: for thousands of them that no disk need keep. */
export const memoryDirectory = (): string =>
  mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'letan-test-'));

export const removeDirectory = (directory: string): void => rmSync(directory, { recursive: true, force: true });

/** What this process holds open below `directory`, by the kernel's word. */
export const openFilesBelow = (directory: string): string[] =>
  readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        // The descriptor that listed the directory is gone by now.
        return '';
      }
    })
    .filter((target) => target.startsWith(directory));
