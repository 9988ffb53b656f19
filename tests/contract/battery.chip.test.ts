import { describe, expect, test } from 'vitest';
import { Ina219Battery, readBusVoltage, readShuntCurrent } from '../../hal/drivers/ina219-battery.ts';
import { SharedI2cBus } from '../../hal/drivers/shared-i2c-bus.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimBattery } from '../../sim/devices/battery.ts';
import { SimI2cBus } from '../../sim/devices/i2c-bus.ts';
import { Ina219Chip } from '../../sim/peripherals/ina219.ts';
import { MemoryChip } from '../support/memory-chip.ts';
import { batteryContract, type BatteryRig } from './battery.contract.ts';

const never = new AbortController().signal;
const wiring = {
  address: 0x40,
  shuntMilliOhms: 100,
  reversed: false,
  emptyMilliVolts: 6000,
  fullMilliVolts: 8400,
  drainMilliAmperes: 50,
} as const;

batteryContract('twin', (): BatteryRig => {
  const sim = new SimClock();
  const clock = new DeviceClock(sim, 0, true);
  const battery = new SimBattery('ups', clock, 3_600_000);
  return {
    battery,
    finish: (call) => sim.walk(call, 10_000),
    wait: (ms) => sim.advance(ms),
    setMains: (mains) => battery.setMains(mains),
    unplug: () => battery.breakWith({ kind: 'absent', where: 'ups' }),
    plug: () => battery.mend(),
    held: () => sim.pending,
  };
});

const overChip = (reversed: boolean) => (): BatteryRig => {
  const sim = new SimClock();
  const clock = new DeviceClock(sim, 0, true);
  const chip = new Ina219Chip(clock, 0x40);
  const bus = new SharedI2cBus(new SimI2cBus(clock, '/dev/i2c-1').attach(chip)).lease();
  // 120 mA into the battery, 1.4 A out of it, through 100 mΩ.
  const feed = (mains: boolean): void => chip.see(mains ? 8.2 : 7.6, (mains ? 12_000 : -140_000) * (reversed ? -1 : 1));
  feed(true);
  return {
    battery: new Ina219Battery({ ...wiring, bus, clock, reversed }),
    finish: (call) => sim.walk(call, 10_000),
    wait: (ms) => sim.advance(ms),
    setMains: feed,
    unplug: () => chip.setPowered(false),
    plug: () => chip.setPowered(true),
    held: () => sim.pending,
  };
};
batteryContract('INA219 driver over the chip', overChip(false));
batteryContract('INA219 driver over the chip, its shunt the other way round', overChip(true));

describe('INA219', () => {
  // Data sheet SBOS448F, table 3: 10 A through 2 mΩ at 12 V.
  test('the data sheet’s example: 07D0h across 2 mΩ is 10 A, 5D98h is 11.98 V', () => {
    expect(readShuntCurrent(0x07d0, 2)).toBe(10_000);
    expect(readBusVoltage(0x5d98)).toEqual({ milliVolts: 11_980, isReady: false });
    expect(readBusVoltage(0x5d9a)).toEqual({ milliVolts: 11_980, isReady: true });
  });
  test('a current the other way is negative, and none is none', () => {
    expect(readShuntCurrent(0xf830, 2)).toBe(-10_000);
    expect(Object.is(readShuntCurrent(0xffff, 1000), 0)).toBe(true);
  });

  test('its sister and a stranger at its address are told from it', async () => {
    const sim = new SimClock();
    const clock = new DeviceClock(sim, 0, true);
    const stranger = new MemoryChip(0x40);
    const bus = new SimI2cBus(clock, '/dev/i2c-1').attach(stranger);
    const battery = new Ina219Battery({ ...wiring, bus, clock });
    const open = () => sim.walk(battery.open(never), 5000);
    expect(await open()).toMatchObject({ fault: { kind: 'wrong-chip', chip: 'INA219' } });
    // An INA226 is reset to 4127h.
    stranger.write = () => undefined;
    stranger.read = () => Uint8Array.of(0x41, 0x27);
    expect(await open()).toMatchObject({ fault: { kind: 'wrong-chip', found: 'INA226' } });
    expect(sim.pending).toBe(0);
  });

  test('what is left is told by the voltage, never more than all or less than nothing', async () => {
    const sim = new SimClock();
    const clock = new DeviceClock(sim, 0, true);
    const chip = new Ina219Chip(clock, 0x40);
    const battery = new Ina219Battery({ ...wiring, bus: new SimI2cBus(clock).attach(chip), clock });
    let left: number | null = null;
    battery.onPower(({ charge }) => (left = charge));
    await sim.walk(battery.open(never), 5000);
    const charges: (number | null)[] = [];
    for (const volts of [9, 7.2, 5.5]) {
      chip.see(volts, 0);
      await sim.advance(12_000);
      charges.push(left);
    }
    expect(charges).toEqual([1, 0.5, 0]);
    await sim.walk(battery.close(), 1000);
  });
});
