import type { HallTicket, Standing, TicketId } from '../../behaviours/hall/events.ts';
import { isNear, type NearRule } from '../../behaviours/hall/near.ts';

/** So far down the line nobody's turn is near, whatever the rule says: nobody works out how they stand. */
const mostLooked = 60;

/** Tells once of each ticket that its turn is near; again after it was put back and came near anew. */
export class NearWatch {
  readonly #rule: NearRule;
  readonly #told = new Set<TicketId>();

  constructor(rule: NearRule) {
    this.#rule = rule;
  }

  /** Who has come near since the last look. `waiting` in the hall's order. */
  look(
    waiting: readonly HallTicket[],
    standingOf: (ticket: TicketId) => Standing | null,
  ): readonly { readonly ticket: HallTicket; readonly standing: Standing }[] {
    const ids = new Set(waiting.map(({ id }) => id));
    for (const id of this.#told) if (!ids.has(id)) this.#told.delete(id);
    return waiting.slice(0, mostLooked).flatMap((ticket) => {
      const standing = standingOf(ticket.id);
      if (standing === null) return [];
      const near = isNear(standing, this.#rule);
      // Whoever let others go first is far again, and will be near another time.
      if (!near && standing.ahead > this.#rule.ahead + 1) this.#told.delete(ticket.id);
      if (!near || this.#told.has(ticket.id)) return [];
      this.#told.add(ticket.id);
      return [{ ticket, standing }];
    });
  }
}
