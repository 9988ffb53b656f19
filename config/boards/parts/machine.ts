import { plainPart, type PartNeeds } from '../part.ts';

const inside = {
  ...plainPart,
  plug: 'none',
  supply: null,
  wires: [],
  connector: { vi: 'không có dây', en: 'no wire' },
  materials: [],
} as const;

/** What a config names as a device and nobody wires: it is software, or a socket that the building has. */
export const machineParts = {
  voice: {
    ...inside,
    part: 'espeak-ng',
    name: { vi: 'giọng nói', en: 'voice' },
    protocol: 'a program',
    source: 'espeak-ng',
  },
  ledger: {
    ...inside,
    part: 'SQLite file',
    name: { vi: 'sổ ghi', en: 'ledger' },
    protocol: 'a file on the disk',
    source: 'SQLite',
    notes: [
      {
        vi: 'dùng thẻ nhớ loại bền (high endurance) hoặc SSD',
        en: 'use a high-endurance card or an SSD',
      },
    ],
  },
  network: {
    ...inside,
    part: 'Ethernet',
    name: { vi: 'mạng', en: 'network' },
    plug: 'network',
    connector: { vi: 'RJ-45', en: 'RJ-45' },
    materials: [{ item: { vi: 'cáp mạng Cat 5e tới ổ mạng', en: 'Cat 5e cable to the network socket' }, quantity: 1 }],
    protocol: 'MQTT over TCP',
    source: 'MQTT 3.1.1',
  },
  city: {
    ...inside,
    part: "the city's system",
    name: { vi: 'hệ thống của thành phố', en: "the city's system" },
    protocol: 'HTTP, MQTT or files',
    source: 'CITY.md',
  },
  watchdog: {
    ...inside,
    part: 'watchdog of the board',
    name: { vi: 'bộ giám sát treo máy', en: 'watchdog' },
    protocol: '/dev/watchdog',
    source: 'Linux kernel, Documentation/watchdog/watchdog-api.rst',
  },
  arduino: {
    ...plainPart,
    part: 'Arduino Uno or Nano, StandardFirmata',
    name: { vi: 'vi điều khiển Arduino', en: 'Arduino microcontroller' },
    plug: 'usb',
    supply: { volts: 5, milliamps: 50, peakMilliamps: 500, by: 'usb' },
    wires: [],
    connector: {
      vi: 'USB-A ở máy, USB-B (Uno) hoặc mini-B (Nano) ở Arduino',
      en: 'USB-A at the board, USB-B (Uno) or mini-B (Nano) at the Arduino',
    },
    materials: [
      { item: { vi: 'Arduino Uno nạp sẵn StandardFirmata', en: 'Arduino Uno with StandardFirmata' }, quantity: 1 },
      { item: { vi: 'cáp USB-A sang USB-B, 1 m', en: 'USB-A to USB-B cable, 1 m' }, quantity: 1 },
    ],
    protocol: 'Firmata 2, 57600 baud over USB',
    source: 'ATmega328P datasheet, section 28.1: 5 V levels, 40 mA a pin at most (20 mA recommended)',
    notes: [
      {
        vi: 'chân Arduino là 5 V: không nối thẳng sang chân của Pi',
        en: 'its pins carry 5 V: never straight onto a Pi’s pin',
      },
    ],
  },
} as const satisfies Readonly<Record<string, PartNeeds>>;
