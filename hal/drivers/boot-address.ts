import type { Clock } from '../ports/clock.ts';
import type { DigitalOutput, PinFault } from '../ports/digital-pin.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';

/** A chip notices a reset within microseconds and boots within 1.2 ms (VL53L0X, 2.9.1; VL53L1X, 3.6); scheduling rounds up. */
const resetMs: Milliseconds = 2;

const never = new AbortController().signal;

/**
 * Chips on one bus that all wake at the same address (VL53L0X, L1X and L5CX at 0x29), each with its reset line (XSHUT, LPn): all are
 * held in reset but the one that is being given an address of its own. Lines are active while their chip runs.
 *
 * Who joins without a line is always awake; the bus can have one such chip, and it is given its address first of all.
 */
export class BootAddress {
  readonly #clock: Clock;
  readonly #lines: DigitalOutput[] = [];
  readonly #held = new Map<DigitalOutput, Result<void, PinFault>>();
  #seated = 0;
  #turns: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Before anybody is woken; `line` is the chip's reset line, active while it runs. */
  join(line: DigitalOutput | null): BootSeat {
    if (line !== null) this.#lines.push(line);
    return {
      wake: (bootMs, address) => this.#inTurn(() => this.#wake(line, bootMs, address)),
      rest: () => this.#inTurn(() => this.#rest(line)),
    };
  }

  async #wake<F>(
    line: DigitalOutput | null,
    bootMs: Milliseconds,
    address: () => Promise<Result<void, F>>,
  ): Promise<Result<void, F | PinFault>> {
    this.#seated += 1;
    // Held from the first waking on, also those whose own drivers come later: their boards pull the line up.
    for (const each of this.#lines) {
      if (this.#held.get(each)?.ok === true) continue;
      each.write(false);
      this.#held.set(each, await each.open(never));
    }
    const held = line === null ? done : (this.#held.get(line) ?? done);
    if (!held.ok) {
      await this.#rest(line);
      return held;
    }
    if (line !== null) {
      line.write(false);
      await this.#pause(resetMs);
      line.write(true);
    }
    await this.#pause(bootMs);
    const addressed = await address();
    if (addressed.ok) return done;
    await this.#rest(line);
    return fail(addressed.fault);
  }

  async #rest(line: DigitalOutput | null): Promise<void> {
    this.#seated -= 1;
    line?.write(false);
    if (this.#seated > 0) return;
    for (const each of this.#lines) await each.close();
    this.#held.clear();
  }

  #pause(ms: Milliseconds): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimeout(resolve, ms);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turns.then(work);
    this.#turns = result.catch(() => undefined);
    return result;
  }
}

export interface BootSeat {
  /**
   * Wakes this chip alone, waits until it has booted, and lets `address` give it its own address meanwhile; `rest` must follow once it
   * is no longer needed, unless this fails.
   */
  wake<F>(bootMs: Milliseconds, address: () => Promise<Result<void, F>>): Promise<Result<void, F | PinFault>>;
  /** Puts it back into reset. */
  rest(): Promise<void>;
}
