import type { Metres, MetresPerSecond, Milliseconds, Point } from '../../../hal/units.ts';
import type { Covariance } from '../senses/detection.ts';
import type { SensorPlace } from '../settings.ts';
import { combined, doubted, measured, measuredLate, modesAt, passed, type Modes } from './imm.ts';
import type { Motion } from './kalman.ts';
import { remember, strideOf, type Fix } from './stride.ts';

/** Where somebody was seen. */
export interface Placed {
  readonly x: Metres;
  readonly y: Metres;
  readonly covariance: Covariance;
  /** How far it is to be trusted about movement, where that is not its worst direction: a range knows nothing across, and moves nobody there. */
  readonly fixSigmaM?: Metres;
}

/** One who stands and sways is standing still up to so much over the standing speed. */
const swayFactor = 1.2;

/** One who moves for no longer than this has not walked off: their stop goes on. */
const stepMs: Milliseconds = 400;

/**
 * One whom the sensors follow. It changes with each frame: a frame of forty people makes no copies of what it does not touch.
 */
export class Track {
  /** Null until it is confirmed: ghosts use up no names. */
  id: number | null = null;
  readonly firstAt: Milliseconds;
  /** Where it was first seen: who has come from there has moved. */
  readonly origin: Point;
  seenAt: Milliseconds;
  /** Until when that counts as now: the sensor that saw it is not due before. */
  seenUntil: Milliseconds;
  /** When a sensor that knows no place last bore them out. */
  supportedAt: Milliseconds = Number.NEGATIVE_INFINITY;
  hits = 1;
  /** Frames in a row in which a sensor should have seen it and did not. */
  misses = 0;
  stillSince: Milliseconds | null = null;
  /** Since when it has been unseen where a sensor must see it; null: it is seen, or hidden. */
  missedSince: Milliseconds | null = null;
  /** How long (s) it has gone together with others, by their ids: what groups are made of. */
  readonly together = new Map<number, number>();
  /** When each sensor saw it last, by the sensor's place in the settings. */
  readonly seenBy = new Map<SensorPlace, Milliseconds>();
  /** Whom it may be the same as, and since when. */
  twinOf: Track | null = null;
  twinSince: Milliseconds = 0;
  #modes: Modes;
  #motion: Motion;
  readonly #fixes: Fix[] = [];
  #stood: { readonly since: Milliseconds; readonly until: Milliseconds } | null = null;

  constructor(seen: Placed, at: Milliseconds) {
    const { x, y, covariance } = seen;
    this.#modes = modesAt(x, y, covariance);
    this.#motion = combined(this.#modes);
    this.firstAt = at;
    this.origin = { x, y };
    this.seenAt = at;
    this.seenUntil = at;
    remember(this.#fixes, { at, x, y, sigmaM: seen.fixSigmaM ?? sigmaOf(covariance) });
  }

  get motion(): Motion {
    return this.#motion;
  }
  get pStanding(): number {
    return this.#modes.pStanding;
  }
  /** 1σ of the position along its worst direction. */
  get sigmaM(): Metres {
    return sigmaOf(this.#motion);
  }
  get speed(): MetresPerSecond {
    const { vx, vy } = this.#motion;
    return Math.sqrt(vx * vx + vy * vy);
  }

  pass(seconds: number): void {
    this.#modes = passed(this.#modes, seconds);
    this.#motion = combined(this.#modes);
  }

  /** Takes in where it was seen, `age` seconds before the newest word. */
  hit(seen: Placed, at: Milliseconds, age: number, standingSpeed: MetresPerSecond): void {
    const { x, y, covariance } = seen;
    this.#modes = age > 0 ? measuredLate(this.#modes, age, x, y, covariance) : measured(this.#modes, x, y, covariance);
    this.#motion = combined(this.#modes);
    this.hits += 1;
    this.misses = 0;
    this.missedSince = null;
    this.seenAt = Math.max(this.seenAt, at);
    remember(this.#fixes, { at, x, y, sigmaM: seen.fixSigmaM ?? sigmaOf(covariance) });
    this.#judgeStride(standingSpeed);
  }

  /** What was believed is wrong by so much: it weighs less from here on. */
  doubt(byM: Metres): void {
    this.#modes = doubted(this.#modes, byM);
  }

  /** Goes on as the one who was lost where this one was found. */
  becomes(lost: Track): void {
    this.id = lost.id;
    for (const [id, seconds] of lost.together) this.together.set(id, seconds);
  }

  #judgeStride(standingSpeed: MetresPerSecond): void {
    const stride = strideOf(this.#fixes);
    if (stride === null) return;
    const limit = standingSpeed * (this.stillSince === null ? 1 : swayFactor);
    const at = Math.round(Math.max(this.firstAt, stride.at));
    if (stride.speed >= limit) {
      if (this.stillSince !== null) this.#stood = { since: this.stillSince, until: at };
      this.stillSince = null;
    } else if (this.stillSince === null)
      // A step to the side, or a frame's noise, is no new arrival.
      this.stillSince = this.#stood !== null && at - this.#stood.until <= stepMs ? this.#stood.since : at;
  }
}

/** One standard deviation along the worst direction: the root of the larger eigenvalue. */
export const sigmaOf = ({ xx, xy, yy }: Covariance): Metres => {
  const half = (xx + yy) / 2;
  const apart = (xx - yy) / 2;
  return Math.sqrt(half + Math.sqrt(apart * apart + xy * xy));
};
