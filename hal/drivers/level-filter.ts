import type { Clock, TimerId } from '../ports/clock.ts';
import type { Milliseconds } from '../units.ts';

/**
 * Debounces a level for drivers whose kernel interface cannot: a level counts once nothing has been heard for `debounceMs`. Tells
 * changes only, active and inactive by turns. Without a debounce it tells at once.
 */
export class LevelFilter {
  readonly #clock: Clock;
  readonly #debounceMs: Milliseconds;
  readonly #tell: (active: boolean) => void;
  #active: boolean;
  #newest: boolean;
  #settling: TimerId | null = null;

  /** `active` is the level at the start, which is not told. */
  constructor(clock: Clock, debounceMs: Milliseconds, active: boolean, tell: (active: boolean) => void) {
    this.#clock = clock;
    this.#debounceMs = debounceMs;
    this.#active = active;
    this.#newest = active;
    this.#tell = tell;
  }

  get active(): boolean {
    return this.#active;
  }

  /** Something moved on the line, and this is its level now; the same level as before is a spike, which begins the wait again. */
  learn(active: boolean): void {
    this.#newest = active;
    this.stop();
    if (this.#debounceMs === 0) this.#settle();
    else this.#settling = this.#clock.setTimeout(() => this.#settle(), this.#debounceMs);
  }

  /** Forgets what has not lasted yet. */
  stop(): void {
    if (this.#settling !== null) this.#clock.clearTimeout(this.#settling);
    this.#settling = null;
  }

  #settle(): void {
    this.#settling = null;
    if (this.#newest === this.#active) return;
    this.#active = this.#newest;
    this.#tell(this.#active);
  }
}
