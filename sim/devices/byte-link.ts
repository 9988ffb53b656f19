import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { ByteLink, LinkFault } from '../../hal/ports/byte-link.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { WireEnd } from '../peripherals/wire.ts';

export interface SimByteLinkOptions {
  /** As people would call it. */
  readonly where: string;
  /** From one end to the other. */
  readonly latencyMs: Milliseconds;
  /** What the wire carries; null: as much as is given to it. */
  readonly bytesPerSecond: number | null;
  readonly readable: boolean;
  /** What the operating system takes before the far side has it. */
  readonly systemBytes: number;
}

export const simByteLinkDefaults: SimByteLinkOptions = {
  where: 'simulated link',
  latencyMs: 1,
  bytesPerSecond: null,
  readable: true,
  systemBytes: 16_384,
};

interface Write {
  /** Resolved once the operating system has taken the stream up to here. */
  readonly end: number;
  readonly settle: (result: Result<void, LinkFault>) => void;
}

/** On a slow wire the far side hears from what is under way at least this often. */
const pieceMs: Milliseconds = 50;

/** The twin of a byte link: carries bytes to a peripheral and back in simulated time, and can be pulled out in the middle of a byte. */
export class SimByteLink implements ByteLink {
  readonly #clock: Clock;
  readonly #far: WireEnd;
  readonly #options: SimByteLinkOptions;
  readonly #bytes = new Listeners<Uint8Array>();
  readonly #faults = new Listeners<LinkFault>();
  readonly #timers = new Set<TimerId>();
  readonly #writes: Write[] = [];
  /** What the far side has not got yet, in order. */
  #queue: Uint8Array[] = [];
  /** Bytes of the stream so far: handed in, arrived. */
  #given = 0;
  #arrived = 0;
  #moving: { readonly timer: TimerId; readonly bytes: Uint8Array; readonly since: Milliseconds } | null = null;
  #open = false;
  #lost = false;
  #broken: LinkFault | null = null;
  #ends: readonly Unsubscribe[] = [];
  #opened = 0;
  #endOpening = (): void => undefined;

  constructor(clock: Clock, far: WireEnd, options: Partial<SimByteLinkOptions> = {}) {
    this.#clock = clock;
    this.#far = far;
    this.#options = { ...simByteLinkDefaults, ...options };
  }

  get where(): string {
    return this.#options.where;
  }
  get readable(): boolean {
    return this.#options.readable;
  }
  /** How often it was opened with success. */
  get opened(): number {
    return this.#opened;
  }

