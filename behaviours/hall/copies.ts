import type { Unsubscribe } from '../../hal/device.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { HallBook } from './book.ts';
import type { HubLink } from './hub-link.ts';
import type { HallSettings } from './settings.ts';

/**
 * What people are told stands in two ledgers where that can be had: a clerk's act, and a number at this device's own glass, is answered
 * when it is durable here and another device of the hall has it on its disk too, so that a card which is lost takes nothing with it that
 * anybody was told. Nobody waits for that longer than `copyMs`, and not at all where nobody is in reach.
 */
export class Copies {
  readonly #settings: Pick<HallSettings, 'device' | 'together'>;
  readonly #book: HallBook;
  readonly #link: Pick<HubLink, 'copy'>;
  readonly #clock: Clock;
  /** What is being written because of whom. */
  readonly #written = new Map<string, { readonly events: VisitEvent[]; readonly copied: Promise<void> }>();

  constructor(
    settings: Pick<HallSettings, 'device' | 'together'>,
    book: HallBook,
    { clock, link }: { readonly clock: Clock; readonly link: Pick<HubLink, 'copy'> },
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
        this.#written.get(out.event.cause)?.events.push(out.event);
    });
  }

  /** Gives the answer of a work when what it wrote because of `cause` has been copied; also to whoever asks for the same meanwhile. */
  async of<T>(cause: string, work: () => Promise<T>): Promise<T> {
    const first = this.#written.get(cause);
    if (first !== undefined) {
      const answer = await work();
      await first.copied;
      return answer;
    }
    const events: VisitEvent[] = [];
    let end = (): void => undefined;
    const copied = new Promise<void>((resolve) => (end = resolve));
    this.#written.set(cause, { events, copied });
    try {
      const answer = await work();
      if (events.length > 0) await this.#copy(events);
      return answer;
    } finally {
      this.#written.delete(cause);
      end();
    }
  }

  async #copy(written: readonly VisitEvent[]): Promise<void> {
    const limit = new AbortController();
    const timer = this.#clock.setTimeout(() => limit.abort(), this.#settings.together.copyMs);
    await this.#link.copy(written, limit.signal);
    this.#clock.clearTimeout(timer);
  }
}
