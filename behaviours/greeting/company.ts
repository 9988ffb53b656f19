import { direction } from '../../hal/trigonometry.ts';
import type { Milliseconds, Point } from '../../hal/units.ts';
import { apart, type Climber } from './climber.ts';
import type { Reserve } from './events.ts';
import type { LadderSettings } from './settings.ts';

/*
 * Who is with whom, and who is busy with something else. Sensors that see no faces leave one cue of where a person looks: the way
 * they last walked. Two who walked up to each other and stand face each other; two who walked up to the device together do not.
 */

/** Whether `heading` points from `from` towards `to` within an angle whose cosine is `cosine`. */
const faces = (heading: Point | null, from: Point, to: Point, cosine: number): boolean => {
  const gap = apart(from, to);
  if (heading === null || gap === 0) return false;
  return (heading.x * (to.x - from.x) + heading.y * (to.y - from.y)) / gap >= cosine;
};

const inTalk = (one: Climber, other: Climber, { talkM, talkRad }: LadderSettings): boolean => {
  const [a, b] = [one.place, other.place];
  if (a === null || b === null || one.stillSince === null || other.stillSince === null) return false;
  if (apart(a, b) > talkM) return false;
  const cosine = direction(talkRad).x;
  return faces(one.heading, a, b, cosine) && faces(other.heading, b, a, cosine);
};

const device: Point = { x: 0, y: 0 };

/** Whether somebody came towards the device: what they did last before they stopped. */
export const cameTowards = ({ place, heading }: Climber, { talkRad }: LadderSettings): boolean =>
  place !== null && faces(heading, place, device, direction(talkRad).x);

/** Busy with something else: nobody speaks to them, however near they stand. */
export const reserveOf = (climber: Climber, all: readonly Climber[], settings: LadderSettings): Reserve | null => {
  const { place, distanceM } = climber;
  if (place === null || distanceM === null) return null;
  const served = settings.counters.some((counter) => {
    const gap = apart(place, counter);
    return gap <= settings.counterM && gap < distanceM;
  });
  if (served) return 'at-counter';
  return all.some((other) => other.key !== climber.key && inTalk(climber, other, settings)) ? 'in-talk' : null;
};

/** Where and when words are said, and to whose group. */
export interface Spoken {
  readonly at: Milliseconds;
  readonly place: Point;
  readonly group: number;
}

/**
 * Whether words are for this person as well: they stand at the glass beside the one who is spoken to, and came with them or about the
 * same time. Walking in step is not enough, for one of two may go on; and who stops behind them waits for their own turn.
 */
export const isMeant = (
  { place, distanceM, stillSince, group }: Climber,
  spoken: Spoken,
  { groupM, groupMs, engageM, hysteresisM }: LadderSettings,
): boolean => {
  if (place === null || distanceM === null || stillSince === null) return false;
  if (distanceM > engageM + hysteresisM || apart(place, spoken.place) > groupM) return false;
  return group === spoken.group || spoken.at - stillSince <= groupMs;
};
