import type { NodeClock } from '../../hal/drivers/node-clock.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** The host's time made to run `times` faster, for contracts that let seconds pass before a real kernel. */
export class FastClock implements Clock {
  readonly #clock: NodeClock;
  readonly #times: number;

  constructor(clock: NodeClock, times: number) {
    this.#clock = clock;
    this.#times = times;
  }

  now(): Milliseconds {
    return this.#clock.now() * this.#times;
  }
  setTimeout(callback: () => void, ms: Milliseconds): TimerId {
    return this.#clock.setTimeout(callback, ms / this.#times);
  }
  clearTimeout(id: TimerId): void {
    this.#clock.clearTimeout(id);
  }
  wallTime(): { instant: number; trusted: boolean } {
    return this.#clock.wallTime();
  }
  turn(callback: () => void): void {
    this.#clock.turn(callback);
  }
}
