import type { ScanSensor, ScanWord } from '../../hal/ports/sensors.ts';
import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import { backgroundOf, bodyAlong, rayOf, type Eye, type Ray } from '../world/sight.ts';
import { sector } from '../world/sector.ts';
import type { World } from '../world/world.ts';
import { SimFrameSensor } from './frame-sensor.ts';
import { toThousandths } from './sensor.ts';

export interface ScanModel {
  readonly rangeM: Metres;
  readonly fieldOfViewRad: Radians;
  readonly stepRad: Radians;
  readonly periodMs: Milliseconds;
}

const noiseM: Metres = 0.015;

/** The twin of a 2-D lidar: the outline of the room and of people at its height. */
export class SimScan extends SimFrameSensor<ScanWord> implements ScanSensor {
  readonly #eye: Eye;
  readonly #model: ScanModel;
  readonly #random: SeededRandom;
  readonly #rays: readonly Ray[];
  readonly #lastRad: Radians;

  constructor(id: string, world: World, eye: Eye, model: ScanModel, random: SeededRandom) {
    super(id, world, sector(eye, model.rangeM, model.fieldOfViewRad), model.periodMs);
    this.#eye = { ...eye, tiltRad: 0 };
    this.#model = model;
    this.#random = random;
    const beams = Math.max(1, Math.floor(model.fieldOfViewRad / model.stepRad + 1e-9));
    this.#lastRad = toThousandths(((beams - 1) / 2) * model.stepRad);
    const step = beams === 1 ? 0 : (2 * this.#lastRad) / (beams - 1);
    this.#rays = Array.from({ length: beams }, (_, beam) =>
      rayOf({ ...this.#eye, headingRad: eye.headingRad - this.#lastRad + beam * step }, 0, 0),
    );
  }

  protected override shows({ rangesMm }: ScanWord): boolean {
    return this.inside.size > 0 && rangesMm.some((mm) => mm !== null);
  }

  protected override frame(): ScanWord {
    const { rangeM, periodMs } = this.#model;
    for (const body of this.inside) body.goTo(this.world.now);
    const rangesMm = this.#rays.map((ray) => {
      const behind = backgroundOf(this.#eye, ray, this.world.walls, rangeM);
      const hit = bodyAlong(this.#eye, ray, this.inside, behind?.distanceM ?? rangeM) ?? behind;
      return hit === null ? null : Math.max(0, Math.round(1000 * (hit.distanceM + this.#random.normal(0, noiseM))));
    });
    return { firstRad: 0 - this.#lastRad, lastRad: this.#lastRad, rangesMm, durationMs: periodMs };
  }
}
