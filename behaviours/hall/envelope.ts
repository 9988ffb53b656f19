import { assert } from '../../hal/assert.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import type { HallFact } from './events.ts';
import { dataOf } from './facts.ts';

/**
 * A believed clock that falls behind the ledger by less than this stepped back (NTP, a midnight crossed twice): time stands still
 * until it has caught up. By more, the ledger's time was wrong, and waiting for it would stop the numbers for years.
 */
export const longestStandstillMs: Milliseconds = 26 * 3_600_000;
/** Another device's time counts as long as it is not farther ahead of our believed clock than this. */
export const longestLeadMs: Milliseconds = 10 * 60_000;

/**
 * Makes the events of one start of one device: numbered, and dated so that time never goes back behind the ledger. An unbelieved
 * clock is not asked: time then goes on from the ledger's newest event by the monotonic clock.
 */
export class Envelope {
  readonly #device: string;
  readonly #clock: Clock;
  #epoch = 0;
  #seq = 0;
  /** The newest time known, and the monotonic reading when it was learnt; null before anything is known. */
  #newest: { readonly wall: Epoch; readonly at: Milliseconds } | null = null;

  constructor(device: string, clock: Clock) {
    this.#device = device;
    this.#clock = clock;
  }

  /** Opens a start; until then no event is made. */
  begin(epoch: number): void {
    assert(Number.isSafeInteger(epoch) && epoch > this.#epoch, `epoch ${epoch} after ${this.#epoch}`);
    this.#epoch = epoch;
    this.#seq = 0;
  }

  /** The newest time that the ledger knows; null: none. */
  get newestWall(): Epoch | null {
    return this.#newest?.wall ?? null;
  }

  /** Goes on from the newest time that an earlier reading of the ledger came to. */
  resume(wall: Epoch): void {
    this.#set(wall);
  }

  /** Takes an event of the ledger into account, own or of another device. */
  learn(event: VisitEvent): void {
    if (event.device === this.#device) this.#set(event.wall);
    else {
      const { instant, trusted } = this.#clock.wallTime();
      // A stranger's clock must not carry ours away; while ours is not believed, a believed one is better than none.
      const believable = trusted ? event.wall <= instant + longestLeadMs : event.trusted;
      // One later, so that what we say about it comes after it.
      if (believable && (this.#newest === null || event.wall >= this.#newest.wall)) this.#set(event.wall + 1);
    }
  }

  /** Civil time as it goes into the ledger now. */
  now(): { readonly wall: Epoch; readonly trusted: boolean } {
    const { instant, trusted } = this.#clock.wallTime();
    const newest = this.#newest;
    if (newest === null) return { wall: instant, trusted };
    if (!trusted) return { wall: newest.wall + (this.#clock.now() - newest.at), trusted };
    return { wall: newest.wall - instant > longestStandstillMs ? instant : Math.max(instant, newest.wall), trusted };
  }

  /** `known`: when the newest took effect that is known of what this is about; it comes after that, although this clock be far behind. */
  make(fact: HallFact, cause: string, known: Epoch | null = null): VisitEvent {
    assert(this.#epoch > 0, 'an event before the start was counted');
    const { wall, trusted } = this.now();
    this.#set(wall);
    this.#seq += 1;
    const { kind, data } = dataOf(fact);
    return {
      v: 1,
      id: `${this.#device}/${this.#epoch}/${this.#seq}`,
      device: this.#device,
      epoch: this.#epoch,
      seq: this.#seq,
      monotonicMs: this.#clock.now(),
      wall,
      trusted,
      cause,
      kind,
      data: known === null || known <= wall ? data : { ...data, after: known + 1 },
    };
  }

  #set(wall: Epoch): void {
    this.#newest = { wall, at: this.#clock.now() };
  }
}
