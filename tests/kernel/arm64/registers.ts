import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/*
 * The GPIO block of a BCM2837, as it looks from outside the guest: QEMU's monitor reads the emulated chip's registers, so that what the
 * kernel or a driver believes of a pin has no part in it. Asked and answered over the console.
 * Source: BCM2835 ARM Peripherals, chapter 6.
 */

/** Words of the block: GPFSEL0 to 5, and GPLEV0. */
const functionSelect = 0;
const levels = 13;

export interface Registers {
  /** 0 input, 1 output, others an alternate function. */
  readonly functionOf: (pin: number) => number;
  /** Levels of GPIO0 to 31, one bit each. */
  readonly levels: number;
}

const answers = createInterface({ input: process.stdin });
let asked = 0;

/** Rejects when nobody outside answers. */
export const readRegisters = (): Promise<Registers> =>
  new Promise((resolve, reject) => {
    asked += 1;
    const question = asked;
    const hear = (line: string): void => {
      const [word, which, ...told] = line.trim().split(' ');
      if (word !== 'letan-registers' || Number(which) !== question) return;
      clearTimeout(limit);
      answers.off('line', hear);
      const words = told.map((each) => Number.parseInt(each, 16));
      resolve({
        functionOf: (pin) => ((words[functionSelect + Math.floor(pin / 10)] ?? 0) >>> (3 * (pin % 10))) & 7,
        levels: words[levels] ?? Number.NaN,
      });
    };
    const limit = setTimeout(() => {
      answers.off('line', hear);
      reject(new Error('no answer from outside the guest'));
    }, 20_000);
    answers.on('line', hear);
    writeSync(1, `letan-asks ${question}\n`);
  });
