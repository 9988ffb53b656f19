import type { Milliseconds } from '../../hal/units.ts';
import type { HoursSettings } from '../hours/settings.ts';

export interface SeriesService {
  readonly id: string;
  readonly series: string;
  /** Typical time at the counter, for the first estimates; null: nothing is known before somebody has been served. */
  readonly typicalMs: Milliseconds | null;
}

/** Where somebody goes who comes back into line: where they were, at the end, or behind so many of those who wait. */
export type BackInLine =
  | { readonly to: 'earned' }
  | { readonly to: 'end' }
  | { readonly to: 'behind'; readonly people: number };

/** Numbers printed ahead for when everything is down: `count` from 1 in a series that no service has. */
export interface Strip {
  readonly series: string;
  readonly count: number;
}

/** Bookings of a site: how far ahead, in which minutes around their time their holders may check in, and the place that they have. */
export interface BookingRules {
  readonly daysAhead: number;
  readonly earlyMin: number;
  readonly lateMin: number;
  /** By the time that was booked, by when it was registered (equal with numbers taken here), or by when its holder came. */
  readonly place: 'slot' | 'registered' | 'arrived';
}

/** How many numbers a day; null: as many as are wanted. */
export interface QuotaRules {
  readonly perPerson: number | null;
  readonly perField: number | null;
  /** The field of a service, where it is not one of its own. */
  readonly fields: Readonly<Record<string, string>>;
  readonly perService: Readonly<Record<string, number>>;
  /** To whom numbers are given without a booking. */
  readonly onSite: 'everyone' | 'priority';
}

/** The discipline of a site: one configuration among others. */
export interface HallRules {
  /**
   * `classes`: who goes before others. An ordinary ticket is overtaken at a counter by at most `overtakenAtMost` of them that came
   * later; then it is served first. No classes: first come, first served.
   */
  readonly priority: { readonly classes: readonly string[]; readonly overtakenAtMost: number };
  /** Who was not there when called and comes late. */
  readonly latecomers: BackInLine;
  /** Who was put aside and is ready. */
  readonly parked: BackInLine;
  /** How many go first when a holder asks for more time. */
  readonly deferBehind: number;
  /** Null: the site prints none. */
  readonly strip: Strip | null;
  /** Null: the site takes none. */
  readonly bookings: BookingRules | null;
  readonly quotas: QuotaRules | null;
  /** Whether this device has a way to the city, which is told of dossiers that are tied to visits. */
  readonly dossiers: boolean;
  /** When people are called, for what they are told of their wait; null: the site keeps no hours. */
  readonly hours: HoursSettings | null;
  /** Calls before a no-show is accepted (default 3). */
  readonly callsBeforeNoShow: number;
  /** Within this after a call a recall of the same number is a slip of the finger. */
  readonly recallGuardMs: Milliseconds;
}

/** First come, first served; late-comers have their place. */
export const plainRules: HallRules = {
  priority: { classes: [], overtakenAtMost: 0 },
  latecomers: { to: 'earned' },
  parked: { to: 'earned' },
  deferBehind: 3,
  strip: null,
  bookings: null,
  quotas: null,
  dossiers: false,
  hours: null,
  callsBeforeNoShow: 3,
  recallGuardMs: 0,
};

/** Numbers of every series, both ends included. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** A device of the site and the numbers that config gives it for every day; null: it has what the hub leases it. */
export interface FleetDevice {
  readonly device: string;
  readonly numbers: NumberRange | null;
}

/** How devices of one hall go together, and how long one waits for another. */
export interface TogetherRules {
  /** A number that the hub has not answered by then is given from this device's own lease, marked `apart` (default 2 s). */
  readonly patienceMs: Milliseconds;
  /** What people are told is held back no longer than this until another device has it durable too (default 300 ms). */
  readonly copyMs: Milliseconds;
  /** How many numbers of a series one lease has (default 50). */
  readonly block: number;
  /** A member with fewer numbers of a series than this left to give by itself is leased a further block (default 20). */
  readonly low: number;
}

export const plainTogether: TogetherRules = { patienceMs: 2_000, copyMs: 300, block: 50, low: 20 };

export interface HallSettings {
  readonly device: string;
  /** The device that decides `next`; a device whose own name this is decides itself. */
  readonly host: string;
  readonly services: readonly SeriesService[];
  readonly counters: readonly { readonly id: string; readonly services: readonly string[] }[];
  /** All devices of the site by name, this one included: their ranges are standing leases that hold although the hub was never reached. */
  readonly fleet: readonly FleetDevice[];
  readonly together: TogetherRules;
  /** Digits of a number (A012 has 3). */
  readonly digits: number;
  readonly zoneOffsetMin: number;
  readonly rules: HallRules;
}
