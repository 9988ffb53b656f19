import { angleOf } from '../../hal/trigonometry.ts';
import type { Metres, MetresPerSecond, Milliseconds, Point, Radians } from '../../hal/units.ts';
import type { Occupancy, Person } from '../presence/events.ts';
import type { PersonId, Reserve, Rung, StopReason } from './events.ts';
import type { LadderSettings } from './settings.ts';

/** How near somebody is, with hysteresis, whatever they do there. */
export type Level = 'aware' | 'noticed' | 'invited';

/** One on the ladder: what the sensors tell of them, and what was done about it. */
export interface Climber {
  /** The tracker's id; below zero for one of whom only nearness is known. */
  readonly key: number;
  /** Where they are believed to be, in the device's frame; null: only nearness is known. */
  readonly place: Point | null;
  readonly distanceM: Metres | null;
  readonly bearingRad: Radians | null;
  readonly firstAt: Milliseconds;
  /** When a sensor last confirmed them, and where. */
  readonly seenAt: Milliseconds;
  readonly seenPlace: Point | null;
  /** Since when they have been confirmed without a gap that matters. */
  readonly seenSince: Milliseconds;
  /** Where they last stood at the glass, confirmed, and until when: whose place at the glass it is. */
  readonly stood: { readonly place: Point; readonly at: Milliseconds } | null;
  /** Within the engaging distance, with hysteresis. */
  readonly insideSince: Milliseconds | null;
  readonly stillSince: Milliseconds | null;
  /** The way they last walked, a unit vector: people face where they walked. Null: never seen walking. */
  readonly heading: Point | null;
  /** How fast they go; null: only nearness is known. */
  readonly pace: MetresPerSecond | null;
  readonly intent: number | null;
  readonly group: number;

  readonly level: Level;
  readonly reserve: Reserve | null;
  /** Their present stop counts. */
  readonly stop: StopReason | null;
  readonly rung: Rung | null;
  /** A greeting was for them. */
  readonly greetedAt: Milliseconds | null;
  /** A visit of theirs ended. */
  readonly servedAt: Milliseconds | null;
  /** They were told that the place is closed. */
  readonly toldAt: Milliseconds | null;
  /** Shown that they are seen, and since when they wait. */
  readonly acknowledgedAt: Milliseconds | null;
  /** The id under which they were known before the tracker gave them this one. */
  readonly formerly: number | null;
}

/** Who was out of sight for longer is looked at anew: what was believed meanwhile is no stop. */
const gapMs: Milliseconds = 400;
/** Faster than this somebody walks, and their direction tells where they look. */
const walkingSpeed = 0.4;

export const personOf = ({ key }: Pick<Climber, 'key'>): PersonId => (key < 0 ? null : key);

export const apart = (a: Point, b: Point): Metres => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));

/** Positions come in thousandths; what is told of them stays in thousandths. */
const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

const insideFrom = (
  before: Milliseconds | null,
  distanceM: Metres,
  at: Milliseconds,
  { engageM, hysteresisM }: LadderSettings,
): Milliseconds | null => (distanceM <= (before === null ? engageM : engageM + hysteresisM) ? (before ?? at) : null);

const newcomer = (key: number, firstAt: Milliseconds, at: Milliseconds): Climber => ({
  key,
  place: null,
  distanceM: null,
  bearingRad: null,
  firstAt,
  seenAt: at,
  seenPlace: null,
  seenSince: at,
  stood: null,
  insideSince: null,
  stillSince: null,
  heading: null,
  pace: null,
  intent: null,
  group: key,
  level: 'aware',
  reserve: null,
  stop: null,
  rung: null,
  greetedAt: null,
  servedAt: null,
  toldAt: null,
  acknowledgedAt: null,
  formerly: null,
});

/** What a frame tells of one person. `before`: who they are already known to be; null: nobody yet. */
export const follow = (before: Climber | null, person: Person, at: Milliseconds, settings: LadderSettings): Climber => {
  const known = before ?? newcomer(person.id, person.firstAt, at);
  const { x, y, vx, vy } = person;
  const place = { x, y };
  const distanceM = thousandths(Math.sqrt(x * x + y * y));
  const speed = Math.sqrt(vx * vx + vy * vy);
  // Another id for somebody known: how long they have stood is what is known of them, not of the id.
  const renamed = before !== null && before.key !== person.id;
  const stillSince =
    renamed && person.stillSince !== null ? (before.stillSince ?? person.stillSince) : person.stillSince;
  // Not on the way: the half second that makes a stop lags behind who sets off.
  const stands = person.seen && person.stillSince !== null && speed < walkingSpeed && distanceM <= settings.engageM;
  return {
    ...known,
    key: person.id,
    place,
    distanceM,
    bearingRad: thousandths(angleOf(x, y)),
    seenAt: person.seen ? at : known.seenAt,
    seenSince: person.seen && at - known.seenAt > gapMs ? at : known.seenSince,
    seenPlace: person.seen || known.seenPlace === null ? place : known.seenPlace,
    stood: stands ? { place, at } : known.stood,
    insideSince: insideFrom(known.insideSince, distanceM, at, settings),
    stillSince,
    heading: speed >= walkingSpeed ? { x: vx / speed, y: vy / speed } : known.heading,
    pace: speed,
    intent: person.intent,
    group: person.group,
    // Whoever went off and comes again waits anew.
    acknowledgedAt: distanceM > settings.noticeM ? null : known.acknowledgedAt,
    ...(renamed ? { rung: null, formerly: before.key } : {}),
  };
};

/** The key of one of whom only nearness is known: presence counts them, trackers do not. */
const nearnessKey = (person: number): number => -1 - person;

/** One of whom only nearness is known (a PIR, a range sensor); null where nobody is. */
export const nearby = (
  before: Climber | null,
  { nearness, distanceM, bearingRad, standingSince, person }: Occupancy,
  at: Milliseconds,
): Climber | null => {
  if (nearness === 'absent' || person === null) return null;
  const key = nearnessKey(person);
  const known = before?.key === key ? before : newcomer(key, at, at);
  return {
    ...known,
    distanceM,
    bearingRad,
    seenAt: at,
    insideSince: nearness === 'engaged' ? (known.insideSince ?? standingSince ?? at) : null,
    stillSince: standingSince,
    level: nearness === 'noticed' ? 'noticed' : 'invited',
  };
};

/** How near they are now. Nearness that presence filtered already is taken as it is. */
export const levelOf = (climber: Climber, at: Milliseconds, settings: LadderSettings): Level => {
  const { place, distanceM, bearingRad, level, intent, firstAt } = climber;
  if (place === null || distanceM === null || bearingRad === null) return level;
  const { noticeM, nearM, hysteresisM, frontRad, dwellMs, inviteIntent } = settings;
  if (Math.abs(bearingRad) > frontRad) return 'aware';
  const farther = (limit: Metres, held: boolean): Metres => (held ? limit + hysteresisM : limit);
  if (distanceM > farther(noticeM, level !== 'aware')) return 'aware';
  if (level === 'aware' && at - firstAt < dwellMs) return 'aware';
  if (climber.reserve === 'at-counter') return 'noticed';
  const invited = level === 'invited';
  if (distanceM <= farther(nearM, invited)) return 'invited';
  return intent !== null && intent >= (invited ? inviteIntent / 2 : inviteIntent) ? 'invited' : 'noticed';
};
