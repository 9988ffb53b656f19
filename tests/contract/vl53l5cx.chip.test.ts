import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BootAddress } from '../../hal/drivers/boot-address.ts';
import { upright } from '../../hal/drivers/grid-orientation.ts';
import {
  loadVl53l5cxFirmware,
  readVl53l5cxFirmware,
  type Vl53l5cxFirmware,
} from '../../hal/drivers/vl53l5cx-firmware.ts';
import { Vl53l5cxRangeGrid } from '../../hal/drivers/vl53l5cx-range-grid.ts';
import type { SensorDeviceFault } from '../../hal/ports/sensor-faults.ts';
import type { RangeGridWord } from '../../hal/ports/sensors.ts';
import type { Result } from '../../hal/result.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimI2cBus } from '../../sim/devices/i2c-bus.ts';
import { Vl53l5cx, type Vl53l5cxLayout } from '../../sim/peripherals/vl53l5cx.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { headers, layoutOf, writeHeaders, type UldVersion } from '../support/vl53l5cx-headers.ts';
import { walked } from '../support/walked-sensor.ts';
import { sensorContract, type SensorRig } from './sensor.contract.ts';

const never = new AbortController().signal;

const firmwareOf = (version: UldVersion): Result<Vl53l5cxFirmware, SensorDeviceFault> => {
  const { buffers, api } = headers(version);
  const read = readVl53l5cxFirmware(buffers, api);
  if (!read.ok) throw new Error(read.fault.missing);
  return read;
};
const programs = { '1.1': firmwareOf('1.1'), '1.3.9': firmwareOf('1.3.9') } as const;

const make = (
  version: UldVersion,
  side: 4 | 8,
  layout: Partial<Vl53l5cxLayout> = {},
  firmware: Result<Vl53l5cxFirmware, SensorDeviceFault> = programs[version],
) => {
  const sim = new SimClock();
  const clock = new DeviceClock(sim, 0, true);
  const chip = new Vl53l5cx(clock, { ...layoutOf(version), ...layout });
  const bus = new SimI2cBus(clock).attach(chip);
  const driver = new Vl53l5cxRangeGrid({
    id: 'grid',
    bus,
    address: 0x31,
    clock,
    seat: new BootAddress(clock).join(null),
    periodMs: side === 8 ? 67 : 50,
    side,
    orientation: upright,
    firmware: () => Promise.resolve(firmware),
  });
  return { sim, chip, bus, driver, open: () => sim.walk(driver.open(never), 60_000) };
};

for (const [version, side] of [
  ['1.3.9', 8],
  ['1.3.9', 4],
  ['1.1', 8],
] as const)
  sensorContract(`VL53L5CX driver over the chip, ULD ${version}, ${side}×${side}`, (): SensorRig => {
    const { sim, chip, driver } = make(version, side);
    return {
      sensor: walked(driver, sim),
      wait: (ms) => sim.advance(ms),
      appear: () => chip.seeZones((zone) => (zone < 8 ? 900 : null)),
      unplug: () => chip.setPowered(false),
      plug: () => chip.setPowered(true),
      end: async () => {
        await sim.settle();
        expect(sim.pending).toBe(0);
      },
    };
  });

