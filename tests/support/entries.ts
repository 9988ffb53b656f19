import { deviceFile } from '../../config/device.ts';
import { wordsAt } from '../../config/schema-walk.ts';
import type { JsonObject } from '../../hal/json.ts';

const at = (key: string, entry: JsonObject): readonly string[] =>
  wordsAt(deviceFile, ['devices', 'it', key], { devices: { it: entry } });

/** Every port and driver that a config may name, as the schema has them. */
export const configuredDrivers: readonly (readonly [port: string, driver: string])[] = at('port', {}).flatMap((port) =>
  at('driver', { port }).map((driver) => [port, driver] as const),
);

const pin = { driver: 'gpiochip', line: { bcm: 17 } };
const seen = { range: '4m', fieldOfView: '60deg' };
const i2c = (address: number): JsonObject => ({ i2c: { bus: 1, address } });

/** The least that each driver's entry says besides its port and driver; those that are not here need nothing more. */
const least: Readonly<Record<string, JsonObject>> = {
  'presence simulated': seen,
  'range simulated': seen,
  'targets simulated': seen,
  'presence pir': { pin },
  'presence ld2410': { wiring: { serial: '/dev/ttyAMA3' } },
  'range vl53l0x': { wiring: i2c(0x29), xshut: { driver: 'gpiochip', line: { bcm: 25 } } },
  'range vl53l1x': { wiring: i2c(0x29), xshut: { driver: 'gpiochip', line: { bcm: 25 } } },
  'range hc-sr04': {
    trigger: { driver: 'gpiochip', line: { bcm: 25 } },
    echo: { driver: 'gpiochip', line: { bcm: 26 } },
  },
  'range-grid vl53l5cx': { wiring: i2c(0x29), firmwareFile: '/etc/letan/vl53l5cx_buffers.h' },
  'thermal-grid amg8833': { wiring: i2c(0x69) },
  'targets ld2450': { wiring: { serial: '/dev/ttyAMA3' } },
  'printer simulated': { paper: '80mm' },
  'printer escpos': { paper: '80mm', link: { driver: 'device-file', path: '/dev/usb/lp0' } },
  'lamp pin': { pin },
  'lamp ws2812-ring': { spi: { bus: 0 }, leds: 24 },
  'counter-sign simulated': { counter: '1' },
  'counter-sign max7219': { counter: '1', spi: { bus: 0 } },
  'button pin': { pin },
  'keypad button': { key: '1', pin },
  'keypad evdev': { device: '/dev/input/by-id/usb-pad-event-kbd' },
  'code-scanner evdev': { device: '/dev/input/by-id/usb-reader-event-kbd' },
  'code-scanner serial': { path: '/dev/serial/by-id/usb-reader-if00' },
  'bus mqtt': { url: 'mqtt://10.0.0.5:1883' },
  'city-system mqtt': { url: 'mqtts://city.example.vn:8883' },
  'battery ina219': { wiring: i2c(0x40) },
};

/** An entry of a driver, as short as it may be. */
export const leastEntry = (port: string, driver: string): JsonObject => ({
  port,
  driver,
  ...least[`${port} ${driver}`],
});
