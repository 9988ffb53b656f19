import { Listeners, type Unsubscribe } from '../device.ts';
import type { DigitalInput } from '../ports/digital-pin.ts';
import type { Keypad, KeypadFault, KeyPress, PadKey } from '../ports/keypad.ts';
import type { Result } from '../result.ts';

/**
 * One push button that stands for a key of a number pad: a kiosk with a button and no touch panel chooses what the screen says beside
 * that key. The pin's debounce is the button's; one that is held down at opening is not pressed by it.
 */
export class PinKeypad implements Keypad {
  readonly #pin: DigitalInput;
  readonly #presses = new Listeners<KeyPress>();

  constructor(pin: DigitalInput, key: PadKey) {
    this.#pin = pin;
    pin.onChange(({ active, at }) => {
      if (active) this.#presses.emit({ key, at });
    });
  }

  open(signal: AbortSignal): Promise<Result<void, KeypadFault>> {
    return this.#pin.open(signal);
  }
  close(): Promise<void> {
    return this.#pin.close();
  }
  onFault(listener: (fault: KeypadFault) => void): Unsubscribe {
    return this.#pin.onFault(listener);
  }
  onKey(listener: (press: KeyPress) => void): Unsubscribe {
    return this.#presses.add(listener);
  }
}
