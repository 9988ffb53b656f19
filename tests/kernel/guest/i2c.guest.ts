import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Amg8833ThermalGrid } from '../../../hal/drivers/amg8833-thermal-grid.ts';
import { BootAddress } from '../../../hal/drivers/boot-address.ts';
import { upright } from '../../../hal/drivers/grid-orientation.ts';
import { LinuxI2cBus, type I2cRecovery } from '../../../hal/drivers/linux-i2c-bus.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { SharedI2cBus } from '../../../hal/drivers/shared-i2c-bus.ts';
import { Vl53l0xRange } from '../../../hal/drivers/vl53l0x-range.ts';
import { Vl53l1xRange } from '../../../hal/drivers/vl53l1x-range.ts';
import type { Clock } from '../../../hal/ports/clock.ts';
import type { I2cBus } from '../../../hal/ports/i2c-bus.ts';
import type { Sensor } from '../../../hal/ports/sensors.ts';
import { Amg8833 } from '../../../sim/peripherals/amg8833.ts';
import type { I2cChip } from '../../../sim/peripherals/i2c-chip.ts';
import { Vl53l0x } from '../../../sim/peripherals/vl53l0x.ts';
import { Vl53l1x } from '../../../sim/peripherals/vl53l1x.ts';
import { i2cBusContract } from '../../contract/i2c-bus.contract.ts';
import { sensorContract, type SensorRig } from '../../contract/sensor.contract.ts';
import { FastClock } from '../../support/fast-clock.ts';
import { MemoryChip } from '../../support/memory-chip.ts';
import { untilReal } from '../../support/real-time.ts';
import { UserI2cBus } from './user-i2c.ts';

const never = new AbortController().signal;
const opened = { ok: true, value: undefined };

/** Files of `/dev/i2c-N` that this process holds. */
const busFiles = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return /^\/dev\/i2c-\d+$/.test(readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      // The descriptor that listed the directory is gone by now.
      return false;
    }
  }).length;

i2cBusContract('/dev/i2c-N of a real kernel', async () => {
  const chips = [new MemoryChip(0x40), new MemoryChip(0x41)] as const;
  const wires = new UserI2cBus(...chips);
  return {
    bus: new LinuxI2cBus(wires.number, null),
    chips,
    finish: (call) => call,
    hold: () => (wires.stuck = true),
    release: () => (wires.stuck = false),
    adapter: {
      unplug: async () => {
        wires.unplug();
        await untilReal(() => !readdirSync('/dev').includes(`i2c-${wires.number}`));
      },
      plug: () => Promise.resolve(wires.plug()),
    },
    held: busFiles,
    tidy: () => Promise.resolve(wires.unplug()),
  };
});

/** So many times faster the contract's seconds are short; the chips keep the same time. */
const times = 2;
type Powered = I2cChip & { setPowered(powered: boolean): void };

const sensorRig =
  <C extends Powered>(
    makeChip: (clock: Clock) => C,
    appear: (chip: C) => void,
    makeDriver: (bus: I2cBus, clock: Clock) => Sensor<unknown>,
  ) =>
  (): SensorRig => {
    const real = new NodeClock(() => true);
    const clock = new FastClock(real, times);
    const chip = makeChip(clock);
    const wires = new UserI2cBus(chip);
    const sensor = makeDriver(new SharedI2cBus(new LinuxI2cBus(wires.number, null)).lease(), clock);
    let isTidy = false;
    return {
      sensor,
      wait: async (ms) => {
        // An emulated CPU takes its time over each transfer: the word of a period that ends now comes a little later.
        await sleep(ms / times + 60);
      },
      appear: () => appear(chip),
      unplug: () => chip.setPowered(false),
      plug: () => chip.setPowered(true),
      end: async () => {
        expect(real.pending).toBe(0);
        expect(busFiles()).toBe(0);
        if (!isTidy) wires.unplug();
        isTidy = true;
      },
    };
  };

sensorContract(
  'VL53L1X behind a real /dev/i2c-N',
  sensorRig(
    (clock) => new Vl53l1x(clock),
    (chip) => chip.see({ mm: 640 }),
    (bus, clock) =>
      new Vl53l1xRange({
        id: 'tof',
        bus,
        address: 0x30,
        clock,
        periodMs: 500,
        distanceMode: 'long',
        seat: new BootAddress(clock).join(null),
      }),
  ),
);

