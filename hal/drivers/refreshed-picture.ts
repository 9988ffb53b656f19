import type { Fault } from '../device.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import type { Milliseconds } from '../units.ts';

/**
 * The picture of a part that does not answer what it shows: sent one after another, of those that come while one is sent the newest, and
 * again from time to time, for a part that lost its supply or was hit by a spark.
 */
export class RefreshedPicture {
  readonly #clock: Clock;
  readonly #againMs: Milliseconds;
  readonly #send: () => Promise<Fault | null>;
  readonly #lost: (fault: Fault) => void;
  #open = false;
  #stale = false;
  #sending: Promise<void> | null = null;
  #timer: TimerId | null = null;

  /**
   * @param send sends what is to be shown by then; a fault where it could not.
   * @param lost the part could not be reached; nothing more is sent.
   */
  constructor(clock: Clock, againMs: Milliseconds, send: () => Promise<Fault | null>, lost: (fault: Fault) => void) {
    this.#clock = clock;
    this.#againMs = againMs;
    this.#send = send;
    this.#lost = lost;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  begin(): void {
    this.#open = true;
    this.refresh();
  }

  /** What is shown has changed. */
  refresh(): void {
    if (!this.#open) return;
    this.#stale = true;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
  }

  /** Sends nothing more, and waits for what is on its way; whether anything was sent until now. */
  async end(): Promise<boolean> {
    const wasOpen = this.#open;
    this.#stop();
    await this.#sending;
    return wasOpen;
  }

  /** The part is gone: told once. */
  lose(fault: Fault): void {
    if (!this.#open) return;
    this.#stop();
    this.#lost(fault);
  }

  async #sendAll(): Promise<void> {
    this.#stopTimer();
    while (this.#open && this.#stale) {
      this.#stale = false;
      const fault = await this.#send();
      if (fault !== null) this.lose(fault);
    }
    if (this.#open) this.#timer = this.#clock.setTimeout(() => this.refresh(), this.#againMs);
  }

  #stop(): void {
    this.#open = false;
    this.#stopTimer();
  }

  #stopTimer(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
