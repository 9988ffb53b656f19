import { Listeners, type Unsubscribe } from '../device.ts';
import type { CityDocument, CityFault, CityMessage, CitySystem } from '../ports/city-system.ts';
import type { BusFault, MessageBus } from '../ports/message-bus.ts';
import { done, fail, ok, type Result } from '../result.ts';

export interface MqttCitySettings {
  /** Messages go to `<prefix>/events/<kind>`, dossiers are asked at `<prefix>/dossiers/ask`. */
  readonly prefix: string;
  /** Where bookings come in; a retained message is the whole list. */
  readonly bookings: string | null;
  readonly dossiers: boolean;
}

const longestWord = 64;

/**
 * The city's system over a broker of its own, QoS 1. A dossier is asked with `{ "id", "code" }` at `<prefix>/dossiers/ask`, and
 * answered within the asker's patience with `{ "id", … }` or `{ "id", "unknown": true }` at `<prefix>/dossiers/answer`.
 */
export class MqttCitySystem implements CitySystem {
  readonly #settings: MqttCitySettings;
  readonly #bus: MessageBus;
  readonly #where: string;
  readonly #newId: () => string;
  readonly #documents = new Listeners<CityDocument>();
  readonly #faults = new Listeners<CityFault>();
  readonly #asked = new Map<string, (answer: string | null) => void>();
  readonly #newest = new Map<string, string>();
  #ends: Unsubscribe[] = [];

  /** @param newId unguessable, so that nobody answers what they have not heard asked. */
  constructor(settings: MqttCitySettings, bus: MessageBus, where: string, newId: () => string) {
    this.#settings = settings;
    this.#bus = bus;
    this.#where = where;
    this.#newId = newId;
  }

  async open(signal: AbortSignal): Promise<Result<void, CityFault>> {
    const { bookings, dossiers, prefix } = this.#settings;
    this.#ends = [this.#bus.onFault((fault) => this.#faults.emit(this.#faultOf(fault)))];
    if (bookings !== null)
      this.#ends.push(this.#bus.subscribe(bookings, ({ topic, payload }) => this.#heard(topic, payload)));
    if (dossiers)
      this.#ends.push(this.#bus.subscribe(`${prefix}/dossiers/answer`, ({ payload }) => this.#answered(payload)));
    const opened = await this.#bus.open(signal);
    if (opened.ok) return done;
    for (const end of this.#ends.splice(0)) end();
    return fail(this.#faultOf(opened.fault));
  }

  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    for (const answer of this.#asked.values()) answer(null);
    this.#asked.clear();
    this.#newest.clear();
    await this.#bus.close();
  }

  onFault(listener: (fault: CityFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  onDocument(listener: (document: CityDocument) => void): Unsubscribe {
    return this.#documents.add(listener);
  }

  async send({ kind, body }: CityMessage, signal: AbortSignal): Promise<Result<void, CityFault>> {
    const topic = `${this.#settings.prefix}/events/${kind}`;
    return this.#publish(topic, body, signal);
  }

  async askDossier(code: string, signal: AbortSignal): Promise<Result<string | null, CityFault>> {
    if (!this.#settings.dossiers) return fail({ kind: 'unsupported', where: this.#where, what: 'dossier' });
    const id = this.#newId();
    const answer = new Promise<Result<string | null, CityFault>>((resolve) => {
      const end = (result: Result<string | null, CityFault>): void => {
        this.#asked.delete(id);
        signal.removeEventListener('abort', late);
        resolve(result);
      };
      const late = (): void => end(fail({ kind: 'offline', where: this.#where, reason: 'no answer' }));
      signal.addEventListener('abort', late, { once: true });
      this.#asked.set(id, (said) =>
        end(said === null ? fail({ kind: 'offline', where: this.#where, reason: 'closed' }) : readAnswer(said)),
      );
    });
    const topic = `${this.#settings.prefix}/dossiers/ask`;
    const published = await this.#publish(topic, JSON.stringify({ id, code }), signal);
    if (published.ok) return answer;
    this.#asked.delete(id);
    return published;
  }

  async #publish(topic: string, payload: string, signal: AbortSignal): Promise<Result<void, CityFault>> {
    if (signal.aborted) return fail({ kind: 'offline', where: this.#where, reason: 'given up' });
    const given = new Promise<Result<void, CityFault>>((resolve) => {
      const late = (): void => resolve(fail({ kind: 'offline', where: this.#where, reason: 'no answer' }));
      signal.addEventListener('abort', late, { once: true });
      void this.#bus.publish({ topic, payload, qos: 1, retain: false }).then((result) => {
        signal.removeEventListener('abort', late);
        resolve(result.ok ? done : fail(this.#faultOf(result.fault)));
      });
    });
    return given;
  }

  #heard(topic: string, payload: string): void {
    if (payload === '' || this.#newest.get(topic) === payload) return;
    this.#newest.set(topic, payload);
    const format = /^\s*[[{]/.test(payload.replace(/^\uFEFF/, '')) ? 'json' : 'csv';
    this.#documents.emit({ name: topic, format, text: payload });
  }

  #answered(payload: string): void {
    const id = /"id"\s*:\s*"([^"]*)"/.exec(payload)?.[1] ?? '';
    if (id.length <= longestWord) this.#asked.get(id)?.(payload);
  }

  #faultOf(fault: BusFault): CityFault {
    const where = this.#where;
    switch (fault.kind) {
      case 'unreachable':
        return { kind: 'offline', where, reason: fault.reason };
      case 'refused':
        return { kind: 'not-permitted', where, reason: fault.reason };
      case 'offline':
        return { kind: 'offline', where, reason: 'offline' };
      case 'too-large':
        return { kind: 'refused', where, reason: `${fault.bytes} bytes, at most ${fault.limit}` };
    }
  }
}

const readAnswer = (said: string): Result<string | null, CityFault> =>
  ok(/"unknown"\s*:\s*true/.test(said) ? null : said);
