import { describe, expect, it } from 'vitest';
import { boardModels, loadBoard } from '../../config/load.ts';
import { doctorMessages } from '../../config/languages/messages/doctor.ts';
import { faultMessages } from '../../config/languages/messages/faults.ts';
import { examineMachine } from '../../firmware/doctor/examine.ts';
import { anyFault, deviceWrong, type Finding } from '../../firmware/doctor/finding.ts';
import { reportDocument, reportEvent, reportText } from '../../firmware/doctor/report.ts';
import type { SimHostFacts } from '../../sim/devices/host-facts.ts';
import { edited, MemoryFiles } from '../support/config-files.ts';
import { cm4, machine, miniPc, pi4, pi4Old, pi5 } from '../support/machines.ts';
import { deviceOf } from '../support/one-device.ts';

const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';

interface Patient {
  readonly host: SimHostFacts;
  /** Lines for the kiosk's file. */
  readonly lines?: readonly string[];
  readonly trusted?: boolean;
}

const examine = async ({ host, lines = [], trusted = true }: Patient): Promise<readonly Finding[]> => {
  const config = deviceOf(kiosk, new MemoryFiles({ [kiosk]: `${edited(kiosk)}${lines.join('\n')}\n` }));
  return examineMachine({
    config,
    board: config.board === null ? null : loadBoard(config.board.model),
    models: boardModels(),
    host,
    wall: { instant: Date.UTC(2026, 7, 3, 0, 30), trusted },
    firmware: '0.1.0',
  });
};

const told = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ key }) => key !== '').map(({ state, key, subject }) => [state, key, subject].join(' ').trim());

const onPi5 = ['board: { model: pi-5 }', 'devices: { radar: { wiring: { serial: /dev/ttyAMA2 } } }'];
const onPc = ['board: { model: x86-mini-pc }', 'devices: { radar: none, pir: none, start: none, status: none }'];
const lineOn = (driver: string): readonly string[] => [
  `devices: { start: { driver: pin, pin: { driver: ${driver}, line: { pin: 16 } } } }`,
];

describe('a machine in good health', () => {
  it.each<readonly [string, Patient]>([
    ['Raspberry Pi 4', { host: machine(pi4) }],
    ['Compute Module 4', { host: machine(cm4) }],
    ['Raspberry Pi 5', { host: machine(pi5), lines: onPi5 }],
    ['mini-PC', { host: machine(miniPc), lines: onPc }],
  ])('%s has nothing to say', async (_name, patient) => {
    const findings = await examine(patient);
    expect(told(findings)).toEqual([]);
    expect(anyFault(findings)).toBe(false);
    // It was looked at, and not merely passed over.
    const seen = findings.filter(({ state }) => state === 'well').map(({ check }) => check);
    for (const check of ['board', 'kernel', 'memory', 'disk', 'clock', 'network', 'watchdog'])
      expect(seen).toContain(check);
  });
});

const throttled = '/sys/devices/platform/soc/soc:firmware/get_throttled';
const heat = '/sys/class/thermal/thermal_zone0/temp';
const memory = (free: number) => `MemTotal: 3883604 kB\nMemAvailable: ${free} kB`;

