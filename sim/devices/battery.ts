import { assert } from '../../hal/assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../../hal/device.ts';
import type { Battery, PowerState } from '../../hal/ports/battery.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** How often a state that stays is told. */
const periodMs: Milliseconds = 10_000;
/** What a change of the mains needs to be believed: two measurements. */
const believedMs: Milliseconds = 500;
const fullMilliVolts = 8_400;
const emptyMilliVolts = 6_000;

/** The twin of a battery with a gauge. Its plug is the socket in the wall: pulled out, the device lives off the battery, which runs down. */
export class SimBattery implements Battery {
  readonly periodMs = periodMs;
  readonly #where: string;
  readonly #clock: Clock;
  /** How long a full battery lasts. */
  readonly #lastsMs: Milliseconds;
  readonly #faults = new Listeners<Fault>();
  readonly #states = new Listeners<PowerState>();
  #timers: { word: TimerId | null; change: TimerId | null } = { word: null, change: null };
  #open = false;
  #broken: Fault | null = null;
  #mains = true;
  #told = true;
  #charge = 1;
  #chargedAt: Milliseconds;

  constructor(where: string, clock: Clock, lastsMs: Milliseconds) {
    this.#where = where;
    this.#clock = clock;
    this.#lastsMs = lastsMs;
    this.#chargedAt = clock.now();
  }

  get mains(): boolean {
    return this.#mains;
  }
  /** 0 to 1, as it truly is. */
  get charge(): number {
    this.#runOn();
    return this.#charge;
  }

  open(): Promise<Result<void, Fault>> {
    assert(!this.#open, `battery ${this.#where} opened twice`);
    if (this.#broken !== null) return Promise.resolve(fail(this.#broken));
    this.#open = true;
    this.#told = this.#mains;
    this.#arm(0);
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#open = false;
    this.#disarm();
    return Promise.resolve();
  }

  onPower(listener: (power: PowerState) => void): Unsubscribe {
    return this.#states.add(listener);
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Pulls the device's plug out of the wall, or puts it in again. */
  setMains(mains: boolean): void {
    this.#runOn();
    this.#mains = mains;
    if (!this.#open || this.#broken !== null) return;
    if (this.#timers.change !== null) this.#clock.clearTimeout(this.#timers.change);
    this.#timers.change = this.#clock.setTimeout(() => {
      this.#timers.change = null;
      if (this.#told === this.#mains) return;
      this.#told = this.#mains;
      this.#speak();
    }, believedMs);
  }

  breakWith(fault: Fault): void {
    this.#broken = fault;
    this.#disarm();
    if (this.#open) this.#faults.emit(fault);
  }

  mend(): void {
    this.#broken = null;
  }

  #arm(ms: Milliseconds): void {
    this.#timers.word = this.#clock.setTimeout(() => {
      this.#arm(periodMs);
      this.#speak();
    }, ms);
  }

  #disarm(): void {
    for (const timer of Object.values(this.#timers)) if (timer !== null) this.#clock.clearTimeout(timer);
    this.#timers = { word: null, change: null };
  }

  /** A battery on the mains is full within the time that it lasts. */
  #runOn(): void {
    const now = this.#clock.now();
    const share = (now - this.#chargedAt) / this.#lastsMs;
    this.#chargedAt = now;
    this.#charge = Math.min(1, Math.max(0, this.#charge + (this.#mains ? share : 0 - share)));
  }

  #speak(): void {
    this.#runOn();
    this.#states.emit({
      milliVolts: Math.round(emptyMilliVolts + (fullMilliVolts - emptyMilliVolts) * this.#charge),
      milliAmperes: this.#told ? 120 : -1400,
      charge: Math.round(this.#charge * 100) / 100,
      mains: this.#told,
      at: this.#clock.now(),
    });
  }
}
