import { radians } from '../../hal/units.ts';
import { SeededRandom } from '../random.ts';
import type { EncounterSensor } from './ideal-sensor.ts';
import { frameOf, type Kiosk } from './kiosk.ts';
import { approachOf } from './label.ts';
import { spotAt, type Walk } from './recording.ts';
import { keyOf, type Met, type Outcome } from './table.ts';
import type { Facts } from './verdict.ts';

/** Early enough to wake a screen. */
const beforeS = 3;
const entryM = 3;
const entryAngle = radians(75);
/** A velocity needs this much of a way. */
const leastS = 1;
const hesitationM = 1.5;
const hesitationS = 0.5;
/** Of a stop, this much of the approach must lie in a narrow sensor's field. */
const lastApproachS = 1;

/** The first instant inside 3 m; null: never. */
const entryOf = (kiosk: Kiosk, walk: Walk): number | null => {
  const { t, distanceM, bearingRad } = approachOf(kiosk, walk);
  const index = t.findIndex(
    (_, at) => (distanceM[at] ?? entryM) < entryM && Math.abs(bearingRad[at] ?? Math.PI) < entryAngle,
  );
  const from = t[0];
  const entered = t[index];
  if (from === undefined || entered === undefined) return null;
  return Math.max(entered, Math.min(from + leastS, t.at(-1) ?? from));
};

/** The longest standing within 1.5 m. */
const hesitatedS = (kiosk: Kiosk, walk: Walk): number => {
  const { t, distanceM, bearingRad, speed } = approachOf(kiosk, walk);
  let longest = 0;
  let since: number | null = null;
  for (const [index, at] of t.entries()) {
    const stands =
      (speed[index] ?? 1) < 0.35 &&
      (distanceM[index] ?? hesitationM) < hesitationM &&
      Math.abs(bearingRad[index] ?? Math.PI) < radians(100);
    since = stands ? (since ?? at) : null;
    if (since !== null) longest = Math.max(longest, at - since + 0.1);
  }
  return longest;
};

/**
 * When beliefs are read. Of one who engaged: 3 s before the stop if they had been seen by then, and at the first step inside 3 m if
 * that came before the stop. Of a passer: as long after first sight as was drawn from those of the engaged while the passer was
 * still in sight (an early reading would be easy), and at the first step inside 3 m.
 */
export const factsFor = (
  kiosks: readonly Kiosk[],
  walksOf: (scene: string) => readonly Walk[],
  met: readonly Met[],
  outcomes: ReadonlyMap<string, Outcome>,
  sensorOf: (kiosk: Kiosk) => EncounterSensor,
  seed: number,
): ((key: string) => Facts) => {
  const waits = met
    .flatMap((one) => {
      const outcome = outcomes.get(keyOf(one));
      const wait = outcome?.label === 'engage' ? outcome.labelAtS - beforeS - one.seenAtS : -1;
      return wait >= 0 ? [wait] : [];
    })
    .sort((a, b) => a - b);
  const facts = new Map<string, Facts>();
  for (const kiosk of kiosks) {
    const sensor = sensorOf(kiosk);
    const toDevice = frameOf(kiosk);
    const walks = new Map(walksOf(kiosk.scene).map((walk) => [walk.track, walk]));
    const inField = (walk: Walk, untilS: number): boolean => {
      for (let at = untilS - lastApproachS; at <= untilS; at += 0.1) {
        const spot = spotAt(walk, at);
        if (spot !== null && !sensor.sees(toDevice(spot))) return false;
      }
      return true;
    };
    for (const one of met.filter((each) => each.kiosk === kiosk.id)) {
      const walk = walks.get(one.track);
      const outcome = outcomes.get(keyOf(one));
      if (walk === undefined || outcome === undefined) continue;
      const { label, labelAtS } = outcome;
      const engage = label === 'engage';
      const entry = entryOf(kiosk, walk);
      const early = engage
        ? labelAtS - beforeS
        : drawnWait(waits, outcome.unseenAtS - one.seenAtS, seed, keyOf(one)) + one.seenAtS;
      facts.set(keyOf(one), {
        hesitant: hesitatedS(kiosk, walk) >= hesitationS,
        asked: engage && (!sensor.narrow || inField(walk, labelAtS)),
        read3sAtS: early >= one.seenAtS ? early : null,
        read3mAtS: entry !== null && (!engage || entry < labelAtS) ? entry : null,
      });
    }
  }
  return (key) => facts.get(key) ?? { hesitant: false, asked: false, read3sAtS: null, read3mAtS: null };
};

const drawnWait = (waits: readonly number[], longest: number, seed: number, key: string): number => {
  const fitting = waits.filter((wait) => wait <= longest);
  return fitting.length === 0 ? Number.NaN : new SeededRandom(seed, `reading/${key}`).pick(fitting);
};
