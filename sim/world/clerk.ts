import type { Clock } from '../../hal/ports/clock.ts';
import type { MessageBus } from '../../hal/ports/message-bus.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { SimClock } from '../clock.ts';
import type { SeededRandom } from '../random.ts';
import { CounterPc, words, type ClerkAnswer, type CounterVerb } from './counter-pc.ts';
import { Life } from './life.ts';
import { absencesOf, type Absence } from './office-day.ts';
import type { Desk } from './premises.ts';

export { words, type ClerkAnswer } from './counter-pc.ts';

export type ClerkVerb = 'next' | 'recall' | 'no-show' | 'finish';
export type ClerkDoing = 'away' | 'idle' | 'asking' | 'waiting' | 'serving';

/** When somebody sits at the counter, in minutes of the local day, and how long visits take. */
export interface ClerkHours {
  readonly opening: (localDay: number) => readonly { readonly from: number; readonly to: number }[];
  readonly zoneOffsetMin: number;
}

export interface ClerkSettings {
  readonly site: string;
  /** The device whose page they open in the morning. */
  readonly host: string;
  /** All devices whose pages they can open. */
  readonly devices: readonly string[];
  /** Mean time of a visit with this number at this counter. */
  readonly typicalMs: (number: string) => Milliseconds;
  readonly callsBeforeNoShow: number;
  /** What config has this counter serve. */
  readonly services: readonly string[];
  readonly hours: ClerkHours;
  /** A day on which the clerk does all that the counter's page has; null: calls, calls again and finishes. */
  readonly office: {
    /** What this counter serves that day; null: as config says. */
    readonly serves: readonly string[] | null;
    readonly index: number;
    readonly of: number;
    readonly pauses: number;
  } | null;
}

/** A called visitor is called again after this. */
export const recallMs: Milliseconds = 40_000;
/** With nobody waiting a clerk tries again after this even when no ticket was heard of. */
const tryAgainMs: Milliseconds = 60_000;
const dayMs = 86_400_000;

/**
 * A clerk behind a counter with the counter's PC before them. They know of the hall only what comes back over it, and see of the visitor only
 * who sits down and which number they show.
 */
export class Clerk {
  readonly desk: Desk;
  readonly #settings: ClerkSettings;
  readonly #pc: CounterPc;
  readonly #wall: Clock;
  readonly #clock: SimClock;
  readonly #random: SeededRandom;
  readonly #did: (clerk: Clerk, what: string) => void;
  /** Who was called and did not come. */
  readonly #missed = new Set<string>();
  #life: Life;
  #doing: ClerkDoing = 'away';
  #number: string | null = null;
  #opened = '';
  #absences: readonly Absence[] = [];

  constructor(
    desk: Desk,
    settings: ClerkSettings,
    ports: { readonly bus: MessageBus; readonly wall: Clock; readonly clock: SimClock; readonly random: SeededRandom },
    did: (clerk: Clerk, what: string) => void,
  ) {
    this.desk = desk;
    this.#settings = settings;
    this.#pc = new CounterPc({ ...settings, counter: desk.id }, ports.bus, ports.wall, ports.clock);
    this.#wall = ports.wall;
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#did = did;
    this.#life = new Life(ports.clock);
  }

  get doing(): ClerkDoing {
    return this.#doing;
  }
  /** The number called and not yet finished, as far as this clerk knows. */
  get number(): string | null {
    return this.#number;
  }

  /** Sits down at the PC. */
  connect(): void {
    this.#pc.connect();
  }

  /** Works by itself from now on, in opening hours. */
  work(): void {
    this.rest();
    this.#life = new Life(this.#clock);
    void this.#day();
  }

  /** Does nothing by itself any more; what is called stays called. */
  rest(): void {
    this.#life.end();
    if (this.#number === null) this.#be('away');
  }

  close(): void {
    this.#life.end();
    this.#pc.close();
  }

  /** Presses a button of the counter's PC and waits for what comes back. */
  async press(verb: ClerkVerb): Promise<ClerkAnswer> {
    return this.#press(verb, {});
  }

  async #press(verb: CounterVerb, more: Parameters<CounterPc['press']>[1]): Promise<ClerkAnswer> {
    const answer = await this.#pc.press(verb, more);
    if (answer.kind === 'done') this.#understand(verb, answer.number);
    this.#did(this, `${verb}: ${words(answer)}`);
    return answer;
  }

