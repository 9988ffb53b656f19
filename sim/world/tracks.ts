import { fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Waypoint } from './body.ts';

/** One recorded person, in the recording's own frame; `t` counts from the recording's first row. */
export interface Track {
  readonly id: string;
  readonly way: readonly Waypoint[];
}

export interface Recording {
  readonly tracks: readonly Track[];
  readonly lengthMs: Milliseconds;
  /** What was put right on the way in, for the report; nothing here changes what a row says. */
  readonly notes: {
    readonly rows: number;
    /** Rows that repeat the one before them. */
    readonly repeated: number;
    /** Tracks cut in two where nobody knows where the person was (more than 2 s) or where they would have flown (over 12 m/s). */
    readonly cut: number;
    /** Tracks of one row, which show no movement. */
    readonly single: number;
    /** Tracks that begin with another's first row: one person followed twice; the longest is kept. */
    readonly forked: number;
  };
}

/** What is wrong with a recording and where. `line` counts from 1. */
export interface TrackFault {
  readonly line: number;
  readonly message: string;
}

const names = {
  track: ['track', 'track_id', 'trackid', 'id', 'person', 'pedestrian', 'ped', 'agent'],
  t: ['t', 'time', 'seconds', 'timestamp', 't_s'],
  x: ['x', 'x_m', 'pos_x'],
  y: ['y', 'y_m', 'pos_y'],
  gaze: ['gaze', 'gaze_rad', 'head'],
} as const;
type Column = keyof typeof names;

const mostRows = 5_000_000;
const mostFaults = 50;
const longestHoleMs: Milliseconds = 2_000;
const fastest = 12;
/** Beyond this a coordinate is not a place in a hall but another unit or frame. */
const farthestM = 10_000;

const quoted = (text: string): string => (text.length > 40 ? `"${text.slice(0, 37)}…"` : `"${text}"`);

interface Columns {
  readonly track: number;
  readonly t: number;
  readonly x: number;
  readonly y: number;
  readonly gaze: number | null;
  readonly count: number;
}

const readHeader = (line: string): Result<Columns, string> => {
  const cells = line.split(',').map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase(),
  );
  const expected = 'expected a header that names the columns track, t, x, y and perhaps gaze';
  if (cells.length === 1 && /[;\t]/.test(line)) return fail(`${expected}, parted by commas; found ${quoted(line)}`);
  if (cells.every((cell) => cell !== '' && Number.isFinite(Number(cell))))
    return fail(`${expected}; found the numbers ${quoted(line)}`);
  const find = (column: Column): number => cells.findIndex((cell) => names[column].some((name) => name === cell));
  const found = { track: find('track'), t: find('t'), x: find('x'), y: find('y') };
  const missing = Object.entries(found).filter(([, at]) => at < 0);
  if (missing.length > 0)
    return fail(`${expected}; ${missing.map(([name]) => name).join(', ')} missing in ${quoted(line)}`);
  const gaze = find('gaze');
  return ok({ ...found, gaze: gaze < 0 ? null : gaze, count: cells.length });
};

interface Row {
  readonly line: number;
  readonly track: string;
  readonly t: Milliseconds;
  readonly x: number;
  readonly y: number;
  readonly gaze: number | null;
}

const readNumber = (cells: readonly string[], at: number, name: string): number | string => {
  const text = (cells[at] ?? '').trim();
  // Number() alone would take hexadecimal and the empty cell too.
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : `${name} is ${quoted(text)}, expected a number`;
};

const readRow = (line: number, text: string, columns: Columns): Row | TrackFault => {
  const cells = text.split(',');
  if (cells.length !== columns.count)
    return { line, message: `expected ${columns.count} columns, found ${cells.length}: ${quoted(text)}` };
  const track = (cells[columns.track] ?? '').trim();
  if (!/^[\w.-]{1,32}$/.test(track))
    return { line, message: `track is ${quoted(track)}, expected a short name or number` };
  const values: number[] = [];
  for (const name of ['t', 'x', 'y'] as const) {
    const value = readNumber(cells, columns[name], name);
    if (typeof value === 'string') return { line, message: value };
    values.push(value);
  }
  const [t = 0, x = 0, y = 0] = values;
  if (Math.abs(x) > farthestM || Math.abs(y) > farthestM)
    return { line, message: `(${x}, ${y}) is more than ${farthestM} m away, expected metres` };
  if (t < 0 || t > 31 * 86_400) return { line, message: `t is ${t}, expected seconds of 0 to 31 days` };
  // A gaze is only where a head looks: where the annotator left it out, the body's own direction does.
  const gazeText = columns.gaze === null ? '' : (cells[columns.gaze] ?? '').trim();
  const gaze = gazeText === '' || /^nan$/i.test(gazeText) ? null : Number(gazeText);
  if (gaze !== null && !Number.isFinite(gaze))
    return { line, message: `gaze is ${quoted(gazeText)}, expected radians or nothing` };
  return { line, track, t: Math.round(t * 1000), x, y, gaze };
};

