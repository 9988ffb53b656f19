import type { Metres, MetresPerSecond, Milliseconds } from '../../../hal/units.ts';
import type { History, Moment } from './history.ts';
import type { JudgedTrack } from './judge.ts';

/*
 * A person's way as numbers of about 0 to 1 or −1 to 1, for the model and for the rule. None tells left from right: a kiosk has no
 * handedness, and a model that learns one has learnt its recordings. Only + − × ÷ and √, so that every engine gives the same bits.
 */

/** In the order of the model's inputs. A model names those that it was trained on; another list is another model. */
export const featureNames = [
  'distance',
  'cosBearing',
  'firstDistance',
  'age',
  'speed05',
  'speed10',
  'speed20',
  'slowing10',
  'closing10',
  'cosHeading',
  'missDistance',
  'missDistance10',
  'missTime',
  'missChange10',
  'turningIn',
  'straightness20',
  'still',
  'stillFor',
] as const;
export type FeatureName = (typeof featureNames)[number];

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
/** 0 to 1, half at `half`: for what has no upper bound. */
const saturated = (value: number, half: number): number => value / (value + half);

interface Miss {
  readonly distanceM: Metres;
  readonly seconds: number;
}

/** How near somebody comes who goes on at constant velocity, and when. */
export const missOf = (x: Metres, y: Metres, vx: MetresPerSecond, vy: MetresPerSecond): Miss => {
  const speed2 = vx * vx + vy * vy;
  const seconds = speed2 < 1e-4 ? 0 : Math.max(0, (0 - (x * vx + y * vy)) / speed2);
  const mx = x + vx * seconds;
  const my = y + vy * seconds;
  return { distanceM: Math.sqrt(mx * mx + my * my), seconds };
};

interface Leg {
  readonly vx: MetresPerSecond;
  readonly vy: MetresPerSecond;
  readonly speed: MetresPerSecond;
}

/** The mean velocity between two moments. */
export const legOf = (from: Moment | null, to: Moment): Leg => {
  const dt = from === null ? 0 : (to.at - from.at) / 1_000;
  if (from === null || dt <= 0) return { vx: to.vx, vy: to.vy, speed: Math.sqrt(to.vx * to.vx + to.vy * to.vy) };
  const vx = (to.x - from.x) / dt;
  const vy = (to.y - from.y) / dt;
  return { vx, vy, speed: Math.sqrt(vx * vx + vy * vy) };
};

/** The cosine of the angle between two directions; 0 where one has none. */
const cosBetween = (ax: number, ay: number, bx: number, by: number): number => {
  const lengths = Math.sqrt((ax * ax + ay * ay) * (bx * bx + by * by));
  return lengths < 1e-6 ? 0 : (ax * bx + ay * by) / lengths;
};

const pathOf = (moments: readonly Moment[]): Metres => {
  let path = 0;
  for (let index = 1; index < moments.length; index += 1) {
    const a = moments[index - 1];
    const b = moments[index];
    if (a !== undefined && b !== undefined) path += Math.sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
  }
  return path;
};

const fastest: MetresPerSecond = 2.5;
const secondsOf = (ms: Milliseconds): number => ms / 1_000;

/** All features of one person at their newest moment, in the order of `featureNames`. */
export const featuresOf = (history: History, { stillSince }: JudgedTrack): Float32Array => {
  const row = new Float32Array(featureNames.length);
  const now = history.moments.at(-1);
  if (now === undefined) return row;
  const { x, y, vx, vy, distanceM } = now;
  const distance = Math.max(distanceM, 0.05);
  const speed = Math.sqrt(vx * vx + vy * vy);
  const secondAgo = history.ago(1_000) ?? now;
  const twoAgo = history.ago(2_000) ?? now;
  const half = legOf(history.ago(500), now);
  const one = legOf(secondAgo, now);
  const two = legOf(twoAgo, now);
  const before = legOf(twoAgo, secondAgo);
  const miss = missOf(x, y, vx, vy);
  const missOne = missOf(x, y, one.vx, one.vy);
  const missBefore = missOf(secondAgo.x, secondAgo.y, before.vx, before.vy);
  const path = pathOf(history.within(2_000));
  const shift = Math.sqrt((x - twoAgo.x) * (x - twoAgo.x) + (y - twoAgo.y) * (y - twoAgo.y));

  const values: Readonly<Record<FeatureName, number>> = {
    distance: distanceM / 6,
    cosBearing: x / distance,
    firstDistance: history.firstM / 6,
    age: saturated(secondsOf(now.at - history.firstAt), 4),
    speed05: half.speed / fastest,
    speed10: one.speed / fastest,
    speed20: two.speed / fastest,
    slowing10: (before.speed - one.speed) / fastest,
    closing10: clamp(secondAgo.distanceM - distanceM, -3, 3) / 3,
    cosHeading: speed < 0.15 ? 0 : (0 - (x * vx + y * vy)) / distance / speed,
    missDistance: clamp(miss.distanceM, 0, 6) / 6,
    missDistance10: clamp(missOne.distanceM, 0, 6) / 6,
    missTime: clamp(miss.seconds, 0, 6) / 6,
    missChange10: clamp(missOne.distanceM - missBefore.distanceM, -3, 3) / 3,
    // Whether the way has bent towards the device since.
    turningIn:
      cosBetween(half.vx, half.vy, 0 - x, 0 - y) - cosBetween(before.vx, before.vy, 0 - secondAgo.x, 0 - secondAgo.y),
    straightness20: path < 0.2 ? 1 : shift / path,
    still: stillSince === null ? 0 : 1,
    stillFor: stillSince === null ? 0 : clamp(secondsOf(now.at - stillSince), 0, 2) / 2,
  };
  for (const [index, name] of featureNames.entries()) row[index] = values[name];
  return row;
};
