import type { Milliseconds, Radians } from '../../hal/units.ts';
import type { Icon } from '../reception/views.ts';

export interface TicketingSettings {
  readonly centerName: Readonly<Record<string, string>>;
  readonly services: readonly {
    readonly id: string;
    readonly name: Readonly<Record<string, string>>;
    readonly icon: Icon;
  }[];
  readonly counters: readonly { readonly id: string; readonly services: readonly string[] }[];
  /** Direction to each counter for somebody who faces this device; none for a device without a place. */
  readonly directions: Readonly<Record<string, Radians>>;
  readonly askPriority: boolean;
  /** Whether the site takes bookings, so that whoever has one is asked for its code. */
  readonly bookings: boolean;
  /** Whether a person is asked for a code of theirs before they get a number. */
  readonly askPerson: boolean;
  /** Whether there is a code reader. */
  readonly reader: boolean;
  /** Whether the number is said aloud. */
  readonly aloud: boolean;
  readonly printer: boolean;
  /** Printed on the QR of the slip; '' : the QR holds number, centre and date as text. */
  readonly publicBase: string;
  /** Nothing touched for this long: the warning (default 45 s; 90 s in easy mode). */
  readonly idleMs: Milliseconds;
  /** How long the warning waits for "more time" (default 25 s, at least 20 s). */
  readonly warningMs: Milliseconds;
  /** How long the number stays on screen once its slip is out (default 20 s); without a slip it stays `idleMs` and asks. */
  readonly numberMs: Milliseconds;
  /** The office is asked again after this when it does not answer (default 2 s), and given up after `officeGiveUpMs` (default 10 s). */
  readonly officeRetryMs: Milliseconds;
  readonly officeGiveUpMs: Milliseconds;
  /** After a restart the number of a ticket or slip that was begun this long ago at most is shown again (default 3 min). */
  readonly offerMs: Milliseconds;
  /** A print that has not ended by then is `unknown` (default 15 s). */
  readonly printMs: Milliseconds;
  /** A second touch within this is the same touch (default 400 ms); the screen does not change to `wait` before that either. */
  readonly doubleTapMs: Milliseconds;
}
