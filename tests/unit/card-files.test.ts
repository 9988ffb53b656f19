import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootConfig, commandLine, fileSystems, hosts } from '../../firmware/cli/image/boot-files.ts';
import { cardLayout, rootBytes } from '../../firmware/cli/image/card-layout.ts';
import { hostLabel, isIpv4WithPrefix, isPassphrase, isSsid, networkKeyfile } from '../../firmware/cli/image/network.ts';
import { partUuid, readTable, withTable, type PartitionTable } from '../../firmware/cli/image/partition-table.ts';
import { maintainerIn } from '../../firmware/cli/image/personal.ts';
import { Progress } from '../../firmware/cli/progress.ts';

const from = 0x4d3ee428;
const to = 0x0badcafe;
const change = { from, to, country: null, freesSerial: false };

describe('cmdline.txt', () => {
  // As Raspberry Pi OS bookworm and trixie ship it, and as the maker's own imager leaves it.
  it.each([
    [
      'console=serial0,115200 console=tty1 root=PARTUUID=4d3ee428-02 rootfstype=ext4 fsck.repair=yes rootwait quiet init=/usr/lib/raspberrypi-sys-mods/firstboot\n',
      'console=serial0,115200 console=tty1 root=PARTUUID=0badcafe-02 rootfstype=ext4 fsck.repair=yes rootwait quiet\n',
    ],
    [
      'console=serial0,115200 console=tty1 root=PARTUUID=4D3EE428-02 rootfstype=ext4 fsck.repair=yes rootwait resize\n',
      'console=serial0,115200 console=tty1 root=PARTUUID=0badcafe-02 rootfstype=ext4 fsck.repair=yes rootwait\n',
    ],
    [
      'root=PARTUUID=4d3ee428-02 systemd.run=/boot/firstrun.sh systemd.run_success_action=reboot systemd.unit=kernel-command-line.target',
      'root=PARTUUID=0badcafe-02\n',
    ],
    ['root=/dev/mmcblk0p2 rootwait\n\n', 'root=/dev/mmcblk0p2 rootwait\n'],
  ])('loses the first start and gets the card’s identity', (before, after) => {
    expect(commandLine(before, change)).toBe(after);
  });

  it('names the Wi-Fi’s country once, and leaves the serial line to whoever hangs on it', () => {
    const before = 'console=serial0,115200 console=tty1 cfg80211.ieee80211_regdom=GB rootwait';
    expect(commandLine(before, { ...change, country: 'VN', freesSerial: true })).toBe(
      'console=tty1 rootwait cfg80211.ieee80211_regdom=VN\n',
    );
    expect(commandLine('console=ttyS00 console=ttyAMA10', { ...change, freesSerial: true })).toBe(
      'console=ttyS00 console=ttyAMA10\n',
    );
  });
});

describe('config.txt', () => {
  it('gets the lines that are missing under no model’s filter, and none twice', () => {
    const base = '#dtparam=spi=on\ndtparam=audio=on\n[cm4]\notg_mode=1\n\n\n';
    const once = bootConfig(base, 'kiosk-1', ['dtparam=spi=on', 'dtparam=audio=on', 'dtoverlay=uart3']);
    expect(once).toBe(
      '#dtparam=spi=on\ndtparam=audio=on\n[cm4]\notg_mode=1\n\n[all]\n# letan: kiosk-1\ndtparam=spi=on\ndtoverlay=uart3\n',
    );
    expect(bootConfig(once, 'kiosk-1', ['dtparam=spi=on'])).toBe(once);
  });
});

