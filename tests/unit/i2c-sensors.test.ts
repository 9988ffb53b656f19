import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Amg8833ThermalGrid,
  pixelCentiC,
  readPixels,
  thermistorCentiC,
} from '../../hal/drivers/amg8833-thermal-grid.ts';
import { BootAddress } from '../../hal/drivers/boot-address.ts';
import { oriented, upright } from '../../hal/drivers/grid-orientation.ts';
import {
  decodeTimeout,
  encodeTimeout,
  finalRangeTimeout,
  macroPeriodsToUs,
  usToMacroPeriods,
} from '../../hal/drivers/vl53l0x-timing.ts';
import { chosenSpads, readVl53l0xResult, Vl53l0xRange } from '../../hal/drivers/vl53l0x-range.ts';
import { readVl53l1xResult, Vl53l1xRange } from '../../hal/drivers/vl53l1x-range.ts';
import type { Measurement, RangeWord, ThermalGridWord } from '../../hal/ports/sensors.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimDigitalOutput, SimWire } from '../../sim/devices/digital-pin.ts';
import { SimI2cBus } from '../../sim/devices/i2c-bus.ts';
import { Amg8833 } from '../../sim/peripherals/amg8833.ts';
import type { I2cChip } from '../../sim/peripherals/i2c-chip.ts';
import { Vl53l0x } from '../../sim/peripherals/vl53l0x.ts';
import { Vl53l1x } from '../../sim/peripherals/vl53l1x.ts';
import { MemoryChip } from '../support/memory-chip.ts';
import { runs } from '../support/tier.ts';

const never = new AbortController().signal;

const rig = (...chips: readonly I2cChip[]) => {
  const sim = new SimClock();
  const clock = new DeviceClock(sim, 0, true);
  const bus = new SimI2cBus(clock, '/dev/i2c-1').attach(...chips);
  return { sim, clock, bus };
};
const rigWith = <C extends I2cChip>(make: (clock: DeviceClock) => C) => {
  const sim = new SimClock();
  const clock = new DeviceClock(sim, 0, true);
  const chip = make(clock);
  const bus = new SimI2cBus(clock, '/dev/i2c-1').attach(chip);
  return { sim, clock, bus, chip };
};
type Rig = { readonly sim: SimClock; readonly clock: DeviceClock; readonly bus: SimI2cBus };
const l0x = ({ bus, clock }: Rig, address = 0x30, seat = new BootAddress(clock).join(null)) =>
  new Vl53l0xRange({ id: 'tof', bus, address, clock, periodMs: 50, seat });
const l1x = ({ bus, clock }: Rig) =>
  new Vl53l1xRange({
    id: 'tof',
    bus,
    address: 0x29,
    clock,
    periodMs: 50,
    distanceMode: 'long',
    seat: new BootAddress(clock).join(null),
  });
const amg = ({ bus, clock }: Rig) =>
  new Amg8833ThermalGrid({ id: 'grid', bus, address: 0x68, clock, orientation: upright });

describe('AMG8833 temperatures', () => {
  // Grid-EYE reference specification, temperature tables; also the data sheet of Devantech's USB-TPA64, page 3.
  test.each([
    [0x1f4, 125],
    [0x064, 25],
    [0x001, 0.25],
    [0x000, 0],
    [0xfff, -0.25],
    [0xf9c, -25],
    [0xf24, -55],
  ])('pixel 0x%s is %d °C', (raw, celsius) => {
    expect(pixelCentiC(raw & 0xff, raw >>> 8)).toBe(celsius * 100);
  });
  test.each([
    [0x7d0, 12_500],
    [0x190, 2500],
    [0x004, 25],
    [0x000, 0],
    [0x804, -25],
    [0x940, -2000],
    [0x001, 6],
  ])('thermistor 0x%s is %d hundredths', (raw, centi) => {
    expect(thermistorCentiC(raw & 0xff, raw >>> 8)).toBe(centi);
  });
  test('a line that floats, or a register of another chip, is no temperature', () => {
    expect(pixelCentiC(0xff, 0xff)).toBeNull();
    expect(readPixels(new Uint8Array(128).fill(0xff))).toBeNull();
    expect(readPixels(new Uint8Array(126))).toBeNull();
    expect(readPixels(new Uint8Array(128))).toHaveLength(64);
  });
});

describe('how a grid is mounted', () => {
  // A sensor sees 1 to its upper left, 2 to its upper right, 3 and 4 below.
  test.each([
    [0, false, [1, 2, 3, 4]],
    [180, false, [4, 3, 2, 1]],
    // Turned clockwise, its left is the room's top: what the room has at its upper left the sensor has at its lower left.
    [90, false, [3, 1, 4, 2]],
    [270, false, [2, 4, 1, 3]],
    [0, true, [2, 1, 4, 3]],
  ] as const)('turned by %d°, mirrored %s', (turnedDeg, mirrored, room) => {
    expect(oriented([1, 2, 3, 4], 2, { turnedDeg, mirrored })).toEqual(room);
  });
});

