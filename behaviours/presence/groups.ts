import type { Metres, MetresPerSecond, Milliseconds } from '../../hal/units.ts';
import type { Track } from './tracking/track.ts';

/*
 * Who belongs together. People of one group walk within an arm's reach or two of each other at one velocity and stop together
 * (Moussaïd et al.: The walking behaviour of pedestrian social groups and its impact on crowd dynamics, PLoS ONE 5(4), 2010: side by
 * side at 0.8 m, 0.6 to 1.3 m/s). Each pair gathers seconds of that, and loses them apart (the pairwise proximity and common motion of
 * Solera et al., IEEE PAMI 38(5), 2016, without their training); whoever is bound by pairs is one group.
 */

const besideM: Metres = 1.6;
const apartM: Metres = 2.4;
const sameVelocity: MetresPerSecond = 0.45;
const walking: MetresPerSecond = 0.4;
/** So long they must have gone together, and this is as long as it is remembered for. */
const boundS = 0.8;
const mostS = 4;
/** Who stop within this of each other, in time, have come together. */
const sameStopMs: Milliseconds = 1_500;

/** Seconds of going together that `dt` seconds of this pair bring. */
const evidence = (a: Track, b: Track, dt: number): number => {
  const dx = a.motion.x - b.motion.x;
  const dy = a.motion.y - b.motion.y;
  const gap = Math.sqrt(dx * dx + dy * dy);
  if (gap > apartM) return -2 * dt;
  if (gap > besideM) return 0;
  if (a.stillSince !== null && b.stillSince !== null)
    return Math.abs(a.stillSince - b.stillSince) <= sameStopMs ? dt / 2 : 0;
  const dvx = a.motion.vx - b.motion.vx;
  const dvy = a.motion.vy - b.motion.vy;
  const differ = Math.sqrt(dvx * dvx + dvy * dvy);
  if (a.speed < walking || b.speed < walking) return 0;
  return differ <= sameVelocity ? dt : -dt;
};

/** Lets each pair of people gather what the last `seconds` say. */
export const gather = (people: readonly Track[], seconds: number): void => {
  const dt = Math.min(seconds, 0.5);
  for (const [index, a] of people.entries())
    for (let other = index + 1; other < people.length; other += 1) {
      const b = people[other];
      if (b === undefined || a.id === null || b.id === null) continue;
      const before = a.together.get(b.id) ?? 0;
      const after = Math.min(mostS, before + evidence(a, b, dt));
      if (after > 0) a.together.set(b.id, after);
      else if (before > 0) a.together.delete(b.id);
    }
};

/** The group of each by id: the lowest id of all who are bound to them, directly or through others. */
export const groupsOf = (people: readonly Track[]): ReadonlyMap<number, number> => {
  const parent = new Map<number, number>();
  for (const { id } of people) if (id !== null) parent.set(id, id);
  const rootOf = (id: number): number => {
    let root = id;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    return root;
  };
  for (const { id, together } of people) {
    if (id === null) continue;
    for (const [other, seconds] of together) {
      if (!parent.has(other)) {
        together.delete(other);
        continue;
      }
      if (seconds < boundS) continue;
      const a = rootOf(id);
      const b = rootOf(other);
      parent.set(Math.max(a, b), Math.min(a, b));
    }
  }
  return new Map([...parent.keys()].map((id) => [id, rootOf(id)]));
};
