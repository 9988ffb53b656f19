import { edited } from '../config-files.ts';
import { kiosk, kiosk2, more, type FaultCase } from './case.ts';

/** A wrong wiring, and the same device once its technician has followed the repair. */
export interface WiringCase extends FaultCase {
  readonly fixed: Readonly<Record<string, string>>;
}

type Lines = readonly string[];

const withoutSigns = (...changes: Parameters<typeof edited> extends [string, ...infer Rest] ? Rest : never): string =>
  edited(kiosk2, ...changes).replace(/^  sign-\d: .*\n/gm, '');

/** Lines of the kiosk's file, wrong and put right. */
const onKiosk = (
  name: string,
  wrong: Lines,
  right: Lines,
  ...faults: readonly (readonly [fault: string, at: string])[]
): WiringCase => ({
  name,
  files: { [kiosk]: more(kiosk, ...wrong) },
  check: kiosk,
  faults,
  fixed: { [kiosk]: more(kiosk, ...right) },
});

const range = (name: string, wiring: string): string =>
  `  ${name}: { port: range, driver: simulated, range: 2m, fieldOfView: 25deg, wiring: { ${wiring} } }`;
const grid = (name: string, wiring: string): string =>
  `  ${name}: { port: thermal-grid, driver: simulated, wiring: { ${wiring} } }`;
const lamp = (name: string, wiring: string): string =>
  `  ${name}: { port: lamp, driver: simulated, wiring: { ${wiring} } }`;

const ultrasonic = (driver: string, through: string): Lines => [
  '  near:',
  '    port: range',
  '    driver: hc-sr04',
  '    trigger: { driver: gpiochip, line: { bcm: 25 } }',
  `    echo: { driver: ${driver}, line: { bcm: 26 }${through} }`,
];
const arduino = '/dev/serial/by-id/usb-Arduino_Uno-if00';

