import type { ScanWord } from '../../../hal/ports/sensors.ts';
import { direction } from '../../../hal/trigonometry.ts';
import type { Metres, Milliseconds, Point } from '../../../hal/units.ts';
import type { SensorPlace } from '../settings.ts';
import { DepthBackground } from './depth-background.ts';
import { polarCovariance, type Detection, type Garbled } from './detection.ts';

/*
 * Legs in the turns of a 2-D lidar: beams nearer than the background, cut into segments where the distance jumps; a segment as wide as
 * a leg or as two legs side by side; two near one another are one person. After Arras, Mozos & Burgard (ICRA 2007) for the segments and
 * their widths, Leigh, Pineau, Olmedo & Zhang (ICRA 2015) for pairing legs before tracking.
 */

/** No lidar that letan knows has more beams a turn, nor reaches farther. */
const mostBeams = 3_600;
const farthestMm = 40_000;
/** People told of one turn at the most: the nearest. */
const mostPeople = 64;
/** Beams of one segment are no farther apart than this, and no more of them are missing between two. */
const gapM: Metres = 0.12;
const missing = 2;
/** As wide as a leg, and as two legs or a long skirt; what is wider is a trolley or a wall. */
const legM: Metres = 0.22;
const skirtM: Metres = 0.7;
/** Two legs of one person: no farther apart than this (a long step at a fast walk is 0.7 m from heel to heel). */
const strideM: Metres = 0.6;
/** How well the middle between two legs tells where the trunk is, and how well a single leg does. */
const pairSigmaM: Metres = 0.07;
const singleSigmaM: Metres = 0.16;

/** A leg's middle lies so far behind the points on its front. */
const shinM: Metres = 0.04;

interface Leg extends Point {
  readonly widthM: Metres;
  readonly beams: number;
}

const apart = (a: Point, b: Point): Metres => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));

const isRange = (mm: unknown): boolean =>
  mm === null || (typeof mm === 'number' && Number.isFinite(mm) && mm >= 0 && mm <= farthestMm);

const checked = (word: ScanWord): ScanWord | Garbled => {
  const { firstRad, lastRad, rangesMm } = word;
  if (!Number.isFinite(firstRad) || !Number.isFinite(lastRad) || lastRad <= firstRad) return 'garbled';
  if (lastRad - firstRad > 2 * Math.PI || Math.abs(firstRad) > 2 * Math.PI) return 'garbled';
  if (!Array.isArray(rangesMm) || rangesMm.length < 2 || rangesMm.length > mostBeams) return 'garbled';
  return rangesMm.every(isRange) ? word : 'garbled';
};

/** Reads the turns of one lidar. */
export class ScanSense {
  readonly #place: SensorPlace;
  readonly #background = new DepthBackground();
  #beams: readonly Point[] = [];
  #ends = '';

  constructor(place: SensorPlace) {
    this.#place = place;
  }

  read(raw: ScanWord, at: Milliseconds): readonly Detection[] | Garbled {
    const word = checked(raw);
    if (word === 'garbled') return 'garbled';
    const { rangesMm } = word;
    this.#aim(word);
    const near = this.#background.take(rangesMm, at);
    const points = rangesMm.map((mm, beam): Point | null => {
      const ray = this.#beams[beam];
      if (mm === null || near[beam] !== true || ray === undefined || mm > 1000 * this.#place.rangeM) return null;
      return { x: (ray.x * mm) / 1000, y: (ray.y * mm) / 1000 };
    });
    const step = (word.lastRad - word.firstRad) / (rangesMm.length - 1);
    const legs = segments(points, step);
    return people(legs)
      .sort((a, b) => apart(a, origin) - apart(b, origin))
      .slice(0, mostPeople)
      .map((person) => this.#detection(person));
  }

  /** Directions of the beams in the device's frame, worked out when they change. */
  #aim({ firstRad, lastRad, rangesMm }: ScanWord): void {
    const ends = `${firstRad} ${lastRad} ${rangesMm.length}`;
    if (ends === this.#ends) return;
    this.#ends = ends;
    const step = (lastRad - firstRad) / (rangesMm.length - 1);
    this.#beams = rangesMm.map((_, beam) => direction(this.#place.headingRad + firstRad + beam * step));
  }

  #detection({ x, y, sigmaM }: Person): Detection {
    const far = Math.max(0.01, Math.sqrt(x * x + y * y));
    const covariance = polarCovariance({ x: x / far, y: y / far }, sigmaM, sigmaM);
    return { kind: 'position', x: this.#place.x + x, y: this.#place.y + y, covariance };
  }
}

const origin: Point = { x: 0, y: 0 };

interface Person extends Point {
  readonly sigmaM: Metres;
}

/** Runs of neighbouring points without a jump, as wide as a leg or two. */
const segments = (points: readonly (Point | null)[], stepRad: number): readonly Leg[] => {
  const found: Leg[] = [];
  let run: Point[] = [];
  let absent = 0;
  const end = (): void => {
    const [first] = run;
    const last = run.at(-1);
    if (first !== undefined && last !== undefined) {
      const x = run.reduce((sum, point) => sum + point.x, 0) / run.length;
      const y = run.reduce((sum, point) => sum + point.y, 0) / run.length;
      const far = Math.max(shinM, Math.sqrt(x * x + y * y));
      // A beam is as wide as the step between two.
      const widthM = apart(first, last) + far * stepRad;
      // Near by a leg has several beams; a single one is dust or a table's leg.
      if (widthM <= skirtM && run.length >= Math.min(3, Math.floor(0.08 / (far * stepRad + 1e-9))))
        found.push({ x: x * (1 + shinM / far), y: y * (1 + shinM / far), widthM, beams: run.length });
    }
    run = [];
    absent = 0;
  };
  for (const point of points) {
    if (point === null) {
      absent += 1;
      if (absent > missing) end();
      continue;
    }
    const last = run.at(-1);
    if (last !== undefined && apart(last, point) > gapM + apart(point, origin) * stepRad * (absent + 1)) end();
    run.push(point);
    absent = 0;
  }
  end();
  return found;
};

/** Legs in pairs, the closest first; a wide segment is two legs by itself, a lone leg somebody whose other one is hidden. */
const people = (legs: readonly Leg[]): Person[] => {
  const found: Person[] = legs
    .filter(({ widthM }) => widthM > legM)
    .map(({ x, y }) => ({ x, y, sigmaM: pairSigmaM * 1.3 }));
  const narrow = legs.filter(({ widthM }) => widthM <= legM);
  const pairs: { readonly a: Leg; readonly b: Leg; readonly gap: Metres }[] = [];
  for (const [index, a] of narrow.entries())
    for (const b of narrow.slice(index + 1)) {
      const gap = apart(a, b);
      if (gap <= strideM) pairs.push({ a, b, gap });
    }
  pairs.sort((p, q) => p.gap - q.gap);
  const taken = new Set<Leg>();
  for (const { a, b, gap } of pairs) {
    if (taken.has(a) || taken.has(b)) continue;
    taken.add(a).add(b);
    found.push({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, sigmaM: pairSigmaM + gap / 12 });
  }
  for (const leg of narrow) if (!taken.has(leg)) found.push({ x: leg.x, y: leg.y, sigmaM: singleSigmaM });
  return found;
};
