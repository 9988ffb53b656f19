import type { DeviceFile } from '../device.ts';
import type { Path } from '../tree.ts';
import { throughs, type Through } from './through.ts';

type Devices = DeviceFile['devices'];
export type Entry = Devices[string];

/** Libraries that drive single lines. */
const lineDrivers = ['gpiochip', 'onoff', 'rpi-gpio', 'johnny-five'] as const;
export type LineDriver = (typeof lineDrivers)[number];

interface Place {
  /** The device's name in the config. */
  readonly device: string;
  readonly entry: Entry;
  /** Where it stands in the file, for faults. */
  readonly path: Path;
  /** The entry's own word for it: `pin`, `echo`, `xshut`, `gpio`. */
  readonly role: string;
}

/** A digital line. */
export interface LineConnection extends Place {
  readonly kind: 'line';
  /** The library; null: a simulated entry, which says only where it is plugged in. */
  readonly driver: LineDriver | null;
  /** BCM number of the board's header; null: a line of another chip. */
  readonly bcm: number | null;
  /** The line for people: `GPIO17 (pin 11)`, `D7`, a name. */
  readonly shown: string;
  /** Label of the gpiochip where the entry names one. */
  readonly chip: string | null;
  /** Serial line of the microcontroller that the line is on; null: the board's own. */
  readonly controller: string | null;
  readonly pwm: boolean;
  readonly through: Through;
}

/** A chip on an I2C bus. `held`: the entry has a line that keeps it in reset until its turn comes. */
export interface I2cConnection extends Place {
  readonly kind: 'i2c';
  readonly bus: number;
  readonly address: number;
  readonly held: boolean;
}

/** A chip on an SPI bus. */
export interface SpiConnection extends Place {
  readonly kind: 'spi';
  readonly bus: number;
  readonly select: number;
}

/** A node of /dev: a serial line, a printer, a keyboard. */
export interface NodeConnection extends Place {
  readonly kind: 'node';
  readonly node: string;
}

/** A socket somewhere else. */
export interface NetworkConnection extends Place {
  readonly kind: 'network';
  readonly host: string;
  readonly port: number;
}

export type Connection = LineConnection | I2cConnection | SpiConnection | NodeConnection | NetworkConnection;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isLineDriver = (value: unknown): value is LineDriver => lineDrivers.some((each) => each === value);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const throughOf = (value: unknown): Through => throughs.find((each) => each === value) ?? 'direct';

/** Arduino's names: 14 to 19 are its analogue pins. */
const arduinoName = (pin: number): string => (pin >= 14 ? `A${pin - 14}` : `D${pin}`);

/** Keys whose text is a node of /dev that the device has for itself. */
const nodeKeys = ['path', 'serial', 'device'];

/** The numbers of `i2c-1` or `/dev/i2c-1`, and of `spi0.1` or `/dev/spidev0.1`. */
const i2cNumber = (value: unknown): number | null => {
  if (typeof value === 'number') return value;
  const match = /^(?:\/dev\/)?i2c-([0-9]{1,2})$/.exec(text(value) ?? '');
  return match === null ? null : Number(match[1]);
};
const spiNumbers = (value: unknown): { readonly bus: number; readonly select: number } | null => {
  if (isMap(value)) {
    const [bus, select] = [number(value['bus']), number(value['select'])];
    return bus === null || select === null ? null : { bus, select };
  }
  const match = /^(?:\/dev\/)?spi(?:dev)?([0-9])\.([0-9])$/.exec(text(value) ?? '');
  return match === null ? null : { bus: Number(match[1]), select: Number(match[2]) };
};

/** Reads one entry; each finder looks at one map of it and tells what it sees there. */
class EntryReader {
  readonly found: Connection[] = [];
  readonly #device: string;
  readonly #entry: Entry;

  constructor(device: string, entry: Entry) {
    this.#device = device;
    this.#entry = entry;
    this.#walk(entry, ['devices', device], 'device');
  }

  #place(path: Path, role: string): Place {
    return { device: this.#device, entry: this.#entry, path, role };
  }

