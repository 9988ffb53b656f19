import { unreachable } from '../../../hal/assert.ts';
import type { JsonObject } from '../../../hal/json.ts';
import type { VisitEvent } from '../../../hal/ports/ticket-ledger.ts';
import { civilAt, dayKey } from '../../hours/civil.ts';
import { hoursAt } from '../../hours/schedule.ts';
import type { HallFact, TicketId } from '../events.ts';
import type { HallSettings } from '../settings.ts';
import { ticketOf, type HallState } from '../state.ts';
import { Calibration } from './calibration.ts';
import { NamedChance } from './chance.ts';
import { Habits } from './habits.ts';
import type { WaitForecast } from './forecast.ts';
import { foretellHall, roughly } from './hall-forecast.ts';
import { numberIn, objectIn, wordIn } from './kept.ts';
import { isBehind, lookAhead, lookAlong, type Asker, type LookRules } from './look.ts';

export type WaitsSettings = Pick<HallSettings, 'counters' | 'rules' | 'services' | 'zoneOffsetMin'>;

/** When people are called on one day, in milliseconds since 1970. */
interface OpenDay {
  readonly day: string;
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

const sumOf = (counts: Iterable<number>): number => {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
};

/** Somebody is at a counter. */
interface Sitting {
  readonly ticket: TicketId;
  readonly service: string;
  readonly since: number;
}

/** Before whom more stand is told by rule of thumb: nobody is served sooner for a finer look at so long a line. */
const mostSimulated = 400;
const dayMs = 24 * 3_600_000;

/**
 * What a hall knows of waiting. It hears every event that the hall is folded from, in the order in which they come in, and learns from
 * them alone: the same ledger makes the same forecasts, on every device and after every restart.
 */
export class HallWaits {
  readonly #settings: WaitsSettings;
  readonly #habits: Habits;
  readonly #calibration = new Calibration();
  readonly #sitting = new Map<string, Sitting>();
  readonly #freedAt = new Map<string, number>();
  #open: OpenDay = { day: '', spans: [] };

  constructor(settings: WaitsSettings) {
    this.#settings = settings;
    const typical = settings.services.flatMap(({ id, typicalMs }) =>
      typicalMs === null ? [] : [[id, typicalMs / 1_000] as const],
    );
    this.#habits = new Habits(new Map(typical));
  }

