import type { Milliseconds, Radians } from '../../hal/units.ts';
import { radians, wrapAngle } from '../../hal/units.ts';
import { nobody, type Nearness, type Occupancy, type PresenceConclusion, type SensorWord } from './events.ts';
import { speedAt, windowMs } from './motion.ts';
import { dueAt, freshSensor, hear, isDistrusted, lose, settle, type SensorBelief } from './sensor-belief.ts';
import type { PresenceSettings } from './settings.ts';
import { apart, stickM, type Sighting } from './tracks.ts';

/*
 * From raw words to a belief, as a pure reducer: each word and each passing deadline gives the next belief and what is to be
 * told of it. One word costs microseconds; the chart behind it moves only when something is told.
 */

/** A bearing is told again when it has moved by more than this, and not more often than five times a second. */
const bearingStep: Radians = radians(10);
const bearingEveryMs: Milliseconds = 200;
/** One who stands and sways is still standing up to this much over the standing speed. */
const swayFactor = 1.5;

export interface Belief {
  readonly sensors: readonly SensorBelief[];
  readonly nearness: Nearness;
  /** Where the nearest one is believed to be; held while nobody is seen and absence is not believed yet. */
  readonly nearest: Sighting | null;
  readonly standingSince: Milliseconds | null;
  /** Whose sighting it is. */
  readonly sourceId: string | null;
  /** Which of its tracks. */
  readonly track: number;
  readonly person: number;
  /** Another track has been the nearest since then; it is another person once that has held as long as any raw word must. */
  readonly otherSince: Milliseconds | null;
  /** Since when somebody has been seen while nobody was believed to be there. */
  readonly seenSince: Milliseconds | null;
  /** Since when nobody (or nobody whose place is known) has been seen while somebody was believed to be there. */
  readonly lostSince: Milliseconds | null;
  readonly told: Occupancy;
  readonly toldAt: Milliseconds;
  /** When to `look` at the latest if no word comes before; null: never. */
  readonly lookAt: Milliseconds | null;
}

export interface Step {
  readonly belief: Belief;
  readonly out: readonly PresenceConclusion[];
}

export const freshBelief = (settings: PresenceSettings, now: Milliseconds): Belief => {
  const sensors = settings.sensors.map((place) => freshSensor(place, now));
  const belief: Belief = {
    sensors,
    nearness: 'absent',
    nearest: null,
    standingSince: null,
    sourceId: null,
    track: 0,
    person: 0,
    otherSince: null,
    seenSince: null,
    lostSince: null,
    told: nobody,
    toldAt: now - bearingEveryMs,
    lookAt: null,
  };
  return { ...belief, lookAt: nextLook(belief, settings, now) };
};

/** A sensor has spoken. A word of a sensor that is not configured changes nothing. */
export const observe = (belief: Belief, settings: PresenceSettings, word: SensorWord, now: Milliseconds): Step =>
  change(belief, settings, word.measurement.sensorId, (sensor) => hear(sensor, word, now), now);

/** The device behind a sensor failed. */
export const forget = (belief: Belief, settings: PresenceSettings, sensorId: string, now: Milliseconds): Step =>
  change(belief, settings, sensorId, (sensor) => lose(sensor, now), now);

/** Time has passed. */
export const look = (belief: Belief, settings: PresenceSettings, now: Milliseconds): Step =>
  advance(belief, belief.sensors, settings, now);

const change = (
  belief: Belief,
  settings: PresenceSettings,
  sensorId: string,
  next: (sensor: SensorBelief) => SensorBelief,
  now: Milliseconds,
): Step => {
  const index = belief.sensors.findIndex((sensor) => sensor.place.sensorId === sensorId);
  const sensor = belief.sensors[index];
  if (sensor === undefined) return { belief, out: [] };
  const heard = next(sensor);
  const sensors = belief.sensors.with(index, heard);
  // Most frames of a day say again that nobody is there. Until the next deadline nothing follows from one; a deadline that has
  // moved away meanwhile is found out when it comes.
  if (saysTheSame(sensor, heard) && (belief.lookAt === null || now < belief.lookAt))
    return { belief: { ...belief, sensors }, out: [] };
  return advance(belief, sensors, settings, now);
};

const saysTheSame = (before: SensorBelief, after: SensorBelief): boolean =>
  before.trust === after.trust &&
  before.raw === after.raw &&
  before.present === after.present &&
  before.sighting === after.sighting &&
  before.tracks === after.tracks;

