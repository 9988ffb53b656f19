import { dayKey } from '../behaviours/hours/civil.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { Obstacle } from './update/work.ts';

const lookEveryMs: Milliseconds = 60_000;
/** Nothing may have spoken against it for so long: somebody who comes at night finds a device that answers. */
const quietMs: Milliseconds = 10 * 60_000;

export interface FreshStartPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** What speaks against taking the device away now. */
  readonly obstacles: () => readonly Obstacle[];
  /** Ends this start in order; whoever started it starts the next. */
  readonly begin: () => void;
}

/**
 * Begins a fresh start once a day, in the first quiet minutes after midnight at the site. A recording can be run again from the beginning of
 * a start alone, and the ring keeps so many bytes: a device that was up for weeks would have lost the beginning of everything that it still
 * has. A start a day fits, so that every moment that is kept can be run again. Where the clock is not believed, or the place never closes,
 * nothing is begun.
 */
export class FreshStart {
  readonly #ports: FreshStartPorts;
  readonly #zoneOffsetMin: number;
  /** The day on which the clock was first believed: the one of this start. */
  #day: string | null = null;
  #quietSince: Milliseconds | null = null;
  #timer: TimerId | null = null;

  constructor(zoneOffsetMin: number, ports: FreshStartPorts) {
    this.#zoneOffsetMin = zoneOffsetMin;
    this.#ports = ports;
  }

  start(): void {
    this.#look();
  }

  stop(): void {
    if (this.#timer !== null) this.#ports.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const { begin, clock, log, obstacles } = this.#ports;
    const { instant, trusted } = clock.wallTime();
    const today = trusted ? dayKey(instant, this.#zoneOffsetMin) : null;
    this.#day ??= today;
    const due = today !== null && today !== this.#day && obstacles().length === 0;
    this.#quietSince = due ? (this.#quietSince ?? clock.now()) : null;
    if (this.#quietSince !== null && clock.now() - this.#quietSince >= quietMs) {
      this.#timer = null;
      log.write('info', 'device.fresh-start', { since: this.#day });
      return begin();
    }
    this.#timer = clock.setTimeout(() => this.#look(), lookEveryMs);
  }
}
