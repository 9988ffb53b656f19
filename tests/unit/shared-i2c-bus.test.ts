import { expect, test } from 'vitest';
import { SharedI2cBus } from '../../hal/drivers/shared-i2c-bus.ts';
import type { I2cFault } from '../../hal/ports/i2c-bus.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimI2cBus } from '../../sim/devices/i2c-bus.ts';
import { MemoryChip } from '../support/memory-chip.ts';

const never = new AbortController().signal;
const rig = () => {
  const clock = new SimClock();
  const wires = new SimI2cBus(new DeviceClock(clock, 0, true)).attach(new MemoryChip(0x40));
  const shared = new SharedI2cBus(wires);
  const read = (bus: ReturnType<SharedI2cBus['lease']>) => clock.walk(bus.read(0x40, Uint8Array.of(0), 1), 1000);
  return { clock, wires, shared, read };
};

test('the wires are opened with the first lease and closed with the last', async () => {
  const { wires, shared, read, clock } = rig();
  const one = shared.lease();
  const two = shared.lease();
  expect(await Promise.all([one.open(never), two.open(never)])).toEqual([
    { ok: true, value: undefined },
    { ok: true, value: undefined },
  ]);
  await one.close();
  expect((await read(one)).ok).toBe(false);
  expect((await read(two)).ok).toBe(true);
  await two.close();
  expect(await wires.read(0x40, Uint8Array.of(0), 1)).toMatchObject({ fault: { kind: 'closed' } });
  expect((await one.open(never)).ok).toBe(true);
  expect((await read(one)).ok).toBe(true);
  await one.close();
  expect(clock.pending).toBe(0);
});

test('a bus that refuses to open refuses each lease, and opens for the next that tries', async () => {
  const { wires, shared } = rig();
  wires.breakWith({ kind: 'permission', where: wires.where });
  const one = shared.lease();
  const two = shared.lease();
  const refused = { ok: false, fault: { kind: 'permission', where: wires.where } };
  expect(await Promise.all([one.open(never), two.open(never)])).toEqual([refused, refused]);
  await one.close();
  wires.mend();
  expect((await two.open(never)).ok).toBe(true);
  await two.close();
});

test('an adapter that is pulled out is told to every lease that is open, once', async () => {
  const { wires, shared } = rig();
  const one = shared.lease();
  const two = shared.lease();
  const told: [string, I2cFault['kind']][] = [];
  one.onFault(({ kind }) => told.push(['one', kind]));
  two.onFault(({ kind }) => told.push(['two', kind]));
  await one.open(never);
  wires.breakWith({ kind: 'absent', where: wires.where });
  expect(told).toEqual([['one', 'absent']]);
  await one.close();
  wires.mend();
  await Promise.all([one.open(never), two.open(never)]);
  wires.breakWith({ kind: 'absent', where: wires.where });
  expect(told).toHaveLength(3);
  await Promise.all([one.close(), two.close()]);
});
