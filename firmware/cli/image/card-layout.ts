import type { Superblock } from './ext4.ts';
import { partitionTypes, sectorBytes, type PartitionTable } from './partition-table.ts';

/** Partitions begin at these, as on the base: a card erases in blocks of some megabytes. */
const alignBytes = 4 * 1024 * 1024;
export const aligned = (bytes: number): number => Math.ceil(bytes / alignBytes) * alignBytes;

/** A file takes whole blocks and an inode. */
const bytesAFile = 4096 + 256;

export interface Needed {
  /** Left free beside two releases: logs, the system's own updates. */
  readonly spareBytes: number;
  readonly unpackedBytes: number;
  readonly files: number;
}

/** How large the root must be, in bytes, so that two releases of this size have room in it; never smaller than it is. */
export const rootBytes = (root: Superblock, { files, spareBytes, unpackedBytes }: Needed): number => {
  const one = unpackedBytes + files * bytesAFile;
  const missing = 2 * one + spareBytes - root.freeBlocks * root.blockBytes;
  return aligned(root.blocks * root.blockBytes + Math.max(0, missing));
};

export interface CardLayout {
  /** In bytes from the beginning of the card. */
  readonly boot: { readonly at: number; readonly bytes: number };
  readonly root: { readonly at: number; readonly bytes: number };
  readonly data: { readonly at: number; readonly bytes: number };
  readonly bytes: number;
  readonly table: PartitionTable;
}

/**
 * Where the three partitions of a card lie. What is left of the card behind them stays nobody's: the card's own controller has it to
 * even out wear, and no first start has to change a partition table.
 */
export const cardLayout = (
  base: PartitionTable,
  sizes: { readonly root: number; readonly data: number },
  diskId: number,
): CardLayout => {
  const [boot, root] = base.partitions;
  const bootAt = (boot?.start ?? 0) * sectorBytes;
  const rootAt = (root?.start ?? 0) * sectorBytes;
  const dataAt = aligned(rootAt + sizes.root);
  const data = aligned(sizes.data);
  const sectors = (bytes: number): number => bytes / sectorBytes;
  return {
    boot: { at: bootAt, bytes: (boot?.sectors ?? 0) * sectorBytes },
    root: { at: rootAt, bytes: sizes.root },
    data: { at: dataAt, bytes: data },
    bytes: dataAt + data,
    table: {
      diskId,
      partitions: [
        ...(boot === undefined ? [] : [boot]),
        { type: partitionTypes.linux, bootable: false, start: sectors(rootAt), sectors: sectors(sizes.root) },
        { type: partitionTypes.linux, bootable: false, start: sectors(dataAt), sectors: sectors(data) },
      ],
    },
  };
};
