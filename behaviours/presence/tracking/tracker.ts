import { assert } from '../../../hal/assert.ts';
import { logarithm } from '../../../hal/exponential.ts';
import { direction } from '../../../hal/trigonometry.ts';
import type { Metres, MetresPerSecond, Milliseconds } from '../../../hal/units.ts';
import { polarCovariance, type Detection, type RangeDetection } from '../senses/detection.ts';
import type { SensorPlace } from '../settings.ts';
import { assign } from './assignment.ts';
import { aspectOf, beyond, hides, losesTheStill, sees } from './field.ts';
import { innovation } from './kalman.ts';
import { sigmaOf, Track, type Placed } from './track.ts';

export interface TrackerSettings {
  /** How long somebody must have been seen to be believed; 0: at once. */
  readonly debounceMs: Milliseconds;
  /** How long one who stood still and is not seen any more is believed to be there. */
  readonly holdMs: Milliseconds;
  readonly standingSpeed: MetresPerSecond;
}

/** More are never followed: work a frame stays bounded. */
export const mostTracks = 64;
/** Frames older than this against the newest word are too late to mean anything. */
const lateMs: Milliseconds = 500;
/** The squared Mahalanobis distance beyond which two are not the same: 1 in 3000 of the true pairs (χ² with two degrees). */
const gate = 16;
/** Newcomers and ghosts a square metre and frame: what a pairing must beat. */
const logClutter = logarithm(0.003);
const logTwoPi = logarithm(2 * Math.PI);
/** Who is not confirmed yet gives way to who is. */
const tentativePenalty = 2;
/** How far an echo leaps over a body, and how fast somebody can be under way whom the filter believes at rest. */
const leapM: Metres = 0.5;
const leapSpeed: MetresPerSecond = 1.5;
/** Seen counts as now until the frame after the next is due; the frames of a sensor that speaks on change are said again this often. */
const overdue = 2;
const lateFrameMs: Milliseconds = 50;
export const heldMs: Milliseconds = 100;
/** An unconfirmed track is given up after so many misses. */
const tentativeMisses = 2;
/** One who walks is believed to go on so long where a sensor should see them and does not; hidden or at an edge a little longer. */
const walkOnMs: Milliseconds = 700;
const hiddenMs: Milliseconds = 2_000;
/** One who was lost standing is believed on the word of a sensor that knows no place for so long. */
const supportMs: Milliseconds = 20_000;
/** Beyond this nobody knows any more where they are. */
const lostM: Metres = 1;
/** One who was lost standing is the same when somebody appears there, so near and so soon: nobody comes out of nowhere. */
const refindM: Metres = 0.7;
const refindMs: Milliseconds = 60_000;
const mostDormant = 16;

/** Of the detections of a frame, how many continued somebody as foretold and how many leapt or came from nowhere. */
export interface Tally {
  readonly known: number;
  readonly unknown: number;
}

/**
 * Follows people over the frames of any mix of sensors: one interacting-multiple-model filter for each, global nearest neighbour for
 * who is who, M-of-N for who is believed, coasting through what hides them. Frames come in the order of their arrival; one that was
 * measured a little before the newest is taken in late.
 */
export class Tracker {
  readonly #settings: TrackerSettings;
  #tracks: Track[] = [];
  #dormant: Track[] = [];
  #at: Milliseconds = Number.NEGATIVE_INFINITY;
  #nextId = 1;
  #forgotten: number[] = [];
  /** How many of this frame were taken for somebody who had leapt. */
  #leaps = 0;

  constructor(settings: TrackerSettings) {
    this.#settings = settings;
  }

  /** Those who are believed to be there, in the order in which they came. */
  get people(): readonly Track[] {
    return this.#tracks.filter(({ id }) => id !== null);
  }
  /** The instant of which the tracks speak. */
  get at(): Milliseconds {
    return this.#at;
  }
  /** Ids that have ended for good since the last asking. */
  takeForgotten(): readonly number[] {
    return this.#forgotten.splice(0);
  }

