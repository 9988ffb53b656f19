import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { Amg8833ThermalGrid } from '../../hal/drivers/amg8833-thermal-grid.ts';
import { BootAddress } from '../../hal/drivers/boot-address.ts';
import { upright } from '../../hal/drivers/grid-orientation.ts';
import { HcSr04Range } from '../../hal/drivers/hc-sr04-range.ts';
import { Ina219Battery } from '../../hal/drivers/ina219-battery.ts';
import { Ld2410Presence } from '../../hal/drivers/ld2410-presence.ts';
import { Ld2450Targets } from '../../hal/drivers/ld2450-targets.ts';
import { LinuxI2cBus } from '../../hal/drivers/linux-i2c-bus.ts';
import { LinuxSpiBus } from '../../hal/drivers/linux-spi-bus.ts';
import { PirPresence } from '../../hal/drivers/pir-presence.ts';
import { serial8n1, SerialByteLink } from '../../hal/drivers/serial-byte-link.ts';
import { SharedI2cBus } from '../../hal/drivers/shared-i2c-bus.ts';
import { Vl53l0xRange } from '../../hal/drivers/vl53l0x-range.ts';
import { Vl53l1xRange } from '../../hal/drivers/vl53l1x-range.ts';
import type { Device } from '../../hal/device.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimByteLink } from '../../sim/devices/byte-link.ts';
import { SimDigitalInput, SimDigitalOutput, SimWire } from '../../sim/devices/digital-pin.ts';
import { SimI2cBus } from '../../sim/devices/i2c-bus.ts';
import { SimPulseInput } from '../../sim/devices/pulse-input.ts';
import { Amg8833 } from '../../sim/peripherals/amg8833.ts';
import type { I2cChip } from '../../sim/peripherals/i2c-chip.ts';
import { Ina219Chip } from '../../sim/peripherals/ina219.ts';
import { Ld2410 } from '../../sim/peripherals/ld2410.ts';
import { Ld2450 } from '../../sim/peripherals/ld2450.ts';
import { Vl53l0x } from '../../sim/peripherals/vl53l0x.ts';
import { Vl53l1x } from '../../sim/peripherals/vl53l1x.ts';
import { FarEnd } from '../support/far-end.ts';
import { hasSocat, PeripheralServer, PtyWire } from '../support/printer-host.ts';
import { runs } from '../support/tier.ts';

const never = new AbortController().signal;
const times = runs({ fast: 1000, long: 1000 });
const descriptors = (): number => readdirSync('/proc/self/fd').length;

setFlagsFromString('--expose-gc');
// The flag gives new contexts a collector to call; there is no type for what a script leaves behind.
const collect = runInNewContext('gc') as () => void;

/** What is still held of the heap, in bytes. */
const heap = (): number => {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
};

/**
 * A thousand openings and closings on simulated time. One that kept a listener, a timer or a buffer each time would show: the mean
 * growth is held below a kilobyte, which a leaked buffer or subscription with what hangs on it passes (what compiled code and the
 * collector's own affairs move is some hundred bytes of it).
 */
const thousand = (name: string, make: (clock: DeviceClock) => Device): void => {
  test(
    name,
    async () => {
      const sim = new SimClock();
      const device = make(new DeviceClock(sim, 0, true));
      const round = async (): Promise<void> => {
        const opened = await sim.walk(device.open(never), 60_000);
        if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
        await sim.walk(device.close(), 10_000);
      };
      const [fds, pending] = [descriptors(), sim.pending];
      // Compiled code and the collector's own affairs come and go by some hundred kilobytes: the least of two looks is taken.
      const held: number[] = [];
      for (let quarter = 0; quarter < 4; quarter++) {
        for (let i = 0; i < times / 4; i++) await round();
        held.push(heap());
      }
      const [first = 0, second = 0, third = 0, fourth = 0] = held;
      const grown = Math.min(third, fourth) - Math.min(first, second);
      await sim.settle();
      // Radars' modules keep a timer of their own: it was there before.
      expect(sim.pending).toBeLessThanOrEqual(pending + 1);
      expect(descriptors()).toBeLessThanOrEqual(fds + 1);
      expect(grown / (times / 2)).toBeLessThan(1024);
    },
    120_000,
  );
};

