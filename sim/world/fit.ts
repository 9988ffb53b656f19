import type { Recording, Track } from './tracks.ts';

/** What a recording says of how people walk: the figures that the generator draws from. */
export interface WalkingFit {
  readonly people: number;
  /** Mean speed of each person while walking, in m/s: mean and spread over people. */
  readonly speed: { readonly mean: number; readonly sd: number };
  /** Share of people who stand still for 1.5 s or longer at least once. */
  readonly stopping: number;
  /** Length of such stops in seconds: mean over stops that begin and end within the recording. */
  readonly stopS: number;
}

/** A stop as the encounters of kiosks define it: slower than 0.35 m/s over a second, for 1.5 s or longer. */
const standing = 0.35;
const windowMs = 1000;
const leastStopMs = 1500;

interface Habit {
  readonly speed: number | null;
  readonly stopsMs: readonly number[];
  readonly stands: boolean;
}

/** One person's walking speed and their stops. The speed at a row is that over the window that ends there. */
const habitOf = ({ way }: Track): Habit => {
  let walkedM = 0;
  let walkedMs = 0;
  let stillSince: number | null = null;
  let stands = false;
  const stopsMs: number[] = [];
  let back = 0;
  for (let i = 1; i < way.length; i += 1) {
    const here = way[i];
    const before = way[i - 1];
    if (here === undefined || before === undefined) continue;
    while (back < i - 1 && here.t - (way[back + 1]?.t ?? here.t) >= windowMs) back += 1;
    const from = way[back] ?? before;
    const dx = here.x - from.x;
    const dy = here.y - from.y;
    const speed = (Math.sqrt(dx * dx + dy * dy) * 1000) / (here.t - from.t);
    if (speed >= standing) {
      walkedM += (speed * (here.t - before.t)) / 1000;
      walkedMs += here.t - before.t;
      // The window's own length is part of the stop that it ends.
      const since: number | null = stillSince;
      if (since !== null && here.t - since >= leastStopMs) stopsMs.push(here.t - since);
      stillSince = null;
    } else {
      stillSince ??= from.t;
      if (here.t - stillSince >= leastStopMs) stands = true;
    }
  }
  return { speed: walkedMs < 2000 ? null : (walkedM * 1000) / walkedMs, stopsMs, stands };
};

export const fitWalking = (recordings: readonly Recording[]): WalkingFit => {
  const habits = recordings.flatMap(({ tracks }) => tracks.map(habitOf));
  const speeds = habits.map(({ speed }) => speed).filter((speed) => speed !== null);
  const mean = speeds.reduce((sum, speed) => sum + speed, 0) / Math.max(1, speeds.length);
  const variance =
    speeds.reduce((sum, speed) => sum + (speed - mean) * (speed - mean), 0) / Math.max(1, speeds.length - 1);
  const stops = habits.flatMap(({ stopsMs }) => stopsMs);
  return {
    people: habits.length,
    speed: { mean, sd: Math.sqrt(variance) },
    stopping: habits.filter(({ stands }) => stands).length / Math.max(1, habits.length),
    stopS: stops.reduce((sum, ms) => sum + ms, 0) / 1000 / Math.max(1, stops.length),
  };
};
