import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { SimWire } from '../devices/digital-pin.ts';

/** Nothing came back: the echo line falls by itself after so long. */
const noEchoMs: Milliseconds = 38;

/**
 * The module's side of an HC-SR04's two wires (ElecFreaks' timing diagram): when the trigger falls it sends its burst, raises the echo
 * line, and lets it fall when the sound is back, 58 µs for each centimetre. Simulated time has whole milliseconds, so what stands before
 * it is told to about nine centimetres here; microseconds are the kernel's affair and are tested on its stamps.
 */
export class HcSr04 {
  readonly #clock: Clock;
  readonly #echo: SimWire;
  readonly #timers = new Set<TimerId>();
  #cm: number | null = null;
  #powered = true;
  #triggered = false;

  constructor(clock: Clock, trigger: SimWire, echo: SimWire) {
    this.#clock = clock;
    this.#echo = echo;
    trigger.onDriven((high) => {
      if (this.#triggered && high !== true) this.#ping();
      this.#triggered = high === true;
    });
  }

  /** What stands before it; null: nothing. */
  see(cm: number | null): void {
    this.#cm = cm;
  }

  setPowered(powered: boolean): void {
    this.#powered = powered;
    if (powered) return;
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
    this.#echo.drive(false);
  }

  #ping(): void {
    // It does not hear a trigger while it listens.
    if (!this.#powered || this.#timers.size > 0) return;
    this.#after(1, () => {
      this.#echo.drive(true);
      this.#after(this.#cm === null ? noEchoMs : Math.round((this.#cm * 58) / 1000), () => this.#echo.drive(false));
    });
  }

  #after(ms: Milliseconds, what: () => void): void {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      what();
    }, ms);
    this.#timers.add(timer);
  }
}
