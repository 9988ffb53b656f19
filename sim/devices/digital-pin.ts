import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { DigitalInput, DigitalOutput, PinChange, PinFault } from '../../hal/ports/digital-pin.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** A piece of wire on the desk: its electrical level, what drives it, and who holds its end on the board. */
export class SimWire {
  readonly where: string;
  readonly #levels = new Listeners<boolean>();
  readonly #drives = new Listeners<boolean | null>();
  readonly #unplugged = new Listeners<void>();
  #driven: boolean | null = null;
  #outside: boolean;
  #holder: string | null = null;
  #present = true;

  /** `outside` is the level that the far side gives it at first. */
  constructor(where: string, outside = false) {
    this.where = where;
    this.#outside = outside;
  }

  /** The electrical level: what the board drives, else what the far side gives. */
  get high(): boolean {
    return this.#driven ?? this.#outside;
  }

  onLevel(listener: (high: boolean) => void): Unsubscribe {
    return this.#levels.add(listener);
  }

  /** Tells what the board drives, each time that it says so; null when it lets go. */
  onDriven(listener: (high: boolean | null) => void): Unsubscribe {
    return this.#drives.add(listener);
  }

  onUnplugged(listener: () => void): Unsubscribe {
    return this.#unplugged.add(listener);
  }

  /** The far side's level. */
  drive(high: boolean): void {
    this.#change(() => (this.#outside = high));
  }

  /** The board's side, by whoever holds it; null lets go. */
  driveFromBoard(high: boolean | null): void {
    this.#change(() => (this.#driven = high));
    this.#drives.emit(high);
  }

  take(holder: string): Result<void, PinFault> {
    if (!this.#present) return fail({ kind: 'absent', where: this.where });
    if (this.#holder !== null) return fail({ kind: 'busy', where: this.where, holder: this.#holder });
    this.#holder = holder;
    return done;
  }

  release(): void {
    this.#holder = null;
    this.driveFromBoard(null);
  }

  /** The chip behind the line is pulled out; whoever held the line holds nothing any more. */
  unplug(): void {
    this.#present = false;
    this.release();
    this.#unplugged.emit();
  }

  mend(): void {
    this.#present = true;
  }

  #change(how: () => void): void {
    const before = this.high;
    how();
    if (this.high !== before) this.#levels.emit(this.high);
  }
}

/** The twin of a line that is read: a level counts once it has lasted for the debounce. */
export class SimDigitalInput implements DigitalInput {
  readonly where: string;
  readonly #wire: SimWire;
  readonly #clock: Clock;
  readonly #activeLow: boolean;
  readonly #debounceMs: Milliseconds;
  readonly #faults = new Listeners<PinFault>();
  readonly #changes = new Listeners<PinChange>();
  #ends: readonly Unsubscribe[] = [];
  #open = false;
  #active: boolean | null = null;
  #settling: TimerId | null = null;

  constructor(wire: SimWire, clock: Clock, pin: { readonly activeLow: boolean; readonly debounceMs: Milliseconds }) {
    this.where = wire.where;
    this.#wire = wire;
    this.#clock = clock;
    this.#activeLow = pin.activeLow;
    this.#debounceMs = pin.debounceMs;
  }

  get active(): boolean | null {
    return this.#active;
  }

  open(): Promise<Result<void, PinFault>> {
    assert(!this.#open, `${this.where} opened twice`);
    const taken = this.#wire.take('letan');
    if (!taken.ok) return Promise.resolve(taken);
    this.#open = true;
    this.#active = this.#logical();
    this.#ends = [
      this.#wire.onLevel(() => this.#settle()),
      this.#wire.onUnplugged(() => {
        this.#stop();
        this.#faults.emit({ kind: 'unplugged', where: this.where });
      }),
    ];
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    if (!this.#open) return Promise.resolve();
    if (this.#ends.length > 0) this.#wire.release();
    this.#stop();
    this.#open = false;
    this.#active = null;
    return Promise.resolve();
  }

  onChange(listener: (change: PinChange) => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #stop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    if (this.#settling !== null) this.#clock.clearTimeout(this.#settling);
    this.#settling = null;
  }

  #logical(): boolean {
    return this.#wire.high !== this.#activeLow;
  }

  #settle(): void {
    if (this.#settling !== null) this.#clock.clearTimeout(this.#settling);
    this.#settling = this.#clock.setTimeout(() => {
      this.#settling = null;
      const active = this.#logical();
      if (active === this.#active) return;
      this.#active = active;
      this.#changes.emit({ active, at: this.#clock.now() });
    }, this.#debounceMs);
  }
}

/** The twin of a line that is driven; what it does is on its wire. */
export class SimDigitalOutput implements DigitalOutput {
  readonly where: string;
  readonly #wire: SimWire;
  readonly #activeLow: boolean;
  readonly #faults = new Listeners<PinFault>();
  #wanted = false;
  #open = false;
  #lost: Unsubscribe | null = null;

  constructor(wire: SimWire, pin: { readonly activeLow: boolean }) {
    this.where = wire.where;
    this.#wire = wire;
    this.#activeLow = pin.activeLow;
  }

  open(): Promise<Result<void, PinFault>> {
    assert(!this.#open, `${this.where} opened twice`);
    const taken = this.#wire.take('letan');
    if (!taken.ok) return Promise.resolve(taken);
    this.#open = true;
    this.#lost = this.#wire.onUnplugged(() => this.#lose());
    this.#drive();
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    if (this.#lost !== null) {
      this.#wire.driveFromBoard(this.#activeLow);
      this.#wire.release();
    }
    this.#lost?.();
    this.#lost = null;
    this.#open = false;
    return Promise.resolve();
  }

  write(active: boolean): void {
    this.#wanted = active;
    this.#drive();
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #lose(): void {
    this.#lost?.();
    this.#lost = null;
    this.#faults.emit({ kind: 'unplugged', where: this.where });
  }

  #drive(): void {
    if (this.#lost !== null) this.#wire.driveFromBoard(this.#wanted !== this.#activeLow);
  }
}
