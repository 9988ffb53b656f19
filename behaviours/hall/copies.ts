import type { Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { HallBook } from './book.ts';
import { heldIn, type Mark } from './held.ts';
import type { HubLink } from './hub-link.ts';
import type { HallSettings } from './settings.ts';

/** So long a device that takes over waits for what others in reach hold of the lost hub: they say so within seconds. */
const gatheredWithinMs = 20_000;

/**
 * What people are told stands in two ledgers where that can be had: a clerk's act, and a number at this device's own glass, is answered
 * when it is durable here and another device of the hall has it on its disk too, so that a card which is lost takes nothing with it that
 * anybody was told. Nobody waits for that longer than `copyMs`, and not at all where nobody is in reach.
 */
export class Copies {
  readonly #settings: Pick<HallSettings, 'device' | 'together'>;
  readonly #book: HallBook;
  readonly #link: Pick<HubLink, 'copy' | 'newestElsewhere'>;
  readonly #clock: Clock;
  /** What is being written because of whom. */
  readonly #written = new Map<string, VisitEvent[]>();

  constructor(
    settings: Pick<HallSettings, 'device' | 'together'>,
    book: HallBook,
    { clock, link }: { readonly clock: Clock; readonly link: Pick<HubLink, 'copy' | 'newestElsewhere'> },
  ) {
    this.#settings = settings;
    this.#book = book;
    this.#link = link;
    this.#clock = clock;
  }

  /** Listens to what is written down here. */
  follow(): Unsubscribe {
    return this.#book.out.add((out) => {
      if (out.type === 'hall.recorded' && out.event.device === this.#settings.device)
        this.#written.get(out.event.cause)?.push(out.event);
    });
  }

  /** Gives the answer of a work when what it wrote because of `cause` has been copied. The same cause is copied by whoever came first. */
  async of<T>(cause: string, work: () => Promise<T>): Promise<T> {
    if (this.#written.has(cause)) return await work();
    const written: VisitEvent[] = [];
    this.#written.set(cause, written);
    try {
      return await work();
    } finally {
      this.#written.delete(cause);
      if (written.length > 0) await this.#copy(written);
    }
  }

  /** Waits until this device holds all that others in reach hold of what that one wrote, as far as they come up with it. */
  async gather(writer: string): Promise<void> {
    const there = await this.#link.newestElsewhere(writer);
    if (there === null || this.#holds(writer, there)) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        this.#clock.clearTimeout(timer);
        unsubscribe();
        resolve();
      };
      const timer: TimerId = this.#clock.setTimeout(() => end(), gatheredWithinMs);
      const unsubscribe = this.#book.out.add((out) => {
        if (out.type === 'hall.recorded' && this.#holds(writer, there)) end();
      });
    });
  }

  /** Lines that are kept at once overtake those before them: the newest that is here says nothing of these, a gap does. */
  #holds(writer: string, { epoch, seq }: Mark): boolean {
    const [first, ...others] = heldIn(this.#book.state).get(writer)?.get(epoch) ?? [];
    return first !== undefined && first.to >= seq && others.every(({ from }) => from > seq);
  }

  async #copy(written: readonly VisitEvent[]): Promise<void> {
    const limit = new AbortController();
    const timer = this.#clock.setTimeout(() => limit.abort(), this.#settings.together.copyMs);
    await this.#link.copy(written, limit.signal);
    this.#clock.clearTimeout(timer);
  }
}
