import type { HallTicket, TicketId } from '../../behaviours/hall/events.ts';
import { dayKey } from '../../behaviours/hours/civil.ts';
import type { Unsubscribe } from '../../hal/device.ts';
import type { SiteFace } from '../site-face.ts';

type TokenFace = Pick<SiteFace, 'config' | 'wallTime' | 'hall' | 'on'>;

/**
 * Tickets by their tokens, for as long as a token lives: until its ticket's day is over. A token is looked for by its digest, so
 * that how long a wrong one takes says nothing of how much of it was right.
 */
export class TicketTokens {
  readonly #face: TokenFace;
  readonly #digest: (text: string) => string;
  readonly #tickets = new Map<string, TicketId>();
  /** Tokens that came since anybody looked for one: the digests are made then, and not in the rush of numbers. */
  readonly #fresh: { readonly token: string; readonly ticket: TicketId }[] = [];
  #epoch = 0;
  #day = '';
  #end: Unsubscribe = () => {};

  constructor(face: TokenFace, digest: (text: string) => string) {
    this.#face = face;
    this.#digest = digest;
  }

  start(): void {
    this.#end = this.#face.on((event) => {
      if (event.type !== 'hall.recorded' || event.event.kind !== 'ticket.issued') return;
      const { ticket, token } = event.event.data;
      if (typeof ticket === 'string' && typeof token === 'string') this.#fresh.push({ token, ticket });
    });
  }

  stop(): void {
    this.#end();
    this.#tickets.clear();
    this.#fresh.length = 0;
    this.#epoch = 0;
  }

  /** The ticket of a token, null for one that no ticket of today has. */
  find(token: string): HallTicket | null {
    const hall = this.#face.hall();
    if (hall === null) return null;
    this.#bringUpToDate(hall);
    const id = this.#tickets.get(this.#digest(token));
    const ticket = id === undefined ? null : hall.ticket(id);
    return ticket === null || !this.#lives(ticket) ? null : ticket;
  }

  /** Rebuilt when the hall has read its ledger anew, and when a day is over. */
  #bringUpToDate(hall: NonNullable<ReturnType<SiteFace['hall']>>): void {
    for (const { ticket, token } of this.#fresh.splice(0)) this.#tickets.set(this.#digest(token), ticket);
    const today = this.#today() ?? this.#day;
    if (hall.epoch() === this.#epoch && today === this.#day) return;
    this.#epoch = hall.epoch();
    this.#day = today;
    this.#tickets.clear();
    for (const ticket of hall.tickets())
      if (this.#lives(ticket)) this.#tickets.set(this.#digest(ticket.token), ticket.id);
  }

  /** Null while the clock is not believed: then no token is judged old. */
  #today(): string | null {
    const { instant, trusted } = this.#face.wallTime();
    return trusted ? dayKey(instant, this.#face.config.site.zoneOffsetMin) : null;
  }

  #lives({ day, token }: HallTicket): boolean {
    const today = this.#today();
    return token !== '' && (day === null || today === null || day >= today);
  }
}
