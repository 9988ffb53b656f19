import type { Fault } from '../hal/device.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { VisitEvent } from '../hal/ports/ticket-ledger.ts';
import type { Result } from '../hal/result.ts';
import type { Milliseconds } from '../hal/units.ts';

/** Events that wait for the ledger; a day of a busy centre is a tenth of it. */
const mostWaiting = 10_000;
const retryMs: Milliseconds = 5_000;
/** Events that are on their way into the ledger at once. */
const mostTogether = 64;

/**
 * Other devices' visit events on their way into the ledger. The broker holds them for delivered once they are here, so one that the
 * ledger refuses (disk full, not open yet) is kept and tried again, in the order of arrival, until it is written down.
 */
export class Inbox {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #store: (event: VisitEvent) => Promise<Result<void, Fault>>;
  readonly #waiting: VisitEvent[] = [];
  #storing = false;
  #timer: TimerId | null = null;
  #stopped = false;

  constructor(clock: Clock, log: Log, store: (event: VisitEvent) => Promise<Result<void, Fault>>) {
    this.#clock = clock;
    this.#log = log;
    this.#store = store;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  take(event: VisitEvent): void {
    if (this.#waiting.length >= mostWaiting) {
      this.#log.write('error', 'inbox.full', { dropped: event.id });
      return;
    }
    this.#waiting.push(event);
    if (!this.#storing && this.#timer === null) void this.#drain();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #drain(): Promise<void> {
    this.#storing = true;
    let refused = false;
    while (this.#waiting.length > 0 && !this.#stopped && !refused) {
      // What came in together is given to the ledger together, and shares its sync.
      const next = this.#waiting.slice(0, mostTogether);
      const results = await Promise.all(next.map((event) => this.#store(event)));
      const left: VisitEvent[] = [];
      for (const [index, event] of next.entries()) {
        const stored = results[index];
        if (stored === undefined || stored.ok) continue;
        if (left.length === 0)
          this.#log.write('warn', 'inbox.refused', {
            id: event.id,
            waiting: this.#waiting.length,
            fault: stored.fault,
          });
        left.push(event);
      }
      refused = left.length > 0;
      this.#waiting.splice(0, next.length, ...left);
    }
    this.#storing = false;
    if (this.#waiting.length === 0 || this.#stopped) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null;
      void this.#drain();
    }, retryMs);
  }
}
