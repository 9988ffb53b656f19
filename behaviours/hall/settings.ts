import type { Milliseconds } from '../../hal/units.ts';

export interface SeriesService {
  readonly id: string;
  readonly series: string;
  /** Typical time at the counter, for the first estimates; null: nothing is known before somebody has been served. */
  readonly typicalMs: Milliseconds | null;
}

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
  /** Calls before a no-show is accepted (default 3). */
  readonly callsBeforeNoShow: number;
}
