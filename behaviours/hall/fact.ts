import type { LanguageTag } from '../behaviour.ts';

/** `<day>/<number>`, e.g. `2026-08-03/A012`: unique within the site for ever. */
export type TicketId = string;

/**
 * A place in the hall's order: by `wall` (when the number was issued, as believed), then device, then `epoch` and `seq` of the
 * issuing event. Whoever was put behind another has that one's place and a `behind` above 0: the wall time of being put there.
 */
export type Place = {
  readonly wall: number;
  readonly device: string;
  readonly epoch: number;
  readonly seq: number;
  readonly behind: number;
};

/** By what way a number was asked for. `strip`: one of the contingency numbers printed ahead, entered afterwards. */
export type Channel = 'here' | 'clerk' | 'online' | 'booking' | 'strip';
export const channels: readonly Channel[] = ['here', 'clerk', 'online', 'booking', 'strip'];

/** About a ticket and the counter at which it is called or served. */
interface AtCounter {
  readonly ticket: TicketId;
  readonly counter: string;
}

/** What a clerk did to the order by hand is told with their role. */
interface ByHand {
  readonly by: string;
}

type TicketFact =
  | {
      readonly kind: 'ticket.issued';
      readonly ticket: TicketId;
      readonly day: string;
      readonly series: string;
      readonly n: number;
      readonly number: string;
      readonly service: string;
      readonly priority: string | null;
      readonly language: LanguageTag;
      readonly requestId: string;
      /** The device before which its holder stood, since the hub gives numbers for all; left out: the one that wrote this. */
      readonly at?: string;
      /** Unguessable name of the ticket for its holder's phone; 32 hexadecimal digits. */
      readonly token: string;
      readonly channel: Channel;
      /** Given while its device could not reach the hub: its place may turn out another than was told. */
      readonly apart: boolean;
      /** Who holds it, as far as the quota must know: an HMAC under a key of the day that is in no file; null: not known. */
      readonly person: string | null;
      /** The booking that it answers. */
      readonly booking: string | null;
      /** When its place in line was earned; left out: when this was written. */
      readonly earned?: number;
      /**
       * How long its holder will wait, as it was foretold with the number, in whole seconds: half of those who stand so wait no longer
       * than `p50S`, nine in ten no longer than `p90S`. Left out: nobody could say.
       */
      readonly told?: { readonly p50S: number; readonly p90S: number };
      /** The role of who checked a booking in for its holder; left out: they asked for it themselves. */
      readonly by?: string;
    }
  /**
   * `by`: the role of who called it out of its turn, from the list or as a walk-in; null: it was next. `term`: under which it was decided;
   * left out: under the first, before anybody was raised.
   */
  | (AtCounter & {
      readonly kind: 'ticket.called';
      readonly call: number;
      readonly by: string | null;
      readonly term?: number;
    })
  | (AtCounter & { readonly kind: 'ticket.recalled'; readonly call: number })
  /** The visitor stands at the counter: the walk is over, the service begins. */
  | (AtCounter & { readonly kind: 'ticket.arrived' })
  | (AtCounter & { readonly kind: 'ticket.no-show' })
  /** The service is over; where more were wanted in the same visit, the ticket waits for the next with the place it earned. */
  | (AtCounter & { readonly kind: 'ticket.finished' })
  /** Put aside, to be called again when its holder is ready. */
  | (AtCounter & { readonly kind: 'ticket.parked'; readonly reason: string })
  /** It was given on paper at this believed time, before anybody could enter it: its place is of that time. */
  | ({ readonly kind: 'ticket.entered'; readonly ticket: TicketId; readonly wall: number } & ByHand)
  /** Back in line from parked or no-show, at a place that is told. */
  | ({ readonly kind: 'ticket.returned'; readonly ticket: TicketId; readonly place: Place } & ByHand)
  /** To another service, or to one counter, with the place it earned. */
  | (AtCounter & {
      readonly kind: 'ticket.transferred';
      readonly service: string;
      readonly to: string | null;
    } & ByHand)
  /** One more service in the same visit. */
  | ({ readonly kind: 'ticket.extended'; readonly ticket: TicketId; readonly service: string } & ByHand)
  /** Staff confirmed or took away a class of priority. */
  | ({ readonly kind: 'ticket.classed'; readonly ticket: TicketId; readonly priority: string | null } & ByHand)
  /** Its holder asked for more time and lets others go first. */
  | { readonly kind: 'ticket.deferred'; readonly ticket: TicketId; readonly place: Place }
  | ({ readonly kind: 'ticket.cancelled'; readonly ticket: TicketId } & ByHand)
  /** A dossier was tied to the visit, by this role. Its code goes to the city and stands in no ledger. */
  | ({ readonly kind: 'ticket.dossier'; readonly ticket: TicketId } & ByHand)
  /** Its holder has given their opinion, once; what they said stands elsewhere and names no ticket (`visit.rated`). */
  | { readonly kind: 'ticket.rated'; readonly ticket: TicketId }
  /** Out of line without having been served: its day or its hours have ended, or its visitor had gone before the number could be shown. */
  | { readonly kind: 'ticket.voided'; readonly ticket: TicketId; readonly reason: 'day-ended' | 'unseen' | 'closed' };

