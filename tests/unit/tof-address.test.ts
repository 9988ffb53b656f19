import { expect, test } from 'vitest';
import { tofAddress } from '../../firmware/sensor-drivers.ts';
import { BootAddress } from '../../hal/drivers/boot-address.ts';
import { Vl53l1xRange } from '../../hal/drivers/vl53l1x-range.ts';
import { SharedI2cBus } from '../../hal/drivers/shared-i2c-bus.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimDigitalOutput, SimWire } from '../../sim/devices/digital-pin.ts';
import { SimI2cBus } from '../../sim/devices/i2c-bus.ts';
import { Vl53l1x } from '../../sim/peripherals/vl53l1x.ts';

const entry = (driver: string, bus: number, address: number) => ({ driver, wiring: { i2c: { bus, address } } });

test('a chip stays at 0x29 where it is alone, and is moved out of its rivals’ way where it is not', () => {
  const alone = entry('vl53l1x', 1, 0x29);
  expect(tofAddress(alone, [alone, entry('amg8833', 1, 0x69), entry('vl53l0x', 3, 0x29)])).toBe(0x29);
  const rival = entry('vl53l0x', 1, 0x30);
  expect(tofAddress(alone, [alone, rival])).toBe(0x2a);
  expect(tofAddress(alone, [alone, rival, entry('bno055', 1, 0x2a)])).toBe(0x2b);
  expect(tofAddress(rival, [alone, rival])).toBe(0x30);
});

test('the one without a reset line has its turn first, in whatever order they are opened', async () => {
  const sim = new SimClock();
  const clock = new DeviceClock(sim, 0, true);
  const [bare, held] = [new Vl53l1x(clock), new Vl53l1x(clock)];
  bare.see({ mm: 500 });
  held.see({ mm: 1500 });
  const bus = new SharedI2cBus(new SimI2cBus(clock).attach(bare, held));
  const wire = new SimWire('GPIO5', true);
  wire.onLevel((high) => held.setXshut(high));
  const boot = new BootAddress(clock);
  const make = (id: string, address: number, line: SimDigitalOutput | null) =>
    new Vl53l1xRange({
      id,
      bus: bus.lease(),
      address,
      clock,
      periodMs: 50,
      distanceMode: 'long',
      seat: boot.join(line),
    });
  const sensors = [make('held', 0x30, new SimDigitalOutput(wire, { activeLow: false })), make('bare', 0x2a, null)];
  const heard: Record<string, unknown> = {};
  for (const sensor of sensors)
    sensor.onMeasurement((word) => {
      if ('value' in word) heard[word.sensorId] = word.value.distanceM;
    });
  const never = new AbortController().signal;
  const opened = await sim.walk(Promise.all(sensors.map((sensor) => sensor.open(never))), 60_000);
  expect(opened.map(({ ok }) => ok)).toEqual([true, true]);
  await sim.advance(400);
  expect(heard).toEqual({ held: 1.5, bare: 0.5 });
  for (const sensor of sensors) await sim.walk(sensor.close(), 5000);
  await sim.settle();
  expect(sim.pending).toBe(0);
});
