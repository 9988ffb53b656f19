import { describe, expect, it } from 'vitest';
import { ConfigReader } from '../../config/reader.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { present } from '../../hal/assert.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';
import { sheetHtml } from '../../firmware/wiring-sheet/html.ts';
import { headerSvg } from '../../firmware/wiring-sheet/header-drawing.ts';
import { wiringSheet, type WiringSheet } from '../../firmware/wiring-sheet/sheet.ts';
import { sheetText } from '../../firmware/wiring-sheet/text.ts';
import { edited, MemoryFiles, shippedFiles } from '../support/config-files.ts';
import { deviceOf } from '../support/one-device.ts';

const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';
const site = 'config/sites/ward-centre/site.yaml';
const robot = 'config/sites/ward-centre/devices/robot-1.yaml';

const sheetOf = (
  path: string,
  files = new MemoryFiles(),
): { readonly config: DeviceConfig; readonly sheet: WiringSheet } => {
  const config = deviceOf(path, files);
  const board = config.board === null ? null : new ConfigReader(files).board(config.board.model);
  return { config, sheet: wiringSheet(config, board?.ok === true ? board.value : null) };
};

/**
 * A profile in the place of a kiosk's: the sheet of each shipped profile, whether a site has a device of it or not. The site's strip
 * comes from the other kiosk, for not every profile has a printer.
 */
const ofProfile = (profile: string): { readonly config: DeviceConfig; readonly sheet: WiringSheet } =>
  sheetOf(
    kiosk,
    new MemoryFiles({
      [kiosk]: edited(kiosk, ['profile: kiosk', `profile: ${profile}`]),
      [site]: edited(site, ['printer: kiosk-1', 'printer: kiosk-2']),
    }),
  );

const devices = Object.keys(shippedFiles).filter((path) => path.includes('/devices/'));
const profiles = Object.keys(shippedFiles).flatMap((path) => /^config\/profiles\/(.+)\.yaml$/.exec(path)?.[1] ?? []);

/* The header as every Raspberry Pi document draws it, written down here once more on purpose. */
const carrying = { '3V3': [1, 17], '5V': [2, 4], GND: [6, 9, 14, 20, 25, 30, 34, 39] } as const;
const bcmAt: Readonly<Record<number, number>> = {
  3: 2, 5: 3, 7: 4, 8: 14, 10: 15, 11: 17, 12: 18, 13: 27, 15: 22, 16: 23, 18: 24, 19: 10, 21: 9, 22: 25, 23: 11, 24: 8,
  26: 7, 27: 0, 28: 1, 29: 5, 31: 6, 32: 12, 33: 13, 35: 19, 36: 16, 37: 26, 38: 20, 40: 21,
}; // prettier-ignore
const pinOf = (bcm: number): number =>
  Number(
    present(
      Object.entries(bcmAt).find(([, each]) => each === bcm),
      `GPIO${bcm} is on the header`,
    )[0],
  );

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
const isMap = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value);

/** Lines of the header that the YAML itself names, whatever our own reader made of it: by device. */
const writtenLines = (value: JsonValue, key = ''): readonly number[] => {
  if (typeof value !== 'object' || value === null) {
    const name =
      ['gpio', 'pwm', 'xshut'].includes(key) && typeof value === 'string' ? /^GPIO([0-9]+)$/.exec(value) : null;
    return name === null ? [] : [Number(name[1])];
  }
  if (isList(value)) return value.flatMap((each) => writtenLines(each));
  const { line, driver } = value;
  if (driver !== undefined && driver !== 'johnny-five' && isMap(line)) {
    if (typeof line['bcm'] === 'number') return [line['bcm']];
    if (typeof line['pin'] === 'number') return [present(bcmAt[line['pin']], `pin ${line['pin']} is a line`)];
  }
  return Object.entries(value).flatMap(([name, each]) => writtenLines(each, name));
};

const written = (config: DeviceConfig): readonly (readonly [device: string, bcm: number])[] => {
  const { devices: entries } = config.content.device;
  if (typeof entries !== 'object' || entries === null || isList(entries)) return [];
  return Object.entries(entries).flatMap(([name, entry]) => writtenLines(entry).map((bcm) => [name, bcm] as const));
};

