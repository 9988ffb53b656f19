import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../hal/result.ts';

/** Where a file system or swap of a disk is in use. */
export interface Use {
  /** `/dev/sda2`. */
  readonly device: string;
  /** `/home`, `swap`, `dm-0`. */
  readonly where: string;
}

/** One whole disk as the kernel tells of it in /sys/block. */
export interface Disk {
  /** `mmcblk0`, `sdb`. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** `Kingston DataTraveler`, `SD16G`; what its maker calls it. */
  readonly model: string;
  readonly way: 'sd' | 'emmc' | 'usb' | 'other';
  /** The kernel's own word: a stick or a card reader; false for disks in a USB box. */
  readonly removable: boolean;
  readonly readOnly: boolean;
  readonly uses: readonly Use[];
  /** Holds what this computer runs from. */
  readonly system: boolean;
}

/** Where the kernel tells it; other folders in tests. */
export interface KernelFiles {
  readonly sys: string;
  readonly proc: string;
  readonly dev: string;
}
export const kernelFiles: KernelFiles = { sys: '/sys', proc: '/proc', dev: '/dev' };

const text = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
};
const list = (path: string): readonly string[] => {
  try {
    return readdirSync(path).toSorted();
  } catch {
    return [];
  }
};

const sector = 512;
/** No disks: memory, loops, mappings of other disks, optical drives. */
const noDisk = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd|mtdblock)/u;
/** A computer that loses one of these stops. */
const systemPlaces = new Set(['/', '/usr', '/boot', '/boot/efi', '/boot/firmware', '/var', '/home', 'swap']);

interface Mount {
  readonly number: string;
  readonly where: string;
  readonly source: string;
}

/** proc_pid_mountinfo(5): field 3 is major:minor, 5 the place; the source comes after the dash. */
const mountsIn = (table: string): readonly Mount[] =>
  table.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , number, , where] = before.split(' ');
    const source = after.split(' ')[1];
    const octal = (word: string): string =>
      word.replaceAll(/\\([0-7]{3})/gu, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
    return number === undefined || where === undefined || source === undefined
      ? []
      : [{ number, where: octal(where), source: octal(source) }];
  });

const realOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

const usesOf = (name: string, { sys, proc, dev }: KernelFiles, mounts: readonly Mount[]): readonly Use[] => {
  const folder = join(sys, 'block', name);
  const parts = list(folder).filter((each) => existsSync(join(folder, each, 'partition')));
  const places = [{ name, folder }, ...parts.map((each) => ({ name: each, folder: join(folder, each) }))];
  const swaps = text(join(proc, 'swaps'))
    .split('\n')
    .map((line) => line.split(/\s+/u)[0] ?? '');
  return places.flatMap((place) => {
    const device = join(dev, place.name);
    const number = text(join(place.folder, 'dev'));
    return [
      // Some file systems (btrfs) have numbers of their own; their source tells.
      ...mounts
        .filter((mount) => mount.number === number || realOf(mount.source) === device)
        .map(({ where }) => ({ device, where })),
      ...swaps.filter((swap) => realOf(swap) === device).map(() => ({ device, where: 'swap' })),
      // Encryption, LVM and RAID on top of it.
      ...list(join(place.folder, 'holders')).map((where) => ({ device, where })),
    ];
  });
};

const wayOf = (folder: string): Disk['way'] => {
  const place = realOf(folder);
  const name = place.split('/').at(-1) ?? '';
  if (name.startsWith('mmcblk')) return text(join(folder, 'device/type')) === 'SD' ? 'sd' : 'emmc';
  return place.includes('/usb') ? 'usb' : 'other';
};

/** Every disk of this computer that has a medium in it. */
export const readDisks = (files: KernelFiles = kernelFiles): readonly Disk[] => {
  const mounts = mountsIn(text(join(files.proc, 'self/mountinfo')));
  return list(join(files.sys, 'block'))
    .filter((name) => !noDisk.test(name) && !/^mmcblk\d+(?:boot|rpmb)/u.test(name))
    .flatMap((name) => {
      const folder = join(files.sys, 'block', name);
      const bytes = Number(text(join(folder, 'size'))) * sector;
      // An empty reader.
      if (!(bytes > 0)) return [];
      const uses = usesOf(name, files, mounts);
      const model = [text(join(folder, 'device/vendor')), text(join(folder, 'device/model'))]
        .concat(text(join(folder, 'device/name')))
        .filter((word) => word !== '')
        .join(' ');
      return [
        {
          name,
          path: join(files.dev, name),
          bytes,
          model,
          way: wayOf(folder),
          removable: text(join(folder, 'removable')) === '1',
          readOnly: text(join(folder, 'ro')) === '1',
          uses,
          // What is mapped further may be anything, the system too.
          system: uses.some(({ where }) => systemPlaces.has(where)),
        },
      ];
    });
};

/** Why nothing is written to a disk. */
export type DiskFault =
  | { readonly kind: 'noDisk'; readonly path: string }
  | { readonly kind: 'partition'; readonly path: string; readonly disk: string }
  | { readonly kind: 'system'; readonly path: string; readonly model: string; readonly where: string }
  | { readonly kind: 'fixed'; readonly path: string; readonly model: string }
  | { readonly kind: 'inUse'; readonly path: string; readonly model: string; readonly where: string }
  | { readonly kind: 'readOnly'; readonly path: string; readonly model: string }
  | { readonly kind: 'size'; readonly path: string; readonly model: string; readonly found: number };

/** Cards of a kiosk, in bytes: makers count 2 GB a little short and 512 GB a little long. */
export const saneCard = { least: 1.8e9, most: 560e9 } as const;

/** Whether a disk is a card that may be written: removable, of a card's size, and nobody's at the moment. */
export const cardFault = (disk: Disk): DiskFault | null => {
  const { bytes, model, path, uses } = disk;
  const where = uses.map((use) => `${use.device} → ${use.where}`).join(', ');
  if (disk.system) return { kind: 'system', path, model, where };
  if (disk.way !== 'sd' && !(disk.way === 'usb' && disk.removable)) return { kind: 'fixed', path, model };
  if (uses.length > 0) return { kind: 'inUse', path, model, where };
  if (disk.readOnly) return { kind: 'readOnly', path, model };
  return bytes < saneCard.least || bytes > saneCard.most ? { kind: 'size', path, model, found: bytes } : null;
};

/** The card that `--to` names, or why it is none. Names below /dev/disk and other links are followed. */
export const cardAt = (given: string, files: KernelFiles = kernelFiles): Result<Disk, DiskFault> => {
  const path = realOf(given);
  const name = path.startsWith(`${files.dev}/`) ? path.slice(files.dev.length + 1) : '';
  const disk = readDisks(files).find((each) => each.name === name);
  if (disk !== undefined) {
    const fault = cardFault(disk);
    return fault === null ? ok(disk) : fail(fault);
  }
  const whole = list(join(files.sys, 'block')).find((each) =>
    existsSync(join(files.sys, 'block', each, name, 'partition')),
  );
  return name !== '' && whole !== undefined
    ? fail({ kind: 'partition', path: given, disk: join(files.dev, whole) })
    : fail({ kind: 'noDisk', path: given });
};
