import type { Metres, MetresPerSecond, Milliseconds } from '../../hal/units.ts';
import { distrusted, isDistrusted, type SensorBelief, type Witness } from './sensor-belief.ts';
import { hides, losesTheStill, sees } from './tracking/field.ts';
import type { Track } from './tracking/track.ts';
import type { Tally } from './tracking/tracker.ts';

/*
 * Sensors that overlap bear witness for and against each other. What is asked of each: does it see people walk whom others see walk
 * through its field (else it is blind), do people of its frames go on from frame to frame (else it makes them up), and does anybody
 * confirm or deny the motionless thing that it reports.
 */

/** How long others must have seen people walk before it without a word of it, how many people, and how far each must have come. */
const blindMs: Milliseconds = 20_000;
const blindPeople = 3;
const walkedM: Metres = 1.5;
const walking: MetresPerSecond = 0.5;
/**
 * Of so many people in so many frames this share out of nowhere, in a window of ten seconds. In the recordings, each tenth sighting
 * missing, it is 0.17 at the worst; three people who are somewhere else in each frame make 0.6.
 */
const plausibleAtLeast = 60;
const plausibleFrames = 30;
const plausibleShare = 0.45;
const tallyMs: Milliseconds = 10_000;

/** What has been gathered for and against one sensor. */
export class Evidence {
  #missedMs = 0;
  readonly #missed = new Set<number>();
  #known = 0;
  #unknown = 0;
  #frames = 0;
  #from: Milliseconds = Number.NEGATIVE_INFINITY;

  /** It saw somebody: it is not blind. */
  saw(): void {
    this.#missedMs = 0;
    this.#missed.clear();
  }

  /** `track` has walked through its field for `ms` without a word of it. True: once too often. */
  missed(track: Track, ms: Milliseconds): boolean {
    this.#missedMs += ms;
    if (track.id !== null && this.#missed.size < blindPeople) this.#missed.add(track.id);
    return this.#missedMs >= blindMs && this.#missed.size >= blindPeople;
  }

  /** A frame of it went into the tracker. True: people jump about in its frames as nobody can. */
  tallied({ known, unknown }: Tally, now: Milliseconds): boolean {
    if (now - this.#from > tallyMs) {
      this.#from = now;
      this.#known = 0;
      this.#unknown = 0;
      this.#frames = 0;
    }
    this.#frames += 1;
    this.#known += known;
    this.#unknown += unknown;
    const all = this.#known + this.#unknown;
    return this.#frames >= plausibleFrames && all >= plausibleAtLeast && this.#unknown > plausibleShare * all;
  }

  clear(): void {
    this.saw();
    this.#known = 0;
    this.#unknown = 0;
    this.#frames = 0;
    this.#from = Number.NEGATIVE_INFINITY;
  }
}

/** Those who walk through the field of `sensor`, in plain sight of it, followed by others and not by it. */
export const unseenWalkers = (sensor: SensorBelief, people: readonly Track[], now: Milliseconds): readonly Track[] =>
  people.filter((track) => {
    const dx = track.motion.x - track.origin.x;
    const dy = track.motion.y - track.origin.y;
    return (
      track.speed >= walking &&
      dx * dx + dy * dy >= walkedM * walkedM &&
      now <= track.seenUntil &&
      now - (track.seenBy.get(sensor.place) ?? Number.NEGATIVE_INFINITY) > 1_000 &&
      sees(sensor.place, track.motion) &&
      !people.some((other) => other !== track && hides(sensor.place, other.motion, track.motion))
    );
  });

const saysPresent = (sensor: SensorBelief): boolean => sensor.trust === 'trusted' && sensor.present;

/** What all the others say of what `sensor` sees. `before`: the same sensors a moment ago, whose word counts up to this instant. */
export const witnessOf = (
  sensor: SensorBelief,
  before: readonly SensorBelief[],
  sensors: readonly SensorBelief[],
): Witness => {
  let denied = false;
  for (const [index, other] of sensors.entries()) {
    if (other.place === sensor.place) continue;
    const earlier = before[index];
    if (saysPresent(other) || (earlier !== undefined && saysPresent(earlier))) return 'agrees';
    if (other.trust !== 'trusted' || other.raw || losesTheStill(other.place) || other.measuredAt < 0) continue;
    const seen = sensor.detections[0];
    if (seen?.kind === 'position' && sees(other.place, seen)) denied = true;
  }
  return denied ? 'denies' : 'silent';
};

/** The same sensor, caught. */
export const caught = (sensor: SensorBelief, reason: 'blind' | 'implausible', now: Milliseconds): SensorBelief =>
  isDistrusted(sensor) ? sensor : distrusted(sensor, reason, now);
