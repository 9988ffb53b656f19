import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A recording cannot be read: which file, which line, what is wrong with it. */
export class RecordingFault extends Error {}

/** Labels of ten frames each: what the windows that begin at this frame show. */
export type WindowLabel = 'background' | 'none' | 'out' | 'in';
const windowLabels: readonly WindowLabel[] = ['background', 'none', 'out', 'in'];

/** A recording of an 8×8 thermal array over a door, ten frames a second. */
export interface DoorRecording {
  readonly name: string;
  readonly labels: readonly WindowLabel[];
  /** Hundredths of a degree, row by row. */
  readonly frames: readonly (readonly number[])[];
}

/** A crossing that the labels tell of, at the frame in the middle of the windows that hold it. */
export interface LabelledCrossing {
  readonly way: 'in' | 'out';
  readonly frame: number;
  /** The first and last window that hold it. */
  readonly from: number;
  readonly to: number;
}

export const pixels = 64;
/** A value is four times its temperature in °C. */
const centiCOfUnit = 25;
/** A window holds ten frames; a crossing between two of them is in nine windows. */
const windowsOfOne = 9;
/** The slowest of one person's crossings is in twelve; where more follow on each other, a second person follows close. */
const mostWindowsOfOne = 12;

export const readDoorRecording = (path: string, name: string): DoorRecording => {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.trimEnd().split('\n');
  if (header.split(',').slice(0, 3).join(',') !== 'frame,label10,p0')
    throw new RecordingFault(`${path}: line 1 is not frame,label10,p0…p63`);
  const labels: WindowLabel[] = [];
  const frames: number[][] = [];
  for (const [index, line] of lines.entries()) {
    const [, label = Number.NaN, ...values] = line.split(',').map(Number);
    const known = windowLabels[label];
    if (known === undefined || values.length !== pixels || !values.every(Number.isFinite))
      throw new RecordingFault(`${path}: line ${index + 2} is not a frame, a label of 0 to 3 and ${pixels} values`);
    labels.push(known);
    frames.push(values.map((value) => value * centiCOfUnit));
  }
  return { name, labels, frames };
};

/** All recordings of a folder, by name. */
export const readDoorRecordings = (folder: string): readonly DoorRecording[] => {
  const names = readdirSync(folder).filter((name) => /\.csv(?:\.gz)?$/.test(name));
  if (names.length === 0) throw new RecordingFault(`${folder}: there is no recording (*.csv, *.csv.gz) in it`);
  return names.sort().map((name) => readDoorRecording(join(folder, name), name.replace(/\.csv(?:\.gz)?$/, '')));
};

/** Who went through by the labels: each run of windows that show the same way is one crossing, a long run two. */
export const labelledCrossings = (labels: readonly WindowLabel[]): readonly LabelledCrossing[] => {
  const found: LabelledCrossing[] = [];
  let from = 0;
  for (const [index, label] of labels.entries()) {
    if (index > 0 && labels[index - 1] !== label) from = index;
    if ((label !== 'in' && label !== 'out') || labels[index + 1] === label) continue;
    const windows = index - from + 1;
    found.push({ way: label, frame: from + windowsOfOne - 1, from, to: index });
    if (windows > mostWindowsOfOne)
      found.push({ way: label, frame: index + Math.ceil(windowsOfOne / 2), from, to: index });
  }
  return found;
};
