import type { Milliseconds } from '../../hal/units.ts';

export interface AssistanceSettings {
  /** Where the visitor is, in the staff's words. */
  readonly place: string;
  /** Asked again when nobody accepts (default 20 s), at most `maxRepeats` times (default 5), then the visitor is told where to go. */
  readonly repeatMs: Milliseconds;
  readonly maxRepeats: number;
  /** How long `accepted` and `done` stay on the screen (default 8 s). */
  readonly showMs: Milliseconds;
  /** An accepted call that nobody finishes ends by itself (default 5 min). */
  readonly acceptedMs: Milliseconds;
}
