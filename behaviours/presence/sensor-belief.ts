import type { SensorFault } from '../../hal/ports/sensors.ts';
import { angleOf, direction } from '../../hal/trigonometry.ts';
import type { Metres, Milliseconds } from '../../hal/units.ts';
import type { SensorWord } from './events.ts';
import type { PresenceSettings, SensorPlace } from './settings.ts';
import { apart, noTracks, track, type Sighting, type Tracks } from './tracks.ts';

/** Why a sensor's words do not count. `warming-up` is expected and told to nobody. */
export type Distrust = 'silent' | 'stuck' | 'garbled' | 'absent' | 'lost';
export type Trust = 'trusted' | 'warming-up' | Distrust;

/** So many garbled words on end make a sensor distrusted, so many good ones make it trusted again. */
const garbledRun = 3;
/** A frame with more targets than any sensor has is garbled, and work a frame stays bounded. */
const maxTargets = 64;
/** Something that stays within this is furniture, for the search for stuck sensors. */
const stillM: Metres = 0.15;

/** What is believed of one sensor and by it. All times are of the monotonic clock. */
export interface SensorBelief {
  readonly place: SensorPlace;
  readonly trust: Trust;
  readonly heardAt: Milliseconds;
  readonly measuredAt: Milliseconds;
  readonly garbled: number;
  readonly good: number;
  /** The newest raw word says somebody is there, since when. */
  readonly raw: boolean;
  readonly rawSince: Milliseconds;
  /** The debounced word. */
  readonly present: boolean;
  /** Where, as long as `present`; null for a sensor that cannot tell. */
  readonly sighting: Sighting | null;
  /** Those whom it sees, and whom of them it follows. */
  readonly tracks: Tracks;
  /** Since when it has said `present` of something motionless that no other sensor confirms. */
  readonly aloneSince: Milliseconds;
  readonly anchor: Sighting | null;
}

export const freshSensor = (place: SensorPlace, now: Milliseconds): SensorBelief => ({
  place,
  trust: 'trusted',
  heardAt: now,
  measuredAt: Number.NEGATIVE_INFINITY,
  garbled: 0,
  good: 0,
  raw: false,
  rawSince: now,
  present: false,
  sighting: null,
  tracks: noTracks,
  aloneSince: now,
  anchor: null,
});

/** What a valid word says, before any filter. */
type Reading =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'somebody' }
  | { readonly kind: 'seen'; readonly sightings: readonly Sighting[] };

const sightingAt = (x: Metres, y: Metres): Sighting => ({
  x,
  y,
  distanceM: Math.sqrt(x * x + y * y),
  bearingRad: angleOf(x, y),
});

/** A point of the sensor's frame in the device's. */
const placed = (place: SensorPlace, ahead: Metres, left: Metres): Sighting => {
  const axis = direction(place.headingRad);
  return sightingAt(place.x + ahead * axis.x - left * axis.y, place.y + ahead * axis.y + left * axis.x);
};

const isDistance = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** Reads a word, or says in what way it is garbled. */
const read = (place: SensorPlace, word: SensorWord): Reading | 'garbled' => {
  if ('fault' in word.measurement) return 'garbled';
  switch (word.port) {
    case 'presence': {
      const { present } = word.measurement.value;
      if (typeof present !== 'boolean') return 'garbled';
      return { kind: present ? 'somebody' : 'nobody' };
    }
    case 'range': {
      const { distanceM } = word.measurement.value;
      if (distanceM === null) return { kind: 'seen', sightings: [] };
      if (!isDistance(distanceM)) return 'garbled';
      if (distanceM > place.rangeM) return { kind: 'seen', sightings: [] };
      return { kind: 'seen', sightings: [placed(place, distanceM, 0)] };
    }
    case 'range-grid':
    case 'thermal-grid':
    case 'scan':
      // What they mean stands in senses/; this filter does not ask yet.
      return { kind: 'seen', sightings: [] };
    case 'targets': {
      const { targets } = word.measurement.value;
      if (targets.length > maxTargets) return 'garbled';
      if (targets.some(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y))) return 'garbled';
      const sightings = targets
        .filter(({ x, y }) => x * x + y * y <= place.rangeM * place.rangeM)
        .map(({ x, y }) => placed(place, x, y));
      return { kind: 'seen', sightings };
    }
  }
};

const distrusted = (sensor: SensorBelief, trust: Distrust | 'warming-up', now: Milliseconds): SensorBelief => ({
  ...sensor,
  trust,
  raw: false,
  rawSince: now,
  present: false,
  sighting: null,
  // Ids go on: who comes after a distrust is not who was before it.
  tracks: { ...sensor.tracks, all: [], followed: null },
  garbled: 0,
  good: 0,
});

const ofFault = (sensor: SensorBelief, fault: SensorFault, now: Milliseconds): SensorBelief => {
  const heard = { ...sensor, heardAt: now };
  switch (fault.kind) {
    case 'warming-up':
      return sensor.trust === 'trusted' || sensor.trust === 'warming-up' ? distrusted(heard, 'warming-up', now) : heard;
    case 'garbled':
      return garbledWord(heard, now);
    case 'silent':
    case 'absent':
      return isDistrusted(sensor) ? heard : distrusted(heard, fault.kind, now);
  }
};

