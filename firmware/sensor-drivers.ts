import type { I2cBusEntry } from '../config/devices/buses.ts';
import type { DeviceConfig, DeviceOf } from '../config/schema.ts';
import { Amg8833ThermalGrid } from '../hal/drivers/amg8833-thermal-grid.ts';
import { BootAddress, type BootSeat } from '../hal/drivers/boot-address.ts';
import { HcSr04Range } from '../hal/drivers/hc-sr04-range.ts';
import { Ld2410Presence } from '../hal/drivers/ld2410-presence.ts';
import { Ld2450Targets } from '../hal/drivers/ld2450-targets.ts';
import { ControllerRecovery } from '../hal/drivers/i2c-recovery.ts';
import { Ina219Battery } from '../hal/drivers/ina219-battery.ts';
import { LinuxI2cBus } from '../hal/drivers/linux-i2c-bus.ts';
import { PirPresence } from '../hal/drivers/pir-presence.ts';
import { SharedI2cBus } from '../hal/drivers/shared-i2c-bus.ts';
import { tofBootAddress } from '../hal/drivers/tof-sensor.ts';
import { Vl53l0xRange } from '../hal/drivers/vl53l0x-range.ts';
import { Vl53l1xRange } from '../hal/drivers/vl53l1x-range.ts';
import { loadVl53l5cxFirmware } from '../hal/drivers/vl53l5cx-firmware.ts';
import { Vl53l5cxRangeGrid } from '../hal/drivers/vl53l5cx-range-grid.ts';
import type { HalDevices } from '../hal/hal.ts';
import type { ByteLink } from '../hal/ports/byte-link.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { I2cBus } from '../hal/ports/i2c-bus.ts';
import type { Pins } from './pin-drivers.ts';

export interface SensorDriverParts {
  readonly clock: Clock;
  readonly pins: Pins;
  /** Makes the link to a serial device; it is not opened here. */
  readonly serial: (path: string, baud: number) => ByteLink;
  /** What the config says of buses themselves. */
  readonly i2c: readonly I2cBusEntry[];
  readonly devices: DeviceConfig['devices'];
}

/** The I2C buses of one device: each opened once for all chips on it, and their waking at one address kept in order. */
class I2cBuses {
  readonly #clock: Clock;
  readonly #pins: Pins;
  readonly #entries: readonly I2cBusEntry[];
  readonly #buses = new Map<number, { readonly shared: SharedI2cBus; readonly boot: BootAddress }>();

  constructor(clock: Clock, pins: Pins, entries: readonly I2cBusEntry[]) {
    this.#clock = clock;
    this.#pins = pins;
    this.#entries = entries;
  }

  lease(bus: number): I2cBus {
    return this.#of(bus).shared.lease();
  }

  seat(bus: number, line: Parameters<BootAddress['join']>[0]): BootSeat {
    return this.#of(bus).boot.join(line);
  }

