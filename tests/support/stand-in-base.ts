import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** A maintainer's PATH has no sbin. */
export const withSbin = {
  ...process.env,
  PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`,
  LC_ALL: 'C',
  MTOOLSRC: '/dev/null',
};

const programs = { mcopy: 'mtools', 'mkfs.vfat': 'dosfstools', sfdisk: 'fdisk', debugfs: 'e2fsprogs', xz: 'xz-utils' };

/** What is missing to make and look into cards, null where all is there. */
export const noCardTools = (): string | null => {
  const missing = Object.entries(programs).filter(
    ([program]) => spawnSync('sh', ['-c', `command -v ${program}`], { env: withSbin }).status !== 0,
  );
  return missing.length === 0 ? null : `not installed: ${missing.map(([, its]) => its).join(' ')} (Debian)`;
};

export const mebibyte = 1024 * 1024;
/** The layout of Raspberry Pi OS: FAT32 from 4 MiB on, ext4 behind it. FAT32 needs 34 MiB at least. */
export const bootAt = 4 * mebibyte;
export const bootMebibytes = 36;
export const rootAt = (4 + bootMebibytes) * mebibyte;
export const diskId = '4d3ee428';

/** `cmdline.txt` and `config.txt` as Raspberry Pi OS bookworm has them. */
export const baseCommandLine = `console=serial0,115200 console=tty1 root=PARTUUID=${diskId}-02 rootfstype=ext4 fsck.repair=yes rootwait quiet init=/usr/lib/raspberrypi-sys-mods/firstboot\n`;
export const baseConfig = `# For more options and information see
# http://rptl.io/configtxt
#dtparam=i2c_arm=on
#dtparam=spi=on
dtparam=audio=on
camera_auto_detect=1
arm_64bit=1

[cm4]
otg_mode=1

[all]
`;

const elf = (machine: number): Buffer => {
  const head = Buffer.alloc(64);
  head.write('\u007fELF', 0, 'latin1');
  head.writeUInt8(2, 4);
  head.writeUInt16LE(machine, 18);
  return head;
};
export const elfMachines = { arm64: 183, arm: 40 } as const;

/** The files of a root, as far as a device's card depends on them. */
const rootFiles = (machine: number): Readonly<Record<string, string | Buffer>> => ({
  'etc/passwd':
    'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\npi:x:1000:1000:,,,:/home/pi:/bin/bash\n',
  'etc/group': 'root:x:0:\nlp:x:7:\ndialout:x:20:\naudio:x:29:\ninput:x:101:\npi:x:1000:\n',
  'etc/shadow': 'root:*:19000:0:99999:7:::\npi:*:19000:0:99999:7:::\n',
  'etc/fstab': baseFstab,
  'etc/hosts': '127.0.0.1\tlocalhost\n::1\t\tlocalhost ip6-localhost\n\n127.0.1.1\t\traspberrypi\n',
  'etc/hostname': 'raspberrypi\n',
  'etc/machine-id': '',
  'etc/.updated': '',
  'etc/cloud/cloud.cfg': 'users: []\n',
  'etc/sudoers.d/README': '',
  'usr/lib/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\n',
  'etc/systemd/system/multi-user.target.wants/.keep': '',
  'home/pi/.profile': '',
  'usr/bin/env': elf(machine),
  'usr/lib/systemd/systemd': elf(machine),
  'usr/lib/systemd/system/ssh.service': '[Service]\nExecStart=/usr/sbin/sshd -D\n',
  'usr/lib/systemd/system/userconfig.service': '[Service]\nExecStart=/bin/true\n',
  'usr/share/zoneinfo/Asia/Ho_Chi_Minh': 'TZif2',
  'usr/share/zoneinfo/Etc/UTC': 'TZif2',
  'var/lib/systemd/rfkill/platform-3f300000.mmcnr:wlan': '1\n',
});

export interface BaseOptions {
  readonly machine?: number;
}

/** Writes `what` into the image at `at` bytes. */
const place = (image: string, at: number, what: string): void => {
  execFileSync('dd', [
    `if=${what}`,
    `of=${image}`,
    'bs=1M',
    `seek=${at / mebibyte}`,
    'conv=notrunc,sparse',
    'status=none',
  ]);
};

export interface CardParts {
  /** The folder whose files become the root. */
  readonly root: string;
  readonly rootMebibytes: number;
  readonly bootMebibytes: number;
  /** Files of the boot partition beside cmdline.txt and config.txt, by their names there. */
  readonly boot: Readonly<Record<string, string>>;
}

/** An image of the layout of Raspberry Pi OS, made by the programs that its makers use: sfdisk, mkfs.vfat, mke2fs. Gives its file. */
export const cardImage = (folder: string, { boot: files, bootMebibytes, root, rootMebibytes }: CardParts): string => {
  const image = join(folder, 'base.img');
  writeFileSync(image, '');
  const before = 4 + bootMebibytes;
  truncateSync(image, (before + rootMebibytes) * mebibyte);
  const table = `label: dos\nlabel-id: 0x${diskId}\nstart=4MiB, size=${bootMebibytes}MiB, type=c\nstart=${before}MiB, size=${rootMebibytes}MiB, type=83\n`;
  execFileSync('sfdisk', ['-q', image], { input: table, env: withSbin });
  const [boot, ext4] = [join(folder, 'boot.fat'), join(folder, 'root.ext4')];
  for (const [file, size] of [
    [boot, bootMebibytes],
    [ext4, rootMebibytes],
  ] as const) {
    writeFileSync(file, '');
    truncateSync(file, size * mebibyte);
  }
  execFileSync('mkfs.vfat', ['-F', '32', '-n', 'bootfs', boot], { env: withSbin, stdio: 'ignore' });
  for (const [name, text] of Object.entries({ 'cmdline.txt': baseCommandLine, 'config.txt': baseConfig }))
    writeFileSync(join(folder, name), text);
  const own = Object.fromEntries(['cmdline.txt', 'config.txt'].map((name) => [name, join(folder, name)]));
  for (const [name, from] of Object.entries({ ...own, ...files }))
    execFileSync('mcopy', ['-i', boot, from, `::/${name}`], { env: withSbin });
  const ext4Options = ['-q', '-F', '-t', 'ext4', '-L', 'rootfs', '-O', '^huge_file', '-E', 'root_owner=0:0'];
  execFileSync('mke2fs', [...ext4Options, '-d', root, ext4], { env: withSbin });
  place(image, 4 * mebibyte, boot);
  place(image, before * mebibyte, ext4);
  for (const each of [boot, ext4]) rmSync(each);
  return image;
};

/** `fstab` as Raspberry Pi OS has it. */
export const baseFstab = `proc            /proc           proc    defaults          0       0\nPARTUUID=${diskId}-01  /boot/firmware  vfat    defaults          0       2\nPARTUUID=${diskId}-02  /               ext4    defaults,noatime  0       1\n`;

/** A small image that has what a device's card depends on, and starts nothing. */
export const standInBase = (folder: string, { machine = elfMachines.arm64 }: BaseOptions = {}): string => {
  const root = join(folder, 'root');
  for (const [path, text] of Object.entries(rootFiles(machine))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  chmodSync(join(root, 'usr/bin/env'), 0o755);
  for (const each of ['bin', 'lib']) symlinkSync(`usr/${each}`, join(root, each));
  symlinkSync('/usr/share/zoneinfo/Etc/UTC', join(root, 'etc/localtime'));
  symlinkSync('../usr/lib/os-release', join(root, 'etc/os-release'));
  symlinkSync(
    '/usr/lib/systemd/system/userconfig.service',
    join(root, 'etc/systemd/system/multi-user.target.wants/userconfig.service'),
  );
  const image = cardImage(folder, { root, rootMebibytes: 16, bootMebibytes, boot: {} });
  rmSync(root, { recursive: true });
  return image;
};

/** A stretch of an image as a file of its own, for programs that take no offset. */
export const stretchOf = (image: string, at: number, bytes: number, to: string): string => {
  const [from, into] = [openSync(image, 'r'), openSync(to, 'w')];
  const piece = Buffer.alloc(mebibyte);
  for (let done = 0; done < bytes;) {
    const read = readSync(from, piece, 0, Math.min(piece.length, bytes - done), at + done);
    writeSync(into, piece, 0, read, done);
    done += read;
  }
  closeSync(from);
  closeSync(into);
  return to;
};
