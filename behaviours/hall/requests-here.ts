import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { HallFact, TicketId } from './fact.ts';

/** What is remembered, as a snapshot keeps it: request and ticket in the order of the ledger. */
export interface KeptRequests {
  readonly told: readonly (readonly [string, TicketId])[];
  readonly unseen: readonly TicketId[];
}

/** Requests whose answers are remembered: those of some days of one screen. */
const mostKept = 10_000;
/** Of these the disk refused to take the number: those of a screen within hours. */
const mostOwed = 1_000;

/**
 * What the requests of this device's visitors were answered. Where a hub gave a number that was no longer waited for, a request has
 * two tickets: the first that is written down here is the one that was told, whatever came first elsewhere; nobody has seen the other.
 */
export class RequestsHere {
  readonly #device: string;
  readonly #told = new Map<string, TicketId>();
  readonly #unseen = new Set<TicketId>();
  /** Lines by which a hub gave numbers to requests of this device, and that its ledger would not take. */
  readonly #owed = new Map<string, VisitEvent>();

  constructor(device: string) {
    this.#device = device;
  }

  /** Takes lines of the ledger into account, in its order. */
  notice(fact: HallFact | null): void {
    if (fact?.kind !== 'ticket.issued' || fact.at !== this.#device) return;
    this.#owed.delete(fact.requestId);
    const told = this.#told.get(fact.requestId);
    if (told !== undefined) {
      if (told !== fact.ticket) this.#unseen.add(fact.ticket);
      return;
    }
    this.#told.set(fact.requestId, fact.ticket);
    if (this.#told.size <= mostKept) return;
    const oldest = this.#told.keys().next();
    if (oldest.done !== true) this.#told.delete(oldest.value);
  }

  /** The ledger would not take this line. Of several by which one request was given a number the first is to be told. */
  refused(event: VisitEvent, fact: HallFact | null): void {
    if (fact?.kind !== 'ticket.issued' || fact.at !== this.#device) return;
    if (this.#told.has(fact.requestId) || this.#owed.has(fact.requestId) || this.#owed.size >= mostOwed) return;
    this.#owed.set(fact.requestId, event);
  }

  /** The line by which a number was given to this request, and that is to be written down before another is given; null: there is none. */
  owedTo(requestId: string): VisitEvent | null {
    return this.#owed.get(requestId) ?? null;
  }

  /** The ticket that was told for a request, null for none. */
  toldOf(requestId: string): TicketId | null {
    return this.#told.get(requestId) ?? null;
  }

  /** Tickets that nobody has seen and that are not known to be out of line. */
  get unseen(): readonly TicketId[] {
    return [...this.#unseen];
  }

  /** These are out of line. */
  settled(tickets: readonly TicketId[]): void {
    for (const ticket of tickets) this.#unseen.delete(ticket);
  }

  /** Those of the tickets that `isKept` says the hall still knows; of others there is nothing to answer. */
  kept(isKept: (ticket: TicketId) => boolean): KeptRequests {
    return { told: [...this.#told].filter(([, ticket]) => isKept(ticket)), unseen: this.unseen };
  }

  /** Begins anew with what a snapshot kept. What the ledger would not take is still to be written down. */
  resume({ told, unseen }: KeptRequests): void {
    this.#told.clear();
    this.#unseen.clear();
    for (const [request, ticket] of told) this.#told.set(request, ticket);
    for (const ticket of unseen) this.#unseen.add(ticket);
  }
}
