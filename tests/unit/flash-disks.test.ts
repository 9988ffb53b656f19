import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cardAt, cardFault, readDisks, type KernelFiles } from '../../firmware/cli/flash/disks.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));

/** A computer as its kernel tells of it: a system disk, a USB disk, a stick, a card in a slot, one in a reader, soldered memory. */
const computer = ((): KernelFiles => {
  const files: KernelFiles = { sys: join(room, 'sys'), proc: join(room, 'proc'), dev: join(room, 'dev') };
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${text}\n`);
  };
  const disk = (name: string, way: string, facts: Readonly<Record<string, string>>): string => {
    const real = join(files.sys, 'devices', way, 'block', name);
    for (const [fact, text] of Object.entries({ removable: '0', ro: '0', ...facts })) put(join(real, fact), text);
    mkdirSync(join(files.sys, 'block'), { recursive: true });
    symlinkSync(real, join(files.sys, 'block', name));
    put(join(files.dev, name), '');
    return real;
  };
  const partition = (real: string, name: string, number: string, dev: string): void => {
    put(join(real, name, 'partition'), number);
    put(join(real, name, 'dev'), dev);
    put(join(files.dev, name), '');
  };
  const gigabytes = (count: number): string => String((count * 1e9) / 512);
  const system = disk('sda', 'pci/ata1', { size: gigabytes(512), 'device/model': 'Samsung SSD' });
  partition(system, 'sda1', '1', '8:1');
  partition(system, 'sda2', '2', '8:2');
  const secret = disk('sdf', 'pci/usb2/2-4', { size: gigabytes(64), removable: '1', 'device/model': 'Locked' });
  partition(secret, 'sdf1', '1', '8:81');
  mkdirSync(join(secret, 'sdf1/holders/dm-0'), { recursive: true });
  disk('sdb', 'pci/usb1/1-1', { size: gigabytes(1000), 'device/model': 'Backup' });
  disk('sdc', 'pci/usb1/1-2', {
    size: gigabytes(32),
    removable: '1',
    'device/vendor': 'Kingston',
    'device/model': 'Reader',
  });
  const stick = disk('sdd', 'pci/usb1/1-3', { size: gigabytes(16), removable: '1', 'device/model': 'Stick' });
  partition(stick, 'sdd1', '1', '8:49');
  disk('sde', 'pci/usb1/1-4', { size: '0', removable: '1', 'device/model': 'Empty' });
  disk('sdg', 'pci/usb1/1-5', { size: gigabytes(32), removable: '1', ro: '1', 'device/model': 'Locked card' });
  disk('sdh', 'pci/usb1/1-6', { size: gigabytes(4000), removable: '1', 'device/model': 'Vault' });
  disk('mmcblk0', 'mmc0/mmc0:aaaa', { size: gigabytes(32), 'device/type': 'SD', 'device/name': 'SD32G' });
  disk('mmcblk1', 'mmc1/mmc1:0001', { size: gigabytes(32), 'device/type': 'MMC', 'device/name': 'BJTD4R' });
  disk('loop0', 'virtual', { size: gigabytes(8), removable: '1' });
  const btrfs = disk('nvme0n1', 'pci/nvme', { size: gigabytes(64), 'device/model': 'NVMe' });
  partition(btrfs, 'nvme0n1p3', '3', '259:3');
  put(
    join(files.proc, 'self/mountinfo'),
    [
      '22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw',
      `30 22 8:49 / /media/a\\040stick rw,nosuid - vfat ${join(files.dev, 'sdd1')} rw`,
      `31 22 0:44 /sub /home rw - btrfs ${join(files.dev, 'nvme0n1p3')} rw,subvol=/sub`,
    ].join('\n'),
  );
  put(join(files.proc, 'swaps'), 'Filename Type Size Used Priority');
  mkdirSync(join(files.dev, 'disk/by-id'), { recursive: true });
  symlinkSync(join(files.dev, 'sdc'), join(files.dev, 'disk/by-id/usb-Kingston'));
  return files;
})();

const at = (name: string): string => join(computer.dev, name);

describe('the card that is written', () => {
  it('is one of a size, removable, whole and nobody’s', () => {
    const kinds = Object.fromEntries(readDisks(computer).map((disk) => [disk.name, cardFault(disk)?.kind ?? 'card']));
    expect(kinds).toEqual({
      mmcblk0: 'card',
      mmcblk1: 'fixed',
      nvme0n1: 'system',
      sda: 'system',
      sdb: 'fixed',
      sdc: 'card',
      sdd: 'inUse',
      sdf: 'inUse',
      sdg: 'readOnly',
      sdh: 'size',
    });
  });

  it('is refused with its name and where it is in use', () => {
    const mounted = cardAt(at('sdd'), computer);
    expect(mounted).toEqual({
      ok: false,
      fault: { kind: 'inUse', path: at('sdd'), model: 'Stick', where: `${at('sdd1')} → /media/a stick` },
    });
    expect(cardAt(at('sdf'), computer)).toMatchObject({ fault: { where: `${at('sdf1')} → dm-0` } });
    expect(cardAt(at('sda'), computer)).toMatchObject({ fault: { kind: 'system', model: 'Samsung SSD' } });
  });

  it('is found by any of its names, and a partition names its card', () => {
    expect(cardAt(at('disk/by-id/usb-Kingston'), computer)).toMatchObject({
      ok: true,
      value: { path: at('sdc'), model: 'Kingston Reader', bytes: 32e9 },
    });
    expect(cardAt(at('sdd1'), computer)).toEqual({
      ok: false,
      fault: { kind: 'partition', path: at('sdd1'), disk: at('sdd') },
    });
    for (const none of [at('sdz'), at('loop0'), at('sde'), '', '/', '/etc/passwd', 'sdc', `${at('sdc')}/..`])
      expect([none, cardAt(none, computer)]).toMatchObject([none, { ok: false, fault: { kind: 'noDisk' } }]);
  });
});
