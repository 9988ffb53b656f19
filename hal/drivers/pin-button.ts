import { Listeners, type Fault, type Unsubscribe } from '../device.ts';
import type { Button } from '../ports/button.ts';
import type { DigitalInput } from '../ports/digital-pin.ts';
import type { Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';

/** A push button on one line. The pin's debounce is the button's: a press is the line becoming active and staying so for that long. */
export class PinButton implements Button {
  readonly #pin: DigitalInput;
  readonly #presses = new Listeners<Milliseconds>();
  readonly #faults = new Listeners<Fault>();

  constructor(pin: DigitalInput) {
    this.#pin = pin;
    pin.onFault((fault) => this.#faults.emit(fault));
    pin.onChange(({ active, at }) => {
      if (active) this.#presses.emit(at);
    });
  }

  /** A button that is held down already is not pressed by the opening. */
  open(signal: AbortSignal): Promise<Result<void, Fault>> {
    return this.#pin.open(signal);
  }
  close(): Promise<void> {
    return this.#pin.close();
  }
  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  onPress(listener: (at: Milliseconds) => void): Unsubscribe {
    return this.#presses.add(listener);
  }
}
