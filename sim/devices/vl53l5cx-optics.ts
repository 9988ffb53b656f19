import type { RangeGridWord } from '../../hal/ports/sensors.ts';
import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import { backgroundOf, nearestAlong, rayOf, type Eye, type Ray, type Shape, type Wall } from '../world/sight.ts';
import type { Silhouette } from './silhouette.ts';

/*
 * What a VL53L5CX makes of what stands before it. Spread, drop-out and ghosts are those of a real one that flew towards a panel and
 * back with its true distance measured beside it (`letan bench tof` prints them from the recording, and the same of this model):
 * - it says how far a thing is along its axis, not along the zone's ray: a flat panel is equally far in all zones;
 * - the spread of a zone grows from 3 mm at 0.3 m over 14 mm at 1 m to 21 mm at 3.4 m;
 * - a zone in the middle that its target fills answers in 95 of 100 frames at 1 m, 73 at 2¼ m, 44 at 3¼ m; zones in the corners half
 *   as often, and those that their target fills in part less; one that has dropped out stays so for the better part of a second;
 * - what is nearer than some 15 cm is told as 20–30 mm (zones that look at the floor from 3 cm above it, 96 of 100).
 */

export interface Vl53l5cxModel {
  readonly rangeM: Metres;
  readonly fieldOfViewRad: Radians;
  readonly side: 4 | 8;
  readonly periodMs: Milliseconds;
  /** Stronger light about it (another sensor's, the sun) spreads its answers and drops some: 1 is the dark hall of the recording. */
  readonly ambient: number;
}

type Curve = readonly (readonly [atM: Metres, value: number])[];

/** Spread in millimetres by distance: from successive frames of zones on the panel. */
export const spreadMm: Curve = [
  [0, 2],
  [0.3, 3.1],
  [0.5, 5.2],
  [0.75, 9.4],
  [1.05, 13.6],
  [1.4, 14.7],
  [1.8, 16.7],
  [2.2, 18.8],
  [2.6, 19.9],
  [3, 20.4],
  [3.4, 20.9],
  [3.8, 27],
];
/** Chance that a zone in the middle answers which its target fills, by distance: of the four in the middle, on the panel. */
export const answering: Curve = [
  [0.3, 0.7],
  [0.6, 0.76],
  [0.9, 0.95],
  [1.2, 0.96],
  [1.75, 0.88],
  [2.25, 0.73],
  [2.75, 0.61],
  [3.25, 0.44],
  [3.7, 0.3],
  [4.2, 0],
];
/** Zones in the corners answer less often by this share of the middle's chance, those between in proportion to the square. */
const cornersLose = 0.5;
/** A target that fills less than this share of a zone is lost more often, in proportion. */
const fillsEnough = 0.5;
/** A zone keeps its answer or silence: in one frame of so many it is drawn anew. */
const keepsFrames = 12;
/** Two surfaces nearer together than this are told as one between them (UM2884: 600 mm between two targets of a zone). */
const mixedM: Metres = 0.6;
const ghost = { withinM: 0.15, meanMm: 22, sdMm: 6, leastMm: 9, share: 0.97 };
/** Rays through each zone, a row of so many by as many. */
const raysAcross = 3;

const on = (curve: Curve, at: Metres): number => {
  const [first] = curve;
  if (first === undefined || at <= first[0]) return first?.[1] ?? 0;
  for (let i = 1; i < curve.length; i += 1) {
    const [from, to] = [curve[i - 1], curve[i]];
    if (from === undefined || to === undefined || at > to[0]) continue;
    return from[1] + ((at - from[0]) / (to[0] - from[0])) * (to[1] - from[1]);
  }
  return curve.at(-1)?.[1] ?? 0;
};

interface Zone {
  readonly rays: readonly Ray[];
  /** What stands still along each ray: along the axis, in metres; infinite: nothing in range. */
  readonly behind: readonly Metres[];
  /** How often it answers beside one in the middle. */
  readonly share: number;
  /** Whom it told of, and whether it answers. */
  told: string;
  answers: boolean;
}

/** What one zone sees of one thing: the share of its rays and the mean distance along the axis. */
interface Echo {
  readonly what: string;
  rays: number;
  sumM: Metres;
}

export class Vl53l5cxOptics {
  #eye: Eye;
  readonly #model: Vl53l5cxModel;
  readonly #random: SeededRandom;
  #zones: readonly Zone[];
  /** The middle ray: level in the sensor's frame but for its tilt. */
  #axis: Ray;

  /** `heightM` and `tiltRad` are the mount's; `walls` stand in the sensor's frame. */
  constructor(
    { heightM, tiltRad }: Pick<Eye, 'heightM' | 'tiltRad'>,
    model: Vl53l5cxModel,
    walls: readonly Wall[],
    random: SeededRandom,
  ) {
    this.#eye = { x: 0, y: 0, headingRad: 0, heightM, tiltRad };
    this.#model = model;
    this.#random = random;
    this.#axis = rayOf(this.#eye, 0, 0);
    const { side } = model;
    this.#zones = Array.from({ length: side * side }, (_, zone) => this.#zone(zone, walls));
  }

