import type { Metres, MetresPerSecond, Milliseconds } from '../../hal/units.ts';

/** A place at a time, in the device's frame. */
export interface Fix {
  readonly at: Milliseconds;
  readonly x: Metres;
  readonly y: Metres;
}

/** Speed is taken over this span: a step lasts as long, so a shorter one would see a walker stop between two steps. */
export const windowMs: Milliseconds = 500;
/** Fixes closer together than this add noise and work, no knowledge. */
const sparseMs: Milliseconds = 30;
/** A jump beyond what a person can walk, plus the sensor's noise, is another person. */
const fastest: MetresPerSecond = 3;
const noiseM: Metres = 0.4;

/** Whether one person can have been at both places. */
export const continues = (last: Fix, fix: Fix): boolean => {
  const gone = Math.sqrt((fix.x - last.x) * (fix.x - last.x) + (fix.y - last.y) * (fix.y - last.y));
  return gone <= noiseM + (fastest * (fix.at - last.at)) / 1_000;
};

/** The fixes of the last half second and the one that was in force when it began, with one more. */
export const follow = (fixes: readonly Fix[], fix: Fix): readonly Fix[] => {
  const last = fixes.at(-1);
  if (last !== undefined && fix.at - last.at < sparseMs) return fixes;
  const from = fix.at - windowMs;
  const firstInside = fixes.findIndex((one) => one.at > from);
  const kept = firstInside === -1 ? fixes.slice(-1) : fixes.slice(Math.max(0, firstInside - 1));
  return [...kept, fix];
};

/**
 * How fast the followed one moved over the last half second: the way between the mean places of its older and its newer half,
 * so that a sensor's noise of some centimetres does not make somebody walk who stands. Between two words the last place holds (a
 * sensor that speaks on change says nothing of one who stands). Null until half a second is known.
 */
export const speedAt = (fixes: readonly Fix[], now: Milliseconds): MetresPerSecond | null => {
  const from = now - windowMs;
  const first = fixes[0];
  const last = fixes.at(-1);
  if (first === undefined || last === undefined || first.at > from) return null;
  const older = { x: 0, y: 0, t: 0, n: 0 };
  const newer = { x: 0, y: 0, t: 0, n: 0 };
  for (const [index, fix] of fixes.entries()) {
    const next = fixes[index + 1];
    if (next !== undefined && next.at <= from) continue;
    const at = Math.max(fix.at, from);
    const half = at <= now - windowMs / 2 ? older : newer;
    half.x += fix.x;
    half.y += fix.y;
    half.t += at;
    half.n += 1;
  }
  if (newer.n === 0) {
    newer.x = last.x;
    newer.y = last.y;
    newer.t = now;
    newer.n = 1;
  }
  const dx = newer.x / newer.n - older.x / older.n;
  const dy = newer.y / newer.n - older.y / older.n;
  const dt = newer.t / newer.n - older.t / older.n;
  return (Math.sqrt(dx * dx + dy * dy) * 1_000) / dt;
};
