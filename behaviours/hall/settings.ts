import type { Milliseconds } from '../../hal/units.ts';

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
  callsBeforeNoShow: 3,
  recallGuardMs: 0,
};

export interface HallSettings {
  readonly device: string;
  /** The device that decides `next`; a device whose own name this is decides itself. */
  readonly host: string;
  readonly services: readonly SeriesService[];
  readonly counters: readonly { readonly id: string; readonly services: readonly string[] }[];
  /** This device's own range of numbers in every series, both ends included; null: it gives none. */
  readonly numbers: { readonly from: number; readonly to: number } | null;
  /** Digits of a number (A012 has 3). */
  readonly digits: number;
  readonly zoneOffsetMin: number;
  readonly rules: HallRules;
}