describe('VL53L0X', () => {
  test('time-outs: a byte, a power of two, and one', () => {
    // ST's default of the pre-range, 0x0196, is (0x96 << 1) + 1 macro periods.
    expect(decodeTimeout(0x0196)).toBe(301);
    expect(encodeTimeout(301)).toBe(0x0196);
    expect(encodeTimeout(0)).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff }), (periods) => {
        const back = decodeTimeout(encodeTimeout(periods));
        expect(back).toBeLessThanOrEqual(periods);
        // Eight bits of what is meant are kept.
        expect(periods - back).toBeLessThanOrEqual(periods / 128);
      }),
      { numRuns: runs({ fast: 200, long: 5000 }) },
    );
  });
  test('macro periods: 14 clocks make 53.384 µs each (2304 × 14 × 1.655 ns); ST adds half a one', () => {
    expect(macroPeriodsToUs(100, 14)).toBe(5365);
    expect(usToMacroPeriods(5365, 14)).toBe(100);
  });
  test('a budget without room for the final range is none', () => {
    const steps = { msrc: 0x25, preRange: 0x0196, preRangeClocks: 14, finalRangeClocks: 10 };
    expect(finalRangeTimeout(15_000, steps)).toBeNull();
    const longer = decodeTimeout(finalRangeTimeout(200_000, steps) ?? 0);
    expect(longer).toBeGreaterThan(decodeTimeout(finalRangeTimeout(33_000, steps) ?? 0));
  });
  test('as many SPADs as the factory asked for, good ones of its kind', () => {
    const good = Uint8Array.of(0xff, 0xff, 0xf0, 0, 0, 0);
    expect([...chosenSpads(good, 3, false)]).toEqual([0x07, 0, 0, 0, 0, 0]);
    expect([...chosenSpads(good, 5, true)]).toEqual([0, 0xf0, 0x10, 0, 0, 0]);
    expect([...chosenSpads(good, 48, true)]).toEqual([0, 0xf0, 0xf0, 0, 0, 0]);
  });
  test('a range counts when its status says so', () => {
    const result = (status: number, mm: number) =>
      Uint8Array.of(status << 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, mm >>> 8, mm & 0xff);
    expect(readVl53l0xResult(result(11, 812))).toEqual({ value: { distanceM: 0.812 } });
    expect(readVl53l0xResult(result(11, 8190))).toEqual({ value: { distanceM: null } });
    expect(readVl53l0xResult(result(4, 812))).toEqual({ value: { distanceM: null } });
    expect(readVl53l0xResult(result(2, 812))).toEqual({ fault: { kind: 'garbled', reason: 'VCSEL watchdog' } });
  });
});

test('VL53L1X: a range counts when its status says so, and below nothing is nothing', () => {
  const result = (status: number, mm: number) => {
    const bytes = new Uint8Array(15);
    bytes.set([mm >>> 8, mm & 0xff], 13);
    return bytes.with(0, status);
  };
  expect(readVl53l1xResult(result(9, 2345))).toEqual({ value: { distanceM: 2.345 } });
  expect(readVl53l1xResult(result(0xe9, 2345))).toEqual({ value: { distanceM: 2.345 } });
  expect(readVl53l1xResult(result(9, 0xfffe))).toEqual({ value: { distanceM: 0 } });
  expect(readVl53l1xResult(result(4, 2345))).toEqual({ value: { distanceM: null } });
  expect(readVl53l1xResult(result(1, 2345))).toEqual({ fault: { kind: 'garbled', reason: 'VCSEL continuity' } });
});

test('any bytes are some result or none: the readers never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 140 }), (bytes) => {
      readVl53l0xResult(bytes);
      readVl53l1xResult(bytes);
      readPixels(bytes);
    }),
    { numRuns: runs({ fast: 500, long: 50_000 }) },
  );
});