/** What is broken, and everything that is said of it. */
const broken: readonly (readonly [name: string, patient: Patient, told: readonly string[]])[] = [
  ['another board', { host: machine(pi5), lines: [] }, ['fault board.other pi-4']],
  ['a PC instead of a Pi', { host: machine(miniPc) }, ['fault board.other pi-4']],
  ['a Pi instead of a PC', { host: machine(pi4), lines: onPc }, ['fault board.other x86-mini-pc']],
  ['an old kernel', { host: machine(pi4, { '/proc/sys/kernel/osrelease': '4.19.66-v7l+' }) }, ['fault kernel.older']],
  [
    'a weak supply now',
    { host: machine(pi4, { [throttled]: '50005' }) },
    ['fault power.underVoltage', 'warning power.throttled'],
  ],
  [
    'a supply that was weak',
    { host: machine(pi4, { [throttled]: '50000' }) },
    ['warning power.wasLow', 'warning power.wasThrottled'],
  ],
  [
    'a processor that is too warm',
    { host: machine(pi4, { [throttled]: '80008', [heat]: '82000' }) },
    ['warning power.throttled', 'fault heat.high'],
  ],
  ['a fan that is dusty', { host: machine(pi4, { [heat]: '74000' }) }, ['warning heat.high']],
  [
    'a weak supply, told by the kernel only',
    {
      host: machine(pi4, {
        [throttled]: null,
        '/sys/class/hwmon/hwmon1/name': 'rpi_volt',
        '/sys/class/hwmon/hwmon1/in0_lcrit_alarm': '1',
      }),
    },
    ['fault power.underVoltage'],
  ],
  ['little memory', { host: machine(pi4, { '/proc/meminfo': memory(80_000) }) }, ['warning memory.low']],
  ['hardly any memory', { host: machine(pi4, { '/proc/meminfo': memory(20_000) }) }, ['fault memory.low']],
  [
    'a disk that went read-only',
    { host: machine(pi4, { '/proc/mounts': '/dev/mmcblk0p2 / ext4 ro,noatime 0 0' }) },
    ['fault disk.readOnly /var/lib/letan'],
  ],
  [
    'a read-only root below a data disk that is not',
    { host: machine(pi4, { '/proc/mounts': '/dev/root / squashfs ro 0 0\n/dev/sda1 /var/lib ext4 rw 0 0' }) },
    [],
  ],
  [
    'a file system with errors',
    { host: machine(pi4, { '/sys/fs/ext4/mmcblk0p2/errors_count': '17' }) },
    ['fault disk.errors mmcblk0p2'],
  ],
  [
    'an eMMC that is worn',
    { host: machine(cm4, { '/sys/block/mmcblk0/device/life_time': '0x02 0x09' }) },
    ['warning card.worn mmcblk0'],
  ],
  [
    'an eMMC at its end',
    { host: machine(cm4, { '/sys/block/mmcblk0/device/life_time': '0x02 0x0b' }) },
    ['fault card.endOfLife mmcblk0'],
  ],
  [
    'an eMMC without spare blocks',
    { host: machine(cm4, { '/sys/block/mmcblk0/device/pre_eol_info': '0x03' }) },
    ['fault card.endOfLife mmcblk0'],
  ],
  ['a clock that nobody set', { host: machine(pi4), trusted: false }, ['fault clock.notSet']],
  ['no hardware clock', { host: machine(pi4, { '/sys/class/rtc': null }) }, ['warning clock.noRtc']],
  [
    'a loudspeaker that is unplugged',
    {
      host: machine(pi4, { '/proc/asound/cards': ' 0 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0' }),
      lines: ['devices: { loudspeaker: { driver: web-audio, output: "plughw:CARD=UACDemo,DEV=0" } }'],
    },
    ['fault sound.noCard loudspeaker'],
  ],
  [
    'no sound card',
    {
      host: machine(pi4, { '/proc/asound/cards': '--- no soundcards ---' }),
      lines: ['devices: { loudspeaker: { driver: web-audio } }'],
    },
    ['fault sound.none loudspeaker'],
  ],
  [
    'no network, and nobody needs it',
    { host: machine(pi4, { '/sys/class/net/eth0/operstate': 'down' }) },
    ['warning network.down'],
  ],
  [
    'no network to the broker',
    {
      host: machine(pi4, { '/sys/class/net/eth0/operstate': 'down' }),
      lines: ['devices: { broker: { driver: mqtt, url: "mqtt://10.0.0.5:1883" } }'],
    },
    ['fault network.down'],
  ],
  ['no watchdog', { host: machine(pi4, { '/dev/watchdog': null }) }, ['warning watchdog.absent']],
  [
    'a kernel without GPIO',
    { host: machine(pi4, { '/dev/gpiochip0': null }), lines: lineOn('gpiochip') },
    ['fault pins.noChip start'],
  ],
  [
    'rpi-gpio on a kernel of today',
    { host: machine(pi4), lines: ['board: { kernel: "6.1" }', ...lineOn('rpi-gpio')] },
    ['fault pins.sysfsBase start'],
  ],
  [
    'rpi-gpio on an old kernel',
    { host: machine(pi4Old), lines: ['board: { kernel: "6.1" }', ...lineOn('rpi-gpio')] },
    [],
  ],
  [
    'onoff where sysfs is gone',
    { host: machine(pi4, { '/sys/class/gpio': null }), lines: lineOn('onoff') },
    ['fault pins.noSysfs start'],
  ],
  ['onoff, its chip found by its label', { host: machine(pi4), lines: lineOn('onoff') }, []],
  [
    'lines of another chip',
    { host: machine(pi4, { '/sys/class/gpio/gpiochip512/label': 'pinctrl-rp1' }), lines: lineOn('onoff') },
    ['fault pins.otherLabel start'],
  ],
  [
    'a printer that is unplugged',
    { host: machine(pi4), lines: ['devices: { slip: { link: { driver: device-file, path: /dev/usb/lp0 } } }'] },
    ['fault node.absent slip'],
  ],
];

