import { dupont, plainPart, type PartNeeds } from '../part.ts';

const usbCable = (vi: string, en: string) => ({ item: { vi, en }, quantity: 1 });
const printerQuestion = {
  vi: 'Phiếu thử có in ra, rõ chữ và được cắt không?',
  en: 'Did the test slip come out, is it legible and cut?',
};
const printerNotes = [
  {
    vi: 'cuộn giấy nhiệt: mặt in quay ra ngoài; giữ một cuộn dự phòng trong tủ',
    en: 'thermal roll, the printing side outwards; keep a spare roll in the cabinet',
  },
];
const printer = {
  ...plainPart,
  part: 'ESC/POS, 203 dpi',
  supply: { volts: 24, milliamps: 300, peakMilliamps: 2500, by: 'adapter' },
  wires: [],
  source: 'Epson TM-T20III technical reference guide, sections 1.2.2 (24 V adapter) and 2.1 (interfaces)',
  fuse: { amps: 3, where: { vi: 'trong bộ nguồn 24 V', en: 'inside the 24 V adapter' } },
  notes: printerNotes,
  question: printerQuestion,
} as const;
const printerAdapter = {
  item: { vi: 'bộ nguồn 24 V / 2,5 A của máy in', en: 'the printer’s 24 V / 2.5 A adapter' },
  quantity: 1,
};
const roll = { item: { vi: 'cuộn giấy nhiệt đúng khổ', en: 'thermal paper roll of its width' }, quantity: 2 };

