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
import { visitLines } from '../../firmware/visit-event.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { MessageBus } from '../../hal/ports/message-bus.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { SimClock } from '../clock.ts';
import { Life } from './life.ts';

/** What the hub said, or that it said nothing. */
export type ClerkAnswer =
  | { readonly kind: 'done'; readonly number: string }
  | { readonly kind: 'refused'; readonly refusal: JsonObject }
  | { readonly kind: 'silent' };

export const counterVerbs = [
  'next',
  'recall',
  'arrived',
  'no-show',
  'finish',
  'open',
  'pause-counter',
  'return',
] as const;
export type CounterVerb = (typeof counterVerbs)[number];

export interface CounterPcSettings {
  readonly site: string;
  readonly counter: string;
  /** The device whose page is opened in the morning. */
  readonly host: string;
  /** All devices whose pages can be opened. */
  readonly devices: readonly string[];
}

const ackMs: Milliseconds = 5_000;

/**
 * The PC at a counter. It asks over the message bus as the real client does, and knows of the hall only what comes back over it. While the
 * device that decides is away it tries the pages of the others, as people do, and goes back when it is there.
 */
export class CounterPc {
  readonly #settings: CounterPcSettings;
  readonly #bus: MessageBus;
  readonly #wall: Clock;
  readonly #acks = new Listeners<{ readonly command: string; readonly data: JsonObject }>();
  readonly #issued = new Listeners<void>();
  readonly #ends: Unsubscribe[] = [];
  readonly #line: Life;
  #sent = 0;
  /** Who decides, as far as this PC has heard, and which devices are there. */
  #hub: { readonly device: string; readonly term: number };
  readonly #there = new Map<string, boolean>();
  /** Names this start of the PC, as every sender of commands must: after a restart the count begins anew. */
  #sender = '';

  constructor(settings: CounterPcSettings, bus: MessageBus, wall: Clock, clock: SimClock) {
    this.#settings = settings;
    this.#bus = bus;
    this.#wall = wall;
    this.#hub = { device: settings.host, term: 0 };
    this.#line = new Life(clock);
  }

  /** Listens to the hub's answers and to new tickets. */
  connect(): void {
    const { site, devices, counter } = this.#settings;
    this.#sender = `counter-${counter}/${this.#wall.wallTime().instant}`;
    for (const device of devices)
      for (const verb of counterVerbs)
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
        const lines = parsed.ok ? visitLines(parsed.value.data) : [];
        if (lines.some(({ kind }) => kind === 'ticket.issued')) this.#issued.emit();
      }),
    );
  }

  /** A number was given somewhere. */
  onIssued(listener: () => void): Unsubscribe {
    return this.#issued.add(listener);
  }

  close(): void {
    this.#line.end();
    for (const end of this.#ends.splice(0)) end();
  }

  /** Presses a button and waits for what comes back; at the next page where one calls nobody by itself. */
  async press(verb: CounterVerb, more: JsonObject): Promise<ClerkAnswer> {
    let answer: ClerkAnswer = { kind: 'silent' };
    for (const page of this.#pages()) {
      answer = understood(await this.#ask(verb, page, more));
      if (answer.kind === 'done' || (answer.kind === 'refused' && !isNobodys(answer.refusal))) break;
    }
    return answer;
  }

  /** The pages to try: the one that decides, or the others while it is away. */
  #pages(): readonly string[] {
    const { device } = this.#hub;
    if (this.#there.get(device) !== false) return [device];
    const others = this.#settings.devices.filter((each) => each !== device && this.#there.get(each) === true);
    return others.length > 0 ? others : [device];
  }

  async #ask(verb: CounterVerb, page: string, more: JsonObject): Promise<JsonObject | null> {
    const { site, counter } = this.#settings;
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
        data: verb === 'return' ? more : { counter, ...more },
      }),
      qos: 1,
      retain: false,
    });
    return answered;
  }
}

/** That page calls nobody now; another may have somebody. */
const isNobodys = ({ kind }: JsonObject): boolean => kind === 'hub-away' || kind === 'nobody-waiting';

const understood = (data: JsonObject | null): ClerkAnswer => {
  if (data === null) return { kind: 'silent' };
  // The ack is the hub's own JSON; what is not as expected reads as a refusal without words.
  if (data['ok'] !== true) return { kind: 'refused', refusal: objectOf(data['refusal']) };
  const number = objectOf(data['value'])['number'];
  return { kind: 'done', number: typeof number === 'string' ? number : '' };
};

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
