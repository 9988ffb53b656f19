import type { Clock, TimerId, WallTime } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { SimClock } from '../clock.ts';

/** A device's clock as it was recorded: timers fire when the recording says that they did, early or late makes no difference. */
export class ReplayClock implements Clock {
  readonly #time: SimClock;
  readonly #armed = new Map<TimerId, () => void>();
  #newest: TimerId = 0;
  #offset: Milliseconds = 0;
  #trusted = false;

  constructor(time: SimClock) {
    this.#time = time;
  }

  now(): Milliseconds {
    return this.#time.now();
  }
  wallTime(): WallTime {
    return { instant: this.#time.now() + this.#offset, trusted: this.#trusted };
  }
  setTimeout(callback: () => void): TimerId {
    this.#newest += 1;
    this.#armed.set(this.#newest, callback);
    return this.#newest;
  }
  clearTimeout(id: TimerId): void {
    this.#armed.delete(id);
  }
  turn(callback: () => void): void {
    this.#time.turn(callback);
  }

  setWall(offset: Milliseconds, trusted: boolean): void {
    this.#offset = offset;
    this.#trusted = trusted;
  }
  /** False when no such timer is armed. */
  fire(id: TimerId): boolean {
    const callback = this.#armed.get(id);
    this.#armed.delete(id);
    callback?.();
    return callback !== undefined;
  }
}
