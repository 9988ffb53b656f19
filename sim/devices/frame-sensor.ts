import type { TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Sector } from '../world/sector.ts';
import type { World } from '../world/world.ts';
import { SimSensor } from './sensor.ts';

/** What the twins of sensors share that say a whole frame every period, whether somebody is there or not. */
export abstract class SimFrameSensor<T> extends SimSensor<T> {
  readonly #everyMs: Milliseconds;
  #timer: TimerId | null = null;
  #firing = false;
  #frozen: T | null = null;

  constructor(id: string, world: World, area: Sector, periodMs: Milliseconds) {
    super(id, world, area, periodMs);
    this.#everyMs = periodMs;
  }

  /** One frame of the world as it is now. */
  protected abstract frame(): T;
  /** Whether the frame shows somebody, for whoever watches the simulation. */
  protected abstract shows(frame: T): boolean;

  get firing(): boolean {
    return this.#firing;
  }

  protected override begin(): void {
    this.#frozen = null;
    this.#arm();
  }

  protected override end(): void {
    if (this.#timer !== null) this.world.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#firing = false;
  }

  /** Stuck, a chip gives its last frame again and again. */
  protected override frozen(): T {
    this.#frozen ??= this.frame();
    return this.#frozen;
  }

  #arm(): void {
    this.#timer = this.world.clock.setTimeout(() => {
      this.#arm();
      const frame = this.frame();
      if (this.broken === null) {
        this.#frozen = frame;
        this.#firing = this.shows(frame);
      }
      this.speak(frame);
    }, this.#everyMs);
  }
}
