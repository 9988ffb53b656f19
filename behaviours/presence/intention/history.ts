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
  readonly still: boolean;
}

/** Longer ago than this nothing is remembered but sums. */
const keptMs: Milliseconds = 3_200;
/** Frames come ten times a second at most. */
const mostMoments = 40;
const nearM: Metres = 2;
const engageM: Metres = 1.2;

/** What is remembered of one person: the last seconds in full, and sums of all before. Bounded, however long they stay. */
export class History {
  readonly moments: Moment[] = [];
  readonly firstAt: Milliseconds;
  /** Their nearest so far, and how far they were when first seen. */
  nearestM: Metres = Number.POSITIVE_INFINITY;
  firstM: Metres = 0;
  /** The way walked so far. */
  pathM: Metres = 0;
  fastest: MetresPerSecond = 0;
  insideNearMs: Milliseconds = 0;
  insideEngageMs: Milliseconds = 0;
  stillMs: Milliseconds = 0;

  constructor(firstAt: Milliseconds) {
    this.firstAt = firstAt;
  }

  /** Takes in a frame; one that is not newer than the last changes nothing. */
  add(track: JudgedTrack, at: Milliseconds): void {
    const last = this.moments.at(-1);
    if (last !== undefined && at <= last.at) return;
    const { x, y, vx, vy } = track;
    const distanceM = Math.sqrt(x * x + y * y);
    const speed = Math.sqrt(vx * vx + vy * vy);
    const still = track.stillSince !== null;
    if (last === undefined) this.firstM = distanceM;
    else {
      const gone = at - last.at;
      this.pathM += Math.sqrt((x - last.x) * (x - last.x) + (y - last.y) * (y - last.y));
      if (distanceM < nearM) this.insideNearMs += gone;
      if (distanceM < engageM) this.insideEngageMs += gone;
      if (still) this.stillMs += gone;
    }
    this.nearestM = Math.min(this.nearestM, distanceM);
    this.fastest = Math.max(this.fastest, speed);
    this.moments.push({ at, x, y, vx, vy, distanceM, still });
    while (this.moments.length > mostMoments || (this.moments[0]?.at ?? at) < at - keptMs) this.moments.shift();
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