describe('fstab and hosts', () => {
  it('has the data partition once, under the card’s identity', () => {
    const base = `proc /proc proc defaults 0 0\nPARTUUID=4d3ee428-01  /boot/firmware  vfat  defaults  0  2\nPARTUUID=4d3ee428-02  /  ext4  defaults,noatime  0  1\n`;
    const once = fileSystems(base, from, to, '/var/lib/letan');
    expect(once.split('\n').slice(1)).toEqual([
      'PARTUUID=0badcafe-01  /boot/firmware  vfat  defaults  0  2',
      'PARTUUID=0badcafe-02  /  ext4  defaults,noatime  0  1',
      'PARTUUID=0badcafe-03  /var/lib/letan  ext4  noatime,commit=30,nofail  0  2',
      '',
    ]);
    expect(fileSystems(once, to, to, '/var/lib/letan')).toBe(once);
  });

  it('finds the machine under its name', () => {
    expect(hosts('127.0.0.1\tlocalhost\n127.0.1.1\t\traspberrypi\n', 'kiosk-1')).toBe(
      '127.0.0.1\tlocalhost\n127.0.1.1\tkiosk-1\n',
    );
  });
});

describe('the partition table', () => {
  it('is read as it was written, whatever stands in it', () => {
    const number = fc.integer({ min: 1, max: 0xffff_ffff });
    const partition = fc.record({
      type: fc.integer({ min: 1, max: 255 }),
      bootable: fc.boolean(),
      start: number,
      sectors: number,
    });
    fc.assert(
      fc.property(
        fc.record({ diskId: number, partitions: fc.array(partition, { maxLength: 4 }) }),
        fc.uint8Array({ minLength: 512, maxLength: 512 }),
        (table: PartitionTable, before) => {
          const made = withTable(Buffer.from(before), table);
          expect(readTable(made)).toEqual(table);
          expect(made.subarray(0, 440)).toEqual(Buffer.from(before).subarray(0, 440));
        },
      ),
    );
  });

  it('is none without its signature', () => {
    expect(readTable(Buffer.alloc(512))).toBeNull();
    expect(readTable(Buffer.alloc(3))).toBeNull();
    expect(partUuid(0x2a, 12)).toBe('0000002a-0c');
  });
});

describe('the layout of a card', () => {
  const base: PartitionTable = {
    diskId: from,
    partitions: [
      { type: 12, bootable: false, start: 8192, sectors: 1_048_576 },
      { type: 131, bootable: false, start: 1_056_768, sectors: 4_000_000 },
    ],
  };
  it('puts the data behind the root, all on whole 4 MiB, and nothing over anything', () => {
    const card = cardLayout(base, { root: 4 * 1024 ** 3, data: 2 * 1024 ** 3 }, to);
    expect(card.table.partitions.map(({ sectors, start }) => [start, sectors])).toEqual([
      [8192, 1_048_576],
      [1_056_768, 8_388_608],
      [9_445_376, 4_194_304],
    ]);
    expect(card.table.partitions.slice(1).every(({ start }) => start % 8192 === 0)).toBe(true);
    expect(card.bytes).toBe((9_445_376 + 4_194_304) * 512);
  });

  it('grows the root by what two releases lack, and never shrinks it', () => {
    const root = { blockBytes: 4096, blocks: 500_000, freeBlocks: 100_000, freeInodes: 1, label: 'rootfs' };
    const bytes = root.blocks * root.blockBytes;
    expect(rootBytes(root, { files: 10, unpackedBytes: 1e6, spareBytes: 1e6 })).toBe(
      Math.ceil(bytes / 2 ** 22) * 2 ** 22,
    );
    const grown = rootBytes(root, { files: 6000, unpackedBytes: 300e6, spareBytes: 512e6 });
    expect(grown - bytes).toBeGreaterThanOrEqual(2 * 300e6 + 512e6 - 100_000 * 4096);
    expect(grown % 2 ** 22).toBe(0);
  });
});

