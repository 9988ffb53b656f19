import type { SimClock } from '../../sim/clock.ts';
import type { SeededRandom } from '../../sim/random.ts';
import type { HallFleet } from './hall-fleet.ts';

/** A call that a clerk was answered: at which device's page, for which counter. */
export interface CallTold {
  readonly page: string;
  readonly ticket: string;
  readonly counter: string;
  readonly at: number;
}

/**
 * Clerks who press `next` at the pages of a fleet without a rest, each at a counter of their own, and visitors who ask as fast as they
 * are answered; what the clerks are told is written down. Calls under way are broken off by whatever happens to the fleet.
 */
export class RestlessFleet {
  readonly calls: CallTold[] = [];
  readonly #fleet: HallFleet;
  readonly #random: SeededRandom;
  #working = true;
  #inHand = 0;

  constructor(fleet: HallFleet, random: SeededRandom) {
    this.#fleet = fleet;
    this.#random = random;
  }

  get #clock(): SimClock {
    return this.#fleet.clock;
  }

  /** `counters`: by the device at whose page their clerks press. */
  begin(counters: Readonly<Record<string, readonly string[]>>): void {
    for (const [page, ofPage] of Object.entries(counters)) {
      void this.#visitors(page);
      for (const counter of ofPage) void this.#clerk(page, counter);
    }
  }

  /** Everybody stops, and waits for what they have in hand. */
  async rest(): Promise<void> {
    this.#working = false;
    while (this.#inHand > 0) await this.#clock.advance(100);
  }

  #pause(most: number): Promise<void> {
    return new Promise((next) => this.#clock.setTimeout(() => next(), 1 + this.#random.below(most)));
  }

  async #clerk(page: string, counter: string): Promise<void> {
    for (let count = 0; ; count += 1) {
      if (!this.#working) return;
      this.#inHand += 1;
      const id = `${page}/${counter}/${count}`;
      const { hall } = this.#fleet.of(page);
      const answer = await hall.command({ name: 'next', id, by: 'clerk', counter, finishing: true });
      this.#inHand -= 1;
      if (answer.ok) this.calls.push({ page, counter, ticket: answer.value.ticket, at: this.#clock.now() });
      await this.#pause(answer.ok ? 3_000 : 300);
    }
  }

  async #visitors(page: string): Promise<void> {
    for (let count = 0; ; count += 1) {
      if (!this.#working) return;
      this.#inHand += 1;
      const id = `${page}/visitor/${count}`;
      await this.#fleet.of(page).hall.office.issue({ id, service: 'ho-tich', priority: null, language: 'vi' });
      this.#inHand -= 1;
      await this.#pause(2_000);
    }
  }
}
