import { compareMarks, heldIn, holds, newestIn, type Mark } from './held.ts';
import type { HallState } from './state.ts';

/**
 * What others hold of this device's own writing and it does not know of: its card was lost, or put back from an old copy. Until it has
 * that back it cannot know which numbers it gave.
 */
export class LostCard {
  readonly #device: string;
  #owed: Mark | null = null;

  constructor(device: string) {
    this.#device = device;
  }

  /** Whether others hold more than this device does, of this start (`epoch`) or a later one. */
  isBehind(state: HallState, mark: Mark, epoch: number): boolean {
    const own = newestIn(heldIn(state)).get(this.#device) ?? { epoch: 0, seq: 0 };
    return mark.epoch >= epoch && compareMarks(mark, own) > 0;
  }

  owes(mark: Mark): void {
    this.#owed = mark;
  }

  /** Whether it has not all of it back. */
  isOwed(state: HallState): boolean {
    if (this.#owed !== null && holds(heldIn(state).get(this.#device) ?? new Map(), this.#owed)) this.#owed = null;
    return this.#owed !== null;
  }
}
