import type { Metres, Milliseconds, Radians } from '../../hal/units.ts';
import { radians, wrapAngle } from '../../hal/units.ts';
import { nobody, type Nearness, type Occupancy } from './events.ts';
import type { PresenceSettings } from './settings.ts';

/*
 * Of all who are followed, the one who matters to a reception device: the nearest, how near, since when they stand. A pure fold:
 * hysteresis, dwell and hold live here, and nothing is known of sensors.
 */

/** A bearing is told again when it has moved by more than this, and not more often than five times a second. */
const bearingStep: Radians = radians(10);
const bearingEveryMs: Milliseconds = 200;
/** How much nearer another must be to be preferred to the one who was the nearest: two who stand together do not flicker. */
const stickM: Metres = 0.5;

/** One of those who are followed, as far as nearness asks. */
export interface Candidate {
  readonly id: number;
  readonly distanceM: Metres;
  readonly bearingRad: Radians;
  readonly stillSince: Milliseconds | null;
  readonly seen: boolean;
  readonly seenAt: Milliseconds;
}

export interface Nearest {
  readonly nearness: Nearness;
  /** Where the nearest one is believed to be; held while nobody is seen and absence is not believed yet. */
  readonly nearest: Candidate | null;
  readonly standingSince: Milliseconds | null;
  /** Since when they are within the engaging distance. */
  readonly engagedSince: Milliseconds | null;
  readonly person: number;
  /** Since when somebody has been seen while nobody was believed to be there. */
  readonly seenSince: Milliseconds | null;
  /** Since when nobody (or nobody whose place is known) has been seen while somebody was believed to be there. */
  readonly lostSince: Milliseconds | null;
  readonly told: Occupancy;
  readonly toldAt: Milliseconds;
}

export const nobodyNear = (now: Milliseconds): Nearest => ({
  nearness: 'absent',
  nearest: null,
  standingSince: null,
  engagedSince: null,
  person: 0,
  seenSince: null,
  lostSince: null,
  told: nobody,
  toldAt: now - bearingEveryMs,
});

/** The level of a distance; a level is left farther out than it is entered. */
const levelOf = (distanceM: Metres, current: Nearness, settings: PresenceSettings): Nearness => {
  const { engageM, nearM, noticeM, hysteresisM } = settings;
  if (distanceM <= engageM + (current === 'engaged' ? hysteresisM : 0)) return 'engaged';
  if (distanceM <= nearM + (current === 'engaged' || current === 'near' ? hysteresisM : 0)) return 'near';
  return distanceM <= noticeM + (current === 'absent' ? 0 : hysteresisM) ? 'noticed' : 'absent';
};

/** The nearest of those who are seen; the one followed so far is kept while another is hardly nearer. */
const choose = (people: readonly Candidate[], followedId: number | null): Candidate | null => {
  let best: Candidate | null = null;
  let bestM = Number.POSITIVE_INFINITY;
  for (const one of people) {
    // One who is hidden for a moment is followed on; a stranger who is not seen is not begun with.
    if (!one.seen && one.id !== followedId) continue;
    const distanceM = one.distanceM - (one.id === followedId ? stickM : 0);
    if (distanceM < bestM) {
      best = one;
      bestM = distanceM;
    }
  }
  return best;
};

/** `somebody`: a sensor that knows no place says that somebody is there. */
export const advance = (
  before: Nearest,
  people: readonly Candidate[],
  somebody: boolean,
  settings: PresenceSettings,
  now: Milliseconds,
): Nearest => {
  const placed = place(before, people, somebody, settings, now);
  return { ...placed, standingSince: standing(before, placed) };
};

