import { healthyPi, SimHostFacts, type HostFiles } from '../../sim/devices/host-facts.ts';

/* What machines say of themselves, as their files read: copied from such machines' documentation and logs, shortened. */

/** A Raspberry Pi 5 with its RTC and its fan; the firmware's node has another name than on a Pi 4. */
export const pi5: HostFiles = {
  ...Object.fromEntries(Object.entries(healthyPi).filter(([path]) => !path.startsWith('/sys/devices/platform/soc/'))),
  '/proc/device-tree/model': 'Raspberry Pi 5 Model B Rev 1.0',
  '/proc/sys/kernel/osrelease': '6.12.25+rpt-rpi-2712',
  '/sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled': '0',
  '/sys/class/rtc/rtc0/name': 'rpi_rtc rpi-rtc',
  '/dev/gpiochip0': '',
  '/sys/class/gpio/gpiochip569/label': 'pinctrl-rp1',
  '/sys/class/gpio/gpiochip569/base': '569',
};

/** A Raspberry Pi 4 whose kernel counts the header's lines from 512, as all since 6.6 do. */
export const pi4: HostFiles = {
  ...healthyPi,
  '/sys/class/rtc/rtc0/name': 'rtc-ds1307 1-0068',
  '/dev/gpiochip0': '',
  '/sys/class/gpio/gpiochip512/label': 'pinctrl-bcm2711',
  '/sys/class/gpio/gpiochip512/base': '512',
  '/sys/class/gpio/gpiochip570/label': 'raspberrypi-exp-gpio',
  '/sys/class/gpio/gpiochip570/base': '570',
};

/** The same on its old kernel, where rpi-gpio still works. */
export const pi4Old: HostFiles = {
  ...Object.fromEntries(Object.entries(pi4).filter(([path]) => !path.startsWith('/sys/class/gpio/'))),
  '/proc/sys/kernel/osrelease': '6.1.21-v8+',
  '/sys/class/gpio/gpiochip0/label': 'pinctrl-bcm2711',
  '/sys/class/gpio/gpiochip0/base': '0',
};

/** A Compute Module 4 with its eMMC, which tells how worn it is. */
export const cm4: HostFiles = {
  ...pi4,
  '/proc/device-tree/model': 'Raspberry Pi Compute Module 4 Rev 1.1',
  '/sys/block/mmcblk0/device/type': 'MMC',
  '/sys/block/mmcblk0/device/name': 'BJTD4R',
  '/sys/block/mmcblk0/device/life_time': '0x01 0x02',
  '/sys/block/mmcblk0/device/pre_eol_info': '0x01',
};

/** A mini-PC on Debian. */
export const miniPc: HostFiles = {
  '/sys/class/dmi/id/product_name': 'NUC11ATKC4',
  '/proc/sys/kernel/osrelease': '6.1.0-37-amd64',
  '/proc/uptime': '86400.00 300000.00',
  '/proc/meminfo': 'MemTotal:        7892340 kB\nMemFree:  100000 kB\nMemAvailable:    5231000 kB',
  '/proc/mounts': '/dev/nvme0n1p2 / ext4 rw,relatime,errors=remount-ro 0 0',
  '/sys/class/thermal/thermal_zone0/temp': '42000',
  '/sys/fs/ext4/nvme0n1p2/errors_count': '0',
  '/sys/class/rtc/rtc0/name': 'rtc_cmos 00:01',
  '/run/systemd/timesync/synchronized': '',
  '/proc/asound/cards': ' 0 [PCH            ]: HDA-Intel - HDA Intel PCH',
  '/sys/class/net/lo/operstate': 'unknown',
  '/sys/class/net/enp1s0/operstate': 'up',
  '/dev/watchdog': '',
};

/** A machine with some of its files changed; null takes one away. */
export const machine = (files: HostFiles, changes: Readonly<Record<string, string | null>> = {}): SimHostFacts => {
  const host = new SimHostFacts(files);
  for (const [path, text] of Object.entries(changes))
    if (text === null) host.remove(path);
    else host.put(path, text);
  return host;
};
