import type { RangeGridWord } from '../../../hal/ports/sensors.ts';
import { direction } from '../../../hal/trigonometry.ts';
import type { Metres, Milliseconds, Radians } from '../../../hal/units.ts';
import type { SensorPlace } from '../settings.ts';
import { DepthBackground } from './depth-background.ts';
import { polarCovariance, type Detection, type Garbled } from './detection.ts';

/*
 * People in the zones of a VL53L5CX: what is nearer than the background and hangs together is a body. Facts of the sensor as measured
 * on a recorded one (`letan bench tof`): a zone drops out for the better part of a second, so the newest answer of each zone counts for
 * a moment; what is nearer than some 15 cm comes as ghosts of 20–30 mm; distances are along the axis, not along the zone's ray.
 */

/** Answers nearer than this are ghosts of the cover or of something on it. */
const ghostMm = 60;
/** No chip of the kind has more zones, nor tells of anything farther. */
const mostZones = 64;
const farthestMm = 12_000;
/** An answer counts for so long after a zone has dropped out. */
const keepsMs: Milliseconds = 250;
/** Zones of one body: no more apart in depth than this. */
const depthMm = 350;
/** Lower than this above the floor is the floor, a bag or a dog. */
const lowestM: Metres = 0.25;
/** A body is so wide; what is wider is two. Its middle lies so far behind its front. */
const bodyM: Metres = 0.5;
const frontM: Metres = 0.22;
/** A single zone near by is a glint; farther away a body may be no more. */
const leastZones = (distanceMm: number): number => (distanceMm < 1_500 ? 3 : 2);
/** What a body's place cannot be known better than. */
const swayM: Metres = 0.05;
/** How much less is known of one whom the field's edge cuts. */
const cutM: Metres = 0.1;
/** The upper share of zones that tell how far its front is. */
const nearShare = 0.3;

interface Zone {
  readonly row: number;
  readonly column: number;
  readonly mm: number;
}

const isDistance = (mm: unknown): boolean =>
  mm === null || (typeof mm === 'number' && Number.isFinite(mm) && mm >= 0 && mm <= farthestMm);

/** The word, or that it is nonsense. */
const checked = (word: RangeGridWord): RangeGridWord | Garbled => {
  const { rows, columns, distancesMm } = word;
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || rows < 1 || columns < 1) return 'garbled';
  if (!Array.isArray(distancesMm) || distancesMm.length > mostZones || distancesMm.length !== rows * columns)
    return 'garbled';
  return distancesMm.every(isDistance) ? word : 'garbled';
};

/** Reads the frames of one grid. */
export class RangeGridSense {
  readonly #place: SensorPlace;
  #background = new DepthBackground();
  #kept: { readonly mm: number; readonly at: Milliseconds }[] = [];

  constructor(place: SensorPlace) {
    this.#place = place;
  }

