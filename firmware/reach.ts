import type { Clock } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Epoch } from '../hal/units.ts';
import { KeptWords } from './kept-words.ts';

interface ReachPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Whether there is a link to the broker at all. */
  readonly linked: () => boolean;
  /** Asks a device whether it is there; whatever comes from it is told by `spoke`. */
  readonly ask: (device: string, signal: AbortSignal) => Promise<unknown>;
  /** Of a device that the broker had kept a word of nothing else is heard. */
  readonly silent: (device: string) => void;
}

/**
 * Which devices of the site are in reach: whom the broker knows to be there, and who has not left a question unanswered since, nor the
 * one that a kept word of the broker is (`kept-words.ts`).
 */
export class Reach {
  readonly #ports: ReachPorts;
  readonly #online = new Map<string, boolean>();
  /** Who is there as far as the broker knows, and does not answer. */
  readonly #silent = new Set<string>();
  readonly #awaySince = new Map<string, Epoch>();
  readonly #kept: KeptWords;

  constructor(ports: ReachPorts) {
    this.#ports = ports;
    this.#kept = new KeptWords(ports);
  }

  has(device: string): boolean {
    return this.isThere(device) && !this.#silent.has(device);
  }
  /** As far as the broker knows. */
  isThere(device: string): boolean {
    return this.#ports.linked() && this.#online.get(device) === true;
  }
  isSilent(device: string): boolean {
    return this.#silent.has(device);
  }
  /** Since when (wall clock) that device has been out of reach; 0: it never was in it. */
  awaySince(device: string): Epoch {
    return this.#awaySince.get(device) ?? 0;
  }

  /**
   * The broker says that a device is there, or is not; `kept`: in a word that it had kept, which says nothing new of one that is silent.
   * True where that is news.
   */
  heard(device: string, isThere: boolean, kept: boolean): boolean {
    const was = this.#online.get(device);
    this.#online.set(device, isThere);
    if (isThere && kept) this.#kept.kept(device);
    else this.#kept.said(device);
    // A new start may be slow to answer; a question will tell.
    const isBack = isThere && !kept && this.#silent.delete(device);
    if (!isThere) this.#leaves(device);
    else if (!this.#silent.has(device)) this.#awaySince.delete(device);
    return was !== isThere || isBack;
  }

  /** A device left a question unanswered; true where it was in reach until now. */
  fellSilent(device: string): boolean {
    if (this.#silent.has(device) || !this.#ports.linked()) return false;
    this.#silent.add(device);
    this.#leaves(device);
    this.#ports.log.write('warn', 'hub.silent', { device });
    return true;
  }

  /** A device has said something; true where it was silent until now. */
  spoke(device: string): boolean {
    this.#kept.spoke(device);
    if (!this.#silent.delete(device)) return false;
    this.#awaySince.delete(device);
    this.#ports.log.write('info', 'hub.answers', { device });
    return true;
  }

  /** The link is gone: nobody is known to be there until they say so anew. */
  lost(): void {
    for (const device of this.#online.keys()) this.#leaves(device);
    this.#online.clear();
    this.#kept.lost();
  }

  #leaves(device: string): void {
    if (!this.#awaySince.has(device)) this.#awaySince.set(device, this.#ports.clock.wallTime().instant);
  }
}
