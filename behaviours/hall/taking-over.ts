import type { Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { HallBook } from './book.ts';
import { firstLacking, heldIn, type HeldStarts } from './held.ts';
import type { HubLink } from './hub-link.ts';
import type { HallSettings } from './settings.ts';
import { firstTerm } from './state.ts';

/** So long nobody is called because of one device that is there and does not say what it holds, or of which not all comes. */
const patienceMs: Milliseconds = 60_000;
/** It is asked again after this while it has not answered, or has not heard of the new hub yet; any answer to any question will do. */
const againMs: Milliseconds = 1_000;

interface TakingOverPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly link: Pick<HubLink, 'heard' | 'heldBy' | 'on' | 'reaches'>;
}

/**
 * A device that was raised calls nobody before it holds what each device in reach held when it was first met: whom the old hub called
 * others may know of and this one not yet. An old hub that comes back is asked too, once it obeys: what it has decided meanwhile is here
 * before the next is called. A device that config names the hub, while nobody was ever raised, asks nobody.
 */
export class TakingOver {
  readonly #settings: Pick<HallSettings, 'device' | 'fleet' | 'host'>;
  readonly #book: HallBook;
  readonly #ports: TakingOverPorts;
  /** Devices of which all is here, by the term under which that was asked for. */
  #done = new Set<string>();
  #term = firstTerm;
  readonly #asking = new Map<string, Promise<void>>();

  constructor(settings: Pick<HallSettings, 'device' | 'fleet' | 'host'>, book: HallBook, ports: TakingOverPorts) {
    this.#settings = settings;
    this.#book = book;
    this.#ports = ports;
  }

  /** Asks whoever comes into reach at once, so that clerks wait as little as can be. */
  follow(): Unsubscribe {
    return this.#ports.link.on(() => this.#askAll());
  }

  /** Resolves when this device may decide: at once, where it was not raised. */
  async done(): Promise<void> {
    this.#askAll();
    while (this.#asking.size > 0) {
      await Promise.all(this.#asking.values());
      this.#askAll();
    }
  }

  #askAll(): void {
    const { host, term, decides, open } = this.#book;
    if (!open || !decides || term === firstTerm) return;
    if (term !== this.#term) {
      this.#term = term;
      this.#done = new Set();
    }
    for (const { device } of this.#settings.fleet) {
      if (device === host || this.#done.has(device) || this.#asking.has(device)) continue;
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
    const timer = clock.setTimeout(() => limit.abort('late'), patienceMs);
    const gone = link.on(() => {
      if (!link.reaches(device)) limit.abort('gone');
    });
    const held = await this.#heldBy(device, term, limit.signal);
    if (held !== null) await this.#come(device, held, limit.signal);
    clock.clearTimeout(timer);
    gone();
    if (limit.signal.reason === 'gone') return;
    if (limit.signal.aborted) log.write('error', 'hub.calls-unheard', { device, term });
    this.#done.add(device);
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

  /** Resolves when all that the device holds of whoever may have decided is here, or the limit is reached. */
  #come(device: string, held: ReadonlyMap<string, HeldStarts>, limit: AbortSignal): Promise<void> {
    // What a member writes itself it gives over (`release.ts`).
    const owed = [...held].filter(
      ([writer]) => writer !== this.#settings.device && (writer !== device || this.#wasHub(device)),
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
