import type { SegmentStore, StoredSegment } from '../../hal/ports/segment-store.ts';
import type { StorageFault } from '../../hal/ports/storage.ts';
import { ok, type Result } from '../../hal/result.ts';
import type { Epoch } from '../../hal/units.ts';
import { readBlocks } from './block.ts';
import { noteIn, noteText, type FlightNote } from './notes.ts';
import { segmentPlace, startsOf } from './ring.ts';

/** A start of the firmware as it lies in the ring. */
export interface StartSummary {
  readonly start: number;
  readonly bytes: number;
  /** By the device's wall clock; `from` when it began, `to` of the newest line that is there. */
  readonly from: Epoch;
  readonly to: Epoch;
  readonly firmware: string;
  /** `runs`: the newest of all, and it did not say that it ended. */
  readonly end: 'orderly' | 'cut' | 'runs';
  /** Nothing is missing from it, so that it can be run again. */
  readonly whole: boolean;
}

/** What an export takes: starts that ran at some time within it, each from its beginning; lines behind `to` are left out. */
export interface Window {
  readonly from: Epoch | null;
  readonly to: Epoch | null;
}

export interface Exported {
  readonly starts: readonly StartSummary[];
  readonly lines: number;
  /** Places where lines are missing. */
  readonly gaps: number;
}

const offsetLine = /^\{"t":(\d+),.*"port":"clock","offset":(-?\d+)/;
const timedLine = /^\{"t":(\d+),/;

/** One start's lines, segment by segment, with a note wherever some are missing. */
async function* linesOf(
  store: SegmentStore,
  segments: readonly StoredSegment[],
): AsyncGenerator<Result<readonly string[], StorageFault>> {
  let expected = 0;
  let t = 0;
  const gap = (why: 'forgotten' | 'damaged'): string => noteText({ note: 'gap', t, why, lines: null });
  for (const { name } of segments) {
    const { part } = segmentPlace(name);
    if (part !== expected) yield ok([gap('forgotten')]);
    expected = part + 1;
    const read = await store.read(name);
    if (!read.ok) {
      yield read;
      return;
    }
    const { end, texts } = readBlocks(read.value ?? new Uint8Array(0));
    for (const text of texts) {
      const lines = text.trimEnd().split('\n');
      t = Number(timedLine.exec(lines.at(-1) ?? '')?.[1] ?? t);
      yield ok(lines);
    }
    // A torn end is what a power cut leaves, and the end of what there is; behind it nothing of this segment is readable.
    if (end === 'damaged') yield ok([gap('damaged')]);
  }
}

/** Follows the wall clock through a start's lines. */
class WallFollower {
  #offset: number | null = null;
  #first: { readonly wall: Epoch } | null = null;
  #newest: Epoch | null = null;

  look(line: string, note: FlightNote | null): void {
    if (note?.note === 'start') this.#first = { wall: note.wall };
    const told = offsetLine.exec(line);
    if (told !== null) this.#offset = Number(told[2]);
    const t = timedLine.exec(line)?.[1];
    if (t !== undefined && this.#offset !== null) this.#newest = Number(t) + this.#offset;
  }
  get from(): Epoch {
    return this.#first?.wall ?? this.#newest ?? 0;
  }
  get to(): Epoch {
    return this.#newest ?? this.from;
  }
}

/** Reads every start of the ring; `take` hears its lines. */
const walk = async (
  store: SegmentStore,
  take: (lines: readonly string[], start: number, wall: WallFollower) => boolean,
): Promise<Result<readonly StartSummary[], StorageFault>> => {
  const listed = await store.list();
  if (!listed.ok) return listed;
  const starts = startsOf(listed.value);
  const summaries: StartSummary[] = [];
  for (const [index, { segments, start, whole }] of starts.entries()) {
    const wall = new WallFollower();
    let [firmware, gaps, ended] = ['?', 0, false];
    for await (const lines of linesOf(store, segments)) {
      if (!lines.ok) return lines;
      for (const line of lines.value) {
        const note = noteIn(line);
        if (note?.note === 'start') firmware = note.firmware;
        if (note?.note === 'gap') gaps += 1;
        ended = note?.note === 'end';
        wall.look(line, note);
      }
      if (!take(lines.value, start, wall)) break;
    }
    summaries.push({
      start,
      bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
      from: wall.from,
      to: wall.to,
      firmware,
      end: ended ? 'orderly' : index === starts.length - 1 ? 'runs' : 'cut',
      whole: whole && gaps === 0,
    });
  }
  return ok(summaries);
};

export const listStarts = (store: SegmentStore): Promise<Result<readonly StartSummary[], StorageFault>> =>
  walk(store, () => true);

/** Writes what the ring has of a window of time, start after start, line by line. */
export const exportWindow = async (
  store: SegmentStore,
  { from, to }: Window,
  write: (line: string) => void,
): Promise<Result<Exported, StorageFault>> => {
  const all = await listStarts(store);
  if (!all.ok) return all;
  const taken = all.value.filter((one) => (from === null || one.to >= from) && (to === null || one.from <= to));
  const wanted = new Set(taken.map(({ start }) => start));
  let [lines, gaps] = [0, 0];
  const walked = await walk(store, (some, start, wall) => {
    if (!wanted.has(start)) return false;
    for (const line of some) {
      const note = noteIn(line);
      if (note === null) lines += 1;
      if (note?.note === 'gap') gaps += 1;
      write(line);
    }
    // To the batch: seconds more than asked for.
    return to === null || wall.to <= to;
  });
  return walked.ok ? ok({ starts: taken, lines, gaps }) : walked;
};
