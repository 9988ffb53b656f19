import type { Metres, MetresPerSecond, Milliseconds } from '../../../hal/units.ts';
import type { JudgedTrack } from './judge.ts';

/** One person at one tracking frame. Device frame: x ahead of the screen, y to its left. */
export interface Moment {
  readonly at: Milliseconds;
  readonly x: Metres;
  readonly y: Metres;
  readonly vx: MetresPerSecond;
  readonly vy: MetresPerSecond;
  readonly distanceM: Metres;
}

/** Longer ago than this nothing is remembered. */
const keptMs: Milliseconds = 2_200;
/** Frames come ten times a second at most. */
const mostMoments = 30;

/** What is remembered of one person: where they came into sight, and the last seconds. Bounded, however long they stay. */
export class History {
  readonly moments: Moment[] = [];
  readonly firstAt: Milliseconds;
  /** How far they were when first seen. */
  #firstM: Metres | null = null;

  constructor(firstAt: Milliseconds) {
    this.firstAt = firstAt;
  }

  get firstM(): Metres {
    return this.#firstM ?? 0;
  }

  /** Takes in a frame; one that is not newer than the last changes nothing. */
  add({ x, y, vx, vy }: JudgedTrack, at: Milliseconds): void {
    if (at <= (this.moments.at(-1)?.at ?? Number.NEGATIVE_INFINITY)) return;
    const distanceM = Math.sqrt(x * x + y * y);
    this.#firstM ??= distanceM;
    this.moments.push({ at, x, y, vx, vy, distanceM });
    // The newest of those that are too old is kept: what is asked of two seconds ago lies behind it.
    while (this.moments.length > mostMoments || (this.moments[1]?.at ?? at) < at - keptMs) this.moments.shift();
  }

  /** The newest moment that is at least so old; the oldest where none is. */
  ago(ms: Milliseconds): Moment | null {
    const last = this.moments.at(-1);
    if (last === undefined) return null;
    for (let index = this.moments.length - 1; index >= 0; index -= 1) {
      const moment = this.moments[index];
      if (moment !== undefined && moment.at <= last.at - ms) return moment;
    }
    return this.moments[0] ?? null;
  }

  /** Those of the last `ms`, oldest first. */
  within(ms: Milliseconds): readonly Moment[] {
    const from = (this.moments.at(-1)?.at ?? 0) - ms;
    return this.moments.filter(({ at }) => at >= from);
  }
}
