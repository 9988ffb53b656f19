import type { JsonObject } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Epoch } from '../hal/units.ts';
import { commandLifeMs, type Envelope } from './topics.ts';

/** Senders whose newest command is remembered; who was silent longest is forgotten first. */
const mostSenders = 512;
/** What a sender's count begins with. */
const firstSeq = 1;

/**
 * Tells commands that are meant now from those that were meant for another hour.
 *
 * By a trusted clock a command lives for a minute from when it was sent, less if its `expiresAt` says so, never longer; one that is
 * dated more than a minute ahead is refused, since it would live longer than a minute. Without a trusted clock the sequence of its
 * sender (`from`) decides: nothing is taken that comes behind what was taken already. A sender takes a new `from` with each of its
 * starts; one that keeps it is still known to have begun anew by a sequence that begins again with a later `at`. A command that names
 * no sender is judged by its id alone.
 */
export class CommandAge {
  readonly #clock: Clock;
  readonly #newest = new Map<string, { readonly seq: number; readonly at: Epoch }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why a command is not done now; null when it may be. */
  refusal(envelope: Envelope): JsonObject | null {
    const { trusted, instant } = this.#clock.wallTime();
    const untimely = trusted ? outOfTime(envelope, instant) : null;
    if (untimely !== null) return untimely;
    // Counted by a trusted clock too: it may cease to be believed.
    const late = this.#outOfOrder(envelope);
    return trusted ? null : late;
  }

  #outOfOrder({ from, seq, at }: Envelope): JsonObject | null {
    if (from === '') return null;
    const newest = this.#newest.get(from);
    const begunAnew = newest !== undefined && seq <= firstSeq && at > newest.at;
    const late = newest !== undefined && seq <= newest.seq && !begunAnew;
    // Put in again, so that the map's order is the order of last hearing.
    this.#newest.delete(from);
    this.#newest.set(from, late ? newest : { seq, at });
    if (this.#newest.size > mostSenders) {
      const oldest = this.#newest.keys().next();
      if (oldest.done !== true) this.#newest.delete(oldest.value);
    }
    if (!late) return null;
    return {
      kind: 'out-of-order',
      seq,
      newest: newest.seq,
      expected: `a seq above ${newest.seq}, the newest taken from "${from}"; this device does not know the time and goes by the count`,
      remedy: 'count up with each message, and take a new "from" with each start of the sender',
    };
  }
}

const outOfTime = ({ at, expiresAt }: Envelope, now: Epoch): JsonObject | null => {
  const end = Math.min(expiresAt ?? Number.POSITIVE_INFINITY, at + commandLifeMs);
  if (now > end)
    return {
      kind: 'expired',
      expiresAt: end,
      now,
      expected: `a command sent at most ${commandLifeMs / 1000} s ago whose expiresAt is still to come`,
      remedy: 'send it again with a new id and the present time; if it was sent just now, set the clock of the sender',
    };
  if (at > now + commandLifeMs)
    return {
      kind: 'from-the-future',
      at,
      now,
      expected: `an "at" no more than ${commandLifeMs / 1000} s ahead of this device's clock`,
      remedy: 'set the clock of the sender; "at" is in milliseconds since 1970 UTC',
    };
  return null;
};
