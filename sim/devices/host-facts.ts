import type { DiskSpace, HostFacts, HostFault } from '../../hal/ports/host-facts.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';

/** A machine's files as they were read off one, by path. */
export type HostFiles = Readonly<Record<string, string>>;

/** A Raspberry Pi 4 in good health, an hour after it was switched on. */
export const healthyPi: HostFiles = {
  '/proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.5',
  '/proc/sys/kernel/osrelease': '6.12.25+rpt-rpi-v8',
  '/proc/uptime': '3600.12 13890.40',
  '/proc/meminfo': 'MemTotal:        3883604 kB\nMemFree:         1411236 kB\nMemAvailable:    2803412 kB',
  '/proc/loadavg': '0.22 0.31 0.28 1/214 4021',
  '/proc/mounts': '/dev/mmcblk0p2 / ext4 rw,noatime 0 0\n/dev/mmcblk0p1 /boot/firmware vfat rw,relatime 0 0',
  '/sys/devices/platform/soc/soc:firmware/get_throttled': '0',
  '/sys/class/thermal/thermal_zone0/temp': '48685',
  '/sys/block/mmcblk0/device/type': 'SD',
  '/sys/block/mmcblk0/device/name': 'SN64G',
  '/sys/fs/ext4/mmcblk0p2/errors_count': '0',
  '/run/systemd/timesync/synchronized': '',
  '/proc/asound/cards': ' 0 [UACDemo        ]: USB-Audio - UACDemoV1.0',
  '/sys/class/net/lo/operstate': 'unknown',
  '/sys/class/net/eth0/operstate': 'up',
  '/dev/watchdog': '',
};

/**
 * The machine's twin: files by path, directories as far as the files are in them. Its human side changes what they say: `put`,
 * `remove`, `forbid`, `leave`.
 */
export class SimHostFacts implements HostFacts {
  readonly #files: Map<string, string>;
  readonly #forbidden = new Set<string>();
  #space: DiskSpace = { totalBytes: 62_000_000_000, freeBytes: 48_000_000_000 };

  constructor(files: HostFiles = healthyPi) {
    this.#files = new Map(Object.entries(files));
  }

  async text(path: string): Promise<Result<string, HostFault>> {
    if (this.#forbidden.has(path)) return fail({ kind: 'permission', path });
    const text = this.#files.get(path);
    return text === undefined
      ? fail({ kind: 'absent', path })
      : ok(
          text
            .replaceAll('\0', '')
            .trim()
            .slice(0, 64 * 1024),
        );
  }

  async list(path: string): Promise<Result<readonly string[], HostFault>> {
    const inside = [...this.#files.keys()].filter((file) => file.startsWith(`${path}/`));
    if (inside.length === 0) return fail({ kind: 'absent', path });
    return ok([...new Set(inside.map((file) => file.slice(path.length + 1).split('/')[0] ?? ''))].sort());
  }

  async may(path: string): Promise<Result<void, HostFault>> {
    if (this.#forbidden.has(path)) return fail({ kind: 'permission', path });
    const there = [...this.#files.keys()].some((file) => file === path || file.startsWith(`${path}/`));
    return there ? done : fail({ kind: 'absent', path });
  }

  async space(): Promise<Result<DiskSpace, HostFault>> {
    return ok(this.#space);
  }

  put(path: string, text: string): void {
    this.#files.set(path, text);
  }
  remove(path: string): void {
    for (const file of this.#files.keys()) if (file === path || file.startsWith(`${path}/`)) this.#files.delete(file);
  }
  forbid(path: string): void {
    this.#forbidden.add(path);
  }
  leave(space: DiskSpace): void {
    this.#space = space;
  }
}
