import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { RpiGpioDigitalInput, RpiGpioDigitalOutput } from '../../../hal/drivers/rpi-gpio-digital-pin.ts';
import type { HeaderLine } from '../../../hal/drivers/sysfs-gpio.ts';
import { digitalInputContract, digitalOutputContract } from '../../contract/digital-pin.contract.ts';
import { lineDescriptors, raspberryPi, UserChip } from './gpio-user.ts';
import { beyond, gpio17, lineRig } from './line-rig.ts';
import { pretendRaspberryPi } from './raspberry-pi.ts';

// sysfs knows no holder of a line that was exported: whoever comes later has it.
// A Raspberry Pi's own chip is soldered to it.
const traits = { busy: 'shared', lowFirst: false, pulled: 'unheard' } as const;
const signal = new AbortController().signal;
/** Sysfs numbering up to the Raspberry Pi's kernel 6.5. */
const old = { ...raspberryPi, base: 0 };

describe('with a Raspberry Pi’s revision', () => {
  let end: () => void;
  beforeAll(() => {
    end = pretendRaspberryPi();
  });
  afterAll(() => end());

  digitalInputContract('rpi-gpio on a real kernel, sysfs base 0', traits, async () => {
    const { clock, rig } = lineRig(old);
    const make = (line: HeaderLine, pin: { activeLow: boolean; debounceMs: number }): RpiGpioDigitalInput =>
      new RpiGpioDigitalInput({ line, ...pin }, clock);
    return {
      ...rig,
      input: (pin) => make(gpio17, pin),
      absent: () => make(beyond, { activeLow: false, debounceMs: 0 }),
    };
  });

  digitalOutputContract('rpi-gpio on a real kernel, sysfs base 0', traits, async () => {
    const { chip, rig } = lineRig(old);
    return {
      ...rig,
      output: (pin) => {
        const output = new RpiGpioDigitalOutput({ line: gpio17, ...pin });
        const open = output.open.bind(output);
        output.open = () => {
          if (lineDescriptors() === 0) chip.forget();
          return open();
        };
        return output;
      },
    };
  });
});

describe('rpi-gpio: where it cannot work', () => {
  let chip: UserChip | null = null;
  afterEach(() => {
    chip?.unplug();
    chip = null;
    expect(lineDescriptors()).toBe(0);
  });
  const pins = (): readonly (RpiGpioDigitalInput | RpiGpioDigitalOutput)[] => [
    new RpiGpioDigitalInput({ line: gpio17, activeLow: false, debounceMs: 0 }, new NodeClock(() => true)),
    new RpiGpioDigitalOutput({ line: gpio17, activeLow: false }),
  ];
  const explained = async (reason: string): Promise<void> => {
    for (const pin of pins())
      expect(await pin.open(signal)).toEqual({
        ok: false,
        fault: { kind: 'unsupported', where: 'GPIO17 (header pin 11)', reason },
      });
  };

  it('explains itself on kernels that number the header from 512', async () => {
    chip = new UserChip(raspberryPi);
    const end = pretendRaspberryPi();
    await explained('sysfs-base');
    end();
  });

  it('explains itself on what is no Raspberry Pi', async () => {
    chip = new UserChip(old);
    await explained('not-a-pi');
  });
});
