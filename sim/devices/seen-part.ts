import { assert } from '../../hal/assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../../hal/device.ts';
import { done, fail, type Result } from '../../hal/result.ts';

/**
 * What the twins of parts that people look at (a lamp, a sign) have in common: told once what to show, seen while open and whole, dark
 * else. States are plain data; alike in JSON is the same to the eye.
 */
export class SeenPart<State> {
  readonly #what: string;
  readonly #where: string;
  readonly #dark: State;
  readonly #faults = new Listeners<Fault>();
  readonly #shows = new Listeners<State>();
  #open = false;
  #broken = false;
  #wanted: State;
  #seen: State;

  /**
   * @param what the part's kind, for who opens it twice
   * @param where the device's name in the config
   * @param dark what is seen of it without power
   */
  constructor(what: string, where: string, dark: State) {
    this.#what = what;
    this.#where = where;
    this.#dark = dark;
    this.#wanted = dark;
    this.#seen = dark;
  }

  /** What a person sees. */
  get seen(): State {
    return this.#seen;
  }

  open(): Promise<Result<void, Fault>> {
    assert(!this.#open, `${this.#what} ${this.#where} opened twice`);
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

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Tells each change of what a person sees. */
  onSeen(listener: (state: State) => void): Unsubscribe {
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

  protected want(state: State): void {
    this.#wanted = state;
    this.#light();
  }

  #light(): void {
    const seen = this.#open && !this.#broken ? this.#wanted : this.#dark;
    if (JSON.stringify(seen) === JSON.stringify(this.#seen)) return;
    this.#seen = seen;
    this.#shows.emit(seen);
  }
}
