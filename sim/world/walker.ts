import type { MetresPerSecond, Milliseconds, Point } from '../../hal/units.ts';
import { distance } from '../arithmetic.ts';
import type { Body, Waypoint } from './body.ts';
import type { Life } from './life.ts';
import type { Premises } from './premises.ts';

/** The waypoints of a walk along `corners` at an even speed, beginning now; each at least a millisecond after the one before. */
export const timed = (corners: readonly Point[], speed: MetresPerSecond, from: Milliseconds): Waypoint[] => {
  const way: Waypoint[] = [];
  let t = from;
  for (const corner of corners) {
    const last = way.at(-1);
    if (last !== undefined) {
      const far = distance(last, corner);
      if (far < 0.001) continue;
      t += Math.max(1, Math.round((far / speed) * 1000));
    }
    way.push({ t, x: corner.x, y: corner.y });
  }
  return way;
};

/** Feet: walks a body around the walls to where its mind wants to be. */
export class Walker {
  readonly body: Body;
  readonly #premises: Premises;
  readonly #life: Life;
  readonly speed: MetresPerSecond;

  constructor(body: Body, premises: Premises, life: Life, speed: MetresPerSecond) {
    this.body = body;
    this.#premises = premises;
    this.#life = life;
    this.speed = speed;
  }

  get here(): Point {
    this.body.goTo(this.#life.now);
    return { x: this.body.x, y: this.body.y };
  }

  isAt(place: Point): boolean {
    return distance(this.here, place) < 0.05;
  }

  /** Resolves on arrival, or when it would have been had no other walk taken its place. */
  async walk(to: Point): Promise<void> {
    if (this.isAt(to)) {
      this.stand();
      return;
    }
    const from = this.here;
    const way = timed([from, ...this.#premises.route(from, to).slice(1)], this.speed, this.#life.now);
    this.#premises.world.turn(this.body, way);
    const arrives = way.at(-1)?.t ?? this.#life.now;
    await this.#life.sleep(arrives - this.#life.now);
  }

  /** Stops where they are. */
  stand(): void {
    const { x, y } = this.here;
    this.#premises.world.turn(this.body, [{ t: this.#life.now, x, y }]);
  }

  face(at: Point): void {
    this.body.face(at);
  }
}