describe('chips behind a real /dev/i2c-N', () => {
  const wires: UserI2cBus[] = [];
  afterEach(() => {
    for (const each of wires.splice(0)) each.unplug();
    expect(busFiles()).toBe(0);
  });
  const plugged = (...chips: readonly I2cChip[]): UserI2cBus => {
    const made = new UserI2cBus(...chips);
    wires.push(made);
    return made;
  };

  it('three of three kinds share one bus, and each says what stands before it', async () => {
    const clock = new NodeClock(() => true);
    const [near, far, warm] = [new Vl53l0x(clock), new Vl53l1x(clock), new Amg8833(clock, 0x69)];
    near.see({ mm: 250 });
    warm.see(() => 33, 28);
    // The long one joins once the short one has its own address: both wake at the same.
    far.setPowered(false);
    const bus = new SharedI2cBus(new LinuxI2cBus(plugged(near, far, warm).number, null));
    const seat = () => new BootAddress(clock).join(null);
    const heard = new Map<string, unknown>();
    const sensors: Sensor<unknown>[] = [
      new Vl53l0xRange({ id: 'near', bus: bus.lease(), address: 0x30, clock, periodMs: 100, seat: seat() }),
      new Amg8833ThermalGrid({ id: 'warm', bus: bus.lease(), address: 0x69, clock, orientation: upright }),
      new Vl53l1xRange({
        id: 'far',
        bus: bus.lease(),
        address: 0x31,
        clock,
        periodMs: 100,
        distanceMode: 'long',
        seat: seat(),
      }),
    ];
    for (const sensor of sensors) {
      sensor.onMeasurement((word) => 'value' in word && heard.set(word.sensorId, word.value));
      expect(await sensor.open(never)).toEqual(opened);
      if (heard.size === 0) far.setPowered(true);
      far.see({ mm: 3100 });
    }
    await untilReal(() => heard.size === 3);
    expect(near.isPrepared).toBe(true);
    expect(heard.get('near')).toEqual({ distanceM: 0.25 });
    await untilReal(() => JSON.stringify(heard.get('far')) === '{"distanceM":3.1}');
    expect(heard.get('warm')).toMatchObject({ rows: 8, columns: 8, thermistorCentiC: 2800 });
    for (const sensor of sensors) await sensor.close();
    expect(clock.pending).toBe(0);
  });

  it('a chip that a driver of the kernel has is not taken from it, and the driver is named', async () => {
    const chip = new MemoryChip(0x40);
    const { number } = plugged(chip);
    writeFileSync(`/sys/bus/i2c/devices/i2c-${number}/new_device`, 'dummy 0x40');
    const bus = new LinuxI2cBus(number, null);
    expect(await bus.open(never)).toEqual(opened);
    const read = () => bus.read(0x40, Uint8Array.of(0), 1);
    expect(await read()).toEqual({
      ok: false,
      fault: {
        kind: 'claimed',
        where: `/dev/i2c-${number}`,
        address: 0x40,
        holder: 'kernel driver dummy (dummy)',
      },
    });
    // Asked again it is refused again: nothing goes to another address over a file that was not bound.
    expect(await read()).toMatchObject({ fault: { kind: 'claimed' } });
    expect(chip.writes).toEqual([]);
    writeFileSync(`/sys/bus/i2c/devices/i2c-${number}/delete_device`, '0x40');
    expect((await read()).ok).toBe(true);
    await bus.close();
  });

  it('a bus that is held low is freed where something can free it, and the operation is done', async () => {
    const line = plugged(new MemoryChip(0x40));
    let freed = 0;
    const recovery: I2cRecovery = {
      free: async () => {
        // While its lines are worked on, nobody may have the bus open.
        expect(busFiles()).toBe(0);
        freed += 1;
        line.stuck = false;
        return { freed: true, tried: 'nine clocks' };
      },
    };
    const bus = new LinuxI2cBus(line.number, recovery);
    await bus.open(never);
    line.stuck = true;
    expect(await bus.write(0x40, Uint8Array.of(1, 2))).toEqual(opened);
    expect(freed).toBe(1);
    await bus.close();
    const helpless = new LinuxI2cBus(line.number, {
      free: () => Promise.resolve({ freed: false, tried: 'nine clocks' }),
    });
    await helpless.open(never);
    line.stuck = true;
    expect(await helpless.write(0x40, Uint8Array.of(1, 2))).toEqual({
      ok: false,
      fault: { kind: 'stuck', where: `/dev/i2c-${line.number}`, tried: 'nine clocks' },
    });
    line.stuck = false;
    expect((await helpless.write(0x40, Uint8Array.of(1, 2))).ok).toBe(true);
    await helpless.close();
  });

  it('250 openings leave no descriptor, no timer', async () => {
    const clock = new NodeClock(() => true);
    const chip = new Amg8833(new FastClock(clock, 50), 0x69);
    const bus = new SharedI2cBus(new LinuxI2cBus(plugged(chip, new MemoryChip(0x40)).number, null));
    for (let i = 0; i < 250; i++) {
      const lease = bus.lease();
      expect(await lease.open(never)).toEqual(opened);
      if (i % 10 === 0) expect((await lease.read(0x40, Uint8Array.of(3), 2)).ok).toBe(true);
      await lease.close();
    }
    expect(busFiles()).toBe(0);
    expect(clock.pending).toBe(0);
  });
});