/** Every wrong wiring gives one message, with the repair that makes the config right. */
export const boardCases: readonly WiringCase[] = [
  onKiosk(
    'two devices on one line',
    ['devices:', lamp('second', 'gpio: GPIO24')],
    ['devices:', lamp('second', 'gpio: GPIO25')],
    ['wiring.taken devices.second.wiring.gpio', 'GPIO24'],
  ),
  onKiosk(
    'a board that nobody knows',
    ['board: { model: pi-6 }'],
    ['board: { model: pi-5 }', 'devices: { radar: { wiring: { serial: /dev/ttyAMA2 } } }'],
    ['value.misspelled board.model', 'pi-6'],
  ),
  onKiosk(
    'a board of another make',
    ['board: { model: jetson-nano-developer-kit }'],
    ['board: { model: pi-4 }'],
    ['value.oneOf board.model', 'jetson-nano-developer-kit'],
  ),
  onKiosk(
    'a kernel as a number',
    ['board: { kernel: 6.12 }'],
    ['board: { kernel: "6.12" }'],
    ['kernel.quote board.kernel', '6.12'],
  ),
  onKiosk(
    'a kernel by its nickname',
    ['board: { kernel: bookworm }'],
    ['board: { kernel: "6.6" }'],
    ['kernel.form board.kernel', 'bookworm'],
  ),
  onKiosk(
    'a line of a board that has none',
    [
      'board: { model: x86-mini-pc }',
      'devices:',
      '  radar: { wiring: { serial: /dev/serial/by-id/usb-1a86_USB_Serial-if00-port0 } }',
      '  pir: none',
      '  start: none',
    ],
    [
      'board: { model: x86-mini-pc }',
      'devices:',
      '  radar: { wiring: { serial: /dev/serial/by-id/usb-1a86_USB_Serial-if00-port0 } }',
      '  pir: none',
      '  start: none',
      '  status: none',
    ],
    ['board.noLines devices.status.wiring.gpio', ''],
  ),
  onKiosk(
    'a serial line of another board',
    ['devices: { radar: { wiring: { serial: /dev/ttyAMA7 } } }'],
    ['devices: { radar: { wiring: { serial: /dev/ttyAMA5 } } }'],
    ['board.noSuchUart devices.radar.wiring.serial', '/dev/ttyAMA7'],
  ),
  onKiosk(
    'an I2C bus of another board',
    ['devices:', range('near', 'i2c: { bus: 7, address: 0x29 }')],
    ['devices:', range('near', 'i2c: { bus: 1, address: 0x29 }')],
    ['board.noSuchBus devices.near.wiring.i2c.address', '0x29'],
  ),
  onKiosk(
    'an SPI select of another board',
    ['devices:', lamp('strip', 'spi: { bus: 0, select: 2 }')],
    ['devices:', lamp('strip', 'spi: { bus: 0, select: 1 }')],
    ['board.noSuchBus devices.strip.wiring.spi', ''],
  ),
  onKiosk(
    'PWM against analog sound',
    [
      'devices:',
      '  loudspeaker: { driver: web-audio, output: "plughw:CARD=Headphones,DEV=0" }',
      lamp('dimmed', 'pwm: GPIO18'),
    ],
    [
      'devices:',
      '  loudspeaker: { driver: web-audio, output: "plughw:CARD=UACDemo,DEV=0" }',
      lamp('dimmed', 'pwm: GPIO18'),
    ],
    ['board.pwmOrAudio devices.dimmed.wiring.pwm', 'GPIO18'],
  ),
  onKiosk(
    'PWM on a line that has none',
    ['devices:', lamp('dimmed', 'pwm: GPIO25')],
    ['devices:', lamp('dimmed', 'pwm: GPIO19')],
    ['board.noPwm devices.dimmed.wiring.pwm', 'GPIO25'],
  ),
  onKiosk(
    'the serial line that Bluetooth has',
    ['devices: { radar: { wiring: { serial: /dev/ttyAMA0 } } }'],
    ['board: { bluetooth: false }', 'devices: { radar: { wiring: { serial: /dev/ttyAMA0 } } }'],
    ['board.bluetooth devices.radar.wiring.serial', '/dev/ttyAMA0'],
  ),
  onKiosk(
    'a serial line on the pins of the ID EEPROM',
    ['devices: { radar: { wiring: { serial: /dev/ttyAMA2 } } }'],
    ['devices: { radar: { wiring: { serial: /dev/ttyAMA3 } } }'],
    ['board.reservedByBus devices.radar.wiring.serial', '/dev/ttyAMA2'],
  ),
  onKiosk(
    'a lamp on the pin of the ID EEPROM',
    ['devices: { status: { wiring: { gpio: GPIO1 } } }'],
    ['devices: { status: { wiring: { gpio: GPIO25 } } }'],
    ['board.reserved devices.status.wiring.gpio', 'GPIO1'],
  ),
  onKiosk(
    'a pin that the serial line needs',
    ['devices: { status: { wiring: { gpio: GPIO4 } } }'],
    ['devices: { status: { wiring: { gpio: GPIO25 } } }'],
    ['wiring.taken devices.status.wiring.gpio', 'GPIO4'],
  ),
  onKiosk(
    'a pin that SPI needs to select its chip',
    ['devices:', '  status: { wiring: { gpio: GPIO8 } }', lamp('strip', 'spi: { bus: 0, select: 0 }')],
    ['devices:', '  status: { wiring: { gpio: GPIO25 } }', lamp('strip', 'spi: { bus: 0, select: 0 }')],
    ['wiring.taken devices.status.wiring.gpio', 'GPIO8'],
  ),
  onKiosk(
    'two chips behind one SPI select',
    ['devices:', lamp('strip', 'spi: { bus: 0, select: 0 }'), lamp('other', 'spi: { bus: 0, select: 0 }')],
    ['devices:', lamp('strip', 'spi: { bus: 0, select: 0 }'), lamp('other', 'spi: { bus: 0, select: 1 }')],
    ['wiring.taken devices.other.wiring.spi', ''],
  ),
  onKiosk(
    '0x29 four times',
    [
      'devices:',
      range('north', 'i2c: { bus: 1, address: 0x29 }'),
      range('east', 'i2c: { bus: 1, address: 0x29 }'),
      range('south', 'i2c: { bus: 1, address: 0x29 }'),
      range('west', 'i2c: { bus: 1, address: 0x29 }'),
    ],
    [
      'devices:',
      range('north', 'i2c: { bus: 1, address: 0x29 }'),
      range('east', 'i2c: { bus: 1, address: 0x30 }, xshut: GPIO25'),
      range('south', 'i2c: { bus: 1, address: 0x31 }, xshut: GPIO26'),
      range('west', 'i2c: { bus: 1, address: 0x32 }, xshut: GPIO27'),
    ],
    ['board.sameAtWake devices.east.wiring.i2c.address', '0x29'],
    ['board.sameAtWake devices.south.wiring.i2c.address', '0x29'],
    ['board.sameAtWake devices.west.wiring.i2c.address', '0x29'],
  ),
  onKiosk(
    'two with a reset line and one address',
    [
      'devices:',
      range('north', 'i2c: { bus: 1, address: 0x30 }, xshut: GPIO25'),
      range('east', 'i2c: { bus: 1, address: 0x30 }, xshut: GPIO26'),
    ],
    [
      'devices:',
      range('north', 'i2c: { bus: 1, address: 0x30 }, xshut: GPIO25'),
      range('east', 'i2c: { bus: 1, address: 0x31 }, xshut: GPIO26'),
    ],
    ['wiring.taken devices.east.wiring.i2c.address', '0x30'],
  ),
  onKiosk(
    'two thermal arrays at one address',
    ['devices:', grid('warm', 'i2c: { bus: 1, address: 0x69 }'), grid('warmer', 'i2c: { bus: 1, address: 0x69 }')],
    ['devices:', grid('warm', 'i2c: { bus: 1, address: 0x69 }'), grid('warmer', 'i2c: { bus: 1, address: 0x68 }')],
    ['board.sameAddress devices.warmer.wiring.i2c.address', '0x69'],
  ),
  onKiosk(
    'a TTL sensor on a COM plug',
    [
      'board: { model: x86-mini-pc }',
      'devices: { pir: none, start: none, status: none, radar: { wiring: { serial: /dev/ttyS0 } } }',
    ],
    [
      'board: { model: x86-mini-pc }',
      'devices: { pir: none, start: none, status: none, radar: { wiring: { serial: /dev/ttyUSB0 } } }',
    ],
    ['board.rs232 devices.radar.wiring.serial', '/dev/ttyS0'],
  ),
  onKiosk(
    'a screen on a board without the memory for it',
    ['board: { model: pi-zero-2w }', 'devices: { radar: { wiring: { serial: /dev/ttyUSB0 } } }'],
    [
      'board: { model: pi-zero-2w }',
      'panel: none',
      'devices: { panel: none, radar: { wiring: { serial: /dev/ttyUSB0 } } }',
    ],
    ['board.noScreen devices.panel', ''],
  ),
  onKiosk(
    'more lamps than all lines together may feed',
    [
      'devices:',
      ...[5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 19, 20].map((bcm) => lamp(`l${bcm}`, `gpio: GPIO${bcm}`)),
      '  radar: { wiring: { serial: /dev/ttyUSB0 } }',
    ],
    [
      'devices:',
      ...[5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 19, 20].map((bcm) =>
        lamp(`l${bcm}`, `gpio: GPIO${bcm}, through: transistor`),
      ),
      '  radar: { wiring: { serial: /dev/ttyUSB0 } }',
    ],
    ['board.allCurrent devices.l20.wiring.gpio', 'GPIO20'],
  ),
  onKiosk(
    'more than the 3.3 V rail gives',
    [
      'devices:',
      ...[1, 2, 3, 4].map(
        (n) =>
          `  grid${n}: { port: range-grid, driver: simulated, wiring: { i2c: { bus: 1, address: ${0x30 + n} }, xshut: GPIO${[25, 26, 27, 22][n - 1]} } }`,
      ),
    ],
    [
      'devices:',
      ...[1, 2, 3].map(
        (n) =>
          `  grid${n}: { port: range-grid, driver: simulated, wiring: { i2c: { bus: 1, address: ${0x30 + n} }, xshut: GPIO${[25, 26, 27, 22][n - 1]} } }`,
      ),
    ],
    ['board.railCurrent devices.grid1', ''],
  ),
  onKiosk(
    'rpi-gpio on a kernel of today',
    ['devices: { start: { driver: pin, pin: { driver: rpi-gpio, line: { pin: 16 } } } }'],
    ['devices: { start: { driver: pin, pin: { driver: gpiochip, line: { pin: 16 } } } }'],
    ['board.deadDriver devices.start.pin.driver', 'rpi-gpio'],
  ),
  onKiosk(
    'rpi-gpio on a Pi 5, whatever its kernel',
    [
      'board: { model: pi-5, kernel: "6.1" }',
      'devices: { radar: { wiring: { serial: /dev/ttyAMA2 } }, start: { driver: pin, pin: { driver: rpi-gpio, line: { pin: 16 } } } }',
    ],
    [
      'board: { model: pi-4, kernel: "6.1" }',
      'devices: { start: { driver: pin, pin: { driver: rpi-gpio, line: { pin: 16 } } } }',
    ],
    ['board.deadDriver devices.start.pin.driver', 'rpi-gpio'],
  ),
  onKiosk(
    "another board's gpiochip",
    ['devices: { start: { driver: pin, pin: { driver: gpiochip, chip: pinctrl-rp1, line: { bcm: 23 } } } }'],
    ['devices: { start: { driver: pin, pin: { driver: gpiochip, chip: pinctrl-bcm2711, line: { bcm: 23 } } } }'],
    ['board.otherChip devices.start.pin.chip', 'pinctrl-rp1'],
  ),
  onKiosk(
    'a power pin as a signal',
    ['devices: { start: { driver: pin, pin: { driver: gpiochip, line: { pin: 17 } } } }'],
    ['devices: { start: { driver: pin, pin: { driver: gpiochip, line: { pin: 16 } } } }'],
    ['pin.power devices.start.pin.line', ''],
  ),
  onKiosk(
    'one line under two numbers',
    ['devices: { start: { driver: pin, pin: { driver: gpiochip, line: { pin: 11 } } } }'],
    ['devices: { start: { driver: pin, pin: { driver: gpiochip, line: { pin: 16 } } } }'],
    // Pin 11 of the header is GPIO17, where the PIR is.
    ['wiring.taken devices.start.pin.line', ''],
  ),
  onKiosk(
    'a 5 V echo straight onto a line, counted by a library that merges edges',
    ['devices:', ...ultrasonic('onoff', '')],
    ['devices:', ...ultrasonic('gpiochip', ', through: divider')],
    ['board.mergedEdges devices.near.echo.driver', 'onoff'],
  ),
  onKiosk(
    'a 5 V echo straight onto a line',
    ['devices:', ...ultrasonic('gpiochip', '')],
    ['devices:', ...ultrasonic('gpiochip', ', through: divider')],
    ['board.fiveVolts devices.near.echo.line', ''],
  ),
  onKiosk(
    'a lamp that takes more than a line gives',
    ['devices: { status: { driver: pin, pin: { driver: gpiochip, line: { bcm: 24 } }, draws: 20mA } }'],
    [
      'devices: { status: { driver: pin, pin: { driver: gpiochip, line: { bcm: 24 }, through: transistor }, draws: 20mA } }',
    ],
    ['board.pinCurrent devices.status.pin.line', ''],
  ),
  onKiosk(
    'a ring of lamps that does not share its bus',
    [
      'devices:',
      '  ring: { port: lamp, driver: ws2812-ring, spi: { bus: 0 }, leds: 24 }',
      lamp('strip', 'spi: { bus: 0, select: 1 }'),
    ],
    [
      'devices:',
      '  ring: { port: lamp, driver: ws2812-ring, spi: { bus: 0 }, leds: 24 }',
      lamp('strip', 'spi: { bus: 1, select: 2 }'),
    ],
    ['board.aloneOnSpi devices.ring.spi', ''],
  ),
  onKiosk(
    'lines of an Arduino twice',
    [
      'devices:',
      `  start: { driver: pin, pin: { driver: johnny-five, board: ${arduino}, line: { pin: 7 } } }`,
      `  status: { driver: pin, pin: { driver: johnny-five, board: ${arduino}, line: { pin: 7 } } }`,
    ],
    [
      'devices:',
      `  start: { driver: pin, pin: { driver: johnny-five, board: ${arduino}, line: { pin: 7 } } }`,
      `  status: { driver: pin, pin: { driver: johnny-five, board: ${arduino}, line: { pin: 8 } } }`,
    ],
    ['wiring.taken devices.start.pin.line', ''],
  ),
  {
    name: 'another device of the site stays as it is',
    files: { [kiosk2]: withoutSigns(['web: { port: 8081 }', 'web: { port: 8081 }\nboard: { model: pi-5 }']) },
    check: kiosk2,
    // What is UART3 on a Pi 4 is UART3 on a Pi 5 too, on other pins: those that select the signs.
    faults: [],
    fixed: {},
  },
];