describe('who answers', () => {
  test('nobody: absent, by its bus and address', async () => {
    const it = rig();
    expect(await it.sim.walk(l0x(it).open(never), 9000)).toEqual({
      ok: false,
      fault: { kind: 'absent', where: '/dev/i2c-1 0x30', chip: 'VL53L0X' },
    });
    expect(it.sim.pending).toBe(0);
  });
  test('a sister of the family is named', async () => {
    const it = rigWith((clock) => new Vl53l1x(clock));
    expect(await it.sim.walk(l0x(it).open(never), 9000)).toMatchObject({
      fault: { kind: 'wrong-chip', where: '/dev/i2c-1 0x29', chip: 'VL53L0X', found: 'VL53L1X' },
    });
    const other = rigWith((clock) => new Vl53l0x(clock));
    expect(await other.sim.walk(l1x(other).open(never), 9000)).toMatchObject({
      fault: { kind: 'wrong-chip', chip: 'VL53L1X', found: 'VL53L0X' },
    });
  });
  test('a clock at the address of a thermal array is not written to', async () => {
    const clockChip = new MemoryChip(0x68);
    const it = rig(clockChip);
    expect(await it.sim.walk(amg(it).open(never), 9000)).toMatchObject({
      fault: { kind: 'wrong-chip', chip: 'AMG8833' },
    });
    // Only pointers were sent.
    expect(clockChip.writes.every((each) => each.length === 1)).toBe(true);
  });
  test.each([
    ['permission', { kind: 'permission', where: '/dev/i2c-1' }],
    ['claimed', { kind: 'claimed', where: '/dev/i2c-1', address: 0x30, holder: 'kernel driver vl53l0x-i2c (vl53l0x)' }],
    ['stuck', { kind: 'stuck', where: '/dev/i2c-1', tried: 'nine clocks' }],
  ] as const)('%s is told as it is', async (_, fault) => {
    const it = rigWith((clock) => new Vl53l0x(clock));
    it.bus.breakWith(fault);
    expect(await it.sim.walk(l0x(it).open(never), 9000)).toEqual({ ok: false, fault });
    it.bus.mend();
    const sensor = l0x(it);
    expect((await it.sim.walk(sensor.open(never), 9000)).ok).toBe(true);
    await it.sim.walk(sensor.close(), 1000);
    expect(it.sim.pending).toBe(0);
  });
  test('giving up in the middle of a start holds nothing', async () => {
    const it = rigWith((clock) => new Amg8833(clock, 0x68));
    const giveUp = new AbortController();
    const opening = amg(it).open(giveUp.signal);
    await it.sim.advance(30);
    giveUp.abort();
    expect(await it.sim.walk(opening, 1000)).toMatchObject({ fault: { kind: 'timeout' } });
    await it.sim.settle();
    expect(it.sim.pending).toBe(0);
  });
});

describe('while it is open', () => {
  const words = (sensor: { onMeasurement(listener: (word: Measurement<RangeWord>) => void): unknown }) => {
    const heard: Measurement<RangeWord>[] = [];
    sensor.onMeasurement((word) => heard.push(word));
    return heard;
  };

  test('measures what stands before it, and null where nothing does', async () => {
    const it = rigWith((clock) => new Vl53l0x(clock));
    const sensor = l0x(it);
    const heard = words(sensor);
    it.chip.see({ mm: 812 });
    await it.sim.walk(sensor.open(never), 9000);
    expect(it.chip.isPrepared).toBe(true);
    await it.sim.advance(200);
    expect(heard.at(-1)).toMatchObject({ value: { distanceM: 0.812 } });
    it.chip.see('nothing');
    await it.sim.advance(200);
    expect(heard.at(-1)).toMatchObject({ value: { distanceM: null } });
    await it.sim.walk(sensor.close(), 1000);
  });

  test('a chip that lost its power for a moment answers and is silent: told, then lost, so that it is started anew', async () => {
    const it = rigWith((clock) => new Vl53l1x(clock));
    const sensor = l1x(it);
    const heard = words(sensor);
    const faults: unknown[] = [];
    sensor.onFault((fault) => faults.push(fault));
    await it.sim.walk(sensor.open(never), 9000);
    await it.sim.advance(500);
    heard.length = 0;
    // Shorter than two looks: nobody met an unanswered address.
    it.chip.setPowered(false);
    it.chip.setPowered(true);
    await it.sim.advance(5000);
    expect(heard[0]).toMatchObject({ fault: { kind: 'silent' } });
    expect(faults).toEqual([expect.objectContaining({ kind: 'silent', chip: 'VL53L1X', where: '/dev/i2c-1 0x29' })]);
    await it.sim.walk(sensor.close(), 1000);
    it.chip.see({ mm: 700 });
    await it.sim.walk(sensor.open(never), 9000);
    await it.sim.advance(300);
    expect(heard.at(-1)).toMatchObject({ value: { distanceM: 0.7 } });
    await it.sim.walk(sensor.close(), 1000);
  });

  test('one unanswered look is a spark and no loss', async () => {
    const it = rigWith((clock) => new Vl53l1x(clock));
    const sensor = l1x(it);
    const faults: unknown[] = [];
    sensor.onFault((fault) => faults.push(fault));
    await it.sim.walk(sensor.open(never), 9000);
    it.bus.breakWith({ kind: 'no-answer', where: '/dev/i2c-1', address: 0x29 });
    await it.sim.advance(7);
    it.bus.mend();
    await it.sim.advance(2000);
    expect(faults).toEqual([]);
    await it.sim.walk(sensor.close(), 1000);
  });

  test('a thermal array says that it settles, for 15 s, once a second, beside what it sees', async () => {
    const it = rigWith((clock) => new Amg8833(clock, 0x68));
    const sensor = amg(it);
    const heard: Measurement<ThermalGridWord>[] = [];
    sensor.onMeasurement((word) => heard.push(word));
    it.chip.see((pixel) => (pixel === 0 ? 36.5 : 26), 31.25);
    await it.sim.walk(sensor.open(never), 9000);
    await it.sim.advance(20_000);
    const warming = heard.filter((word) => 'fault' in word && word.fault.kind === 'warming-up');
    // Once a second, as near as its ten frames a second come.
    expect(warming.length).toBeGreaterThanOrEqual(13);
    expect(warming.length).toBeLessThanOrEqual(15);
    const last = heard.at(-1);
    const value = last !== undefined && 'value' in last ? last.value : null;
    expect(value?.thermistorCentiC).toBe(3125);
    // Its first pixel is the lower left of who looks at the sensor: the sensor's own lower right.
    expect(value?.centiC.indexOf(3650)).toBe(63);
    await it.sim.walk(sensor.close(), 1000);
  });
});