  #understand(verb: CounterVerb, told: string): void {
    switch (verb) {
      case 'next':
      case 'recall':
        this.#number = told;
        this.#be('waiting');
        break;
      case 'finish':
      case 'no-show': {
        this.#number = null;
        this.#be('idle');
        const { sitting } = this.desk;
        if (verb === 'finish' && sitting !== null) this.desk.rise(sitting.who);
        break;
      }
      case 'arrived':
      case 'open':
      case 'pause-counter':
      case 'return':
        break;
    }
  }

  #be(doing: ClerkDoing): void {
    this.#doing = doing;
  }

  async #day(): Promise<void> {
    const life = this.#life;
    // Not all counters open in the same second.
    await life.sleep(this.#random.between(0, 20_000));
    while (!life.ended) {
      const away = this.#untilOpen();
      if (away > 0 && this.#number === null) {
        this.#be('away');
        await life.sleep(away + this.#random.between(0, 60_000));
        continue;
      }
      if (this.#number === null && (await this.#beAway(life))) continue;
      if (this.#number === null && !(await this.#callNext(life))) continue;
      await this.#awaitAndServe(life);
      await life.sleep(this.#random.between(5_000, 20_000));
    }
  }

  /** Opens the counter for what it serves today, and leaves it for lunch or a pause when it is time. True when they were away. */
  async #beAway(life: Life): Promise<boolean> {
    const { office } = this.#settings;
    if (office === null) return false;
    const { day, minute, opening } = this.#now();
    if (this.#opened !== String(day)) {
      this.#absences = absencesOf(opening, office, office.pauses, this.#random.split(`away ${day}`));
      if (office.serves !== null) await this.#press('open', { services: [...office.serves] });
      this.#opened = String(day);
    }
    const absence = this.#absences.find(({ from, to }) => minute >= from && minute < to);
    if (absence === undefined) return false;
    const left = await this.#press('pause-counter', { reason: absence.reason });
    this.#be('away');
    await life.sleep((absence.to - minute) * 60_000 + this.#random.between(0, 90_000));
    if (left.kind === 'done') await this.#press('open', { services: [...(office.serves ?? this.#settings.services)] });
    this.#be('idle');
    return true;
  }

  /** Somebody whose number was called in vain has come to the counter all the same: back into line, and to the seats. */
  async #takeBack(): Promise<void> {
    const { sitting } = this.desk;
    if (this.#settings.office === null || sitting === null || sitting.number === null) return;
    if (!this.#missed.has(sitting.number)) return;
    const answer = await this.#press('return', { number: sitting.number });
    if (answer.kind === 'silent') return;
    this.#missed.delete(sitting.number);
    this.desk.sendBack(sitting.who);
  }

  /** True when somebody was called. */
  async #callNext(life: Life): Promise<boolean> {
    this.#be('asking');
    await this.#takeBack();
    const answer = await this.press('next');
    if (answer.kind === 'done') return true;
    this.#be('idle');
    if (answer.kind === 'refused' && answer.refusal['kind'] === 'counter-busy') {
      // A call from before a restart still stands: it is ended as nobody's.
      await this.press('finish');
    } else if (answer.kind === 'refused' && answer.refusal['kind'] === 'nobody-waiting') {
      let issued = false;
      await life.until(
        () => (issued ? true : null),
        [
          (poke) =>
            this.#pc.onIssued(() => {
              issued = true;
              poke();
            }),
        ],
        tryAgainMs,
      );
    }
    await life.sleep(this.#random.between(2_000, 8_000));
    return false;
  }

  async #awaitAndServe(life: Life): Promise<void> {
    const number = this.#number;
    for (let calls = 1; ; calls += 1) {
      const came = await this.#arrival(life, number);
      if (came) break;
      if (calls >= this.#settings.callsBeforeNoShow) {
        const answer = await this.press('no-show');
        if (answer.kind !== 'silent') this.#number = null;
        if (answer.kind === 'done' && number !== null) this.#missed.add(number);
        return;
      }
      await this.press('recall');
    }
    this.#be('serving');
    if (this.#settings.office !== null) await this.#press('arrived', {});
    const typicalMs = this.#settings.typicalMs(number ?? '');
    await life.sleep(this.#random.normalWithin(typicalMs, typicalMs * 0.4, typicalMs * 0.2, typicalMs * 2.5));
    for (let tries = 0; tries < 100 && this.#number !== null; tries += 1) {
      const answer = await this.press('finish');
      if (answer.kind === 'refused') this.#number = null;
      if (answer.kind === 'silent') await life.sleep(this.#random.between(5_000, 15_000));
    }
    const { sitting } = this.desk;
    if (sitting !== null) this.desk.rise(sitting.who);
  }

  /** Whether the holder of the number sat down in time; anybody else is sent back to the seats. */
  async #arrival(life: Life, number: string | null): Promise<boolean> {
    const until = life.now + recallMs;
    while (life.now < until) {
      const sitting = await life.until(
        () => this.desk.sitting,
        [(poke) => this.desk.onChanged(poke)],
        until - life.now,
      );
      if (sitting === null) return false;
      if (sitting.number === number) return true;
      await life.sleep(3_000);
      await this.#takeBack();
      if (this.#settings.office === null) this.desk.rise(sitting.who);
      else this.desk.sendBack(sitting.who);
    }
    return false;
  }

  #now(): { readonly day: number; readonly minute: number; readonly opening: ReturnType<ClerkHours['opening']> } {
    const { opening, zoneOffsetMin } = this.#settings.hours;
    const local = this.#wall.wallTime().instant + zoneOffsetMin * 60_000;
    const day = Math.floor(local / dayMs);
    return { day, minute: Math.floor((local - day * dayMs) / 60_000), opening: opening(day) };
  }

  /** How long this counter is still closed, 0 while it is open. */
  #untilOpen(): Milliseconds {
    const { opening, zoneOffsetMin } = this.#settings.hours;
    const local = this.#wall.wallTime().instant + zoneOffsetMin * 60_000;
    const today = Math.floor(local / dayMs);
    for (let day = today; day < today + 14; day += 1)
      for (const span of opening(day)) {
        const [from, to] = [day * dayMs + span.from * 60_000, day * dayMs + span.to * 60_000];
        if (local < from) return from - local;
        if (local < to) return 0;
      }
    return dayMs;
  }
}
