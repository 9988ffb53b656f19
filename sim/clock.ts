import { assert } from '../hal/assert.ts';
import type { Clock, TimerId, WallTime } from '../hal/ports/clock.ts';
import type { Epoch, Milliseconds } from '../hal/units.ts';

interface Timer {
  readonly id: TimerId;
  readonly at: Milliseconds;
  readonly callback: () => void;
}

/**
 * Keeps simulated time along with the host's, for worlds with real hardware in them: resolves with true once the host is at `at`, with
 * false after a short wait, so that the next deadline is looked for anew.
 */
export type Pace = (at: Milliseconds) => Promise<boolean>;

/** One turn of the event loop: every microtask that is queued, and those that they queue, has run when it resolves. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Simulated time. It walks deadline by deadline and lets promises settle after each, so one long advance equals many short
 * ones. Work that is asynchronous in the real world too (a file, a raster, a model) takes a `hold`: time stands still until it is
 * given back, so how long the host needs for it changes nothing.
 */
export class SimClock {
  #now: Milliseconds = 0;
  #nextId: TimerId = 1;
  /** Binary heap by (at, id): equal deadlines fire in the order of arming. */
  readonly #heap: Timer[] = [];
  readonly #armed = new Map<TimerId, Timer>();
  /** What waits for a turn of its own, and whether the present one is taken. */
  readonly #turns: (() => void)[] = [];
  #taken = false;
  /** Waits for the host's time where simulated time must not run ahead of it. */
  #pace: Pace | null = null;
  #holds = 0;
  #released: (() => void) | null = null;

  now(): Milliseconds {
    return this.#now;
  }

  get pending(): number {
    return this.#armed.size;
  }

  /** The next deadline, null when nothing waits. */
  get nextAt(): Milliseconds | null {
    this.#dropCleared();
    return this.#heap[0]?.at ?? null;
  }

  setTimeout(callback: () => void, ms: Milliseconds): TimerId {
    assert(Number.isFinite(ms) && ms >= 0, `a timer of ${ms} ms`);
    const timer: Timer = { id: this.#nextId++, at: this.#now + Math.ceil(ms), callback };
    this.#armed.set(timer.id, timer);
    this.#push(timer);
    return timer.id;
  }

  clearTimeout(id: TimerId): void {
    if (!this.#armed.delete(id)) return;
    // Watchdogs are cleared and armed again far more often than they fire; their dead entries must not outgrow the living.
    if (this.#heap.length > 2 * this.#armed.size + 1024) this.#compact();
  }

  /** As the port says; what waits is done before time goes on. */
  turn(callback: () => void): void {
    if (this.#taken) {
      this.#turns.push(callback);
      this.#released?.();
      return;
    }
    this.#taken = true;
    callback();
  }

  /** Keeps time from going on until the returned function is called (once). */
  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      if (this.#holds === 0) this.#released?.();
    };
  }

  /** Runs real asynchronous work while simulated time stands still. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const release = this.hold();
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Resolves when nothing more happens at the present instant: all promises settled, all turns had, all holds given back. */
  async settle(): Promise<void> {
    await turn();
    for (;;) {
      const next = this.#turns.shift();
      this.#taken = next !== undefined;
      if (next !== undefined) next();
      else if (this.#holds === 0) return;
      else {
        await new Promise<void>((resolve) => {
          this.#released = resolve;
        });
        this.#released = null;
      }
      await turn();
    }
  }

  /** Walks to the instant `at`, firing all that is due on the way. */
  async advanceTo(at: Milliseconds): Promise<void> {
    await this.settle();
    for (let next = this.nextAt; next !== null && next <= at; next = this.nextAt) await this.step();
    if (at > this.#now) this.#now = at;
  }

  async advance(ms: Milliseconds): Promise<void> {
    await this.advanceTo(this.#now + ms);
  }

  /** Walks until `work` is done, as far as `limitMs` from now; what waits for time has it pass. */
  async walk<T>(work: Promise<T>, limitMs: Milliseconds): Promise<T> {
    const limit = this.#now + limitMs;
    const progress = { settled: false };
    const mark = (): void => {
      progress.settled = true;
    };
    void work.then(mark, mark);
    await this.settle();
    while (!progress.settled) {
      const next = this.nextAt;
      assert(next !== null && next <= limit, `work that was to end within ${limitMs} ms of simulated time did not`);
      await this.step();
    }
    return work;
  }

  /** From now on no timer fires before `pace` says so; null: as fast as it goes. */
  paceWith(pace: Pace | null): void {
    this.#pace = pace;
  }

  /** Fires the earliest timer alone and settles; false when none waits. */
  async step(): Promise<boolean> {
    this.#dropCleared();
    let timer = this.#heap[0];
    while (this.#pace !== null && timer !== undefined && !(await this.#pace(timer.at))) {
      // What came in from outside meanwhile may have armed an earlier one.
      await this.settle();
      this.#dropCleared();
      timer = this.#heap[0];
    }
    if (timer === undefined) return false;
    this.#pop();
    this.#armed.delete(timer.id);
    this.#now = timer.at;
    timer.callback();
    await this.settle();
    return true;
  }

  #dropCleared(): void {
    while (this.#heap[0] !== undefined && !this.#armed.has(this.#heap[0].id)) this.#pop();
  }

  #compact(): void {
    const living = this.#heap.filter((timer) => this.#armed.has(timer.id));
    // A sorted array is a heap.
    living.sort((a, b) => a.at - b.at || a.id - b.id);
    this.#heap.length = 0;
    for (const timer of living) this.#heap.push(timer);
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let child = heap.length;
    heap.push(timer);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(timer, above)) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      let below = heap[child];
      if (below === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && before(right, below)) {
        child += 1;
        below = right;
      }
      if (!before(below, last)) break;
      heap[parent] = below;
      parent = child;
    }
    heap[parent] = last;
  }
}

const before = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.id < b.id);

/** One device's view of simulated time: the shared monotonic clock, and a wall clock of its own that can step or be distrusted. */
export class DeviceClock implements Clock {
  readonly #clock: SimClock;
  #offset: number;
  #trusted: boolean;

  constructor(clock: SimClock, startsAt: Epoch, trusted = true) {
    this.#clock = clock;
    this.#offset = startsAt;
    this.#trusted = trusted;
  }

  now(): Milliseconds {
    return this.#clock.now();
  }
  setTimeout(callback: () => void, ms: Milliseconds): TimerId {
    return this.#clock.setTimeout(callback, ms);
  }
  clearTimeout(id: TimerId): void {
    this.#clock.clearTimeout(id);
  }
  turn(callback: () => void): void {
    this.#clock.turn(callback);
  }
  wallTime(): WallTime {
    return { instant: this.#clock.now() + this.#offset, trusted: this.#trusted };
  }

  /** Moves the wall clock alone, as NTP or a technician would. */
  stepWall(byMs: Milliseconds): void {
    this.#offset += byMs;
  }
  setTrusted(trusted: boolean): void {
    this.#trusted = trusted;
  }
}
