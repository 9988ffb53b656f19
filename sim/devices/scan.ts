import type { ScanSensor, ScanWord } from '../../hal/ports/sensors.ts';
import type { SeededRandom } from '../random.ts';
import { sector } from '../world/sector.ts';
import type { Eye } from '../world/sight.ts';
import type { World } from '../world/world.ts';
import { SimFrameSensor } from './frame-sensor.ts';
import { LidarOptics, type LidarModel } from './lidar-optics.ts';
import { silhouetteOf, wallBefore } from './silhouette.ts';

export type ScanModel = LidarModel;

/** The twin of a 2-D lidar in the simulated hall. */
export class SimScan extends SimFrameSensor<ScanWord> implements ScanSensor {
  readonly #optics: LidarOptics;
  #shown = false;

  constructor(id: string, world: World, eye: Eye, model: ScanModel, random: SeededRandom) {
    super(id, world, sector(eye, model.rangeM, model.fieldOfViewRad), model.periodMs);
    const walls = world.walls.map((wall) => wallBefore(wall, this.area));
    this.#optics = new LidarOptics(eye.heightM, model, walls, random);
  }

  protected override shows(): boolean {
    return this.#shown;
  }

  protected override frame(): ScanWord {
    const { now } = this.world;
    const people = [...this.inside].map((body) => {
      body.goTo(now);
      return silhouetteOf(body, this.area);
    });
    const { word, shown } = this.#optics.turn(people, now);
    this.#shown = shown;
    return word;
  }
}
