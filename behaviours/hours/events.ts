import type { Epoch } from '../../hal/units.ts';

/**
 * Whether the place serves now. `untrusted`: the clock is not believed, so nothing is refused for its time (tickets are given).
 * `until` is the next change, null when none is known. `ticketsGiven` follows the ticket hours.
 */
export type Hours = {
  readonly state: 'open' | 'break' | 'closed' | 'holiday' | 'untrusted';
  readonly ticketsGiven: boolean;
  readonly until: Epoch | null;
  /** Minutes of the local day when it opens again today (break), null otherwise. */
  readonly reopensAtMinute: number | null;
  /** Today's opening spans, minutes of the local day, for the closed screen. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
  readonly holiday: string;
};

export type HoursIn =
  | { readonly type: 'clock.stepped' }
  | { readonly type: 'staff.paused'; readonly reason: string }
  | { readonly type: 'staff.resumed' };
export type HoursOut = { readonly type: 'hours.changed'; readonly hours: Hours };
