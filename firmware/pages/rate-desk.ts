import type { HallTicket } from '../../behaviours/hall/events.ts';
import { factOf } from '../../behaviours/hall/facts.ts';
import type { Texts } from '../../behaviours/voice/texts.ts';
import type { Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Opinions } from '../opinions.ts';
import type { SiteFace } from '../site-face.ts';
import type { RateView } from './rate/protocol.ts';

export interface RateDeskParts {
  readonly face: Pick<SiteFace, 'hall' | 'on'>;
  readonly counter: string;
  /** The site's languages, its own first. */
  readonly languages: readonly string[];
  readonly texts: Texts;
  readonly opinions: Pick<Opinions, 'take'>;
  readonly clock: Clock;
  readonly show: (view: RateView) => void;
}

/** Who has packed up their papers by then has gone. */
const askMs: Milliseconds = 60_000;
const thanksMs: Milliseconds = 5_000;

/**
 * Asks whoever was served at a counter, once, on the tablet that stands there: when their visit is over and until they answer, go, or the
 * next one stands there. A visit that goes on with a further service is asked at its end; one that has answered elsewhere is not asked.
 */
export class RateDesk {
  readonly #parts: RateDeskParts;
  #asked: HallTicket | null = null;
  #timer: TimerId | null = null;
  #end: Unsubscribe = () => undefined;

  constructor(parts: RateDeskParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#end = this.#parts.face.on((event) => {
      if (event.type === 'hall.recorded') this.#heard(event.event);
    });
    this.#idle();
  }

  stop(): void {
    this.#end();
    this.#still();
  }

  /** A finger on a face; nothing when nobody is asked any more. */
  async answer(level: number): Promise<void> {
    const asked = this.#asked;
    if (asked === null) return;
    this.#asked = null;
    this.#still();
    const taken = await this.#parts.opinions.take(asked, level);
    // The next one may be asked by now.
    if (this.#asked !== null) return;
    const language = this.#languageOf(asked);
    const key = taken === 'refused' ? 'phone.refused' : 'phone.rate.thanks';
    this.#show({ phase: 'thanks', language, title: this.#say(language, key), text: '', alsoText: '', levels: [] });
    this.#after(thanksMs);
  }

  #heard(event: VisitEvent): void {
    const fact = factOf(event);
    if (fact === null) return;
    if (fact.kind === 'ticket.finished' && fact.counter === this.#parts.counter) this.#finished(fact.ticket);
    else if (fact.kind === 'ticket.arrived' && fact.counter === this.#parts.counter && this.#asked !== null)
      this.#idle();
    else if (fact.kind === 'ticket.rated' && fact.ticket === this.#asked?.id) this.#idle();
  }

  #finished(id: string): void {
    const ticket = this.#parts.face.hall()?.ticket(id) ?? null;
    if (ticket === null || ticket.phase !== 'finished' || ticket.rated) return;
    this.#asked = ticket;
    const language = this.#languageOf(ticket);
    this.#show({
      phase: 'asking',
      language,
      title: this.#say(language, 'survey.ask'),
      text: this.#say(language, 'phone.rate.note'),
      alsoText: '',
      // The language files name the levels from the best on.
      levels: this.#say(language, 'survey.levels')
        .split('|')
        .map((label, at) => ({ level: 4 - at, label })),
    });
    this.#after(askMs);
  }

  #idle(): void {
    this.#still();
    this.#asked = null;
    const [own = 'vi', second = ''] = this.#parts.languages;
    this.#show({
      phase: 'idle',
      language: own,
      title: `${this.#say(own, 'board.counter')} ${this.#parts.counter}`,
      text: this.#say(own, 'rate.idle'),
      alsoText: second === '' ? '' : this.#say(second, 'rate.idle'),
      levels: [],
    });
  }

  #show(view: RateView): void {
    this.#parts.show(view);
  }

  #after(ms: Milliseconds): void {
    this.#still();
    this.#timer = this.#parts.clock.setTimeout(() => this.#idle(), ms);
  }

  #still(): void {
    if (this.#timer !== null) this.#parts.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #languageOf({ language }: HallTicket): string {
    const { languages } = this.#parts;
    return languages.includes(language) ? language : (languages[0] ?? 'vi');
  }

  #say(language: string, key: string): string {
    return this.#parts.texts.screen(language, key, {});
  }
}