  #walk(map: Readonly<Record<string, unknown>>, path: Path, role: string): void {
    if (this.#pin(map, path, role)) return;
    this.#buses(map, path, role);
    for (const [key, value] of Object.entries(map)) {
      const at = [...path, key];
      const node = nodeKeys.includes(key) ? text(value) : null;
      if (node?.startsWith('/dev/') === true) this.#node(node, at, key);
      // Simulated entries name lines by `wiring: { gpio, pwm, xshut }`, as numbers of the header.
      if (path.at(-1) === 'wiring' && ['gpio', 'pwm', 'xshut'].includes(key)) this.#wired(map, key, at);
      if (isMap(value)) this.#walk(value, at, key);
      if (Array.isArray(value))
        for (const [index, item] of value.entries()) if (isMap(item)) this.#walk(item, [...at, index], key);
    }
  }

  #node(node: string, path: Path, role: string): void {
    const spi = spiNumbers(node);
    const place = this.#place(path, role);
    if (spi === null) this.found.push({ ...place, kind: 'node', node });
    else this.found.push({ ...place, kind: 'spi', ...spi });
  }

  #wired(wiring: Readonly<Record<string, unknown>>, key: string, path: Path): void {
    const bcm = number(wiring[key]);
    if (bcm === null) return;
    this.found.push({
      ...this.#place(path, key),
      kind: 'line',
      driver: null,
      bcm,
      shown: `GPIO${bcm}`,
      chip: null,
      controller: null,
      pwm: key === 'pwm',
      through: throughOf(wiring['through']),
    });
  }

  /** A line with its driver, as `config/devices/pin.ts` has it. */
  #pin(map: Readonly<Record<string, unknown>>, path: Path, role: string): boolean {
    const { driver, line } = map;
    if (!isLineDriver(driver) || !isMap(line)) return false;
    const arduino = line['by'] === 'arduino' ? number(line['pin']) : null;
    const bcm = line['by'] === 'header' ? number(line['bcm']) : null;
    const shown = arduino !== null ? arduinoName(arduino) : bcm !== null ? `GPIO${bcm}` : (text(line['name']) ?? '');
    this.found.push({
      ...this.#place([...path, 'line'], role),
      kind: 'line',
      driver,
      // The kernel names the header's lines GPIO0 to GPIO27 on every Raspberry Pi.
      bcm: bcm ?? this.#byName(text(line['name'])),
      shown,
      chip: text(map['chip']),
      controller: arduino === null ? null : text(map['board']),
      pwm: false,
      through: throughOf(map['through']),
    });
    return true;
  }

  #byName(name: string | null): number | null {
    const match = /^GPIO([0-9]|1[0-9]|2[0-7])$/.exec(name ?? '');
    return match === null ? null : Number(match[1]);
  }

  #buses(map: Readonly<Record<string, unknown>>, path: Path, role: string): void {
    const bus = i2cNumber(map['bus']);
    const address = number(map['address']);
    if (bus !== null && address !== null) {
      const held = [map, this.#entry, 'wiring' in this.#entry ? this.#entry.wiring : {}].some(
        (each: object) => 'xshut' in each && each.xshut !== null && each.xshut !== undefined,
      );
      this.found.push({ ...this.#place([...path, 'address'], role), kind: 'i2c', bus, address, held });
    }
    const spi = spiNumbers(map['spi']);
    if (spi !== null) this.found.push({ ...this.#place([...path, 'spi'], 'spi'), kind: 'spi', ...spi });
    const [host, port] = [text(map['host']), number(map['port'])];
    if (host !== null && port !== null)
      this.found.push({ ...this.#place([...path, 'host'], role), kind: 'network', host, port });
  }
}

/** Everything that an entry is plugged into, in the order in which it stands there. */
export const connectionsOf = (device: string, entry: Entry): readonly Connection[] =>
  new EntryReader(device, entry).found;

/** Everything that the devices of a config are plugged into. */
export const connectionsIn = (devices: Devices): readonly Connection[] =>
  Object.entries(devices).flatMap(([name, entry]) => connectionsOf(name, entry));
