import type { ThermalGridSensor, ThermalGridWord } from '../../hal/ports/sensors.ts';
import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import { backgroundOf, bodyAlong, rayOf, type Eye, type Ray } from '../world/sight.ts';
import { sector } from '../world/sector.ts';
import type { World } from '../world/world.ts';
import { SimFrameSensor } from './frame-sensor.ts';

export interface ThermalGridModel {
  readonly rangeM: Metres;
  readonly fieldOfViewRad: Radians;
  readonly periodMs: Milliseconds;
}

const side = 8;
const roomCentiC = 2600;
const clothedCentiC = 3050;
const noiseCentiC = 20;
/** The chip's step: 0.25 °C. */
const stepCentiC = 25;

/** The twin of a thermal array (AMG8833): people are warmer than the room. */
export class SimThermalGrid extends SimFrameSensor<ThermalGridWord> implements ThermalGridSensor {
  readonly #eye: Eye;
  readonly #rangeM: Metres;
  readonly #random: SeededRandom;
  readonly #rays: readonly Ray[];

  constructor(id: string, world: World, eye: Eye, model: ThermalGridModel, random: SeededRandom) {
    super(id, world, sector(eye, model.rangeM, model.fieldOfViewRad), model.periodMs);
    this.#eye = eye;
    this.#rangeM = model.rangeM;
    this.#random = random;
    const pixelRad = model.fieldOfViewRad / side;
    this.#rays = Array.from({ length: side * side }, (_, pixel) => {
      const middle = (side - 1) / 2;
      return rayOf(eye, (middle - (pixel % side)) * pixelRad, (middle - Math.floor(pixel / side)) * pixelRad);
    });
  }

  protected override shows({ centiC }: ThermalGridWord): boolean {
    return centiC.some((it) => it > roomCentiC + 200);
  }

  protected override frame(): ThermalGridWord {
    for (const body of this.inside) body.goTo(this.world.now);
    const centiC = this.#rays.map((ray) => {
      const behind = backgroundOf(this.#eye, ray, this.world.walls, this.#rangeM);
      const warm = bodyAlong(this.#eye, ray, this.inside, behind?.distanceM ?? this.#rangeM) !== null;
      const truth = warm ? clothedCentiC : roomCentiC;
      return stepCentiC * Math.round((truth + this.#random.normal(0, noiseCentiC)) / stepCentiC);
    });
    return { rows: side, columns: side, centiC, thermistorCentiC: roomCentiC };
  }
}