describe(`${times} openings leave no descriptor, no timer and no memory`, () => {
  const bus = (clock: DeviceClock, ...chips: readonly I2cChip[]) =>
    new SharedI2cBus(new SimI2cBus(clock).attach(...chips)).lease();
  const seat = (clock: DeviceClock) => new BootAddress(clock).join(null);

  thousand(
    'VL53L0X',
    (clock) =>
      new Vl53l0xRange({
        id: 's',
        bus: bus(clock, new Vl53l0x(clock)),
        address: 0x30,
        clock,
        periodMs: 50,
        seat: seat(clock),
      }),
  );
  thousand(
    'VL53L1X',
    (clock) =>
      new Vl53l1xRange({
        id: 's',
        bus: bus(clock, new Vl53l1x(clock)),
        address: 0x30,
        clock,
        periodMs: 50,
        distanceMode: 'long',
        seat: seat(clock),
      }),
  );
  thousand(
    'AMG8833',
    (clock) =>
      new Amg8833ThermalGrid({
        id: 's',
        bus: bus(clock, new Amg8833(clock, 0x69)),
        address: 0x69,
        clock,
        orientation: upright,
      }),
  );
  thousand(
    'INA219',
    (clock) =>
      new Ina219Battery({
        bus: bus(clock, new Ina219Chip(clock, 0x40)),
        address: 0x40,
        clock,
        shuntMilliOhms: 100,
        reversed: false,
        emptyMilliVolts: 6000,
        fullMilliVolts: 8400,
        drainMilliAmperes: 50,
      }),
  );
  thousand('LD2410', (clock) => {
    const module = new Ld2410(clock);
    module.setPowered(true);
    const link = new SimByteLink(clock, module, {});
    return new Ld2410Presence({ id: 's', link, clock, baud: 256_000, settings: { gates: 4, holdS: 1 } });
  });
  thousand('LD2450', (clock) => {
    const module = new Ld2450(clock);
    module.setPowered(true);
    return new Ld2450Targets({
      id: 's',
      link: new SimByteLink(clock, module, {}),
      clock,
      baud: 256_000,
      mirrored: false,
    });
  });
  thousand('PIR', (clock) => {
    const pin = new SimDigitalInput(new SimWire('GPIO17'), clock, { activeLow: false, debounceMs: 0 });
    return new PirPresence({ id: 's', pin, clock, warmUpMs: 1000 });
  });
  thousand('HC-SR04', (clock) => {
    const [trigger, echo] = [new SimWire('GPIO23'), new SimWire('GPIO24')];
    return new HcSr04Range({
      id: 's',
      trigger: new SimDigitalOutput(trigger, { activeLow: false }),
      echo: new SimPulseInput(echo, clock, { activeLow: false, counted: 'both', queue: 64 }),
      clock,
      periodMs: 60,
    });
  });
});

describe('openings that are refused hold nothing either', () => {
  test.each([
    ['an I2C bus that is not there', () => new LinuxI2cBus(99, null)],
    ['an SPI chip that is not there', () => new LinuxSpiBus({ bus: 9, chipSelect: 0, speedHz: 1_000_000, mode: 0 })],
    ['a serial line that is not there', () => new SerialByteLink('/dev/letan-none', serial8n1(9600))],
  ])('%s', async (_, make) => {
    const device: Device = make();
    expect(await device.open(never)).toMatchObject({ ok: false, fault: { kind: 'absent' } });
    const before = descriptors();
    for (let i = 0; i < times; i++) await device.open(never);
    expect(descriptors()).toBeLessThanOrEqual(before);
    await device.close();
  });

  test.skipIf(!hasSocat)('a serial line over a pseudo-terminal, 200 times', async () => {
    const server = new PeripheralServer(new FarEnd());
    await server.start();
    const pty = new PtyWire();
    await pty.plug(server.port);
    const link = new SerialByteLink(pty.path, serial8n1(256_000));
    await link.open(never);
    await link.close();
    const before = descriptors();
    for (let i = 0; i < 200; i++) {
      expect((await link.open(never)).ok).toBe(true);
      await link.close();
    }
    expect(descriptors()).toBeLessThanOrEqual(before);
    await pty.end();
    await server.stop();
  });
});
