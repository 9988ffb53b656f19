import type { HallState, SeenRange } from './state.ts';

/*
 * What a device holds of each device's events, as runs of sequence numbers for each start: with it two devices find out what one
 * lacks. Runs and not only the highest number without a gap, because a gap may be for ever: an append that the author's ledger
 * refused has used up its numbers.
 */

/** Runs of sequence numbers that are held, by start, each list ascending and apart. */
export type HeldStarts = ReadonlyMap<number, readonly SeenRange[]>;

/** Where an event stands among those of its device. */
export interface Mark {
  readonly epoch: number;
  readonly seq: number;
}

export const compareMarks = (a: Mark, b: Mark): number => a.epoch - b.epoch || a.seq - b.seq;

/** All that is held, by the device that wrote it. Costs one step for each start of each device, not for each event. */
export function heldIn(state: HallState): ReadonlyMap<string, HeldStarts> {
  const held = new Map<string, Map<number, readonly SeenRange[]>>();
  for (const { key, value } of state.seen.entries()) {
    const slash = key.lastIndexOf('/');
    const device = key.slice(0, slash);
    const starts = held.get(device) ?? new Map<number, readonly SeenRange[]>();
    held.set(device, starts.set(Number(key.slice(slash + 1)), value));
  }
  return held;
}

/** The newest event that is held of each device. */
export const newestIn = (held: ReadonlyMap<string, HeldStarts>): ReadonlyMap<string, Mark> =>
  new Map(
    [...held].map(([device, starts]) => {
      const epoch = Math.max(...starts.keys());
      return [device, { epoch, seq: starts.get(epoch)?.at(-1)?.to ?? 0 }];
    }),
  );

export const holds = (held: HeldStarts, { epoch, seq }: Mark): boolean =>
  (held.get(epoch) ?? []).some((run) => run.from <= seq && seq <= run.to);

/** The first event from `from` on that stands in `own` and not in `other`, null when `other` lacks nothing. */
export function firstLacking(own: HeldStarts, other: HeldStarts, from: Mark): Mark | null {
  for (const [epoch, runs] of [...own].sort(([a], [b]) => a - b)) {
    if (epoch < from.epoch) continue;
    for (const run of runs) {
      let seq = Math.max(run.from, epoch === from.epoch ? from.seq : 0);
      // The other's runs are apart and ascending: each either holds what is next or leaves it open.
      for (const there of other.get(epoch) ?? []) if (there.from <= seq && seq <= there.to) seq = there.to + 1;
      if (seq <= run.to) return { epoch, seq };
    }
  }
  return null;
}

/** How many events stand in `own` and not in `other`. */
export function countLacking(own: HeldStarts, other: HeldStarts): number {
  let count = 0;
  for (const [epoch, runs] of own) {
    const there = other.get(epoch) ?? [];
    let next = 0;
    for (const { from, to } of runs) {
      count += to - from + 1;
      // Both are apart and ascending; a run there may reach over several here.
      while ((there[next]?.to ?? Infinity) < from) next += 1;
      for (let at = next; (there[at]?.from ?? Infinity) <= to; at += 1)
        count -= Math.min(to, there[at]?.to ?? 0) - Math.max(from, there[at]?.from ?? 0) + 1;
    }
  }
  return count;
}
