import type { Target } from '../../hal/ports/sensors.ts';
import { angleOf, direction } from '../../hal/trigonometry.ts';
import { radians, type Metres, type Milliseconds, type Pose, type Radians } from '../../hal/units.ts';
import type { SeededRandom } from '../../sim/random.ts';
import type { Recording, Track } from '../../sim/world/tracks.ts';
import type { Placed } from './clear-mot.ts';

/* A recorded scene as a sensor on a kiosk in it would see it: true places with noise, drop-outs and the sensor's field. */

export interface Sight {
  readonly rangeM: Metres;
  readonly halfAngleRad: Radians;
  readonly noiseM: Metres;
  readonly noiseRad: Radians;
  /** The share of targets that are missing from a frame. */
  readonly dropOut: number;
}

/** Ten frames a second, 6 m, ±100°, 5 cm and 3°. */
export const idealSight: Sight = {
  rangeM: 6,
  halfAngleRad: radians(100),
  noiseM: 0.05,
  noiseRad: radians(3),
  dropOut: 0,
};

export interface SeenFrame {
  readonly at: Milliseconds;
  /** Who is in the field, in the kiosk's frame. */
  readonly truths: readonly Placed[];
  readonly targets: readonly Target[];
}

/** One who is being followed through a recording; rows are read once, forward. */
class Walk {
  #next = 1;
  readonly #track: Track;
  constructor(track: Track) {
    this.#track = track;
  }
  get id(): string {
    return this.#track.id;
  }
  get from(): Milliseconds {
    return this.#track.way[0]?.t ?? 0;
  }
  /** Where they are at `at`, null when they have gone. */
  at(at: Milliseconds): { x: Metres; y: Metres } | null {
    const { way } = this.#track;
    while (this.#next < way.length && (way[this.#next]?.t ?? 0) < at) this.#next += 1;
    const a = way[this.#next - 1];
    const b = way[this.#next];
    if (a === undefined || b === undefined) return null;
    const part = (at - a.t) / Math.max(1, b.t - a.t);
    return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
  }
}

/** Every tenth of a second of the recording in which anybody is there, and one empty frame after each of them. */
export function* framesOf(recording: Recording, kiosk: Pose, sight: Sight, random: SeededRandom): Generator<SeenFrame> {
  const waiting = recording.tracks.map((track) => new Walk(track)).sort((a, b) => a.from - b.from);
  const axis = direction(kiosk.headingRad);
  let here: Walk[] = [];
  let next = 0;
  let wasEmpty = true;
  for (let at = 0; at <= recording.lengthMs; at += 100) {
    for (let walk = waiting[next]; walk !== undefined && walk.from <= at; walk = waiting[next]) {
      here.push(walk);
      next += 1;
    }
    const gone = new Set<Walk>();
    const truths: Placed[] = [];
    const targets: Target[] = [];
    for (const walk of here) {
      const place = walk.at(at);
      if (place === null) {
        gone.add(walk);
        continue;
      }
      const dx = place.x - kiosk.x;
      const dy = place.y - kiosk.y;
      const x = dx * axis.x + dy * axis.y;
      const y = dy * axis.x - dx * axis.y;
      const distance = Math.sqrt(x * x + y * y);
      const bearing = angleOf(x, y);
      if (distance > sight.rangeM || Math.abs(bearing) > sight.halfAngleRad) continue;
      truths.push({ id: walk.id, x, y });
      if (random.chance(sight.dropOut)) continue;
      const far = distance + random.normal(0, sight.noiseM);
      const to = direction(bearing + random.normal(0, sight.noiseRad));
      targets.push({ x: far * to.x, y: far * to.y, speed: 0 });
    }
    if (gone.size > 0) here = here.filter((walk) => !gone.has(walk));
    if (truths.length > 0 || !wasEmpty) yield { at, truths, targets };
    wasEmpty = truths.length === 0;
  }
}
