import { readFileSync } from 'node:fs';
import type { StaffText } from '../../config/languages/messages/wording.ts';
import { featureNames } from '../../behaviours/presence/intention/features.ts';
import { BootAddress } from '../../hal/drivers/boot-address.ts';
import { Ld2410Presence } from '../../hal/drivers/ld2410-presence.ts';
import { PinButton } from '../../hal/drivers/pin-button.ts';
import { TfjsClassifier } from '../../hal/drivers/tfjs-classifier.ts';
import { Vl53l0xRange } from '../../hal/drivers/vl53l0x-range.ts';
import type { HalDevices } from '../../hal/hal.ts';
import type { Classifier } from '../../hal/ports/classifier.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import { fail, ok } from '../../hal/result.ts';
import { SimByteLink } from '../../sim/devices/byte-link.ts';
import { SimDigitalInput, SimWire } from '../../sim/devices/digital-pin.ts';
import type { SimHostFacts } from '../../sim/devices/host-facts.ts';
import { SimI2cBus } from '../../sim/devices/i2c-bus.ts';
import type { Twins } from '../../sim/hal.ts';
import { Vl53l0x } from '../../sim/peripherals/vl53l0x.ts';
import { Vl53l1x } from '../../sim/peripherals/vl53l1x.ts';
import { FarEnd } from './far-end.ts';
import { cm4, type pi4 } from './machines.ts';

/** The whole of a device that a fault is planted into. */
export interface Patient {
  readonly host: SimHostFacts;
  readonly twins: Twins;
  readonly clock: Clock;
  /** Adds a real driver over a simulated chip, or puts one in a twin's place. */
  readonly fit: <P extends keyof HalDevices>(port: P, name: string, device: HalDevices[P][string]) => void;
  readonly judgeBy: (classifier: Classifier) => void;
}

/** One thing that goes wrong in a hall, and all that is to be said of it. */
export interface FieldFault {
  readonly title: StaffText;
  /** How it is planted, for whoever would do it again. */
  readonly planted: StaffText;
  readonly plant: (patient: Patient) => void;
  /** Codes and subjects that doctor tells, the fault's own first; behind it only what follows from it. */
  readonly told: readonly string[];
  /** Lines of the kiosk's file, where the shipped kiosk lacks the part. */
  readonly lines?: string;
  /** The machine, where it is no Raspberry Pi 4. */
  readonly on?: typeof pi4;
  readonly clockTrusted?: boolean;
  /** The simulator's switch that breaks the same in a hall with a visitor; null: visitors notice nothing that the twins could show. */
  readonly inTheHall: string | null;
}

const printer =
  (kind: string) =>
  ({ twins }: Patient): void =>
    twins.printers[0]?.twin.breakWith(kind);

const radarLine = '/dev/ttyAMA2';
const modelAt = '/opt/letan/current/app/config/models/intention';

/** A radar's far end that talks at another speed: bytes that never make a frame, for so many times 40 ms. */
const babble = (clock: Clock, far: FarEnd, left: number): void => {
  if (left > 0)
    clock.setTimeout(() => {
      far.send(Uint8Array.of(0xf4, 0x00, 0x80, left & 0xff));
      babble(clock, far, left - 1);
    }, 40);
};

const rangeOn = (bus: SimI2cBus, clock: Clock) =>
  new Vl53l0xRange({ id: 'step', bus, address: 0x30, clock, periodMs: 50, seat: new BootAddress(clock).join(null) });

const inBoth = (text: string): StaffText => ({ vi: text, en: text });

