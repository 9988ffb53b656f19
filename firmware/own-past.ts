import type { PastAsked } from '../behaviours/hall/hub-link.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';

/** Who has not answered yet is asked again after this. */
const askEveryMs: Milliseconds = 1_000;
/** Nobody of the site may be in reach: longer than this after the start nobody waits for one to come. */
const aloneAfterMs: Milliseconds = 15_000;
/** One that is there and does not answer holds nobody up for longer than this. */
const longestMs: Milliseconds = 60_000;

export interface OwnPastPorts {
  readonly clock: Clock;
  /** Asks a device for its word of the hall once; true: it came and has been heeded. */
  readonly ask: (device: string, signal: AbortSignal) => Promise<boolean>;
  /** Whether that device is there as far as the broker knows. */
  readonly isThere: (device: string) => boolean;
  /** Whether a broker that would remember knows nothing of this device: then whoever is not there knows nothing of it either. */
  readonly neverHere: () => boolean;
}

/**
 * A device with an empty card asks all others of its site what they know of it, until each has answered; whoever cannot be reached, or
 * does not answer, is waited for as long as is told above.
 */
export class OwnPast {
  readonly #others: readonly string[];
  readonly #ports: OwnPastPorts;
  readonly #answered = new Set<string>();
  readonly #asking = new Set<string>();
  #waiting: ((asked: PastAsked) => void)[] = [];
  #timer: TimerId | null = null;
  /** When the asking began; null: nobody asks, or there is no link to begin on yet. */
  #since: Milliseconds | null = null;
  #begun = false;

  constructor(others: readonly string[], ports: OwnPastPorts) {
    this.#others = others;
    this.#ports = ports;
  }

  /** Resolves once all have answered, or nobody else is waited for. */
  learn(): Promise<PastAsked> {
    if (this.#others.length === 0) return Promise.resolve('complete');
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#look();
    });
  }

  begin(): void {
    this.#begun = true;
    this.#look();
  }

  /** Somebody came, or the link did. */
  changed(): void {
    this.#look();
  }

  end(): void {
    this.#begun = false;
    this.#settle('ended');
  }

  #look(): void {
    if (!this.#begun || this.#waiting.length === 0) return;
    const { clock, isThere, neverHere } = this.#ports;
    this.#since ??= clock.now();
    const unanswered = this.#others.filter((device) => !this.#answered.has(device));
    const left = neverHere() ? unanswered.filter(isThere) : unanswered;
    const forMs = clock.now() - this.#since;
    if (left.length === 0) this.#settle('complete');
    else if (forMs >= longestMs || (forMs >= aloneAfterMs && !left.some(isThere))) this.#settle('partial');
    else {
      for (const device of left) if (!this.#asking.has(device)) void this.#ask(device);
      this.#timer ??= clock.setTimeout(() => {
        this.#timer = null;
        this.#look();
      }, askEveryMs);
    }
  }

  async #ask(device: string): Promise<void> {
    const { ask, clock } = this.#ports;
    const limit = new AbortController();
    const timer = clock.setTimeout(() => limit.abort(), askEveryMs - 1);
    this.#asking.add(device);
    const answered = await ask(device, limit.signal);
    clock.clearTimeout(timer);
    this.#asking.delete(device);
    if (!answered) return;
    this.#answered.add(device);
    this.#look();
  }

  #settle(asked: PastAsked): void {
    if (this.#timer !== null) this.#ports.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#since = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(asked);
  }
}
