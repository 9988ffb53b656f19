import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Keypad, KeypadFault, KeyPress, PadKey } from '../../hal/ports/keypad.ts';
import { done, fail, type Result } from '../../hal/result.ts';

/** The twin of a number pad. */
export class SimKeypad implements Keypad {
  readonly #where: string;
  readonly #clock: Clock;
  readonly #presses = new Listeners<KeyPress>();
  readonly #faults = new Listeners<KeypadFault>();
  #open = false;
  #fault: KeypadFault | null = null;

  constructor(where: string, clock: Clock) {
    this.#where = where;
    this.#clock = clock;
  }

  open(): Promise<Result<void, KeypadFault>> {
    assert(!this.#open, `keypad ${this.#where} opened twice`);
    if (this.#fault !== null) return Promise.resolve(fail(this.#fault));
    this.#open = true;
    return Promise.resolve(done);
  }
  close(): Promise<void> {
    this.#open = false;
    return Promise.resolve();
  }
  onKey(listener: (press: KeyPress) => void): Unsubscribe {
    return this.#presses.add(listener);
  }
  onFault(listener: (fault: KeypadFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** A finger, down and up. */
  press(key: PadKey): void {
    if (this.#open && this.#fault === null) this.#presses.emit({ key, at: this.#clock.now() });
  }

  unplug(): void {
    this.breakWith({ kind: 'absent', where: this.#where });
  }
  breakWith(fault: KeypadFault): void {
    this.#fault = fault;
    if (this.#open) this.#faults.emit(fault);
  }
  mend(): void {
    this.#fault = null;
  }
}
