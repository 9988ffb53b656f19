import type { Unsubscribe } from '../../hal/device.ts';
import type { Target, TargetsSensor, TargetsWord } from '../../hal/ports/sensors.ts';
import { direction } from '../../hal/trigonometry.ts';
import { radians, type Metres, type MetresPerSecond, type Milliseconds, type Radians } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import type { Sector } from '../world/sector.ts';
import { reaches } from '../world/sight.ts';
import type { Segment } from '../world/plan.ts';
import type { World } from '../world/world.ts';
import { SimFrameSensor } from './frame-sensor.ts';
import { toThousandths } from './sensor.ts';
import { Goings, silhouetteOf, wallBefore, type Silhouette } from './silhouette.ts';

/** Hi-Link LD2450, serial protocol V1.00 and instruction manual: 6 m, ±60° across, three targets, ten frames a second. */
export const ld2450 = { rangeM: 6, fieldOfViewRad: radians(120), most: 3, periodMs: 100 } as const;

/** Spread about a walker: some centimetres along, some degrees across; the manual promises ± 0.15 m. */
const spread: { readonly rangeM: Metres; readonly bearingRad: Radians } = { rangeM: 0.06, bearingRad: radians(3) };
/** Its own filter follows what it measures by this share a frame: what it says lags by about a frame and a half. */
const follows = 0.6;
/** It lives on movement. Slower than this it hears only breath, misses some frames, and after a while the person. */
const breathing: MetresPerSecond = 0.12;
const missedMoving = 0.02;
const missedStill = 0.08;
const keepsStillMs: { readonly mean: Milliseconds; readonly least: Milliseconds } = { mean: 20_000, least: 4_000 };
/** A target that it misses goes on as it went, for so long. */
const coastsMs: Milliseconds = 500;
/** Two who stand nearer together than this are one target. */
const oneM: Metres = 0.5;
/** Speeds come in steps. */
const speedStep: MetresPerSecond = 0.16;

interface Followed {
  readonly x: Metres;
  readonly y: Metres;
  /** What its filter takes them to do. */
  readonly vx: MetresPerSecond;
  readonly vy: MetresPerSecond;
  readonly speed: MetresPerSecond;
  readonly seenAt: Milliseconds;
  /** Since when they have stood, and how long it can bear that. */
  stillSince: Milliseconds | null;
  readonly bearsMs: Milliseconds;
}

/** What an LD2450 says of the people before it; it remembers whom it follows. */
export class TrackingRadar {
  readonly #random: SeededRandom;
  readonly #walls: readonly Segment[];
  readonly #goings = new Goings();
  readonly #followed = new Map<string, Followed>();

  /** `walls` stand in the radar's frame: it looks through plastic, not through brick. */
  constructor(walls: readonly Segment[], random: SeededRandom) {
    this.#walls = walls;
    this.#random = random;
  }

  /** One frame of the people in its field. */
  frame(people: readonly Silhouette[], at: Milliseconds): TargetsWord {
    this.#goings.see(people, at);
    for (const person of this.#distinct(people.filter((one) => this.#visible(one, people)))) this.#hear(person, at);
    for (const [id, { seenAt }] of this.#followed) if (at - seenAt > coastsMs) this.#followed.delete(id);
    const targets = [...this.#followed.values()].slice(0, ld2450.most).map((one): Target => {
      const coasted = (at - one.seenAt) / 1000;
      return {
        x: toThousandths(one.x + coasted * one.vx),
        y: toThousandths(one.y + coasted * one.vy),
        speed: toThousandths(one.speed),
      };
    });
    return { targets };
  }

  /** A hand moved: it hears that. */
  stirred(id: string): void {
    const followed = this.#followed.get(id);
    if (followed !== undefined) followed.stillSince = null;
  }

  #visible(person: Silhouette, people: readonly Silhouette[]): boolean {
    const far = Math.sqrt(person.x * person.x + person.y * person.y);
    if (far > ld2450.rangeM || far === 0) return false;
    const ray = { x: person.x / far, y: person.y / far };
    if (this.#walls.some((wall) => reaches({ x: 0, y: 0 }, ray, wall) < far)) return false;
    return !people.some((nearer) => {
      const before = nearer.x * ray.x + nearer.y * ray.y;
      const beside = Math.abs(nearer.x * ray.y - nearer.y * ray.x);
      return nearer !== person && before > 0 && before < far - nearer.radiusM && beside < nearer.radiusM * 0.8;
    });
  }

  /** The nearest of those who stand too close together to be told apart. */
  #distinct(people: readonly Silhouette[]): readonly Silhouette[] {
    const square = (it: Silhouette): number => it.x * it.x + it.y * it.y;
    const nearestFirst = [...people].sort((a, b) => square(a) - square(b) || (a.id < b.id ? -1 : 1));
    const kept: Silhouette[] = [];
    for (const one of nearestFirst) {
      const known = this.#followed.has(one.id);
      const close = kept.some((other) => square({ ...one, x: one.x - other.x, y: one.y - other.y }) < oneM * oneM);
      if (!close || (known && kept.length === 0)) kept.push(one);
    }
    return kept;
  }

