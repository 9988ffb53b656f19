import type { Milliseconds, Radians } from '../../hal/units.ts';

export interface CallingSettings {
  readonly device: string;
  /**
   * The devices that announce in the room where this one stands, the one that does so first, and the counters that they announce
   * for. Of them one speaks; those behind it listen and speak when it does not. Null: this device speaks for itself.
   */
  readonly room: { readonly speakers: readonly string[]; readonly counters: readonly string[] } | null;
  readonly aloud: boolean;
  /** Languages in which calls are said; none: the site's first. */
  readonly languages: readonly string[];
  /** The ticket's own language after them, where it is spoken. */
  readonly ownLanguageToo: boolean;
  /** Times the words are said (default 2). */
  readonly repeats: number;
  /** How long the chime sounds before a call. */
  readonly chimeMs: Milliseconds;
  /** The banner stays this long (default 20 s), a quarter of it at least when others wait to be called, less in a rush. */
  readonly bannerMs: Milliseconds;
  /** A voice claim that has not ended by then is given up, and another device has the calls (default 30 s). */
  readonly voiceMs: Milliseconds;
  /** From this call of a ticket on it is worded as the last one (`callsBeforeNoShow` of the hall). */
  readonly lastCall: number;
  /** A call of the same number so soon after the last one is the same call. */
  readonly recallGuardMs: Milliseconds;
  /** Direction to each counter for somebody who faces this device. */
  readonly directions: Readonly<Record<string, Radians>>;
}
