import { assert } from '../../hal/assert.ts';
import type { Clock, TimerId, WallTime } from '../../hal/ports/clock.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';

interface Armed {
  readonly id: TimerId;
  readonly at: Milliseconds;
  readonly callback: () => void;
}

/** A Monday at 09:00 in Hanoi. */
const monday: Epoch = Date.UTC(2026, 7, 3, 2, 0);

/** A clock that a bench turns by hand, without promises in between: what is measured is the code, not the waiting. */
export class HandClock implements Clock {
  #now: Milliseconds = 0;
  #nextId = 1;
  #armed: Armed[] = [];

  now(): Milliseconds {
    return this.#now;
  }
  setTimeout(callback: () => void, ms: Milliseconds): TimerId {
    assert(ms >= 0 && ms < Number.POSITIVE_INFINITY, `a timer of ${ms} ms`);
    const id = this.#nextId;
    this.#nextId += 1;
    const at = this.#now + Math.ceil(ms);
    const later = this.#armed.findIndex((each) => each.at > at);
    this.#armed.splice(later === -1 ? this.#armed.length : later, 0, { id, at, callback });
    return id;
  }
  clearTimeout(id: TimerId): void {
    const index = this.#armed.findIndex((each) => each.id === id);
    if (index !== -1) this.#armed.splice(index, 1);
  }
  wallTime(): WallTime {
    return { instant: monday + this.#now, trusted: true };
  }
  turn(callback: () => void): void {
    callback();
  }
  /** Fires what is due, in order, up to and with `at`. */
  turnTo(at: Milliseconds): void {
    for (let next = this.#armed[0]; next !== undefined && next.at <= at; next = this.#armed[0]) {
      this.#armed.shift();
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = Math.max(this.#now, at);
  }
  get pending(): number {
    return this.#armed.length;
  }
}
