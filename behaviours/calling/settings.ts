import type { Milliseconds, Radians } from '../../hal/units.ts';

export interface CallingSettings {
  readonly aloud: boolean;
  /** Languages in which calls are said; none: the site's first. */
  readonly languages: readonly string[];
  /** The ticket's own language after them, where it is spoken. */
  readonly ownLanguageToo: boolean;
  /** Times the words are said (default 2). */
  readonly repeats: number;
  /** The banner stays this long (default 20 s), a quarter of it at least when others wait to be called. */
  readonly bannerMs: Milliseconds;
  /** A voice claim that has not ended by then is given up and the next call goes on (default 30 s). */
  readonly voiceMs: Milliseconds;
  /** From this call of a ticket on it is worded as the last one (`callsBeforeNoShow` of the hall). */
  readonly lastCall: number;
  /** Direction to each counter for somebody who faces this device. */
  readonly directions: Readonly<Record<string, Radians>>;
}