describe('four chips that all wake at 0x29', () => {
  const four = () => {
    const sim = new SimClock();
    const clock = new DeviceClock(sim, 0, true);
    const chips = [0, 1, 2, 3].map(() => new Vl53l0x(clock));
    const bus = new SimI2cBus(clock, '/dev/i2c-1').attach(...chips);
    const boot = new BootAddress(clock);
    const sensors = chips.map((chip, index) => {
      // The boards pull the line up until somebody drives it.
      const wire = new SimWire(`GPIO${5 + index}`, true);
      wire.onLevel((high) => chip.setXshut(high));
      const line = new SimDigitalOutput(wire, { activeLow: false });
      const seat = boot.join(line);
      return {
        sensor: new Vl53l0xRange({ id: `tof-${index}`, bus, address: 0x30 + index, clock, periodMs: 50, seat }),
        chip,
        wire,
      };
    });
    const shared = { sim, clock, bus };
    return { ...shared, sensors };
  };

  test('are told apart, each with its own distance, though all are opened at once', async () => {
    const { sim, bus, sensors } = four();
    await bus.open(never);
    // The bus is one here: its twin cannot be opened four times.
    const lease = { open: bus.open.bind(bus), close: bus.close.bind(bus) };
    bus.open = () => Promise.resolve({ ok: true, value: undefined });
    bus.close = () => Promise.resolve();
    const heard = new Map<string, number | null>();
    for (const [index, { sensor, chip }] of sensors.entries()) {
      chip.see({ mm: 100 * (index + 1) });
      sensor.onMeasurement((word) => 'value' in word && heard.set(word.sensorId, word.value.distanceM));
    }
    const opened = await sim.walk(Promise.all(sensors.map(({ sensor }) => sensor.open(never))), 60_000);
    expect(opened.every((each) => each.ok)).toBe(true);
    await sim.advance(500);
    expect(Object.fromEntries(heard)).toEqual({ 'tof-0': 0.1, 'tof-1': 0.2, 'tof-2': 0.3, 'tof-3': 0.4 });
    // One is opened again while the others measure on.
    const [first] = sensors;
    if (first === undefined) throw new Error('no sensor');
    await sim.walk(first.sensor.close(), 5000);
    expect(first.wire.high).toBe(false);
    heard.clear();
    expect((await sim.walk(first.sensor.open(never), 9000)).ok).toBe(true);
    await sim.advance(500);
    expect(heard.size).toBe(4);
    for (const { sensor } of sensors) await sim.walk(sensor.close(), 5000);
    await lease.close();
    expect(sim.pending).toBe(0);
  });

  test('a reset line that another process holds concerns its own chip only', async () => {
    const { sim, bus, sensors } = four();
    await bus.open(never);
    bus.open = () => Promise.resolve({ ok: true, value: undefined });
    bus.close = () => Promise.resolve();
    sensors[1]?.wire.take('gpioset (4711)');
    sensors[1]?.chip.setXshut(false);
    const opened = await sim.walk(Promise.all(sensors.map(({ sensor }) => sensor.open(never))), 60_000);
    expect(opened.map((each) => (each.ok ? 'ok' : each.fault.kind))).toEqual(['ok', 'busy', 'ok', 'ok']);
    expect(opened[1]).toMatchObject({ fault: { where: 'GPIO6', holder: 'gpioset (4711)' } });
    for (const { sensor } of sensors) await sim.walk(sensor.close(), 5000);
  });
});
