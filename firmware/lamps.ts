import type { Named } from '../hal/hal.ts';
import type { Lamp, LampState } from '../hal/ports/lamp.ts';

/** What all lamps of a device say: a call of the hall before what greeting wants. */
export class Lamps {
  readonly #lamps: Named<Lamp>;
  #wanted: LampState = 'off';
  #calling = false;
  #shown: LampState = 'off';

  constructor(lamps: Named<Lamp>) {
    this.#lamps = lamps;
  }

  want(state: LampState): void {
    this.#wanted = state;
    this.#show();
  }

  setCalling(calling: boolean): void {
    this.#calling = calling;
    this.#show();
  }

  /** A lamp came (back) up: it is told what the others say. */
  again(): void {
    for (const lamp of Object.values(this.#lamps)) lamp.set(this.#shown);
  }

  #show(): void {
    const state = this.#calling ? 'call' : this.#wanted;
    if (state === this.#shown) return;
    this.#shown = state;
    this.again();
  }
}
