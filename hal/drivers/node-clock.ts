import { assert } from '../assert.ts';
import type { Clock, TimerId, WallTime } from '../ports/clock.ts';
import type { Milliseconds } from '../units.ts';
import type { WallTrust } from './wall-trust.ts';

interface Armed {
  readonly id: TimerId;
  readonly at: Milliseconds;
  readonly callback: () => void;
}

/** Node's timers overflow to 1 ms above this. */
const longestSleep = 2_147_483_647;

/**
 * Time on a device: `now` counts from construction by the kernel's monotonic clock.
 *
 * Node keeps a list of timers for each span and fires up to a millisecond early by its own cached time, so neither order nor
 * "not before" of the port would hold. Here one Node timer sleeps until the earliest deadline, and what is due then fires in order
 * of deadline and arming.
 */
export class NodeClock implements Clock {
  readonly #startedAt = performance.now();
  readonly #trust: WallTrust;
  /** By deadline, equal ones in order of arming. A device has some tens of timers, so a sorted list is the quickest. */
  readonly #armed: Armed[] = [];
  readonly #turns: (() => void)[] = [];
  #taken = false;
  #nextId: TimerId = 1;
  #sleep: NodeJS.Timeout | null = null;
  #sleepUntil: Milliseconds = Number.POSITIVE_INFINITY;

  constructor(trust: WallTrust) {
    this.#trust = trust;
  }

  now(): Milliseconds {
    return Math.floor(performance.now() - this.#startedAt);
  }

  wallTime(): WallTime {
    const instant = Date.now();
    return { instant, trusted: this.#trust(instant, this.now()) };
  }

  /** Timers that have not fired: none may be left when all is closed. */
  get pending(): number {
    return this.#armed.length;
  }

  setTimeout(callback: () => void, ms: Milliseconds): TimerId {
    assert(Number.isFinite(ms) && ms >= 0, `a timer of ${ms} ms`);
    const timer: Armed = { id: this.#nextId++, at: this.now() + Math.ceil(ms), callback };
    // From the end: new timers are mostly the latest.
    let index = this.#armed.length;
    for (
      let before = this.#armed[index - 1];
      before !== undefined && before.at > timer.at;
      before = this.#armed[index - 1]
    )
      index -= 1;
    this.#armed.splice(index, 0, timer);
    this.#arm();
    return timer.id;
  }

  clearTimeout(id: TimerId): void {
    const index = this.#armed.findIndex((timer) => timer.id === id);
    if (index === -1) return;
    this.#armed.splice(index, 1);
    this.#arm();
  }

  turn(callback: () => void): void {
    // One for each turn that waits and one more, so that whatever came in together is done in one round of the loop.
    setImmediate(this.#nextTurn);
    if (this.#taken) {
      this.#turns.push(callback);
      return;
    }
    this.#taken = true;
    callback();
  }

  /** Node runs this when every microtask of the turn before, and of those that it queued, has run. */
  readonly #nextTurn = (): void => {
    const callback = this.#turns.shift();
    this.#taken = callback !== undefined;
    callback?.();
  };

  #arm(): void {
    const first = this.#armed[0];
    if (first === undefined) {
      if (this.#sleep !== null) clearTimeout(this.#sleep);
      this.#sleep = null;
      this.#sleepUntil = Number.POSITIVE_INFINITY;
      return;
    }
    // Awake early costs a turn and no more; only an earlier deadline needs another sleep.
    if (this.#sleep !== null && this.#sleepUntil <= first.at) return;
    if (this.#sleep !== null) clearTimeout(this.#sleep);
    const ms = Math.min(Math.max(first.at - this.now(), 0), longestSleep);
    this.#sleepUntil = first.at;
    this.#sleep = setTimeout(() => this.#wake(), ms);
  }

  #wake(): void {
    this.#sleep = null;
    this.#sleepUntil = Number.POSITIVE_INFINITY;
    const now = this.now();
    const newest = this.#nextId;
    try {
      // Timers armed by these callbacks wait for the next turn, else one that arms itself would starve everything else.
      for (
        let first = this.#armed[0];
        first !== undefined && first.at <= now && first.id < newest;
        first = this.#armed[0]
      ) {
        this.#armed.shift();
        first.callback();
      }
    } finally {
      this.#arm();
    }
  }
}
