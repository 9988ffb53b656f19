import { edited } from '../config-files.ts';
import { kiosk, kiosk2, more, profile, type FaultCase } from './case.ts';

export const deviceCases: readonly FaultCase[] = [
  {
    name: 'a device under another name',
    files: { [kiosk]: edited(kiosk, ['device: kiosk-1', 'device: kiosk-7']) },
    check: kiosk,
    faults: [['device.file device', 'kiosk-7']],
  },
  {
    name: 'an unknown profile, and no missing keys that it would have given',
    files: { [kiosk]: edited(kiosk, ['profile: kiosk', 'profile: kiosc']) },
    check: kiosk,
    faults: [['value.misspelled profile', 'kiosc']],
  },
  {
    name: 'two devices on one pin, address, line and socket',
    files: {
      [kiosk]: more(
        kiosk,
        'devices:',
        '  start: { wiring: { gpio: GPIO17 } }',
        '  near: { port: range, driver: simulated, range: 2m, fieldOfView: 25deg, wiring: { i2c: { bus: 1, address: 0x29 } } }',
        '  far: { port: range, driver: simulated, range: 4m, fieldOfView: 25deg, wiring: { i2c: { bus: 1, address: 0x29 }, serial: /dev/ttyAMA3 } }',
        '  slip: { link: { driver: device-file, path: /dev/ttyAMA3 } }',
      ),
    },
    check: kiosk,
    faults: [
      ['wiring.taken devices.start.wiring.gpio', 'GPIO17'],
      ['board.sameAtWake devices.far.wiring.i2c.address', '0x29'],
      ['wiring.taken devices.far.wiring.serial', '/dev/ttyAMA3'],
      ['wiring.taken devices.slip.link.path', '/dev/ttyAMA3'],
    ],
  },
  {
    name: 'wiring that no board has',
    files: {
      [kiosk]: more(
        kiosk,
        'devices:',
        '  start: { wiring: { gpio: 40 } }',
        '  pir: { wiring: { gpio: 17 } }',
        '  radar: { wiring: { serial: ttyAMA2 } }',
        '  near: { port: range, driver: simulated, range: 2m, fieldOfView: 25deg, wiring: { i2c: { bus: 1, address: 0x99 } } }',
      ),
    },
    check: kiosk,
    faults: [
      ['wiring.gpio devices.start.wiring.gpio', '40'],
      ['wiring.gpioRepairable devices.pir.wiring.gpio', '17'],
      ['path.absolute devices.radar.wiring.serial', 'ttyAMA2'],
      ['wiring.i2cAddress devices.near.wiring.i2c.address', '0x99'],
    ],
  },
  {
    name: 'a battery that is full below where it is empty',
    files: {
      [kiosk]: more(
        kiosk,
        'devices:',
        '  ups:',
        '    port: battery',
        '    driver: ina219',
        '    wiring: { i2c: { bus: 1, address: 0x40 } }',
        '    empty: 8V',
        '    full: 7V',
      ),
    },
    check: kiosk,
    faults: [['battery.order devices.ups.full', '7V']],
  },
  {
    name: 'maintenance by a button that is not there',
    files: { [kiosk]: more(kiosk, 'safeMode: { button: hlep }') },
    check: kiosk,
    faults: [['safeMode.noButton safeMode.button', 'hlep']],
  },
  {
    name: 'a start that could never be good',
    files: { [kiosk]: more(kiosk, 'goodStart: { wellFor: 2min, within: 60s }') },
    check: kiosk,
    faults: [['goodStart.order goodStart.within', '60s']],
  },
  {
    name: 'paper',
    files: {
      [kiosk]: more(kiosk, 'devices: { slip: { paper: 80 } }'),
      [kiosk2]: edited(kiosk2, ['devices:\n', 'devices:\n  slip: { paper: A4 }\n']),
    },
    check: 'config/sites/ward-centre',
    faults: [
      ['paper.repairable devices.slip.paper', '80'],
      ['paper.form devices.slip.paper', 'A4'],
    ],
  },
  {
    name: 'a printer on a line that is too slow',
    files: { [kiosk]: more(kiosk, 'devices: { slip: { link: { bytesPerSecond: 960 } } }') },
    check: kiosk,
    faults: [['printer.slowLink devices.slip.link.bytesPerSecond', '960']],
  },
  {
    name: 'a printer on a serial line set to a speed of long ago',
    files: {
      [kiosk]: more(
        kiosk,
        'devices: { slip: { link: { driver: serial, path: /dev/serial/by-id/usb-slip, baud: 9600 } } }',
      ),
    },
    check: kiosk,
    faults: [['printer.slowLink devices.slip.link.baud', '9600']],
  },
  {
    name: 'a printer that does not take such paper',
    files: { [kiosk]: more(kiosk, 'devices: { slip: { model: xprinter-xp80, paper: 58mm } }') },
    check: kiosk,
    faults: [['printer.paper devices.slip.paper', '58mm']],
  },
  {
    name: 'two ledgers',
    files: { [kiosk]: more(kiosk, 'devices: { second: { port: ledger, driver: sqlite } }') },
    check: kiosk,
    faults: [['device.onlyOne devices.second.port', 'ledger']],
  },
  {
    name: 'numbers without a ledger',
    files: { [kiosk]: more(kiosk, 'devices: { ledger: none }') },
    check: kiosk,
    faults: [['device.noLedger numbers', 'numbers']],
  },
  {
    name: 'a hall host without a ledger',
    files: {
      [kiosk]: `${edited(kiosk, ['numbers: { from: 1, to: 499 }', 'numbers: none'])}devices: { ledger: none }\n`,
    },
    check: kiosk,
    faults: [['device.noLedger devices', 'devices']],
  },
  {
    name: 'a screen in no place and of no size',
    files: { [kiosk]: `${edited(kiosk, ['place: {', '# place: {'])}panel: none\n` },
    check: kiosk,
    faults: [
      ['device.noPlace place', 'schema'],
      ['device.noPanel panel', 'schema'],
    ],
  },
  {
    name: 'a device in the street, one among the plants',
    files: {
      [kiosk]: edited(kiosk, ['x: 9m, y: 4.2m', 'x: 9m, y: -4.2m']),
      [kiosk2]: edited(kiosk2, ['x: 13.5m, y: 1m', 'x: 1m, y: 1m']),
    },
    check: 'config/sites/ward-centre',
    faults: [
      ['device.outside place', 'place'],
      ['device.keptOut place', 'place'],
    ],
  },
  {
    name: 'ranges of numbers',
    files: { [kiosk]: edited(kiosk, ['from: 1, to: 499', 'from: 1, to: 500']) },
    check: 'config/sites/ward-centre',
    faults: [
      ['numbers.overlap numbers', 'numbers'],
      ['numbers.overlap numbers', 'numbers'],
    ],
  },
  {
    name: 'a range backwards, a range too wide',
    files: {
      [kiosk]: edited(kiosk, ['from: 1, to: 499', 'from: 499, to: 1']),
      [kiosk2]: edited(kiosk2, ['from: 500, to: 799', 'from: 900, to: 1200']),
    },
    check: 'config/sites/ward-centre',
    faults: [
      ['numbers.reversed numbers', 'numbers'],
      ['numbers.digits numbers.to', '1200'],
    ],
  },
  {
    name: 'distances in the wrong order',
    files: {
      [kiosk]: more(kiosk, 'behaviours: { presence: { engage: 2.5m } }'),
      [kiosk2]: more(kiosk2, 'behaviours: { presence: { near: 4m } }'),
    },
    check: 'config/sites/ward-centre',
    faults: [
      ['presence.order behaviours.presence.engage', '2.5m'],
      ['presence.order behaviours.presence.near', '4m'],
    ],
  },
  {
    name: 'no time to ask for more time',
    files: { [kiosk]: more(kiosk, 'behaviours: { ticketing: { warning: 10s, officeRetry: 10s } }') },
    check: kiosk,
    faults: [
      ['ticketing.officeOrder behaviours.ticketing.officeGiveUp', 'ticketing'],
      ['ticketing.warning behaviours.ticketing.warning', '10s'],
    ],
  },
  {
    name: 'a number pad of a counter that there is not',
    files: { [kiosk]: more(kiosk, 'devices: { clerk: { port: keypad, driver: simulated, counter: quay-9 } }') },
    check: kiosk,
    faults: [['keypad.noSuchCounter devices.clerk.counter', 'quay-9']],
  },
  {
    name: 'calls in a language that the site does not speak',
    files: { [kiosk]: more(kiosk, 'behaviours: { calling: { languages: [vi, th] } }') },
    check: kiosk,
    faults: [['calling.language behaviours.calling.languages[1]', 'th']],
  },
  {
    name: 'pages open to the network by accident',
    files: {
      [kiosk]: more(kiosk, 'web: { host: 0.0.0.0 }'),
      [kiosk2]: edited(kiosk2, ['port: 8081', 'host: máy, port: 8081']),
    },
    check: 'config/sites/ward-centre',
    faults: [
      ['web.remote web.host', '0.0.0.0'],
      ['host.form web.host', 'máy'],
    ],
  },
  {
    name: 'secrets in the file',
    files: {
      [kiosk]: more(
        kiosk,
        'devices: { broker: { driver: mqtt, url: "mqtt://a:hunter2@b", password: hunter2, keyFile: hunter2 } }',
      ),
    },
    check: kiosk,
    faults: [
      ['secret.inUrl devices.broker.url', '"mqtt'],
      ['secret.inline devices.broker.password', 'password'],
      ['secret.file devices.broker.keyFile', 'hunter2'],
    ],
  },
  {
    name: 'a fault of the profile is told in the profile',
    files: { [profile]: edited(profile, ['period: 100ms', 'period: 100']) },
    check: kiosk,
    faults: [['quantity.bare devices.radar.period', '100']],
  },
];
