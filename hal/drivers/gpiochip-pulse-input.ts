import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { PinFault } from '../ports/digital-pin.ts';
import type { PulseEdge, PulseEdges, PulseInput } from '../ports/pulse-input.ts';
import { done, type Result } from '../result.ts';
import type { GpiochipPin } from './gpiochip-digital-pin.ts';
import { GpiochipLine } from './gpiochip-line.ts';
import { longestQueue, type Bias, type LineEvent } from './gpiochip-uapi.ts';
import { pinName } from './pin-faults.ts';

export interface GpiochipPulsePin extends GpiochipPin {
  readonly bias: Bias;
}

/** Whom `gpioinfo` and a refused program name as the line's holder. */
const consumer = 'letan';

/**
 * Edges counted and stamped in the kernel's interrupt (Linux's GPIO character device, from 5.10), fetched when the process has
 * time. Its sequence numbers tell what the queue could not hold.
 */
export class GpiochipPulseInput implements PulseInput {
  readonly queue = longestQueue;
  readonly #pin: GpiochipPulsePin;
  readonly #counted: PulseEdges;
  readonly #faults = new Listeners<PinFault>();
  readonly #edges = new Listeners<readonly PulseEdge[]>();
  readonly #losses = new Listeners<number>();
  #line: GpiochipLine | null = null;
  #count = 0;

  constructor(pin: GpiochipPulsePin, counted: PulseEdges) {
    this.#pin = pin;
    this.#counted = counted;
  }

  get where(): string {
    return this.#line?.where ?? pinName(this.#pin.chip, this.#pin.line);
  }

  get count(): number {
    return this.#count;
  }

  open(): Promise<Result<void, PinFault>> {
    assert(this.#line === null, `${this.where} opened twice`);
    const { chip, line, activeLow, bias } = this.#pin;
    const rising = this.#counted !== 'inactive';
    const falling = this.#counted !== 'active';
    const use = { direction: 'in', bias, rising, falling, debounceUs: 0 } as const;
    const requested = GpiochipLine.request(chip, line, use, activeLow, consumer);
    if (!requested.ok) return Promise.resolve(requested);
    const held = requested.value;
    this.#line = held;
    this.#count = 0;
    held.watch(
      (events) => this.#tell(events),
      (fault) => this.#faults.emit(fault),
    );
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#line?.close();
    this.#line = null;
    this.#count = 0;
    return Promise.resolve();
  }

  onEdges(listener: (edges: readonly PulseEdge[]) => void): Unsubscribe {
    return this.#edges.add(listener);
  }

  onLost(listener: (edges: number) => void): Unsubscribe {
    return this.#losses.add(listener);
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** In runs without a gap, so that `onLost` comes between the edges where the loss was. */
  #tell(events: readonly LineEvent[]): void {
    const held = this.#line;
    let run: PulseEdge[] = [];
    for (const { active, atUs, seq } of events) {
      // The kernel counts in 32 bits and begins at 1; ours goes on over its wrap.
      const step = (seq - (this.#count >>> 0)) >>> 0;
      if (step !== 1) {
        if (run.length > 0) this.#edges.emit(run);
        run = [];
        if (this.#line === held) this.#losses.emit(step - 1);
      }
      // A listener may have closed us, or closed and opened us again.
      if (this.#line !== held) return;
      this.#count += step;
      run.push({ active, atUs, seq: this.#count });
    }
    if (run.length > 0) this.#edges.emit(run);
  }
}
