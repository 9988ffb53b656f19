import {
  commandLifeMs,
  deviceTopics,
  parseEnvelope,
  siteEvents,
  splitTopic,
  writeEnvelope,
} from '../../firmware/topics.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { MessageBus } from '../../hal/ports/message-bus.ts';
import type { SimClock } from '../clock.ts';
import type { SeededRandom } from '../random.ts';
import { Life } from './life.ts';

/**
 * The member of staff who helps at the machines, with the staff app in hand: hears over the bus who calls from where, says that they are
 * coming, goes there and helps, and says when it is done. One call at a time; the next waits its turn.
 */
export class Attendant {
  readonly #site: string;
  readonly #bus: MessageBus;
  readonly #wall: Clock;
  readonly #random: SeededRandom;
  readonly #life: Life;
  readonly #did: (what: string) => void;
  readonly #open = new Map<string, string>();
  #unsubscribe: () => void = () => undefined;
  #busy = false;
  #sent = 0;

  constructor(
    site: string,
    ports: { readonly bus: MessageBus; readonly wall: Clock; readonly clock: SimClock; readonly random: SeededRandom },
    did: (what: string) => void,
  ) {
    this.#site = site;
    this.#bus = ports.bus;
    this.#wall = ports.wall;
    this.#random = ports.random;
    this.#life = new Life(ports.clock);
    this.#did = did;
  }

  connect(): void {
    const ends = [
      this.#bus.subscribe(siteEvents(this.#site, 'assistance-requested'), ({ topic, payload, retained }) => {
        const from = splitTopic(topic)?.device;
        const request = retained ? null : requestIn(payload);
        if (from === undefined || request === null || this.#open.has(request)) return;
        this.#open.set(request, from);
        void this.#help();
      }),
      this.#bus.subscribe(siteEvents(this.#site, 'assistance-ended'), ({ payload }) => {
        const request = requestIn(payload);
        if (request !== null) this.#open.delete(request);
      }),
    ];
    this.#unsubscribe = () => {
      for (const end of ends) end();
    };
  }

  close(): void {
    this.#unsubscribe();
    this.#life.end();
  }

  async #help(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#first(); next !== null; next = this.#first()) {
      const { request, device } = next;
      // Looks at the app, answers, walks there.
      await this.#life.sleep(this.#random.between(4_000, 15_000));
      if (!this.#open.has(request)) continue;
      this.#send(device, 'assistance-accept', { requestId: request, by: 'attendant' });
      this.#did(`comes to ${device}`);
      await this.#life.sleep(this.#random.between(15_000, 40_000));
      await this.#life.sleep(this.#random.between(15_000, 60_000));
      this.#send(device, 'assistance-done', { requestId: request });
      this.#did(`has helped at ${device}`);
      this.#open.delete(request);
    }
    this.#busy = false;
  }

  #first(): { readonly request: string; readonly device: string } | null {
    for (const [request, device] of this.#open) return { request, device };
    return null;
  }

  #send(device: string, name: 'assistance-accept' | 'assistance-done', data: JsonObject): void {
    const at = this.#wall.wallTime().instant;
    this.#sent += 1;
    void this.#bus.publish({
      topic: deviceTopics(this.#site, device).command(name),
      payload: writeEnvelope({
        v: 1,
        id: `attendant/${at}/${this.#sent}`,
        from: 'attendant',
        seq: this.#sent,
        at,
        expiresAt: at + commandLifeMs,
        data,
      }),
      qos: 1,
      retain: false,
    });
  }
}

const requestIn = (payload: string): string | null => {
  const parsed = parseEnvelope(payload);
  const request = parsed.ok ? parsed.value.data['requestId'] : null;
  return typeof request === 'string' ? request : null;
};
