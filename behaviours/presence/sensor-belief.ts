import type { SensorFault } from '../../hal/ports/sensors.ts';
import type { Metres, Milliseconds, Point } from '../../hal/units.ts';
import type { SensorWord } from './events.ts';
import type { Detection, Sense } from './senses/detection.ts';
import type { PresenceSettings, SensorPlace } from './settings.ts';

/** Why a sensor's words do not count. `warming-up` is expected and told to nobody. */
export type Distrust =
  | 'silent'
  /** Says `present` of something motionless that nobody confirms. */
  | 'stuck'
  /** The same frame over and over, to the last digit. */
  | 'frozen'
  | 'garbled'
  /** More words than its clock can make. */
  | 'bursting'
  /** People who jump about as nobody can. */
  | 'implausible'
  /** Sees nobody where others see people walk. */
  | 'blind'
  | 'absent'
  | 'lost';
export type Trust = 'trusted' | 'warming-up' | Distrust;

/** So many garbled words on end make a sensor distrusted, so many good ones make it trusted again. */
const garbledRun = 3;
/** Something that stays within this is furniture, for the search for stuck sensors. */
const stillM: Metres = 0.15;
/** No sensor repeats its noise: so long the same frame, with somebody in it, is not a frame of now. */
const frozenMs: Milliseconds = 30_000;
/** One whom another sensor that sees the still denies need not be believed for `stuckMs`. */
const deniedMs: Milliseconds = 60_000;
/** Words within a window of a second: so many times what is due are borne, and never fewer than these. */
const burstFactor = 4;
const burstAtLeast = 100;
const burstWindows = 3;
/** One that lied is heard again after a minute, then after twice as long each time. */
const probationMs: Milliseconds = 60_000;
const mostProbations = 5;

/** What is believed of one sensor. All times are of the monotonic clock. */
export interface SensorBelief {
  readonly place: SensorPlace;
  readonly sense: Sense;
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
  /** What it saw last. */
  readonly detections: readonly Detection[];
  /** Since when it has said `present` of something motionless that no other sensor confirms. */
  readonly aloneSince: Milliseconds;
  readonly anchor: Point | null;
  /** Since when its frame has not changed. */
  readonly sameSince: Milliseconds;
  /** The second whose words are counted, how many they were, and how many such seconds had too many. */
  readonly windowFrom: Milliseconds;
  readonly words: number;
  readonly bursts: number;
  /** When one that lied is heard again, and how often it has been caught. */
  readonly heardAgainAt: Milliseconds | null;
  readonly caught: number;
}

export const freshSensor = (place: SensorPlace, sense: Sense, now: Milliseconds): SensorBelief => ({
  place,
  sense,
  trust: 'trusted',
  heardAt: now,
  measuredAt: Number.NEGATIVE_INFINITY,
  garbled: 0,
  good: 0,
  raw: false,
  rawSince: now,
  present: false,
  detections: [],
  aloneSince: now,
  anchor: null,
  sameSince: now,
  windowFrom: now,
  words: 0,
  bursts: 0,
  heardAgainAt: null,
  caught: 0,
});

export const isDistrusted = (sensor: SensorBelief): boolean =>
  sensor.trust !== 'trusted' && sensor.trust !== 'warming-up';

export const distrusted = (sensor: SensorBelief, trust: Distrust | 'warming-up', now: Milliseconds): SensorBelief => ({
  ...sensor,
  trust,
  raw: false,
  rawSince: now,
  present: false,
  detections: [],
  garbled: 0,
  good: 0,
  bursts: trust === 'bursting' ? sensor.bursts : 0,
  ...(trust === 'implausible'
    ? { heardAgainAt: now + probationMs * (1 << Math.min(sensor.caught, mostProbations)), caught: sensor.caught + 1 }
    : { heardAgainAt: null }),
});

/** A word taken in: what is believed of its sensor now, and its detections if they count; null: they do not. */
export interface Heard {
  readonly sensor: SensorBelief;
  readonly detections: readonly Detection[] | null;
}
const unheard = (sensor: SensorBelief): Heard => ({ sensor, detections: null });

/** Takes in one word. */
export const hear = (before: SensorBelief, word: SensorWord, now: Milliseconds): Heard => {
  const counted = countWord(before, now);
  if (counted === null) return unheard({ ...before, words: before.words + 1 });
  const sensor =
    counted.bursts >= burstWindows && !isDistrusted(counted) ? distrusted(counted, 'bursting', now) : counted;
  const { measurement } = word;
  if ('fault' in measurement) return unheard(ofFault(sensor, measurement.fault, now));
  const { at } = measurement;
  // A word from before the last one, or from after now, says nothing of the present.
  if (!(at >= sensor.measuredAt && at <= now) || word.port !== sensor.place.port)
    return unheard(garbledWord({ ...sensor, heardAt: now }, now));
  // One that repeats its last instant has nothing new to say; if that is all it ever says, it is silent.
  if (at === sensor.measuredAt && sensor.place.periodMs !== null) return unheard(sensor);
  const heard = { ...sensor, heardAt: now };
  const detections = isShaped(measurement.value) ? sensor.sense.read(word, at) : 'garbled';
  if (detections === 'garbled') return unheard(garbledWord(heard, now));
  const raw = detections.length > 0;
  const sameSince = sameFrame(sensor.detections, detections) ? sensor.sameSince : now;
  const trust = trustAfter({ ...heard, sameSince }, raw, now);
  const good: SensorBelief = {
    ...heard,
    measuredAt: at,
    trust,
    garbled: 0,
    good: sensor.good + 1,
    detections,
    sameSince,
  };
  if (trust !== 'trusted') return unheard(good);
  const nearest = nearestOf(detections);
  const moved = nearest !== null && (sensor.anchor === null || apart(sensor.anchor, nearest) > stillM);
  return {
    sensor: {
      ...good,
      raw,
      rawSince: raw === sensor.raw ? sensor.rawSince : now,
      anchor: moved ? nearest : sensor.anchor,
      aloneSince: moved ? now : sensor.aloneSince,
      heardAgainAt: null,
    },
    detections,
  };
};

