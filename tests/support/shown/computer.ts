import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Stage } from './stage.ts';

/*
 * A computer's disks as its kernel tells of them, laid over this machine's: `letan flash` reads /sys/block and the mounts, and asks
 * nobody else.
 */

interface Pretended {
  readonly bytes: number;
  readonly model: string;
  readonly usb?: true;
  readonly removable?: true;
  readonly readOnly?: true;
  readonly sd?: true;
  /** A partition that is mounted there: it bears the number of what this machine has mounted. */
  readonly partition?: { readonly name: string; readonly mountedAt: string };
}

const disks: Readonly<Record<string, Pretended>> = {
  nvme0n1: { bytes: 512e9, model: 'Samsung SSD 980', partition: { name: 'nvme0n1p2', mountedAt: '/' } },
  sda: { bytes: 500e9, model: 'WD Elements', usb: true },
  sdb: {
    bytes: 64e9,
    model: 'Kingston DataTraveler',
    usb: true,
    removable: true,
    partition: { name: 'sdb1', mountedAt: '/run/media/ha/ANH' },
  },
  sdc: { bytes: 8e9, model: 'Generic Card Reader', usb: true, removable: true },
  sdd: { bytes: 2e12, model: 'SanDisk Extreme', usb: true, removable: true },
  mmcblk0: { bytes: 16e9, model: 'SD16G', sd: true },
  mmcblk1: { bytes: 32e9, model: 'SU32G', sd: true, readOnly: true },
};

const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${text}\n`);
};

/** major:minor of what is mounted there. */
const numberOf = (place: string): string => {
  const line = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .find((each) => each.split(' ')[4] === place);
  const number = line?.split(' ')[2];
  if (number === undefined) throw new Error(`nothing is mounted at ${place}`);
  return number;
};

const mediumOf = (stage: Stage, name: string): string => join(stage.room, `${name}.medium`);

/** Lays the disks over this machine's, with a real block device behind those that are written. */
export const computerWithDisks = (stage: Stage): void => {
  const top = join(stage.room, 'block');
  mkdirSync('/run/media/ha/ANH', { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', 'stick', '/run/media/ha/ANH']);
  for (const [name, disk] of Object.entries(disks)) {
    // A link through the USB controller, as the kernel has it.
    const folder = join(top, disk.usb === true ? 'usb1' : '', name);
    if (disk.usb === true) {
      mkdirSync(top, { recursive: true });
      symlinkSync(join('usb1', name), join(top, name));
    }
    write(join(folder, 'size'), String(disk.bytes / 512));
    write(join(folder, 'removable'), disk.removable === true ? '1' : '0');
    write(join(folder, 'ro'), disk.readOnly === true ? '1' : '0');
    write(join(folder, 'dev'), '240:0');
    write(join(folder, 'device', disk.sd === true ? 'name' : 'model'), disk.model);
    if (disk.sd === true) write(join(folder, 'device/type'), 'SD');
    if (disk.partition === undefined) continue;
    write(join(folder, disk.partition.name, 'partition'), '1');
    write(join(folder, disk.partition.name, 'dev'), numberOf(disk.partition.mountedAt));
  }
  execFileSync('mount', ['--bind', top, '/sys/block']);
  for (const name of ['mmcblk0', 'sdc']) {
    const medium = mediumOf(stage, name);
    writeFileSync(medium, '');
    truncateSync(medium, disks[name]?.bytes ?? 0);
    const loop = execFileSync('losetup', ['-f', '--show', medium], { encoding: 'utf8' }).trim();
    stage.onEnd(() => void execFileSync('losetup', ['-d', loop]));
    execFileSync('cp', ['-a', loop, `/dev/${name}`]);
  }
  writeFileSync(stage.file('small.img'), '');
  truncateSync(stage.file('small.img'), 300e6);
  mkdirSync(stage.file('full'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'full', stage.file('full')]);
  writeFileSync(stage.file('full/card.img'), '');
  truncateSync(stage.file('full/card.img'), 8e9);
};

/** What was written to the card in the reader is another thing when it is read, near its end: what is read first is read by now. */
export const spoilMedium = (stage: Stage): void => {
  const fd = openSync(mediumOf(stage, 'sdc'), 'r+');
  writeSync(fd, Buffer.alloc(4096, 0xa5), 0, 4096, statSync(stage.file('kiosk-1.img')).size - 8 * 1024 * 1024);
  closeSync(fd);
};
