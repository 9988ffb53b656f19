import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { reduce } from './reduce.ts';
import type { HallState } from './state.ts';

/**
 * The hall as it will be once what is being written is durable. A state is a value and an event makes the same of it at any time, so it
 * is worked out while the disk syncs, and only looked up when that is done: whoever waits for a number does not wait for both.
 */
export class Foreseen {
  readonly #known = new Map<VisitEvent, { readonly before: HallState; readonly after: HallState }>();
  #newest: HallState | null = null;

  /** These are on their way, behind what was on its way before. */
  foresee(now: HallState, events: readonly VisitEvent[]): void {
    let before = this.#newest ?? now;
    for (const event of events) {
      const after = reduce(before, event);
      this.#known.set(event, { before, after });
      before = after;
    }
    this.#newest = before;
  }

  /** The hall after an event. */
  after(before: HallState, event: VisitEvent): HallState {
    const known = this.#known.get(event);
    this.#known.delete(event);
    if (known?.before === before) return known.after;
    // It went otherwise: what was worked out on top of that is of no use.
    this.#clear();
    return reduce(before, event);
  }

  /** Nothing more becomes of these. */
  forget(events: readonly VisitEvent[]): void {
    for (const event of events) this.#known.delete(event);
    if (this.#known.size === 0) this.#clear();
  }

  #clear(): void {
    this.#known.clear();
    this.#newest = null;
  }
}
