import { dupont, plainPart, wiresOf, type PartNeeds, type SignalWire } from '../part.ts';

const uartWires: readonly SignalWire[] = [
  { terminal: 'TX', role: 'rx', direction: 'in', volts: 3.3, milliamps: 1, colour: 'yellow' },
  { terminal: 'RX', role: 'tx', direction: 'out', volts: 3.3, milliamps: 1, colour: 'green' },
];
const i2cWires: readonly SignalWire[] = [
  // 1.8 kΩ to 3.3 V on the board: a part that says 0 sinks some 2 mA, none of which the line gives.
  { terminal: 'SDA', role: 'sda', direction: 'both', volts: 3.3, milliamps: 0, colour: 'blue' },
  { terminal: 'SCL', role: 'scl', direction: 'out', volts: 3.3, milliamps: 0, colour: 'yellow' },
];
const reset = (terminal: string): SignalWire => ({
  terminal,
  role: 'xshut',
  direction: 'out',
  volts: 3.3,
  milliamps: 1,
  colour: 'white',
});

export const sensorParts = {
  'hc-sr501': {
    ...plainPart,
    ...dupont,
    part: 'HC-SR501',
    name: { vi: 'cảm biến chuyển động PIR', en: 'PIR motion sensor' },
    plug: 'lines',
    supply: { volts: 5, milliamps: 1, peakMilliamps: 1, by: 'rail' },
    wires: [{ terminal: 'OUT', role: 'pin', direction: 'in', volts: 3.3, milliamps: 0, colour: 'yellow' }],
    materials: [wiresOf(3)],
    protocol: 'level: high while something warm moves',
    source: 'HC-SR501 module datasheet (BISS0001): supply 4.5–20 V, output 3.3 V, less than 60 µA at rest',
    notes: [
      {
        vi: 'vặn cần "thời gian" hết về phía nhỏ (2,5 s); gạt jumper về H; chờ một phút sau khi cấp điện',
        en: 'turn "time" fully down (2.5 s); jumper to H; wait a minute after power-up',
      },
    ],
    question: {
      vi: 'Vẫy tay trước cảm biến PIR: đèn trạng thái có báo có người không?',
      en: 'Wave before the PIR: does the device notice?',
    },
  },
  'hc-sr04': {
    ...plainPart,
    ...dupont,
    part: 'HC-SR04',
    name: { vi: 'cảm biến siêu âm', en: 'ultrasonic range finder' },
    plug: 'lines',
    supply: { volts: 5, milliamps: 15, peakMilliamps: 15, by: 'rail' },
    wires: [
      { terminal: 'TRIG', role: 'trigger', direction: 'out', volts: 3.3, milliamps: 1, colour: 'green' },
      { terminal: 'ECHO', role: 'echo', direction: 'in', volts: 5, milliamps: 0, colour: 'yellow' },
    ],
    counts: true,
    materials: [wiresOf(4)],
    protocol: '10 µs pulse on TRIG; ECHO is high for 58 µs a centimetre',
    source:
      'Elecfreaks HC-SR04 user guide: 5 V, 15 mA, ECHO at the level of its supply, 60 ms from one measurement to the next',
    notes: [],
    question: null,
  },
  vl53l0x: {
    ...plainPart,
    ...dupont,
    part: 'VL53L0X',
    name: { vi: 'cảm biến khoảng cách laser 2 m', en: 'laser range finder, 2 m' },
    plug: 'i2c',
    supply: { volts: 3.3, milliamps: 19, peakMilliamps: 40, by: 'rail' },
    wires: [...i2cWires, reset('XSHUT')],
    i2c: { wakesAt: 0x29, movable: true },
    materials: [wiresOf(5)],
    protocol: 'I2C, 400 kHz, 7-bit address 0x29 after each power-up',
    source:
      'ST VL53L0X datasheet DocID029104, sections 2.3 (XSHUT), 6.2 (19 mA while ranging, 40 mA peak of the laser)',
  },
  vl53l1x: {
    ...plainPart,
    ...dupont,
    part: 'VL53L1X',
    name: { vi: 'cảm biến khoảng cách laser 4 m', en: 'laser range finder, 4 m' },
    plug: 'i2c',
    supply: { volts: 3.3, milliamps: 20, peakMilliamps: 40, by: 'rail' },
    wires: [...i2cWires, reset('XSHUT')],
    i2c: { wakesAt: 0x29, movable: true },
    materials: [wiresOf(5)],
    protocol: 'I2C, 400 kHz, 16-bit registers, 7-bit address 0x29 after each power-up',
    source: 'ST VL53L1X datasheet DS12385, section 4.2 (16 mA on average, 40 mA peak), 3.3 (XSHUT)',
    notes: [{ vi: 'bóc màng bảo vệ trước khi lắp', en: 'peel off the protective film before mounting' }],
  },
  vl53l5cx: {
    ...plainPart,
    ...dupont,
    part: 'VL53L5CX',
    name: { vi: 'cảm biến khoảng cách 8 × 8 vùng', en: 'range camera, 8 × 8 zones' },
    plug: 'i2c',
    supply: { volts: 3.3, milliamps: 95, peakMilliamps: 130, by: 'rail' },
    wires: [...i2cWires, reset('LPn')],
    i2c: { wakesAt: 0x29, movable: true },
    materials: [wiresOf(5)],
    protocol: 'I2C, up to 1 MHz, 7-bit address 0x29; about 84 kB of firmware at each start',
    source: 'ST VL53L5CX datasheet DS13754, sections 3.3 (LPn), 6.3 (consumption)',
    notes: [
      {
        vi: 'cần tệp firmware của ST, không đi kèm letan',
        en: "needs ST's firmware file, which does not come with letan",
      },
    ],
  },
  amg8833: {
    ...plainPart,
    ...dupont,
    part: 'AMG8833',
    name: { vi: 'cảm biến nhiệt 8 × 8', en: 'thermal array, 8 × 8' },
    plug: 'i2c',
    supply: { volts: 3.3, milliamps: 5, peakMilliamps: 5, by: 'rail' },
    wires: i2cWires,
    i2c: { wakesAt: 0x69, movable: false },
    materials: [wiresOf(4)],
    protocol: 'I2C, 400 kHz, 7-bit address 0x69, or 0x68 with AD_SELECT to ground',
    source: 'Panasonic Grid-EYE AMG8833 reference specification (4.5 mA), I2C section',
  },
  ld2410: {
    ...plainPart,
    ...dupont,
    part: 'HLK-LD2410',
    name: { vi: 'radar phát hiện người', en: 'human presence radar' },
    plug: 'uart',
    supply: { volts: 5, milliamps: 79, peakMilliamps: 200, by: 'rail' },
    wires: uartWires,
    materials: [wiresOf(4)],
    protocol: 'UART 256000 8N1, 3.3 V',
    source: 'Hi-Link HLK-LD2410 manual V1.02: 5 V, 79 mA on average, supply of at least 200 mA, levels 3.3 V',
    notes: [
      {
        vi: 'radar nhìn xuyên nhựa, không xuyên kim loại; tránh quạt và rèm',
        en: 'it sees through plastic, not through metal; keep fans and curtains out of its view',
      },
    ],
  },
  ld2450: {
    ...plainPart,
    ...dupont,
    part: 'HLK-LD2450',
    name: { vi: 'radar bám ba người', en: 'radar that tracks three people' },
    plug: 'uart',
    supply: { volts: 5, milliamps: 120, peakMilliamps: 200, by: 'rail' },
    wires: uartWires,
    materials: [wiresOf(4)],
    protocol: 'UART 256000 8N1, 3.3 V',
    source:
      'Hi-Link HLK-LD2450 instruction manual V1.00: 5 V, 120 mA on average, supply of at least 200 mA, levels 3.3 V',
    notes: [
      {
        vi: 'gắn thẳng đứng, cao 1,5–2 m, cổng USB-TTL quay lên theo mũi tên trên mạch',
        en: 'mount it upright, 1.5–2 m high, the way its arrow shows',
      },
    ],
  },
  rplidar: {
    ...plainPart,
    part: 'RPLIDAR A1',
    name: { vi: 'lidar quét 360°', en: '360° lidar' },
    plug: 'usb',
    supply: { volts: 5, milliamps: 450, peakMilliamps: 1500, by: 'usb' },
    wires: [],
    connector: { vi: 'USB micro-B qua bộ chuyển của hãng', en: "USB micro-B on the maker's adapter" },
    materials: [{ item: { vi: 'cáp USB-A sang micro-B, 1 m', en: 'USB-A to micro-B cable, 1 m' }, quantity: 1 }],
    protocol: 'UART over USB, 115200 8N1',
    source: 'Slamtec RPLIDAR A1 datasheet LD108: motor and scanner system 5 V, start current of the motor',
    notes: [
      {
        vi: 'không phải thiết bị an toàn: mặt quét không thấy mặt bàn, kính và vải đen',
        en: 'no safety device: its plane misses table tops, glass and black cloth',
      },
    ],
  },
  ina219: {
    ...plainPart,
    ...dupont,
    part: 'INA219',
    name: { vi: 'đo điện áp và dòng của ắc quy', en: 'voltage and current of the battery' },
    plug: 'i2c',
    supply: { volts: 3.3, milliamps: 1, peakMilliamps: 1, by: 'rail' },
    wires: i2cWires,
    i2c: { wakesAt: 0x40, movable: false },
    fuse: {
      amps: 5,
      where: { vi: 'trên cực dương ắc quy, trước điện trở đo', en: "in the battery's positive lead, before the shunt" },
    },
    materials: [
      wiresOf(4),
      { item: { vi: 'đế cầu chì xe 5 A có dây', en: 'blade fuse holder with a 5 A fuse' }, quantity: 1 },
    ],
    protocol: 'I2C, 400 kHz, 7-bit address 0x40 to 0x4F by A0 and A1',
    source: 'TI INA219 datasheet SBOS448, table 1 (addresses), bus voltage up to 26 V',
  },
} as const satisfies Readonly<Record<string, PartNeeds>>;