  /** An event was folded in; `fact`: what it tells, `after`: the hall with it. */
  heard({ trusted, wall }: VisitEvent, fact: HallFact, after: HallState): void {
    switch (fact.kind) {
      case 'ticket.issued': {
        const { classes } = this.#settings.rules.priority;
        const prior = fact.priority !== null && classes.includes(fact.priority);
        if (trusted) this.#habits.came(fact.day, this.#hourOf(wall), fact.service, prior);
        this.#calibration.runOut(wall / 1_000);
        if (fact.told !== undefined) this.#calibration.told(fact.ticket, fact.service, fact.told, wall / 1_000);
        return;
      }
      case 'ticket.called': {
        const ticket = ticketOf(after, fact.ticket);
        // A call that came too late to count is no call.
        if (ticket === null || ticket.phase !== 'called' || ticket.counter !== fact.counter) return;
        this.#calibration.called(fact.ticket, wall / 1_000);
        const freed = this.#freedAt.get(fact.counter);
        if (freed !== undefined && fact.call === 1 && ticket.place.wall < freed && !this.#wasShut(freed, wall))
          this.#habits.paused((wall - freed) / 1_000);
        this.#sitting.set(fact.counter, { ticket: fact.ticket, service: ticket.service, since: wall });
        return;
      }
      case 'ticket.finished':
        this.#left(fact.counter, fact.ticket, wall, 'served');
        return;
      case 'ticket.transferred':
        this.#calibration.forget(fact.ticket);
        this.#left(fact.counter, fact.ticket, wall, 'served');
        return;
      case 'ticket.no-show':
        this.#left(fact.counter, fact.ticket, wall, 'away');
        return;
      case 'ticket.parked':
        this.#left(fact.counter, fact.ticket, wall, 'other');
        return;
      case 'ticket.cancelled':
      case 'ticket.voided':
        this.#calibration.forget(fact.ticket);
        for (const [counter, { ticket }] of this.#sitting)
          if (ticket === fact.ticket) this.#left(counter, ticket, wall, 'other');
        return;
      case 'ticket.deferred':
      case 'ticket.classed':
        this.#calibration.forget(fact.ticket);
        return;
      case 'ticket.recalled':
      case 'ticket.arrived':
      case 'ticket.entered':
      case 'ticket.returned':
      case 'ticket.extended':
      case 'counter.opened':
      case 'counter.paused':
      case 'counter.closed':
      case 'booking.made':
      case 'booking.cancelled':
      case 'numbers.skipped':
      case 'numbers.leased':
      case 'slip.started':
      case 'slip.ended':
      case 'hub.raised':
      case 'day.closed':
      case 'visit.rated':
      case 'ticket.dossier':
      case 'ticket.rated':
        // What they change of the hall is looked at when somebody asks; there is nothing in them to be learnt.
        return;
      default:
        unreachable(fact);
    }
  }

  /**
   * How long somebody waits from now on; null: nobody can honestly say. `name`: of their number, so that whoever asks again in an
   * unchanged hall is told the same. `wall`: now, in milliseconds since 1970; where that is not to be trusted, nothing is known of hours.
   */
  foretell(
    state: HallState,
    asker: Asker,
    name: string,
    { trusted, wall }: { readonly trusted: boolean; readonly wall: number },
  ): WaitForecast | null {
    const rules: LookRules = {
      settings: this.#settings,
      today: dayKey(wall, this.#settings.zoneOffsetMin),
      wall,
      shut: trusted ? this.#shutFrom(wall) : [],
      freedAt: this.#freedAt,
      priorPerHour: this.#habits.priorPerHour(this.#hourOf(wall)),
    };
    // Of all lines together there may be more than of those that are joined to theirs; there cannot be fewer.
    const line = isBehind(state, asker, mostSimulated) ? lookAlong(state, asker, rules) : null;
    if (line !== null && sumOf(line.before.values()) > mostSimulated)
      return this.#calibrated(line.service, roughly(line, this.#habits));
    const hall = lookAhead(state, asker, rules);
    const service = hall?.waiting[hall.asker]?.service;
    if (hall === null || service === undefined) return null;
    return this.#calibrated(service, foretellHall(hall, this.#habits, new NamedChance(name)));
  }

  #calibrated(service: string, range: WaitForecast | null): WaitForecast | null {
    if (range === null) return null;
    const { p50S, p90S } = range;
    return { p50S, p90S: p50S + (p90S - p50S) * this.#calibration.width(service, p50S) };
  }

  /** Until nobody is called any more today, in seconds; null: the site keeps no hours, or has none today. */
  closesInS(wall: number): number | null {
    const last = this.#openDay(wall).spans.at(-1);
    return last === undefined ? null : (last.to - wall) / 1_000;
  }

  /** All that was learnt, as plain data. */
  kept(): JsonObject {
    return {
      habits: this.#habits.kept(),
      calibration: this.#calibration.kept(),
      sitting: Object.fromEntries([...this.#sitting].map(([counter, sitting]) => [counter, { ...sitting }])),
      freedAt: Object.fromEntries(this.#freedAt),
    };
  }

  /** Begins with what was learnt before; what of it cannot be read is learnt again. */
  resume(kept: JsonObject): void {
    this.#habits.resume(objectIn(kept['habits']));
    this.#calibration.resume(objectIn(kept['calibration']));
    this.#sitting.clear();
    for (const [counter, value] of Object.entries(objectIn(kept['sitting']))) {
      const sitting = objectIn(value);
      const [ticket, service] = [wordIn(sitting, 'ticket'), wordIn(sitting, 'service')];
      if (ticket !== '' && service !== '')
        this.#sitting.set(counter, { ticket, service, since: numberIn(sitting, 'since', 0) });
    }
    this.#freedAt.clear();
    const freedAt = objectIn(kept['freedAt']);
    for (const counter of Object.keys(freedAt)) this.#freedAt.set(counter, numberIn(freedAt, counter, 0));
  }

  #left(counter: string, ticket: TicketId, wall: number, why: 'served' | 'away' | 'other'): void {
    const sitting = this.#sitting.get(counter);
    if (sitting === undefined || sitting.ticket !== ticket) return;
    this.#sitting.delete(counter);
    this.#freedAt.set(counter, wall);
    const lastedS = (wall - sitting.since) / 1_000;
    if (why === 'away') this.#habits.stayedAway(lastedS);
    if (why !== 'served') return;
    this.#habits.cameWhenCalled();
    // Nobody is served through the whole of lunch: a clerk forgot to say that it was over.
    if (!this.#wasShut(sitting.since, wall)) this.#habits.times.learn(sitting.service, lastedS);
  }

  #hourOf(wall: number): number {
    return Math.floor(civilAt(wall, this.#settings.zoneOffsetMin).minuteOfDay / 60);
  }

  #openDay(wall: number): OpenDay {
    const {
      rules: { hours },
      zoneOffsetMin,
    } = this.#settings;
    const day = dayKey(wall, zoneOffsetMin);
    if (day === this.#open.day) return this.#open;
    const midnight = wall - civilAt(wall, zoneOffsetMin).minuteOfDay * 60_000 - (((wall % 60_000) + 60_000) % 60_000);
    const spans = hours === null ? [] : hoursAt(hours, { instant: wall, trusted: true }, false).spans;
    this.#open = {
      day,
      spans: spans.map(({ from, to }) => ({ from: midnight + from * 60_000, to: midnight + to * 60_000 })),
    };
    return this.#open;
  }

  /** Before the first hour of the day and between its hours; who is called after the last is called late, and not tomorrow. */
  #shutFrom(wall: number): LookRules['shut'] {
    const { spans } = this.#openDay(wall);
    return spans.map(({ from }, index) => ({
      fromS: ((spans[index - 1]?.to ?? from - dayMs) - wall) / 1_000,
      toS: (from - wall) / 1_000,
    }));
  }

  /** Whether the hall opened again between two moments of a day: what lasted from one to the other tells nothing of how long it takes. */
  #wasShut(from: number, to: number): boolean {
    return this.#openDay(to).spans.some(({ from: opens }) => opens > from && opens <= to);
  }
}
