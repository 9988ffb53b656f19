import { z } from 'zod';
import { AskingKey, secretBytes } from '../hal/drivers/sealed-key.ts';
import type { Unsubscribe } from '../hal/device.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Entropy } from '../hal/ports/entropy.ts';
import type { Log } from '../hal/ports/log.ts';
import type { BusMessage, MessageBus } from '../hal/ports/message-bus.ts';
import type { Milliseconds } from '../hal/units.ts';
import { readWord } from './hall-messages.ts';
import { deviceTopics, hallWords, payloadLimit, personKeyEvent, siteEvents, splitTopic } from './topics.ts';

/** While the hub has not answered it is asked this often; and so often it is looked whether a new day has come, or a new key. */
const againMs: Milliseconds = 10_000;
const lookMs: Milliseconds = 600_000;
const dayMs = 86_400_000;
const label = 'letan person key';

const base64 = z.base64().max(256);
const day = z.int();
const message = z.discriminatedUnion('kind', [
  z.strictObject({ v: z.literal(1), kind: z.literal('ask'), day, key: base64 }),
  z.strictObject({
    v: z.literal(1),
    kind: z.literal('give'),
    to: z.string().max(64),
    day,
    asked: base64,
    key: base64,
    sealed: base64,
  }),
  z.strictObject({ v: z.literal(1), kind: z.literal('anew') }),
]);
type Message = z.output<typeof message>;

export interface PersonKeySettings {
  readonly site: string;
  readonly device: string;
  /** Who decides as long as nobody was raised. */
  readonly host: string;
  readonly zoneOffsetMin: number;
}

export interface PersonKeyPorts {
  /** As it is, below what is recorded: nothing of this is for a trace. Null: there is no way to any other device. */
  readonly bus: MessageBus | null;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: Log;
}

interface DayKey {
  readonly day: number;
  readonly bytes: Uint8Array;
  /** All devices that hear the hub go by it. */
  readonly shared: boolean;
}

/**
 * The key of the day under which a person's own code becomes what the quota counts (`DiscreetCodeScanner`). The hub's is the one by which
 * all devices go, so that one who takes a number at each kiosk is one person. It lives in memory alone: a device asks for it over the bus
 * and is given it sealed for that asking (X25519, HKDF-SHA-256, AES-256-GCM), and a hub that starts again gets it back from whoever has
 * it. A device that nobody has given it counts for itself, by a key of its own, and says so in its log; so does a device alone.
 */
export class PersonKey {
  readonly #settings: PersonKeySettings;
  readonly #ports: PersonKeyPorts;
  readonly #ends: Unsubscribe[] = [];
  #hub: { readonly device: string; readonly term: number };
  #key: DayKey | null = null;
  #asking: { readonly day: number; readonly key: AskingKey } | null = null;
  #timer: TimerId | null = null;

  constructor(settings: PersonKeySettings, ports: PersonKeyPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#hub = { device: settings.host, term: 0 };
  }

