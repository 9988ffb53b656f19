import type { Unsubscribe } from '../../hal/device.ts';
import type { TimerId } from '../../hal/ports/clock.ts';
import type { RangeSensor, RangeWord } from '../../hal/ports/sensors.ts';
import { direction } from '../../hal/trigonometry.ts';
import type { Metres, Milliseconds } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import { contains, type Sector } from '../world/sector.ts';
import { reaches, type Wall } from '../world/sight.ts';
import type { World } from '../world/world.ts';
import { rangeLimits, type RangeKind, type RangeLimits } from './range-optics.ts';
import { SimSensor, toThousandths } from './sensor.ts';
import { silhouetteOf, wallBefore } from './silhouette.ts';

/** How often a sensor that speaks on change looks while somebody is in its cone, and what it calls a change. */
const lookEveryMs: Milliseconds = 100;
const changeM: Metres = 0.05;

/**
 * The twin of a single-zone distance sensor: the nearest body's front in the cone that no wall hides, with the limits of its `kind`
 * (range-optics.ts). Two of a kind that sound into the same air at the same time hear one another. With a period it speaks each time; without, on change only, and sleeps while the cone is empty.
 */
export class SimRange extends SimSensor<RangeWord> implements RangeSensor {
  readonly #random: SeededRandom;
  readonly #kind: RangeKind;
  readonly #walls: readonly Wall[];
  #timer: TimerId | null = null;
  #unsubscribe: Unsubscribe = () => undefined;
  #said: Metres | null = null;

  constructor(
    id: string,
    world: World,
    area: Sector,
    periodMs: Milliseconds | null,
    random: SeededRandom,
    kind: RangeKind = 'plain',
  ) {
    const limits = rangeLimits[kind];
    super(id, world, area, periodMs === null ? null : Math.max(limits.leastPeriodMs, periodMs));
    this.#random = random;
    this.#kind = kind;
    this.#walls = world.walls.map((wall) => wallBefore(wall, area));
  }

  get firing(): boolean {
    return this.#said !== null;
  }

  protected override begin(): void {
    this.#said = null;
    const listening = rangers.get(this.world) ?? new Set();
    rangers.set(this.world, listening.add(this));
    if (this.periodMs === null)
      this.#unsubscribe = this.onInsideChanged(() => {
        if (this.#timer === null) this.#arm(0);
      });
    this.#arm(this.periodMs ?? 0);
  }

  protected override end(): void {
    rangers.get(this.world)?.delete(this);
    this.#unsubscribe();
    if (this.#timer !== null) this.world.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  protected override frozen(): RangeWord {
    // Something hangs before the lens.
    return { distanceM: this.#said ?? 0.9 };
  }

  protected override broke(): void {
    if (this.periodMs === null) this.speak(this.frozen());
  }

  protected override mended(): void {
    if (this.periodMs === null) this.#say(this.#measure());
  }

  #arm(ms: Milliseconds): void {
    this.#timer = this.world.clock.setTimeout(() => {
      this.#timer = null;
      this.#look();
    }, ms);
  }

  #look(): void {
    const distance = this.#measure();
    if (this.periodMs !== null) {
      this.#arm(this.periodMs);
      this.#say(distance);
      return;
    }
    if (this.inside.size > 0) this.#arm(lookEveryMs);
    const before = this.#said;
    const isNew =
      this.last === null ||
      (before === null) !== (distance === null) ||
      (before !== null && distance !== null && Math.abs(before - distance) >= changeM);
    if (isNew && this.broken === null) this.#say(distance);
  }

  #say(distance: Metres | null): void {
    if (this.broken !== 'stuck') this.#said = distance;
    this.speak({ distanceM: distance });
  }

  #measure(): Metres | null {
    const limits = rangeLimits[this.#kind];
    let nearest = limits.seesWalls ? this.#wall(limits) : Number.POSITIVE_INFINITY;
    let hidden = false;
    for (const body of this.inside) {
      body.goTo(this.world.now);
      const { x, y, radiusM } = silhouetteOf(body, this.area);
      const middle = Math.sqrt(x * x + y * y);
      const front = Math.max(0.02, middle - radiusM);
      if (front >= nearest) continue;
      if (middle > 0 && this.#walls.some((wall) => reaches(here, { x: x / middle, y: y / middle }, wall) < front))
        hidden = true;
      else nearest = front;
    }
    if (hidden && !Number.isFinite(nearest)) return null;
    if (!Number.isFinite(nearest) || nearest > Math.min(limits.mostM, this.area.rangeM)) return null;
    if (limits.lostFar > 0) {
      const share = nearest / limits.mostM;
      if (this.#random.chance(limits.lostNear + (limits.lostFar - limits.lostNear) * share * share)) return null;
    }
    const heard = this.#crossTalk(nearest, limits);
    const told = heard * limits.scale + this.#random.normal(0, limits.spreadM + limits.spreadShare * heard);
    const stepped = limits.stepM * Math.round(Math.max(limits.leastM, told) / limits.stepM);
    return toThousandths(stepped);
  }

  /** The wall straight ahead; sound slides off one that it meets aslant. */
  #wall({ squareRad }: RangeLimits): Metres {
    let nearest = Number.POSITIVE_INFINITY;
    for (const wall of this.#walls) {
      const far = reaches(here, ahead, wall);
      if (far >= nearest) continue;
      if (squareRad !== null) {
        const dx = wall.to.x - wall.from.x;
        const dy = wall.to.y - wall.from.y;
        // How far its face is turned from square: the wall's own direction against straight across.
        const slant = Math.abs(dx) / Math.sqrt(dx * dx + dy * dy);
        if (slant > direction(squareRad).y) continue;
      }
      nearest = far;
    }
    return nearest;
  }

  /** Another of its kind near by, looking into the same air, now and then answers for the person: its own way and half of ours. */
  #crossTalk(distanceM: Metres, { squareRad }: RangeLimits): Metres {
    if (this.#kind === 'plain') return distanceM;
    for (const other of rangers.get(this.world) ?? []) {
      if (other === this || other.#kind !== this.#kind) continue;
      const dx = other.area.at.x - this.area.at.x;
      const dy = other.area.at.y - this.area.at.y;
      const apart = Math.sqrt(dx * dx + dy * dy);
      const facing = this.area.axis.x * other.area.axis.x + this.area.axis.y * other.area.axis.y;
      const opposed = facing < 0 - 0.7 && contains(this.area, other.area.at) && contains(other.area, this.area.at);
      const beside = facing > 0.5 && apart < 0.5;
      if (opposed && this.#random.chance(squareRad === null ? 0.03 : 0.2)) return apart / 2;
      if (beside && this.#random.chance(squareRad === null ? 0.005 : 0.08))
        return Math.max(0.02, distanceM + apart / 2 - this.#random.between(0, distanceM / 2));
    }
    return distanceM;
  }
}

const here = { x: 0, y: 0 };
const ahead = { x: 1, y: 0 };
/** Who listens in a hall: sound and light do not ask whose they are. */
const rangers = new WeakMap<World, Set<SimRange>>();
