import { assert } from '../../hal/assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../../hal/device.ts';
import type { Lamp, LampState } from '../../hal/ports/lamp.ts';
import { done, fail, type Result } from '../../hal/result.ts';

/** The twin of a lamp. `shown` is what a person sees: dark while it is closed or broken. */
export class SimLamp implements Lamp {
  readonly #where: string;
  readonly #faults = new Listeners<Fault>();
  readonly #shows = new Listeners<LampState>();
  #open = false;
  #broken = false;
  #wanted: LampState = 'off';
  #seen: LampState = 'off';

  constructor(where: string) {
    this.#where = where;
  }

  get shown(): LampState {
    return this.#seen;
  }

  open(): Promise<Result<void, Fault>> {
    assert(!this.#open, `lamp ${this.#where} opened twice`);
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

  set(state: LampState): void {
    this.#wanted = state;
    this.#light();
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Tells each change of what a person sees. */
  onShown(listener: (state: LampState) => void): Unsubscribe {
    return this.#shows.add(listener);
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
    const seen = this.#open && !this.#broken ? this.#wanted : 'off';
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#shows.emit(seen);
  }
}
