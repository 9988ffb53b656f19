import type { Metres } from '../../hal/units.ts';
import type { Case } from './cases.ts';
import type { IdealSensor, Standing } from './ideal-sensor.ts';
import type { Kiosk } from './kiosk.ts';
import { Pace, Passing, spanOf, type Score } from './meeting.ts';
import type { Walk } from './recording.ts';
import type { Met } from './table.ts';

/*
 * Simple rules for comparison. Each is given what the ideal sensor measures and, unlike the device, whose measurement it is: what
 * a rule loses is the rule's own doing. Each speaks once to each person and knows of no groups.
 */

/** What a rule has of one person at one instant: the way measured so far. */
interface Sample {
  readonly atS: number;
  readonly x: Metres;
  readonly y: Metres;
  readonly distanceM: Metres;
}

interface Opinion {
  readonly speaks: boolean;
  /** Higher for one who is more likely to stop. */
  readonly score: number;
}

/** A rule with its memory of one person. */
type Follower = (way: readonly Sample[]) => Opinion;

/** Velocity over the last `overS` by least squares, which a sensor's noise disturbs least; null until so much is known. */
export const velocityOver = (
  way: readonly Sample[],
  overS: number,
): { vx: number; vy: number; speed: number } | null => {
  const last = way.at(-1);
  const window = last === undefined ? [] : way.filter(({ atS }) => atS >= last.atS - overS - 1e-6);
  const first = window[0];
  if (last === undefined || first === undefined || last.atS - first.atS < overS - 1e-6) return null;
  const mean = meanOf(window);
  let tt = 0;
  let tx = 0;
  let ty = 0;
  for (const { atS, x, y } of window) {
    const t = atS - mean.atS;
    tt += t * t;
    tx += t * (x - mean.x);
    ty += t * (y - mean.y);
  }
  const vx = tx / tt;
  const vy = ty / tt;
  return { vx, vy, speed: Math.sqrt(vx * vx + vy * vy) };
};

const meanOf = (samples: readonly Sample[]): Sample => {
  const sum = { atS: 0, x: 0, y: 0 };
  for (const { atS, x, y } of samples) {
    sum.atS += atS;
    sum.x += x;
    sum.y += y;
  }
  const n = samples.length;
  const x = sum.x / n;
  const y = sum.y / n;
  return { atS: sum.atS / n, x, y, distanceM: Math.sqrt(x * x + y * y) };
};

/** How far they are: of one who stands at the edge a single measurement would say in and out by turns. */
const distanceOver = (way: readonly Sample[], overS: number): Metres => {
  const last = way.at(-1);
  return last === undefined
    ? Number.POSITIVE_INFINITY
    : meanOf(way.filter(({ atS }) => atS >= last.atS - overS)).distanceM;
};

/** How long something has held. */
const holding = (): ((holds: boolean, atS: number) => number) => {
  let since: number | null = null;
  return (holds, atS) => {
    since = holds ? (since ?? atS) : null;
    return since === null ? 0 : atS - since;
  };
};

const nowOf = (way: readonly Sample[]): Sample =>
  way.at(-1) ?? { atS: 0, x: 0, y: 0, distanceM: Number.POSITIVE_INFINITY };

const within = (): Follower => (way) => {
  const { distanceM } = nowOf(way);
  return { speaks: distanceM < 1.5, score: 0 - distanceM };
};

const inside = (): Follower => {
  const held = holding();
  return (way) => {
    const { atS } = nowOf(way);
    const forS = held(distanceOver(way, 0.5) < 1.2, atS);
    return { speaks: forS >= 1 - 1e-6, score: forS };
  };
};

/** The hand-written rule that the model must beat: slower than 0.35 m/s over half a second, held 0.7 s within 1.2 m. */
const stop = (): Follower => {
  const held = holding();
  return (way) => {
    const { atS } = nowOf(way);
    const velocity = velocityOver(way, 0.5);
    const forS = held(velocity !== null && velocity.speed < 0.35 && distanceOver(way, 0.5) < 1.2, atS);
    return { speaks: forS >= 0.7 - 1e-6, score: forS };
  };
};

