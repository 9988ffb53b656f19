import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { BusClient, BusMessage } from '../../hal/ports/message-bus.ts';
import type { Milliseconds } from '../../hal/units.ts';

export type Delivery = BusMessage & { readonly qos: 0 | 1 };

/** What the broker knows of one client; kept over connections unless the client asked for a clean one. */
export interface Session {
  readonly client: BusClient;
  readonly filters: Map<string, 0 | 1>;
  /** QoS 1 messages sent and not yet acknowledged, then those that wait for the client to come back. */
  unacknowledged: Delivery[];
  queued: Delivery[];
  connection: SimConnection | null;
}

/** What a client hears of its connection. */
export interface ConnectionEars {
  readonly message: (message: BusMessage) => void;
  /** The connection is gone; told once, when the client notices. */
  readonly lost: () => void;
}

/**
 * How badly a network carries: drawn for each packet. Nothing of it is lost, as long as the link holds; what TCP would put right (a
 * packet that overtakes another) happens all the same where messages cross more than one broker or one connection.
 */
export interface Weather {
  /** On top of the usual latency. */
  readonly delayMs: () => Milliseconds;
  /** Whether a later packet may arrive before an earlier one. */
  readonly overtakes: boolean;
  /** Whether a delivery with QoS 1 comes twice: its acknowledgement was lost. */
  readonly doubles: () => boolean;
}

export const calmWeather: Weather = { delayMs: () => 0, overtakes: false, doubles: () => false };

/** The wire between one client and the broker: everything takes the broker's latency, keeps its order, and dies with a cut. */
export class SimConnection {
  readonly #clock: Clock;
  readonly #latencyMs: () => Milliseconds;
  readonly #weather: () => Weather;
  readonly #travelling = new Map<TimerId, { readonly arrive: () => void; readonly toBroker: boolean }>();
  readonly ears: ConnectionEars;
  readonly session: Session;
  #arrivesAt: Milliseconds = 0;
  alive = true;

  constructor(
    clock: Clock,
    latencyMs: () => Milliseconds,
    weather: () => Weather,
    session: Session,
    ears: ConnectionEars,
  ) {
    this.#clock = clock;
    this.#latencyMs = latencyMs;
    this.#weather = weather;
    this.session = session;
    this.ears = ears;
  }

  carry(toBroker: boolean, arrive: () => void): void {
    if (!this.alive) return;
    const now = this.#clock.now();
    const { delayMs, overtakes } = this.#weather();
    const arrivesAt = now + this.#latencyMs() + delayMs();
    // A latency that shrinks must not let a later packet overtake.
    this.#arrivesAt = Math.max(this.#arrivesAt, arrivesAt);
    const timer = this.#clock.setTimeout(
      () => {
        this.#travelling.delete(timer);
        arrive();
      },
      (overtakes ? arrivesAt : this.#arrivesAt) - now,
    );
    this.#travelling.set(timer, { arrive, toBroker });
  }

  /** Nothing travels any more; what was under way is lost. */
  die(): void {
    this.alive = false;
    for (const timer of this.#travelling.keys()) this.#clock.clearTimeout(timer);
    this.#travelling.clear();
  }

  /** What the client has sent arrives at once: a socket that is closed in order is emptied first. */
  flush(): void {
    for (const [timer, packet] of this.#travelling) {
      if (!packet.toBroker) continue;
      this.#clock.clearTimeout(timer);
      this.#travelling.delete(timer);
      packet.arrive();
    }
  }
}