const saysPresent = (sensor: SensorBelief): boolean => sensor.trust === 'trusted' && sensor.present;

const advance = (
  before: Belief,
  heard: readonly SensorBelief[],
  settings: PresenceSettings,
  now: Milliseconds,
): Step => {
  // Agreement counts up to this very instant: the sensor that agreed may be the one that has just let go.
  const agreeing = before.sensors.map((sensor, index) => saysPresent(sensor) || saysPresent(heard[index] ?? sensor));
  const voices = agreeing.filter(Boolean).length;
  const sensors = heard.map((sensor, index) =>
    settle(sensor, settings, voices > (agreeing[index] === true ? 1 : 0), now),
  );
  const placed = identify(before, place(before, sensors, settings, now), settings, now);
  const stood = { ...placed, standingSince: standing(placed, settings, now) };
  const occupancy = occupancyOf(stood);
  const out = trustChanges(before.sensors, sensors);
  const tells = worthTelling(before, occupancy, now);
  if (tells) out.push({ type: 'occupancy.changed', occupancy });
  const told = tells ? { ...stood, told: occupancy, toldAt: now } : stood;
  return { belief: { ...told, lookAt: nextLook(told, settings, now) }, out };
};

const trustChanges = (before: readonly SensorBelief[], after: readonly SensorBelief[]): PresenceConclusion[] =>
  after.flatMap((sensor, index): PresenceConclusion[] => {
    const was = before[index];
    if (was === undefined || was.trust === sensor.trust) return [];
    const { sensorId } = sensor.place;
    if (isDistrusted(sensor) && !isDistrusted(was))
      return [{ type: 'sensor.distrusted', sensorId, reason: sensor.trust }];
    return isDistrusted(was) && !isDistrusted(sensor) ? [{ type: 'sensor.trusted', sensorId }] : [];
  });

/** The nearest place of all sensors; the one followed so far is kept while another is hardly nearer. */
const nearestOf = (sensors: readonly SensorBelief[], sourceId: string | null): SensorBelief | null => {
  let best: SensorBelief | null = null;
  let bestM = Number.POSITIVE_INFINITY;
  for (const sensor of sensors) {
    if (!saysPresent(sensor) || sensor.sighting === null) continue;
    const distanceM = sensor.sighting.distanceM - (sensor.place.sensorId === sourceId ? stickM : 0);
    if (distanceM < bestM) {
      best = sensor;
      bestM = distanceM;
    }
  }
  return best;
};

/** The level of a distance; a level is left farther out than it is entered. */
const levelOf = (distanceM: number, current: Nearness, settings: PresenceSettings): Nearness => {
  const { engageM, nearM, noticeM, hysteresisM } = settings;
  if (distanceM <= engageM + (current === 'engaged' ? hysteresisM : 0)) return 'engaged';
  if (distanceM <= nearM + (current === 'engaged' || current === 'near' ? hysteresisM : 0)) return 'near';
  return distanceM <= noticeM + (current === 'absent' ? 0 : hysteresisM) ? 'noticed' : 'absent';
};

const place = (
  before: Belief,
  sensors: readonly SensorBelief[],
  settings: PresenceSettings,
  now: Milliseconds,
): Belief => {
  const source = nearestOf(sensors, before.sourceId);
  const nearest = source?.sighting ?? null;
  const seen: Nearness =
    nearest === null
      ? sensors.some(saysPresent)
        ? 'noticed'
        : 'absent'
      : levelOf(nearest.distanceM, before.nearness, settings);
  const here = { ...before, sensors, nearest, sourceId: source?.place.sensorId ?? null };

  if (before.nearness === 'absent') {
    if (seen === 'absent') return { ...here, nearest: null, sourceId: null, seenSince: null, lostSince: null };
    const seenSince = before.seenSince ?? now;
    if (now - seenSince < settings.dwellMs) return { ...here, seenSince };
    return { ...here, nearness: seen, seenSince: null, lostSince: null };
  }
  // One whose place was known and is not any more may have moved anywhere: the belief is held until absence is believed.
  const lost = seen === 'absent' || (nearest === null && before.nearness !== 'noticed');
  if (!lost) return { ...here, nearness: seen, lostSince: null };
  const lostSince = before.lostSince ?? now;
  if (now - lostSince < settings.holdMs)
    return { ...here, nearest: before.nearest, sourceId: before.sourceId, lostSince };
  return { ...here, nearness: seen, nearest: seen === 'absent' ? null : nearest, lostSince: null };
};

