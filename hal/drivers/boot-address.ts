import type { Clock, TimerId } from '../ports/clock.ts';
import type { DigitalOutput, PinFault } from '../ports/digital-pin.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';

/** So long those with a reset line wait for the one without to have had its turn; if nobody opens it, it is not there. */
const firstTurnMs: Milliseconds = 3_000;
/** A chip notices a reset within microseconds and boots within 1.2 ms (VL53L0X, 2.9.1; VL53L1X, 3.6); scheduling rounds up. */
const resetMs: Milliseconds = 2;

const never = new AbortController().signal;

/**
 * Chips on one bus that all wake at the same address (VL53L0X, L1X and L5CX at 0x29), each with its reset line (XSHUT, LPn): all are
 * held in reset but the one that is being given an address of its own. Lines are active while their chip runs.
 *
 * Who joins without a line is always awake; the bus can have one such chip, and it is given its address first of all. No chip may stay
 * where the others wake: it would be given each of their addresses together with them.
 */
export class BootAddress {
  readonly #clock: Clock;
  readonly #lines: DigitalOutput[] = [];
  readonly #held = new Map<DigitalOutput, Result<void, PinFault>>();
  #seated = 0;
  #turns: Promise<unknown> = Promise.resolve();
  /** Resolved once the chip without a line has had a turn, whatever came of it; null: there is none. */
  #unheld: { readonly tried: Promise<void>; readonly done: () => void } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Before anybody is woken; `line` is the chip's reset line, active while it runs. */
  join(line: DigitalOutput | null): BootSeat {
    if (line !== null) this.#lines.push(line);
    else if (this.#unheld === null) {
      let done = (): void => undefined;
      const tried = new Promise<void>((resolve) => {
        done = resolve;
      });
      this.#unheld = { tried, done };
    }
    return {
      wake: async (bootMs, address) => {
        if (line !== null) await this.#afterUnheld();
        const woken = await this.#inTurn(() => this.#wake(line, bootMs, address));
        if (line === null) this.#unheld?.done();
        return woken;
      },
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

  async #afterUnheld(): Promise<void> {
    if (this.#unheld === null) return;
    let timer: TimerId | null = null;
    const late = new Promise<void>((resolve) => {
      timer = this.#clock.setTimeout(resolve, firstTurnMs);
    });
    await Promise.race([this.#unheld.tried, late]);
    if (timer !== null) this.#clock.clearTimeout(timer);
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
