import { readWord } from '../../firmware/hall-messages.ts';
import {
  commandLifeMs,
  deviceTopics,
  hallWords,
  onlineBoot,
  parseEnvelope,
  siteEvents,
  siteStates,
  splitTopic,
  writeEnvelope,
} from '../../firmware/topics.ts';
import { Listeners } from '../../hal/device.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { MessageBus } from '../../hal/ports/message-bus.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { SimClock } from '../clock.ts';
import type { SeededRandom } from '../random.ts';
import { Life } from './life.ts';
import type { Desk } from './premises.ts';

export type ClerkVerb = 'next' | 'recall' | 'no-show' | 'finish';
export type ClerkDoing = 'away' | 'idle' | 'asking' | 'waiting' | 'serving';

/** What the hub said, or that it said nothing. */
export type ClerkAnswer =
  | { readonly kind: 'done'; readonly number: string }
  | { readonly kind: 'refused'; readonly refusal: JsonObject }
  | { readonly kind: 'silent' };

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
  /** Mean time of a visit at this counter. */
  readonly typicalMs: Milliseconds;
  readonly callsBeforeNoShow: number;
  readonly hours: ClerkHours;
}

const ackMs: Milliseconds = 5_000;
/** A called visitor is called again after this. */
export const recallMs: Milliseconds = 40_000;
/** With nobody waiting a clerk tries again after this even when no ticket was heard of. */
const tryAgainMs: Milliseconds = 60_000;
const dayMs = 86_400_000;

/**
 * A clerk behind a counter with the counter's PC before them. They ask for the next visitor over the message bus as the real client does,
 * know of the hall only what comes back over it, and see of the visitor only who sits down and which number they show. While the device
 * that decides is away they try the pages of the others, as people do, and go back when it is there.
 */
export class Clerk {
  readonly desk: Desk;
  readonly #settings: ClerkSettings;
  readonly #bus: MessageBus;
  readonly #wall: Clock;
  readonly #clock: SimClock;
  readonly #random: SeededRandom;
  readonly #acks = new Listeners<{ readonly command: string; readonly data: JsonObject }>();
  readonly #issued = new Listeners<void>();
  readonly #did: (clerk: Clerk, what: string) => void;
  readonly #ends: (() => void)[] = [];
  /** The PC's own time: goes on while the clerk rests. */
  readonly #line: Life;
  #life: Life;
  #doing: ClerkDoing = 'away';
  #number: string | null = null;
  #sent = 0;
  /** Who decides, as far as this PC has heard, and which devices are there. */
  #hub: { readonly device: string; readonly term: number };
  readonly #there = new Map<string, boolean>();
  /** Names this start of the PC, as every sender of commands must: after a restart the count begins anew. */
  #sender = '';

  constructor(
    desk: Desk,
    settings: ClerkSettings,
    ports: { readonly bus: MessageBus; readonly wall: Clock; readonly clock: SimClock; readonly random: SeededRandom },
    did: (clerk: Clerk, what: string) => void,
  ) {
    this.desk = desk;
    this.#settings = settings;
    this.#bus = ports.bus;
    this.#wall = ports.wall;
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#did = did;
    this.#hub = { device: settings.host, term: 0 };
    this.#line = new Life(ports.clock);
    this.#life = new Life(ports.clock);
  }

  get doing(): ClerkDoing {
    return this.#doing;
  }
  /** The number called and not yet finished, as far as this clerk knows. */
  get number(): string | null {
    return this.#number;
  }

