import { Aedes, type Client } from 'aedes';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Unsubscribe } from '../../hal/device.ts';
import { MqttMessageBus } from '../../hal/drivers/mqtt-message-bus.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { BusClient, BusFault, BusMessage, MessageBus, OutgoingMessage } from '../../hal/ports/message-bus.ts';
import type { Random } from '../../hal/ports/random.ts';
import type { Result } from '../../hal/result.ts';
import type { SimClock } from '../clock.ts';
import type { SiteBroker } from '../site-broker.ts';

/** What a device's own config would say of a broker without secrets on this host. */
const plainBroker = {
  username: null,
  passwordFile: null,
  caFile: null,
  certFile: null,
  keyFile: null,
  keepAliveMs: 30_000,
} as const;
/** The broker comes back where it was, and devices must notice it within a breath. */
const backoff = { firstMs: 250, mostMs: 2_000 } as const;

/** A real MQTT broker in this process, reached over TCP by the real driver, as devices of a centre reach theirs. */
export class AedesBroker {
  readonly #aedes: Aedes;
  readonly #host: Clock;
  readonly #sockets = new Set<Socket>();
  readonly #clients = new Map<string, Client>();
  /** Clients that the network does not let through. */
  readonly #cut = new Set<string>();
  #server: Server | null = null;
  #port = 0;
  #closed = false;
  /** Stops and starts follow each other. */
  #moving: Promise<void> = Promise.resolve();

  private constructor(aedes: Aedes, host: Clock) {
    this.#aedes = aedes;
    this.#host = host;
    aedes.on('client', (client) => this.#clients.set(client.id, client));
    aedes.preConnect = (_client, packet, done) => done(null, !this.#cut.has(packet.clientId ?? ''));
  }

  /** Listens on loopback, on a port of the system's choice; `host` is the host's time, by which links are dialled again. */
  static async open(host: Clock): Promise<AedesBroker> {
    const broker = new AedesBroker(await Aedes.createBroker(), host);
    await broker.#listen();
    return broker;
  }

  /** `mqtt://127.0.0.1:1883`, for whoever wants to listen in. */
  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`;
  }

  /** The broker as a centre knows it, on the centre's clock. */
  on(simulated: SimClock): SiteBroker {
    return {
      client: (who: BusClient, _clock: Clock, random: Random) =>
        new HeldBus(
          new MqttMessageBus([{ ...plainBroker, url: this.url }], who, this.#host, random, backoff),
          simulated,
        ),
      stop: () => {
        this.#moving = this.#moving.then(() => this.#fall());
      },
      start: () => {
        this.#moving = this.#moving.then(() => this.#listen());
      },
      cut: (clientId) => {
        this.#cut.add(clientId);
        this.#clients.get(clientId)?.close();
      },
      restore: (clientId) => void this.#cut.delete(clientId),
      setWeather: null,
      close: () => this.close(),
    };
  }

  /** Twice does nothing. */
  async close(): Promise<void> {
    await this.#moving;
    if (this.#closed) return;
    this.#closed = true;
    await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
    await this.#fall();
  }

  async #listen(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#aedes.handle(socket);
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address !== 'string') this.#port = address.port;
    this.#server = server;
  }

  async #fall(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }
}

/** Simulated time stands still while the broker has a message in hand, so a thousandfold speed does not outrun the wire. */
class HeldBus implements MessageBus {
  readonly #bus: MessageBus;
  readonly #clock: SimClock;

  constructor(bus: MessageBus, clock: SimClock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  get linked(): boolean {
    return this.#bus.linked;
  }
  open(signal: AbortSignal): Promise<Result<void, BusFault>> {
    return this.#clock.during(() => this.#bus.open(signal));
  }
  close(): Promise<void> {
    return this.#clock.during(() => this.#bus.close());
  }
  publish(message: OutgoingMessage): Promise<Result<void, BusFault>> {
    return this.#clock.during(() => this.#bus.publish(message));
  }
  subscribe(filter: string, listener: (message: BusMessage) => void): Unsubscribe {
    return this.#bus.subscribe(filter, listener);
  }
  onFault(listener: (fault: BusFault) => void): Unsubscribe {
    return this.#bus.onFault(listener);
  }
  onLink(listener: (linked: boolean) => void): Unsubscribe {
    return this.#bus.onLink(listener);
  }
  onRefused(listener: (filter: string) => void): Unsubscribe {
    return this.#bus.onRefused(listener);
  }
}