describe('VL53L5CX', () => {
  test('zones come row by row from the top, from the left as the sensor looks; no target is none, whatever its status', async () => {
    const { sim, chip, driver, open } = make('1.3.9', 8);
    const words: RangeGridWord[] = [];
    driver.onMeasurement((word) => 'value' in word && words.push(word.value));
    // Zone 0 looks to the upper right, zone 9 one to its left and one down.
    chip.seeZones((zone) => (zone === 0 ? 1234 : zone === 9 ? 555.6 : null));
    expect((await open()).ok).toBe(true);
    await sim.advance(500);
    const word = words.at(-1);
    expect(word?.rows).toBe(8);
    const seen = word?.distancesMm.flatMap((mm, at) => (mm === null ? [] : [[Math.floor(at / 8), at % 8, mm]]));
    expect(seen).toEqual([
      [0, 7, 1234],
      [1, 6, 556],
    ]);
    expect(word?.sigmasMm?.filter((sigma) => sigma !== null)).toEqual([9, 9]);
    await sim.walk(driver.close(), 5000);
  });

  test('the program goes over in pieces, between which other chips have their turn', async () => {
    const { sim, bus, driver, open } = make('1.3.9', 4);
    const opening = open();
    // Asked once the upload is well on its way, each after the one before.
    const asking = (async (): Promise<number[]> => {
      const waits: number[] = [];
      while (bus.carried < 60) await new Promise((resolve) => setImmediate(resolve));
      for (let i = 0; i < 30; i++) {
        const asked = sim.now();
        await bus.read(0x55, Uint8Array.of(0), 1);
        waits.push(sim.now() - asked);
      }
      return waits;
    })();
    const [opened, waits] = await Promise.all([opening, asking]);
    expect(opened.ok).toBe(true);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30);
    await sim.walk(driver.close(), 5000);
  });

  test('without its program it is not touched', async () => {
    const fault = { kind: 'no-firmware', chip: 'VL53L5CX', file: '/srv/vl53l5cx_buffers.h' } as const;
    const { open, bus } = make('1.3.9', 8, {}, { ok: false, fault });
    expect(await open()).toEqual({ ok: false, fault });
    expect(bus.carried).toBe(0);
  });

  test('a program that arrived with a byte changed does not start, and the fault names the step', async () => {
    const { program } = layoutOf('1.3.9');
    const { open, sim } = make('1.3.9', 8, { program: program.with(70_000, (program[70_000] ?? 0) ^ 1) });
    expect(await open()).toMatchObject({ fault: { kind: 'not-started', chip: 'VL53L5CX', step: 'program start' } });
    expect(sim.pending).toBe(0);
  });

  test('settings are those of the resolution, and the rate is kept', async () => {
    const { open, chip, driver, sim } = make('1.3.9', 8);
    await open();
    expect([...(chip.setting(0x5450) ?? [])]).toEqual([8, 8, 0, 0, 4, 4, 0, 0]);
    expect(chip.setting(0x5458)?.[1]).toBe(15);
    expect([...(chip.setting(0xad30) ?? [])].slice(0, 4)).toEqual([0, 1, 0, 3]);
    await sim.walk(driver.close(), 5000);
  });
});

describe('ST’s headers', () => {
  const directory = temporaryDirectory();
  afterAll(() => removeDirectory(directory));

  test('are read from where the maintainer put them, both of them', async () => {
    const file = writeHeaders(directory, '1.3.9');
    const read = await loadVl53l5cxFirmware(file);
    expect(read.ok && read.value.hasFooter).toBe(true);
    expect(read.ok && read.value.at.VL53L5CX_DISTANCE_BH).toBe(0xdf440402);
    unlinkSync(join(directory, 'vl53l5cx_api.h'));
    expect(await loadVl53l5cxFirmware(file)).toEqual({
      ok: false,
      fault: { kind: 'no-firmware', chip: 'VL53L5CX', file: join(directory, 'vl53l5cx_api.h') },
    });
    expect(await loadVl53l5cxFirmware('/nowhere/vl53l5cx_buffers.h')).toMatchObject({
      fault: { kind: 'no-firmware', file: '/nowhere/vl53l5cx_buffers.h' },
    });
  });

  test.each([
    ['cut off in the middle', (text: string) => text.slice(0, 300_000), 'VL53L5CX_FIRMWARE'],
    ['one byte too few', (text: string) => text.replace('0x00,', ''), 'VL53L5CX_FIRMWARE'],
    ['a byte that is none', (text: string) => text.replace('0x1f,', '0x1ff,'), 'VL53L5CX_FIRMWARE'],
    [
      'without its crosstalk',
      (text: string) => text.replace('VL53L5CX_DEFAULT_XTALK', 'XTALK'),
      'VL53L5CX_DEFAULT_XTALK',
    ],
    ['another file altogether', () => 'hello', 'VL53L5CX_FIRMWARE'],
  ])('%s: refused, and the missing part named', (_, spoil, missing) => {
    const { buffers, api } = headers('1.3.9');
    expect(readVl53l5cxFirmware(spoil(buffers), api)).toEqual({ ok: false, fault: { missing } });
  });

  test('an api header of another chip is refused', () => {
    const { buffers, api } = headers('1.3.9');
    expect(readVl53l5cxFirmware(buffers, api.replaceAll('VL53L5CX', 'VL53L8CX'))).toMatchObject({ ok: false });
  });
});
