import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';

/**
 * So long the broker's kept word that a device is there is believed although the device itself says nothing. Whoever lives is back at a
 * broker that began anew within 8 s (`broker/redial.ts`), and has some seconds to answer; and a hub that was away while another was
 * raised, which finds on its own broker the words of before, has asked the brokers of the others meanwhile (`broker/duty.ts`).
 */
export const believedMs: Milliseconds = 12_000;
/** How often such a device is asked meanwhile. */
const askEveryMs: Milliseconds = 1_000;
/** And after it, as long as its word is kept: it may be there all the same. */
const askLaterMs: Milliseconds = 20_000;

export interface KeptWordsPorts {
  readonly clock: Clock;
  /** Asks a device whether it is there; whatever comes from it is told by `spoke`. */
  readonly ask: (device: string, signal: AbortSignal) => Promise<unknown>;
  /** A device said nothing in all that time. */
  readonly silent: (device: string) => void;
}

/**
 * Devices of which only the broker says that they are there, in a word that it had kept. A device that dies together with the broker, as
 * all do when a house loses its power, leaves such a word for good: its will dies with the broker, which keeps no wills on its disk
 * (eclipse-mosquitto, issue 2797). So a kept word is a question: an answer beats it, and so does silence. Sparkplug B has it alike: there
 * no birth certificate is kept, and a host asks whom it has not heard for a new one.
 */
export class KeptWords {
  readonly #ports: KeptWordsPorts;
  /** Since when each has been asked. */
  readonly #asked = new Map<string, Milliseconds>();
  /** Who has said something since the link is there. */
  readonly #spoke = new Set<string>();
  #timer: TimerId | null = null;

  constructor(ports: KeptWordsPorts) {
    this.#ports = ports;
  }

  /** The broker had kept that this device is there. */
  kept(device: string): void {
    if (this.#spoke.has(device) || this.#asked.has(device)) return;
    this.#asked.set(device, this.#ports.clock.now());
    this.#ask(device);
    this.#askIn(askEveryMs);
  }

  /**
   * The word that it is there, or is no more, came just now. No proof that lasts: what was queued for this device while it was off comes
   * like that as well, and the kept word after it.
   */
  said(device: string): void {
    this.#asked.delete(device);
  }

  /** It has said something to this device. */
  spoke(device: string): void {
    this.#spoke.add(device);
    this.#asked.delete(device);
  }

  /** The link is gone, or given up. */
  lost(): void {
    if (this.#timer !== null) this.#ports.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#asked.clear();
    this.#spoke.clear();
  }

  #askIn(ms: Milliseconds): void {
    const { clock } = this.#ports;
    if (this.#timer !== null) clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => {
      this.#timer = null;
      this.#askAll();
    }, ms);
  }

  #askAll(): void {
    const { clock, silent } = this.#ports;
    let next = askLaterMs;
    for (const [device, since] of this.#asked) {
      if (clock.now() - since >= believedMs) silent(device);
      else next = askEveryMs;
      this.#ask(device);
    }
    if (this.#asked.size > 0) this.#askIn(next);
  }

  #ask(device: string): void {
    const { ask, clock } = this.#ports;
    const limit = new AbortController();
    const timer = clock.setTimeout(() => limit.abort(), askEveryMs - 1);
    void ask(device, limit.signal).then(() => clock.clearTimeout(timer));
  }
}
