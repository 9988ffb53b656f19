import type { Metres, MetresPerSecond, Milliseconds, Point } from '../../hal/units.ts';
import type { Body } from '../world/body.ts';
import type { Sector } from '../world/sector.ts';
import type { Segment } from '../world/plan.ts';

/** Somebody as a sensor meets them: in its own frame (x along its axis, y to its left), an upright cylinder on the floor. */
export interface Silhouette extends Point {
  readonly id: string;
  readonly radiusM: Metres;
  readonly heightM: Metres;
}

/** A body of the world in the frame of a sensor whose cone is `area`. */
export const silhouetteOf = (body: Body, { at, axis }: Sector): Silhouette => {
  const dx = body.x - at.x;
  const dy = body.y - at.y;
  const { id, radiusM, heightM } = body;
  return { id, radiusM, heightM, x: dx * axis.x + dy * axis.y, y: axis.x * dy - axis.y * dx };
};

/** A wall of the hall in the frame of a sensor. */
export const wallBefore = ({ from, to }: Segment, { at, axis }: Sector): Segment => {
  const turned = ({ x, y }: Point): Point => ({
    x: (x - at.x) * axis.x + (y - at.y) * axis.y,
    y: axis.x * (y - at.y) - axis.y * (x - at.x),
  });
  return { from: turned(from), to: turned(to) };
};

export interface Going {
  readonly vx: MetresPerSecond;
  readonly vy: MetresPerSecond;
  readonly speed: MetresPerSecond;
  /** How far they have walked in sight. */
  readonly walkedM: Metres;
}

interface Steps {
  readonly places: { readonly at: Milliseconds; readonly x: Metres; readonly y: Metres }[];
  walkedM: Metres;
}

/** So far back a sensor's doppler or filter looks. */
const windowMs: Milliseconds = 400;
const still: Going = { vx: 0, vy: 0, speed: 0, walkedM: 0 };

/** How people in sight move, worked out from where they were: what a filter inside a sensor knows of them. */
export class Goings {
  readonly #steps = new Map<string, Steps>();

  /** Takes in who is in sight now; whoever is not any more is forgotten. */
  see(people: readonly Silhouette[], at: Milliseconds): void {
    const here = new Set(people.map(({ id }) => id));
    for (const id of this.#steps.keys()) if (!here.has(id)) this.#steps.delete(id);
    for (const { id, x, y } of people) {
      const steps: Steps = this.#steps.get(id) ?? { places: [], walkedM: 0 };
      this.#steps.set(id, steps);
      const last = steps.places.at(-1);
      if (last !== undefined) {
        if (at <= last.at) continue;
        steps.walkedM += Math.sqrt((x - last.x) * (x - last.x) + (y - last.y) * (y - last.y));
      }
      steps.places.push({ at, x, y });
      while (steps.places.length > 2 && at - (steps.places[0]?.at ?? at) > windowMs) steps.places.shift();
    }
  }

  of(id: string): Going {
    const steps = this.#steps.get(id);
    const first = steps?.places[0];
    const last = steps?.places.at(-1);
    if (steps === undefined || first === undefined || last === undefined || last.at <= first.at) return still;
    const seconds = (last.at - first.at) / 1000;
    const vx = (last.x - first.x) / seconds;
    const vy = (last.y - first.y) / seconds;
    return { vx, vy, speed: Math.sqrt(vx * vx + vy * vy), walkedM: steps.walkedM };
  }
}