  /** Puts it somewhere else, as it is carried: what its zones answered they go on answering. */
  carry({ heightM, tiltRad }: Pick<Eye, 'heightM' | 'tiltRad'>, walls: readonly Wall[]): void {
    const turned = tiltRad !== this.#eye.tiltRad;
    this.#eye = { x: 0, y: 0, headingRad: 0, heightM, tiltRad };
    if (turned) this.#axis = rayOf(this.#eye, 0, 0);
    this.#zones = this.#zones.map((zone, index) => {
      const { told, answers } = zone;
      const now = turned ? this.#zone(index, walls) : { ...zone, behind: this.#behind(zone.rays, walls) };
      return { ...now, told, answers };
    });
  }

  /** One frame of the people before it, and which zones tell of somebody. */
  frame(people: readonly Silhouette[]): { readonly word: RangeGridWord; readonly shown: boolean } {
    const { side } = this.#model;
    const distancesMm: (number | null)[] = [];
    const sigmasMm: (number | null)[] = [];
    let shown = false;
    for (const zone of this.#zones) {
      const echo = this.#strongest(zone, people);
      const answer = echo === null ? null : this.#answer(zone, echo);
      if (echo === null) zone.told = '';
      distancesMm.push(answer?.mm ?? null);
      sigmasMm.push(answer?.sigmaMm ?? null);
      shown ||= answer !== null && echo !== null && echo.what !== room;
    }
    return { word: { rows: side, columns: side, distancesMm, sigmasMm }, shown };
  }

  #zone(index: number, walls: readonly Wall[]): Zone {
    const { side, fieldOfViewRad } = this.#model;
    const fine = side * raysAcross;
    const step = fieldOfViewRad / fine;
    const row = Math.floor(index / side) * raysAcross;
    const column = (index % side) * raysAcross;
    const rays: Ray[] = [];
    for (let y = 0; y < raysAcross; y += 1)
      for (let x = 0; x < raysAcross; x += 1)
        rays.push(rayOf(this.#eye, ((fine - 1) / 2 - column - x) * step, ((fine - 1) / 2 - row - y) * step));
    const behind = this.#behind(rays, walls);
    const middle = (side - 1) / 2;
    const [dx, dy] = [(index % side) - middle, Math.floor(index / side) - middle];
    const share = 1 - (cornersLose * (dx * dx + dy * dy)) / (2 * middle * middle);
    return { rays, behind, share, told: '', answers: false };
  }

  #behind(rays: readonly Ray[], walls: readonly Wall[]): readonly Metres[] {
    return rays.map((ray) => {
      const backdrop = backgroundOf(this.#eye, ray, walls, this.#model.rangeM * 1.3);
      return backdrop === null ? Number.POSITIVE_INFINITY : this.#along(ray, backdrop.distanceM);
    });
  }

  /** How far along the axis something lies that a ray meets at a distance. */
  #along(ray: Ray, distanceM: Metres): Metres {
    const axis = this.#axis;
    return distanceM * (ray.x * axis.x + ray.y * axis.y + ray.z * axis.z);
  }

  /** What sends back most light: more of the zone, and nearer. Things close behind one another are one. */
  #strongest(zone: Zone, people: readonly Silhouette[]): Echo | null {
    const echoes = new Map<string, Echo>();
    for (const [index, ray] of zone.rays.entries()) {
      const behind = zone.behind[index] ?? Number.POSITIVE_INFINITY;
      const hit = nearestAlong<Silhouette & Shape>(this.#eye, ray, people, this.#model.rangeM * 1.3);
      const near = hit === null ? Number.POSITIVE_INFINITY : this.#along(ray, hit.distanceM);
      const [what, far] = hit !== null && near < behind ? [hit.shape.id, near] : [room, behind];
      if (!Number.isFinite(far)) continue;
      const echo = echoes.get(what) ?? { what, rays: 0, sumM: 0 };
      echo.rays += 1;
      echo.sumM += far;
      echoes.set(what, echo);
    }
    let best: Echo | null = null;
    for (const echo of echoes.values()) if (best === null || strength(echo) > strength(best)) best = echo;
    if (best === null) return null;
    const mixed = { ...best };
    for (const echo of echoes.values()) {
      if (echo === best || Math.abs(meanM(echo) - meanM(best)) >= mixedM) continue;
      mixed.rays += echo.rays;
      mixed.sumM += echo.sumM;
    }
    return mixed;
  }

  #answer(zone: Zone, echo: Echo): { readonly mm: number; readonly sigmaMm: number } | null {
    const distanceM = meanM(echo);
    const fill = echo.rays / zone.rays.length;
    const chance =
      (on(answering, distanceM) * zone.share * Math.min(1, fill / fillsEnough)) / (1 + 0.2 * (this.#model.ambient - 1));
    if (zone.told !== echo.what || this.#random.chance(1 / keepsFrames)) zone.answers = this.#random.chance(chance);
    zone.told = echo.what;
    if (distanceM < ghost.withinM && this.#random.chance(ghost.share)) {
      const mm = Math.max(ghost.leastMm, Math.round(this.#random.normal(ghost.meanMm, ghost.sdMm)));
      return { mm, sigmaMm: ghost.sdMm };
    }
    if (!zone.answers) return null;
    const sd = (on(spreadMm, distanceM) * Math.sqrt(this.#model.ambient)) / Math.sqrt(Math.max(0.3, fill));
    const mm = Math.max(1, Math.round(1000 * distanceM + this.#random.normal(0, sd)));
    return { mm, sigmaMm: Math.max(1, Math.round(sd)) };
  }
}

const room = 'the room';
const meanM = ({ sumM, rays }: Echo): Metres => sumM / rays;
const strength = (echo: Echo): number => echo.rays / (meanM(echo) * meanM(echo));
