import type { Fault } from '../../hal/device.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { BookingFault } from './bookings.ts';
import type { TicketId } from './fact.ts';
import type { QuotaFault } from './quotas.ts';

/** `id` makes a wish safe to repeat: the same id is answered the same and changes nothing again. `by` is the role of who wished it. */
interface Wish {
  readonly id: string;
  readonly by: string;
}

interface AtCounter extends Wish {
  readonly counter: string;
}

/** A ticket by its number of today, as a clerk reads it from a slip or a list; `<day>/<number>` for another day's. */
interface OfTicket extends Wish {
  readonly number: string;
}

/** A clerk's wish. */
export type HallCommand =
  /** `finishing`: whoever is served there is finished by it, in the same stroke. */
  | (AtCounter & { readonly name: 'next'; readonly finishing: boolean })
  | (AtCounter & { readonly name: 'recall' })
  | (AtCounter & { readonly name: 'arrived' })
  | (AtCounter & { readonly name: 'no-show' })
  | (AtCounter & { readonly name: 'finish' })
  | (AtCounter & { readonly name: 'park'; readonly reason: string })
  /** To a service, to a counter, or to both; one of them at least. */
  | (AtCounter & { readonly name: 'transfer'; readonly service: string | null; readonly to: string | null })
  /** One more service for whoever is served there. */
  | (AtCounter & { readonly name: 'extend'; readonly service: string })
  /** A ticket from the list, out of its turn. */
  | (AtCounter & OfTicket & { readonly name: 'call' })
  | (AtCounter & { readonly name: 'open'; readonly services: readonly string[] })
  | (AtCounter & { readonly name: 'pause-counter'; readonly reason: string })
  | (AtCounter & { readonly name: 'close' })
  /** Somebody without a number: one is issued and called in the same stroke. */
  | (AtCounter & { readonly name: 'walk-in'; readonly service: string; readonly priority: string | null })
  /** Back in line from parked or no-show. */
  | (OfTicket & { readonly name: 'return' })
  | (OfTicket & { readonly name: 'class'; readonly priority: string | null })
  /** Its holder wants more time. */
  | (OfTicket & { readonly name: 'defer' })
  | (OfTicket & { readonly name: 'cancel' })
  /** Ties a dossier to a visit of today by the dossier's code, which goes to the city and stands in no ledger. */
  | (OfTicket & { readonly name: 'dossier'; readonly code: string })
  /** Its holder gives their opinion; a second one is refused. What they think is told by `rate`, apart from it. */
  | (OfTicket & { readonly name: 'rated' })
  /** The holder of a booking is here: a number by its code, as they would get one at a machine. */
  | (Wish & { readonly name: 'check-in'; readonly code: string })
  /**
   * A number of the contingency strip that was given by hand while everything was down: for what, and when by the clock on the wall
   * (`minute` of today's local day, as somebody wrote it on the paper). It gets the place in line that this time earned.
   */
  | (OfTicket & {
      readonly name: 'enter';
      readonly service: string;
      readonly minute: number;
      readonly priority: string | null;
    })
  /** A booking comes in, from the city or from staff. `registered`: when it was booked there; null: now. */
  | (Wish & {
      readonly name: 'book';
      readonly code: string;
      readonly day: string;
      readonly minute: number;
      readonly service: string;
      readonly language: LanguageTag;
      readonly person: string | null;
      readonly registered: number | null;
    })
  | (Wish & { readonly name: 'cancel-booking'; readonly code: string })
  /** What somebody thought of their visit, of four levels (1 the worst). Nothing says who, with which number, or at which counter. */
  | (Wish & { readonly name: 'rate'; readonly service: string; readonly level: number })
  /** The day is over: who still waits is out of line, and nobody is called any more. */
  | (Wish & { readonly name: 'close-day' });

