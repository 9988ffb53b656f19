import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Device } from '../../../hal/device.ts';
import { GpiochipDigitalInput, GpiochipDigitalOutput } from '../../../hal/drivers/gpiochip-digital-pin.ts';
import { GpiochipPulseInput } from '../../../hal/drivers/gpiochip-pulse-input.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { OnoffDigitalInput, OnoffDigitalOutput } from '../../../hal/drivers/onoff-digital-pin.ts';
import { RpiGpioDigitalInput, RpiGpioDigitalOutput } from '../../../hal/drivers/rpi-gpio-digital-pin.ts';
import { leftBehind } from '../../support/held-level.ts';
import { runs } from '../../support/tier.ts';
import { lineDescriptors, raspberryPi, UserChip } from './gpio-user.ts';
import { gpio17 } from './line-rig.ts';
import { pretendRaspberryPi } from './raspberry-pi.ts';

const clock = new NodeClock(() => true);
const signal = new AbortController().signal;
const input = { chip: null, line: gpio17, activeLow: false, bias: 'none', debounceMs: 20 } as const;
const output = { chip: null, line: gpio17, activeLow: false } as const;

/** An emulated CPU takes some 20 ms for each; rpi-gpio, which sleeps between its attempts to set a line up, ten times that. */
const often = runs({ fast: 100, long: 1000 });
const seldom = runs({ fast: 20, long: 1000 });
const drivers: readonly (readonly [name: string, times: number, make: () => Device])[] = [
  ['gpiochip input', often, () => new GpiochipDigitalInput(input, clock)],
  ['gpiochip output', often, () => new GpiochipDigitalOutput(output)],
  ['gpiochip pulse input', often, () => new GpiochipPulseInput(input, 'both')],
  ['onoff input', often, () => new OnoffDigitalInput(input, clock)],
  ['onoff output', often, () => new OnoffDigitalOutput(output)],
  ['rpi-gpio input', seldom, () => new RpiGpioDigitalInput(input, clock)],
  ['rpi-gpio output', seldom, () => new RpiGpioDigitalOutput(output)],
];

describe('pins opened and closed again and again', () => {
  let chip: UserChip;
  let end: () => void;
  beforeAll(() => {
    end = pretendRaspberryPi();
  });
  afterAll(() => end());
  beforeEach(() => {
    chip = new UserChip({ ...raspberryPi, base: 0 });
  });
  afterEach(() => chip.unplug());

  it.each(drivers)(
    '%s, %d times: descriptors, timers and memory stay level',
    { timeout: 590_000 },
    async (_name, times, make) => {
      const left = await leftBehind(times, async () => {
        const pin = make();
        expect(await pin.open(signal)).toEqual({ ok: true, value: undefined });
        chip.drive(17, 'high');
        await pin.close();
        chip.drive(17, 'low');
        chip.forget();
      });
      expect(left.descriptors).toBe(0);
      expect(lineDescriptors()).toBe(0);
      expect(clock.pending).toBe(0);
      // Less than half a kilobyte for each, what a JavaScript engine itself keeps on learning, beside what it learns whatever the number.
      expect(left.heapBytes).toBeLessThan(24_000 + times * 500);
    },
  );
});
