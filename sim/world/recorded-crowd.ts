import type { Milliseconds, Point } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import { comesNear, type Arrival } from './crowd.ts';
import type { Recording } from './tracks.ts';

/**
 * The people of a recording as arrivals: bodies without intentions. Of those who pass within 4 m of a device, the seed picks who comes
 * to it; each draw is the person's own, so one track more or less changes nobody else.
 */
export const recordedCrowd = (
  recording: Recording,
  devices: readonly Point[],
  come: number,
  from: Milliseconds,
  random: SeededRandom,
): readonly Arrival[] =>
  recording.tracks.map(({ id, way }) => {
    const shifted = way.map((point) => ({ ...point, t: point.t + from }));
    const near = comesNear(shifted, devices);
    const comes = random.split(`comes ${id}`).chance(come);
    return { id: `track-${id}`, source: 'recorded', way: shifted, mindAt: comes ? near : null };
  });
