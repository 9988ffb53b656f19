import type { ThermalGridWord } from '../../../hal/ports/sensors.ts';
import { direction } from '../../../hal/trigonometry.ts';
import type { Metres, Milliseconds, Radians } from '../../../hal/units.ts';
import type { SensorPlace } from '../settings.ts';
import { polarCovariance, type Detection, type Garbled } from './detection.ts';
import { HeatTracks, type HeatTrack } from './heat-tracks.ts';
import { ThermalBackground } from './thermal-background.ts';
import { thermalFrame } from './thermal-frame.ts';

/*
 * Warm bodies before an AMG8833 (or below it): the bearing is good to a fraction of a pixel, the distance only guessed from how much
 * of the frame they fill. The same background and spots of heat as over a door; heat in one column is one body, head above trunk.
 */

/** Between two spots of one body it is nearly as warm as in them, in their columns' warmest pixels. */
const valleyShare = 0.7;
/** Younger spots, in frames, are noise as likely as people. */
const leastAge = 2;
/** A body is so wide, and at least so much warmer than the room where it fills a pixel; the distance guessed from both may be wrong by this share. */
const bodyM: Metres = 0.5;
const fullC = 3.5;
const guessShare = 0.4;
/** Nobody is nearer than this. */
const nearestM: Metres = 0.4;
/** How far below the ceiling's sensor the warm shoulders are: their height above the floor. */
const shouldersM: Metres = 1.4;
const lookingDownRad: Radians = -0.8;
/** A column's warmest pixel is so much above the background by noise alone. */
const noiseC = 0.5;

/** Reads the frames of one thermal array. */
export class ThermalGridSense {
  readonly #place: SensorPlace;
  readonly #background = new ThermalBackground();
  #tracks: HeatTracks | null = null;
  #shape = '';

  constructor(place: SensorPlace) {
    this.#place = place;
  }

  read(raw: ThermalGridWord, at: Milliseconds): readonly Detection[] | Garbled {
    const word = thermalFrame(raw);
    if (word === 'garbled') return 'garbled';
    const { rows, columns, centiC } = word;
    if (this.#tracks === null || this.#shape !== `${rows}×${columns}`) {
      this.#tracks = new HeatTracks(rows, columns);
      this.#shape = `${rows}×${columns}`;
    }
    const excess = this.#background.take(centiC, at, this.#tracks.occupied);
    const spots = this.#tracks.take(excess, at).filter(({ age, missed }) => age >= leastAge && missed === 0);
    const down = this.#place.tiltRad < lookingDownRad;
    return down
      ? spots.map((spot) => this.#below(spot, rows, columns))
      : this.#bodiesOf(spots, warmestOf(excess, columns));
  }

  /** Somebody below the ceiling: where their shoulders are tells where they stand. */
  #below({ x, y }: HeatTrack, rows: number, columns: number): Detection {
    const { fieldOfViewRad, heightM, rangeM } = this.#place;
    const drop = Math.max(0.3, heightM - shouldersM);
    const across = direction(((columns - 1) / 2 - x) * (fieldOfViewRad / columns));
    const along = direction(((rows - 1) / 2 - y) * (fieldOfViewRad / rows) + this.#place.tiltRad + Math.PI / 2);
    const ahead = Math.min(rangeM, drop * (along.y / Math.max(0.1, along.x)));
    const left = Math.min(rangeM, drop * (across.y / across.x));
    const pixelM = drop * (fieldOfViewRad / columns);
    return this.#at(ahead, left, 0.5 * pixelM + 0.1, 0.5 * pixelM + 0.1);
  }

  /** Heat from column to column without a valley is one body, head above trunk; how much heat tells how far, roughly. */
  #bodiesOf(spots: readonly HeatTrack[], warmest: readonly number[]): readonly Detection[] {
    const sorted = [...spots].sort((a, b) => a.x - b.x);
    const groups: HeatTrack[][] = [];
    for (const spot of sorted) {
      const group = groups.at(-1);
      const last = group?.at(-1);
      if (group !== undefined && last !== undefined && !valleyBetween(last, spot, warmest)) group.push(spot);
      else groups.push([spot]);
    }
    return groups.map((group, index) => {
      const right = groups[index - 1]?.at(-1)?.x ?? Number.NEGATIVE_INFINITY;
      const left = groups[index + 1]?.[0]?.x ?? Number.POSITIVE_INFINITY;
      return this.#ahead(group, warmest, right, left);
    });
  }

  /** Somebody before it: the columns nearer to them than to the next body, summed, are as wide as they look. */
  #ahead(group: readonly HeatTrack[], warmest: readonly number[], before: number, after: number): Detection {
    const { fieldOfViewRad, rangeM } = this.#place;
    const columns = warmest.length;
    const pixelRad = fieldOfViewRad / columns;
    const heat = group.reduce((sum, spot) => sum + spot.heatC, 0);
    const x = group.reduce((sum, spot) => sum + spot.x * spot.heatC, 0) / Math.max(0.001, heat);
    let [sum, peak] = [0, fullC];
    for (const [column, warm] of warmest.entries()) {
      if (Math.abs(column - x) > Math.abs(column - before) || Math.abs(column - x) > Math.abs(column - after)) continue;
      sum += Math.max(0, warm - noiseC);
      peak = Math.max(peak, warm);
    }
    const seenRad = Math.max(0.1, sum / peak) * pixelRad;
    const distanceM = Math.min(rangeM, Math.max(nearestM, bodyM / seenRad));
    const towards = direction(((columns - 1) / 2 - x) * pixelRad);
    const along = Math.max(0.3, guessShare * distanceM);
    const across = Math.max(0.08, 0.4 * pixelRad * distanceM);
    return this.#at(distanceM * towards.x, distanceM * towards.y, along, across);
  }

  #at(ahead: Metres, left: Metres, sigmaAlongM: Metres, sigmaAcrossM: Metres): Detection {
    const place = this.#place;
    const axis = direction(place.headingRad);
    const dx = ahead * axis.x - left * axis.y;
    const dy = ahead * axis.y + left * axis.x;
    const far = Math.sqrt(dx * dx + dy * dy);
    const bearing = far < 0.01 ? axis : { x: dx / far, y: dy / far };
    const covariance = polarCovariance(bearing, sigmaAlongM, sigmaAcrossM);
    return { kind: 'position', x: place.x + dx, y: place.y + dy, covariance };
  }
}

/** The warmest pixel of each column, in degrees above the background. */
const warmestOf = (excess: Float64Array, columns: number): readonly number[] =>
  Array.from({ length: columns }, (_, column) => {
    let most = 0;
    for (let pixel = column; pixel < excess.length; pixel += columns) most = Math.max(most, excess[pixel] ?? 0);
    return most;
  });

const valleyBetween = (a: HeatTrack, b: HeatTrack, warmest: readonly number[]): boolean => {
  const at = ({ x }: HeatTrack): number => Math.min(warmest.length - 1, Math.max(0, Math.round(x)));
  const least = Math.min(...warmest.slice(at(a), at(b) + 1));
  return at(b) - at(a) > 1 && least < valleyShare * Math.min(warmest[at(a)] ?? 0, warmest[at(b)] ?? 0);
};