/** Speaks once at 3 m when somebody who goes on as now comes this near, allowing for their pace. */
const missThreshold = -1.6;
const closest = (): Follower => {
  let read = false;
  return (way) => {
    const { x, y, distanceM } = nowOf(way);
    const velocity = velocityOver(way, 1) ?? velocityOver(way, 0.5);
    if (velocity === null) return { speaks: false, score: -1 - distanceM };
    const { vx, vy, speed } = velocity;
    const afterS = Math.max(0, -(x * vx + y * vy) / Math.max(speed * speed, 1e-6));
    const mx = x + vx * afterS;
    const my = y + vy * afterS;
    const score = -Math.sqrt(mx * mx + my * my) - 0.8 * speed;
    const asked = !read && distanceM < 3;
    read ||= asked;
    return { speaks: asked && score > missThreshold, score };
  };
};

export const baselineNames = [
  'within 1.5 m',
  '1 s inside 1.2 m',
  '0.7 s stop',
  'closest approach at constant velocity',
] as const;
export type BaselineName = (typeof baselineNames)[number];

const followers: Readonly<Record<BaselineName, () => Follower>> = {
  'within 1.5 m': within,
  '1 s inside 1.2 m': inside,
  '0.7 s stop': stop,
  'closest approach at constant velocity': closest,
};

interface Followed {
  readonly way: Sample[];
  readonly rules: Readonly<Record<BaselineName, Follower>>;
  readonly firedAtS: Map<BaselineName, number>;
  readonly scores: Map<BaselineName, Score[]>;
}

/** No rule looks back farther. */
const keptSamples = 16;

const meet = (): Followed => ({
  way: [],
  rules: {
    'within 1.5 m': followers['within 1.5 m'](),
    '1 s inside 1.2 m': followers['1 s inside 1.2 m'](),
    '0.7 s stop': followers['0.7 s stop'](),
    'closest approach at constant velocity': followers['closest approach at constant velocity'](),
  },
  firedAtS: new Map(),
  scores: new Map(),
});

const follow = (one: Followed, measured: Standing, atS: number, keep: boolean): void => {
  one.way.push({ atS, x: measured.x, y: measured.y, distanceM: measured.distanceM });
  if (one.way.length > keptSamples) one.way.shift();
  for (const name of baselineNames) {
    const { speaks, score } = one.rules[name](one.way);
    if (speaks && !one.firedAtS.has(name)) one.firedAtS.set(name, atS);
    if (!keep) continue;
    const own = one.scores.get(name) ?? [];
    one.scores.set(name, own);
    own.push([atS, score]);
  }
};

/** What each rule would do at a kiosk. */
export const baselineCases = (
  kiosk: Kiosk,
  walks: readonly Walk[],
  met: readonly Met[],
  sensor: IdealSensor,
): Readonly<Record<BaselineName, readonly Case[]>> => {
  const { fromS, lengthMs } = spanOf(walks);
  const asked = new Set(met.map(({ track }) => track));
  const passing = new Passing(walks, kiosk);
  const people = new Map<number, Followed>();
  const pace = new Pace(sensor.periodMs);
  let present = 0;
  for (let at = 0; at <= lengthMs; at += pace.after(present)) {
    const atS = Math.round(fromS * 1_000 + at) / 1_000;
    const all = passing.at(atS);
    present = all.length;
    // Whose noise is drawn by their own name needs no others.
    const judged = all.filter(({ track }) => asked.has(track));
    for (const measured of sensor.measure(judged, at)) {
      const one = people.get(measured.track) ?? meet();
      people.set(measured.track, one);
      follow(one, measured, atS, at % 500 === 0);
    }
  }
  const casesOf = (name: BaselineName): readonly Case[] =>
    met.map(({ track }) => ({
      kiosk: kiosk.id,
      track,
      firedAtS: people.get(track)?.firedAtS.get(name) ?? null,
      acknowledgedAtS: null,
      servedBy: null,
      scores: people.get(track)?.scores.get(name) ?? [],
    }));
  return {
    'within 1.5 m': casesOf('within 1.5 m'),
    '1 s inside 1.2 m': casesOf('1 s inside 1.2 m'),
    '0.7 s stop': casesOf('0.7 s stop'),
    'closest approach at constant velocity': casesOf('closest approach at constant velocity'),
  };
};
