import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';

/** So long after the link is there those who were linked anew with it have said who decides. */
const afterLinkMs: Milliseconds = 1_000;
/** So long it is waited for what the broker had kept; a link over which nothing comes will break by itself. */
const keptMs: Milliseconds = 10_000;
/** Nobody waits longer than this for a link that may never come. */
const unlinkedMs: Milliseconds = 3_000;
/** Nor longer than this in all, however often the link comes and goes. */
const longestMs: Milliseconds = 30_000;

/**
 * The first moments of a start and of each link, in which a device listens before it decides: the others may know better who it is by now.
 * They are over a second after the link came, once all that the broker had kept of the others is here.
 */
export class Hearing {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #timer: TimerId | null = null;
  /** Before this it is not over. */
  #from: Milliseconds = 0;
  /** Then it is. */
  #latest: Milliseconds = 0;
  #over = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(): void {
    this.#latest = this.#clock.now() + longestMs;
    this.#endIn(unlinkedMs);
  }

  /** Begins anew with each link. */
  linked(): void {
    const now = this.#clock.now();
    if (this.#over) this.#latest = now + longestMs;
    this.#over = false;
    this.#from = now + afterLinkMs;
    this.#endIn(keptMs);
  }

  /** All is here that the broker had kept. */
  caughtUp(): void {
    if (!this.#over) this.#endIn(Math.max(0, this.#from - this.#clock.now()));
  }

  lost(): void {
    if (!this.#over) this.#endIn(unlinkedMs);
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

  #endIn(ms: Milliseconds): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    const left = Math.max(0, this.#latest - this.#clock.now());
    this.#timer = this.#clock.setTimeout(() => this.end(), Math.min(ms, left));
  }
}
