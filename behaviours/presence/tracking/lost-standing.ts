import type { Metres, Milliseconds } from '../../../hal/units.ts';
import type { Track } from './track.ts';

/*
 * Those who were lost where they stood. A radar loses who stands still, and finds them again when they shift their weight: nobody comes
 * out of nowhere, so who appears there is the one who was lost there.
 */

/** So near and so soon. */
const refindM: Metres = 0.7;
const refindMs: Milliseconds = 60_000;
const most = 16;

export class LostStanding {
  #lost: readonly { readonly track: Track; readonly at: Milliseconds }[] = [];

  /** Remembers one whom nobody sees any more; false: they did not stand, or there are too many. */
  keep(track: Track, at: Milliseconds): boolean {
    if (track.stillSince === null || this.#lost.length >= most) return false;
    this.#lost = [...this.#lost, { track, at }];
    return true;
  }

  /** The one who was lost where `track` has been found, and is lost no more; null: nobody. */
  found({ motion }: Track): Track | null {
    let best: Track | null = null;
    let bestM = refindM;
    for (const { track } of this.#lost) {
      const dx = track.motion.x - motion.x;
      const dy = track.motion.y - motion.y;
      const apart = Math.sqrt(dx * dx + dy * dy);
      if (apart >= bestM) continue;
      best = track;
      bestM = apart;
    }
    if (best !== null) this.#lost = this.#lost.filter(({ track }) => track !== best);
    return best;
  }

  /** The names of those who have not been found in time; they are forgotten. */
  expired(at: Milliseconds): readonly number[] {
    const over = this.#lost.filter((each) => at - each.at > refindMs);
    if (over.length === 0) return [];
    this.#lost = this.#lost.filter((each) => at - each.at <= refindMs);
    return over.flatMap(({ track }) => (track.id === null ? [] : [track.id]));
  }
}
