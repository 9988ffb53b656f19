import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ringPicture } from '../../hal/drivers/ws2812-ring-lamp.ts';
import {
  drawnMilliamps,
  withinBudget,
  ws2812Bytes,
  ws2812Frame,
  ws2812SpeedHz,
} from '../../hal/drivers/ws2812-wire.ts';
import { Ws2812RingLamp } from '../../hal/drivers/ws2812-ring-lamp.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimSpiBus } from '../../sim/devices/spi-bus.ts';
import { Ws2812String } from '../../sim/peripherals/ws2812.ts';
import { runs } from '../support/tier.ts';

const byte = fc.integer({ min: 0, max: 255 });
const pictures = fc.array(fc.record({ red: byte, green: byte, blue: byte }), { minLength: 1, maxLength: 60 });

describe('the wire of WS2812', () => {
  it('carries any picture, by pulses that both generations of the chip take, also with a divider that is 5 % off', () => {
    fc.assert(
      fc.property(pictures, fc.constantFrom(0.97, 1, 1.05), (leds, off) => {
        const string = new Ws2812String(leds.length);
        string.clockIn(ws2812Frame(leds), ws2812SpeedHz * off);
        expect(string.faults).toEqual([]);
        expect(string.shown).toEqual(leds);
      }),
      { numRuns: runs({ fast: 200, long: 2000 }) },
    );
  });

  it('is green, red, blue, highest bit first, as the datasheet draws it', () => {
    const frame = ws2812Frame([{ red: 0x0f, green: 0x80, blue: 0x01 }]);
    const data = Buffer.from(frame.subarray(120, 132)).toString('hex');
    expect(data).toBe('c88888888888cccc8888888c');
    expect(frame).toHaveLength(ws2812Bytes(1));
  });

  it('a string that is longer than the picture keeps what it had behind it', () => {
    const string = new Ws2812String(3);
    string.clockIn(ws2812Frame(Array.from({ length: 3 }, () => ({ red: 9, green: 9, blue: 9 }))), ws2812SpeedHz);
    string.clockIn(ws2812Frame([{ red: 1, green: 1, blue: 1 }]), ws2812SpeedHz);
    expect(string.shown.map(({ red }) => red)).toEqual([1, 9, 9]);
  });
});

describe('the supply of a ring', () => {
  it('is never asked for more than it has', () => {
    fc.assert(
      fc.property(pictures, fc.integer({ min: 80, max: 5000 }), (leds, budget) => {
        expect(drawnMilliamps(withinBudget(leds, budget))).toBeLessThanOrEqual(Math.max(budget, leds.length));
      }),
      { numRuns: runs({ fast: 200, long: 2000 }) },
    );
  });

  it('is left as it is where there is enough', () => {
    const leds = [{ red: 255, green: 255, blue: 255 }];
    expect(withinBudget(leds, 61)).toEqual(leds);
    expect(drawnMilliamps(leds)).toBe(61);
  });

  it('makes a ring of 24 at full brightness keep to half an ampere', () => {
    const picture = ringPicture('call', { leds: 24, brightness: 1, budgetMilliamps: 500 });
    expect(drawnMilliamps(picture)).toBeLessThanOrEqual(500);
    expect(drawnMilliamps(picture)).toBeGreaterThan(450);
  });
});

describe('a ring that cannot answer', () => {
  const settings = { leds: 12, brightness: 0.5, budgetMilliamps: 500 };

  it('is shown its picture again by and by: one that was pulled and put back is not dark for long', async () => {
    const time = new SimClock();
    const ring = new Ws2812String(12);
    const bus = new SimSpiBus('/dev/spidev0.0', (bytes) => {
      ring.clockIn(bytes, ws2812SpeedHz);
      return bytes;
    });
    const lamp = new Ws2812RingLamp(bus, new DeviceClock(time, 0), settings);
    await lamp.open(new AbortController().signal);
    lamp.set('invite');
    await time.settle();
    const before = ring.shown;
    ring.powerCycle();
    await time.advance(10_000);
    expect(ring.shown).toEqual(before);
    await lamp.close();
    expect(time.pending).toBe(0);
  });

  it('is refused where the kernel would cut its picture in two', async () => {
    const bus = new SimSpiBus('/dev/spidev0.0', (bytes) => bytes, 256);
    const lamp = new Ws2812RingLamp(bus, new DeviceClock(new SimClock(), 0), settings);
    expect(await lamp.open(new AbortController().signal)).toEqual({
      ok: false,
      fault: { kind: 'too-long', where: '/dev/spidev0.0', bytes: 384, most: 256 },
    });
    expect(bus.opened).toBe(false);
  });
});
