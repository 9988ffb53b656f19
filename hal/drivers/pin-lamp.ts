import { Listeners, type Fault, type Unsubscribe } from '../device.ts';
import type { DigitalOutput } from '../ports/digital-pin.ts';
import type { Lamp, LampState } from '../ports/lamp.ts';
import type { Result } from '../result.ts';

/** One lamp of one colour on one line: a LED, or a tower lamp through a relay. It is lit in the states that its entry names. */
export class PinLamp implements Lamp {
  readonly #pin: DigitalOutput;
  readonly #lit: ReadonlySet<LampState>;
  readonly #faults = new Listeners<Fault>();

  constructor(pin: DigitalOutput, lit: readonly LampState[]) {
    this.#pin = pin;
    this.#lit = new Set(lit);
    pin.onFault((fault) => this.#faults.emit(fault));
  }

  /** The pin keeps what was written last and drives it as soon as it is open. */
  open(signal: AbortSignal): Promise<Result<void, Fault>> {
    return this.#pin.open(signal);
  }
  close(): Promise<void> {
    return this.#pin.close();
  }
  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  set(state: LampState): void {
    this.#pin.write(this.#lit.has(state));
  }
}
