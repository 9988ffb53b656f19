import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeDirectory, temporaryDirectory } from './temporary.ts';

/** Why this host cannot give a test a small file system of its own, or null when it can. */
export const noSmallDisk = (): string | null => {
  const directory = temporaryDirectory();
  try {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory], { encoding: 'utf8' });
    if (mounted.status !== 0) return `needs the right to mount a tmpfs: ${mounted.stderr.trim()}`;
    spawnSync('umount', [directory]);
    return null;
  } finally {
    removeDirectory(directory);
  }
};

/** A tmpfs of `kib` KiB that can be filled to its last byte and turned read-only. */
export class SmallDisk {
  readonly directory: string;

  constructor(kib: number) {
    this.directory = temporaryDirectory();
    this.#mount(['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', this.directory]);
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.directory);
    return bavail * bsize;
  }

  /** Leaves at most `leave` bytes free. */
  fill(leave = 0): void {
    writeFileSync(join(this.directory, 'ballast'), new Uint8Array(Math.max(0, this.freeBytes - leave)));
  }
  /** Takes what has become free since; somebody else may take it first. */
  refill(): void {
    const free = this.freeBytes;
    try {
      if (free > 0) appendFileSync(join(this.directory, 'ballast'), new Uint8Array(free));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
  makeRoom(): void {
    rmSync(join(this.directory, 'ballast'), { force: true });
  }

  /** Fails while somebody holds a file open for writing, as the kernel has it. */
  readOnly(yes: boolean): void {
    this.#mount(['-o', `remount,${yes ? 'ro' : 'rw'}`, this.directory]);
  }

  unmount(): void {
    spawnSync('umount', ['--lazy', this.directory]);
    removeDirectory(this.directory);
  }

  #mount(args: readonly string[]): void {
    const run = spawnSync('mount', args, { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`mount ${args.join(' ')}: ${run.stderr}`);
  }
}
