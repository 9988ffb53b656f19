import type { Unsubscribe } from '../../hal/device.ts';
import type { TimerId } from '../../hal/ports/clock.ts';
import type { RangeSensor, RangeWord } from '../../hal/ports/sensors.ts';
import type { Metres, Milliseconds } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import type { Sector } from '../world/sector.ts';
import type { World } from '../world/world.ts';
import { SimSensor, toThousandths } from './sensor.ts';

/** Spread of a word about the truth: VL53L1X, datasheet table 9, ranging error in ambient light. */
const noiseM: Metres = 0.02;
/** How often a sensor that speaks on change looks while somebody is in its cone, and what it calls a change. */
const lookEveryMs: Milliseconds = 100;
const changeM: Metres = 0.05;

/**
 * The twin of a single-zone distance sensor: the nearest body's front in the cone. Walls and furniture are taken for background that
 * the installer has aimed past. With a period it speaks each time; without, on change only, and sleeps while the cone is empty.
 */
export class SimRange extends SimSensor<RangeWord> implements RangeSensor {
  readonly #random: SeededRandom;
  #timer: TimerId | null = null;
  #unsubscribe: Unsubscribe = () => undefined;
  #said: Metres | null = null;

  constructor(id: string, world: World, area: Sector, periodMs: Milliseconds | null, random: SeededRandom) {
    super(id, world, area, periodMs);
    this.#random = random;
  }

  get firing(): boolean {
    return this.#said !== null;
  }

  protected override begin(): void {
    this.#said = null;
    if (this.periodMs === null)
      this.#unsubscribe = this.onInsideChanged(() => {
        if (this.#timer === null) this.#arm(0);
      });
    this.#arm(this.periodMs ?? 0);
  }

  protected override end(): void {
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
    let nearest: Metres | null = null;
    const { at } = this.area;
    for (const body of this.inside) {
      body.goTo(this.world.now);
      const dx = body.x - at.x;
      const dy = body.y - at.y;
      const front = Math.max(0.02, Math.sqrt(dx * dx + dy * dy) - body.radiusM);
      if (nearest === null || front < nearest) nearest = front;
    }
    return nearest === null ? null : toThousandths(Math.max(0.02, nearest + this.#random.normal(0, noiseM)));
  }
}
