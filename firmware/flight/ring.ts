import type { StoredSegment } from '../../hal/ports/segment-store.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';

/*
 * The ring: segments `<start>-<part>.jsonl.gz`. A start of the firmware begins with its config, and what it reads of ledger and disk comes
 * in as inputs, so that each start can be run again by itself: the ring forgets whole starts, oldest first.
 */

export interface RingLimits {
  /** All segments together. */
  readonly bytes: number;
  /** Starts that ended longer ago are forgotten. */
  readonly keepMs: Milliseconds;
}

export interface SegmentPlace {
  readonly start: number;
  readonly part: number;
}

export const segmentName = ({ start, part }: SegmentPlace): string =>
  `${String(start).padStart(6, '0')}-${String(part).padStart(5, '0')}.jsonl.gz`;

export const segmentPlace = (name: string): SegmentPlace => ({
  start: Number(name.slice(0, 6)),
  part: Number(name.slice(7, 12)),
});

/** The segments of one start of the firmware, in order. */
export interface RecordedStart {
  readonly start: number;
  readonly segments: readonly StoredSegment[];
  /** Every part from the first to the newest is there. */
  readonly whole: boolean;
}

export const startsOf = (segments: readonly StoredSegment[]): readonly RecordedStart[] => {
  const byStart = new Map<number, StoredSegment[]>();
  for (const segment of segments) {
    const { start } = segmentPlace(segment.name);
    byStart.set(start, [...(byStart.get(start) ?? []), segment]);
  }
  return [...byStart].map(([start, own]) => ({
    start,
    segments: own,
    whole: own.every(({ name }, index) => segmentPlace(name).part === index),
  }));
};

const bytesOf = (segments: readonly StoredSegment[]): number => segments.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * What must go, oldest first: starts that are over, whole; and where the running start alone is too long, its oldest parts but the first,
 * which says with what it began. What is left of that one can be read and not run again.
 *
 * @param now null: nobody knows what time it is, so nothing is too old.
 */
export const superfluous = (
  segments: readonly StoredSegment[],
  running: number,
  limits: RingLimits,
  now: Epoch | null,
): readonly string[] => {
  const gone: string[] = [];
  let bytes = bytesOf(segments);
  for (const { start, segments: own } of startsOf(segments)) {
    const newest = own.at(-1)?.modified ?? 0;
    const tooOld = now !== null && now - newest > limits.keepMs;
    if (start === running || (bytes <= limits.bytes && !tooOld)) continue;
    gone.push(...own.map(({ name }) => name));
    bytes -= bytesOf(own);
  }
  const middle = segments.filter(({ name }) => segmentPlace(name).start === running).slice(1, -1);
  for (const { name, bytes: own } of middle) {
    if (bytes <= limits.bytes) break;
    gone.push(name);
    bytes -= own;
  }
  return gone;
};
