import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Milliseconds, Point } from '../../hal/units.ts';
import type { SimClock } from '../clock.ts';
import type { Body, Waypoint } from './body.ts';
import type { Segment } from './plan.ts';

export type WorldEvent =
  | { readonly type: 'body.appeared' | 'body.turned' | 'body.left'; readonly body: Body }
  /** Moved without walking: a hand to the glass, a shift of weight. A motion sensor sees it. */
  | { readonly type: 'body.stirred'; readonly body: Body };

/** Who is in the hall now. People exist only from their appearance to their leaving, so an empty hall costs nothing. */
export class World {
  readonly clock: SimClock;
  /** What stands in the way of sight: the walls of the hall without their doors. */
  readonly walls: readonly Segment[];
  readonly #bodies = new Map<string, Body>();
  readonly #listeners = new Listeners<WorldEvent>();
  #appeared = 0;

  constructor(clock: SimClock, walls: readonly Segment[] = []) {
    this.clock = clock;
    this.walls = walls;
  }

  get now(): Milliseconds {
    return this.clock.now();
  }

  /** How many have ever appeared. */
  get appeared(): number {
    return this.#appeared;
  }

  get population(): number {
    return this.#bodies.size;
  }

  /** In order of appearance, where they are now. */
  *bodies(): Generator<Body> {
    for (const body of this.#bodies.values()) {
      body.goTo(this.now);
      yield body;
    }
  }

  get(id: string): Body | undefined {
    const body = this.#bodies.get(id);
    body?.goTo(this.now);
    return body;
  }

  appear(body: Body, way: readonly Waypoint[]): void {
    assert(!this.#bodies.has(body.id), `${body.id} is in the hall already`);
    this.#appeared += 1;
    body.serial = this.#appeared;
    body.follow(way);
    body.goTo(this.now);
    this.#bodies.set(body.id, body);
    this.#listeners.emit({ type: 'body.appeared', body });
  }

  /** Gives somebody another way from now on. */
  turn(body: Body, way: readonly Waypoint[]): void {
    if (!this.#bodies.has(body.id)) return;
    body.follow(way);
    body.goTo(this.now);
    this.#listeners.emit({ type: 'body.turned', body });
  }

  stir(body: Body): void {
    if (this.#bodies.has(body.id)) this.#listeners.emit({ type: 'body.stirred', body });
  }

  leave(body: Body): void {
    if (this.#bodies.delete(body.id)) this.#listeners.emit({ type: 'body.left', body });
  }

  on(listener: (event: WorldEvent) => void): Unsubscribe {
    return this.#listeners.add(listener);
  }

  /** The nearest of those whom `who` takes to `at` within `withinM`, null when nobody is. */
  nearest(at: Point, withinM: number, who: (body: Body) => boolean): Body | null {
    let best: Body | null = null;
    let least = withinM * withinM;
    for (const body of this.bodies()) {
      if (!who(body)) continue;
      const square = (body.x - at.x) * (body.x - at.x) + (body.y - at.y) * (body.y - at.y);
      if (square <= least) {
        best = body;
        least = square;
      }
    }
    return best;
  }
}