  /** One frame of one sensor. Positions and ranges count here; mere presence has no place. */
  observe(place: SensorPlace, at: Milliseconds, detections: readonly Detection[]): Tally {
    this.pass(at);
    const age = Math.max(0, this.#at - at);
    if (age > lateMs) return { known: 0, unknown: 0 };
    const placed: Placed[] = [];
    const ranges: RangeDetection[] = [];
    for (const detection of detections)
      if (detection.kind === 'position') placed.push(detection);
      else if (detection.kind === 'range') ranges.push(detection);
    const hit = new Set<Track>();
    this.#leaps = 0;
    this.#pair(place, at, age / 1_000, placed, hit);
    for (const range of ranges) this.#range(place, at, age / 1_000, range, hit);
    const full = detections.length >= (place.most ?? Number.POSITIVE_INFINITY);
    for (const track of this.#tracks) if (!hit.has(track)) this.#miss(place, at, track, hit, full);
    this.#end(at);
    let known = 0;
    for (const track of hit) if (track.firstAt < at) known += 1;
    return { known: known - this.#leaps, unknown: hit.size - known + this.#leaps };
  }

  /** What this sensor alone has seen was not there. */
  disown(place: SensorPlace): void {
    const kept: Track[] = [];
    for (const track of this.#tracks) {
      track.seenBy.delete(place);
      if (track.seenBy.size > 0) kept.push(track);
      else if (track.id !== null) this.#forgotten.push(track.id);
    }
    this.#tracks = kept;
  }

  /**
   * A sensor that knows no place says that somebody is there. One who was lost standing is whom it means, as long as nobody else is seen
   * to move before it: a radar loses them and a PIR sees them shift their weight.
   */
  support(place: SensorPlace, now: Milliseconds): void {
    const restless = this.#tracks.some(
      (track) => track.id !== null && track.stillSince === null && !beyond(place, track.motion),
    );
    if (restless) return;
    for (const track of this.#tracks)
      if (track.stillSince !== null && now - track.seenAt <= supportMs && sees(place, track.motion))
        track.supportedAt = now;
  }

  /** Whether anybody is followed, believed or not. */
  get busy(): boolean {
    return this.#tracks.length > 0;
  }

  /** Time has passed without a word. */
  pass(at: Milliseconds): void {
    if (at <= this.#at) return;
    const seconds = (at - this.#at) / 1_000;
    this.#at = at;
    if (this.#tracks.length > 0) {
      // After a silence nobody knows anything of who was there; a filter that is carried so far only overflows.
      for (const track of this.#tracks) track.pass(Math.min(seconds, 10));
      this.#end(at);
    }
    if (this.#dormant.length > 0) this.#forget(at);
  }

  #pair(place: SensorPlace, at: Milliseconds, age: number, placed: readonly Placed[], hit: Set<Track>): void {
    const tracks = this.#tracks;
    const pairs = assign(placed.length, tracks.length, (row, column) => {
      const track = tracks[column];
      const seen = placed[row];
      assert(track !== undefined && seen !== undefined, 'a pair of nobody');
      const { motion } = track;
      const then = { ...motion, x: motion.x - motion.vx * age, y: motion.y - motion.vy * age };
      const nu = innovation(then, seen.x, seen.y, seen.covariance);
      if (nu.distance2 > gate) return null;
      const gain = -logClutter - logTwoPi - logarithm(nu.determinant) / 2 - nu.distance2 / 2;
      return track.id === null ? gain - tentativePenalty : gain;
    });
    const left: Placed[] = [];
    const paired: [Track, Placed][] = [];
    for (const [index, seen] of placed.entries()) {
      const column = pairs[index] ?? null;
      const track = column === null ? undefined : tracks[column];
      if (track === undefined) left.push(seen);
      else paired.push([track, seen]);
    }
    for (const [track, seen] of paired) this.#hit(place, at, age, track, seen, hit);
    for (const seen of this.#leap(place, at, left, hit)) this.#begin(place, at, seen, hit);
  }

  /**
   * A second round for those whom nobody claims: a body's echo leaps from shoulder to shoulder and people start and turn faster than
   * any filter foretells, so one who is missing and one who has appeared within a person's reach are the same. The order of the two
   * rounds is that of Zhang et al.: ByteTrack, ECCV 2022. Returns who is left even so.
   */
  #leap(place: SensorPlace, at: Milliseconds, left: readonly Placed[], hit: Set<Track>): readonly Placed[] {
    if (left.length === 0 || this.#tracks.every((track) => hit.has(track))) return left;
    const pairs: { readonly track: Track; readonly seen: Placed; readonly gapM: Metres }[] = [];
    for (const track of this.#tracks) {
      if (hit.has(track)) continue;
      const reachM = leapM + leapSpeed * Math.min(1, (at - track.seenAt) / 1_000);
      for (const seen of left) {
        const dx = seen.x - track.motion.x;
        const dy = seen.y - track.motion.y;
        const gapM = Math.sqrt(dx * dx + dy * dy);
        if (gapM <= reachM + sigmaOf(seen.covariance)) pairs.push({ track, seen, gapM });
      }
    }
    pairs.sort((a, b) => a.gapM - b.gapM);
    const found = new Set<Placed>();
    for (const { track, seen, gapM } of pairs) {
      if (hit.has(track) || found.has(seen)) continue;
      found.add(seen);
      this.#leaps += 1;
      track.doubt(gapM);
      this.#hit(place, at, 0, track, seen, hit);
    }
    return left.filter((seen) => !found.has(seen));
  }

  #hit(place: SensorPlace, at: Milliseconds, age: number, track: Track, seen: Placed, hit: Set<Track>): void {
    track.hit(seen, at, age, this.#settings.standingSpeed);
    this.#note(place, track, at, hit);
    this.#confirm(place, track, at);
  }

  #begin(place: SensorPlace, at: Milliseconds, seen: Placed, hit: Set<Track>): void {
    if (this.#tracks.length >= mostTracks) return;
    const track = new Track(seen, at);
    this.#tracks.push(track);
    this.#note(place, track, at, hit);
  }

  #note(place: SensorPlace, track: Track, at: Milliseconds, hit: Set<Track>): void {
    track.seenBy.set(place, at);
    track.seenUntil = Math.max(track.seenUntil, at + overdue * (place.periodMs ?? heldMs) + lateFrameMs);
    hit.add(track);
    this.#confirm(place, track, at);
  }

  /** M of N: seen often enough, for long enough, and never missed twice running. */
  #confirm(place: SensorPlace, track: Track, at: Milliseconds): void {
    if (track.id !== null) return;
    const { debounceMs } = this.#settings;
    const period = place.periodMs ?? debounceMs;
    const needed = debounceMs === 0 ? 1 : Math.min(3, 1 + Math.ceil(debounceMs / Math.max(1, period)));
    if (track.hits < needed || at - track.firstAt < 0.75 * debounceMs) return;
    const lost = this.#lostAt(track);
    if (lost === null) {
      track.id = this.#nextId;
      this.#nextId += 1;
    } else {
      track.becomes(lost);
      this.#dormant = this.#dormant.filter((each) => each !== lost);
    }
  }

  #lostAt({ motion }: Track): Track | null {
    let best: Track | null = null;
    let bestM = refindM;
    for (const lost of this.#dormant) {
      const dx = lost.motion.x - motion.x;
      const dy = lost.motion.y - motion.y;
      const apart = Math.sqrt(dx * dx + dy * dy);
      if (apart >= bestM) continue;
      best = lost;
      bestM = apart;
    }
    return best;
  }

  /** A distance and no bearing: it is the nearest in the cone. Where it fits nobody, somebody new stands on its axis. */
  #range(place: SensorPlace, at: Milliseconds, age: number, range: RangeDetection, hit: Set<Track>): void {
    let best: Track | null = null;
    let bestGap = Number.POSITIVE_INFINITY;
    for (const track of this.#tracks) {
      const { motion } = track;
      const { distanceM, offAxisRad } = aspectOf(place, motion);
      const sideM = Math.max(0, Math.abs(offAxisRad) - range.halfAngleRad) * distanceM;
      const sigma2 = range.sigmaM * range.sigmaM + track.sigmaM * track.sigmaM;
      const gapM = distanceM - range.distanceM;
      const gap2 = (gapM * gapM + sideM * sideM) / sigma2 + (track.id === null ? tentativePenalty : 0);
      if (gap2 > gate || gap2 >= bestGap) continue;
      best = track;
      bestGap = gap2;
    }
    if (best === null) return this.#begin(place, at, onAxis(range), hit);
    this.#hit(place, at, age, best, onArc(range, best), hit);
  }

  #miss(place: SensorPlace, at: Milliseconds, track: Track, hit: ReadonlySet<Track>, full: boolean): void {
    if (full || !sees(place, track.motion)) return;
    // A range sensor speaks of the nearest alone, and one who stands is lost by what sees movement: that says nothing of them.
    if (place.port === 'range' && hit.size > 0) return;
    for (const other of hit) if (hides(place, other.motion, track.motion)) return;
    // Whether somebody new is real is asked of the sensor that saw them: another may be the one that errs.
    if (track.id !== null || track.seenBy.has(place)) track.misses += 1;
    if (track.id !== null && track.stillSince !== null && losesTheStill(place)) return;
    // Another sensor sees them: then this one is the one that errs.
    const seenElsewhere = [...track.seenBy].some(
      ([other, seenAt]) => other !== place && at - seenAt <= 2 * (other.periodMs ?? 100) + 50,
    );
    if (!seenElsewhere) track.missedSince ??= at;
  }

  #end(at: Milliseconds): void {
    let ended = false;
    for (const track of this.#tracks) if (this.#isOver(track, at)) ended = true;
    if (!ended) return;
    const kept: Track[] = [];
    for (const track of this.#tracks)
      if (!this.#isOver(track, at)) kept.push(track);
      else if (track.id !== null) this.#lose(track, at);
    this.#tracks = kept;
  }

  #isOver(track: Track, at: Milliseconds): boolean {
    const unseenMs = at - Math.max(track.seenAt, track.supportedAt);
    if (track.id === null) return track.misses >= tentativeMisses || at > track.seenUntil;
    if (unseenMs === 0) return false;
    if (track.stillSince !== null) return unseenMs > Math.max(walkOnMs, this.#settings.holdMs);
    if (track.missedSince !== null && at - track.missedSince > walkOnMs) return true;
    return unseenMs > hiddenMs || track.sigmaM > lostM || (unseenMs > walkOnMs && this.#outOfSight(track));
  }

  #outOfSight(track: Track): boolean {
    for (const place of track.seenBy.keys()) if (!beyond(place, track.motion)) return false;
    return true;
  }

  /** One who was lost standing may be found again; anybody else has gone. */
  #lose(track: Track, at: Milliseconds): void {
    if (track.stillSince === null || this.#dormant.length >= mostDormant) {
      if (track.id !== null) this.#forgotten.push(track.id);
      return;
    }
    track.dormantSince = at;
    this.#dormant.push(track);
  }

  #forget(at: Milliseconds): void {
    const over = (track: Track): boolean => at - (track.dormantSince ?? at) > refindMs;
    for (const track of this.#dormant) if (over(track) && track.id !== null) this.#forgotten.push(track.id);
    this.#dormant = this.#dormant.filter((track) => !over(track));
  }
}

/** Somebody at a distance, anywhere across the cone. */
const onAxis = (range: RangeDetection): Placed => {
  const axis = direction(range.headingRad);
  const acrossM = Math.max(range.sigmaM, (range.distanceM * Math.min(1, range.halfAngleRad)) / 2);
  return {
    x: range.x + range.distanceM * axis.x,
    y: range.y + range.distanceM * axis.y,
    covariance: polarCovariance(axis, range.sigmaM, acrossM),
    fixSigmaM: range.sigmaM,
  };
};

/** At that distance in the direction in which they are believed to be; the bearing is as unknown as the cone is wide. */
const onArc = (range: RangeDetection, { motion }: Track): Placed => {
  const dx = motion.x - range.x;
  const dy = motion.y - range.y;
  const far = Math.sqrt(dx * dx + dy * dy);
  const bearing = far < 1e-6 ? direction(range.headingRad) : { x: dx / far, y: dy / far };
  const acrossM = Math.max(range.sigmaM, (range.distanceM * Math.min(1, range.halfAngleRad)) / 2);
  return {
    x: range.x + range.distanceM * bearing.x,
    y: range.y + range.distanceM * bearing.y,
    covariance: polarCovariance(bearing, range.sigmaM, acrossM),
    fixSigmaM: range.sigmaM,
  };
};
