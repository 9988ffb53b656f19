import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Watchdog, WatchdogFault } from '../../hal/ports/watchdog.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** The twin of a watchdog. It belongs to the board: a process that dies without closing it leaves it running. */
export class SimWatchdog implements Watchdog {
  readonly timeoutMs: Milliseconds;
  readonly #clock: Clock;
  readonly #faults = new Listeners<WatchdogFault>();
  readonly #bites = new Listeners<Milliseconds>();
  #open = false;
  #fault: WatchdogFault | null = null;
  #timer: TimerId | null = null;

  constructor(clock: Clock, timeoutMs: Milliseconds) {
    this.#clock = clock;
    this.timeoutMs = timeoutMs;
  }

  open(): Promise<Result<void, WatchdogFault>> {
    assert(!this.#open, 'watchdog opened twice');
    if (this.#fault !== null) return Promise.resolve(fail(this.#fault));
    this.#open = true;
    this.#wind();
    return Promise.resolve(done);
  }
  close(): Promise<void> {
    this.#open = false;
    this.#stop();
    return Promise.resolve();
  }
  onFault(listener: (fault: WatchdogFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  alive(): void {
    if (!this.#open) return;
    if (this.#fault === null) this.#wind();
    else this.#faults.emit(this.#fault);
  }

  /** Told when it bites: the board would be reset now. */
  onBite(listener: (at: Milliseconds) => void): Unsubscribe {
    return this.#bites.add(listener);
  }
  /** The process that had it open is gone, without a word. */
  abandon(): void {
    this.#open = false;
  }
  breakWith(fault: WatchdogFault): void {
    this.#fault = fault;
  }
  mend(): void {
    this.#fault = null;
  }

  #wind(): void {
    this.#stop();
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null;
      this.#bites.emit(this.#clock.now());
    }, this.timeoutMs);
  }
  #stop(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
