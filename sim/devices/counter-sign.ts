import { assert } from '../../hal/assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../../hal/device.ts';
import type { CounterSign, SignShows } from '../../hal/ports/counter-sign.ts';
import { done, fail, type Result } from '../../hal/result.ts';

const dark: SignShows = { kind: 'dark' };

/** The twin of a counter's sign. `seen` is what a person sees: dark while it is closed or broken. */
export class SimCounterSign implements CounterSign {
  readonly characters: number;
  readonly #where: string;
  readonly #faults = new Listeners<Fault>();
  readonly #shown = new Listeners<SignShows>();
  #open = false;
  #broken = false;
  #wanted: SignShows = dark;
  #seen: SignShows = dark;

  constructor(where: string, characters: number) {
    this.#where = where;
    this.characters = characters;
  }

  get seen(): SignShows {
    return this.#seen;
  }

  open(): Promise<Result<void, Fault>> {
    assert(!this.#open, `sign ${this.#where} opened twice`);
    if (this.#broken) return Promise.resolve(fail({ kind: 'absent', where: this.#where }));
    this.#open = true;
    this.#light();
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#open = false;
    this.#light();
    return Promise.resolve();
  }

  show(shows: SignShows): void {
    this.#wanted = shows;
    this.#light();
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Tells each change of what a person sees. */
  onSeen(listener: (shows: SignShows) => void): Unsubscribe {
    return this.#shown.add(listener);
  }

  unplug(): void {
    this.#broken = true;
    this.#light();
    if (this.#open) this.#faults.emit({ kind: 'absent', where: this.#where });
  }

  mend(): void {
    this.#broken = false;
  }

  #light(): void {
    const wanted = this.#open && !this.#broken ? this.#wanted : dark;
    const fits =
      wanted.kind !== 'number' || (/^[0-9A-Z]+$/.test(wanted.number) && wanted.number.length <= this.characters);
    const seen: SignShows = fits ? wanted : { kind: 'idle' };
    if (JSON.stringify(seen) === JSON.stringify(this.#seen)) return;
    this.#seen = seen;
    this.#shown.emit(seen);
  }
}
