import type { RangeGridSensor, RangeGridWord } from '../../hal/ports/sensors.ts';
import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import { sector } from '../world/sector.ts';
import type { Eye } from '../world/sight.ts';
import type { World } from '../world/world.ts';
import { SimFrameSensor } from './frame-sensor.ts';
import { silhouetteOf, wallBefore } from './silhouette.ts';
import { Vl53l5cxOptics } from './vl53l5cx-optics.ts';

export interface RangeGridModel {
  readonly rangeM: Metres;
  readonly fieldOfViewRad: Radians;
  readonly side: 4 | 8;
  readonly periodMs: Milliseconds;
}

/** The chip's limits, whatever is configured: 4 m in the dark, 15 frames a second of 8×8 zones, 60 of 4×4 (datasheet DS13754). */
const mostM: Metres = 4;
const leastPeriodMs: Readonly<Record<4 | 8, Milliseconds>> = { 4: 17, 8: 67 };

/**
 * The twin of a VL53L5CX in the simulated hall. It speaks from its first frame on; the second and a half in which its firmware is
 * loaded lies before `open` has resolved on a device, and is left out here.
 */
export class SimRangeGrid extends SimFrameSensor<RangeGridWord> implements RangeGridSensor {
  readonly #optics: Vl53l5cxOptics;
  #shown = false;

  constructor(id: string, world: World, eye: Eye, model: RangeGridModel, random: SeededRandom) {
    const { side, fieldOfViewRad } = model;
    const rangeM = Math.min(mostM, model.rangeM);
    const periodMs = Math.max(leastPeriodMs[side], model.periodMs);
    super(id, world, sector(eye, rangeM, fieldOfViewRad), periodMs);
    const walls = world.walls.map((wall) => wallBefore(wall, this.area));
    this.#optics = new Vl53l5cxOptics(eye, { rangeM, fieldOfViewRad, side, periodMs, ambient: 1 }, walls, random);
  }

  protected override shows(): boolean {
    return this.#shown;
  }

  protected override frame(): RangeGridWord {
    const people = [...this.inside].map((body) => {
      body.goTo(this.world.now);
      return silhouetteOf(body, this.area);
    });
    const { word, shown } = this.#optics.frame(people);
    this.#shown = shown;
    return word;
  }
}