  /** Sits down at the PC: listens to the hub's answers and to new tickets. */
  connect(): void {
    const { site, devices } = this.#settings;
    this.#sender = `counter-${this.desk.id}/${this.#wall.wallTime().instant}`;
    for (const device of devices)
      for (const verb of ['next', 'recall', 'no-show', 'finish'])
        this.#ends.push(
          this.#bus.subscribe(deviceTopics(site, device).ack(verb), ({ payload, retained }) => {
            const parsed = parseEnvelope(payload);
            const command = parsed.ok ? parsed.value.data['command'] : null;
            if (parsed.ok && !retained && typeof command === 'string')
              this.#acks.emit({ command, data: parsed.value.data });
          }),
        );
    this.#ends.push(
      this.#bus.subscribe(siteStates(site), ({ topic, payload }) => {
        const device = splitTopic(topic)?.device;
        if (device !== undefined) this.#there.set(device, onlineBoot(payload) !== null);
      }),
      this.#bus.subscribe(hallWords(site), ({ payload }) => {
        const word = readWord(payload);
        if (word !== null && word.term > this.#hub.term) this.#hub = word;
      }),
    );
    this.#ends.push(
      this.#bus.subscribe(siteEvents(site, 'visit'), ({ payload }) => {
        const parsed = parseEnvelope(payload);
        if (parsed.ok && parsed.value.data['kind'] === 'ticket.issued') this.#issued.emit();
      }),
    );
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
    this.#line.end();
    for (const end of this.#ends.splice(0)) end();
  }

  /** The pages to try: the one that decides, or the others while it is away. */
  #pages(): readonly string[] {
    const { device } = this.#hub;
    if (this.#there.get(device) !== false) return [device];
    const others = this.#settings.devices.filter((each) => each !== device && this.#there.get(each) === true);
    return others.length > 0 ? others : [device];
  }

  /** Presses a button of the counter's PC and waits for what comes back; at the next page where one calls nobody by itself. */
  async press(verb: ClerkVerb): Promise<ClerkAnswer> {
    let answer: ClerkAnswer = { kind: 'silent' };
    for (const page of this.#pages()) {
      answer = this.#understand(verb, await this.#ask(verb, page));
      if (answer.kind === 'done' || (answer.kind === 'refused' && !isNobodys(answer.refusal))) break;
    }
    this.#did(this, `${verb}: ${words(answer)}`);
    return answer;
  }

  async #ask(verb: ClerkVerb, page: string): Promise<JsonObject | null> {
    const { site } = this.#settings;
    this.#sent += 1;
    const id = `${this.#sender}/${this.#sent}`;
    const at = this.#wall.wallTime().instant;
    let data: JsonObject | null = null;
    // Listening begins before the question is out: the answer may be back before the publisher's own acknowledgement.
    const answered = this.#line.until(
      () => data,
      [
        (poke) =>
          this.#acks.add((ack) => {
            if (ack.command !== id) return;
            data = ack.data;
            poke();
          }),
      ],
      ackMs,
    );
    void this.#bus.publish({
      topic: deviceTopics(site, page).command(verb),
      payload: writeEnvelope({
        v: 1,
        id,
        from: this.#sender,
        seq: this.#sent,
        at,
        expiresAt: at + commandLifeMs,
        data: { counter: this.desk.id },
      }),
      qos: 1,
      retain: false,
    });
    return answered;
  }

  #understand(verb: ClerkVerb, data: JsonObject | null): ClerkAnswer {
    if (data === null) return { kind: 'silent' };
    // The ack is the hub's own JSON; what is not as expected reads as a refusal without words.
    if (data['ok'] !== true) return { kind: 'refused', refusal: objectOf(data['refusal']) };
    const number = objectOf(data['value'])['number'];
    const told = typeof number === 'string' ? number : '';
    if (verb === 'next' || verb === 'recall') {
      this.#number = told;
      this.#be('waiting');
    } else {
      this.#number = null;
      this.#be('idle');
      const { sitting } = this.desk;
      if (verb === 'finish' && sitting !== null) this.desk.rise(sitting.who);
    }
    return { kind: 'done', number: told };
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
      if (this.#number === null && !(await this.#callNext(life))) continue;
      await this.#awaitAndServe(life);
      await life.sleep(this.#random.between(5_000, 20_000));
    }
  }

  /** True when somebody was called. */
  async #callNext(life: Life): Promise<boolean> {
    this.#be('asking');
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
            this.#issued.add(() => {
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
        return;
      }
      await this.press('recall');
    }
    this.#be('serving');
    const { typicalMs } = this.#settings;
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
      this.desk.rise(sitting.who);
    }
    return false;
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

/** That page calls nobody now; another may have somebody. */
const isNobodys = ({ kind }: JsonObject): boolean => kind === 'hub-away' || kind === 'nobody-waiting';

const objectOf = (value: unknown): JsonObject =>
  // Parsed JSON: an object that is no array is a JsonObject.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** An answer as a person at the counter reads it. */
export const words = (answer: ClerkAnswer): string => {
  if (answer.kind === 'done') return answer.number === '' ? 'done' : answer.number;
  if (answer.kind === 'silent') return 'no answer';
  const kind = answer.refusal['kind'];
  return typeof kind === 'string' ? kind : 'refused';
};
