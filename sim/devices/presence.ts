import type { Unsubscribe } from '../../hal/device.ts';
import type { TimerId } from '../../hal/ports/clock.ts';
import type { PresenceSensor, PresenceWord } from '../../hal/ports/sensors.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Body } from '../world/body.ts';
import { ConeWatch } from '../world/cone-watch.ts';
import { contains, type Sector } from '../world/sector.ts';
import type { Segment } from '../world/plan.ts';
import { reaches } from '../world/sight.ts';
import type { World } from '../world/world.ts';
import { SimSensor } from './sensor.ts';
import { silhouetteOf, wallBefore } from './silhouette.ts';

export interface PresenceModel {
  /** How long the output stays up after the last movement. */
  readonly holdsMs: Milliseconds;
  /** How long it only says `warming-up` after power came. */
  readonly warmUpMs: Milliseconds;
  /** How long it is blind after its output has fallen (HC-SR501: 2.5 s); left out: not at all. */
  readonly lockOutMs?: Milliseconds;
}

/** How often one looks again who moves behind a wall and may come round it. */
const hiddenLookMs: Milliseconds = 200;

/** How often a warming sensor says so, so that a silent one is told from a warming one. */
const warmWordMs: Milliseconds = 1_000;

/**
 * The twin of a passive infrared sensor: it sees warm things that move, not people. Who stands still in its cone is gone from its
 * word once the hold has run out, until a hand or a foot moves. Speaks on change; crossings are worked out to the millisecond.
 */
export class SimPresence extends SimSensor<PresenceWord> implements PresenceSensor {
  readonly #model: PresenceModel;
  readonly #walls: readonly Segment[];
  #movers: ConeWatch | null = null;
  #unsubscribe: readonly Unsubscribe[] = [];
  #timer: TimerId | null = null;
  #said: boolean | null = null;
  #present = false;
  #warmUntil: Milliseconds = 0;
  #movedUntil: Milliseconds = 0;
  #blindUntil: Milliseconds = 0;

  constructor(id: string, world: World, area: Sector, model: PresenceModel) {
    super(id, world, area, null);
    this.#model = model;
    this.#walls = world.walls.map((wall) => wallBefore(wall, area));
  }

  get firing(): boolean {
    return this.#said === true;
  }

  protected override begin(): void {
    const movers = new ConeWatch(this.world, this.area, true);
    this.#movers = movers;
    this.#warmUntil = this.world.now + this.#model.warmUpMs;
    this.#said = null;
    this.#present = false;
    this.#movedUntil = 0;
    this.#blindUntil = 0;
    this.#unsubscribe = [
      movers.onChange(() => this.#update()),
      this.world.on((event) => {
        if (event.type !== 'body.stirred' || !contains(this.area, event.body)) return;
        if (this.#hidden(event.body) || this.world.now < this.#blindUntil) return;
        this.#movedUntil = this.world.now + this.#model.holdsMs;
        this.#update();
      }),
    ];
    // The first word comes after `open` has resolved, as a real pin's level is read.
    this.#arm(0);
  }

  protected override end(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = [];
    this.#movers?.close();
    this.#movers = null;
    if (this.#timer !== null) this.world.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#said = null;
  }

  protected override frozen(): PresenceWord {
    // A shorted output stays high.
    return { present: true };
  }

  protected override broke(): void {
    this.#said = true;
    this.speak({ present: this.#present });
  }

  protected override mended(): void {
    this.#said = null;
    this.#update();
  }

  #arm(ms: Milliseconds): void {
    const { clock } = this.world;
    if (this.#timer !== null) clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => {
      this.#timer = null;
      this.#update();
    }, ms);
  }

  #hidden(body: Body): boolean {
    if (this.#walls.length === 0) return false;
    body.goTo(this.world.now);
    const { x, y } = silhouetteOf(body, this.area);
    const far = Math.max(0.01, Math.sqrt(x * x + y * y));
    return this.#walls.some((wall) => reaches({ x: 0, y: 0 }, { x: x / far, y: y / far }, wall) < far);
  }

  #update(): void {
    const movers = this.#movers;
    if (movers === null) return;
    const { now } = this.world;
    const warming = this.#warmUntil - now;
    if (warming > 0) {
      this.complain({ kind: 'warming-up', remainingMs: warming });
      this.#arm(Math.min(warming, warmWordMs));
      return;
    }
    const blind = now < this.#blindUntil;
    const hidden = [...movers.inside].filter((body) => this.#hidden(body)).length;
    const moving = !blind && movers.inside.size > hidden;
    if (this.#present && this.#movedUntil === Number.POSITIVE_INFINITY && !moving)
      this.#movedUntil = now + this.#model.holdsMs;
    if (moving) this.#movedUntil = Number.POSITIVE_INFINITY;
    const before = this.#present;
    this.#present = moving || this.#movedUntil > now;
    if (before && !this.#present) this.#blindUntil = now + (this.#model.lockOutMs ?? 0);
    if (!moving && this.#present) this.#arm(this.#movedUntil - now);
    else if (!moving && now < this.#blindUntil) this.#arm(this.#blindUntil - now);
    else if (!moving && hidden > 0) this.#arm(hiddenLookMs);
    if (this.broken === null && this.#said !== this.#present) {
      this.#said = this.#present;
      this.speak({ present: this.#present });
    }
  }
}
