import { DoorCounter, type DoorCounterSettings, usualDoor } from '../../behaviours/presence/senses/door-counter.ts';
import { labelledCrossings, type DoorRecording } from './thermal-frames.ts';

const frameMs = 100;
/** A crossing is counted once they are surely beyond the line; labels name the frame on it. So far apart may both be, in frames. */
const apart = 15;

export interface CountedCrossing {
  readonly file: string;
  readonly way: 'in' | 'out';
  /** The frame at which it was counted, null: a labelled crossing that was not. */
  readonly frame: number | null;
  /** The frame that its label names, null: counted without a label. */
  readonly labelledFrame: number | null;
}

export interface DoorFigures {
  readonly in: number;
  readonly out: number;
  readonly labelledIn: number;
  readonly labelledOut: number;
  readonly missed: number;
  readonly extra: number;
}

/** Lets the counter watch a recording, and sets each crossing beside its label: the nearest of the same way, each once. */
export const countDoor = (
  { name, labels, frames }: DoorRecording,
  settings: DoorCounterSettings = usualDoor,
): readonly CountedCrossing[] => {
  const counter = new DoorCounter(settings);
  const counted: { readonly way: 'in' | 'out'; readonly frame: number }[] = [];
  for (const [frame, centiC] of frames.entries()) {
    const value = { rows: 8, columns: 8, centiC, thermistorCentiC: null };
    const measurement = { sensorId: name, seq: frame + 1, at: frame * frameMs, value };
    for (const { way } of counter.take(measurement)) counted.push({ way, frame });
  }
  const free = new Set(counted);
  const crossings: CountedCrossing[] = [];
  for (const label of labelledCrossings(labels)) {
    let match: (typeof counted)[number] | null = null;
    for (const one of free) {
      const gap = Math.abs(one.frame - label.frame);
      if (one.way === label.way && gap <= apart && (match === null || gap < Math.abs(match.frame - label.frame)))
        match = one;
    }
    if (match !== null) free.delete(match);
    crossings.push({ file: name, way: label.way, frame: match?.frame ?? null, labelledFrame: label.frame });
  }
  for (const { way, frame } of free) crossings.push({ file: name, way, frame, labelledFrame: null });
  return crossings.sort((a, b) => (a.frame ?? a.labelledFrame ?? 0) - (b.frame ?? b.labelledFrame ?? 0));
};

export const doorFigures = (crossings: readonly CountedCrossing[]): DoorFigures => {
  const count = (which: (crossing: CountedCrossing) => boolean): number => crossings.filter(which).length;
  return {
    in: count(({ way, frame }) => way === 'in' && frame !== null),
    out: count(({ way, frame }) => way === 'out' && frame !== null),
    labelledIn: count(({ way, labelledFrame }) => way === 'in' && labelledFrame !== null),
    labelledOut: count(({ way, labelledFrame }) => way === 'out' && labelledFrame !== null),
    missed: count(({ frame }) => frame === null),
    extra: count(({ labelledFrame }) => labelledFrame === null),
  };
};
