import type { Clock } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { RegisterChip } from './i2c-chip.ts';

/** What stands before a sensor of one zone: a distance, or nothing that answers. */
export type Ahead = { readonly mm: number } | 'nothing';

/** Every chip of the family wakes here. */
const bootAddress = 0x29;
const bootMs: Milliseconds = 1.2;

/** What the chips of ST's VL53 family share: power, the reset line XSHUT, and an address that they forget with either. */
export abstract class TofChip extends RegisterChip {
  protected readonly clock: Clock;
  #address = bootAddress;
  #powered = true;
  #running = true;
  #bootedAt: Milliseconds = 0;
  #ahead: Ahead = 'nothing';

  constructor(clock: Clock, pointerBytes: 1 | 2) {
    super(pointerBytes);
    this.clock = clock;
  }

  override get address(): number | null {
    return this.#powered && this.#running && this.clock.now() >= this.#bootedAt ? this.#address : null;
  }

  /** What stands before it from now on. */
  see(ahead: Ahead): void {
    this.#ahead = ahead;
  }
  protected get ahead(): Ahead {
    return this.#ahead;
  }

  setPowered(powered: boolean): void {
    if (powered && !this.#powered) this.#boot();
    this.#powered = powered;
  }

  /** The reset line: high lets it run. */
  setXshut(high: boolean): void {
    if (high && !this.#running) this.#boot();
    this.#running = high;
  }

  protected readdress(address: number): void {
    this.#address = address & 0x7f;
  }

  /** Everything is forgotten. */
  protected abstract forget(): void;

  #boot(): void {
    this.#address = bootAddress;
    this.#bootedAt = this.clock.now() + bootMs;
    this.forget();
  }
}