type CounterFact =
  /** Somebody sits there from now on and serves these services. */
  | ({ readonly kind: 'counter.opened'; readonly counter: string; readonly services: readonly string[] } & ByHand)
  | ({ readonly kind: 'counter.paused'; readonly counter: string; readonly reason: string } & ByHand)
  | ({ readonly kind: 'counter.closed'; readonly counter: string } & ByHand);

type BookingFact =
  | {
      readonly kind: 'booking.made';
      /** What its holder shows: unguessable, nothing personal. */
      readonly code: string;
      readonly day: string;
      readonly service: string;
      /** The time that was booked, in minutes of the local day. */
      readonly minute: number;
      readonly language: LanguageTag;
      readonly person: string | null;
      /** When it was booked, wherever that was. */
      readonly registered: number;
    }
  /** `by`: the role of who took it back; left out: the city, or its holder there. */
  | { readonly kind: 'booking.cancelled'; readonly code: string; readonly by?: string };

type NumbersFact =
  /** Numbers of a series that may have been shown but are in no ledger: reported, never given again. */
  | {
      readonly kind: 'numbers.skipped';
      /** Whose numbers they were; left out: of the device that wrote this. */
      readonly device?: string;
      readonly day: string;
      readonly series: string;
      readonly from: number;
      readonly to: number;
    }
  /** Numbers that a member may give by itself on that day. */
  | {
      readonly kind: 'numbers.leased';
      readonly device: string;
      readonly day: string;
      readonly series: string;
      readonly from: number;
      readonly to: number;
    };

type SlipFact =
  | { readonly kind: 'slip.started'; readonly ticket: TicketId; readonly jobId: string }
  | {
      readonly kind: 'slip.ended';
      readonly ticket: TicketId;
      readonly jobId: string;
      readonly outcome: 'printed' | 'not-printed' | 'unknown';
      readonly reason: string;
    };

type SiteFact =
  /** From now on this device decides; who decided under a lower term decides no more. People say so, devices never vote. */
  | ({ readonly kind: 'hub.raised'; readonly hub: string; readonly term: number } & ByHand)
  /** The day is over: nobody is called in it any more. */
  | { readonly kind: 'day.closed'; readonly day: string }
  /** What somebody thought of their visit, of four levels (1 the worst): no ticket, no counter, nobody's name. */
  | { readonly kind: 'visit.rated'; readonly service: string; readonly level: number };

/** What a ledger line says, by its `kind`. Grows by variants; a reader passes over kinds it does not know. */
export type HallFact = TicketFact | CounterFact | BookingFact | NumbersFact | SlipFact | SiteFact;