  /** Begins to ask and to answer. */
  start(): void {
    const { bus } = this.#ports;
    if (this.#ends.length > 0 || bus === null) return;
    const { site } = this.#settings;
    this.#ends.push(
      bus.subscribe(hallWords(site), (said) => this.#word(said)),
      bus.subscribe(siteEvents(site, personKeyEvent), (said) => this.#told(said)),
      bus.onLink((linked) => {
        if (linked) this.#ask();
      }),
    );
    this.#lookIn(againMs);
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end();
    if (this.#timer !== null) this.#ports.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#asking = null;
  }

  /** Today's key. */
  today(): Uint8Array {
    const today = this.#day();
    if (this.#key?.day === today) return this.#key.bytes;
    const { entropy, log } = this.#ports;
    this.#key = { day: today, bytes: entropy.bytes(secretBytes), shared: this.#decides };
    if (this.#decides) this.#publish({ v: 1, kind: 'anew' });
    else {
      log.write('warn', 'person-key.alone', { hub: this.#hub.device });
      this.#ask();
    }
    return this.#key.bytes;
  }

  get #decides(): boolean {
    return this.#hub.device === this.#settings.device;
  }
  #day(): number {
    return Math.floor((this.#ports.clock.wallTime().instant + this.#settings.zoneOffsetMin * 60_000) / dayMs);
  }
  get #known(): boolean {
    return this.#key?.day === this.#day() && this.#key.shared;
  }

  #lookIn(ms: Milliseconds): void {
    const { clock } = this.#ports;
    if (this.#timer !== null) clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => {
      this.#timer = null;
      if (!this.#known) this.#ask();
      // The hub may have begun another of which no word came.
      else if (!this.#decides) this.#ask();
      this.#lookIn(this.#known || this.#decides ? lookMs : againMs);
    }, ms);
  }

  #ask(): void {
    if (this.#ports.bus?.linked !== true) return;
    const key = new AskingKey(this.#ports.entropy);
    this.#asking = { day: this.#day(), key };
    this.#publish({ v: 1, kind: 'ask', day: this.#asking.day, key: key.told });
  }

  /** Who decides, by the highest term that anybody says; of two of one term the first by name. */
  #word({ payload }: BusMessage): void {
    const word = readWord(payload);
    if (word === null || (word.term > 0 && word.raised === null)) return;
    const { device, term } = this.#hub;
    if (word.term < term || (word.term === term && (term === 0 || word.device >= device))) return;
    this.#hub = { device: word.device, term: word.term };
    // Who takes the hub's place goes on with the key that all have.
    if (this.#decides && this.#key !== null) this.#key = { ...this.#key, shared: true };
    this.#ask();
  }

  #told({ payload, retained, topic }: BusMessage): void {
    const from = splitTopic(topic)?.device;
    if (retained || payload.length > payloadLimit || from === undefined || from === this.#settings.device) return;
    const said = readMessage(payload);
    switch (said?.kind) {
      case 'ask':
        this.#answer(from, said);
        return;
      case 'give':
        if (said.to === this.#settings.device) this.#given(from, said);
        return;
      case 'anew':
        if (from === this.#hub.device) this.#ask();
        return;
      case undefined:
        this.#ports.log.write('warn', 'person-key.refused', { from });
    }
  }

  /** The hub answers everybody; whoever has the hub's key the hub, which has lost it with its start. */
  #answer(to: string, { day: wanted, key }: Extract<Message, { kind: 'ask' }>): void {
    if (wanted !== this.#day()) return;
    if (this.#decides) this.today();
    else if (to !== this.#hub.device) return;
    if (this.#key === null || !this.#known) return;
    const own = new AskingKey(this.#ports.entropy);
    const sealed = own.seal(this.#key.bytes, key, label, this.#ports.entropy);
    if (sealed !== null) this.#publish({ v: 1, kind: 'give', to, day: wanted, asked: key, key: own.told, sealed });
  }

  #given(from: string, said: Extract<Message, { kind: 'give' }>): void {
    const asking = this.#asking;
    // A hub that has begun with a key of its own keeps to it: numbers were given by it.
    if (this.#decides ? this.#known : from !== this.#hub.device) return;
    // The answer to an asking before the newest.
    if (asking === null || said.day !== asking.day || said.asked !== asking.key.told) return;
    const bytes = asking.key.open(said.sealed, said.key, label);
    if (bytes === null) {
      this.#ports.log.write('warn', 'person-key.refused', { from });
      return;
    }
    this.#asking = null;
    this.#key = { day: said.day, bytes, shared: true };
  }

  #publish(said: Message): void {
    const topic = deviceTopics(this.#settings.site, this.#settings.device).event(personKeyEvent);
    // What is lost on the way is asked again.
    if (this.#ports.bus?.linked === true)
      void this.#ports.bus.publish({ topic, payload: JSON.stringify(said), qos: 0, retain: false });
  }
}

function readMessage(payload: string): Message | null {
  try {
    const read = message.safeParse(JSON.parse(payload));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