const place = (
  before: Nearest,
  people: readonly Candidate[],
  somebody: boolean,
  settings: PresenceSettings,
  now: Milliseconds,
): Nearest => {
  const best = choose(people, before.nearness === 'absent' ? null : (before.nearest?.id ?? null));
  const level: Nearness = best === null ? 'absent' : levelOf(best.distanceM, before.nearness, settings);
  const seen: Nearness = level === 'absent' && somebody ? 'noticed' : level;
  const nearest = level === 'absent' ? null : best;

  if (before.nearness === 'absent') {
    if (seen === 'absent' || (nearest !== null && !nearest.seen))
      return { ...before, nearest: null, seenSince: null, lostSince: null };
    const seenSince = before.seenSince ?? now;
    if (now - seenSince < settings.dwellMs) return { ...before, nearest: null, seenSince };
    return entered({ ...before, nearness: seen, nearest, person: before.person + 1, seenSince: null }, before, now);
  }
  // One whose place was known and is not any more may have moved anywhere: the belief is held until absence is believed.
  const lost = seen === 'absent' || (nearest === null && before.nearest !== null) || nearest?.seen === false;
  if (!lost) {
    const other = nearest !== null && before.nearest !== null && nearest.id !== before.nearest.id;
    const person = before.person + (other ? 1 : 0);
    return entered({ ...before, nearness: seen, nearest, person, lostSince: null }, other ? null : before, now);
  }
  const lostSince = before.lostSince ?? (nearest === null ? now : Math.min(now, nearest.seenAt));
  // A place that is foretold and not seen changes no level: the one who was seen there last is held there.
  if (now - lostSince < settings.holdMs) return { ...before, lostSince };
  const left: Nearness = somebody ? 'noticed' : 'absent';
  return { ...before, nearness: left, nearest: null, engagedSince: null, lostSince: null };
};

const entered = (here: Nearest, before: Nearest | null, now: Milliseconds): Nearest => ({
  ...here,
  engagedSince: here.nearness === 'engaged' ? (before?.engagedSince ?? now) : null,
});

const standing = (before: Nearest, { nearness, nearest, engagedSince, lostSince }: Nearest): Milliseconds | null => {
  if (nearness !== 'engaged' || nearest === null || engagedSince === null) return null;
  // Held while nothing is seen: a radar loses just those who stand quite still.
  if (lostSince !== null) return before.standingSince;
  return nearest.stillSince === null ? null : Math.max(nearest.stillSince, engagedSince);
};

export const occupancyOf = ({ nearness, nearest, standingSince, person }: Nearest): Occupancy =>
  nearness === 'absent'
    ? nobody
    : {
        nearness,
        // Millimetres and milliradians: what goes on from here may reach a trace.
        distanceM: nearest === null ? null : Math.round(nearest.distanceM * 1_000) / 1_000,
        bearingRad: nearest === null ? null : Math.round(nearest.bearingRad * 1_000) / 1_000,
        standingSince,
        person,
      };

const bearingMoved = (told: Occupancy, now: Occupancy): boolean => {
  if (told.bearingRad === null || now.bearingRad === null) return told.bearingRad !== now.bearingRad;
  return Math.abs(wrapAngle(now.bearingRad - told.bearingRad)) > bearingStep;
};

/** What is to be told now, and the state that knows it; null: nothing. */
export const telling = (
  after: Nearest,
  now: Milliseconds,
): { readonly told: Nearest; readonly occupancy: Occupancy } | null => {
  const occupancy = occupancyOf(after);
  const { told } = after;
  const changed =
    told.nearness !== occupancy.nearness ||
    told.person !== occupancy.person ||
    told.standingSince !== occupancy.standingSince ||
    (bearingMoved(told, occupancy) && now - after.toldAt >= bearingEveryMs);
  return changed ? { told: { ...after, told: occupancy, toldAt: now }, occupancy } : null;
};

/** When to `advance` at the latest if nothing happens before then; infinity: never. */
export const dueAt = (state: Nearest, settings: PresenceSettings): Milliseconds => {
  let at = Number.POSITIVE_INFINITY;
  if (state.seenSince !== null) at = Math.min(at, state.seenSince + settings.dwellMs);
  if (state.lostSince !== null) at = Math.min(at, state.lostSince + settings.holdMs);
  if (bearingMoved(state.told, occupancyOf(state))) at = Math.min(at, state.toldAt + bearingEveryMs);
  return at;
};