describe('the network', () => {
  it('takes addresses and names as their standards write them', () => {
    expect(
      [
        '01.2.3.4/8',
        '1.2.3/8',
        '256.1.1.1/8',
        '10.0.0.1/24',
        '10.0.0.1',
        '10.0.0.1/33',
        '10.0.0.1/0',
        '10.0.0.1/08',
      ].filter(isIpv4WithPrefix),
    ).toEqual(['10.0.0.1/24']);
    expect(['Sảnh chính', '', 'x'.repeat(33), 'ả'.repeat(11), 'a\nb'].filter(isSsid)).toEqual(['Sảnh chính']);
    expect(['12345678', '1234567', 'mật khẩu dài', 'f'.repeat(64), 'x'.repeat(64)].filter(isPassphrase)).toEqual([
      '12345678',
      'f'.repeat(64),
    ]);
    const names = ['kiosk-1', 'a', '-a', 'a-', 'Kiosk', 'a.b', 'x'.repeat(63), 'x'.repeat(64)];
    expect(names.filter((name) => hostLabel.safeParse(name).success)).toEqual(['kiosk-1', 'a', 'x'.repeat(63)]);
  });

  it('writes a keyfile whose values come through whatever stands in them', () => {
    const text = networkKeyfile(
      {
        wifi: { ssid: ' a\\b', passphrase: 'x\\y;z=#1', country: 'VN' },
        address: '10.20.0.11/24',
        gateway: '10.20.0.1',
        dns: ['10.20.0.1', '9.9.9.9'],
      },
      'c0ffee00-0000-4000-8000-000000000000',
    );
    expect(text).toContain('\nssid=\\sa\\\\b\n');
    expect(text).toContain('\npsk=x\\\\y;z=#1\n');
    expect(text).toContain('\nmethod=manual\naddress1=10.20.0.11/24,10.20.0.1\ndns=10.20.0.1;9.9.9.9;\n');
    const wired = networkKeyfile({ wifi: null, address: null, gateway: null, dns: [] }, 'u');
    expect(wired).toContain('type=ethernet\n');
    expect(wired).not.toContain('[wifi]');
  });

  it('gives the keys to the first person of the base, else to root', () => {
    expect(maintainerIn('root:x:0:0::/root:/bin/sh\nan:x:1000:1001:An,,,:/home/an:/bin/bash\n')).toEqual({
      name: 'an',
      uid: 1000,
      gid: 1001,
      home: '/home/an',
    });
    expect(maintainerIn('root:x:0:0::/root:/bin/sh\n').home).toBe('/root');
  });
});

describe('progress', () => {
  const title = { vi: 'ghi', en: 'writing' };
  it('says how much, how fast, and how long with what comes after', () => {
    let now = 0;
    const said: string[] = [];
    const progress = new Progress(title, 100e6, { write: (text) => said.push(text) }, { after: 100e6, now: () => now });
    for (let done = 0; done <= 100; done += 1) {
      progress.at(done * 1e6);
      now += 100;
    }
    expect(said).toHaveLength(10);
    expect(said[4]).toBe('ghi · writing: 50 %, 50/100 MB, 10.0 MB/s, còn · left 0:15\n');
    expect(progress.end()).toBeCloseTo(10.1);
  });

  it('believes the last seconds more than the first', () => {
    let now = 0;
    const progress = new Progress(title, 1e9, { write: () => undefined }, { now: () => now });
    progress.at(500e6);
    for (let second = 1; second <= 20; second += 1) {
      now = second * 1000;
      progress.at(500e6 + second * 1e6);
    }
    expect(progress.speed).toBeCloseTo(1e6);
  });

  it('redraws one line at a terminal, five times a second at most', () => {
    let now = 0;
    const said: string[] = [];
    const progress = new Progress(title, 1000, { isTTY: true, write: (text) => said.push(text) }, { now: () => now });
    for (let done = 0; done <= 1000; done += 1) {
      progress.at(done);
      now += 1;
    }
    progress.end();
    expect(said.length).toBeLessThan(8);
    expect(said.at(-1)).toBe('\n');
    expect(said.at(-2)).toContain('100 %');
  });

  it('says what it has where nobody knows how much it will be, and takes no credit for an earlier run', () => {
    let now = 0;
    const said: string[] = [];
    const progress = new Progress(title, null, { write: (text) => said.push(text) }, { from: 25e6, now: () => now });
    for (let done = 25; done <= 45; done += 1) {
      progress.at(done * 1e6);
      now += 1000;
    }
    expect(said).toEqual(['ghi · writing: 30 MB, 1.0 MB/s\n', 'ghi · writing: 40 MB, 1.0 MB/s\n']);
  });
});
