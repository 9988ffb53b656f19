import type { Fault } from '../../hal/device.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Entropy } from '../../hal/ports/entropy.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Storage } from '../../hal/ports/storage.ts';
import { done, type Result } from '../../hal/result.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import { compareMarks, heldIn, holds, newestIn, type Mark } from './held.ts';
import { leasesOf } from './numbers.ts';
import { anewAt } from './numbers-given.ts';
import type { HallSettings } from './settings.ts';
import type { SideFile } from './side-file.ts';
import { keepStart, type Start } from './starts.ts';
import type { HallState } from './state.ts';

/** As much of the hall's book as is needed to go on without a past. */
export interface AnewBook {
  readonly state: HallState;
  readonly open: boolean;
  readonly side: SideFile;
  today(): string;
  wall(): { readonly wall: Epoch; readonly trusted: boolean };
  /** Goes on under this start: the side file has been raised, its numbers may have been shown. */
  goOnUnder(epoch: number): void;
}

interface LostCardPorts {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly storage: Storage;
  readonly log: Log;
}

/** Starts that a card may have seen of which nobody has heard. */
const startsUnheard = 1_000;
const minuteMs = 60_000;
/** Whoever holds its past may be gone by the time it is asked for it: numbers do not wait for that for ever. */
const longestOwedMs: Milliseconds = 120_000;

const nothing: Mark = { epoch: 0, seq: 0 };

/**
 * What this device did and does not know of: its card was lost, or put back from an old copy. An empty card does not know whether it is a
 * device's first or a new one in its place; so the others are asked before anything is decided or given. What they hold of this device's
 * own writing it goes on above and gets back; and of what nobody in reach holds nothing can come twice, because it goes on where the lost
 * card cannot have been: under a start counted by the time, with blocks from a part of the numbers that is used for nothing
 * else (`anewAt`).
 */
export class LostCard {
  readonly #settings: HallSettings;
  readonly #book: AnewBook;
  readonly #storage: Storage;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  #start: Start = { epoch: 0, pastKnown: true };
  #owed: { readonly upTo: Mark; readonly since: Milliseconds } | null = null;
  #floor = 0;
  #outliving: Promise<unknown> = Promise.resolve();

  constructor(settings: HallSettings, book: AnewBook, ports: LostCardPorts) {
    this.#settings = settings;
    this.#book = book;
    this.#storage = ports.storage;
    this.#log = ports.log;
    this.#clock = ports.clock;
    this.#entropy = ports.entropy;
  }

  /** The ledger was read and this start was counted. */
  begin(start: Start): void {
    this.#start = start;
  }

  /** Whether this device knows what it did before, or has gone on where it cannot have been. Until then it decides and gives nothing. */
  get pastKnown(): boolean {
    return this.#start.pastKnown;
  }

  /**
   * Up to here no number is given on any day of this start, 0 where there is no such bound: it went on anew without a believed clock, and
   * the day will be another once it is.
   */
  get floor(): number {
    return this.#floor;
  }

  /** Whether others have said that it wrote more than it has back, and may still send it. */
  get isOwed(): boolean {
    const owed = this.#owed;
    if (owed === null) return false;
    const back = holds(heldIn(this.#book.state).get(this.#settings.device) ?? new Map(), owed.upTo);
    if (back || this.#clock.now() - owed.since > longestOwedMs) this.#owed = null;
    return this.#owed !== null;
  }

  /**
   * Others hold what this device wrote up to there. Where that is more than it holds itself, and of this start or a later one, it goes on
   * anew: no id comes twice, and of its numbers of today it gives none any more, since people may hold any of them.
   */
  outlive(mark: Mark): Promise<Result<void, Fault>> {
    // Everybody who is there says so at once.
    return this.#inTurn(() => this.#outlive(mark));
  }

  /**
   * The others were asked. `complete`: all of them, and each has answered, so that what they hold is all that there is; else somebody may
   * know more, and it goes on anew.
   */
  conclude(complete: boolean): Promise<Result<void, Fault>> {
    return this.#inTurn(() => this.#conclude(complete));
  }

  #inTurn(work: () => Promise<Result<void, Fault>>): Promise<Result<void, Fault>> {
    const result = this.#outliving.then(work);
    this.#outliving = result;
    return result;
  }

  async #outlive(mark: Mark): Promise<Result<void, Fault>> {
    const { open, state } = this.#book;
    const own = newestIn(heldIn(state)).get(this.#settings.device) ?? nothing;
    if (!open || compareMarks(mark, own) <= 0) return done;
    if (mark.epoch >= this.#start.epoch) {
      const gone = await this.#goOnAnew(mark.epoch);
      if (!gone.ok) return gone;
    } else if (this.#start.pastKnown) return done;
    if (compareMarks(mark, this.#owed?.upTo ?? nothing) > 0) this.#owed = { upTo: mark, since: this.#clock.now() };
    return done;
  }

  async #conclude(complete: boolean): Promise<Result<void, Fault>> {
    if (!this.#book.open || this.#start.pastKnown) return done;
    if (!complete && this.#owed === null) {
      const gone = await this.#goOnAnew(0);
      if (!gone.ok) return gone;
    }
    const kept = await keepStart(this.#storage, { ...this.#start, pastKnown: true });
    if (!kept.ok) return kept;
    this.#start = kept.value;
    return done;
  }

  async #goOnAnew(known: number): Promise<Result<void, Fault>> {
    const { side } = this.#book;
    const { services, zoneOffsetMin } = this.#settings;
    const { wall, trusted } = this.#book.wall();
    const since = Math.max(known, this.#start.epoch);
    // Without a believed clock chance keeps it apart from what an earlier card did.
    const drawn = trusted ? null : drawnFrom(this.#entropy);
    const epoch = drawn === null ? Math.max(since, Math.floor(wall / minuteMs)) + 1 : since + startsUnheard + drawn;
    const counted = await keepStart(this.#storage, { ...this.#start, epoch });
    if (!counted.ok) return counted;
    const today = this.#book.today();
    const before = anewAt(this.#settings, drawn ?? wall, drawn === null ? zoneOffsetMin : 0) - 1;
    for (const series of new Set(services.map((service) => service.series)))
      for (const name of [series, leasesOf(series)]) {
        const raised = await side.raise(today, name, before);
        if (!raised.ok) return raised;
      }
    this.#start = counted.value;
    if (!trusted) this.#floor = before;
    this.#log.write('error', 'ledger.outlived', { epoch: known, now: epoch });
    this.#book.goOnUnder(epoch);
    return done;
  }
}

/** A whole number below 2^24: of the milliseconds of a day, some 4 hours 40; of starts, more than any device makes. */
const drawnFrom = (entropy: Entropy): number => entropy.bytes(3).reduce((sum, byte) => sum * 256 + byte, 0);
