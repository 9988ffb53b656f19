import type { History } from './history.ts';
import { legOf, missOf } from './features.ts';
import type { JudgedTrack } from './judge.ts';

/** A walker who will miss the device by this much, allowing for their pace, is not coming at all. */
const hopeless = 4;
/** How much a fast pace speaks against stopping, in metres of miss for each metre a second. */
const hurry = 0.8;

/**
 * The hand-written judgement, for a device without a model: whoever goes on as in the last second comes so near, and the slower the more
 * likely stops. It speaks of walkers alone: of one who stands, how long they have stood says more, and that is greeting's own rule.
 */
export const ruleIntent = (history: History, { stillSince }: JudgedTrack): number | null => {
  const now = history.moments.at(-1);
  if (now === undefined || stillSince !== null) return null;
  const { vx, vy, speed } = legOf(history.ago(1_000), now);
  const miss = missOf(now.x, now.y, vx, vy);
  return Math.max(0, 1 - (miss.distanceM + hurry * speed) / hopeless);
};
