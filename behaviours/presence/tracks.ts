import type { Metres, Milliseconds, Point, Radians } from '../../hal/units.ts';
import { continues, follow, type Fix } from './motion.ts';

/*
 * Who is who from one frame to the next: the nearest pairs of what was and what is seen belong together, as far as a person can
 * walk in between. Enough to tell the one who leaves from the one who steps up; a tracker over all sensors is another thing.
 */

/** Where somebody was seen, in the device's frame (x ahead, y to its left). */
export interface Sighting {
  readonly x: Metres;
  readonly y: Metres;
  readonly distanceM: Metres;
  readonly bearingRad: Radians;
}

/** One whom a sensor follows. */
export interface Track {
  readonly id: number;
  readonly sighting: Sighting;
  /** In the newest frame; otherwise it coasts. */
  readonly seen: boolean;
  /** The last half second. */
  readonly fixes: readonly Fix[];
}

export interface Tracks {
  readonly all: readonly Track[];
  readonly nextId: number;
  /** The one that is taken for the nearest, seen or coasting; null: none. */
  readonly followed: Track | null;
}

/** One who is not seen for so long is forgotten: a frame or two without them does not make them another. */
const coastMs: Milliseconds = 500;
/** More are never kept: the nearest matter. */
const maxTracks = 16;
/** How much nearer another must be to be preferred to the one who is followed: two who stand together do not flicker. */
export const stickM: Metres = 0.5;

export const noTracks: Tracks = { all: [], nextId: 1, followed: null };

export const apart = (a: Point, b: Point): Metres => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));

const fixOf = ({ x, y }: Point, at: Milliseconds): Fix => ({ at, x, y });
const seenAt = (track: Track): Milliseconds => track.fixes.at(-1)?.at ?? Number.NEGATIVE_INFINITY;

interface Pair {
  readonly track: Track;
  readonly sighting: Sighting;
  readonly gap: Metres;
}

/** Each sighting with the track that it continues, nearest pairs first, each at most once. */
const matched = (tracks: readonly Track[], sightings: readonly Sighting[], at: Milliseconds): Map<Sighting, Track> => {
  const pairs: Pair[] = [];
  for (const track of tracks) {
    const last = track.fixes.at(-1);
    for (const sighting of sightings)
      if (last !== undefined && continues(last, fixOf(sighting, at)))
        pairs.push({ track, sighting, gap: apart(last, sighting) });
  }
  pairs.sort((a, b) => a.gap - b.gap || a.track.id - b.track.id);
  const taken = new Set<Track>();
  const found = new Map<Sighting, Track>();
  for (const { track, sighting } of pairs) {
    if (taken.has(track) || found.has(sighting)) continue;
    taken.add(track);
    found.set(sighting, track);
  }
  return found;
};

/** One frame of a sensor. */
export const track = (before: Tracks, sightings: readonly Sighting[], at: Milliseconds): Tracks => {
  if (sightings.length === 0 && before.all.length === 0) return before;
  const near =
    sightings.length <= maxTracks
      ? sightings
      : [...sightings].sort((a, b) => a.distanceM - b.distanceM).slice(0, maxTracks);
  const found = matched(before.all, near, at);
  let { nextId } = before;
  const seen = near.map((sighting): Track => {
    const old = found.get(sighting);
    return old === undefined
      ? { id: nextId++, sighting, seen: true, fixes: [fixOf(sighting, at)] }
      : { id: old.id, sighting, seen: true, fixes: follow(old.fixes, fixOf(sighting, at)) };
  });
  const continued = new Set(found.values());
  const coasting = before.all
    .filter((one) => !continued.has(one) && at - seenAt(one) <= coastMs)
    .map((one) => ({ ...one, seen: false }));
  return {
    all: [...seen, ...coasting].slice(0, maxTracks),
    nextId,
    followed:
      nearest(seen, before.followed?.id ?? null) ?? coasting.find((one) => one.id === before.followed?.id) ?? null,
  };
};

const nearest = (seen: readonly Track[], followedId: number | null): Track | null => {
  let best: Track | null = null;
  let bestM = Number.POSITIVE_INFINITY;
  for (const one of seen) {
    const distanceM = one.sighting.distanceM - (one.id === followedId ? stickM : 0);
    if (distanceM < bestM) {
      best = one;
      bestM = distanceM;
    }
  }
  return best;
};