const garbledWord = (sensor: SensorBelief, now: Milliseconds): SensorBelief => {
  const garbled = sensor.garbled + 1;
  if (garbled < garbledRun || isDistrusted(sensor)) return { ...sensor, garbled, good: 0 };
  return distrusted(sensor, 'garbled', now);
};

export const isDistrusted = (sensor: SensorBelief): boolean =>
  sensor.trust !== 'trusted' && sensor.trust !== 'warming-up';

/** What a good word does to a distrust: garbled ones must prove themselves, stuck ones must let go, the rest are back. */
const trustAfter = (sensor: SensorBelief, reading: Reading): Trust => {
  switch (sensor.trust) {
    case 'garbled':
      // A sensor that speaks on change may be silent for hours: one good word is all we can ask of it.
      return sensor.place.periodMs === null || sensor.good + 1 >= garbledRun ? 'trusted' : 'garbled';
    case 'stuck':
      return saysSomebody(reading) ? 'stuck' : 'trusted';
    case 'trusted':
    case 'warming-up':
    case 'silent':
    case 'absent':
    case 'lost':
      return 'trusted';
  }
};

/** Takes in one word. */
export const hear = (sensor: SensorBelief, word: SensorWord, now: Milliseconds): SensorBelief => {
  const { measurement } = word;
  if ('fault' in measurement) return ofFault(sensor, measurement.fault, now);
  const heard = { ...sensor, heardAt: now };
  // A word from before the last one, or from after now, says nothing of the present.
  if (!(measurement.at >= sensor.measuredAt && measurement.at <= now) || word.port !== sensor.place.port)
    return garbledWord(heard, now);
  const reading = read(sensor.place, word);
  if (reading === 'garbled') return garbledWord(heard, now);
  const trust = trustAfter(sensor, reading);
  const good = { ...heard, measuredAt: measurement.at, trust, garbled: 0, good: sensor.good + 1 };
  if (trust !== 'trusted') return good;

  const raw = saysSomebody(reading);
  const turned = { ...good, raw, rawSince: raw === sensor.raw ? sensor.rawSince : now };
  if (reading.kind !== 'seen') return turned;
  const tracks = track(sensor.tracks, reading.sightings, measurement.at);
  // One frame without anybody leaves them where they were, until absence is believed.
  if (tracks.followed?.seen !== true) return { ...turned, tracks };
  const { sighting } = tracks.followed;
  const moved = sensor.anchor === null || apart(sensor.anchor, sighting) > stillM;
  return {
    ...turned,
    tracks,
    sighting,
    anchor: moved ? sighting : sensor.anchor,
    aloneSince: moved ? now : sensor.aloneSince,
  };
};

const saysSomebody = (reading: Reading): boolean =>
  reading.kind === 'somebody' || (reading.kind === 'seen' && reading.sightings.length > 0);

/** The device behind the sensor is gone. */
export const lose = (sensor: SensorBelief, now: Milliseconds): SensorBelief =>
  isDistrusted(sensor) ? sensor : distrusted({ ...sensor, measuredAt: Number.NEGATIVE_INFINITY }, 'lost', now);

/** Lets time pass: the debounce ends, silence and sticking are noticed. `agreed`: another sensor says somebody is there too. */
export const settle = (
  sensor: SensorBelief,
  settings: PresenceSettings,
  agreed: boolean,
  now: Milliseconds,
): SensorBelief => {
  if (isDistrusted(sensor)) return sensor;
  if (sensor.place.periodMs !== null && now - sensor.heardAt >= silenceMs(sensor, settings))
    return distrusted(sensor, 'silent', now);
  if (sensor.trust !== 'trusted') return sensor;
  const flips = sensor.raw !== sensor.present && now - sensor.rawSince >= settings.debounceMs;
  const debounced = flips ? flipped(sensor, now) : sensor;
  if (!debounced.present) return debounced;
  if (agreed) return { ...debounced, aloneSince: now };
  return now - debounced.aloneSince >= settings.stuckMs ? distrusted(debounced, 'stuck', now) : debounced;
};

const flipped = (sensor: SensorBelief, now: Milliseconds): SensorBelief =>
  sensor.raw
    ? { ...sensor, present: true, aloneSince: now, anchor: sensor.sighting }
    : { ...sensor, present: false, sighting: null };

const silenceMs = (sensor: SensorBelief, settings: PresenceSettings): Milliseconds =>
  Math.max(settings.silentMs, 3 * (sensor.place.periodMs ?? 0));

/** When `settle` has something to do at the earliest if nothing is heard until then; infinity: never. */
export const dueAt = (sensor: SensorBelief, settings: PresenceSettings): Milliseconds => {
  if (isDistrusted(sensor)) return Number.POSITIVE_INFINITY;
  const silent =
    sensor.place.periodMs === null ? Number.POSITIVE_INFINITY : sensor.heardAt + silenceMs(sensor, settings);
  const debounced = sensor.raw === sensor.present ? Number.POSITIVE_INFINITY : sensor.rawSince + settings.debounceMs;
  const stuck = sensor.present ? sensor.aloneSince + settings.stuckMs : Number.POSITIVE_INFINITY;
  return Math.min(silent, debounced, stuck);
};
