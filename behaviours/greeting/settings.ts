import type { Milliseconds } from '../../hal/units.ts';

export interface GreetingSettings {
  readonly centerName: Readonly<Record<string, string>>;
  /** Whether it speaks at all (a kiosk in a library may not). */
  readonly aloud: boolean;
  /** Somebody stands within the engaging distance this long before they are spoken to (default 700 ms). */
  readonly standingMs: Milliseconds;
  /** The visit ends when nobody is near for this long (default 8 s). */
  readonly awayMs: Milliseconds;
  /** How long `thanks` stays (default 4 s). */
  readonly farewellMs: Milliseconds;
  /** A visit that nobody touches ends after this, so that a person on a chair nearby does not hold it for ever (default 3 min). */
  readonly idleVisitMs: Milliseconds;
  /** After a visit ended by `completed` no new greeting for this long while the same person still stands there (default 20 s). */
  readonly restMs: Milliseconds;
}
