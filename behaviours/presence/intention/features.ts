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
  'ahead',
  'beside',
  'cosBearing',
  'speed',
  'closingSpeed',
  'crossingSpeed',
  'cosHeading',
  'missDistance',
  'missTime',
  'speed05',
  'speed10',
  'speed20',
  'slowing05',
  'slowing10',
  'closing10',
  'missDistance10',
  'missChange10',
  'straightness20',
  'turning',
  'turningIn',
  'age',
  'nearest',
  'nearestGain',
  'firstDistance',
  'path',
  'fastest',
  'slowdown',
  'insideNear',
  'insideEngage',
  'still',
  'stillFor',
  'stillSum',
  'wiggle',
  'drift',
  'stopDistance',
  'sigma',
  'seen',
  'neighbourDistance',
  'neighbourSpeed',
  'neighbours',
  'neighbourAhead',
  'companions',
  'companionsStill',
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
const legOf = (from: Moment | null, to: Moment): Leg => {
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

/** The spread of places about their mean. */
const spreadOf = (moments: readonly Moment[]): Metres => {
  const n = Math.max(1, moments.length);
  let sx = 0;
  let sy = 0;
  for (const { x, y } of moments) {
    sx += x;
    sy += y;
  }
  let sum = 0;
  for (const { x, y } of moments) sum += (x - sx / n) * (x - sx / n) + (y - sy / n) * (y - sy / n);
  return Math.sqrt(sum / n);
};

interface Company {
  readonly distanceM: Metres;
  readonly speed: MetresPerSecond;
  readonly near: number;
  readonly ahead: boolean;
  readonly companions: number;
  readonly companionsStill: number;
}

const besideM: Metres = 1.5;
const farM: Metres = 3;

const companyOf = (own: JudgedTrack, people: readonly JudgedTrack[], distanceM: Metres): Company => {
  let nearest: JudgedTrack | null = null;
  let nearestM: Metres = farM;
  let near = 0;
  let ahead = false;
  let companions = 0;
  let companionsStill = 0;
  for (const other of people) {
    if (other.id === own.id) continue;
    const gap = Math.sqrt((other.x - own.x) * (other.x - own.x) + (other.y - own.y) * (other.y - own.y));
    if (gap < nearestM) {
      nearest = other;
      nearestM = gap;
    }
    if (gap < besideM) near += 1;
    const still = other.stillSince !== null;
    const otherM = Math.sqrt(other.x * other.x + other.y * other.y);
    if (still && otherM < distanceM && otherM < besideM) ahead = true;
    if (other.group !== own.group) continue;
    companions += 1;
    if (still) companionsStill += 1;
  }
  const speed = nearest === null ? 0 : Math.sqrt(nearest.vx * nearest.vx + nearest.vy * nearest.vy);
  return { distanceM: nearestM, speed, near, ahead, companions, companionsStill };
};

const fastest: MetresPerSecond = 2.5;
const secondsOf = (ms: Milliseconds): number => ms / 1_000;

/** All features of one person at their newest moment, in the order of `featureNames`. */
export const featuresOf = (history: History, own: JudgedTrack, people: readonly JudgedTrack[]): Float32Array => {
  const now = history.moments.at(-1);
  const row = new Float32Array(featureNames.length);
  if (now === undefined) return row;
  const { x, y, vx, vy, distanceM } = now;
  const distance = Math.max(distanceM, 0.05);
  const speed = Math.sqrt(vx * vx + vy * vy);
  const closing = (0 - (x * vx + y * vy)) / distance;
  const crossing = Math.abs(x * vy - y * vx) / distance;
  const miss = missOf(x, y, vx, vy);
  const secondAgo = history.ago(1_000) ?? now;
  const half = legOf(history.ago(500), now);
  const one = legOf(secondAgo, now);
  const two = legOf(history.ago(2_000), now);
  const before = legOf(history.ago(2_000), secondAgo);
  const missOne = missOf(x, y, one.vx, one.vy);
  const missBefore = missOf(secondAgo.x, secondAgo.y, before.vx, before.vy);
  const last2 = history.within(2_000);
  const path2 = pathOf(last2);
  const shift2 = Math.sqrt(
    (x - (last2[0]?.x ?? x)) * (x - (last2[0]?.x ?? x)) + (y - (last2[0]?.y ?? y)) * (y - (last2[0]?.y ?? y)),
  );
  const turning = cosBetween(before.vx, before.vy, half.vx, half.vy);
  // Whether the way has bent towards the device since.
  const turningIn =
    cosBetween(half.vx, half.vy, 0 - x, 0 - y) - cosBetween(before.vx, before.vy, 0 - secondAgo.x, 0 - secondAgo.y);
  const age = secondsOf(now.at - history.firstAt);
  const stillFor = own.stillSince === null ? 0 : secondsOf(now.at - own.stillSince);
  const standing = history.within(Math.max(500, stillFor * 1_000));
  const first = standing[0] ?? now;
  const company = companyOf(own, people, distanceM);

  const values: Readonly<Record<FeatureName, number>> = {
    distance: distanceM / 6,
    ahead: x / 6,
    beside: Math.abs(y) / 6,
    cosBearing: x / distance,
    speed: speed / fastest,
    closingSpeed: closing / fastest,
    crossingSpeed: crossing / fastest,
    cosHeading: speed < 0.15 ? 0 : closing / speed,
    missDistance: clamp(miss.distanceM, 0, 6) / 6,
    missTime: clamp(miss.seconds, 0, 6) / 6,
    speed05: half.speed / fastest,
    speed10: one.speed / fastest,
    speed20: two.speed / fastest,
    slowing05: (one.speed - half.speed) / fastest,
    slowing10: (before.speed - one.speed) / fastest,
    closing10: clamp(secondAgo.distanceM - distanceM, -3, 3) / 3,
    missDistance10: clamp(missOne.distanceM, 0, 6) / 6,
    missChange10: clamp(missOne.distanceM - missBefore.distanceM, -3, 3) / 3,
    straightness20: path2 < 0.2 ? 1 : shift2 / path2,
    turning,
    turningIn,
    age: saturated(age, 4),
    nearest: clamp(history.nearestM, 0, 6) / 6,
    nearestGain: clamp(distanceM - history.nearestM, 0, 3) / 3,
    firstDistance: history.firstM / 6,
    path: saturated(history.pathM, 5),
    fastest: clamp(history.fastest, 0, 3) / 3,
    slowdown: clamp(history.fastest - half.speed, 0, 3) / 3,
    insideNear: saturated(secondsOf(history.insideNearMs), 2),
    insideEngage: saturated(secondsOf(history.insideEngageMs), 1),
    still: own.stillSince === null ? 0 : 1,
    stillFor: clamp(stillFor, 0, 2) / 2,
    stillSum: saturated(secondsOf(history.stillMs), 1),
    wiggle: clamp(spreadOf(standing), 0, 0.5) * 2,
    drift: clamp(Math.sqrt((x - first.x) * (x - first.x) + (y - first.y) * (y - first.y)), 0, 1),
    stopDistance: own.stillSince === null ? 1 : clamp(first.distanceM, 0, 3) / 3,
    sigma: clamp(own.sigmaM, 0, 1),
    seen: own.seen ? 1 : 0,
    neighbourDistance: company.distanceM / farM,
    neighbourSpeed: company.speed / fastest,
    neighbours: saturated(company.near, 2),
    neighbourAhead: company.ahead ? 1 : 0,
    companions: saturated(company.companions, 1),
    companionsStill: saturated(company.companionsStill, 1),
  };
  for (const [index, name] of featureNames.entries()) row[index] = values[name];
  return row;
};
