import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { SimClock } from './clock.ts';

/** How often simulated time is moved on, and how long the host may be busy with it before pages get their turn. */
const turnMs: Milliseconds = 33;
const busyMs: Milliseconds = 25;
/** Longest piece of simulated time between two looks at the host's clock. */
const pieceMs: Milliseconds = 100;
/** After a pause of the host (a closed lid) no more than this is caught up. */
const catchUpMs: Milliseconds = 500;

/** What is moved on: the simulator's time, or a recording's. */
export type PacedClock = Pick<SimClock, 'now' | 'advance'>;

/** Lets simulated time go along with the host's, faster, slower or not at all. */
export class Pacer {
  readonly #clock: PacedClock;
  readonly #host: Clock;
  readonly #advanced = new Listeners<void>();
  readonly #failed: (error: unknown) => void;
  #speed = 1;
  #playing = false;
  #timer: TimerId | null = null;
  #lastHost: Milliseconds = 0;
  #owed: Milliseconds = 0;
  /** Moves of time follow each other, whoever asks for them. */
  #moving: Promise<void> = Promise.resolve();
  #window: { host: Milliseconds; simulated: Milliseconds } = { host: 0, simulated: 0 };
  #reached = 0;
  #closed = false;

  constructor(clock: PacedClock, host: Clock, failed: (error: unknown) => void) {
    this.#clock = clock;
    this.#host = host;
    this.#failed = failed;
  }

  get playing(): boolean {
    return this.#playing;
  }
  get speed(): number {
    return this.#speed;
  }
  get reached(): number {
    return this.#playing ? this.#reached : 0;
  }

  onAdvanced(listener: () => void): Unsubscribe {
    return this.#advanced.add(listener);
  }

  play(): void {
    if (this.#playing || this.#closed) return;
    this.#playing = true;
    this.#lastHost = this.#host.now();
    this.#owed = 0;
    this.#window = { host: this.#lastHost, simulated: this.#clock.now() };
    this.#reached = this.#speed;
    this.#arm();
  }

  pause(): void {
    this.#playing = false;
    if (this.#timer !== null) this.#host.clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Clipped to what a person can still follow: 1 to 1000. */
  setSpeed(speed: number): void {
    this.#speed = Math.min(1000, Math.max(1, speed));
    this.#owed = 0;
  }

  step(ms: Milliseconds): Promise<void> {
    this.pause();
    return this.#move(() => this.#clock.advance(ms));
  }

  /** Does something that moves simulated time itself, in its turn. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#moving.then(work);
    this.#moving = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Resolves when no move of time is under way. */
  async close(): Promise<void> {
    this.pause();
    this.#closed = true;
    await this.#moving;
  }

  #move(work: () => Promise<void>): Promise<void> {
    this.#moving = this.#moving.then(work).then(
      () => this.#advanced.emit(),
      (error: unknown) => {
        this.pause();
        this.#closed = true;
        this.#failed(error);
      },
    );
    return this.#moving;
  }

  #arm(): void {
    this.#timer = this.#host.setTimeout(() => {
      this.#timer = null;
      void this.#move(() => this.#turn()).then(() => {
        if (this.#playing && this.#timer === null) this.#arm();
      });
    }, turnMs);
  }

  async #turn(): Promise<void> {
    if (!this.#playing) return;
    const began = this.#host.now();
    this.#owed += Math.min(catchUpMs, began - this.#lastHost) * this.#speed;
    this.#lastHost = began;
    while (this.#owed >= 1 && this.#host.now() - began < busyMs) {
      const piece = Math.min(pieceMs, Math.floor(this.#owed));
      this.#owed -= piece;
      await this.#clock.advance(piece);
    }
    // What the host could not keep up with is let go: the page says how fast it really goes.
    this.#owed = Math.min(this.#owed, catchUpMs * this.#speed);
    const host = this.#host.now() - this.#window.host;
    if (host < 1000) return;
    this.#reached = (this.#clock.now() - this.#window.simulated) / host;
    this.#window = { host: this.#host.now(), simulated: this.#clock.now() };
  }
}
