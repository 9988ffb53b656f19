import type { ThermalGridSensor, ThermalGridWord } from '../../hal/ports/sensors.ts';
import type { SeededRandom } from '../random.ts';
import { sector } from '../world/sector.ts';
import type { Eye } from '../world/sight.ts';
import type { World } from '../world/world.ts';
import { SimFrameSensor } from './frame-sensor.ts';
import { silhouetteOf, wallBefore } from './silhouette.ts';
import { ThermalOptics, type ThermalModel } from './thermal-optics.ts';

export type ThermalGridModel = ThermalModel;

/** Tilted down farther than this it sees all around the place below it. */
const lookingDownRad = -0.8;

/** The twin of an AMG8833 in the simulated hall, on a device or over a door. */
export class SimThermalGrid extends SimFrameSensor<ThermalGridWord> implements ThermalGridSensor {
  readonly #optics: ThermalOptics;
  #shown = false;

  constructor(id: string, world: World, eye: Eye, model: ThermalGridModel, random: SeededRandom) {
    const field = eye.tiltRad < lookingDownRad ? 2 * Math.PI : model.fieldOfViewRad;
    super(id, world, sector(eye, model.rangeM, field), model.periodMs);
    const walls = world.walls.map((wall) => wallBefore(wall, this.area));
    this.#optics = new ThermalOptics(eye, model, walls, random);
  }

  protected override shows(): boolean {
    return this.#shown;
  }

  protected override frame(): ThermalGridWord {
    const { now } = this.world;
    const people = [...this.inside].map((body) => {
      body.goTo(now);
      return silhouetteOf(body, this.area);
    });
    const { word, shown } = this.#optics.frame(people, now);
    this.#shown = shown;
    return word;
  }
}
