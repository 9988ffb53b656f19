import type { Clock } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { HallBook } from './book.ts';
import type { HubLink } from './hub-link.ts';
import { within } from './within.ts';

/**
 * A device that begins with an empty card asks the others what it did before, once, and whoever wants a number or a call waits for it
 * meanwhile.
 */
export class AskingPast {
  readonly #book: HallBook;
  readonly #link: Pick<HubLink, 'past'>;
  readonly #clock: Clock;
  #asking: Promise<boolean> | null = null;

  constructor(book: HallBook, link: Pick<HubLink, 'past'>, clock: Clock) {
    this.#book = book;
    this.#link = link;
    this.#clock = clock;
  }

  /** Whether it is known what this device did before; asks first where it is not. */
  known(): Promise<boolean> {
    if (!this.#book.open || this.#book.pastKnown) return Promise.resolve(this.#book.pastKnown);
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** The same, and no longer than that: then it is not known yet. */
  async knownWithin(ms: Milliseconds): Promise<boolean> {
    return this.#book.pastKnown || within(this.#clock, ms, this.known(), false);
  }

  async #ask(): Promise<boolean> {
    const asked = await this.#link.past();
    if (asked === 'ended') return false;
    const concluded = await this.#book.concludePast(asked === 'complete');
    return concluded.ok && this.#book.pastKnown;
  }
}