const consistent = ({ config, sheet }: { readonly config: DeviceConfig; readonly sheet: WiringSheet }): void => {
  const named = sheet.plugs.map(({ device }) => device);
  expect(named.slice(0, Object.keys(config.devices).length)).toEqual(Object.keys(config.devices));
  if (config.board === null) return;
  const onHeader = sheet.wires.filter(({ from }) => from.place === 'header');
  // Each line that the YAML names is one wire of its device, on the contact where the header has that line.
  for (const [device, bcm] of written(config)) {
    const wires = onHeader.filter(({ from }) => from.place === 'header' && from.line === `GPIO${bcm}`);
    expect(
      wires.map((wire) => wire.device),
      `GPIO${bcm}`,
    ).toEqual([device]);
    expect(wires.map(({ from }) => (from.place === 'header' ? from.pin : 0))).toEqual([pinOf(bcm)]);
  }
  // Each contact once; nothing hangs on two of them, and rails carry what the header's rails carry.
  expect(sheet.contacts.map(({ pin }) => pin)).toEqual(
    sheet.contacts.length === 0 ? [] : Array.from({ length: 40 }, (_each, index) => index + 1),
  );
  for (const wire of sheet.wires) {
    const holding = sheet.contacts.filter(({ goesTo }) => goesTo.includes(`${wire.device} ${wire.terminal}`));
    if (wire.from.place === 'header' || wire.from.place === 'block')
      expect(
        holding.map(({ pin }) => pin),
        `${wire.device} ${wire.terminal}`,
      ).toEqual([wire.from.pin]);
    if (wire.from.place === 'block') expect(carrying[wire.from.rail]).toContain(wire.from.pin);
    if (wire.from.place === 'header') expect(`GPIO${bcmAt[wire.from.pin]}`).toBe(wire.from.line);
  }
  // A contact of a single line has one wire, or the wires of one bus.
  for (const contact of sheet.contacts.filter(({ carries }) => carries === 'line')) {
    const uses = new Set(
      onHeader.filter(({ from }) => from.place === 'header' && from.pin === contact.pin).map(({ use }) => use),
    );
    expect(uses.size).toBeLessThanOrEqual(1);
  }
  // Nothing that puts out more than the board bears goes in without something in between.
  for (const wire of onHeader)
    if (wire.direction === 'in' && wire.volts > 3.3)
      expect(wire.between, `${wire.device} ${wire.terminal}`).not.toBeNull();
  for (const rail of sheet.rails) expect(rail.drawnMilliamps).toBeLessThanOrEqual(rail.givenMilliamps);
  for (const row of sheet.materials) expect(row.quantity).toBeGreaterThan(0);
  const items = sheet.materials.map(({ item }) => item.en);
  expect(new Set(items).size).toBe(items.length);
};

describe('the wiring sheet of every shipped device', () => {
  it.each(devices)('%s', (path) => {
    consistent(sheetOf(path));
  });
});

describe('the wiring sheet of every shipped profile', () => {
  it.each(profiles)('%s', (profile) => {
    const made = ofProfile(profile);
    consistent(made);
    for (const language of ['vi', 'en'] as const) {
      const texts = [sheetText(made.sheet, language), sheetHtml(made.sheet, language)];
      for (const text of texts) {
        expect(text).not.toMatch(/undefined|NaN|\{[a-z]+\}/);
        for (const name of Object.keys(made.config.devices)) expect(text).toContain(name);
      }
    }
  });
});

/** One of each that matters, whatever the shipped profiles become. */
const fixed = [
  'board: { model: pi-5 }',
  'devices:',
  '  radar: { wiring: { serial: /dev/ttyAMA2 } }',
  '  near: { port: range, driver: simulated, range: 2m, fieldOfView: 25deg, wiring: { i2c: { bus: 1, address: 0x29 } } }',
  '  far: { port: range, driver: simulated, range: 2m, fieldOfView: 25deg, wiring: { i2c: { bus: 1, address: 0x30 }, xshut: GPIO25 } }',
  '  warm: { port: thermal-grid, driver: simulated, wiring: { i2c: { bus: 1, address: 0x69 } } }',
  '  tower: { port: lamp, driver: simulated, wiring: { gpio: GPIO22, through: transistor } }',
];