/**
 * Reads a recording of walking people: CSV with a header, one row a person and instant, seconds and metres. Rows of different
 * people may be mixed; those of one person must go forward in time. All faults come at once (at most 50), each with its line; a
 * recording with a fault is not used at all, for a silently thinned crowd would make every figure after it a lie.
 */
export const parseTracks = (text: string): Result<Recording, readonly TrackFault[]> => {
  // A byte order mark, as spreadsheets write it.
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const header = readHeader(lines[0] ?? '');
  if (!header.ok) return fail([{ line: 1, message: header.fault }]);
  const faults: TrackFault[] = [];
  const people = new Map<string, Row[]>();
  let rows = 0;
  let repeated = 0;
  for (let index = 1; index < lines.length && faults.length < mostFaults; index += 1) {
    const content = lines[index] ?? '';
    if (content.trim() === '') continue;
    rows += 1;
    if (rows > mostRows) return fail([{ line: index + 1, message: `more than ${mostRows} rows` }]);
    const row = readRow(index + 1, content, header.value);
    if ('message' in row) {
      faults.push(row);
      continue;
    }
    const own = people.get(row.track) ?? [];
    if (own.length === 0) people.set(row.track, own);
    const before = own.at(-1);
    if (before !== undefined && row.t <= before.t) {
      if (row.t === before.t && row.x === before.x && row.y === before.y) {
        repeated += 1;
        continue;
      }
      const what = row.t === before.t ? 'is in two places at once' : 'runs back in time';
      faults.push({
        line: row.line,
        message: `track ${row.track} ${what}: t ${row.t / 1000} after ${before.t / 1000} in line ${before.line}`,
      });
      continue;
    }
    own.push(row);
  }
  if (faults.length > 0) return fail(faults);
  if (rows === 0) return fail([{ line: 2, message: 'no rows after the header, expected people' }]);
  return ok(assemble(people, rows, repeated));
};

const assemble = (people: ReadonlyMap<string, readonly Row[]>, rows: number, repeated: number): Recording => {
  const kept = unforked(people);
  let first = Number.POSITIVE_INFINITY;
  for (const own of kept.values()) first = Math.min(first, own[0]?.t ?? first);
  const tracks: Track[] = [];
  let cut = 0;
  let single = 0;
  for (const [id, own] of kept) {
    const pieces = pieced(own);
    cut += pieces.length - 1;
    for (const [index, piece] of pieces.entries()) {
      if (piece.length < 2) {
        single += 1;
        continue;
      }
      tracks.push({
        id: index === 0 ? id : `${id}.${index + 1}`,
        way: piece.map(({ t, x, y, gaze }) => ({ t: t - first, x, y, ...(gaze === null ? {} : { gazeRad: gaze }) })),
      });
    }
  }
  tracks.sort((a, b) => (a.way[0]?.t ?? 0) - (b.way[0]?.t ?? 0));
  let lengthMs = 0;
  for (const track of tracks) lengthMs = Math.max(lengthMs, track.way.at(-1)?.t ?? 0);
  return { tracks, lengthMs, notes: { rows, repeated, cut, single, forked: people.size - kept.size } };
};

/** Where a tracker forked one person into several tracks with the same beginning, the longest. */
const unforked = (people: ReadonlyMap<string, readonly Row[]>): Map<string, readonly Row[]> => {
  const longest = new Map<string, readonly [string, readonly Row[]]>();
  for (const [id, own] of people) {
    const start = own[0];
    if (start === undefined) continue;
    const key = `${start.t} ${start.x} ${start.y}`;
    const other = longest.get(key);
    if (other === undefined || own.length > other[1].length) longest.set(key, [id, own]);
  }
  return new Map(longest.values());
};

/** A person's rows, cut where the recording lost them: nobody is made to walk where nobody saw them. */
const pieced = (rows: readonly Row[]): Row[][] => {
  const pieces: Row[][] = [];
  let before: Row | null = null;
  for (const row of rows) {
    const piece = pieces.at(-1);
    const seconds = before === null ? 0 : (row.t - before.t) / 1000;
    const dx = row.x - (before?.x ?? 0);
    const dy = row.y - (before?.y ?? 0);
    const lost =
      before === null || row.t - before.t > longestHoleMs || Math.sqrt(dx * dx + dy * dy) > fastest * seconds;
    if (lost || piece === undefined) pieces.push([row]);
    else piece.push(row);
    before = row;
  }
  return pieces;
};
