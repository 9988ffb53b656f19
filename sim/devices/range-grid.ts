import type { RangeGridSensor, RangeGridWord } from '../../hal/ports/sensors.ts';
import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import { backgroundOf, bodyAlong, rayOf, type Eye, type Ray } from '../world/sight.ts';
import { sector } from '../world/sector.ts';
import type { World } from '../world/world.ts';
import { SimFrameSensor } from './frame-sensor.ts';

export interface RangeGridModel {
  readonly rangeM: Metres;
  readonly fieldOfViewRad: Radians;
  readonly side: 4 | 8;
  readonly periodMs: Milliseconds;
}

const noiseM: Metres = 0.02;

/** The twin of a multi-zone time-of-flight sensor (VL53L5CX): in each zone the nearest of people, walls and floor. */
export class SimRangeGrid extends SimFrameSensor<RangeGridWord> implements RangeGridSensor {
  readonly #eye: Eye;
  readonly #model: RangeGridModel;
  readonly #random: SeededRandom;
  readonly #rays: readonly Ray[];
  readonly #behind: readonly (Metres | null)[];

  constructor(id: string, world: World, eye: Eye, model: RangeGridModel, random: SeededRandom) {
    super(id, world, sector(eye, model.rangeM, model.fieldOfViewRad), model.periodMs);
    this.#eye = eye;
    this.#model = model;
    this.#random = random;
    const { side, fieldOfViewRad, rangeM } = model;
    const zoneRad = fieldOfViewRad / side;
    this.#rays = Array.from({ length: side * side }, (_, zone) => {
      const row = Math.floor(zone / side);
      const column = zone % side;
      const middle = (side - 1) / 2;
      return rayOf(eye, (middle - column) * zoneRad, (middle - row) * zoneRad);
    });
    this.#behind = this.#rays.map((ray) => backgroundOf(eye, ray, world.walls, rangeM)?.distanceM ?? null);
  }

  protected override shows({ distancesMm }: RangeGridWord): boolean {
    return distancesMm.some((mm, zone) => mm !== null && mm < 1000 * (this.#behind[zone] ?? Infinity) - 200);
  }

  protected override frame(): RangeGridWord {
    const { side, rangeM } = this.#model;
    for (const body of this.inside) body.goTo(this.world.now);
    const distancesMm = this.#rays.map((ray, zone) => {
      const behind = this.#behind[zone] ?? null;
      const hit = bodyAlong(this.#eye, ray, this.inside, behind ?? rangeM);
      const truth = hit?.distanceM ?? behind;
      return truth === null ? null : Math.max(0, Math.round(1000 * (truth + this.#random.normal(0, noiseM))));
    });
    return { rows: side, columns: side, distancesMm, sigmasMm: null };
  }
}
