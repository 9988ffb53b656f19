/*
 * The partition table of a card: the "MBR" that the Raspberry Pi's own loader reads (bootloader documentation, "Boot ROM"; field
 * offsets as in the UEFI specification 2.10, table 5.1).
 */

export const sectorBytes = 512;
/** FAT32 with LBA, as the loader wants it; Linux; the guard of a GPT. */
export const partitionTypes = { fat32: 0x0c, linux: 0x83, guard: 0xee } as const;

/** In sectors of 512 bytes. */
export interface Partition {
  readonly type: number;
  readonly bootable: boolean;
  readonly start: number;
  readonly sectors: number;
}

export interface PartitionTable {
  /** What `PARTUUID=` begins with, as a number. */
  readonly diskId: number;
  /** At most four, in the table's order. */
  readonly partitions: readonly Partition[];
}

const diskIdAt = 440;
const entriesAt = 446;
const entryBytes = 16;
const signatureAt = 510;

/** The table in a disk's first sector; null where there is none. */
export const readTable = (sector: Buffer): PartitionTable | null => {
  if (sector.length < sectorBytes || sector.readUInt16BE(signatureAt) !== 0x55aa) return null;
  const partitions = [0, 1, 2, 3].flatMap((index) => {
    const at = entriesAt + index * entryBytes;
    const type = sector.readUInt8(at + 4);
    const start = sector.readUInt32LE(at + 8);
    const sectors = sector.readUInt32LE(at + 12);
    return type === 0 || sectors === 0 ? [] : [{ type, bootable: sector.readUInt8(at) === 0x80, start, sectors }];
  });
  return { diskId: sector.readUInt32LE(diskIdAt), partitions };
};

/** A first sector with that table; its boot code is kept. */
export const withTable = (sector: Buffer, { diskId, partitions }: PartitionTable): Buffer => {
  const made = Buffer.from(sector.subarray(0, sectorBytes));
  made.writeUInt32LE(diskId, diskIdAt);
  made.fill(0, entriesAt, signatureAt);
  for (const [index, { bootable, sectors, start, type }] of partitions.slice(0, 4).entries()) {
    const at = entriesAt + index * entryBytes;
    made.writeUInt8(bootable ? 0x80 : 0, at);
    // Cylinders, heads and sectors hold no card of today: the largest that can be said stands for "see the LBA".
    made.set([0xfe, 0xff, 0xff], at + 1);
    made.writeUInt8(type, at + 4);
    made.set([0xfe, 0xff, 0xff], at + 5);
    made.writeUInt32LE(start, at + 8);
    made.writeUInt32LE(sectors, at + 12);
  }
  made.writeUInt16BE(0x55aa, signatureAt);
  return made;
};

/** `6c586e13-02`: how Linux names a partition of such a table. */
export const partUuid = (diskId: number, partition: number): string =>
  `${diskId.toString(16).padStart(8, '0')}-${partition.toString(16).padStart(2, '0')}`;

/** Where the last partition ends, in bytes. */
export const endOf = ({ partitions }: PartitionTable): number =>
  Math.max(0, ...partitions.map(({ sectors, start }) => start + sectors)) * sectorBytes;
