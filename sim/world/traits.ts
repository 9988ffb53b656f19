import type { MetresPerSecond, Milliseconds } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import { walking } from './walking-habits.ts';

/** What sort of person somebody is. Drawn once, from a stream of their own. */
export interface Traits {
  readonly age: 'young' | 'middle' | 'old';
  readonly speed: MetresPerSecond;
  readonly msPerWord: Milliseconds;
  /** From wanting to touch to touching. */
  readonly reachMs: Milliseconds;
  /** Standing before the machine before anything is done. */
  readonly hesitatesMs: Milliseconds;
  /** Share of touches that hit the tile beside. */
  readonly wrongTouch: number;
  /** In line, or at a machine that does nothing. */
  readonly patienceMs: Milliseconds;
  /** Share of called sentences that pass them by. */
  readonly missesCall: number;
  /** Steps out of the hall so long after they sat down; null: stays. */
  readonly stepsOutAfterMs: Milliseconds | null;
}

/**
 * Reading: 200 to 250 words a minute are usual for adults silently reading (Brysbaert 2019, "How many words do we read per minute?"), less
 * on a strange machine and in age. Touch errors on public touch screens run from 1 to 8 % of touches with target size and age.
 */
export const drawTraits = (random: SeededRandom): Traits => {
  const age = random.weighted([
    ['young', 0.35],
    ['middle', 0.4],
    ['old', 0.25],
  ] as const);
  const slow = age === 'old' ? 1.6 : age === 'middle' ? 1.1 : 1;
  const { mean, sd } = walking.speed;
  return {
    age,
    speed: random.normalWithin(age === 'old' ? mean * 0.75 : mean, sd, 0.5, 2),
    msPerWord: Math.round(random.normalWithin(300, 70, 150, 600) * slow),
    reachMs: Math.round(random.normalWithin(900, 250, 400, 2000) * slow),
    hesitatesMs: Math.round(random.exponential(1200) * slow),
    wrongTouch: age === 'old' ? 0.06 : 0.02,
    patienceMs: Math.round(random.normalWithin(240_000, 90_000, 60_000, 600_000)),
    missesCall: age === 'old' ? 0.12 : 0.04,
    stepsOutAfterMs: null,
  };
};

/** The same person without slips of the finger and with open ears: for scripts that must go one way. */
export const plainTraits = (traits: Traits): Traits => ({ ...traits, wrongTouch: 0, missesCall: 0 });

/** The same person, who by such a chance steps out for a while once they have a number. */
export const steppingOut = (traits: Traits, share: number, random: SeededRandom): Traits =>
  share > 0 && random.chance(share)
    ? { ...traits, stepsOutAfterMs: Math.round(random.between(60_000, 600_000)) }
    : traits;
