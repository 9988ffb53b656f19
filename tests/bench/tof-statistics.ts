import { Vl53l5cxOptics } from '../../sim/devices/vl53l5cx-optics.ts';
import { SeededRandom } from '../../sim/random.ts';
import { quantile } from './figures.ts';
import { zones, type PanelFrame } from './tof-frames.ts';

/** What a sensor made of the panel within half a metre of range. */
export interface RangeStatistics {
  readonly fromM: number;
  readonly frames: number;
  /** Share of zones that answer: the four in the middle, all 64. */
  readonly centreValid: number;
  readonly allValid: number;
  /** Median of the answers of the four in the middle less the truth, and the spread from one frame to the next, in millimetres. */
  readonly biasMm: number;
  readonly spreadMm: number;
  /** Of the answers of the middle the share that stays one in the next frame. */
  readonly keeps: number;
}

const centre: ReadonlySet<number> = new Set([27, 28, 35, 36]);
/** On the ground the sensor looks at the floor from 3 cm above it: another thing than ranging. */
const flyingM = 0.2;
const onPanel = 0.2;
const longestGapMs = 150;

const near = (mm: number | null | undefined, truthM: number): mm is number =>
  mm !== null && mm !== undefined && Math.abs(mm - 1000 * truthM) < onPanel * 1000 * truthM;

const share = (part: number, whole: number): number => (whole === 0 ? Number.NaN : part / whole);

/** Statistics by range, half a metre each, of the frames in the air. */
export const panelStatistics = (frames: readonly PanelFrame[]): readonly RangeStatistics[] => {
  const found: RangeStatistics[] = [];
  for (let fromM = 0.5; fromM < 3.5; fromM += 0.5) {
    let [count, centres, all, kept, continued] = [0, 0, 0, 0, 0];
    const errors: number[] = [];
    const steps: number[] = [];
    for (const [index, frame] of frames.entries()) {
      if (frame.heightM < flyingM || frame.truthM < fromM || frame.truthM >= fromM + 0.5) continue;
      count += 1;
      const next = frames[index + 1];
      const follows = next?.recording === frame.recording && next.atMs - frame.atMs < longestGapMs;
      for (const [zone, mm] of frame.distancesMm.entries()) {
        if (mm === null) continue;
        all += 1;
        if (!centre.has(zone)) continue;
        centres += 1;
        if (!near(mm, frame.truthM)) continue;
        const error = mm - 1000 * frame.truthM;
        errors.push(error);
        if (!follows) continue;
        continued += 1;
        const after = next.distancesMm[zone];
        if (!near(after, next.truthM)) continue;
        kept += 1;
        steps.push(after - 1000 * next.truthM - error);
      }
    }
    if (count === 0) continue;
    const middle = quantile(steps, 0.5);
    const deviations = steps.map((step) => Math.abs(step - middle));
    found.push({
      fromM,
      frames: count,
      centreValid: share(centres, 4 * count),
      allValid: share(all, zones * count),
      biasMm: quantile(errors, 0.5),
      // The median deviation of a bell is 0.6745 of its spread; a difference of two has √2 times as much.
      spreadMm: quantile(deviations, 0.5) / 0.6745 / Math.SQRT2,
      keeps: share(kept, continued),
    });
  }
  return found;
};

/** The share of ghosts (answers under 60 mm), in the air and lying on the floor, and their median there. */
export const ghostStatistics = (
  frames: readonly PanelFrame[],
): { readonly inTheAir: number; readonly onTheFloor: number; readonly medianMm: number } => {
  const ghosts = (which: readonly PanelFrame[]): readonly number[] =>
    which.flatMap(({ distancesMm }) => distancesMm.filter((mm) => mm !== null && mm < 60)).filter((mm) => mm !== null);
  const flying = frames.filter(({ heightM }) => heightM >= flyingM);
  const lying = frames.filter(({ heightM }) => heightM < 0.06);
  const onTheFloor = ghosts(lying);
  return {
    inTheAir: share(ghosts(flying).length, zones * flying.length),
    onTheFloor: share(onTheFloor.length, zones * lying.length),
    medianMm: quantile(onTheFloor, 0.5),
  };
};

/** The panel as the zones show it: so wide, from the floor to here; the wall of the room lies so far behind it. */
const panel = { widthM: 0.7, topM: 0.64, wallBehindM: 2.8 };

/** What the model says at the same places: the same distances and heights, one frame for each. */
export const modelledFrames = (frames: readonly PanelFrame[], seed: number): readonly PanelFrame[] => {
  const random = new SeededRandom(seed, 'panel');
  // A flying sensor is never square to its panel; how far off it is changes slowly.
  let yaw = 0;
  let aside = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  const model = { rangeM: 4, fieldOfViewRad: Math.PI / 4, side: 8, periodMs: 67, ambient: 1 } as const;
  const optics = new Vl53l5cxOptics({ heightM: 0, tiltRad: 0 }, model, [], random.split('optics'));
  return frames.map((frame) => {
    if (frame.atMs < lastAt || frame.atMs - lastAt > 1000) {
      yaw = random.normal(0, 0.06);
      aside = random.normal(0, 0.08);
    }
    lastAt = frame.atMs;
    yaw = 0.97 * yaw + random.normal(0, 0.015);
    aside = 0.97 * aside + random.normal(0, 0.015);
    const x = frame.truthM;
    const half = panel.widthM / 2;
    const behind = x + panel.wallBehindM;
    optics.carry({ heightM: frame.heightM, tiltRad: 0 }, [
      { from: { x: x + yaw * half, y: aside - half }, to: { x: x - yaw * half, y: aside + half }, topM: panel.topM },
      { from: { x: behind, y: -5 }, to: { x: behind, y: 5 } },
    ]);
    return { ...frame, distancesMm: optics.frame([]).word.distancesMm };
  });
};
