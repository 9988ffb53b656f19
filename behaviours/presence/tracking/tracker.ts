import { assert } from '../../../hal/assert.ts';
import { logarithm } from '../../../hal/exponential.ts';
import type { Metres, MetresPerSecond, Milliseconds } from '../../../hal/units.ts';
import type { Detection, RangeDetection } from '../senses/detection.ts';
import type { SensorPlace } from '../settings.ts';
import { assign } from './assignment.ts';
import { aspectOf, beyond, hides, losesTheStill, sees } from './field.ts';
import { innovation } from './kalman.ts';
import { isOver } from './lifetime.ts';
import { LostStanding } from './lost-standing.ts';
import { onArc, onAxis } from './ranged.ts';
import { sigmaOf, Track, type Placed } from './track.ts';
import { twinsAmong } from './twins.ts';

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
/** One who was lost standing is believed on the word of a sensor that knows no place for so long. */
const supportMs: Milliseconds = 20_000;

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
  readonly #lost = new LostStanding();
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
    for (const twin of twinsAmong(this.#tracks, at)) {
      if (twin.id !== null) this.#forgotten.push(twin.id);
      this.#tracks.splice(this.#tracks.indexOf(twin), 1);
    }
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
    for (const id of this.#lost.expired(at)) this.#forgotten.push(id);
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
    const lost = this.#lost.found(track);
    if (lost === null) {
      track.id = this.#nextId;
      this.#nextId += 1;
    } else {
      track.becomes(lost);
    }
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
    for (const track of this.#tracks) if (isOver(track, at, this.#settings.holdMs)) ended = true;
    if (!ended) return;
    const kept: Track[] = [];
    for (const track of this.#tracks)
      if (!isOver(track, at, this.#settings.holdMs)) kept.push(track);
      else if (track.id !== null && !this.#lost.keep(track, at)) this.#forgotten.push(track.id);
    this.#tracks = kept;
  }
}
