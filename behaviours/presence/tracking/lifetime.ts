import type { Metres, Milliseconds } from '../../../hal/units.ts';
import { beyond } from './field.ts';
import type { Track } from './track.ts';

/* How long somebody is believed whom no sensor sees. */

/** An unconfirmed track is given up after so many misses. */
const tentativeMisses = 2;
/** One who walks is believed to go on so long where a sensor should see them and does not; hidden or at an edge a little longer. */
const walkOnMs: Milliseconds = 700;
const hiddenMs: Milliseconds = 2_000;
/** Beyond this nobody knows any more where they are. */
const lostM: Metres = 1;

/** `holdMs`: how long one who stood still is held, since what sees movement loses those who stand. */
export const isOver = (track: Track, at: Milliseconds, holdMs: Milliseconds): boolean => {
  const unseenMs = at - Math.max(track.seenAt, track.supportedAt);
  if (track.id === null) return track.misses >= tentativeMisses || at > track.seenUntil;
  if (unseenMs === 0) return false;
  if (track.stillSince !== null) return unseenMs > Math.max(walkOnMs, holdMs);
  if (track.missedSince !== null && at - track.missedSince > walkOnMs) return true;
  return unseenMs > hiddenMs || track.sigmaM > lostM || (unseenMs > walkOnMs && outOfSight(track));
};

const outOfSight = (track: Track): boolean => {
  for (const place of track.seenBy.keys()) if (!beyond(place, track.motion)) return false;
  return true;
};
