import { spawnSync } from 'node:child_process';
import { readSync } from 'node:fs';
import { run, ToolError } from '../release/tools.ts';

/*
 * An ext4 file system in a regular file, worked on without mounting it: by e2fsprogs, which need neither root nor a loop device.
 * Offsets of the superblock: "ext4 Data Structures and Algorithms" of the Linux kernel, "Super Block".
 */

/** A maintainer's PATH has no sbin, where Debian keeps these. */
export const withSbin = (): NodeJS.ProcessEnv => ({
  ...process.env,
  LC_ALL: 'C',
  PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`,
});

export interface Superblock {
  readonly blockBytes: number;
  readonly blocks: number;
  readonly freeBlocks: number;
  readonly freeInodes: number;
  readonly label: string;
}

const superblockAt = 1024;
const magic = 0xef53;
const wide = 0x80;

/** What the file system at `at` bytes of a file says of itself; null where there is none. */
export const readSuperblock = (fd: number, at: number): Superblock | null => {
  const block = Buffer.alloc(1024);
  if (readSync(fd, block, 0, block.length, at + superblockAt) < block.length || block.readUInt16LE(0x38) !== magic)
    return null;
  const high = (offset: number): number =>
    (block.readUInt32LE(0x60) & wide) === 0 ? 0 : block.readUInt32LE(offset) * 2 ** 32;
  return {
    blockBytes: 1024 << block.readUInt32LE(0x18),
    blocks: block.readUInt32LE(0x4) + high(0x150),
    freeBlocks: block.readUInt32LE(0xc) + high(0x158),
    freeInodes: block.readUInt32LE(0x10),
    label: block.toString('utf8', 0x78, 0x88).replace(/\0.*$/su, ''),
  };
};

/** Checks and mends what a look can mend; throws `ToolError` for what is beyond that. */
export const mendExt4 = (file: string): void => {
  const ended = spawnSync('e2fsck', ['-f', '-y', file], { encoding: 'utf8', env: withSbin() });
  // e2fsck(8): 1 is "errors corrected".
  if (ended.error !== undefined || (ended.status !== 0 && ended.status !== 1))
    throw new ToolError('e2fsck', ended.error?.message ?? `${ended.stdout}${ended.stderr}`.trim());
};

/** Throws `ToolError` where anything at all is wrong; changes nothing. */
export const proveExt4 = (file: string): void => void run('e2fsck', ['-f', '-n', file], { env: withSbin() });

/** Grows it to the size of its file; it must have been looked over before. */
export const growExt4 = (file: string): void => void run('resize2fs', [file], { env: withSbin() });

/** An empty file system over the whole file. */
export const makeExt4 = (file: string, label: string): void =>
  // No share kept back for root, who has no business there; all its tables written now, not by the first start.
  void run(
    'mke2fs',
    ['-q', '-F', '-t', 'ext4', '-L', label, '-m', '0', '-E', 'lazy_itable_init=0,lazy_journal_init=0', file],
    {
      env: withSbin(),
    },
  );
