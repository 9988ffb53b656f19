import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { RecordingFault } from './thermal-frames.ts';

/** Half a minute of a room: whether each of two motion sensors fired in it, and how many people were there. */
export interface RoomSample {
  readonly atS: number;
  readonly fired: readonly boolean[];
  readonly people: number;
}

export interface HoldPoint {
  readonly holdS: number;
  /** Of the samples with people in the room the share in which the held sensors say so. */
  readonly recall: number;
  /** Of the samples of an empty room the share in which they say that somebody is there. */
  readonly falseShare: number;
  /** Of the samples in which they say so the share with people. */
  readonly precision: number;
}

export const sampleS = 30;

/** The UCI room occupancy data (Singh et al., 2018): date, time, pir6, pir7, sound_max, occupancy; a sample each half minute. */
export const readRoom = (path: string): readonly RoomSample[] => {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.trimEnd().split(/\r?\n/);
  const columns = header.split(',');
  const place = (name: string): number => {
    const index = columns.indexOf(name);
    if (index < 0) throw new RecordingFault(`${path}: line 1 has no column ${name}`);
    return index;
  };
  const [date, time, a, b, people] = ['date', 'time', 'pir6', 'pir7', 'occupancy'].map(place);
  return lines.map((line, index) => {
    const fields = line.split(',');
    const field = (column: number | undefined): string => fields[column ?? -1] ?? '';
    const [hours = '', minutes = '', seconds = ''] = field(time).split(':');
    const clock = [hours, minutes, seconds].map((part) => part.padStart(2, '0')).join(':');
    const atS = Date.parse(`${field(date)}T${clock}Z`) / 1000;
    const sample = { atS, fired: [field(a) === '1', field(b) === '1'], people: Number(field(people)) };
    if (!Number.isFinite(atS) || !Number.isInteger(sample.people))
      throw new RecordingFault(`${path}: line ${index + 2} is not a date, a time and a head count`);
    return sample;
  });
};

/**
 * How a room looks to sensors whose word is held for so long after each firing. A sample speaks of its whole half minute, so a hold
 * reaches the samples that begin up to half a sample later than it lasts.
 */
export const heldAt = (samples: readonly RoomSample[], holdS: number): readonly boolean[] => {
  let last = Number.NEGATIVE_INFINITY;
  return samples.map(({ atS, fired }) => {
    if (fired.includes(true)) last = atS;
    return atS - last < holdS + sampleS / 2;
  });
};

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export const holdPoint = (samples: readonly RoomSample[], holdS: number): HoldPoint => {
  const held = heldAt(samples, holdS);
  const count = (which: (sample: RoomSample, says: boolean) => boolean): number =>
    samples.filter((sample, index) => which(sample, held[index] === true)).length;
  const hits = count(({ people }, says) => says && people > 0);
  const falses = count(({ people }, says) => says && people === 0);
  const occupied = count(({ people }) => people > 0);
  return {
    holdS,
    recall: share(hits, occupied),
    falseShare: share(falses, samples.length - occupied),
    precision: share(hits, hits + falses),
  };
};

export const holdCurve = (samples: readonly RoomSample[], longestS = 900): readonly HoldPoint[] =>
  Array.from({ length: longestS / sampleS + 1 }, (_, step) => holdPoint(samples, step * sampleS));

/**
 * The shortest hold, in whole minutes as staff set it, that loses at most two of a hundred occupied samples: longer ones find hardly
 * anybody more and keep empty rooms lit. For a place that knows people by motion alone; where a radar sees those who stand still,
 * the motion sensor only wakes it, and its shortest hold (2.5 s) is right.
 */
const enough = 0.98;
export const recommended = (curve: readonly HoldPoint[]): HoldPoint | null =>
  curve.find(({ holdS, recall }) => holdS % 60 === 0 && recall >= enough) ?? null;

/** Where recall and the false share are farthest apart (Youden's J). */
export const widest = (curve: readonly HoldPoint[]): HoldPoint | null =>
  curve.reduce<HoldPoint | null>(
    (best, point) => (best === null || point.recall - point.falseShare > best.recall - best.falseShare ? point : best),
    null,
  );
