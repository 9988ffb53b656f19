import type { Clock } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';

/** Wrong PINs that cost nothing: fingers slip. */
const free = 3;
const firstDelayMs: Milliseconds = 2_000;
/** From one address for one role it goes on doubling up to this. */
const longestForAddressMs: Milliseconds = 15 * 60_000;
/**
 * For a role over all addresses together, so that many addresses do not help: at one a minute a million PINs are two years. An address
 * from which the role has signed in before is not held up by it, so that nobody keeps the staff out by guessing on purpose.
 */
const freeForRole = 20;
const longestForRoleMs: Milliseconds = 60_000;
/** Who was quiet for this long begins anew. */
const forgottenAfterMs: Milliseconds = 24 * 3_600_000;
const mostRemembered = 4096;

interface Tries {
  readonly wrong: number;
  readonly at: Milliseconds;
  readonly until: Milliseconds;
}

/** Grows with each wrong PIN, by address and role and by role alone. Pure but for its memory. */
export class SignInLimit {
  readonly #clock: Clock;
  readonly #tries = new Map<string, Tries>();
  /** Where a role has signed in since the start, `role@address`. */
  readonly #known = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long this address must wait before it may try this role; 0: now. */
  waitMs(address: string, role: string): Milliseconds {
    const now = this.#clock.now();
    const here = `${role}@${address}`;
    const everywhere = this.#known.has(here) ? 0 : this.#of(role).until;
    return Math.max(0, Math.max(this.#of(here).until, everywhere) - now);
  }

  /**
   * Counts a try as wrong before it is judged, so that many at once do not all pass; `right` takes it back. Gives the wait that a
   * wrong one costs.
   */
  trying(address: string, role: string): Milliseconds {
    this.#count(`${role}@${address}`, free, longestForAddressMs);
    this.#count(role, freeForRole, longestForRoleMs);
    return this.waitMs(address, role);
  }

  right(address: string, role: string): void {
    if (this.#known.size < mostRemembered) this.#known.add(`${role}@${address}`);
    this.unjudged(address, role);
  }

  /** The try counts for nothing. */
  unjudged(address: string, role: string): void {
    this.#tries.delete(`${role}@${address}`);
    const ofRole = this.#tries.get(role);
    // Of the role only this one try: others may go on guessing meanwhile.
    if (ofRole !== undefined)
      this.#tries.set(role, {
        ...ofRole,
        wrong: ofRole.wrong - 1,
        until: ofRole.wrong - 1 > freeForRole ? ofRole.until : 0,
      });
  }

  #of(key: string): Tries {
    const known = this.#tries.get(key);
    const nothing = { wrong: 0, at: 0, until: 0 };
    return known === undefined || this.#clock.now() - known.at > forgottenAfterMs ? nothing : known;
  }

  #count(key: string, allowed: number, longestMs: Milliseconds): void {
    const now = this.#clock.now();
    const wrong = this.#of(key).wrong + 1;
    const beyond = wrong - allowed;
    const delay = beyond <= 0 ? 0 : Math.min(longestMs, firstDelayMs * (1 << Math.min(20, beyond - 1)));
    this.#tries.delete(key);
    this.#tries.set(key, { wrong, at: now, until: now + delay });
    if (this.#tries.size <= mostRemembered) return;
    // Roles are never forgotten for addresses: they are what holds when addresses are many.
    for (const old of this.#tries.keys())
      if (old.includes('@')) {
        this.#tries.delete(old);
        return;
      }
  }
}
