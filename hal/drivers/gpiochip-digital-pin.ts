import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { DigitalInput, DigitalOutput, PinChange, PinFault } from '../ports/digital-pin.ts';
import { done, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { GpiochipLine } from './gpiochip-line.ts';
import type { Bias } from './gpiochip-uapi.ts';
import { pinName, type PinLine } from './pin-faults.ts';

/** Which line of which chip. `chip` null: the chip of this Raspberry Pi's header, for a name any chip that has it. */
export interface GpiochipPin {
  readonly chip: string | null;
  readonly line: PinLine;
  readonly activeLow: boolean;
}

export interface GpiochipInputPin extends GpiochipPin {
  readonly bias: Bias;
  readonly debounceMs: Milliseconds;
}

/** Whom `gpioinfo` and a refused program name as the line's holder. */
const consumer = 'letan';

/** A line read through Linux's GPIO character device (from 5.10); debounced by the kernel. */
export class GpiochipDigitalInput implements DigitalInput {
  readonly #pin: GpiochipInputPin;
  readonly #clock: Clock;
  readonly #faults = new Listeners<PinFault>();
  readonly #changes = new Listeners<PinChange>();
  #line: GpiochipLine | null = null;
  #active: boolean | null = null;

  constructor(pin: GpiochipInputPin, clock: Clock) {
    this.#pin = pin;
    this.#clock = clock;
  }

  get where(): string {
    return this.#line?.where ?? pinName(this.#pin.chip, this.#pin.line);
  }

  get active(): boolean | null {
    return this.#active;
  }

  open(): Promise<Result<void, PinFault>> {
    assert(this.#line === null, `${this.where} opened twice`);
    const { chip, line, activeLow, bias, debounceMs } = this.#pin;
    const use = { direction: 'in', bias, rising: true, falling: true, debounceUs: debounceMs * 1000 } as const;
    const requested = GpiochipLine.request(chip, line, use, activeLow, consumer);
    if (!requested.ok) return Promise.resolve(requested);
    const held = requested.value;
    const level = held.read();
    if (!level.ok) {
      held.close();
      return Promise.resolve(level);
    }
    this.#line = held;
    this.#active = level.value;
    held.watch(
      (events) => {
        for (const { active } of events) this.#learn(active);
        // The queue may have overflowed; what the line is now stands over what was told of it.
        const now = this.#line === held ? held.read() : null;
        if (now?.ok === true) this.#learn(now.value);
      },
      (fault) => this.#faults.emit(fault),
    );
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#line?.close();
    this.#line = null;
    this.#active = null;
    return Promise.resolve();
  }

  onChange(listener: (change: PinChange) => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #learn(active: boolean): void {
    // A listener may have closed us in the midst of a piece.
    if (this.#line === null || active === this.#active) return;
    this.#active = active;
    this.#changes.emit({ active, at: this.#clock.now() });
  }
}

/** A line driven through Linux's GPIO character device (from 5.10). */
export class GpiochipDigitalOutput implements DigitalOutput {
  readonly #pin: GpiochipPin;
  readonly #faults = new Listeners<PinFault>();
  #line: GpiochipLine | null = null;
  #wanted = false;

  constructor(pin: GpiochipPin) {
    this.#pin = pin;
  }

  get where(): string {
    return this.#line?.where ?? pinName(this.#pin.chip, this.#pin.line);
  }

  open(): Promise<Result<void, PinFault>> {
    assert(this.#line === null, `${this.where} opened twice`);
    const { chip, line, activeLow } = this.#pin;
    const requested = GpiochipLine.request(chip, line, { direction: 'out', active: this.#wanted }, activeLow, consumer);
    if (!requested.ok) return Promise.resolve(requested);
    this.#line = requested.value;
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    const held = this.#line;
    this.#line = null;
    if (held === null) return Promise.resolve();
    // Where this fails the chip has gone, and its line with it.
    held.write(false);
    held.close();
    return Promise.resolve();
  }

  write(active: boolean): void {
    this.#wanted = active;
    const written = this.#line?.write(active) ?? done;
    if (!written.ok) this.#faults.emit(written.fault);
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
}