  #hear(person: Silhouette, at: Milliseconds): void {
    const { id, x, y } = person;
    const { vx, vy, speed } = this.#goings.of(id);
    const known = this.#followed.get(id);
    const moves = speed >= breathing;
    // It finds only who moves, and only while a place among its three is free.
    if (known === undefined && (!moves || this.#followed.size >= ld2450.most)) return;
    const stillSince = moves ? null : (known?.stillSince ?? at);
    if (known !== undefined && stillSince !== null && at - stillSince > known.bearsMs) return;
    if (this.#random.chance(moves ? missedMoving : missedStill)) return;
    const far = Math.sqrt(x * x + y * y);
    const stretch = (far + this.#random.normal(0, spread.rangeM)) / far;
    const turn = direction(this.#random.normal(0, spread.bearingRad));
    const measured = { x: (x * turn.x - y * turn.y) * stretch, y: (x * turn.y + y * turn.x) * stretch };
    const share = known === undefined ? 1 : follows;
    const since = known === undefined ? 0 : (at - known.seenAt) / 1000;
    // It filters what it measures beside what it expects.
    const from = known === undefined ? measured : { x: known.x + since * known.vx, y: known.y + since * known.vy };
    const radial = (vx * x + vy * y) / far;
    this.#followed.set(id, {
      x: from.x + share * (measured.x - from.x),
      y: from.y + share * (measured.y - from.y),
      vx: moves ? vx : 0,
      vy: moves ? vy : 0,
      speed: moves ? speedStep * Math.round(radial / speedStep) : 0,
      seenAt: at,
      stillSince,
      bearsMs: known?.bearsMs ?? keepsStillMs.least + this.#random.exponential(keepsStillMs.mean),
    });
  }
}

const nobody: TargetsWord = { targets: [] };

/** The twin of an LD2450: its own tracker, with its own lags and losses, and never more than three. */
export class SimTrackingRadar extends SimFrameSensor<TargetsWord> implements TargetsSensor {
  readonly #radar: TrackingRadar;
  #quietSince: Milliseconds | null = null;
  #unsubscribe: Unsubscribe = () => undefined;

  constructor(id: string, world: World, area: Sector, periodMs: Milliseconds, random: SeededRandom) {
    const rangeM = Math.min(ld2450.rangeM, area.rangeM);
    super(id, world, { ...area, rangeM }, Math.max(ld2450.periodMs, periodMs));
    this.#radar = new TrackingRadar(
      world.walls.map((wall) => wallBefore(wall, this.area)),
      random,
    );
  }

  protected override begin(): void {
    super.begin();
    this.#unsubscribe = this.world.on((event) => {
      if (event.type === 'body.stirred') this.#radar.stirred(event.body.id);
    });
  }

  protected override end(): void {
    super.end();
    this.#unsubscribe();
  }

  protected override shows({ targets }: TargetsWord): boolean {
    return targets.length > 0;
  }

  protected override frame(): TargetsWord {
    const { now } = this.world;
    // An empty cone costs nothing once the last target has faded.
    if (this.inside.size > 0) this.#quietSince = null;
    else this.#quietSince ??= now;
    if (this.#quietSince !== null && now - this.#quietSince > 2 * coastsMs) return nobody;
    const people = [...this.inside].map((body) => {
      body.goTo(now);
      return silhouetteOf(body, this.area);
    });
    return this.#radar.frame(people, now);
  }
}
