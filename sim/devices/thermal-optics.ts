import type { ThermalGridWord } from '../../hal/ports/sensors.ts';
import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import { backgroundOf, nearestAlong, rayOf, type Eye, type Ray, type Wall } from '../world/sight.ts';
import type { Silhouette } from './silhouette.ts';

/*
 * What an AMG8833 (Panasonic Grid-EYE, high gain) makes of people in a room: 8×8 pixels over 60°, steps of 0.25 °C, ± 2.5 °C of the
 * truth as a whole, people up to 7 m (datasheet ADI8000C66). A pixel is the mean of what it covers, so people farther away are colder.
 */

export interface ThermalModel {
  readonly rangeM: Metres;
  readonly fieldOfViewRad: Radians;
  readonly periodMs: Milliseconds;
}

const side = 8;
const raysAcross = 3;
/** A hall with its cooling on, a visitor's clothes, and the head above them. */
const roomCentiC = 2_650;
const clothesCentiC = 3_050;
const headCentiC = 3_350;
const headM: Metres = 0.24;
/** Frame-to-frame spread as in recorded quiet frames of a Grid-EYE (± 0.3 °C); offsets of the chip and of each pixel. */
const noiseCentiC = 28;
const offsetCentiC = 100;
const patternCentiC = 40;
const stepCentiC = 25;
/** It lags: each frame keeps this share of the one before. */
const lag = 0.35;
/** The optics are no better than this: a pixel has a share of each of its four neighbours. */
const blur = 0.1;
/** So long after power-up it still warms itself, beginning so much too low. */
const settling = { ms: 15_000, centiC: 150 };

export class ThermalOptics {
  readonly #eye: Eye;
  readonly #random: SeededRandom;
  readonly #rangeM: Metres;
  readonly #rays: readonly (readonly Ray[])[];
  readonly #behind: readonly (readonly Metres[])[];
  readonly #offsets: readonly number[];
  #before: number[] | null = null;
  #since: Milliseconds | null = null;

  constructor(
    { heightM, tiltRad }: Pick<Eye, 'heightM' | 'tiltRad'>,
    model: ThermalModel,
    walls: readonly Wall[],
    random: SeededRandom,
  ) {
    this.#eye = { x: 0, y: 0, headingRad: 0, heightM, tiltRad };
    this.#random = random;
    this.#rangeM = model.rangeM;
    const fine = side * raysAcross;
    const step = model.fieldOfViewRad / fine;
    this.#rays = Array.from({ length: side * side }, (_, pixel) => {
      const row = Math.floor(pixel / side) * raysAcross;
      const column = (pixel % side) * raysAcross;
      return Array.from({ length: raysAcross * raysAcross }, (__, ray) =>
        rayOf(
          this.#eye,
          ((fine - 1) / 2 - column - (ray % raysAcross)) * step,
          ((fine - 1) / 2 - row - Math.floor(ray / raysAcross)) * step,
        ),
      );
    });
    this.#behind = this.#rays.map((rays) =>
      rays.map((ray) => backgroundOf(this.#eye, ray, walls, model.rangeM)?.distanceM ?? model.rangeM),
    );
    const whole = random.normal(0, offsetCentiC);
    this.#offsets = this.#rays.map(() => whole + random.normal(0, patternCentiC));
  }

  /** One frame of the people before it, and whether any of them covers the better part of a pixel. */
  frame(people: readonly Silhouette[], at: Milliseconds): { readonly word: ThermalGridWord; readonly shown: boolean } {
    this.#since ??= at;
    let shown = false;
    const sharp = this.#rays.map((rays, pixel) => {
      let sum = 0;
      let covered = 0;
      for (const [index, ray] of rays.entries()) {
        const behind = this.#behind[pixel]?.[index] ?? this.#rangeM;
        const hit = people.length === 0 ? null : nearestAlong(this.#eye, ray, people, behind);
        if (hit === null) {
          sum += roomCentiC;
          continue;
        }
        covered += 1;
        const height = this.#eye.heightM + ray.z * hit.distanceM;
        sum += height > hit.shape.heightM - headM ? headCentiC : clothesCentiC;
      }
      shown ||= covered * 2 > rays.length;
      return sum / rays.length;
    });
    const warming = Math.max(0, 1 - (at - this.#since) / settling.ms) * settling.centiC;
    const before = this.#before;
    const lagged = sharp.map((value, pixel) => {
      const blurred = value + blur * this.#fromNeighbours(sharp, pixel);
      return before === null ? blurred : blurred + lag * ((before[pixel] ?? blurred) - blurred);
    });
    this.#before = lagged;
    const centiC = lagged.map((value, pixel) => {
      const told = value - warming + (this.#offsets[pixel] ?? 0) + this.#random.normal(0, noiseCentiC);
      return stepCentiC * Math.round(told / stepCentiC);
    });
    return { word: { rows: side, columns: side, centiC, thermistorCentiC: roomCentiC + 150 }, shown };
  }

  /** How much warmer the four neighbours are than the pixel, summed; at the edge the missing ones are as it is. */
  #fromNeighbours(values: readonly number[], pixel: number): number {
    const own = values[pixel] ?? roomCentiC;
    const row = Math.floor(pixel / side);
    const column = pixel % side;
    let sum = 0;
    if (row > 0) sum += (values[pixel - side] ?? own) - own;
    if (row < side - 1) sum += (values[pixel + side] ?? own) - own;
    if (column > 0) sum += (values[pixel - 1] ?? own) - own;
    if (column < side - 1) sum += (values[pixel + 1] ?? own) - own;
    return sum;
  }
}
