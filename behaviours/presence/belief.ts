import { angleOf } from '../../hal/trigonometry.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { caught, Evidence, unseenWalkers, witnessOf } from './cross-check.ts';
import type { PresenceConclusion, PresenceOut, SensorWord } from './events.ts';
import type { IntentionJudge } from './intention/judge.ts';
import * as occupancy from './occupancy.ts';
import type { Candidate } from './occupancy.ts';
import { People } from './people.ts';
import { senseOf } from './senses/index.ts';
import {
  dueAt,
  freshSensor,
  hear,
  isDistrusted,
  lose,
  settle,
  type Distrust,
  type SensorBelief,
} from './sensor-belief.ts';
import type { PresenceSettings } from './settings.ts';
import type { Track } from './tracking/track.ts';
import { heldMs, Tracker } from './tracking/tracker.ts';

/*
 * From raw words to a belief. Each word passes through what is believed of its sensor, through its sense, and into the tracker; each
 * time something may follow, the nearest of those who are followed is chosen and everybody is told. One word costs microseconds.
 */

/** Who is followed and not seen is looked after so often, when no frame comes. */
const lookAfterMs: Milliseconds = 300;
/** What these sensors saw was not there; of the others it was, and may be found again. */
const liars: readonly Distrust[] = ['stuck', 'frozen', 'implausible'];

/** The whole belief of presence: it changes with every word. Deterministic: it knows no clock but the instants it is given. */
export class Belief {
  readonly #settings: PresenceSettings;
  readonly #tracker: Tracker;
  readonly #people: People;
  readonly #evidence: readonly Evidence[];
  #sensors: readonly SensorBelief[];
  #near: occupancy.Nearest;
  #checkedAt: Milliseconds;
  #lookAt: Milliseconds | null = null;

  constructor(settings: PresenceSettings, judge: IntentionJudge, now: Milliseconds) {
    this.#settings = settings;
    this.#tracker = new Tracker(settings);
    this.#people = new People(judge);
    this.#sensors = settings.sensors.map((place) => freshSensor(place, senseOf(place), now));
    this.#evidence = settings.sensors.map(() => new Evidence());
    this.#near = occupancy.nobodyNear(now);
    this.#checkedAt = now;
    this.#plan(now);
  }

  /** When to `look` at the latest if no word comes before; null: never. */
  get lookAt(): Milliseconds | null {
    return this.#lookAt;
  }