const sourceOf = ({ sensors, sourceId }: Belief): SensorBelief | undefined =>
  sensors.find((sensor) => sensor.place.sensorId === sourceId);

/** Whether the nearest is the person who was the nearest before. */
const identify = (before: Belief, belief: Belief, settings: PresenceSettings, now: Milliseconds): Belief => {
  if (belief.nearness === 'absent') return { ...belief, otherSince: null };
  const source = sourceOf(belief);
  const track = source?.tracks.followed?.id ?? belief.track;
  if (before.nearness === 'absent') return { ...belief, track, person: before.person + 1, otherSince: null };
  const sameSource = before.sourceId === belief.sourceId;
  if (source === undefined || (sameSource && track === before.track)) return { ...belief, track, otherSince: null };
  // Two sensors see one person at places that differ by their noise; one who was lost for a moment is found where they were.
  const here = before.nearest !== null && belief.nearest !== null && apart(before.nearest, belief.nearest) <= stickM;
  const besides = sameSource && source.tracks.all.some((one) => one.seen && one.id === before.track);
  if (here && !besides) return { ...belief, track, otherSince: null };
  const otherSince = before.otherSince ?? now;
  if (now - otherSince >= settings.debounceMs) return { ...belief, track, person: before.person + 1, otherSince: null };
  // A ghost of a frame changes nothing of what is believed.
  const { nearness, nearest, sourceId } = before;
  return { ...belief, nearness, nearest, sourceId, track: before.track, otherSince };
};

const standing = (belief: Belief, settings: PresenceSettings, now: Milliseconds): Milliseconds | null => {
  if (belief.nearness !== 'engaged') return null;
  // Held while nothing is seen: a radar loses just those who stand quite still.
  if (belief.lostSince !== null || belief.otherSince !== null) return belief.standingSince;
  const source = sourceOf(belief);
  const speed = source === undefined ? null : speedAt(source.tracks.followed?.fixes ?? [], now);
  if (speed === null) return null;
  const limit = settings.standingSpeed * (belief.standingSince === null ? 1 : swayFactor);
  return speed < limit ? (belief.standingSince ?? now) : null;
};

const occupancyOf = (belief: Belief): Occupancy =>
  belief.nearness === 'absent'
    ? nobody
    : {
        nearness: belief.nearness,
        // Millimetres and milliradians: what goes on from here may reach a trace.
        distanceM: belief.nearest === null ? null : Math.round(belief.nearest.distanceM * 1_000) / 1_000,
        bearingRad: belief.nearest === null ? null : Math.round(belief.nearest.bearingRad * 1_000) / 1_000,
        standingSince: belief.standingSince,
        person: belief.person,
      };

const bearingMoved = (told: Occupancy, now: Occupancy): boolean => {
  if (told.bearingRad === null || now.bearingRad === null) return told.bearingRad !== now.bearingRad;
  return Math.abs(wrapAngle(now.bearingRad - told.bearingRad)) > bearingStep;
};

const worthTelling = (before: Belief, occupancy: Occupancy, now: Milliseconds): boolean => {
  const { told } = before;
  if (told.nearness !== occupancy.nearness || told.person !== occupancy.person) return true;
  if (told.standingSince !== occupancy.standingSince) return true;
  return bearingMoved(told, occupancy) && now - before.toldAt >= bearingEveryMs;
};

const nextLook = (belief: Belief, settings: PresenceSettings, now: Milliseconds): Milliseconds | null => {
  let at = Number.POSITIVE_INFINITY;
  for (const sensor of belief.sensors) at = Math.min(at, dueAt(sensor, settings));
  if (belief.seenSince !== null) at = Math.min(at, belief.seenSince + settings.dwellMs);
  if (belief.lostSince !== null) at = Math.min(at, belief.lostSince + settings.holdMs);
  if (belief.otherSince !== null) at = Math.min(at, belief.otherSince + settings.debounceMs);
  if (bearingMoved(belief.told, occupancyOf(belief))) at = Math.min(at, belief.toldAt + bearingEveryMs);
  if (belief.nearness === 'engaged' && belief.standingSince === null && belief.lostSince === null) {
    // A sensor that speaks on change says no more of one who has come to rest.
    const last = sourceOf(belief)?.tracks.followed?.fixes.at(-1);
    if (last !== undefined && last.at + windowMs >= now) at = Math.min(at, last.at + windowMs + 1);
  }
  return at === Number.POSITIVE_INFINITY ? null : Math.max(at, now + 1);
};