describe('a machine that is not well', () => {
  it.each(broken)('%s', async (_name, patient, expected) => {
    expect(told(await examine(patient))).toEqual(expected);
  });

  it('has too little room on its disk', async () => {
    const host = machine(pi4);
    host.leave({ totalBytes: 30_000_000_000, freeBytes: 900_000_000 });
    expect(told(await examine({ host }))).toEqual(['warning disk.low /var/lib/letan']);
    host.leave({ totalBytes: 30_000_000_000, freeBytes: 90_000_000 });
    expect(told(await examine({ host }))).toEqual(['fault disk.low /var/lib/letan']);
  });

  it('keeps its printer to itself, and says to which group it belongs', async () => {
    const host = machine(pi4, { '/dev/usb/lp0': '' });
    host.forbid('/dev/usb/lp0');
    const findings = await examine({
      host,
      lines: ['devices: { slip: { link: { driver: device-file, path: /dev/usb/lp0 } } }'],
    });
    expect(told(findings)).toEqual(['fault node.permission slip']);
    expect(findings.find(({ key }) => key !== '')?.repair.vi).toContain('nhóm lp');
  });

  it('names the line of config.txt that a missing bus wants', async () => {
    const lines = ['devices: { near: { port: range, driver: vl53l1x, wiring: { i2c: { bus: 1, address: 0x29 } } } }'];
    const findings = await examine({ host: machine(pi4), lines });
    expect(told(findings)).toEqual(['fault node.absent near']);
    expect(findings.find(({ key }) => key !== '')?.repair.en).toContain('dtparam=i2c_arm=on');
  });

  it('may have several things wrong at once, and each is told with its remedy', async () => {
    const host = machine(pi4, {
      [throttled]: '50005',
      '/proc/mounts': '/dev/mmcblk0p2 / ext4 ro,noatime 0 0',
      '/dev/watchdog': null,
      '/sys/class/net/eth0/operstate': 'down',
    });
    const findings = await examine({ host, trusted: false });
    const report = { device: 'kiosk-1', site: 'ward-centre', firmware: '0.1.0', at: 0, clockTrusted: false, findings };
    const text = reportText(report);
    for (const finding of findings.filter(({ key }) => key !== '')) {
      expect(finding.repair.vi).not.toBe('');
      expect(text).toContain(`${finding.needs.vi} → ${finding.repair.vi}`);
      expect(text).toContain(`${finding.needs.en} → ${finding.repair.en}`);
      expect(text).not.toMatch(/\{[a-z]+\}|undefined/);
    }
    expect(JSON.parse(reportDocument(report))).toMatchObject({ ok: false, device: 'kiosk-1' });
    expect(reportEvent(findings)).toMatchObject({ ok: false, looked: findings.length });
  });

  it('is told of in every way that the catalogue has', () => {
    const seen = new Set(broken.flatMap(([, , keys]) => keys.map((key) => key.split(' ')[1])));
    const elsewhere = ['disk.low', 'disk.missing', 'node.permission', 'person.no'];
    expect(Object.keys(doctorMessages).filter((key) => !seen.has(key) && !elsewhere.includes(key))).toEqual([]);
  });
});

describe('a fault of a device', () => {
  it.each(Object.keys(faultMessages))('%s has words in both languages', (kind) => {
    const finding = deviceWrong('device', 'slip', { kind, where: '/dev/usb/lp0', holder: 'cupsd' });
    for (const text of [finding.needs.vi, finding.needs.en]) expect(text).toContain('slip');
    expect(finding.repair.vi).not.toBe(finding.repair.en);
  });

  it('of a kind that nobody foresaw is told as it is', () => {
    const finding = deviceWrong('device', 'slip', { kind: 'on-fire', degrees: 451 });
    expect(finding.needs.en).toBe('slip: on-fire degrees 451');
  });
});
