import type { Milliseconds } from '../../hal/units.ts';
import type { Standing } from './events.ts';

/** When a holder is told that their turn is near. */
export interface NearRule {
  /** At most so many are before them. */
  readonly ahead: number;
  /** Half of those who stand so are called within this. */
  readonly withinMs: Milliseconds;
}

/** Whether the turn is near: few are before them, or it will likely not take long; what is likelier than not never to come is not near. */
export const isNear = ({ ahead, direct, wait }: Standing, rule: NearRule): boolean => {
  if (direct || ahead <= rule.ahead) return true;
  return wait !== null && !wait.beyondClosing && wait.p50Min * 60_000 <= rule.withinMs;
};
