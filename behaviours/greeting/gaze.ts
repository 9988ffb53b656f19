import type { Milliseconds, Radians } from '../../hal/units.ts';
import type { Climber } from './climber.ts';
import type { Rung } from './events.ts';

/** What the eyes did last. */
export interface Gaze {
  readonly bearingRad: Radians | null;
  readonly at: Milliseconds;
}

export const noGaze: Gaze = { bearingRad: null, at: Number.NEGATIVE_INFINITY };

/** Eyes that moved more often, or by less, would tremble with the sensors' noise. */
const everyMs: Milliseconds = 200;
const leastTurn: Radians = 0.1;
/** So long they look at one who waits, to show that they are seen, before they turn back to the visitor. */
const glanceMs: Milliseconds = 1_500;

const interest: Readonly<Record<Rung, number>> = {
  engaged: 5,
  stopped: 4,
  invited: 3,
  noticed: 2,
  waiting: 1,
  served: 1,
  aware: 0,
};

const isGlanced = ({ rung, acknowledgedAt }: Climber, at: Milliseconds): boolean =>
  rung === 'waiting' && acknowledgedAt !== null && at - acknowledgedAt < glanceMs;

/** Whom the eyes look at: a glance for who was just told to wait, else the highest on the ladder, the nearest among equals. */
export const watched = (climbers: readonly Climber[], at: Milliseconds): Climber | null => {
  const seen = climbers.filter(({ bearingRad, level }) => bearingRad !== null && level !== 'aware');
  const rank = (climber: Climber): number =>
    isGlanced(climber, at) ? 9 : climber.rung === null ? 0 : interest[climber.rung];
  return seen.reduce<Climber | null>((best, one) => {
    if (best === null) return one;
    const more = rank(one) - rank(best);
    return more > 0 || (more === 0 && (one.distanceM ?? 0) < (best.distanceM ?? 0)) ? one : best;
  }, null);
};

/** The gaze after this moment; the same object when the eyes stay as they are. */
export const turned = (gaze: Gaze, climbers: readonly Climber[], at: Milliseconds): Gaze => {
  const target = watched(climbers, at)?.bearingRad ?? null;
  if (target === null) return gaze.bearingRad === null ? gaze : { bearingRad: null, at };
  if (gaze.bearingRad !== null && Math.abs(target - gaze.bearingRad) < leastTurn) return gaze;
  return at - gaze.at < everyMs ? gaze : { bearingRad: target, at };
};
