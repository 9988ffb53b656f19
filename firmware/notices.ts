import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';

/** How often the clock's trust is looked at. */
const lookEveryMs: Milliseconds = 5_000;

/** Tells people what does not work as soon as it changes, and looks after everything that changes by time alone. */
export class Notices {
  readonly #clock: Clock;
  /** Phrase keys of what does not work now. */
  readonly #keys: () => readonly string[];
  readonly #tell: (keys: readonly string[]) => void;
  #told = '';
  #timer: TimerId | null = null;

  constructor(clock: Clock, keys: () => readonly string[], tell: (keys: readonly string[]) => void) {
    this.#clock = clock;
    this.#keys = keys;
    this.#tell = tell;
  }

  look(): void {
    const keys = this.#keys();
    if (keys.join() === this.#told) return;
    this.#told = keys.join();
    this.#tell(keys);
  }

  /** Looks every five seconds; `before` is what else is due then. */
  begin(before: () => void, after: () => void): void {
    this.#timer = this.#clock.setTimeout(() => {
      before();
      this.look();
      after();
      this.begin(before, after);
    }, lookEveryMs);
  }

  end(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
