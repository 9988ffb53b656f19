import type { Milliseconds, Radians } from '../../hal/units.ts';

export interface CallingSettings {
  readonly aloud: boolean;
  /** Call language(s) aloud: the first always, the ticket's own after it where it is spoken. */
  readonly languages: readonly string[];
  readonly ownLanguageToo: boolean;
  /** Times the words are said (default 2). */
  readonly repeats: number;
  /** The banner stays at least this long (default 20 s). */
  readonly bannerMs: Milliseconds;
  /** A voice claim that has not ended by then is given up and the next call goes on (default 30 s). */
  readonly voiceMs: Milliseconds;
  readonly lastCall: number;
  /** Direction to each counter for somebody who faces this device. */
  readonly directions: Readonly<Record<string, Radians>>;
}
