import type { TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds, Point } from '../../hal/units.ts';
import { distance } from '../arithmetic.ts';
import type { SimClock } from '../clock.ts';
import { Body, type BodySource, type Waypoint } from './body.ts';
import { sector, spansInside } from './sector.ts';
import { mindFromM } from './visitor.ts';
import type { World } from './world.ts';

/** Somebody who will come into the hall. */
export interface Arrival {
  readonly id: string;
  readonly source: BodySource;
  /** Where they walk when nothing else comes into their mind; its first instant is when they appear, by the simulated clock. */
  readonly way: readonly Waypoint[];
  /** When their own mind takes over, null: never, they leave at the end of their way. */
  readonly mindAt: Milliseconds | null;
}

/**
 * Lets people in at their time and takes those out whose way ends, one timer for whole crowds. `come` is told at the instant when
 * somebody leaves their given way to do what they came for.
 */
export class Crowd {
  readonly #world: World;
  readonly #clock: SimClock;
  readonly #arrivals: readonly Arrival[];
  readonly #come: (body: Body) => void;
  readonly #timers = new Set<TimerId>();
  #next = 0;

  constructor(world: World, arrivals: readonly Arrival[], come: (body: Body) => void) {
    this.#world = world;
    this.#clock = world.clock;
    this.#arrivals = [...arrivals].sort((a, b) => startOf(a) - startOf(b));
    this.#come = come;
  }

  /** When the last of them has come in and their given way has ended. */
  get endsAt(): Milliseconds {
    return this.#arrivals.reduce((last, { way }) => Math.max(last, way.at(-1)?.t ?? 0), 0);
  }

  start(): void {
    this.#waitForNext();
  }

  stop(): void {
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
    this.#next = this.#arrivals.length;
  }

  #at(when: Milliseconds, then: () => void): void {
    const timer = this.#clock.setTimeout(
      () => {
        this.#timers.delete(timer);
        then();
      },
      Math.max(0, when - this.#clock.now()),
    );
    this.#timers.add(timer);
  }

  #waitForNext(): void {
    const arrival = this.#arrivals[this.#next];
    if (arrival === undefined) return;
    this.#at(startOf(arrival), () => {
      this.#next += 1;
      this.#enter(arrival);
      this.#waitForNext();
    });
  }

  #enter({ id, source, way, mindAt }: Arrival): void {
    const [first] = way;
    if (first === undefined) return;
    const body = new Body(id, source, first);
    this.#world.appear(body, way);
    if (mindAt !== null)
      this.#at(mindAt, () => {
        body.goTo(this.#clock.now());
        this.#come(body);
      });
    else this.#at(way.at(-1)?.t ?? first.t, () => this.#world.leave(body));
  }
}

const startOf = ({ way }: Arrival): Milliseconds => way[0]?.t ?? 0;

/** The first instant at which somebody on this way is within `mindFromM` of one of the places, null when never. */
export const comesNear = (way: readonly Waypoint[], places: readonly Point[]): Milliseconds | null => {
  let first: Milliseconds | null = null;
  for (const place of places) {
    const around = sector({ ...place, headingRad: 0 }, mindFromM, 2 * Math.PI);
    const [span] = spansInside(around, way, way[0]?.t ?? 0, false);
    if (span !== undefined && (first === null || span.from < first)) first = span.from;
  }
  return first;
};

/** How near this way comes to a place, in metres, looked at its corners. */
export const nearestApproach = (way: readonly Waypoint[], place: Point): number =>
  way.reduce((least, point) => Math.min(least, distance(point, place)), Number.POSITIVE_INFINITY);
