import type { Message } from './wording.ts';

/** What may be wrong between the devices of a config and the board that they are plugged into. */
export const boardMessages = {
  'kernel.form': {
    vi: {
      needs: 'cần số hiệu nhân Linux, ví dụ "6.12"',
      repair: 'xem bằng lệnh uname -r, viết hai số đầu trong dấu nháy',
    },
    en: { needs: 'needs a kernel series, as "6.12"', repair: 'see uname -r; write its first two numbers, quoted' },
  },
  'kernel.quote': {
    vi: { needs: 'số hiệu nhân là văn bản: 6.1 và 6.10 là hai nhân khác nhau', repair: 'đặt trong dấu nháy: {repair}' },
    en: { needs: 'a kernel series is a text: 6.1 and 6.10 are two kernels', repair: 'quote it: {repair}' },
  },
  'board.noLines': {
    vi: {
      needs: '{board} không có chân GPIO',
      repair: 'nối {line} qua Arduino (driver: johnny-five), hoặc chọn bo có đầu nối 40 chân',
    },
    en: {
      needs: '{board} has no GPIO lines',
      repair: 'wire {line} to an Arduino (driver: johnny-five), or choose a board with the 40-pin header',
    },
  },
  'board.noSuchBus': {
    vi: { needs: '{board} không có {bus}; có: {known}', repair: 'chọn một trong các bus đó' },
    en: { needs: '{board} has no {bus}; it has: {known}', repair: 'choose one of those' },
  },
  'board.noSuchUart': {
    vi: {
      needs: '{board} không có cổng {path}; có: {known}',
      repair: 'chọn một trong các cổng đó, hoặc bộ chuyển USB theo /dev/serial/by-id/',
    },
    en: {
      needs: '{board} has no {path}; it has: {known}',
      repair: 'choose one of those, or a USB adapter by /dev/serial/by-id/',
    },
  },
  'board.otherChip': {
    vi: { needs: 'chân của {board} thuộc chip {chip}', repair: 'viết chip: {chip}, hoặc bỏ chip:' },
    en: { needs: 'the header of {board} is on the chip {chip}', repair: 'write chip: {chip}, or leave chip: out' },
  },
  'board.deadDriver': {
    vi: {
      needs: '{driver} không chạy được trên {board} với nhân {kernel}: sysfs không đánh số chân từ 0',
      repair: 'dùng driver: gpiochip',
    },
    en: {
      needs: '{driver} cannot work on {board} with kernel {kernel}: sysfs does not count its lines from 0',
      repair: 'take driver: gpiochip',
    },
  },
  'board.mergedEdges': {
    vi: {
      needs: '{driver} gộp các xung liền nhau làm một, nên không đếm xung được',
      repair: 'dùng driver: gpiochip, nhân ghi giờ từng xung',
    },
    en: {
      needs: '{driver} merges edges that follow each other, so pulses cannot be counted with it',
      repair: 'take driver: gpiochip, where the kernel stamps each edge',
    },
  },
  'board.reserved': {
    vi: { needs: '{line} đã dành riêng: {reason}', repair: 'chọn chân khác, ví dụ {free}' },
    en: { needs: '{line} is spoken for: {reason}', repair: 'choose another line, as {free}' },
  },
  'board.reservedByBus': {
    vi: { needs: '{bus} nằm trên {line}, đã dành riêng: {reason}', repair: 'dùng {free}' },
    en: { needs: '{bus} is on {line}, which is spoken for: {reason}', repair: 'use {free}' },
  },
  'board.noPwm': {
    vi: { needs: '{line} không có PWM phần cứng; có: {known}', repair: 'chọn một trong các chân đó' },
    en: { needs: '{line} has no hardware PWM; it is on: {known}', repair: 'choose one of those' },
  },
  'board.pwmOrAudio': {
    vi: {
      needs: 'PWM trên {line} và âm thanh analog ({speaker}) cùng dùng một khối PWM',
      repair: 'dùng loa USB hoặc HDMI, hoặc bỏ PWM',
    },
    en: {
      needs: 'PWM on {line} and analog sound ({speaker}) use the same PWM block',
      repair: 'use a USB or HDMI loudspeaker, or do without PWM',
    },
  },
  'board.bluetooth': {
    vi: {
      needs: '{path} của {board} đang nối với Bluetooth',
      repair: 'viết board: { bluetooth: false } và thêm dtoverlay=disable-bt vào config.txt, hoặc dùng cổng khác',
    },
    en: {
      needs: '{path} of {board} is taken by Bluetooth',
      repair: 'write board: { bluetooth: false } and add dtoverlay=disable-bt to config.txt, or use another port',
    },
  },
  'board.sameAtWake': {
    vi: {
      needs: 'trên I2C {bus} có {count} chip cùng thức dậy ở {address}, nhiều nhất một chip được thiếu dây {reset}',
      repair: 'nối {reset} của chip này với một chân (xshut: …) và cho nó địa chỉ riêng, ví dụ {free}',
    },
    en: {
      needs: 'on I2C {bus} {count} chips wake up at {address}; only one may be without its {reset} line',
      repair: 'wire {reset} of this one to a line (xshut: …) and give it an address of its own, as {free}',
    },
  },
  'board.sameAddress': {
    vi: {
      needs: 'địa chỉ {address} trên I2C {bus} đã là của {holder}, và chip này không đổi địa chỉ bằng phần mềm được',
      repair: 'đổi địa chỉ bằng chân của mạch, hoặc dùng bus I2C khác',
    },
    en: {
      needs: '{address} on I2C {bus} is taken by {holder}, and this chip cannot be moved by software',
      repair: 'change its address by its strap, or use another I2C bus',
    },
  },
  'board.fiveVolts': {
    vi: {
      needs: 'chân {terminal} của {part} ra 5 V, chân {line} chỉ chịu {volts} V',
      repair: 'lắp cầu chia áp 1 kΩ / 2 kΩ rồi viết through: divider (hoặc level-shifter)',
    },
    en: {
      needs: '{terminal} of {part} puts out 5 V; {line} bears {volts} V',
      repair: 'fit a 1 kΩ / 2 kΩ divider, then write through: divider (or level-shifter)',
    },
  },
  'board.rs232': {
    vi: {
      needs: '{path} là cổng COM ±12 V, {part} chỉ chịu 3,3 V',
      repair: 'dùng bộ chuyển USB sang UART 3,3 V, theo /dev/serial/by-id/',
    },
    en: {
      needs: '{path} is a COM plug with ±12 V; {part} bears 3.3 V',
      repair: 'use a USB to 3.3 V UART adapter, by /dev/serial/by-id/',
    },
  },
  'board.pinCurrent': {
    vi: {
      needs: '{part} cần {milliamps} mA từ {line}, một chân cho nhiều nhất {most} mA',
      repair: 'lắp transistor rồi viết through: transistor',
    },
    en: {
      needs: '{part} takes {milliamps} mA from {line}; a line gives {most} mA at most',
      repair: 'fit a transistor, then write through: transistor',
    },
  },
  'board.allCurrent': {
    vi: {
      needs: 'các chân cộng lại phải cấp {milliamps} mA, {board} cho nhiều nhất {most} mA',
      repair: 'lắp transistor cho các đèn rồi viết through: transistor',
    },
    en: {
      needs: 'all lines together give {milliamps} mA; {board} allows {most} mA',
      repair: 'fit transistors to the lamps, then write through: transistor',
    },
  },
  'board.railCurrent': {
    vi: {
      needs: 'các bộ phận lấy {milliamps} mA từ nguồn {rail} của {board}, cho nhiều nhất {most} mA',
      repair: 'cấp nguồn riêng cho bộ phận lớn nhất: {largest}',
    },
    en: {
      needs: 'the parts take {milliamps} mA from the {rail} rail of {board}, which gives {most} mA',
      repair: 'give the largest of them an adapter of its own: {largest}',
    },
  },
  'board.aloneOnSpi': {
    vi: {
      needs: '{part} nghe mọi bit trên MOSI của SPI {bus}, dù chọn ai; {other} cũng ở đó',
      repair: 'chuyển một trong hai sang SPI khác',
    },
    en: {
      needs: '{part} hears every bit on MOSI of SPI {bus}, whoever is selected; {other} is there too',
      repair: 'move one of the two to another SPI bus',
    },
  },
  'board.noScreen': {
    vi: { needs: '{board} không đủ bộ nhớ cho màn hình', repair: 'viết {device}: none, hoặc chọn bo khác' },
    en: {
      needs: '{board} has too little memory for a screen',
      repair: 'write {device}: none, or choose another board',
    },
  },
  'board.hidLetters': {
    vi: {
      needs: 'máy quét kiểu bàn phím làm mất dấu tiếng Việt và phụ thuộc bố cục phím',
      repair: 'đặt máy quét sang USB CDC, UTF-8 và dùng driver nối tiếp nếu cần đọc chữ',
    },
    en: {
      needs: 'a scanner that types as a keyboard loses Vietnamese marks and depends on the keyboard layout',
      repair: 'set the scanner to USB CDC and UTF-8 and take the serial driver where letters matter',
    },
  },
} as const satisfies Readonly<Record<string, Message>>;
