import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { PinFault } from '../../hal/ports/digital-pin.ts';
import type { PulseEdge, PulseEdges, PulseInput } from '../../hal/ports/pulse-input.ts';
import { done, type Result } from '../../hal/result.ts';
import type { SimWire } from './digital-pin.ts';

/**
 * The twin of a line whose edges are counted by the kernel: each is stamped in simulated time and waits in a queue of `queue` until
 * it is fetched, in the next turn. The queue drops its oldest, as the kernel's does.
 */
export class SimPulseInput implements PulseInput {
  readonly where: string;
  readonly queue: number;
  readonly #wire: SimWire;
  readonly #clock: Clock;
  readonly #activeLow: boolean;
  readonly #counted: PulseEdges;
  readonly #faults = new Listeners<PinFault>();
  readonly #edges = new Listeners<readonly PulseEdge[]>();
  readonly #losses = new Listeners<number>();
  #waiting: PulseEdge[] = [];
  #ends: readonly Unsubscribe[] = [];
  #open = false;
  #fetch: TimerId | null = null;
  #seen = 0;
  #told = 0;

  constructor(
    wire: SimWire,
    clock: Clock,
    pin: { readonly activeLow: boolean; readonly counted: PulseEdges; readonly queue: number },
  ) {
    this.where = wire.where;
    this.queue = pin.queue;
    this.#wire = wire;
    this.#clock = clock;
    this.#activeLow = pin.activeLow;
    this.#counted = pin.counted;
  }

  get count(): number {
    return this.#told;
  }

  open(): Promise<Result<void, PinFault>> {
    assert(!this.#open, `${this.where} opened twice`);
    const taken = this.#wire.take('letan');
    if (!taken.ok) return Promise.resolve(taken);
    this.#open = true;
    this.#ends = [
      this.#wire.onLevel((high) => this.#see(high !== this.#activeLow)),
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
    this.#waiting = [];
    this.#seen = 0;
    this.#told = 0;
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

  #stop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    if (this.#fetch !== null) this.#clock.clearTimeout(this.#fetch);
    this.#fetch = null;
  }

  #see(active: boolean): void {
    if (this.#counted !== 'both' && (this.#counted === 'active') !== active) return;
    this.#seen += 1;
    this.#waiting.push({ active, atUs: this.#clock.now() * 1000, seq: this.#seen });
    if (this.#waiting.length > this.queue) this.#waiting.shift();
    this.#fetch ??= this.#clock.setTimeout(() => this.#tell(), 0);
  }

  #tell(): void {
    this.#fetch = null;
    const edges = this.#waiting;
    this.#waiting = [];
    const lost = (edges[0]?.seq ?? 0) - this.#told - 1;
    this.#told = this.#seen;
    if (lost > 0) this.#losses.emit(lost);
    if (this.#open) this.#edges.emit(edges);
  }
}
