import type { Person } from '../../behaviours/presence/events.ts';
import type { Milliseconds, Point } from '../../hal/units.ts';

/*
 * People of a test as a perfect tracker would tell of them: they walk straight from point to point in the device's frame, and their
 * frames come ten times a second.
 */

export const frameMs: Milliseconds = 100;
const windowMs: Milliseconds = 500;
const standingSpeed = 0.35;

/** Where somebody is when: from their first point at its time, straight to the next; after the last they stand there until `until`. */
export interface Walk {
  readonly id: number;
  readonly way: readonly (Point & { readonly t: Milliseconds })[];
  readonly until?: Milliseconds;
  readonly intent?: number | null;
  readonly group?: number;
  /** Parts in which the sensors do not confirm them. */
  readonly unseen?: readonly (readonly [from: Milliseconds, to: Milliseconds])[];
}

const between = (walk: Walk, t: Milliseconds): Point => {
  const { way } = walk;
  const next = way.findIndex((point) => point.t > t);
  const [a, b] = [way[next === -1 ? way.length - 1 : Math.max(0, next - 1)], way[next === -1 ? way.length - 1 : next]];
  if (a === undefined || b === undefined) throw new Error('a walk without points');
  const share = b.t === a.t ? 0 : (t - a.t) / (b.t - a.t);
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
};

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

/** Frames of people, with what a tracker remembers of each. */
export class PeopleWalk {
  readonly #walks: readonly Walk[];
  readonly #still = new Map<number, Milliseconds>();

  constructor(walks: readonly Walk[]) {
    this.#walks = walks;
  }

  /** Everybody who is there at `t`; to be asked in the order of time. */
  at(t: Milliseconds): readonly Person[] {
    return this.#walks.flatMap((walk): Person[] => {
      const firstAt = walk.way[0]?.t ?? 0;
      if (t < firstAt || t > (walk.until ?? Number.POSITIVE_INFINITY)) return [];
      const [now, then] = [between(walk, t), between(walk, Math.max(firstAt, t - windowMs))];
      const spanS = Math.min(windowMs, t - firstAt) / 1_000;
      const [vx, vy] = spanS === 0 ? [0, 0] : [(now.x - then.x) / spanS, (now.y - then.y) / spanS];
      const still = spanS > 0 && Math.hypot(vx, vy) < standingSpeed;
      if (!still) this.#still.delete(walk.id);
      else if (!this.#still.has(walk.id)) this.#still.set(walk.id, t);
      return [
        {
          id: walk.id,
          x: thousandths(now.x),
          y: thousandths(now.y),
          vx: thousandths(vx),
          vy: thousandths(vy),
          sigmaM: 0.08,
          seen: !(walk.unseen ?? []).some(([from, to]) => t >= from && t < to),
          firstAt,
          stillSince: this.#still.get(walk.id) ?? null,
          intent: walk.intent ?? null,
          group: walk.group ?? walk.id,
        },
      ];
    });
  }
}

/** Walks up from `from` at 1.2 m/s beginning at `t`, and stands at `to` from then on. */
export const walksUp = (id: number, t: Milliseconds, to: Point, from: Point = { x: 5, y: 0 }): Walk => {
  const lengthM = Math.hypot(to.x - from.x, to.y - from.y);
  return {
    id,
    way: [
      { t, ...from },
      { t: t + Math.round((lengthM / 1.2) * 1_000), ...to },
    ],
  };
};
