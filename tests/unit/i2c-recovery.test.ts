import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { clearBus, ControllerRecovery } from '../../hal/drivers/i2c-recovery.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimDigitalInput, SimDigitalOutput, SimWire } from '../../sim/devices/digital-pin.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/** A chip that was cut off while it sent: it lets go of the data line after so many clocks. */
const stuckBy = (clocks: number, clock: DeviceClock | NodeClock) => {
  const [scl, sda] = [new SimWire('GPIO3', true), new SimWire('GPIO2', clocks === 0)];
  let seen = 0;
  scl.onDriven((high) => {
    if (high === false) seen += 1;
    if (seen === clocks) sda.drive(true);
  });
  const lines = {
    scl: new SimDigitalOutput(scl, { activeLow: true }),
    sda: new SimDigitalInput(sda, clock, { activeLow: false, debounceMs: 0 }),
  };
  return { lines, scl, sda, pulses: () => seen };
};

describe('clocking a bus free', () => {
  const clear = async (clocks: number) => {
    const sim = new SimClock();
    const clock = new DeviceClock(sim, 0, true);
    const rig = stuckBy(clocks, clock);
    const isHigh = await sim.walk(clearBus(rig.lines, clock), 1000);
    expect(sim.pending).toBe(0);
    // Both lines are let go of: another may take them.
    expect(rig.scl.take('i2c').ok && rig.sda.take('i2c').ok).toBe(true);
    return { isHigh, pulses: rig.pulses() };
  };

  test.each([1, 4, 9])('a chip that lets go after %d clocks is free, and no more are sent', async (clocks) => {
    expect(await clear(clocks)).toEqual({ isHigh: true, pulses: clocks });
  });
  test('a bus that is free is left alone', async () => {
    expect(await clear(0)).toEqual({ isHigh: true, pulses: 0 });
  });
  test('nine clocks and no more: a short circuit is not clocked away', async () => {
    expect(await clear(50)).toEqual({ isHigh: false, pulses: 9 });
  });
  test('a clock line that another program holds is not driven', async () => {
    const sim = new SimClock();
    const clock = new DeviceClock(sim, 0, true);
    const { lines, scl, pulses } = stuckBy(3, clock);
    scl.take('gpioset (4711)');
    expect(await sim.walk(clearBus(lines, clock), 1000)).toBe(false);
    expect(pulses()).toBe(0);
  });
});

describe('taking the controller from its driver and giving it back', () => {
  const directories: string[] = [];
  afterEach(() => {
    for (const each of directories.splice(0)) removeDirectory(each);
  });

  /** As /sys has a Raspberry Pi's second controller. */
  const tree = () => {
    const root = temporaryDirectory();
    directories.push(root);
    const [sys, dev] = [join(root, 'sys'), join(root, 'dev')];
    const controller = join(sys, 'devices/platform/soc/fe804000.i2c');
    const driver = join(sys, 'bus/platform/drivers/i2c-bcm2835');
    mkdirSync(join(controller, 'i2c-1'), { recursive: true });
    mkdirSync(driver, { recursive: true });
    mkdirSync(join(sys, 'bus/i2c/devices'), { recursive: true });
    mkdirSync(dev);
    symlinkSync(driver, join(controller, 'driver'));
    symlinkSync(join(controller, 'i2c-1'), join(sys, 'bus/i2c/devices/i2c-1'));
    for (const file of ['bind', 'unbind']) writeFileSync(join(driver, file), '');
    writeFileSync(join(dev, 'i2c-1'), '');
    return { roots: { sys, dev }, driver, dev, told: (file: string) => readFileSync(join(driver, file), 'utf8') };
  };
  const clock = new NodeClock(() => true);

  test('the device is unbound and bound again by its name, the lines clocked in between', async () => {
    const { roots, told } = tree();
    const { lines, pulses } = stuckBy(4, clock);
    expect(await new ControllerRecovery(1, clock, lines, roots).free()).toEqual({
      freed: true,
      tried: '9 clocks and controller reset',
    });
    expect([told('unbind'), told('bind')]).toEqual(['fe804000.i2c', 'fe804000.i2c']);
    expect(pulses()).toBe(4);
  });

  test('a short circuit stays one, and the controller is given back all the same', async () => {
    const { roots, told } = tree();
    expect(await new ControllerRecovery(1, clock, stuckBy(50, clock).lines, roots).free()).toMatchObject({
      freed: false,
    });
    expect(told('bind')).toBe('fe804000.i2c');
  });

  test('without lines the controller alone is reset', async () => {
    const { roots } = tree();
    expect(await new ControllerRecovery(1, clock, null, roots).free()).toEqual({
      freed: true,
      tried: 'controller reset',
    });
  });

  test('a bus that does not come back is not freed', async () => {
    const { roots, dev } = tree();
    rmSync(join(dev, 'i2c-1'));
    expect(await new ControllerRecovery(1, clock, null, roots).free()).toEqual({
      freed: false,
      tried: 'controller reset',
    });
  });

  test('an adapter without a driver of its own, and a bus that there is none of, are left alone', async () => {
    const { roots } = tree();
    expect((await new ControllerRecovery(9, clock, null, roots).free()).freed).toBe(false);
  });

  test('whoever may not is told so: nothing was done', async () => {
    const { roots, driver } = tree();
    rmSync(join(driver, 'unbind'));
    // Also root cannot write into this.
    mkdirSync(join(driver, 'unbind'));
    chmodSync(join(driver, 'unbind'), 0o500);
    expect(await new ControllerRecovery(1, clock, null, roots).free()).toEqual({
      freed: false,
      tried: 'nothing: i2c-bcm2835 may not be told to let go (EISDIR)',
    });
  });
});
