import { siteRedial } from '../firmware/broker/redial.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { BusClient, MessageBus } from '../hal/ports/message-bus.ts';
import type { Random } from '../hal/ports/random.ts';
import { SimBroker, SimMessageBus } from './devices/message-bus.ts';
import type { Weather } from './peripherals/broker-wire.ts';

/** The broker of a centre and its clients: simulated, or a real one on the host. */
export interface SiteBroker {
  client(who: BusClient, clock: Clock, random: Random): MessageBus;
  /** The broker's machine fails, and is there again with what it had kept. */
  stop(): void;
  start(): void;
  /** The network between the broker and one client breaks, and is whole again. */
  cut(clientId: string): void;
  restore(clientId: string): void;
  /** How the network carries from now on, null: as it should. Itself null where the network is the host's. */
  readonly setWeather: ((weather: Weather | null) => void) | null;
  close(): Promise<void>;
}

/** Messages in simulated time; every day that must be the same twice has this one. */
export class TwinBroker implements SiteBroker {
  readonly #broker: SimBroker;

  constructor(clock: Clock) {
    this.#broker = new SimBroker(clock);
  }

  client(who: BusClient, clock: Clock, random: Random): MessageBus {
    return new SimMessageBus(this.#broker, clock, random, who, siteRedial);
  }
  stop(): void {
    this.#broker.stop();
  }
  start(): void {
    this.#broker.start();
  }
  cut(clientId: string): void {
    this.#broker.cut(clientId);
  }
  restore(clientId: string): void {
    this.#broker.restore(clientId);
  }
  setWeather = (weather: Weather | null): void => this.#broker.setWeather(weather);
  close(): Promise<void> {
    this.#broker.close();
    return Promise.resolve();
  }
}
