import { fail, ok, type Result } from '../../hal/result.ts';
import type { Metres } from '../../hal/units.ts';

/** A place in the scene's own frame. */
export interface Spot {
  readonly x: Metres;
  readonly y: Metres;
}

/** One recorded person: where they were at which second of the recording, in the scene's frame, samples in order. */
export interface Walk {
  readonly track: number;
  /** Seconds of the recording. */
  readonly t: readonly number[];
  readonly x: readonly Metres[];
  readonly y: readonly Metres[];
}

/** What is wrong with a file of people, and in which line (from 1). */
export interface RecordingFault {
  readonly line: number;
  readonly message: string;
}

interface Growing {
  readonly track: number;
  readonly t: number[];
  readonly x: number[];
  readonly y: number[];
}

/** Places farther than this from the origin are of another unit. */
const farthestM = 10_000;

const readCells = (
  cells: readonly string[],
  line: number,
): readonly [number, number, number, number] | RecordingFault => {
  const values = cells.slice(0, 4).map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
  const [track, t, x, y] = values;
  if (track === undefined || t === undefined || x === undefined || y === undefined || !values.every(Number.isFinite))
    return { line, message: `expected numbers track,t,x,y; found "${cells.join(',').slice(0, 60)}"` };
  if (Math.abs(x) > farthestM || Math.abs(y) > farthestM)
    return { line, message: `(${x}, ${y}) lies more than ${farthestM} m away; expected metres` };
  return [track, t, x, y];
};

/**
 * Reads `track,t,x,y[,gaze]` just as encounters are labelled: rows of one person stand together, a change of the track's number
 * begins the next person. Gaze is passed over; no sensor of ours sees it.
 */
export const parseWalks = (text: string): Result<readonly Walk[], RecordingFault> => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (!/^track,t,x,y(,|$)/.test((lines[0] ?? '').trim()))
    return fail({
      line: 1,
      message: `expected the header track,t,x,y[,gaze]; found "${(lines[0] ?? '').slice(0, 60)}"`,
    });
  const walks: Growing[] = [];
  let current: Growing | null = null;
  for (let index = 1; index < lines.length; index += 1) {
    const content = lines[index] ?? '';
    if (content.trim() === '') continue;
    const row = readCells(content.split(','), index + 1);
    if ('message' in row) return fail(row);
    const [track, t, x, y] = row;
    if (current === null || current.track !== track) {
      current = { track, t: [], x: [], y: [] };
      walks.push(current);
    }
    if (t < (current.t.at(-1) ?? t)) return fail({ line: index + 1, message: `track ${track} runs back in time` });
    current.t.push(t);
    current.x.push(x);
    current.y.push(y);
  }
  return walks.length === 0 ? fail({ line: 2, message: 'no rows after the header' }) : ok(unforked(walks));
};

const beginning = ({ t, x, y }: Walk): string => [t[0], x[0], y[0]].map((value) => (value ?? 0).toFixed(2)).join(' ');

/** Walks that begin with the same sample are one person whom the recording's tracker followed twice: the longest is kept. */
export const unforked = (walks: readonly Walk[]): readonly Walk[] => {
  const kept = new Map<string, Walk>();
  for (const walk of walks) {
    const key = beginning(walk);
    const other = kept.get(key);
    if (other === undefined || walk.t.length > other.t.length) kept.set(key, walk);
  }
  return [...kept.values()].sort((a, b) => (a.t[0] ?? 0) - (b.t[0] ?? 0));
};

/** Linear interpolation, held at both ends. */
export const along = (t: readonly number[], values: readonly number[], at: number): number => {
  let low = 0;
  let high = t.length - 1;
  if (at <= (t[0] ?? 0)) return values[0] ?? 0;
  if (at >= (t[high] ?? 0)) return values[high] ?? 0;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((t[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  const from = t[low] ?? 0;
  const span = (t[high] ?? 0) - from;
  const a = values[low] ?? 0;
  return span <= 0 ? a : a + (((values[high] ?? 0) - a) * (at - from)) / span;
};

/** Where a person is at a second of the recording; null before they come and after they have gone. */
export const spotAt = (walk: Walk, at: number): Spot | null => {
  if (at < (walk.t[0] ?? 0) || at > (walk.t.at(-1) ?? 0)) return null;
  return { x: along(walk.t, walk.x, at), y: along(walk.t, walk.y, at) };
};
