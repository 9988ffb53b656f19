import type { ScanWord } from '../../hal/ports/sensors.ts';
import { direction } from '../../hal/trigonometry.ts';
import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import { backgroundOf, enters, rayOf, type Eye, type Ray, type Wall } from '../world/sight.ts';
import { toThousandths } from './sensor.ts';
import { Goings, type Silhouette } from './silhouette.ts';

/*
 * What a 2-D lidar at the height of shins sees: two legs of each person, swinging as they walk. Figures of the RPLIDAR A1/C1 (Slamtec,
 * LD108/LD310): one part in a hundred of the distance, at least a centimetre; ten turns a second.
 */

export interface LidarModel {
  readonly rangeM: Metres;
  readonly fieldOfViewRad: Radians;
  readonly stepRad: Radians;
  readonly periodMs: Milliseconds;
}

const leg = { radiusM: 0.055, apartM: 0.22, strideM: 0.7, swingM: 0.22, heightM: 0.9 };
const spreadM = (distanceM: Metres): Metres => Math.max(0.01, 0.01 * distanceM);
/** A beam now and then comes back with nothing; black trousers send little back from farther away. */
const lost = 0.005;
const dark = { share: 0.2, fromM: 2, lost: 0.6 };

export class LidarOptics {
  readonly #eye: Eye;
  readonly #model: LidarModel;
  readonly #random: SeededRandom;
  readonly #rays: readonly Ray[];
  readonly #behind: readonly Metres[];
  readonly #lastRad: Radians;
  readonly #goings = new Goings();
  /** Which way somebody last walked, and whether they wear black. */
  readonly #looks = new Map<string, { x: number; y: number; readonly black: boolean }>();

  constructor(heightM: Metres, model: LidarModel, walls: readonly Wall[], random: SeededRandom) {
    this.#eye = { x: 0, y: 0, headingRad: 0, heightM, tiltRad: 0 };
    this.#model = model;
    this.#random = random;
    const beams = Math.max(2, Math.floor(model.fieldOfViewRad / model.stepRad + 1e-9));
    this.#lastRad = toThousandths(((beams - 1) / 2) * model.stepRad);
    const step = (2 * this.#lastRad) / (beams - 1);
    this.#rays = Array.from({ length: beams }, (_, beam) =>
      rayOf({ ...this.#eye, headingRad: beam * step - this.#lastRad }, 0, 0),
    );
    this.#behind = this.#rays.map(
      (ray) => backgroundOf(this.#eye, ray, walls, model.rangeM)?.distanceM ?? Number.POSITIVE_INFINITY,
    );
  }

  /** One turn among the people around it, and whether a beam met any of them. */
  turn(people: readonly Silhouette[], at: Milliseconds): { readonly word: ScanWord; readonly shown: boolean } {
    this.#goings.see(people, at);
    const legs = people.flatMap((person) => this.#legsOf(person));
    let shown = false;
    const rangesMm = this.#rays.map((ray, beam) => {
      let far = this.#behind[beam] ?? Number.POSITIVE_INFINITY;
      let black = false;
      let met = false;
      for (const each of legs) {
        const to = enters(this.#eye, ray, each, leg.radiusM, leg.heightM);
        if (to >= far) continue;
        far = to;
        ({ black } = each);
        met = true;
      }
      if (far > this.#model.rangeM || this.#random.chance(lost)) return null;
      if (black && far > dark.fromM && this.#random.chance(dark.lost)) return null;
      shown ||= met;
      return Math.max(1, Math.round(1000 * (far + this.#random.normal(0, spreadM(far)))));
    });
    const { periodMs } = this.#model;
    return { word: { firstRad: 0 - this.#lastRad, lastRad: this.#lastRad, rangesMm, durationMs: periodMs }, shown };
  }

  #legsOf(person: Silhouette): readonly { x: Metres; y: Metres; black: boolean }[] {
    const { vx, vy, speed, walkedM } = this.#goings.of(person.id);
    const far = Math.max(0.01, Math.sqrt(person.x * person.x + person.y * person.y));
    const looks = this.#looks.get(person.id) ?? {
      x: (0 - person.x) / far,
      y: (0 - person.y) / far,
      black: this.#random.split(`trousers ${person.id}`).chance(dark.share),
    };
    this.#looks.set(person.id, looks);
    const walking = speed >= 0.2;
    if (walking) {
      looks.x = vx / speed;
      looks.y = vy / speed;
    }
    const swing = walking ? leg.swingM * direction((walkedM / leg.strideM) * Math.PI).y : 0;
    return [1, -1].map((side) => ({
      x: person.x + side * (swing * looks.x - (leg.apartM / 2) * looks.y),
      y: person.y + side * (swing * looks.y + (leg.apartM / 2) * looks.x),
      black: looks.black,
    }));
  }
}