  read(raw: RangeGridWord, at: Milliseconds): readonly Detection[] | Garbled {
    const word = checked(raw);
    if (word === 'garbled') return 'garbled';
    const { rows, columns } = word;
    const answers = word.distancesMm.map((mm) => (mm === null || mm < ghostMm ? null : mm));
    if (this.#kept.length !== answers.length) {
      this.#kept = answers.map(() => ({ mm: 0, at: Number.NEGATIVE_INFINITY }));
      this.#background = new DepthBackground(columns);
    }
    const nearer = this.#background.take(answers, at);
    const zones: Zone[] = [];
    for (const [index, mm] of answers.entries()) {
      if (mm !== null) this.#kept[index] = nearer[index] === true ? { mm, at } : { mm, at: Number.NEGATIVE_INFINITY };
      const kept = this.#kept[index];
      if (kept === undefined || at - kept.at > keepsMs || kept.mm > 1000 * this.#place.rangeM) continue;
      const zone = { row: Math.floor(index / columns), column: index % columns, mm: kept.mm };
      if (this.#heightOf(zone, rows) >= lowestM) zones.push(zone);
    }
    return bodies(zones).flatMap((body) => this.#detections(body, columns));
  }

  #step(count: number): Radians {
    return this.#place.fieldOfViewRad / count;
  }

  /** How high above the floor a zone's answer lies. */
  #heightOf({ row, mm }: Zone, rows: number): Metres {
    const up = direction(((rows - 1) / 2 - row) * this.#step(rows));
    const tilt = direction(this.#place.tiltRad);
    return this.#place.heightM + (mm / 1000) * (tilt.y + (up.y / up.x) * tilt.x);
  }

  /** How far left of the axis a zone's answer lies. */
  #leftOf({ column, mm }: Zone, columns: number): Metres {
    const left = direction(((columns - 1) / 2 - column) * this.#step(columns));
    return (mm / 1000) * (left.y / left.x);
  }

  /** A cluster of zones as one body, or as several beside each other where it is too wide for one. */
  #detections(zones: readonly Zone[], columns: number): readonly Detection[] {
    const sides = zones.map((zone) => this.#leftOf(zone, columns));
    const left = Math.max(...sides);
    const right = Math.min(...sides);
    const zoneM = (this.#step(columns) * (zones[0]?.mm ?? 0)) / 1000;
    const people = Math.max(1, Math.round((left - right + zoneM) / (1.6 * bodyM)));
    if (people === 1) return this.#detection(zones, columns);
    const width = (left - right) / people;
    return Array.from({ length: people }, (_, index) =>
      zones.filter((_zone, at) => {
        const part = Math.min(people - 1, Math.floor(((sides[at] ?? right) - right) / width));
        return part === index;
      }),
    ).flatMap((part) => (part.length === 0 ? [] : this.#detection(part, columns)));
  }

  #detection(zones: readonly Zone[], columns: number): readonly Detection[] {
    const sorted = zones.map(({ mm }) => mm).sort((a, b) => a - b);
    const front = sorted[Math.floor(sorted.length * nearShare)] ?? 0;
    if (zones.length < leastZones(front)) return [];
    const { place, ahead, left, sigmaM } = this.#before(zones, columns, front);
    const axis = direction(place.headingRad);
    const dx = ahead * axis.x - left * axis.y;
    const dy = ahead * axis.y + left * axis.x;
    const far = Math.max(0.01, Math.sqrt(dx * dx + dy * dy));
    const across = Math.sqrt(swayM * swayM + sigmaM * sigmaM);
    const along = Math.sqrt(swayM * swayM + 0.0009 * far * far);
    const covariance = polarCovariance({ x: dx / far, y: dy / far }, along, across);
    return [{ kind: 'position', x: place.x + dx, y: place.y + dy, covariance }];
  }

  /**
   * How far left of the axis a body's middle is, and how well that is known. Of one that the field's edge cuts it is half a body from the
   * side that is seen; of one of whom the last column alone shows something, that side is itself hardly in the field.
   */
  #middleOf(
    zones: readonly Zone[],
    columns: number,
    front: number,
  ): { readonly left: Metres; readonly sigmaM: Metres } {
    const sides = zones.map(({ column, row }) => this.#leftOf({ row, column, mm: front }, columns));
    const zoneM = (this.#step(columns) * front) / 1000;
    const left = Math.max(...sides);
    const right = Math.min(...sides);
    const cutLeft = zones.some(({ column }) => column === 0);
    const cutRight = zones.some(({ column }) => column === columns - 1);
    if (left - right + zoneM >= bodyM || cutLeft === cutRight)
      return { left: sides.reduce((sum, side) => sum + side, 0) / sides.length, sigmaM: zoneM / 2 };
    const inward = left === right ? -zoneM / 2 : zoneM / 2;
    const middle = cutLeft ? right - inward + bodyM / 2 : left + inward - bodyM / 2;
    return { left: middle, sigmaM: Math.sqrt(zoneM * zoneM + cutM * cutM) };
  }

  /** Where a body stands on the floor, in the sensor's frame: the middle of its columns, half a body behind its front. */
  #before(
    zones: readonly Zone[],
    columns: number,
    front: number,
  ): { readonly place: SensorPlace; readonly ahead: Metres; readonly left: Metres; readonly sigmaM: Metres } {
    const place = this.#place;
    // Along a tilted axis less of the way is ahead.
    const level = direction(place.tiltRad).x;
    return { place, ahead: (front / 1000) * level + frontM, ...this.#middleOf(zones, columns, front) };
  }
}

/** Zones that touch and lie at about one depth. */
const bodies = (zones: readonly Zone[]): readonly (readonly Zone[])[] => {
  const free = new Set(zones);
  const found: Zone[][] = [];
  for (const first of zones) {
    if (!free.delete(first)) continue;
    const body = [first];
    for (const zone of body)
      for (const other of free) {
        if (Math.abs(other.row - zone.row) > 2 || Math.abs(other.column - zone.column) > 1) continue;
        if (Math.abs(other.mm - zone.mm) > depthMm) continue;
        free.delete(other);
        body.push(other);
      }
    found.push(body);
  }
  return found;
};
