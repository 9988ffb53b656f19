import type { Clock } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';

/** Wall time that moved by this much against the monotonic clock between two looks was set. */
const steppedMs: Milliseconds = 1_000;

/** Notices that somebody set the wall clock, or that it came to be believed or not. */
export class WallWatch {
  readonly #clock: Clock;
  #offsetMs: Milliseconds = 0;
  #trusted = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From here on it is watched. */
  begin(): void {
    this.stepped();
  }

  /** Whether it happened since the last look. A drift of milliseconds is followed and not told: it would be told for ever. */
  stepped(): boolean {
    const { instant, trusted } = this.#clock.wallTime();
    const offsetMs = instant - this.#clock.now();
    const stepped = Math.abs(offsetMs - this.#offsetMs) >= steppedMs || trusted !== this.#trusted;
    this.#offsetMs = offsetMs;
    this.#trusted = trusted;
    return stepped;
  }
}
