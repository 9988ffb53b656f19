import { describe, it } from 'vitest';
import { JohnnyFiveDigitalInput, JohnnyFiveDigitalOutput } from '../../hal/drivers/johnny-five-digital-pin.ts';
import { avrDesk } from '../support/avr-desk.ts';
import { AvrUno } from '../support/avr-uno.ts';
import { standardFirmata } from '../support/standard-firmata.ts';
import { digitalInputContract, digitalOutputContract } from './digital-pin.contract.ts';

const hex = standardFirmata();
const name = 'johnny-five, StandardFirmata on an ATmega328P';
const traits = { busy: 'shared', lowFirst: true, pulled: 'told' } as const;

if (hex === null)
  describe(`digital pin: ${name}`, () =>
    it.skip('StandardFirmata is not cached and the npm registry cannot be reached', () => undefined));
else {
  // One board for all, started once: its cable does not reset it, as one without DTR.
  const uno = new AvrUno(hex);
  uno.run(2000);

  const lineRig = () => {
    const desk = avrDesk(uno, false);
    const { clock, held, link, until, wait } = desk;
    return {
      desk,
      rig: {
        until,
        wait,
        held,
        now: () => clock.now(),
        plug: { out: async () => link.pull(), in: async () => link.plug() },
        tidy: async () => undefined,
      },
    };
  };

  digitalInputContract(name, traits, async () => {
    const { desk, rig } = lineRig();
    const make = (pin: number, settings: { activeLow: boolean; debounceMs: number }): JohnnyFiveDigitalInput => {
      const line = { by: 'arduino', pin } as const;
      const input = new JohnnyFiveDigitalInput(desk.board, { line, bias: 'none', ...settings }, desk.device);
      const open = input.open.bind(input);
      input.open = (signal) => desk.going(open(signal));
      return input;
    };
    return {
      ...rig,
      input: (settings) => make(2, settings),
      // An Uno has twenty pins.
      absent: () => make(25, { activeLow: false, debounceMs: 0 }),
      drive: async (high) => {
        uno.drive(2, high);
        // The sketch looks at its pins once in its loop; a shorter level is none.
        await rig.wait(2);
      },
    };
  });

  digitalOutputContract(name, traits, async () => {
    const { desk, rig } = lineRig();
    let seen: boolean[] = [];
    uno.onDriven(({ pin, high }) => {
      if (pin === 7 && high !== null && seen.at(-1) !== high) seen.push(high);
    });
    return {
      ...rig,
      output: ({ activeLow }) => {
        const output = new JohnnyFiveDigitalOutput(desk.board, { line: { by: 'arduino', pin: 7 }, activeLow });
        const open = output.open.bind(output);
        output.open = (signal) => {
          seen = [];
          return desk.going(open(signal));
        };
        const close = output.close.bind(output);
        output.close = async () => {
          await close();
          // The sketch goes on, and takes what was sent last.
          await rig.wait(5);
        };
        return output;
      },
      // Registers that are written as they were change no level.
      driven: () => (seen.length > 0 ? seen : [uno.driven(7) ?? false]),
    };
  });
}
