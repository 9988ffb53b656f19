import { describe, expect, it } from 'vitest';
import { PinKeypad } from '../../hal/drivers/pin-keypad.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimDigitalInput, SimWire } from '../../sim/devices/digital-pin.ts';

const signal = new AbortController().signal;

/** A button to ground behind a pull-up. */
const rig = () => {
  const clock = new SimClock();
  const wire = new SimWire('header GPIO23', true);
  const pad = new PinKeypad(
    new SimDigitalInput(wire, new DeviceClock(clock, 0), { activeLow: true, debounceMs: 30 }),
    '1',
  );
  const keys: string[] = [];
  pad.onKey(({ key }) => keys.push(key));
  return { clock, wire, pad, keys };
};

describe('a button that stands for a key', () => {
  it('is one key for each press, however it bounces and however long it is held', async () => {
    const { clock, wire, pad, keys } = rig();
    await pad.open(signal);
    for (const high of [false, true, false, true, false]) {
      wire.drive(high);
      await clock.advance(3);
    }
    await clock.advance(5000);
    wire.drive(true);
    await clock.advance(100);
    expect(keys).toEqual(['1']);
    await pad.close();
  });

  it('is not pressed by being held down at opening, nor while it is closed', async () => {
    const { clock, wire, pad, keys } = rig();
    wire.drive(false);
    await pad.open(signal);
    await clock.advance(100);
    wire.drive(true);
    await clock.advance(100);
    await pad.close();
    wire.drive(false);
    await clock.advance(100);
    expect(keys).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('tells its line’s faults as its own', async () => {
    const { wire, pad } = rig();
    const faults: string[] = [];
    pad.onFault(({ kind }) => faults.push(kind));
    await pad.open(signal);
    wire.unplug();
    await pad.close();
    const again = await pad.open(signal);
    expect([faults, again]).toEqual([['unplugged'], { ok: false, fault: { kind: 'absent', where: 'header GPIO23' } }]);
  });
});
