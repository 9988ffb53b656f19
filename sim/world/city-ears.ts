import { parseEnvelope, siteEvents } from '../../firmware/topics.ts';
import { visitLines } from '../../firmware/visit-event.ts';
import type { MessageBus } from '../../hal/ports/message-bus.ts';

/** Who the city's bridge is to the site's broker, which keeps for it what it cannot hear. */
export const cityClient = { clientId: 'city-bridge', will: null, cleanSession: false } as const;

/** The city at the other end of the WAN: hears the centre's visit events, as the broker's bridge hands them on, and counts them by id. */
export class CityEars {
  readonly #bus: MessageBus;
  readonly #heard = new Set<string>();
  #end: () => void = () => undefined;

  constructor(bus: MessageBus) {
    this.#bus = bus;
  }

  async open(site: string): Promise<void> {
    this.#end = this.#bus.subscribe(siteEvents(site, 'visit'), ({ payload }) => {
      const parsed = parseEnvelope(payload);
      for (const { id } of parsed.ok ? visitLines(parsed.value.data) : [])
        if (typeof id === 'string') this.#heard.add(id);
    });
    await this.#bus.open(new AbortController().signal);
  }

  /** Different events that arrived. */
  get heard(): number {
    return this.#heard.size;
  }

  async close(): Promise<void> {
    this.#end();
    await this.#bus.close();
  }
}
