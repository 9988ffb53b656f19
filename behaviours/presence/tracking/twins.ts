import type { Metres, Milliseconds } from '../../../hal/units.ts';
import type { Track } from './track.ts';

/*
 * Two tracks on one body: of two sensors that err apart, or of ghosts that came too near. Two people are two in some sensor's frame;
 * where none has shown both at once for a while, though both are seen, the younger was the same all along.
 */

/** Two who are nearer than this may be one body; so long no frame may have shown both, and within this both were seen. */
const bodyM: Metres = 0.5;
const twinMs: Milliseconds = 1_000;
const seenMs: Milliseconds = 600;

/** Whether one frame of some sensor has shown both, not long ago. */
const sharesFrame = (a: Track, b: Track, at: Milliseconds): boolean => {
  for (const [place, seenAt] of a.seenBy) if (seenAt === b.seenBy.get(place) && at - seenAt <= seenMs) return true;
  return false;
};

/** The younger of each two that are one; notes since when any two may be. Tracks are in the order in which they began. */
export const twinsAmong = (tracks: readonly Track[], at: Milliseconds): readonly Track[] => {
  const twins: Track[] = [];
  for (const [index, older] of tracks.entries()) {
    if (older.id === null || at - older.seenAt > seenMs || twins.includes(older)) continue;
    for (let next = index + 1; next < tracks.length; next += 1) {
      const younger = tracks[next];
      if (younger === undefined || younger.id === null) continue;
      const dx = older.motion.x - younger.motion.x;
      const dy = older.motion.y - younger.motion.y;
      const one =
        dx * dx + dy * dy <= bodyM * bodyM && at - younger.seenAt <= seenMs && !sharesFrame(older, younger, at);
      if (!one) {
        if (younger.twinOf === older) younger.twinOf = null;
      } else if (younger.twinOf !== older) {
        younger.twinOf = older;
        younger.twinSince = at;
      } else if (at - younger.twinSince > twinMs) twins.push(younger);
    }
  }
  return twins;
};