  open(signal: AbortSignal): Promise<Result<void, LinkFault>> {
    assert(!this.#open, `${this.where} opened twice`);
    this.#open = true;
    return new Promise((resolve) => {
      const settle = (result: Result<void, LinkFault>): void => {
        signal.removeEventListener('abort', giveUp);
        this.#disarm(timer);
        this.#endOpening = () => undefined;
        this.#open = result.ok;
        if (result.ok) this.#start();
        resolve(result);
      };
      const giveUp = (): void => settle(fail({ kind: 'timeout', where: this.where }));
      const timer = this.#arm(() => settle(this.#broken === null ? done : fail(this.#broken)));
      this.#endOpening = () => settle(fail({ kind: 'unplugged', where: this.where }));
      signal.addEventListener('abort', giveUp);
      if (signal.aborted) giveUp();
    });
  }

  close(): Promise<void> {
    this.#endOpening();
    this.#stop({ kind: 'unplugged', where: this.where });
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
    this.#open = false;
    return Promise.resolve();
  }

  write(bytes: Uint8Array, signal: AbortSignal): Promise<Result<void, LinkFault>> {
    if (!this.#open || this.#lost) return Promise.resolve(fail({ kind: 'unplugged', where: this.where }));
    if (signal.aborted) return Promise.resolve(fail({ kind: 'timeout', where: this.where }));
    return new Promise((resolve) => {
      const giveUp = (): void => write.settle(fail({ kind: 'timeout', where: this.where }));
      const write: Write = {
        end: this.#given + bytes.length,
        settle: (result) => {
          signal.removeEventListener('abort', giveUp);
          const at = this.#writes.indexOf(write);
          if (at >= 0) this.#writes.splice(at, 1);
          resolve(result);
        },
      };
      signal.addEventListener('abort', giveUp);
      this.#given = write.end;
      this.#writes.push(write);
      if (bytes.length > 0) this.#queue.push(bytes.slice());
      this.#settleTaken();
      this.#move();
    });
  }

  onBytes(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#bytes.add(listener);
  }
  onFault(listener: (fault: LinkFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Pulls the plug: what is under way arrives as far as it had come. Stays out until `plug`. */
  unplug(): void {
    this.breakWith({ kind: 'absent', where: this.where });
  }

  /** Whoever opens it meets this fault; an open link is lost. */
  breakWith(fault: LinkFault): void {
    this.#broken = fault;
    if (!this.#open || this.#lost) return;
    const lost: LinkFault = { kind: 'unplugged', where: this.where };
    this.#stop(lost);
    this.#faults.emit(lost);
  }

  plug(): void {
    this.#broken = null;
  }

  #start(): void {
    this.#opened += 1;
    this.#lost = false;
    this.#ends = [this.#far.onRoom(() => this.#move()), this.#far.onSend((bytes) => this.#answer(bytes))];
  }

  #stop(fault: LinkFault): void {
    this.#lost = true;
    for (const end of this.#ends) end();
    this.#ends = [];
    const moving = this.#moving;
    this.#moving = null;
    if (moving !== null) {
      this.#disarm(moving.timer);
      this.#far.receive(moving.bytes.subarray(0, this.#come(moving)));
    }
    this.#queue = [];
    this.#given = 0;
    this.#arrived = 0;
    for (const write of this.#writes.slice()) write.settle(fail(fault));
  }

  /** How many bytes of a piece have come through by now. */
  #come(moving: { readonly bytes: Uint8Array; readonly since: Milliseconds }): number {
    const spent = this.#clock.now() - moving.since - this.#options.latencyMs;
    const { bytesPerSecond } = this.#options;
    const come = bytesPerSecond === null ? 0 : (spent / 1000) * bytesPerSecond;
    return Math.min(moving.bytes.length, Math.max(0, Math.floor(come)));
  }

  #answer(bytes: Uint8Array): void {
    if (!this.#options.readable) return;
    this.#arm(() => {
      if (this.#open && !this.#lost) this.#bytes.emit(bytes);
    });
  }

  #settleTaken(): void {
    for (const write of this.#writes.slice()) {
      if (write.end > this.#arrived + this.#options.systemBytes) return;
      write.settle(done);
    }
  }

  /** Sends the next piece on its way, as large as the far side has room for. */
  #move(): void {
    if (this.#moving !== null || this.#lost || this.#queue.length === 0) return;
    const { bytesPerSecond, latencyMs } = this.#options;
    const piece = bytesPerSecond === null ? Infinity : Math.max(1, Math.floor((bytesPerSecond * pieceMs) / 1000));
    const most = Math.min(this.#far.room, piece);
    if (most <= 0) return;
    const bytes = this.#take(most);
    const ms = latencyMs + (bytesPerSecond === null ? 0 : (bytes.length / bytesPerSecond) * 1000);
    const timer = this.#arm(() => this.#arrive(bytes), Math.ceil(ms));
    this.#moving = { timer, bytes, since: this.#clock.now() };
  }

  #arrive(bytes: Uint8Array): void {
    this.#moving = null;
    this.#arrived += bytes.length;
    this.#far.receive(bytes);
    this.#settleTaken();
    this.#move();
  }

  #take(most: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let size = 0;
    while (size < most) {
      const first = this.#queue[0];
      if (first === undefined) break;
      const part = first.subarray(0, most - size);
      parts.push(part);
      size += part.length;
      if (part.length === first.length) this.#queue.shift();
      else this.#queue[0] = first.subarray(part.length);
    }
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  #arm(callback: () => void, ms: Milliseconds = this.#options.latencyMs): TimerId {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #disarm(timer: TimerId): void {
    this.#timers.delete(timer);
    this.#clock.clearTimeout(timer);
  }
}
