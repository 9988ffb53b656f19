import type { Fault } from '../../hal/device.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { BookingFault } from './bookings.ts';
import type { Channel, Place, TicketId } from './fact.ts';
import type { QuotaFault } from './quotas.ts';

export type { BookingFault } from './bookings.ts';
export type { Channel, HallFact, Place, TicketId } from './fact.ts';
export type { QuotaFault } from './quotas.ts';

/**
 * `called`: somebody is walking there; `serving`: they stand at the counter; `parked`: put aside until they are ready; `void`: out of
 * line unserved.
 */
export type TicketPhase = 'waiting' | 'called' | 'serving' | 'parked' | 'finished' | 'no-show' | 'cancelled' | 'void';

/** A ticket as the ledger tells it. */
export type HallTicket = {
  readonly id: TicketId;
  /** The day in which it may be called, `yyyy-mm-dd`; null while its device has not known the time since it was issued. */
  readonly day: string | null;
  readonly number: string;
  readonly series: string;
  /** What it waits for now, or was served last; the further ones of its visit come after it. */
  readonly service: string;
  readonly further: readonly string[];
  /** The one counter that it was sent to; null: any that serves its service. */
  readonly to: string | null;
  readonly priority: string | null;
  /** Staff has seen for themselves that the priority is due. */
  readonly confirmed: boolean;
  readonly language: LanguageTag;
  readonly device: string;
  readonly channel: Channel;
  /** Given while its device could not reach the hub. */
  readonly apart: boolean;
  readonly person: string | null;
  readonly issuedWall: number;
  readonly token: string;
  readonly place: Place;
  readonly phase: TicketPhase;
  readonly counter: string | null;
  readonly calls: number;
  readonly calledWall: number | null;
  readonly arrivedWall: number | null;
  readonly finishedWall: number | null;
  /** Its newest slip. */
  readonly slip: 'none' | 'started' | 'printed' | 'not-printed' | 'unknown';
  /** A dossier was tied to the visit. */
  readonly dossier: boolean;
  /** Its holder has given their opinion: nobody gives a second. */
  readonly rated: boolean;
};

export type { HallCommand, HallRefusal } from './command.ts';

export type HallAnswer = { readonly number: string; readonly ticket: TicketId };

export type IssueRequest = {
  readonly id: string;
  readonly service: string;
  readonly priority: string | null;
  readonly language: LanguageTag;
  /** The booking by whose code it is asked for. */
  readonly booking?: string;
  /** Who asks, as far as a quota must know: an HMAC under a key of the day that is in no file. */
  readonly person?: string;
  /** The role of who asks for its holder; left out: they ask themselves. */
  readonly by?: string;
};

/**
 * How long one still waits until called, in minutes, as it may be told: half of those who stand so wait no longer than `p50Min`, nine
 * in ten no longer than `p90Min`. To ten minutes by the minute, above in fives (the upper end always rounded up): nobody knows better.
 * Never `p50Min` > `p90Min`; `p50Min` 0: less than half a minute, or anything up to `p90Min`.
 */
export type WaitRange = {
  readonly p50Min: number;
  readonly p90Min: number;
  /** It is likelier than not that nobody is called any more today before their turn: the doors close first. */
  readonly beyondClosing: boolean;
};

/**
 * How a waiting ticket stands: people before it, and how long it still waits (null: nobody can honestly say). `direct`: nobody is
 * before it, one counter serves it and has called nobody now, so its holder may go there without waiting for a call.
 */
export type Standing = { readonly ahead: number; readonly wait: WaitRange | null; readonly direct: boolean };

/** What the visitor is told with their number. `wait` null: nobody can honestly say. */
export type IssuedTicket = {
  readonly ticket: TicketId;
  readonly number: string;
  readonly day: string;
  readonly service: string;
  readonly ahead: number;
  readonly wait: WaitRange | null;
  /** As in `Standing`. */
  readonly direct: boolean;
  readonly counters: readonly string[];
  readonly token: string;
  /** Given while its device could not reach the hub: its place may turn out another when the devices hear each other again. */
  readonly apart: boolean;
  /** Minutes of the local day when it was issued, null when the clock was not believed. */
  readonly issuedMinute: number | null;
};

