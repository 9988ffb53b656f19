import type { Milliseconds } from '../../hal/units.ts';
import type { Icon } from '../reception/views.ts';

export interface TicketingSettings {
  readonly centerName: Readonly<Record<string, string>>;
  readonly services: readonly {
    readonly id: string;
    readonly name: Readonly<Record<string, string>>;
    readonly icon: Icon;
  }[];
  readonly counters: readonly { readonly id: string; readonly services: readonly string[] }[];
  readonly askPriority: boolean;
  readonly printer: boolean;
  /** Printed on the QR of the slip; '' : the QR holds number, centre and date as text. */
  readonly publicBase: string;
  /** Nothing touched for this long: the warning (default 45 s; 90 s in easy mode). */
  readonly idleMs: Milliseconds;
  /** How long the warning waits for "more time" (default 25 s, at least 20 s). */
  readonly warningMs: Milliseconds;
  /** How long the number stays on screen once handed over (default 20 s). */
  readonly numberMs: Milliseconds;
  /** The office is asked again after this when it does not answer (default 2 s), and given up after `officeGiveUpMs` (default 10 s). */
  readonly officeRetryMs: Milliseconds;
  readonly officeGiveUpMs: Milliseconds;
  /** A print that has not ended by then is `unknown` (default 15 s). */
  readonly printMs: Milliseconds;
  /** A second touch of a tile within this is the same touch (default 400 ms). */
  readonly doubleTapMs: Milliseconds;
}
