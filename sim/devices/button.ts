import { assert } from '../../hal/assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../../hal/device.ts';
import type { Button } from '../../hal/ports/button.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/**
 * The twin of a push button behind its debouncing driver: a press is told once the contact has been quiet for the debounce, a second
 * press within it is the same one.
 */
export class SimButton implements Button {
  readonly #where: string;
  readonly #clock: Clock;
  readonly #debounceMs: Milliseconds;
  readonly #faults = new Listeners<Fault>();
  readonly #presses = new Listeners<Milliseconds>();
  #open = false;
  #broken = false;
  #timer: TimerId | null = null;

  constructor(where: string, clock: Clock, debounceMs: Milliseconds) {
    this.#where = where;
    this.#clock = clock;
    this.#debounceMs = debounceMs;
  }

  open(): Promise<Result<void, Fault>> {
    assert(!this.#open, `button ${this.#where} opened twice`);
    if (this.#broken) return Promise.resolve(fail({ kind: 'absent', where: this.#where }));
    this.#open = true;
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#open = false;
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    return Promise.resolve();
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  onPress(listener: (at: Milliseconds) => void): Unsubscribe {
    return this.#presses.add(listener);
  }

  /** A finger pushes it. */
  press(): void {
    if (!this.#open || this.#broken || this.#timer !== null) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null;
      this.#presses.emit(this.#clock.now());
    }, this.#debounceMs);
  }

  unplug(): void {
    this.#broken = true;
    if (this.#open) this.#faults.emit({ kind: 'absent', where: this.#where });
  }

  mend(): void {
    this.#broken = false;
  }
}