/** A slip that was begun and of which no end is known. */
export type UnfinishedSlip = { readonly ticket: TicketId; readonly jobId: string };

/** The newest ticket of an earlier start of this device that still stands and of which no slip is known to have come out. */
export type LeftBehind = {
  readonly ticket: IssuedTicket;
  readonly language: LanguageTag;
  readonly slip: 'none' | 'not-printed' | 'unknown';
  /** Slips begun so far. */
  readonly slips: number;
  /** Its slip was begun and no end of it is written yet. */
  readonly open: boolean;
  /** Since its newest slip was begun, or since it was issued; null: no clock tells (`left-behind.ts`). */
  readonly ageMs: Milliseconds | null;
};

export type OfficeFault =
  | { readonly kind: 'unknown-service'; readonly service: string }
  | { readonly kind: 'numbers-exhausted'; readonly series: string }
  /** The day is over: nobody is called in it any more. */
  | { readonly kind: 'day-closed'; readonly day: string }
  | { readonly kind: 'unknown-ticket'; readonly ticket: TicketId }
  | { readonly kind: 'ledger-refused'; readonly fault: Fault }
  | QuotaFault
  | BookingFault;

/** What a slip says of its ticket: its unguessable name, or its number; `day` null where the slip has none, which means today. */
export type TicketCode =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'number'; readonly number: string; readonly day: string | null };

/** A ticket that was asked for by its slip, as the hall knows it now. `standing` only while it waits. */
export type FoundTicket = {
  readonly ticket: IssuedTicket;
  readonly phase: TicketPhase;
  /** Where it was called to, null before. */
  readonly counter: string | null;
  readonly standing: Standing | null;
};

/** Where numbers come from. A request is repeated with the same id until it is answered; the same id never gets two numbers. */
export interface TicketOffice {
  issue(request: IssueRequest): Promise<Result<IssuedTicket, OfficeFault>>;
  /** Writes about a ticket's slip: durable when resolved. */
  slipStarted(ticket: TicketId, jobId: string): Promise<Result<void, OfficeFault>>;
  slipEnded(
    ticket: TicketId,
    jobId: string,
    outcome: 'printed' | 'not-printed' | 'unknown',
    reason: string,
  ): Promise<Result<void, OfficeFault>>;
  /** People before this ticket now and the wait, null when it no longer waits. */
  standing(ticket: TicketId): Standing | null;
  /** The service for which the holder of this code is expected now, or why they get no number by it. */
  booking(code: string): Result<{ readonly code: string; readonly service: string }, BookingFault>;
  /** The ticket of a slip, whichever device gave it; null where the hall knows none such in the days that it keeps. */
  find(code: TicketCode): FoundTicket | null;
  /**
   * Takes the number of a request out of line if it has got one and nobody has called it: whoever asked went before it could be
   * shown. Waits for a request under way. A request that got none is nothing to take back.
   */
  withdraw(requestId: string): Promise<Result<void, OfficeFault>>;
  /** Who may still stand here without a slip since before the restart; null: nobody. */
  leftBehind(): LeftBehind | null;
  /** Slips of this device that were begun in an earlier start and never ended: to be told `unknown`. */
  unfinishedSlips(): readonly UnfinishedSlip[];
}

export type HallOut =
  /** A fact became durable here (own or received); in ledger order. */
  | { readonly type: 'hall.recorded'; readonly event: VisitEvent }
  /** A fresh call, own or received. `language` is '' while the ticket itself is still on its way from its device. */
  | {
      readonly type: 'ticket.called';
      readonly ticket: TicketId;
      readonly number: string;
      readonly counter: string;
      readonly call: number;
      readonly language: LanguageTag;
    }
  | { readonly type: 'queue.changed'; readonly waiting: number }
  /** On the device that decides: a dossier's code, which stands in no fact, was tied to this visit. */
  | { readonly type: 'dossier.tied'; readonly ticket: TicketId; readonly code: string }
  /** Another device came into reach or went out of it, or another decides: what `picture` says of that has changed. */
  | { readonly type: 'reach.changed'; readonly apart: boolean }
  | {
      readonly type: 'numbers.gapFound';
      readonly series: string;
      readonly from: number;
      readonly to: number;
    };