  /** A sensor has spoken. A word of a sensor that is not configured changes nothing. */
  hear(word: SensorWord, now: Milliseconds): readonly PresenceOut[] {
    const index = this.#sensors.findIndex(({ place }) => place.sensorId === word.measurement.sensorId);
    const before = this.#sensors[index];
    if (before === undefined) return [];
    const { sensor, detections } = hear(before, word, now);
    this.#sensors = this.#sensors.with(index, sensor);
    if (detections !== null && (sensor.place.port !== 'presence' || placesSomebody(sensor))) {
      if (detections.length > 0 || this.#tracker.busy) this.#observe(index, word.measurement.at, now);
    }
    if (sensor.place.port === 'presence' && sensor.raw) this.#evidence[index]?.saw();
    // Most frames of a day say again that nobody is there. Until the next deadline nothing follows from one; a deadline that has
    // moved away meanwhile is found out when it comes.
    const quiet = !this.#tracker.busy && sensor.trust === before.trust && sensor.raw === before.raw;
    if (quiet && (this.#lookAt === null || now < this.#lookAt)) return [];
    return this.#advance(this.#sensors.with(index, before), now);
  }

  /** The device behind a sensor failed. */
  lose(sensorId: string, now: Milliseconds): readonly PresenceOut[] {
    const before = this.#sensors;
    this.#sensors = before.map((sensor) => (sensor.place.sensorId === sensorId ? lose(sensor, now) : sensor));
    return this.#advance(before, now);
  }

  /** Time has passed. */
  look(now: Milliseconds): readonly PresenceOut[] {
    // A sensor that speaks on change goes on meaning what it said last.
    for (const [index, sensor] of this.#sensors.entries())
      if (holdsWord(sensor) && now - Math.max(sensor.measuredAt, this.#tracker.at) >= heldMs)
        this.#observe(index, now, now);
    return this.#advance(this.#sensors, now);
  }

  #observe(index: number, at: Milliseconds, now: Milliseconds): void {
    const sensor = this.#sensors[index];
    const evidence = this.#evidence[index];
    if (sensor === undefined || evidence === undefined) return;
    const tally = this.#tracker.observe(sensor.place, at, sensor.detections);
    if (tally.known > 0) evidence.saw();
    if (evidence.tallied(tally, now)) this.#sensors = this.#sensors.with(index, caught(sensor, 'implausible', now));
  }

  #advance(before: readonly SensorBelief[], now: Milliseconds): readonly PresenceOut[] {
    this.#tracker.pass(now);
    this.#crossCheck(now);
    const heard = this.#sensors;
    // Agreement counts up to this very instant: the sensor that agreed may be the one that has just let go.
    this.#sensors = heard.map((sensor) => settle(sensor, this.#settings, witnessOf(sensor, before, heard), now));
    const out: PresenceOut[] = [...this.#trustChanges(before)];
    for (const sensor of this.#sensors) if (saysSomebody(sensor)) this.#tracker.support(sensor.place, now);
    const people = this.#tracker.people;
    const somebody = this.#sensors.some(saysSomebody);
    this.#near = occupancy.advance(
      this.#near,
      people.map((track) => candidate(track, now)),
      somebody,
      this.#settings,
      now,
    );
    const telling = occupancy.telling(this.#near, now);
    if (telling !== null) {
      this.#near = telling.told;
      out.push({ type: 'occupancy.changed', occupancy: telling.occupancy });
    }
    const changed = this.#people.after(people, this.#tracker.takeForgotten(), now);
    if (changed !== null) out.push(changed);
    this.#plan(now);
    return out;
  }

  /** Who walks before a sensor without a word of it, followed by the others, bears witness against it. */
  #crossCheck(now: Milliseconds): void {
    const ms = Math.min(now - this.#checkedAt, lookAfterMs);
    if (ms < heldMs) return;
    this.#checkedAt = now;
    if (this.#sensors.length < 2) return;
    const people = this.#tracker.people;
    if (people.length === 0) return;
    for (const [index, sensor] of this.#sensors.entries()) {
      if (sensor.trust !== 'trusted' || (sensor.place.port === 'presence' && sensor.raw)) continue;
      const track = unseenWalkers(sensor, people, now)[0];
      if (track !== undefined && this.#evidence[index]?.missed(track, ms) === true)
        this.#sensors = this.#sensors.with(index, caught(sensor, 'blind', now));
    }
  }

  #trustChanges(before: readonly SensorBelief[]): readonly PresenceConclusion[] {
    const out: PresenceConclusion[] = [];
    for (const [index, sensor] of this.#sensors.entries()) {
      const was = before[index];
      if (was === undefined || was.trust === sensor.trust) continue;
      const { sensorId } = sensor.place;
      if (isDistrusted(sensor) && !isDistrusted(was)) {
        if (liars.some((reason) => reason === sensor.trust)) this.#tracker.disown(sensor.place);
        this.#evidence[index]?.clear();
        out.push({ type: 'sensor.distrusted', sensorId, reason: sensor.trust });
      } else if (isDistrusted(was) && !isDistrusted(sensor)) out.push({ type: 'sensor.trusted', sensorId });
    }
    return out;
  }

  #plan(now: Milliseconds): void {
    let at = occupancy.dueAt(this.#near, this.#settings);
    for (const sensor of this.#sensors) at = Math.min(at, dueAt(sensor, this.#settings));
    if (this.#tracker.busy) at = Math.min(at, now + (this.#sensors.some(holdsWord) ? heldMs : lookAfterMs));
    this.#lookAt = at === Number.POSITIVE_INFINITY ? null : Math.max(at, now + 1);
  }
}

/** A sensor whose newest word says where somebody is, or how far. */
const placesSomebody = ({ trust, detections }: SensorBelief): boolean =>
  trust === 'trusted' && detections.some(({ kind }) => kind !== 'presence');

/** One that will not repeat such a word while it holds. */
const holdsWord = (sensor: SensorBelief): boolean =>
  sensor.place.periodMs === null && sensor.raw && placesSomebody(sensor);

/** A sensor of mere presence, believed. */
const saysSomebody = ({ place, trust, present }: SensorBelief): boolean =>
  place.port === 'presence' && trust === 'trusted' && present;

const candidate = (track: Track, now: Milliseconds): Candidate => {
  const { x, y } = track.motion;
  return {
    id: track.id ?? 0,
    distanceM: Math.sqrt(x * x + y * y),
    bearingRad: angleOf(x, y),
    stillSince: track.stillSince,
    seen: now <= track.seenUntil || track.supportedAt === now,
    seenAt: Math.max(track.seenAt, track.supportedAt),
  };
};