/** What technicians of public halls meet most, from the plug to the chip. */
export const fieldFaults: readonly FieldFault[] = [
  {
    title: { vi: 'Máy in bị rút cáp', en: 'the printer is unplugged' },
    planted: { vi: 'rút đầu dây của máy in giả lập', en: 'the simulated printer’s line is pulled' },
    plant: printer('unplugged'),
    told: ['D-21 slip'],
    inTheHall: 'kiosk-1.slip.unplugged',
  },
  {
    title: { vi: 'Hết giấy', en: 'out of paper' },
    planted: { vi: 'máy in ESC/POS giả lập hết cuộn giấy', en: 'the simulated ESC/POS printer’s roll is empty' },
    plant: printer('paper-out'),
    told: ['D-26 slip'],
    inTheHall: 'kiosk-1.slip.paper-out',
  },
  {
    title: { vi: 'Nắp máy in mở', en: 'the printer’s cover is open' },
    planted: { vi: 'mở nắp máy in giả lập', en: 'the simulated printer’s cover is opened' },
    plant: printer('cover-open'),
    told: ['D-28 slip'],
    inTheHall: 'kiosk-1.slip.cover-open',
  },
  {
    title: { vi: 'Kẹt dao cắt', en: 'the cutter is jammed' },
    planted: { vi: 'chặn dao cắt của máy in giả lập', en: 'the simulated printer’s blade is blocked' },
    plant: printer('cutter-jam'),
    told: ['D-29 slip'],
    inTheHall: 'kiosk-1.slip.cutter-jam',
  },
  {
    title: { vi: 'Radar im lặng', en: 'the radar is silent' },
    planted: { vi: 'radar giả lập không gửi số đo nào', en: 'the simulated radar sends no measurement' },
    plant: ({ twins }) => twins.sensors.find(({ name }) => name === 'radar')?.twin.breakWith('dead'),
    told: ['D-10 radar'],
    inTheHall: 'kiosk-1.radar.dead',
  },
  {
    title: { vi: 'Radar sai tốc độ baud', en: 'a radar at another baud rate' },
    planted: {
      vi: 'driver LD2410 thật đọc những byte không thành khung',
      en: 'the real LD2410 driver reads bytes that make no frame',
    },
    plant: ({ clock, fit }) => {
      const far = new FarEnd();
      const link = new SimByteLink(clock, far, { where: radarLine });
      fit('presence', 'gate', new Ld2410Presence({ id: 'gate', link, clock, baud: 256_000, settings: null }));
      babble(clock, far, 500);
    },
    told: ['D-12 gate'],
    inTheHall: null,
  },
  {
    title: { vi: 'Lắp nhầm chip ở địa chỉ I2C', en: 'another chip at the I2C address' },
    planted: {
      vi: 'driver VL53L0X thật, trên bus là VL53L1X',
      en: 'the real VL53L0X driver, and a VL53L1X on its bus',
    },
    plant: ({ clock, fit }) => {
      const bus = new SimI2cBus(clock, '/dev/i2c-1').attach(new Vl53l1x(clock));
      fit('range', 'step', rangeOn(bus, clock));
    },
    told: ['D-11 step'],
    inTheHall: null,
  },
  {
    title: { vi: 'Bus I2C bị giữ ở mức thấp', en: 'the I2C bus is held low' },
    planted: {
      vi: 'driver VL53L0X thật trên bus bị chập SDA',
      en: 'the real VL53L0X driver on a bus whose SDA is shorted',
    },
    plant: ({ clock, fit }) => {
      const bus = new SimI2cBus(clock, '/dev/i2c-1').attach(new Vl53l0x(clock));
      bus.breakWith({ kind: 'stuck', where: '/dev/i2c-1', tried: 'nine clocks' });
      fit('range', 'step', rangeOn(bus, clock));
    },
    told: ['D-05 step'],
    inTheHall: null,
  },
  {
    title: { vi: 'Chân GPIO bị chương trình khác giữ', en: 'a pin is held by another program' },
    planted: {
      vi: 'gpioset giữ chân của nút bấm trước khi letan mở',
      en: 'gpioset has the button’s line before letan opens it',
    },
    plant: ({ clock, fit }) => {
      const wire = new SimWire('gpiochip0 23');
      wire.take('gpioset');
      fit('button', 'start', new PinButton(new SimDigitalInput(wire, clock, { activeLow: true, debounceMs: 30 })));
    },
    told: ['D-03 start'],
    inTheHall: null,
  },
  {
    title: { vi: 'Không có quyền mở cổng máy in', en: 'no permission on the printer’s node' },
    planted: { vi: 'cấm người dùng letan mở /dev/usb/lp0', en: '/dev/usb/lp0 is forbidden to the user letan' },
    plant: ({ host }) => {
      host.put('/dev/usb/lp0', '');
      host.forbid('/dev/usb/lp0');
    },
    told: ['M-08 slip'],
    lines: 'slip: { link: { driver: device-file, path: /dev/usb/lp0 } }',
    inTheHall: null,
  },
  {
    title: { vi: 'Loa bị rút', en: 'the loudspeaker is gone' },
    planted: { vi: 'rút loa giả lập', en: 'the simulated loudspeaker is pulled' },
    plant: ({ twins }) => twins.speakers[0]?.twin.breakWith({ kind: 'no-device', reason: 'unplugged' }),
    told: ['D-32 loudspeaker'],
    inTheHall: 'kiosk-1.loudspeaker.unplugged',
  },
  {
    title: { vi: 'Đĩa đầy', en: 'the disk is full' },
    planted: { vi: 'phân vùng dữ liệu còn 90 MB trên 30 GB', en: 'the data partition has 90 MB of 30 GB left' },
    plant: ({ host }) => host.leave({ totalBytes: 30_000_000_000, freeBytes: 90_000_000 }),
    told: ['M-15 /var/lib/letan'],
    inTheHall: 'kiosk-1.disk.full',
  },
  {
    title: { vi: 'Thẻ nhớ thành chỉ đọc', en: 'the card went read-only' },
    planted: { vi: 'nhân gắn lại hệ tập tin ở chế độ ro', en: 'the kernel has mounted its file system ro' },
    plant: ({ host }) => host.put('/proc/mounts', '/dev/mmcblk0p2 / ext4 ro,noatime 0 0'),
    told: ['M-16 /var/lib/letan'],
    inTheHall: 'kiosk-1.disk.read-only',
  },
  {
    title: { vi: 'Bộ nhớ eMMC sắp hết tuổi thọ', en: 'an eMMC that is worn' },
    planted: { vi: 'CM4 báo life_time 0x09', en: 'a CM4 tells a life_time of 0x09' },
    plant: ({ host }) => host.put('/sys/block/mmcblk0/device/life_time', '0x02 0x09'),
    told: ['M-19 mmcblk0'],
    on: cm4,
    inTheHall: null,
  },
  {
    title: { vi: 'Đồng hồ chưa được tin', en: 'the clock is not believed' },
    planted: { vi: 'chưa có NTP từ khi khởi động', en: 'no NTP since the start' },
    plant: ({ host }) => host.remove('/run/systemd/timesync/synchronized'),
    clockTrusted: false,
    told: ['M-21'],
    inTheHall: 'kiosk-1.clock.untrusted',
  },
  {
    title: { vi: 'Nguồn yếu', en: 'under-voltage' },
    planted: inBoth('get_throttled 0x50005'),
    plant: ({ host }) => host.put('/sys/devices/platform/soc/soc:firmware/get_throttled', '50005'),
    told: ['M-09', 'M-11'],
    inTheHall: null,
  },
  {
    title: { vi: 'Bộ xử lý quá nóng', en: 'an overheated processor' },
    planted: inBoth('thermal_zone0 82 °C, get_throttled 0x80008'),
    plant: ({ host }) => {
      host.put('/sys/class/thermal/thermal_zone0/temp', '82000');
      host.put('/sys/devices/platform/soc/soc:firmware/get_throttled', '80008');
    },
    told: ['M-13', 'M-11'],
    inTheHall: null,
  },
  {
    title: { vi: 'Đứt mạng tới máy chủ tin', en: 'no network to the broker' },
    planted: { vi: 'rút cáp mạng (eth0 down)', en: 'the network cable is pulled (eth0 down)' },
    plant: ({ host }) => host.put('/sys/class/net/eth0/operstate', 'down'),
    lines: 'broker: { driver: mqtt, url: "mqtt://10.0.0.5:1883" }',
    told: ['M-25'],
    inTheHall: 'broker.gone',
  },
  {
    title: { vi: 'Mô hình phán đoán bị hỏng', en: 'the classifier’s model is damaged' },
    planted: { vi: 'tệp trọng số bị cắt mất ba byte', en: 'three bytes are missing from its weights' },
    plant: ({ judgeBy }) =>
      judgeBy(
        new TfjsClassifier(
          {
            where: modelAt,
            read: async () => {
              const json = readFileSync('config/models/intention/model.json', 'utf8');
              return ok({ json, weights: readFileSync('config/models/intention/weights.bin').subarray(0, -3) });
            },
          },
          featureNames,
          async () => fail('a damaged model starts no library'),
        ),
      ),
    told: ['D-37 intention'],
    inTheHall: null,
  },
  {
    title: { vi: 'Mất tệp sổ ghi', en: 'the ledger’s file cannot be made' },
    planted: { vi: 'không có thư mục của sổ ghi', en: 'the ledger’s directory is gone' },
    plant: ({ twins }) =>
      twins.ledgers[0]?.twin.breakWith({ kind: 'absent', where: '/var/lib/letan/kiosk-1/ledger.db' }),
    told: ['D-34 ledger'],
    inTheHall: null,
  },
];
