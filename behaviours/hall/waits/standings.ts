import type { JsonObject } from '../../../hal/json.ts';
import type { Clock } from '../../../hal/ports/clock.ts';
import type { VisitEvent } from '../../../hal/ports/ticket-ledger.ts';
import type { Epoch, Milliseconds } from '../../../hal/units.ts';
import type { HallTicket, Standing, TicketId, WaitRange } from '../events.ts';
import { factOf } from '../facts.ts';
import type { HallSettings } from '../settings.ts';
import { waitingCount, type HallState } from '../state.ts';
import { positionOf } from '../wait.ts';
import type { WaitForecast } from './forecast.ts';
import { HallWaits } from './hall-waits.ts';
import { toldRange } from './told.ts';

/** What was foretold for a ticket, or for whoever comes now, is said again for so long while nothing happens … */
const freshForMs: Milliseconds = 20_000;
/** … and for so long whatever happens: a hall in which ten are called at once is looked at once. */
const keptForMs: Milliseconds = 2_000;
/** Tickets whose forecasts are kept. */
const mostKept = 2_000;

interface Kept {
  readonly forecast: WaitForecast | null;
  readonly at: Milliseconds;
  /** How the hall stood then; null: as when the ticket was issued. */
  readonly ahead: number | null;
  readonly called: HallState['called'];
}

/** The believed time. */
export interface Wall {
  readonly wall: Epoch;
  readonly trusted: boolean;
}

/**
 * How everybody stands in the hall, told as often as anybody asks: a forecast takes milliseconds, so each is made once and kept while
 * the hall stays as it was, and in a flood of numbers not for every one.
 */
export class Standings {
  readonly #settings: HallSettings;
  readonly #clock: Clock;
  #waits: HallWaits;
  readonly #tickets = new Map<TicketId, Kept>();
  /** What was foretold for whoever came last, by service and priority. */
  readonly #newcomers = new Map<string, Kept>();
  /** The same of who only looks, on a page or a telephone: what the hall itself tells and writes down must not hang on who looked, and when. */
  readonly #seenTickets = new Map<TicketId, Kept>();
  readonly #seenNewcomers = new Map<string, Kept>();

  constructor(settings: HallSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#waits = new HallWaits(settings);
  }

  /** An event was folded in; `after`: the hall with it. */
  heard(event: VisitEvent, after: HallState): void {
    const fact = factOf(event);
    if (fact === null) return;
    this.#waits.heard(event, fact, after);
    // What was told with the number is what its holder is shown first.
    if (fact.kind === 'ticket.issued' && fact.told !== undefined)
      for (const tickets of [this.#tickets, this.#seenTickets])
        this.#keep(tickets, fact.ticket, {
          forecast: fact.told,
          at: this.#clock.now(),
          ahead: null,
          called: after.called,
        });
  }

  /** All that was learnt, as plain data. */
  kept(): JsonObject {
    return this.#waits.kept();
  }

  /** Begins anew with what a snapshot kept; null: with nothing. */
  resume(kept: JsonObject | null): void {
    this.#waits = new HallWaits(this.#settings);
    for (const kept of [this.#tickets, this.#newcomers, this.#seenTickets, this.#seenNewcomers]) kept.clear();
    if (kept !== null) this.#waits.resume(kept);
  }

  /** How a waiting ticket stands; `wait` null where it no longer waits, or nobody can honestly say. */
  standing(state: HallState, ticket: HallTicket, now: Wall): Standing {
    return this.#standing(this.#tickets, state, ticket, now);
  }

  /** The same for whoever only looks: nothing that is written down changes by it. */
  seen(state: HallState, ticket: HallTicket, now: Wall): Standing {
    return this.#standing(this.#seenTickets, state, ticket, now);
  }

  #standing(tickets: Map<TicketId, Kept>, state: HallState, ticket: HallTicket, now: Wall): Standing {
    const position = positionOf(state, this.#settings, ticket);
    const kept = tickets.get(ticket.id);
    if (kept !== undefined && this.#holds(kept, position.ahead, state))
      return { ...position, wait: this.#told(kept.forecast, now) };
    const forecast = this.#foretell(state, { ticket: ticket.id }, ticket.id, now);
    this.#keep(tickets, ticket.id, { forecast, at: this.#clock.now(), ahead: position.ahead, called: state.called });
    return { ...position, wait: this.#told(forecast, now) };
  }

  /** What somebody is told who gets a number now, in whole seconds; null: nobody can honestly say. */
  newcomer(state: HallState, service: string, priority: string | null, now: Wall): WaitForecast | null {
    return this.#newcomer(this.#newcomers, state, service, priority, now);
  }

  #newcomer(
    newcomers: Map<string, Kept>,
    state: HallState,
    service: string,
    priority: string | null,
    now: Wall,
  ): WaitForecast | null {
    const key = `${service} ${priority ?? ''}`;
    const ahead = waitingCount(state);
    const kept = newcomers.get(key);
    if (kept !== undefined && (this.#holds(kept, ahead, state) || this.#isNear(kept, ahead)))
      return stretched(kept.forecast, (ahead + 1) / ((kept.ahead ?? ahead) + 1));
    const asker = { service, priority, to: null };
    const forecast = stretched(this.#foretell(state, asker, `${key} ${ahead}`, now), 1);
    newcomers.set(key, { forecast, at: this.#clock.now(), ahead, called: state.called });
    return forecast;
  }

  /** The same as it may be told, for whoever only looks: what a board says of a service. */
  waitFor(state: HallState, service: string, now: Wall): WaitRange | null {
    return this.#told(this.#newcomer(this.#seenNewcomers, state, service, null, now), now);
  }

  #foretell(
    state: HallState,
    asker: Parameters<HallWaits['foretell']>[1],
    name: string,
    { trusted, wall }: Wall,
  ): WaitForecast | null {
    return this.#waits.foretell(state, asker, name, { wall, trusted });
  }

  #told(forecast: WaitForecast | null, { trusted, wall }: Wall): WaitRange | null {
    return forecast === null ? null : toldRange(forecast, trusted ? this.#waits.closesInS(wall) : null);
  }

  #holds({ ahead: before, at, called }: Kept, ahead: number, state: HallState): boolean {
    const since = this.#clock.now() - at;
    if (since < keptForMs && before === null) return true;
    return since < freshForMs && (before === null || before === ahead) && called === state.called;
  }

  /** In a flood of numbers: a moment ago hardly fewer stood in a line that is long. In a short one each look is cheap. */
  #isNear({ ahead: before, at }: Kept, ahead: number): boolean {
    return before !== null && this.#clock.now() - at < keptForMs && Math.abs(ahead - before) <= before / 10;
  }

  #keep(tickets: Map<TicketId, Kept>, id: TicketId, kept: Kept): void {
    if (tickets.size >= mostKept) tickets.clear();
    tickets.set(id, kept);
  }
}

/** Of the newest look at a hall, for one before whom a few more or fewer are. */
const stretched = (forecast: WaitForecast | null, by: number): WaitForecast | null =>
  forecast === null ? null : { p50S: Math.round(forecast.p50S * by), p90S: Math.round(forecast.p90S * by) };