export const visitorParts = {
  'printer-usb': {
    ...printer,
    name: { vi: 'máy in phiếu, USB', en: 'slip printer on USB' },
    plug: 'usb',
    connector: { vi: 'USB-A ở máy, USB-B ở máy in', en: 'USB-A at the board, USB-B at the printer' },
    materials: [usbCable('cáp USB-A sang USB-B, 1,5 m', 'USB-A to USB-B cable, 1.5 m'), printerAdapter, roll],
    protocol: 'ESC/POS over the USB printer class',
  },
  'printer-serial': {
    ...printer,
    name: { vi: 'máy in phiếu, nối tiếp', en: 'slip printer on a serial line' },
    plug: 'uart',
    connector: { vi: 'DE-9 hoặc RJ-11 ở máy in, RS-232', en: 'DE-9 or RJ-11 at the printer, RS-232' },
    materials: [
      usbCable('bộ chuyển USB sang RS-232 (FTDI) và cáp nối', 'USB to RS-232 adapter (FTDI) and cable'),
      printerAdapter,
      roll,
    ],
    protocol: 'ESC/POS over RS-232 (±12 V: never straight onto the header)',
  },
  'printer-network': {
    ...printer,
    name: { vi: 'máy in phiếu, mạng', en: 'slip printer on the network' },
    plug: 'network',
    connector: { vi: 'RJ-45', en: 'RJ-45' },
    materials: [usbCable('cáp mạng Cat 5e, 2 m', 'Cat 5e patch cable, 2 m'), printerAdapter, roll],
    protocol: 'ESC/POS over TCP',
  },
  panel: {
    ...plainPart,
    part: 'HDMI + USB-HID',
    name: { vi: 'màn hình cảm ứng', en: 'touch panel' },
    plug: 'screen',
    supply: { volts: 12, milliamps: 1500, peakMilliamps: 2500, by: 'adapter' },
    wires: [],
    connector: { vi: 'HDMI cho hình, USB-A cho cảm ứng', en: 'HDMI for the picture, USB-A for touch' },
    fuse: { amps: 3, where: { vi: 'trong bộ nguồn 12 V', en: 'inside the 12 V adapter' } },
    materials: [
      usbCable('cáp HDMI (micro-HDMI ở Pi), 1,5 m', 'HDMI cable (micro-HDMI at the Pi), 1.5 m'),
      usbCable('cáp USB cảm ứng của màn hình', 'the panel’s touch USB cable'),
      usbCable('bộ nguồn 12 V / 3 A của màn hình', 'the panel’s 12 V / 3 A adapter'),
    ],
    protocol: 'HDMI; USB HID multi-touch',
    source: 'USB HID usage tables, digitizers page; HDMI 1.4',
    notes: [
      {
        vi: 'điều khiển thấp hơn 1,2 m cho người ngồi xe lăn; nối đất khung kim loại',
        en: 'controls below 1.2 m for people in wheelchairs; earth the metal frame',
      },
    ],
    question: {
      vi: 'Chạm bốn góc màn hình: ngón tay và dấu chạm có khớp nhau không?',
      en: 'Touch the four corners: does the mark follow the finger?',
    },
  },
  loudspeaker: {
    ...plainPart,
    part: 'USB / 8 Ω',
    name: { vi: 'loa', en: 'loudspeaker' },
    plug: 'sound',
    supply: { volts: 5, milliamps: 300, peakMilliamps: 1000, by: 'usb' },
    wires: [],
    connector: { vi: 'USB-A, hoặc giắc 3,5 mm tới bộ khuếch đại', en: 'USB-A, or 3.5 mm jack to an amplifier' },
    materials: [],
    protocol: 'USB Audio Class 1, or analog line level',
    source: 'USB Audio Device Class 1.0',
    notes: [
      {
        vi: 'tới loa của tòa nhà: qua biến áp cách ly, không nối đất chung',
        en: 'to the building’s public address: through an isolating transformer, without a common ground',
      },
    ],
    question: {
      vi: 'Có nghe rõ tiếng chuông từ hàng ghế xa nhất không?',
      en: 'Is the chime heard from the farthest seats?',
    },
  },
  button: {
    ...plainPart,
    ...dupont,
    part: 'momentary push button, normally open',
    name: { vi: 'nút bấm', en: 'push button' },
    plug: 'lines',
    supply: null,
    wires: [{ terminal: 'NO', role: 'pin', direction: 'in', volts: 3.3, milliamps: 1, colour: 'blue' }],
    materials: [usbCable('nút bấm 22 mm, thường hở', '22 mm push button, normally open')],
    protocol: 'contact to ground; pulled up to 3.3 V',
    source: 'pull-up inside the chip, some 50 kΩ',
    notes: [
      {
        vi: 'chân còn lại (COM) nối mát; dây dài hơn 2 m thì thêm điện trở kéo lên 4,7 kΩ',
        en: 'its other terminal (COM) to ground; on wires longer than 2 m add a 4.7 kΩ pull-up',
      },
    ],
    question: { vi: 'Bấm nút: thiết bị có phản ứng không?', en: 'Press the button: does the device answer?' },
  },
  lamp: {
    ...plainPart,
    ...dupont,
    part: '5 mm LED, 330 Ω',
    name: { vi: 'đèn trạng thái', en: 'status lamp' },
    plug: 'lines',
    supply: null,
    wires: [{ terminal: 'A', role: 'pin', direction: 'out', volts: 3.3, milliamps: 4, colour: 'green' }],
    materials: [
      usbCable('đèn LED 5 mm và vỏ gắn tủ', '5 mm LED with its bezel'),
      usbCable('điện trở 330 Ω, 1/4 W', '330 Ω resistor, 1/4 W'),
    ],
    protocol: 'level',
    source: '(3.3 V − 2.0 V) / 330 Ω = 4 mA',
    notes: [
      {
        vi: 'đèn tháp 12/24 V: qua transistor hoặc rơle, ghi through: transistor',
        en: 'a 12 or 24 V tower lamp: through a transistor or relay; write through: transistor',
      },
    ],
    question: { vi: 'Đèn trạng thái có sáng không?', en: 'Is the status lamp lit?' },
  },
  'ws2812-ring': {
    ...plainPart,
    ...dupont,
    part: 'WS2812B ring',
    name: { vi: 'vòng đèn màu', en: 'ring of coloured lamps' },
    plug: 'spi',
    supply: { volts: 5, milliamps: 300, peakMilliamps: 1440, by: 'adapter' },
    wires: [{ terminal: 'DIN', role: 'mosi', direction: 'out', volts: 5, milliamps: 1, colour: 'green' }],
    aloneOnSpi: true,
    fuse: { amps: 2, where: { vi: 'trên dây dương 5 V tới vòng đèn', en: 'in the ring’s 5 V lead' } },
    materials: [
      usbCable('bộ chuyển mức 74AHCT125', '74AHCT125 level shifter'),
      usbCable('tụ 1000 µF 6,3 V sát vòng đèn', '1000 µF 6.3 V capacitor close to the ring'),
      usbCable('điện trở 330 Ω trên dây DIN', '330 Ω resistor in the DIN wire'),
      usbCable('bộ nguồn 5 V / 3 A', '5 V / 3 A adapter'),
      usbCable('đế cầu chì và cầu chì 2 A', 'fuse holder with a 2 A fuse'),
    ],
    protocol: '800 kHz, 24 bits a lamp (GRB), made of SPI bytes on MOSI',
    source: 'Worldsemi WS2812B datasheet: VIH 0.7 × VDD = 3.5 V, 60 mA a lamp at full white',
    notes: [
      {
        vi: 'mát của bộ nguồn 5 V và của Pi nối chung',
        en: 'the 5 V adapter and the Pi share their ground',
      },
    ],
    question: { vi: 'Vòng đèn có sáng đều, đúng màu không?', en: 'Is the whole ring lit in one colour?' },
  },
  max7219: {
    ...plainPart,
    ...dupont,
    part: 'MAX7219 8×8 dot modules (FC-16)',
    name: { vi: 'bảng LED trên quầy', en: 'LED sign over a counter' },
    plug: 'spi',
    supply: { volts: 5, milliamps: 430, peakMilliamps: 1280, by: 'adapter' },
    wires: [
      { terminal: 'DIN', role: 'mosi', direction: 'out', volts: 5, milliamps: 1, colour: 'green' },
      { terminal: 'CLK', role: 'sclk', direction: 'out', volts: 5, milliamps: 1, colour: 'yellow' },
      { terminal: 'CS', role: 'select', direction: 'out', volts: 5, milliamps: 1, colour: 'blue' },
      { terminal: 'DOUT', role: 'miso', direction: 'in', volts: 5, milliamps: 1, colour: 'white' },
    ],
    fuse: { amps: 2, where: { vi: 'trên dây dương 5 V tới bảng', en: 'in the sign’s 5 V lead' } },
    materials: [
      usbCable('bộ chuyển mức 74AHCT125', '74AHCT125 level shifter'),
      usbCable('tụ 470 µF 10 V sát bảng', '470 µF 10 V capacitor close to the sign'),
      usbCable('bộ nguồn 5 V / 2 A', '5 V / 2 A adapter'),
      usbCable('đế cầu chì và cầu chì', 'fuse holder with its fuse'),
    ],
    protocol: 'SPI mode 0, 1 MHz, 16 bits a module, latched by CS',
    source:
      'Analog Devices MAX7219/MAX7221 datasheet rev 5: VIH 3.5 V at 5 V, 10 MHz, 320 mA a module at full light; TIA/EIA-422-B: 10 Mbit/s over 12 m, 1 Mbit/s over 120 m',
    notes: [
      {
        vi: 'mát của bộ nguồn 5 V và của Pi nối chung; dây dài tối đa 3 m, xoắn CLK với mát',
        en: 'the 5 V adapter and the Pi share their ground; 3 m of cable at most, CLK twisted with ground',
      },
      {
        vi: 'quầy ở xa hơn 3 m: cặp bộ đệm RS-422 AM26C31 (đầu Pi) và AM26C32 (đầu bảng), mỗi tín hiệu một đôi dây xoắn của cáp mạng, tối đa 30 m',
        en: 'a counter farther than 3 m: RS-422 line drivers AM26C31 (at the Pi) and AM26C32 (at the sign), a twisted pair of network cable for each signal, 30 m at most',
      },
      {
        vi: 'loopback: true: nối DOUT của mô-đun cuối về MISO qua bộ chuyển mức 5 V → 3,3 V để phát hiện đứt dây',
        en: 'loopback: true: DOUT of the last module back to MISO through a 5 V → 3.3 V shifter, so that a break is found',
      },
    ],
    question: { vi: 'Bảng trên quầy có hiện rõ A012 không?', en: 'Does the sign over the counter read A012?' },
  },
  keypad: {
    ...plainPart,
    part: 'USB HID, splash-proof',
    name: { vi: 'bàn phím số', en: 'number pad' },
    plug: 'usb',
    supply: { volts: 5, milliamps: 20, peakMilliamps: 100, by: 'usb' },
    wires: [],
    connector: { vi: 'USB-A', en: 'USB-A' },
    materials: [],
    protocol: 'USB HID keyboard, read from its input event node',
    source: 'USB HID 1.11, boot keyboard',
    question: { vi: 'Bấm từng phím số: số hiện đúng không?', en: 'Press each digit: is it the one that appears?' },
  },
  'scanner-hid': {
    ...plainPart,
    part: '2-D imager as a keyboard',
    name: { vi: 'máy quét mã, kiểu bàn phím', en: 'code scanner as a keyboard' },
    plug: 'usb',
    supply: { volts: 5, milliamps: 200, peakMilliamps: 500, by: 'usb' },
    wires: [],
    connector: { vi: 'USB-A', en: 'USB-A' },
    materials: [],
    protocol: 'USB HID keyboard: letters with Vietnamese marks are lost',
    source: 'USB HID usage tables, keyboard page: key codes have no Vietnamese letters',
    question: {
      vi: 'Đưa phiếu có mã vào máy quét: có tiếng bíp và thiết bị có đọc không?',
      en: 'Show it a slip: does it beep, and does the device read it?',
    },
  },
  'scanner-serial': {
    ...plainPart,
    part: '2-D imager on USB serial (CDC)',
    name: { vi: 'máy quét mã, kiểu nối tiếp', en: 'code scanner as a serial line' },
    plug: 'usb',
    supply: { volts: 5, milliamps: 200, peakMilliamps: 500, by: 'usb' },
    wires: [],
    connector: { vi: 'USB-A', en: 'USB-A' },
    materials: [],
    protocol: 'USB CDC ACM, UTF-8 lines ended by CR',
    source: 'USB CDC 1.2, PSTN subclass (ACM)',
    notes: [
      {
        vi: 'quét mã cài đặt "USB CDC" và "UTF-8" trong sách của máy quét',
        en: 'scan "USB CDC" and "UTF-8" from the scanner’s own manual',
      },
    ],
    question: {
      vi: 'Đưa phiếu có mã vào máy quét: có tiếng bíp và thiết bị có đọc không?',
      en: 'Show it a slip: does it beep, and does the device read it?',
    },
  },
} as const satisfies Readonly<Record<string, PartNeeds>>;
