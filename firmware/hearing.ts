import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';

/** So long after the link is there everybody who is there has said who decides. */
const afterLinkMs: Milliseconds = 1_000;
/** Nobody waits longer than this after the start for a link that may never come. */
const longestMs: Milliseconds = 3_000;

/** The first moments of a start and of each link, in which a device listens before it decides: the others may know better who it is by now. */
export class Hearing {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #timer: TimerId | null = null;
  #endsAt: Milliseconds = 0;
  #over = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(): void {
    this.#endWithin(longestMs);
  }
  /** Begins anew with each link. */
  linked(): void {
    this.#over = false;
    this.#endWithin(afterLinkMs);
  }

  /** Resolves when it is over. */
  heard(): Promise<void> {
    return this.#over ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  end(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#over = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #endWithin(ms: Milliseconds): void {
    if (this.#over) return;
    if (this.#timer !== null) {
      if (this.#endsAt <= this.#clock.now() + ms) return;
      this.#clock.clearTimeout(this.#timer);
    }
    this.#endsAt = this.#clock.now() + ms;
    this.#timer = this.#clock.setTimeout(() => this.end(), ms);
  }
}
