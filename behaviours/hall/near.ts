import type { Milliseconds } from '../../hal/units.ts';
import type { Standing } from './events.ts';

/** When a holder is told that their turn is near. */
export interface NearRule {
  /** At most so many are before them. */
  readonly ahead: number;
  /** Half of those who stand so are called within this. */
  readonly withinMs: Milliseconds;
}

/** Whoever likely waits longer than this may still go for a coffee, however few are before them. */
const farMs: Milliseconds = 20 * 60_000;

/**
 * Whether the turn is near: few are before them, or it will likely not take long. What is likelier than not never to come is not near, and
 * two who each take half an hour are not few.
 */
export const isNear = ({ ahead, direct, wait }: Standing, rule: NearRule): boolean => {
  if (direct || ahead === 0) return true;
  if (wait === null) return ahead <= rule.ahead;
  const likelyMs = wait.p50Min * 60_000;
  if (likelyMs > farMs) return false;
  return ahead <= rule.ahead || (!wait.beyondClosing && likelyMs <= rule.withinMs);
};
