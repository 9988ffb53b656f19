import type { Milliseconds, Point } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import type { Waypoint } from './body.ts';
import type { Arrival } from './crowd.ts';
import { before } from './plan.ts';
import type { Router } from './premises.ts';
import type { Pose } from '../../hal/units.ts';
import { timed } from './walker.ts';
import { walking } from './walking-habits.ts';

export interface GeneratedCrowd {
  /** People who walk by and people who come for something, over the whole span. */
  readonly pass: number;
  readonly come: number;
  readonly from: Milliseconds;
  readonly overMs: Milliseconds;
}

export interface Ground {
  readonly entrances: readonly Point[];
  /** Where passers are on their way to: counters, seats, other doors. */
  readonly goals: readonly Point[];
  readonly devices: readonly Pose[];
  readonly route: Router;
}

/** Where arrivals fall in a day of offices: shares of tenths of the span, a high morning and a lower afternoon. */
const rush = [0.11, 0.16, 0.14, 0.11, 0.06, 0.05, 0.12, 0.12, 0.08, 0.05] as const;

/** Seeded arrivals: as many as asked for, at drawn instants. Each person draws from a stream of their own. */
export const generatedCrowd = (asked: GeneratedCrowd, ground: Ground, random: SeededRandom): readonly Arrival[] => [
  ...people('pass', asked.pass, asked, random).map(({ id, at, own }) => passer(id, at, ground, own)),
  ...people('come', asked.come, asked, random).map(({ id, at, own }): Arrival => {
    const door = own.pick(ground.entrances);
    return { id, source: 'generated', way: [{ t: at, ...door }], mindAt: at };
  }),
];

const people = (
  kind: 'pass' | 'come',
  count: number,
  asked: GeneratedCrowd,
  random: SeededRandom,
): readonly { readonly id: string; readonly at: Milliseconds; readonly own: SeededRandom }[] =>
  Array.from({ length: count }, (_, index) => {
    const id = `${kind}-${index + 1}`;
    const own = random.split(id);
    const tenth = own.weighted(rush.map((weight, at) => [at, weight] as const));
    const at = Math.round(asked.from + ((tenth + own.next()) / rush.length) * asked.overMs);
    return { id, at, own };
  });

/** In at a door, along the front of a device to somewhere, a while there, and out again. */
const passer = (id: string, at: Milliseconds, ground: Ground, random: SeededRandom): Arrival => {
  const door = random.pick(ground.entrances);
  const goal = random.pick(ground.goals);
  const out = random.pick(ground.entrances);
  const { speed } = walking;
  const pace = random.normalWithin(speed.mean, speed.sd, 0.5, 2.2);
  const by =
    ground.devices.length === 0
      ? null
      : before(random.pick(ground.devices), random.between(1, 4), random.between(-2, 2));
  const there =
    by === null ? ground.route(door, goal) : [...ground.route(door, by), ...ground.route(by, goal).slice(1)];
  const way: Waypoint[] = timed(there, pace, at);
  if (by !== null && random.chance(walking.stopping)) {
    const stopMs = 1500 + Math.round(random.exponential(walking.stopMs - 1500));
    pauseAt(way, random.between(0.3, 0.7), stopMs);
  }
  const arrived = way.at(-1)?.t ?? at;
  const leaves = arrived + Math.round(random.between(30_000, 600_000));
  way.push(...timed(ground.route(goal, out), pace, leaves));
  return { id, source: 'generated', way, mindAt: null };
};

/** Makes them stand still for a while at a share of their way: everything after is later. */
const pauseAt = (way: Waypoint[], share: number, forMs: Milliseconds): void => {
  const index = Math.floor(share * (way.length - 1));
  const from = way[index];
  const to = way[index + 1];
  if (from === undefined || to === undefined) return;
  const half = {
    t: Math.round((from.t + to.t) / 2),
    x: (from.x + to.x) / 2,
    y: (from.y + to.y) / 2,
  };
  if (half.t <= from.t || half.t >= to.t) return;
  const later = way.slice(index + 1).map((point) => ({ ...point, t: point.t + forMs }));
  way.splice(index + 1, way.length, half, { ...half, t: half.t + forMs }, ...later);
};
