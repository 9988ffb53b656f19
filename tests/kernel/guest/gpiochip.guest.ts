import { afterEach, describe, expect, it } from 'vitest';
import { GpiochipDigitalInput, GpiochipDigitalOutput } from '../../../hal/drivers/gpiochip-digital-pin.ts';
import { GpiochipLine } from '../../../hal/drivers/gpiochip-line.ts';
import { GpiochipPulseInput } from '../../../hal/drivers/gpiochip-pulse-input.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import type { PinLine } from '../../../hal/drivers/pin-faults.ts';
import { digitalInputContract, digitalOutputContract } from '../../contract/digital-pin.contract.ts';
import { pulseInputContract } from '../../contract/pulse-input.contract.ts';
import { untilReal } from '../../support/real-time.ts';
import { lineDescriptors, raspberryPi, UserChip, type WireLevel } from './gpio-user.ts';
import { beyond, gpio17, lineRig } from './line-rig.ts';

const traits = { busy: 'named', lowFirst: false, pulled: 'told' } as const;
const opened = { ok: true, value: undefined };

digitalInputContract('gpiochip on a real kernel', traits, async () => {
  const { clock, rig } = lineRig();
  const make = (line: PinLine, pin: { activeLow: boolean; debounceMs: number }): GpiochipDigitalInput =>
    new GpiochipDigitalInput({ chip: null, line, bias: 'none', ...pin }, clock);
  return {
    ...rig,
    input: (pin) => make(gpio17, pin),
    absent: () => make(beyond, { activeLow: false, debounceMs: 0 }),
  };
});

digitalOutputContract('gpiochip on a real kernel', traits, async () => {
  const { chip, rig } = lineRig();
  return {
    ...rig,
    output: (pin) => {
      const output = new GpiochipDigitalOutput({ chip: null, line: gpio17, ...pin });
      const open = output.open.bind(output);
      output.open = () => {
        if (lineDescriptors() === 0) chip.forget();
        return open();
      };
      return output;
    },
  };
});

pulseInputContract('gpiochip on a real kernel', 1000, async () => {
  const { chip, rig } = lineRig();
  let high = false;
  return {
    ...rig,
    pulse: (pin) =>
      new GpiochipPulseInput({ chip: null, line: gpio17, bias: 'none', activeLow: pin.activeLow }, pin.counted),
    drive: async (level) => {
      high = level;
      await rig.drive(level);
    },
    burst: async (edges) => {
      const wire: WireLevel[] = [];
      for (let edge = 0; edge < edges; edge += 1) {
        high = !high;
        wire.push(high ? 'high' : 'low');
      }
      // One write: this process hears of none before the last.
      chip.drive(17, ...wire);
    },
  };
});

describe('gpiochip: finding a line', () => {
  const chips: UserChip[] = [];
  const plug = (...each: ConstructorParameters<typeof UserChip>): UserChip => {
    const chip = new UserChip(...each);
    chips.push(chip);
    return chip;
  };
  afterEach(() => {
    for (const chip of chips.splice(0)) chip.unplug();
    expect(lineDescriptors()).toBe(0);
  });
  const clock = new NodeClock(() => true);
  const input = (chip: string | null, line: PinLine): GpiochipDigitalInput =>
    new GpiochipDigitalInput({ chip, line, activeLow: false, bias: 'none', debounceMs: 0 }, clock);

  it('takes the header’s chip by its label, though another chip is the first', async () => {
    plug({ label: 'gpio-brcmstb@107d508500', lines: 32, base: -1, prefix: '-' });
    const header = plug({ ...raspberryPi, label: 'pinctrl-rp1', base: -1 });
    const pin = input(null, gpio17);
    expect(await pin.open()).toEqual(opened);
    expect(pin.where).toBe('pinctrl-rp1 GPIO17 (header pin 11)');
    header.drive(17, 'high');
    await untilReal(() => pin.active === true);
    await pin.close();
  });

  it('finds a line by its name on whichever chip has it', async () => {
    plug(raspberryPi);
    const other = plug({ label: 'gpio_it87', lines: 64, base: -1, prefix: 'it87_gp' });
    const pin = input(null, { by: 'name', name: 'it87_gp42' });
    expect(await pin.open()).toEqual(opened);
    other.drive(42, 'high');
    await untilReal(() => pin.active === true);
    await pin.close();
    const missing = input('gpio_it87', { by: 'name', name: 'GPIO17' });
    expect(await missing.open()).toEqual({ ok: false, fault: { kind: 'absent', where: 'gpio_it87 GPIO17' } });
  });

  it('names another program that has the line', async () => {
    plug(raspberryPi);
    const use = { direction: 'out', active: false } as const;
    const other = GpiochipLine.request(null, gpio17, use, false, 'fan-control');
    if (!other.ok) throw new Error(other.fault.kind);
    expect(await input(null, gpio17).open()).toEqual({
      ok: false,
      fault: { kind: 'busy', where: 'pinctrl-bcm2711 GPIO17 (header pin 11)', holder: 'fan-control' },
    });
    other.value.close();
  });

  it.each([
    ['up', true],
    ['down', false],
  ] as const)('lets the pull resistor (%s) decide where nothing drives the wire', async (bias, level) => {
    const chip = plug(raspberryPi);
    chip.drive(17, 'floating');
    const pin = new GpiochipDigitalInput({ chip: null, line: gpio17, activeLow: false, bias, debounceMs: 0 }, clock);
    expect(await pin.open()).toEqual(opened);
    expect(pin.active).toBe(level);
    await pin.close();
  });

  it('says absent where there is no chip at all', async () => {
    expect(await input(null, gpio17).open()).toEqual({
      ok: false,
      fault: { kind: 'absent', where: 'GPIO17 (header pin 11)' },
    });
  });
});