export type HallRefusal =
  | { readonly kind: 'unknown-counter'; readonly counter: string }
  | { readonly kind: 'unknown-service'; readonly service: string }
  | { readonly kind: 'unknown-ticket'; readonly ticket: TicketId }
  | { readonly kind: 'unknown-class'; readonly priority: string }
  /** Nobody is called to a counter that is paused or closed. */
  | { readonly kind: 'counter-shut'; readonly counter: string }
  | { readonly kind: 'counter-busy'; readonly counter: string; readonly number: string }
  | { readonly kind: 'nobody-waiting'; readonly counter: string }
  | { readonly kind: 'nobody-called'; readonly counter: string }
  /** A no-show is taken only after enough calls. */
  | { readonly kind: 'too-few-calls'; readonly number: string; readonly calls: number; readonly needed: number }
  /** The same number was called a moment ago: a slip of the finger. */
  | { readonly kind: 'too-soon'; readonly number: string; readonly waitMs: number }
  /** They stand at the counter already. */
  | { readonly kind: 'already-there'; readonly number: string }
  /** What is wanted does not go with where the ticket is: finished, with another counter, in line already. */
  | { readonly kind: 'wrong-phase'; readonly number: string; readonly phase: string; readonly counter: string | null }
  /** Nobody waits behind them whom they could let go first. */
  | { readonly kind: 'last-in-line'; readonly number: string }
  /** A transfer to nowhere else. */
  | { readonly kind: 'same-place'; readonly counter: string }
  /** Called by the number on their slip alone, whose issue has not been heard of here: whoever sends them on says for what. */
  | { readonly kind: 'service-not-heard'; readonly number: string }
  /** The site takes no bookings. */
  | { readonly kind: 'no-bookings' }
  /** 6 to 64 letters without marks, and digits. */
  | { readonly kind: 'booking-code'; readonly code: string }
  /** Bookings are taken for today and so many days after. */
  | { readonly kind: 'booking-day'; readonly day: string; readonly today: string; readonly daysAhead: number }
  /** The code is that of a booking which is here already; `same`: the very same one. */
  | { readonly kind: 'booking-known'; readonly code: string; readonly same: boolean }
  | { readonly kind: 'unknown-booking'; readonly code: string }
  | { readonly kind: 'booking-over'; readonly code: string; readonly why: 'taken' | 'cancelled' }
  /** Why a booking gives no number now. */
  | BookingFault
  /** What was typed is no dossier's code; `of` says what is wrong with it: its form, or the day in it. */
  | { readonly kind: 'dossier-code'; readonly code: string; readonly of: 'form' | 'day' }
  /** The device that decides has no way to the city, where dossiers are. */
  | { readonly kind: 'no-city-system' }
  /** Its holder has given their opinion before. */
  | { readonly kind: 'already-rated'; readonly number: string }
  /** As many as there are a day have been given or booked. */
  | QuotaFault
  /** The day has been closed. */
  | { readonly kind: 'day-closed'; readonly day: string }
  /** Not one of the contingency strip's numbers; `from` and `to` name its ends, both '' where the site has no strip. */
  | { readonly kind: 'not-of-strip'; readonly number: string; readonly from: string; readonly to: string }
  /** A number of the strip that was entered before. */
  | { readonly kind: 'already-entered'; readonly number: string; readonly service: string; readonly phase: string }
  /** The time on the paper is later than now; `now` is the minute of the day. */
  | { readonly kind: 'in-the-future'; readonly minute: number; readonly now: number }
  /** No number of this series is left to give. */
  | { readonly kind: 'numbers-exhausted'; readonly series: string }
  | { readonly kind: 'ledger-refused'; readonly fault: Fault }
  /** This device has an empty card, which may be a new one in the place of one that was lost: it asks the others first what it did before. */
  | { readonly kind: 'new-card' }
  /** This device has begun, or has come to decide, just now: it asks the others first whom they know to be called. Nothing was done. */
  | { readonly kind: 'asking-others' }
  /** Another device decides, and answers through this one only what it was asked over the bus. */
  | { readonly kind: 'not-host'; readonly host: string }
  /** The device that decides does not answer, and this one alone might call a person whom it calls too. */
  | { readonly kind: 'hub-away'; readonly hub: string };

/** The hall's own state, and not the wish, is why it was refused: it may be taken later. */
export const passingRefusals: ReadonlySet<unknown> = new Set<HallRefusal['kind']>([
  'ledger-refused',
  'not-host',
  'hub-away',
  'new-card',
  'asking-others',
]);

/** A person's wish that this device decide from now on; `id` makes it safe to repeat, `by` is the role of who wished it. */
export type Promotion = { readonly id: string; readonly by: string };
/** Under which term it decides. */
export type Promoted = { readonly hub: string; readonly term: number };
