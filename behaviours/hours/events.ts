import type { Epoch } from '../../hal/units.ts';
import type { Kept, Resumed } from '../behaviour.ts';

/** A day of the Gregorian calendar: month 1 to 12, day 1 to 31. */
export type CivilDate = { readonly year: number; readonly month: number; readonly day: number };

/** A run of days off under one name, both ends included; the name by language. */
export type Holiday = {
  readonly name: Readonly<Record<string, string>>;
  readonly from: CivilDate;
  readonly to: CivilDate;
};

/**
 * Whether the place serves now. `untrusted`: the clock is not believed, so nothing is refused for its time (tickets are given).
 * `paused`: staff asked the device to pause, whatever the hour. `stopping`: it is about to end and takes nobody any more. `until` is the next change, null when none is known.
 * `ticketsGiven` follows the ticket hours.
 */
export type Hours = {
  readonly state: 'open' | 'break' | 'closed' | 'holiday' | 'untrusted' | 'paused' | 'stopping';
  readonly ticketsGiven: boolean;
  readonly until: Epoch | null;
  /** Minutes of the local day when it opens again today (break), null otherwise. */
  readonly reopensAtMinute: number | null;
  /** The next opening, by the site's calendar and clock; null while it is open, unknown or not believed. */
  readonly opens: { readonly on: CivilDate; readonly minute: number; readonly today: boolean } | null;
  /** Today's opening spans, minutes of the local day, for the closed screen. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
  /** Today's spans in which tickets are given. */
  readonly ticketSpans: readonly { readonly from: number; readonly to: number }[];
  /** Why today is a day off; null on any other day. */
  readonly holiday: Holiday | null;
};

export type HoursIn =
  | { readonly type: 'clock.stepped' }
  | { readonly type: 'staff.paused'; readonly reason: string }
  | { readonly type: 'staff.resumed' }
  /** The process ends as soon as nobody has a slip under way; there is no way back from it but a start. */
  | { readonly type: 'device.stopping' }
  | Resumed;
export type HoursOut = { readonly type: 'hours.changed'; readonly hours: Hours } | Kept;