describe('the wiring sheet', () => {
  const files = new MemoryFiles({ [kiosk]: `${edited(kiosk)}${fixed.join('\n')}\n` });

  it('shares a bus between its chips and gives each its own reset line', () => {
    const { sheet } = sheetOf(kiosk, files);
    const [sda, scl] = [3, 5].map((pin) => sheet.contacts.find((contact) => contact.pin === pin));
    expect(sda?.goesTo).toEqual(['near SDA', 'far SDA', 'warm SDA']);
    expect(scl?.goesTo).toEqual(['near SCL', 'far SCL', 'warm SCL']);
    expect(sheet.contacts.find(({ pin }) => pin === 22)?.goesTo).toEqual(['far XSHUT']);
    // One chip alone on its address needs none.
    expect(sheet.wires.filter(({ device }) => device === 'near').map(({ terminal }) => terminal)).toEqual([
      'SDA', 'SCL', 'VCC', 'GND',
    ]); // prettier-ignore
  });

  it('crosses the serial line: what the part sends, the board hears', () => {
    const { sheet } = sheetOf(kiosk, files);
    const [tx, rx] = sheet.wires.filter(({ device }) => device === 'radar');
    expect([tx?.terminal, tx?.direction, tx?.from]).toEqual(['TX', 'in', { place: 'header', pin: 29, line: 'GPIO5' }]);
    expect([rx?.terminal, rx?.direction, rx?.from]).toEqual(['RX', 'out', { place: 'header', pin: 7, line: 'GPIO4' }]);
  });

  it('says what to switch on, and buys what stands in the wires', () => {
    const { sheet } = sheetOf(kiosk, files);
    expect(sheet.setup).toEqual(['dtoverlay=uart2-pi5', 'dtparam=i2c_arm=on']);
    const bought = (item: string) => sheet.materials.find((row) => row.item.en.includes(item));
    expect(bought('transistor')).toMatchObject({ quantity: 1, for: ['tower'] });
    expect(bought('VL53L1X')).toMatchObject({ quantity: 2, for: ['near', 'far'] });
    expect(bought('jumper')?.quantity).toBe(sheet.wires.length);
  });

  it('counts what hangs on the rails', () => {
    const { sheet } = sheetOf(kiosk, files);
    // Two VL53L1X of 40 mA and an AMG8833 of 5 mA; a radar of 200 mA and a PIR of 1 mA.
    expect(sheet.rails.map(({ rail, drawnMilliamps }) => [rail, drawnMilliamps])).toEqual([['3V3', 85], ['5V', 201]]); // prettier-ignore
  });

  it('gives a robot its emergency stop in hardware, and a kiosk none', () => {
    const { sheet } = sheetOf(robot);
    const stops = sheet.safety.wires.map(({ to }) => to.en).join('\n');
    expect(stops).toContain('channel 1');
    expect(stops).toContain('channel 2');
    expect(sheet.materials.some(({ item }) => item.en.includes('ISO 13850'))).toBe(true);
    expect(sheetOf(kiosk).sheet.safety.wires).toEqual([]);
    expect(sheetOf(kiosk).sheet.safety.rules.length).toBeGreaterThan(0);
  });

  it('leaves nothing out where the board is not said, and says so', () => {
    const bare = new MemoryFiles({ [kiosk]: `${edited(kiosk)}board: none\n` });
    const { config, sheet } = sheetOf(kiosk, bare);
    expect(config.board).toBeNull();
    expect(sheet.contacts).toEqual([]);
    expect(sheet.wires.every(({ from }) => from.place !== 'header')).toBe(true);
    expect(sheetText(sheet, 'vi')).toContain('chưa nói bo mạch');
  });

  it('hangs a sensor of a PC on a USB adapter, with its supply', () => {
    const pc = [
      'board: { model: x86-mini-pc }',
      'devices: { pir: none, start: none, status: none, radar: { wiring: { serial: /dev/ttyUSB0 } } }',
    ];
    const { sheet } = sheetOf(kiosk, new MemoryFiles({ [kiosk]: `${edited(kiosk)}${pc.join('\n')}\n` }));
    expect(sheet.wires.map(({ from }) => from.place)).toEqual(['usb-uart', 'usb-uart', 'usb-uart', 'usb-uart']);
    expect(sheet.materials.some(({ item }) => item.en === 'USB to 3.3 V UART adapter')).toBe(true);
  });

  it('draws each contact of the header, and escapes what a config may hold', () => {
    const { sheet } = sheetOf(kiosk, files);
    const svg = headerSvg(sheet.contacts, 'en');
    for (const { pin } of sheet.contacts) expect(svg).toContain(`>${pin}</text>`);
    const hostile = { ...sheet, placeName: { vi: '<script>x</script>', en: '' } };
    expect(sheetHtml(hostile, 'vi')).not.toContain('<script>');
  });

  it('reads as it always has', () => {
    // Every device is written here, so that no profile changes what is compared.
    const own = [
      'board: { model: pi-5 }',
      'panel: none',
      'devices:',
      '  radar: { port: targets, driver: ld2450, wiring: { serial: /dev/ttyAMA2 } }',
      '  pir: { port: presence, driver: pir, pin: { driver: gpiochip, line: { pin: 11 } } }',
      '  near: { port: range, driver: vl53l1x, wiring: { i2c: { bus: 1, address: 0x29 } } }',
      '  far: { port: range, driver: vl53l1x, wiring: { i2c: { bus: 1, address: 0x30 } }, xshut: { driver: gpiochip, line: { bcm: 25 } } }',
      '  sonar: { port: range, driver: hc-sr04, trigger: { driver: gpiochip, line: { bcm: 13 } }, echo: { driver: gpiochip, line: { bcm: 6 }, through: divider } }',
      '  tower: { port: lamp, driver: pin, pin: { driver: gpiochip, line: { bcm: 22 }, through: transistor }, draws: 300mA }',
      '  ring: { port: lamp, driver: ws2812-ring, spi: { bus: 0 }, leds: 24 }',
      '  start: { port: button, driver: pin, pin: { driver: johnny-five, board: /dev/serial/by-id/usb-Arduino_Uno-if00, line: { pin: 7 } } }',
      '  slip: { port: printer, driver: escpos, paper: 80mm, link: { driver: device-file, path: /dev/usb/lp0 } }',
    ];
    const text = edited(kiosk, ['profile: kiosk', 'profile: hub']);
    const { sheet } = sheetOf(kiosk, new MemoryFiles({ [kiosk]: `${text}${own.join('\n')}\n` }));
    expect(sheetText(sheet, 'vi')).toMatchSnapshot();
    expect(sheetText(sheet, 'en')).toMatchSnapshot();
  });
});
