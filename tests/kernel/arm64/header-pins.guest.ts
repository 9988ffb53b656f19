import { afterEach, describe, expect, it } from 'vitest';
import { GpiochipDigitalInput, GpiochipDigitalOutput } from '../../../hal/drivers/gpiochip-digital-pin.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { OnoffDigitalOutput } from '../../../hal/drivers/onoff-digital-pin.ts';
import type { HeaderLine } from '../../../hal/drivers/sysfs-gpio.ts';
import { readRegisters } from './registers.ts';

/*
 * The pins of QEMU's Raspberry Pi 3B, under that board's own kernel driver (pinctrl-bcm2835), as the chip's registers have them. The
 * emulated board has nothing that could drive an input from outside, and its chip cannot be pulled: the contracts run before the chips
 * of tests/kernel/modules.
 */

const opened = { ok: true, value: undefined };
const inputFunction = 0;
const outputFunction = 1;

const gpio17: HeaderLine = { by: 'header', bcm: 17, pin: 11 };
const header: readonly HeaderLine[] = [
  gpio17,
  { by: 'header', bcm: 27, pin: 13 },
  { by: 'header', bcm: 5, pin: 29 },
  { by: 'header', bcm: 26, pin: 37 },
];

const bit = (pin: number): number => (1 << pin) >>> 0;
let output: { close(): Promise<void> } | null = null;
afterEach(async () => {
  await output?.close();
  output = null;
});

describe.each([
  ['gpiochip', GpiochipDigitalOutput],
  ['onoff', OnoffDigitalOutput],
] as const)('%s on a Raspberry Pi 3B', (_, Output) => {
  it.each(header)('drives GPIO$bcm (header pin $pin), and no other pin', async (line) => {
    const before = await readRegisters();
    const pin = new Output({ chip: null, line, activeLow: false });
    output = pin;
    expect(await pin.open()).toEqual(opened);
    expect(pin.where).toContain(`GPIO${line.bcm} (header pin ${line.pin})`);
    const open = await readRegisters();
    expect(open.functionOf(line.bcm)).toBe(outputFunction);
    const low = (before.levels & ~bit(line.bcm)) >>> 0;
    expect(open.levels).toBe(low);
    for (const active of [true, false, true]) {
      pin.write(active);
      const { levels } = await readRegisters();
      expect(levels).toBe(active ? (low | bit(line.bcm)) >>> 0 : low);
    }
    await pin.close();
    expect((await readRegisters()).levels).toBe(low);
  });

  it('holds an active-low lamp’s pin high until it is lit', async () => {
    const pin = new Output({ chip: null, line: gpio17, activeLow: true });
    output = pin;
    expect(await pin.open()).toEqual(opened);
    expect((await readRegisters()).levels & bit(17)).toBe(bit(17));
    pin.write(true);
    expect((await readRegisters()).levels & bit(17)).toBe(0);
  });
});

describe('gpiochip on a Raspberry Pi 3B', () => {
  it('finds the header by the label of its chip, and makes an input of its pin', async () => {
    const pin = new GpiochipDigitalInput(
      { chip: 'pinctrl-bcm2835', line: gpio17, activeLow: false, bias: 'none', debounceMs: 0 },
      new NodeClock(() => true),
    );
    output = pin;
    expect(await pin.open()).toEqual(opened);
    expect(pin.where).toBe('pinctrl-bcm2835 GPIO17 (header pin 11)');
    const { levels, functionOf } = await readRegisters();
    expect(functionOf(17)).toBe(inputFunction);
    expect(pin.active).toBe((levels & bit(17)) !== 0);
  });

  it('says that a pin is taken', async () => {
    const first = new GpiochipDigitalOutput({ chip: null, line: gpio17, activeLow: false });
    output = first;
    expect(await first.open()).toEqual(opened);
    const second = new GpiochipDigitalOutput({ chip: null, line: gpio17, activeLow: false });
    expect(await second.open()).toMatchObject({ ok: false, fault: { kind: 'busy' } });
  });
});
