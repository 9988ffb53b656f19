import { assert, present } from '../../hal/assert.ts';
import type { Metres, MetresPerSecond, Milliseconds, Point } from '../../hal/units.ts';
import { direction } from '../arithmetic.ts';

/** A place on somebody's way and when they are there. `gazeRad` is where the head looks, where the recording says so. */
export interface Waypoint extends Point {
  readonly t: Milliseconds;
  readonly gazeRad?: number;
}

export type BodySource = 'recorded' | 'generated' | 'placed';

/** Slower than this counts as standing, for headings and for a motion sensor. */
export const standingSpeed: MetresPerSecond = 0.2;

/** Between the mean of grown men and women in Vietnam, 1.68 m and 1.56 m (General Nutrition Census 2019–2020). */
export const usualHeightM: Metres = 1.62;

/**
 * Somebody's body: a disc on the floor that follows its way. Places are functions of time, straight and even between waypoints; before
 * the first waypoint it stands at the first, after the last at the last. Nothing ticks: `goTo` works out the place when asked.
 */
export class Body {
  readonly id: string;
  readonly source: BodySource;
  readonly radiusM: Metres;
  readonly heightM: Metres;
  /** Order of appearance; sorts bodies the same way in every run. */
  serial = 0;
  x: Metres = 0;
  y: Metres = 0;
  speed: MetresPerSecond = 0;
  /** Unit vector of the last movement, or of the gaze. */
  headingX = 1;
  headingY = 0;
  #way: readonly Waypoint[] = [];
  #leg = 0;

  constructor(id: string, source: BodySource, at: Point, radiusM: Metres = 0.25, heightM: Metres = usualHeightM) {
    this.id = id;
    this.source = source;
    this.radiusM = radiusM;
    this.heightM = heightM;
    this.#way = [{ t: 0, x: at.x, y: at.y }];
    this.x = at.x;
    this.y = at.y;
  }

  get way(): readonly Waypoint[] {
    return this.#way;
  }

  /** When the way ends and the body stands. */
  get restsAt(): Milliseconds {
    return present(this.#way.at(-1), `${this.id} without a way`).t;
  }

  /** Only the world sets ways, so that whoever watches is told. */
  follow(way: readonly Waypoint[]): void {
    assert(way.length > 0, `an empty way for ${this.id}`);
    for (let i = 1; i < way.length; i += 1) {
      const [before, after] = [way[i - 1], way[i]];
      assert(
        before !== undefined && after !== undefined && after.t > before.t,
        `a way of ${this.id} with time running back`,
      );
    }
    this.#way = way;
    this.#leg = 0;
  }

  /** Works out place, speed and heading at `t`; cheap when `t` goes forward. */
  goTo(t: Milliseconds): void {
    const way = this.#way;
    if (this.#leg > 0 && (way[this.#leg]?.t ?? 0) > t) this.#leg = 0;
    while ((way[this.#leg + 1]?.t ?? Number.POSITIVE_INFINITY) <= t) this.#leg += 1;
    const from = present(way[this.#leg], `a leg of ${this.id}`);
    const to = way[this.#leg + 1];
    if (from.gazeRad !== undefined) this.#look(direction(from.gazeRad));
    if (to === undefined || t < from.t) {
      this.x = from.x;
      this.y = from.y;
      this.speed = 0;
      return;
    }
    const share = (t - from.t) / (to.t - from.t);
    const dx = to.x - from.x;
    const dy = to.y - from.y;
    this.x = from.x + dx * share;
    this.y = from.y + dy * share;
    const length = Math.sqrt(dx * dx + dy * dy);
    this.speed = (length * 1000) / (to.t - from.t);
    if (from.gazeRad === undefined && this.speed >= standingSpeed) this.#look({ x: dx / length, y: dy / length });
  }

  /** Turns towards a place while standing. */
  face(at: Point): void {
    const dx = at.x - this.x;
    const dy = at.y - this.y;
    const length = Math.sqrt(dx * dx + dy * dy);
    if (length > 0.01) this.#look({ x: dx / length, y: dy / length });
  }

  #look(towards: Point): void {
    this.headingX = towards.x;
    this.headingY = towards.y;
  }
}
