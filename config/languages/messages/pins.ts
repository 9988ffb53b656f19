import type { Message } from './wording.ts';

/** What may be wrong with the pin of a device. */
export const pinMessages = {
  'pin.line': {
    vi: {
      needs: 'cần một chân, viết theo một trong ba cách',
      repair: 'viết { pin: 11 } (số trên đầu nối), { bcm: 17 } hoặc { name: GPIO17 }',
    },
    en: {
      needs: 'needs one line, named in one of three ways',
      repair: 'write { pin: 11 } (on the header), { bcm: 17 } or { name: GPIO17 }',
    },
  },
  'pin.headerPin': {
    vi: { needs: 'đầu nối có 40 chân, không có chân {pin}', repair: 'chọn chân từ 1 đến 40' },
    en: { needs: 'the header has 40 pins, and no pin {pin}', repair: 'choose one of 1 to 40' },
  },
  'pin.power': {
    vi: {
      needs: 'chân {pin} của đầu nối là nguồn hoặc mát ({carries})',
      repair: 'chọn một chân GPIO, ví dụ { pin: 11 }',
    },
    en: { needs: 'pin {pin} of the header carries {carries}', repair: 'choose a GPIO, as { pin: 11 }' },
  },
  'pin.bcm': {
    vi: { needs: 'đầu nối có GPIO0 đến GPIO27', repair: 'chọn một số từ 0 đến 27' },
    en: { needs: 'the header carries GPIO0 to GPIO27', repair: 'choose a number of 0 to 27' },
  },
  'pin.headerLine': {
    vi: {
      needs: 'driver này chỉ biết chân của đầu nối, không biết tên',
      repair: 'viết { pin: 11 } hoặc { bcm: 17 }, hoặc dùng driver: gpiochip',
    },
    en: {
      needs: 'this driver knows the lines of the header, not names',
      repair: 'write { pin: 11 } or { bcm: 17 }, or take driver: gpiochip',
    },
  },
  'pin.arduino': {
    vi: {
      needs: 'cần một chân của Arduino',
      repair: 'viết { pin: 2 } đến { pin: 13 }, hoặc { pin: A0 } đến { pin: A5 }',
    },
    en: {
      needs: 'needs a pin of the Arduino',
      repair: 'write { pin: 2 } to { pin: 13 }, or { pin: A0 } to { pin: A5 }',
    },
  },
  'pin.arduinoSerial': {
    vi: { needs: 'chân 0 và 1 của Arduino là đường nối với máy này', repair: 'chọn { pin: 2 } trở lên' },
    en: { needs: 'pins 0 and 1 of the Arduino are its line to this machine', repair: 'choose { pin: 2 } or above' },
  },
} as const satisfies Readonly<Record<string, Message>>;
