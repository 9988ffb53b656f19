import type { Milliseconds } from '../../../hal/units.ts';
import type { Person } from '../events.ts';

/** A track as the judge sees it: a person without a verdict. */
export type JudgedTrack = Omit<Person, 'intent'>;

/**
 * Says of each person how likely they will stop at this device. Synchronous: it is asked within a tracking frame, at most ten times a
 * second, with everybody who is believed to be there, in ascending order of id.
 */
export interface IntentionJudge {
  /** Likelihoods by id, 0 to 1 in thousandths; who is missing has not been judged (yet). `at` never goes back. */
  judge(people: readonly JudgedTrack[], at: Milliseconds): ReadonlyMap<number, number>;
  /** The track has ended; its id does not come again. */
  forget(id: number): void;
}

/** Judges nobody. */
export const noJudge: IntentionJudge = { judge: () => new Map(), forget: () => undefined };
