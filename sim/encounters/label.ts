import { radians, type Metres } from '../../hal/units.ts';
import { frameOf, type Kiosk } from './kiosk.ts';
import { along, type Walk } from './recording.ts';

/*
 * What really became of each person before a kiosk, out of the whole recorded way, the future included. The bench judges by it and
 * training learns from it; no behaviour ever sees it.
 *
 *  engage  within 1.2 m of the kiosk's front and ±100° of its axis, slower than 0.35 m/s (over one second about the instant) for
 *          1.5 s on end
 *  linger  such a stop at 1.2 to 3 m, within ±60°
 *  pass    seen (within 4 m and ±60°) for a second and neither of both
 *
 * Who comes within 0.3 m of the kiosk walks through it, and who stands there from the beginning never approached: neither counts.
 */

export const stepS = 0.1;
const windowS = 1;
export const stopSpeed = 0.35;
export const engageM: Metres = 1.2;
const lingerM: Metres = 3;
const seenM: Metres = 4;
const bodyM: Metres = 0.3;
const stopS = 1.5;
const engageAngle = radians(100);
const seenAngle = radians(60);

export type Label = 'engage' | 'linger' | 'pass';

/** One person whom a kiosk met. Times are the recording's seconds. */
export interface Labelled {
  readonly kiosk: string;
  readonly track: number;
  readonly label: Label;
  /** When they were first seen. */
  readonly seenAtS: number;
  /** When the stop began; of a passer, when they were nearest. */
  readonly labelAtS: number;
  readonly unseenAtS: number;
  readonly nearestM: Metres;
  /** The longest standing within 1.5 m, in seconds. */
  readonly hesitatedS: number;
}

/** A recorded way at 10 Hz from its own first instant, before a kiosk. */
export interface Approach {
  readonly t: readonly number[];
  readonly x: readonly Metres[];
  readonly y: readonly Metres[];
  readonly distanceM: readonly Metres[];
  readonly bearingRad: readonly number[];
  /** Over one second about each instant. */
  readonly speed: readonly number[];
}

export const approachOf = (kiosk: Kiosk, walk: Walk): Approach => {
  const toDevice = frameOf(kiosk);
  const first = walk.t[0] ?? 0;
  const last = walk.t.at(-1) ?? 0;
  const count = Math.floor((last - first + 1e-9) / stepS) + 1;
  const t = Array.from({ length: count }, (_, index) => first + index * stepS);
  const x = t.map((at) => along(walk.t, walk.x, at));
  const y = t.map((at) => along(walk.t, walk.y, at));
  const half = Math.round(windowS / stepS / 2);
  const speed = t.map((_, index) => {
    const a = Math.max(0, index - half);
    const b = Math.min(count - 1, index + half);
    const dx = (x[b] ?? 0) - (x[a] ?? 0);
    const dy = (y[b] ?? 0) - (y[a] ?? 0);
    return Math.sqrt(dx * dx + dy * dy) / Math.max((b - a) * stepS, stepS);
  });
  const ahead = t.map((_, index) => toDevice({ x: x[index] ?? 0, y: y[index] ?? 0 }));
  return {
    t,
    x: ahead.map((at) => at.x),
    y: ahead.map((at) => at.y),
    distanceM: ahead.map((at) => at.distanceM),
    bearingRad: ahead.map((at) => at.bearingRad),
    speed,
  };
};

type Run = readonly [from: number, to: number];

/** The stretches of indices for which something holds. */
export const runsOf = (length: number, holds: (index: number) => boolean): readonly Run[] => {
  const runs: Run[] = [];
  let from: number | null = null;
  for (let index = 0; index <= length; index += 1) {
    const on = index < length && holds(index);
    if (on && from === null) from = index;
    if (!on && from !== null) {
      runs.push([from, index]);
      from = null;
    }
  }
  return runs;
};

const lasting = (runs: readonly Run[]): readonly Run[] => runs.filter(([a, b]) => (b - a) * stepS >= stopS);

/** What became of one person before a kiosk; null: the kiosk did not meet them, or nothing can be judged of it. */
export const labelOf = (kiosk: Kiosk, walk: Walk): Labelled | null => {
  if ((walk.t.at(-1) ?? 0) - (walk.t[0] ?? 0) < 1) return null;
  const toDevice = frameOf(kiosk);
  const nearby = walk.x.some((x, index) => toDevice({ x, y: walk.y[index] ?? 0 }).distanceM <= seenM + 1);
  if (!nearby) return null;
  const way = approachOf(kiosk, walk);
  const length = way.t.length;
  const distance = (index: number): Metres => way.distanceM[index] ?? Number.POSITIVE_INFINITY;
  const angle = (index: number): number => Math.abs(way.bearingRad[index] ?? Math.PI);
  const seen = (index: number): boolean => distance(index) < seenM && angle(index) < seenAngle;
  const slow = (index: number): boolean => (way.speed[index] ?? Number.POSITIVE_INFINITY) < stopSpeed;
  const instants = way.t.map((_, index) => index).filter(seen);
  if (instants.length * stepS < 1) return null;
  const nearestM = way.distanceM.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  if (nearestM < bodyM) return null;

  const engaged = lasting(
    runsOf(length, (index) => slow(index) && distance(index) < engageM && angle(index) < engageAngle),
  )[0];
  const lingered = lasting(
    runsOf(length, (i) => slow(i) && distance(i) >= engageM && distance(i) < lingerM && angle(i) < seenAngle),
  )[0];
  if (engaged !== undefined && distance(0) < engageM && engaged[0] <= 1) return null;
  const firstSeen = instants[0] ?? 0;
  const from = engaged === undefined ? firstSeen : Math.min(firstSeen, engaged[0]);
  const stop = engaged ?? lingered;
  const nearestAt = way.distanceM.indexOf(nearestM);
  const seenAfter = instants.filter((index) => index >= from).length;
  const hesitations = runsOf(length, (i) => slow(i) && distance(i) < 1.5 && angle(i) < engageAngle);
  return {
    kiosk: kiosk.id,
    track: walk.track,
    label: engaged === undefined ? (lingered === undefined ? 'pass' : 'linger') : 'engage',
    seenAtS: way.t[from] ?? 0,
    labelAtS: way.t[stop === undefined ? nearestAt : stop[0]] ?? 0,
    unseenAtS: way.t[Math.min(length - 1, from + seenAfter)] ?? 0,
    nearestM,
    hesitatedS: hesitations.reduce((most, [a, b]) => Math.max(most, (b - a) * stepS), 0),
  };
};
