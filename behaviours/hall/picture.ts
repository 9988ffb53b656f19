import { countersNow, type CounterState } from './counters.ts';
import type { HallTicket, TicketId, TicketPhase } from './events.ts';
import type { HallSettings } from './settings.ts';
import { currentAt, dayBook, type HallState } from './state.ts';
import { isAtCounter } from './story.ts';

/** A ticket as staff see it: nothing of it tells who its holder is. */
export interface PictureTicket {
  readonly id: TicketId;
  readonly number: string;
  readonly service: string;
  readonly further: readonly string[];
  readonly to: string | null;
  readonly phase: TicketPhase;
  readonly counter: string | null;
  readonly calls: number;
  readonly priority: string | null;
  readonly confirmed: boolean;
  readonly apart: boolean;
  /** A dossier was tied to the visit. */
  readonly dossier: boolean;
  readonly language: string;
  readonly issuedWall: number;
  readonly calledWall: number | null;
  readonly arrivedWall: number | null;
}

export interface PictureCounter {
  readonly id: string;
  readonly state: CounterState['state'];
  /** Why it is paused; '' otherwise. */
  readonly reason: string;
  readonly services: readonly string[];
  readonly current: PictureTicket | null;
}

/** A call as a board shows it, the newest of its ticket. */
export interface PictureCall {
  readonly number: string;
  readonly counter: string;
  readonly call: number;
  readonly wall: number;
  /** They have arrived, or gone on: nobody need look for them any more. */
  readonly over: boolean;
}

/** The hall of one day, for whoever shows it: counters, calls, lines, figures. A value; two equal halls give equal pictures. */
export interface HallPicture extends PictureReach {
  readonly day: string;
  /** Who decides, and under which term. */
  readonly hub: { readonly device: string; readonly term: number };
  readonly counters: readonly PictureCounter[];
  /** Newest first, at most `callsShown`. */
  readonly calls: readonly PictureCall[];
  /** Who is in the hall: waits (in the hall's order), is called, served, parked; and no-shows, who may come late. */
  readonly tickets: readonly PictureTicket[];
  readonly services: readonly { readonly id: string; readonly waiting: number }[];
  readonly figures: Readonly<Record<TicketPhase, number>> & { readonly issued: number };
  readonly closed: boolean;
}

/** How the devices of the hall reach each other, as this one knows it. */
export interface PictureReach {
  /** Null: this device decides, or hears the one that does. Since when (its wall clock) it has not. */
  readonly apart: { readonly hub: string; readonly sinceWall: number } | null;
  /** Other devices of the site that this one knows to be out of reach, by name. */
  readonly away: readonly string[];
}

/** Everybody hears everybody, or there is nobody else. */
export const together: PictureReach = { apart: null, away: [] };

/** How many calls a picture remembers. */
export const callsShown = 12;

const seen = (ticket: HallTicket): PictureTicket => ({
  id: ticket.id,
  number: ticket.number,
  service: ticket.service,
  further: ticket.further,
  to: ticket.to,
  phase: ticket.phase,
  counter: ticket.counter,
  calls: ticket.calls,
  priority: ticket.priority,
  confirmed: ticket.confirmed,
  apart: ticket.apart,
  dossier: ticket.dossier,
  language: ticket.language,
  issuedWall: ticket.issuedWall,
  calledWall: ticket.calledWall,
  arrivedWall: ticket.arrivedWall,
});

const here: readonly TicketPhase[] = ['waiting', 'called', 'serving', 'parked', 'no-show'];

/** The order in which staff read a list: who is at a counter, who waits in the hall's order, who was put aside. */
const rank = (ticket: HallTicket): number => (isAtCounter(ticket.phase) ? 0 : ticket.phase === 'waiting' ? 1 : 2);

/** `ordered`: the day's tickets in the hall's order (`ticketsOf`). */
export function pictureOf(
  state: HallState,
  settings: Pick<HallSettings, 'counters' | 'host' | 'services'>,
  day: string,
  ordered: readonly HallTicket[],
  reach: PictureReach = together,
): HallPicture {
  const today = ordered.filter(
    (ticket) => ticket.id.startsWith(day) || (ticket.day === null && here.includes(ticket.phase)),
  );
  const figures: Record<TicketPhase, number> = {
    waiting: 0,
    called: 0,
    serving: 0,
    parked: 0,
    finished: 0,
    'no-show': 0,
    cancelled: 0,
    void: 0,
  };
  for (const ticket of today) figures[ticket.phase] += 1;
  const calls = today
    .flatMap(({ calledWall, calls: call, counter, number, phase }): readonly PictureCall[] =>
      calledWall === null || counter === null
        ? []
        : [{ number, counter, call, wall: calledWall, over: phase !== 'called' }],
    )
    .toSorted((a, b) => b.wall - a.wall)
    .slice(0, callsShown);
  return {
    day,
    ...reach,
    hub: { device: state.hub?.device ?? settings.host, term: state.hub?.term ?? 0 },
    counters: countersNow(state, settings.counters, day).map((counter) => {
      const current = currentAt(state, counter.id);
      return {
        id: counter.id,
        state: counter.state,
        reason: counter.state === 'paused' ? counter.reason : '',
        services: counter.services,
        current: current === null ? null : seen(current),
      };
    }),
    calls,
    tickets: today
      .filter((ticket) => here.includes(ticket.phase))
      .toSorted((a, b) => rank(a) - rank(b))
      .map(seen),
    services: settings.services.map(({ id }) => ({
      id,
      waiting: today.filter((ticket) => ticket.phase === 'waiting' && ticket.service === id).length,
    })),
    figures: { ...figures, issued: today.length },
    closed: dayBook(state, day).closed,
  };
}
