import type { Clock } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';

/** Accounts that are remembered; who was silent longest is forgotten first, and begins with a full allowance. */
const mostAccounts = 4096;

/** A leaky bucket for each account: `burst` requests at once, `perSecond` for ever. */
export class RequestLimit {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #accounts = new Map<string, { readonly left: number; readonly at: Milliseconds }>();

  constructor(clock: Clock, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  /** Counts one request of the account and says whether it may be answered. */
  allows(account: string): boolean {
    const now = this.#clock.now();
    const known = this.#accounts.get(account);
    const refill = known === undefined ? 0 : ((now - known.at) * this.#perSecond) / 1000;
    const left = Math.min(this.#burst, (known?.left ?? this.#burst) + refill);
    // Put in again, so that the map's order is the order of last asking.
    this.#accounts.delete(account);
    this.#accounts.set(account, { left: left < 1 ? left : left - 1, at: now });
    if (this.#accounts.size > mostAccounts) {
      const oldest = this.#accounts.keys().next();
      if (oldest.done !== true) this.#accounts.delete(oldest.value);
    }
    return left >= 1;
  }
}
