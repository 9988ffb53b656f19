import { access, readlink, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { DigitalInput, DigitalOutput } from '../ports/digital-pin.ts';
import type { Milliseconds } from '../units.ts';
import type { I2cRecovery } from './linux-i2c-bus.ts';
import { codeOf } from './link-faults.ts';

/** A chip that was cut off in the middle of a byte lets go of the data line within nine clocks (UM10204, 3.1.16). */
const clocks = 9;
const halfClockMs: Milliseconds = 1;
/** After its controller was given back the bus is there again within some tens of milliseconds. */
const backWithinMs: Milliseconds = 2_000;
const lookEveryMs: Milliseconds = 20;

const never = new AbortController().signal;

/** The bus's own two lines as GPIOs, while its controller does not have them. */
export interface BusLines {
  /** Active pulls the clock low. */
  readonly scl: DigitalOutput;
  /** Active while the data line is high. */
  readonly sda: DigitalInput;
}

/**
 * Clocks a bus whose data line a chip holds low until it lets go, nine times at the most. True once the line is high. No stop follows:
 * the next start makes every chip listen anew.
 */
export const clearBus = async ({ scl, sda }: BusLines, clock: Clock): Promise<boolean> => {
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimeout(resolve, halfClockMs);
    });
  scl.write(false);
  const [driven, read] = [await scl.open(never), await sda.open(never)];
  if (driven.ok && read.ok)
    for (let pulse = 0; pulse < clocks && sda.active !== true; pulse++) {
      scl.write(true);
      await pause();
      scl.write(false);
      await pause();
      // A level is told in a turn of its own.
      await pause();
    }
  const isHigh = read.ok && sda.active === true;
  await scl.close();
  await sda.close();
  return isHigh;
};

/**
 * What can be done from user space for a bus that is held low, on Linux: its controller is taken from the kernel's driver (which resets
 * it, and gives the two lines free), the lines are clocked as GPIOs where the config names them, and the driver gets it back. Taking it
 * needs the right to write below `/sys/bus/…/drivers`, which the service has as root only; without it the fault says so, and a person
 * has to take the power away.
 */
export class ControllerRecovery implements I2cRecovery {
  readonly #bus: number;
  readonly #clock: Clock;
  readonly #lines: BusLines | null;
  readonly #sys: string;
  readonly #dev: string;

  constructor(bus: number, clock: Clock, lines: BusLines | null, roots = { sys: '/sys', dev: '/dev' }) {
    this.#bus = bus;
    this.#clock = clock;
    this.#lines = lines;
    this.#sys = roots.sys;
    this.#dev = roots.dev;
  }

  async free(): Promise<{ readonly freed: boolean; readonly tried: string }> {
    const controller = await this.#controller();
    if (controller === null) return { freed: false, tried: 'nothing: its controller has no driver of its own' };
    const { device, driver } = controller;
    try {
      await writeFile(`${driver}/unbind`, device);
    } catch (error) {
      return { freed: false, tried: `nothing: ${basename(driver)} may not be told to let go (${codeOf(error)})` };
    }
    const isHigh = this.#lines === null ? null : await clearBus(this.#lines, this.#clock);
    const tried = this.#lines === null ? 'controller reset' : `${clocks} clocks and controller reset`;
    try {
      await writeFile(`${driver}/bind`, device);
    } catch (error) {
      return { freed: false, tried: `${tried}; ${basename(driver)} did not take it back (${codeOf(error)})` };
    }
    return { freed: isHigh !== false && (await this.#isBack()), tried };
  }

  /** The adapter's parent is the controller, whose driver it is about; an adapter of USB or of a test has none that can let go. */
  async #controller(): Promise<{ readonly device: string; readonly driver: string } | null> {
    try {
      const parent = dirname(await realpath(`${this.#sys}/bus/i2c/devices/i2c-${this.#bus}`));
      const driver = await realpath(`${parent}/driver`);
      await readlink(`${parent}/driver`);
      return { device: basename(parent), driver };
    } catch {
      return null;
    }
  }

  async #isBack(): Promise<boolean> {
    const deadline = this.#clock.now() + backWithinMs;
    for (;;) {
      if (
        await access(`${this.#dev}/i2c-${this.#bus}`).then(
          () => true,
          () => false,
        )
      )
        return true;
      if (this.#clock.now() >= deadline) return false;
      await new Promise<void>((resolve) => {
        this.#clock.setTimeout(resolve, lookEveryMs);
      });
    }
  }
}