  #of(bus: number): { readonly shared: SharedI2cBus; readonly boot: BootAddress } {
    const known = this.#buses.get(bus);
    if (known !== undefined) return known;
    const named = this.#entries.find((each) => each.bus === bus)?.recovery ?? null;
    const lines = named === null ? null : { scl: this.#pins.output(named.scl), sda: this.#pins.input(named.sda) };
    const wires = new LinuxI2cBus(bus, new ControllerRecovery(bus, this.#clock, lines));
    const made = { shared: new SharedI2cBus(wires), boot: new BootAddress(this.#clock) };
    this.#buses.set(bus, made);
    return made;
  }
}

const wakesAt29: ReadonlySet<string> = new Set(['vl53l0x', 'vl53l1x', 'vl53l5cx']);

/**
 * The address that a time-of-flight chip is given: its configured one, unless that is where its rivals on the bus wake. Then it is moved to
 * the next that no entry has: the config's 0x29 means "as it comes", and it could not stay there.
 */
export const tofAddress = (entry: I2cEntry, entries: readonly I2cEntry[]): number => {
  const { bus, address } = entry.wiring.i2c;
  const onBus = entries.filter((each) => each.wiring.i2c.bus === bus);
  const rivals = onBus.filter((each) => wakesAt29.has(each.driver));
  if (address !== tofBootAddress || rivals.length < 2) return address;
  let spare = tofBootAddress + 1;
  while (onBus.some((each) => each.wiring.i2c.address === spare)) spare += 1;
  return spare;
};

interface I2cEntry {
  readonly driver: string;
  readonly wiring: { readonly i2c: { readonly bus: number; readonly address: number } };
}

const i2cEntries = (devices: DeviceConfig['devices']): readonly I2cEntry[] =>
  Object.values(devices).flatMap((entry) => {
    if (!('wiring' in entry) || !('i2c' in entry.wiring)) return [];
    const { i2c } = entry.wiring;
    return i2c === undefined ? [] : [{ driver: entry.driver, wiring: { i2c } }];
  });

/** The ports whose real drivers are made here. */
type SensorFactories = {
  readonly [P in 'presence' | 'range' | 'range-grid' | 'thermal-grid' | 'targets' | 'scan' | 'battery']: (
    name: string,
    entry: DeviceOf<P>,
  ) => HalDevices[P][string] | null;
};

/** How a device's real sensors are made from their entries; null where an entry asks for a twin. */
export const sensorFactories = ({ clock, pins, serial, i2c, devices }: SensorDriverParts): SensorFactories => {
  const entries = i2cEntries(devices);
  const buses = new I2cBuses(clock, pins, i2c);
  const seatOf = (entry: { readonly wiring: { readonly i2c: { readonly bus: number } }; readonly xshut: Xshut }) =>
    buses.seat(entry.wiring.i2c.bus, entry.xshut === null ? null : pins.output(entry.xshut));
  return {
    presence: (id, entry) => {
      switch (entry.driver) {
        case 'simulated':
          return null;
        case 'pir':
          return new PirPresence({ id, pin: pins.input(entry.pin), clock, warmUpMs: entry.warmUpMs });
        case 'ld2410': {
          const { gates } = entry;
          const settings = gates === null ? null : { gates, holdS: Math.round(entry.holdsMs / 1000) };
          return new Ld2410Presence({
            id,
            link: serial(entry.wiring.serial, entry.baud),
            clock,
            baud: entry.baud,
            settings,
          });
        }
      }
    },
    range: (id, entry) => {
      switch (entry.driver) {
        case 'simulated':
          return null;
        case 'vl53l0x':
        case 'vl53l1x': {
          const { bus: number } = entry.wiring.i2c;
          const address = tofAddress(entry, entries);
          const { periodMs } = entry;
          const parts = { id, bus: buses.lease(number), address, seat: seatOf(entry), clock, periodMs };
          return entry.driver === 'vl53l0x'
            ? new Vl53l0xRange(parts)
            : new Vl53l1xRange({ ...parts, distanceMode: entry.distanceMode });
        }
        case 'hc-sr04': {
          const { trigger, echo, periodMs } = entry;
          return new HcSr04Range({
            id,
            trigger: pins.output(trigger),
            echo: pins.pulses(echo, 'both'),
            clock,
            periodMs,
          });
        }
      }
    },
    'range-grid': (id, entry) => {
      if (entry.driver === 'simulated') return null;
      const { bus: number } = entry.wiring.i2c;
      const address = tofAddress(entry, entries);
      const { firmwareFile, mirrored, periodMs, side, turned } = entry;
      return new Vl53l5cxRangeGrid({
        id,
        bus: buses.lease(number),
        address,
        seat: seatOf(entry),
        clock,
        periodMs,
        side,
        orientation: { turnedDeg: turned, mirrored },
        firmware: () => loadVl53l5cxFirmware(firmwareFile),
      });
    },
    'thermal-grid': (id, entry) => {
      if (entry.driver === 'simulated') return null;
      const { bus: number, address } = entry.wiring.i2c;
      const orientation = { turnedDeg: entry.turned, mirrored: entry.mirrored };
      return new Amg8833ThermalGrid({ id, bus: buses.lease(number), address, clock, orientation });
    },
    targets: (id, entry) => {
      if (entry.driver === 'simulated') return null;
      const { baud, mirrored, wiring } = entry;
      return new Ld2450Targets({ id, link: serial(wiring.serial, baud), clock, baud, mirrored });
    },
    battery: (_name, entry) => {
      if (entry.driver === 'simulated') return null;
      const { bus: number, address } = entry.wiring.i2c;
      return new Ina219Battery({ ...entry, bus: buses.lease(number), address, clock });
    },
    // A lidar turns on a robot; its driver comes with the wheels.
    scan: () => null,
  };
};

type Xshut = Parameters<Pins['output']>[0] | null;
