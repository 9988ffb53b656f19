import type { Milliseconds } from '../../hal/units.ts';
import type { LanguageTag } from '../behaviour.ts';

export interface ReceptionSettings {
  readonly languages: readonly { readonly tag: LanguageTag; readonly ownName: string; readonly spoken: boolean }[];
  /** A robot has a face. */
  readonly face: boolean;
  /** There is a number pad beside the screen. */
  readonly keypad: boolean;
  /** There is a voice and a loudspeaker. */
  readonly speaks: boolean;
  readonly volume: number;
  /** A clip that has not ended by its length plus this is given up (default 2 s). */
  readonly voiceGraceMs: Milliseconds;
  /** Synthesis slower than this is given up (default 5 s); the screen shows the words all the same. */
  readonly synthesisMs: Milliseconds;
  /** The language list closes by itself (default 15 s). */
  readonly languageListMs: Milliseconds;
}
