import type { JsonObject } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { BusMessage, MessageBus } from '../hal/ports/message-bus.ts';
import { deviceTopics, parseEnvelope, splitTopic, writeEnvelope, type DeviceTopics } from './topics.ts';

interface QuestionsSettings {
  readonly site: string;
  readonly device: string;
}

interface QuestionsPorts {
  readonly bus: MessageBus;
  readonly clock: Clock;
  /** Number of this device's start, by which its messages are told from those of an earlier one. */
  readonly epoch: () => number;
}

/** What a device of the hall asks another. */
export interface Question {
  readonly from: string;
  readonly id: string;
  readonly data: JsonObject;
}

/** A question that waits for its answer. */
interface Asked {
  readonly resolve: (said: JsonObject | null) => void;
  /** The questions that one signal gives up, this among them. */
  readonly together: Set<string>;
}

/** Questions to other devices and their answers, over the bus. QoS 0: what is late is of no use, and a broker must not keep it. */
export class Questions {
  readonly #settings: QuestionsSettings;
  readonly #ports: QuestionsPorts;
  readonly #topics: DeviceTopics;
  readonly #open = new Map<string, Asked>();
  /** One listener for each signal: many questions wait under the same, and to add and remove one costs more than to ask. */
  readonly #limits = new WeakMap<AbortSignal, Set<string>>();
  /** Where each device is asked. */
  readonly #askAt = new Map<string, string>();
  #count = 0;

  constructor(settings: QuestionsSettings, ports: QuestionsPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#topics = deviceTopics(settings.site, settings.device);
  }

  /** Asks once. Null: no answer came before `signal` was raised, or the link broke meanwhile. */
  ask(of: string, question: JsonObject, signal: AbortSignal): Promise<JsonObject | null> {
    if (!this.#ports.bus.linked || signal.aborted) return Promise.resolve(null);
    const id = this.#nextId('ask');
    return new Promise((resolve) => {
      const together = this.#under(signal);
      together.add(id);
      this.#open.set(id, { resolve, together });
      this.#send(this.#askTopic(of), id, question);
    });
  }

  answer({ from, id }: Question, said: JsonObject): void {
    this.#send(this.#topics.answer(from), this.#nextId('answer'), { question: id, ...said });
  }

  /** The question in a message, null where there is none. */
  read(message: BusMessage): Question | null {
    const from = splitTopic(message.topic)?.rest.split('/')[1] ?? '';
    const parsed = message.retained ? null : parseEnvelope(message.payload);
    if (parsed?.ok !== true || from === '' || from === this.#settings.device) return null;
    return { from, id: parsed.value.id, data: parsed.value.data };
  }

  /** Takes an answer; gives who answered, null where it is none. */
  answered(message: BusMessage): string | null {
    const from = splitTopic(message.topic)?.device;
    const parsed = message.retained ? null : parseEnvelope(message.payload);
    if (parsed?.ok !== true || from === undefined) return null;
    const { data } = parsed.value;
    if (typeof data['question'] === 'string') this.#settle(data['question'], data);
    return from;
  }

  /** The link is gone: nobody answers any more. */
  giveUp(): void {
    for (const id of this.#open.keys()) this.#settle(id, null);
  }

  #settle(id: string, said: JsonObject | null): void {
    const asked = this.#open.get(id);
    if (asked === undefined) return;
    this.#open.delete(id);
    asked.together.delete(id);
    asked.resolve(said);
  }

  /** The questions that wait under this signal. */
  #under(signal: AbortSignal): Set<string> {
    const known = this.#limits.get(signal);
    if (known !== undefined) return known;
    const waiting = new Set<string>();
    this.#limits.set(signal, waiting);
    signal.addEventListener('abort', () => waiting.forEach((id) => this.#settle(id, null)), { once: true });
    return waiting;
  }

  #askTopic(of: string): string {
    const topic = this.#askAt.get(of) ?? deviceTopics(this.#settings.site, of).ask(this.#settings.device);
    this.#askAt.set(of, topic);
    return topic;
  }

  #nextId(kind: 'ask' | 'answer'): string {
    this.#count += 1;
    return `${this.#settings.device}/${this.#ports.epoch()}/${kind}/${this.#count}`;
  }

  #send(topic: string, id: string, data: JsonObject): void {
    const at = this.#ports.clock.wallTime().instant;
    const from = id.slice(0, id.lastIndexOf('/'));
    const payload = writeEnvelope({ v: 1, id, from, seq: this.#count, at, expiresAt: null, data });
    // What is lost on the way is asked again by whoever waits for it.
    void this.#ports.bus.publish({ topic, payload, qos: 0, retain: false });
  }
}