/** What arrives over a cut wire need not be what the port's types promise. */
const isShaped = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Counts a word within its second; null: there have been so many that this one is passed over unread. */
const countWord = (sensor: SensorBelief, now: Milliseconds): SensorBelief | null => {
  const due = 1_000 / Math.max(1, sensor.place.periodMs ?? 1_000);
  const most = Math.max(burstAtLeast, burstFactor * due);
  if (now - sensor.windowFrom < 1_000) return sensor.words >= most ? null : { ...sensor, words: sensor.words + 1 };
  const burst = sensor.words >= most && now - sensor.windowFrom < 2_000;
  return { ...sensor, windowFrom: now, words: 1, bursts: burst ? sensor.bursts + 1 : 0 };
};

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

/** What a good word does to a distrust: each has its own way back. */
const trustAfter = (sensor: SensorBelief, raw: boolean, now: Milliseconds): Trust => {
  switch (sensor.trust) {
    case 'garbled':
      // A sensor that speaks on change may be silent for hours: one good word is all we can ask of it.
      return sensor.place.periodMs === null || sensor.good + 1 >= garbledRun ? 'trusted' : 'garbled';
    case 'stuck':
      return raw ? 'stuck' : 'trusted';
    case 'frozen':
      // Its frame has changed, or shows nobody any more.
      return now - sensor.sameSince >= frozenMs && raw ? 'frozen' : 'trusted';
    case 'blind':
      return raw ? 'trusted' : 'blind';
    case 'bursting':
      return sensor.bursts === 0 ? 'trusted' : 'bursting';
    case 'implausible':
      return sensor.heardAgainAt !== null && now >= sensor.heardAgainAt ? 'trusted' : 'implausible';
    case 'trusted':
    case 'warming-up':
    case 'silent':
    case 'absent':
    case 'lost':
      return 'trusted';
  }
};

/** Whether two frames are the same to the last digit, with somebody in a place in them. */
const sameFrame = (before: readonly Detection[], after: readonly Detection[]): boolean =>
  after.length > 0 &&
  before.length === after.length &&
  after.every((one, index) => {
    const other = before[index];
    return one.kind === 'position' && other?.kind === 'position' && one.x === other.x && one.y === other.y;
  });

const apart = (a: Point, b: Point): Metres => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));

const nearestOf = (detections: readonly Detection[]): Point | null => {
  let best: Point | null = null;
  let best2 = Number.POSITIVE_INFINITY;
  for (const one of detections) {
    if (one.kind === 'presence') continue;
    // Of a range only its change is of interest here.
    const { x, y } = one.kind === 'position' ? one : { x: one.distanceM, y: 0 };
    if (x * x + y * y >= best2) continue;
    best = { x, y };
    best2 = x * x + y * y;
  }
  return best;
};

/** The device behind the sensor is gone. */
export const lose = (sensor: SensorBelief, now: Milliseconds): SensorBelief =>
  isDistrusted(sensor) ? sensor : distrusted({ ...sensor, measuredAt: Number.NEGATIVE_INFINITY }, 'lost', now);

/** What the other sensors say of what this one sees. */
export type Witness = 'agrees' | 'silent' | 'denies';

/** Lets time pass: the debounce ends, silence, sticking and freezing are noticed. */
export const settle = (
  sensor: SensorBelief,
  settings: PresenceSettings,
  witness: Witness,
  now: Milliseconds,
): SensorBelief => {
  if (isDistrusted(sensor)) return sensor;
  if (sensor.place.periodMs !== null && now - sensor.heardAt >= silenceMs(sensor, settings))
    return distrusted(sensor, 'silent', now);
  if (sensor.trust !== 'trusted') return sensor;
  const debounced =
    sensor.raw !== sensor.present && now - sensor.rawSince >= settings.debounceMs ? flipped(sensor, now) : sensor;
  if (!debounced.present) return debounced;
  if (debounced.place.periodMs !== null && debounced.raw && now - debounced.sameSince >= frozenMs)
    if (debounced.detections.some(({ kind }) => kind === 'position')) return frozen(debounced, now);
  if (witness === 'agrees') return { ...debounced, aloneSince: now };
  return now - debounced.aloneSince >= stuckAfterMs(settings, witness)
    ? distrusted(debounced, 'stuck', now)
    : debounced;
};

/** What it says is kept, so that it is known when that changes. */
const frozen = (sensor: SensorBelief, now: Milliseconds): SensorBelief => ({
  ...distrusted(sensor, 'frozen', now),
  detections: sensor.detections,
});

const stuckAfterMs = (settings: PresenceSettings, witness: Witness): Milliseconds =>
  witness === 'denies' ? Math.min(deniedMs, settings.stuckMs) : settings.stuckMs;

const flipped = (sensor: SensorBelief, now: Milliseconds): SensorBelief =>
  sensor.raw
    ? { ...sensor, present: true, aloneSince: now, anchor: nearestOf(sensor.detections) }
    : { ...sensor, present: false };

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
