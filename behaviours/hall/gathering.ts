import type { Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { HallBook } from './book.ts';
import { firstLacking, heldIn, type HeldStarts } from './held.ts';
import type { HubLink } from './hub-link.ts';
import type { HallSettings } from './settings.ts';
import { firstTerm } from './state.ts';

/**
 * So long nobody is called because of one device that is there, and does not say what it holds. One of which only the broker says that it
 * is there goes out of reach sooner (`firmware/kept-words.ts`).
 */
const silentMs: Milliseconds = 20_000;
/** So long because of one that says what it holds, and not all of it comes. */
const patienceMs: Milliseconds = 60_000;
/** It is asked again after this while it has not answered, or has not heard of the new hub yet; any answer to any question will do. */
const againMs: Milliseconds = 1_000;

interface GatheringPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly link: Pick<HubLink, 'heard' | 'heldBy' | 'on' | 'reaches'>;
}

/**
 * Before a device calls anybody it asks each device in reach, once in a start and once in a term, what that holds, and waits until it is
 * here. What this device wrote itself others hold where its card has lost the newest of it. One that was raised gathers what others hold of
 * the old hub too: whom that has called they may know of. An old hub that comes back is asked as well, once it obeys: what it has decided
 * meanwhile is here before the next is called.
 */
export class Gathering {
  readonly #settings: Pick<HallSettings, 'device' | 'fleet' | 'host'>;
  readonly #book: HallBook;
  readonly #ports: GatheringPorts;
  /** Devices of which all is here, by the term under which that was asked for. */
  #done = new Set<string>();
  #term = firstTerm;
  readonly #asking = new Map<string, Promise<void>>();

  constructor(settings: Pick<HallSettings, 'device' | 'fleet' | 'host'>, book: HallBook, ports: GatheringPorts) {
    this.#settings = settings;
    this.#book = book;
    this.#ports = ports;
  }

  /** Who decides asks whoever comes into reach at once, so that clerks wait as little as can be. */
  follow(): Unsubscribe {
    return this.#ports.link.on(() => {
      if (this.#book.decides) this.#askAll();
    });
  }

  /** Resolves when this device may decide, as far as others know of anything. */
  async done(): Promise<true> {
    // A hub that was away may have been followed by another; a call of both would bring one person to two counters.
    if (this.#book.decides) await this.#ports.link.heard();
    this.#askAll();
    while (this.#asking.size > 0) {
      await Promise.all(this.#asking.values());
      this.#askAll();
    }
    return true;
  }

  #askAll(): void {
    const { open, term } = this.#book;
    if (!open) return;
    if (term !== this.#term) {
      this.#term = term;
      this.#done = new Set();
    }
    for (const { device } of this.#settings.fleet) {
      if (device === this.#settings.device || this.#done.has(device) || this.#asking.has(device)) continue;
      if (!this.#ports.link.reaches(device)) continue;
      this.#asking.set(
        device,
        this.#ask(device, term).finally(() => this.#asking.delete(device)),
      );
    }
  }

  /** Whether that device may have decided anything under a lower term. */
  #wasHub(device: string): boolean {
    return device === this.#settings.host || this.#book.state.hub?.before.includes(device) === true;
  }

  /** Ends when all of it is here, when it goes out of reach, or when it has had its time. */
  async #ask(device: string, term: number): Promise<void> {
    const { clock, link, log } = this.#ports;
    const limit = new AbortController();
    let timer = clock.setTimeout(() => limit.abort('late'), silentMs);
    const gone = link.on(() => {
      if (!link.reaches(device)) limit.abort('gone');
    });
    const held = await this.#heldBy(device, term, limit.signal);
    clock.clearTimeout(timer);
    if (held !== null) {
      timer = clock.setTimeout(() => limit.abort('late'), patienceMs);
      await this.#come(device, held, limit.signal);
      clock.clearTimeout(timer);
    }
    gone();
    if (limit.signal.reason === 'gone') return;
    if (limit.signal.aborted) log.write('error', 'hub.calls-unheard', { device, term });
    if (term === this.#term) this.#done.add(device);
  }

  /** What it holds, null when the limit was reached before it said so. */
  #heldBy(device: string, term: number, limit: AbortSignal): Promise<ReadonlyMap<string, HeldStarts> | null> {
    const { clock, link } = this.#ports;
    return new Promise((resolve) => {
      let timer: TimerId | null = null;
      const questions: AbortController[] = [];
      const end = (held: ReadonlyMap<string, HeldStarts> | null): void => {
        if (timer !== null) clock.clearTimeout(timer);
        limit.removeEventListener('abort', late);
        resolve(held);
        for (const question of questions) question.abort();
      };
      const late = (): void => end(null);
      limit.addEventListener('abort', late, { once: true });
      const ask = (): void => {
        timer = clock.setTimeout(ask, againMs);
        const question = new AbortController();
        questions.push(question);
        void link.heldBy(device, question.signal).then((said) => {
          // Under a lower term one that was the hub may yet decide what it does not say.
          if (said !== null && (said.term >= term || !this.#wasHub(device))) end(said.held);
        });
      };
      ask();
    });
  }

  /** Resolves when all that the device holds of this one, and of whoever may have decided before it, is here, or the limit is reached. */
  #come(device: string, held: ReadonlyMap<string, HeldStarts>, limit: AbortSignal): Promise<void> {
    const raised = this.#book.decides && this.#book.term > firstTerm;
    // What a member writes itself it gives over (`release.ts`).
    const owed = [...held].filter(
      ([writer]) => writer === this.#settings.device || (raised && (writer !== device || this.#wasHub(device))),
    );
    const isHere = (): boolean => {
      const own = heldIn(this.#book.state);
      return owed.every(
        ([writer, starts]) => firstLacking(starts, own.get(writer) ?? new Map(), { epoch: 0, seq: 0 }) === null,
      );
    };
    if (limit.aborted || isHere()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        limit.removeEventListener('abort', end);
        stop();
        resolve();
      };
      limit.addEventListener('abort', end, { once: true });
      const stop = this.#book.out.add((out) => {
        if (out.type === 'hall.recorded' && isHere()) end();
      });
    });
  }
}
