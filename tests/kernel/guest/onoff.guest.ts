import { afterEach, describe, expect, it } from 'vitest';
import { GpiochipLine } from '../../../hal/drivers/gpiochip-line.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { OnoffDigitalInput, OnoffDigitalOutput } from '../../../hal/drivers/onoff-digital-pin.ts';
import type { HeaderLine } from '../../../hal/drivers/sysfs-gpio.ts';
import { digitalInputContract, digitalOutputContract } from '../../contract/digital-pin.contract.ts';
import { untilReal } from '../../support/real-time.ts';
import { lineDescriptors, raspberryPi, UserChip } from './gpio-user.ts';
import { beyond, gpio17, lineRig } from './line-rig.ts';

// sysfs knows no holder of a line that was exported: whoever comes later has it.
const traits = { busy: 'shared', lowFirst: false, pulled: 'told' } as const;
// … and it wakes nobody who waits for an edge of a chip that is gone; a write is refused.
const inputTraits = { ...traits, pulled: 'unheard' } as const;

for (const base of [512, 0]) {
  digitalInputContract(`onoff on a real kernel, sysfs base ${base}`, inputTraits, async () => {
    const { clock, rig } = lineRig({ ...raspberryPi, base });
    const make = (line: HeaderLine, pin: { activeLow: boolean; debounceMs: number }): OnoffDigitalInput =>
      new OnoffDigitalInput({ chip: null, line, ...pin }, clock);
    return {
      ...rig,
      input: (pin) => make(gpio17, pin),
      absent: () => make(beyond, { activeLow: false, debounceMs: 0 }),
    };
  });

  digitalOutputContract(`onoff on a real kernel, sysfs base ${base}`, traits, async () => {
    const { chip, rig } = lineRig({ ...raspberryPi, base });
    return {
      ...rig,
      output: (pin) => {
        const output = new OnoffDigitalOutput({ chip: null, line: gpio17, ...pin });
        const open = output.open.bind(output);
        output.open = () => {
          if (lineDescriptors() === 0) chip.forget();
          return open();
        };
        return output;
      },
    };
  });
}

describe('onoff: what sysfs is like', () => {
  const clock = new NodeClock(() => true);
  let chips: UserChip[] = [];
  afterEach(() => {
    for (const chip of chips) chip.unplug();
    chips = [];
    expect(lineDescriptors()).toBe(0);
  });
  const plug = (base: number, label: string = raspberryPi.label): UserChip => {
    const chip = new UserChip({ ...raspberryPi, base, label });
    chips.push(chip);
    return chip;
  };
  const input = (): OnoffDigitalInput =>
    new OnoffDigitalInput({ chip: null, line: gpio17, activeLow: false, debounceMs: 0 }, clock);

  it('looks the chip up by its label: the first number is another chip’s', async () => {
    plug(0, 'raspberrypi-exp-gpio');
    const header = plug(512);
    const pin = input();
    expect(await pin.open()).toEqual({ ok: true, value: undefined });
    header.drive(17, 'high');
    await untilReal(() => pin.active === true);
    await pin.close();
  });

  it('names who has the line through the character device', async () => {
    plug(512);
    const other = GpiochipLine.request(null, gpio17, { direction: 'out', active: false }, false, 'fan-control');
    if (!other.ok) throw new Error(other.fault.kind);
    expect(await input().open()).toEqual({
      ok: false,
      fault: { kind: 'busy', where: 'GPIO17 (header pin 11)', holder: 'fan-control' },
    });
    other.value.close();
  });

  it('takes over a line that a killed process left exported, whatever that one made of it', async () => {
    const header = plug(512);
    const killed = new OnoffDigitalOutput({ chip: null, line: gpio17, activeLow: true });
    expect((await killed.open()).ok).toBe(true);
    const pin = input();
    expect((await pin.open()).ok).toBe(true);
    expect(pin.active).toBe(false);
    header.drive(17, 'high');
    await untilReal(() => pin.active === true);
    await pin.close();
    await killed.close();
  });

  it('merges a burst into the level after it, which is why edges are counted elsewhere', async () => {
    const header = plug(512);
    header.drive(17, 'low');
    const pin = input();
    let changes = 0;
    pin.onChange(() => (changes += 1));
    expect((await pin.open()).ok).toBe(true);
    header.drive(
      17,
      ...Array.from({ length: 101 }, (_, edge) => (edge % 2 === 0 ? ('high' as const) : ('low' as const))),
    );
    await untilReal(() => pin.active === true);
    expect(changes).toBeLessThan(20);
    await pin.close();
  });
});
