import { expect } from 'vitest';
import { Amg8833ThermalGrid } from '../../hal/drivers/amg8833-thermal-grid.ts';
import { BootAddress } from '../../hal/drivers/boot-address.ts';
import { upright } from '../../hal/drivers/grid-orientation.ts';
import { SharedI2cBus } from '../../hal/drivers/shared-i2c-bus.ts';
import { Vl53l0xRange } from '../../hal/drivers/vl53l0x-range.ts';
import { Vl53l1xRange } from '../../hal/drivers/vl53l1x-range.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { I2cBus } from '../../hal/ports/i2c-bus.ts';
import type { Sensor } from '../../hal/ports/sensors.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimI2cBus } from '../../sim/devices/i2c-bus.ts';
import { Amg8833 } from '../../sim/peripherals/amg8833.ts';
import type { I2cChip } from '../../sim/peripherals/i2c-chip.ts';
import { Vl53l0x } from '../../sim/peripherals/vl53l0x.ts';
import { Vl53l1x } from '../../sim/peripherals/vl53l1x.ts';
import { walked } from '../support/walked-sensor.ts';
import { sensorContract, type SensorRig } from './sensor.contract.ts';

type Powered = I2cChip & { setPowered(powered: boolean): void };

/** The real driver over the chip's side of the wire, on simulated time. */
const rigOf =
  <C extends Powered>(
    makeChip: (clock: Clock) => C,
    appear: (chip: C) => void,
    makeDriver: (bus: I2cBus, clock: Clock) => Sensor<unknown>,
  ) =>
  (): SensorRig => {
    const sim = new SimClock();
    const clock = new DeviceClock(sim, 0, true);
    const chip = makeChip(clock);
    const bus = new SharedI2cBus(new SimI2cBus(clock).attach(chip)).lease();
    const sensor = walked(makeDriver(bus, clock), sim);
    return {
      sensor,
      wait: (ms) => sim.advance(ms),
      appear: () => appear(chip),
      unplug: () => chip.setPowered(false),
      plug: () => chip.setPowered(true),
      end: async () => {
        await sim.settle();
        expect(sim.pending).toBe(0);
      },
    };
  };

const person = { mm: 812 };

sensorContract(
  'VL53L0X driver over the chip',
  rigOf(
    (clock) => new Vl53l0x(clock),
    (chip) => chip.see(person),
    (bus, clock) =>
      new Vl53l0xRange({
        id: 'tof',
        bus,
        address: 0x30,
        clock,
        periodMs: 100,
        seat: new BootAddress(clock).join(null),
      }),
  ),
);
for (const distanceMode of ['short', 'long'] as const)
  sensorContract(
    `VL53L1X driver over the chip, ${distanceMode} distance`,
    rigOf(
      (clock) => new Vl53l1x(clock),
      (chip) => chip.see(person),
      (bus, clock) =>
        new Vl53l1xRange({
          id: 'tof',
          bus,
          address: 0x29,
          clock,
          periodMs: 50,
          distanceMode,
          seat: new BootAddress(clock).join(null),
        }),
    ),
  );
sensorContract(
  'AMG8833 driver over the chip',
  rigOf(
    (clock) => new Amg8833(clock, 0x69),
    (chip) => chip.see((pixel) => (pixel % 8 < 4 ? 33 : 26)),
    (bus, clock) => new Amg8833ThermalGrid({ id: 'grid', bus, address: 0x69, clock, orientation: upright }),
  ),
);
