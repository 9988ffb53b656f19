import type { Unsubscribe } from '../../hal/device.ts';
import type { TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { SimClock } from '../clock.ts';

/**
 * The time of one person's doings: what they do is written as plain steps that wait for each other, and all waiting goes through here.
 * After `end` nothing waits any more: timers are cleared, subscriptions given back, and the steps simply never go on.
 */
export class Life {
  readonly #clock: SimClock;
  readonly #timers = new Set<TimerId>();
  readonly #subscriptions = new Set<Unsubscribe>();
  #ended = false;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  get now(): Milliseconds {
    return this.#clock.now();
  }

  get ended(): boolean {
    return this.#ended;
  }

  sleep(ms: Milliseconds): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#ended) this.#arm(Math.max(0, Math.round(ms)), resolve);
    });
  }

  /** The first thing that `probe` finds, looked for now and after each poke; null when `limitMs` pass without. */
  until<T>(
    probe: () => T | null,
    pokes: readonly ((poke: () => void) => Unsubscribe)[],
    limitMs: Milliseconds,
  ): Promise<T | null> {
    const found = probe();
    if (found !== null) return Promise.resolve(found);
    return new Promise((resolve) => {
      if (this.#ended) return;
      const ends: Unsubscribe[] = [];
      const settle = (value: T | null): void => {
        this.#disarm(timer);
        for (const end of ends) {
          end();
          this.#subscriptions.delete(end);
        }
        resolve(value);
      };
      const timer = this.#arm(Math.max(0, Math.round(limitMs)), () => settle(probe()));
      for (const subscribe of pokes) {
        const end = subscribe(() => {
          const value = probe();
          if (value !== null) settle(value);
        });
        ends.push(end);
        this.#subscriptions.add(end);
      }
    });
  }

  end(): void {
    this.#ended = true;
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
    for (const end of this.#subscriptions) end();
    this.#subscriptions.clear();
  }

  #arm(ms: Milliseconds, then: () => void): TimerId {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #disarm(timer: TimerId): void {
    this.#timers.delete(timer);
    this.#clock.clearTimeout(timer);
  }
}
