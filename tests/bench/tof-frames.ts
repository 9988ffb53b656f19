import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { RecordingFault } from './thermal-frames.ts';

/** One frame of a VL53L5CX of 8×8 zones that flew towards a panel and back, with the true distance of the panel. */
export interface PanelFrame {
  readonly recording: string;
  readonly atMs: number;
  readonly truthM: number;
  /** Of the sensor above the floor. */
  readonly heightM: number;
  /** Row by row from the top; null: not valid. */
  readonly distancesMm: readonly (number | null)[];
}

export const zones = 64;

/** Frames whose true distance was measured; the others say nothing of what is right. */
export const readPanelFrames = (path: string): readonly PanelFrame[] => {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.trimEnd().split('\n');
  if (header.split(',').slice(0, 5).join(',') !== 'rec,t_ms,truth_m,height_m,z0')
    throw new RecordingFault(`${path}: line 1 is not rec,t_ms,truth_m,height_m,z0…z63`);
  const frames: PanelFrame[] = [];
  for (const [index, line] of lines.entries()) {
    const [recording = '', at = '', truth = '', height = '', ...values] = line.split(',');
    if (values.length !== zones) throw new RecordingFault(`${path}: line ${index + 2} has no ${zones} zones`);
    if (truth === '' || height === '') continue;
    const distancesMm = values.map((value) => (value === '' || Number(value) < 0 ? null : Number(value)));
    frames.push({ recording, atMs: Number(at), truthM: Number(truth), heightM: Number(height), distancesMm });
  }
  return frames;
};
