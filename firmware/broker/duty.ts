import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** How often it is looked at who decides, and whether the link stands where it should. */
const lookEveryMs: Milliseconds = 1_000;
/** How often the other addresses are asked whether a hub of a higher term is there: a hub that was away must not go on for long. */
const searchEveryMs: Milliseconds = 10_000;

/** Who decides the hall, as far as somebody knows. Of two with one term the one whose name comes first counts. */
export interface HubTerm {
  readonly device: string;
  readonly term: number;
}

const outranks = (one: HubTerm, other: HubTerm): boolean =>
  one.term > other.term || (one.term === other.term && one.device < other.device);

export interface DutyPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** This device's own broker. */
  readonly broker: { readonly running: boolean; start(): void; stop(): Promise<void> };
  /** The link to the site's broker: where it stands (null: nowhere), and to stand elsewhere. */
  readonly bus: { readonly at: string | null; moveTo(url: string): void };
  /** Asks the broker at an address who decides, by what the devices there have said; null: no broker answers there. */
  readonly probe: (url: string) => Promise<{ readonly hub: HubTerm | null } | null>;
  /** Who decides by this device's ledger; null while it has not been read. */
  readonly hub: () => HubTerm | null;
}

export interface DutySettings {
  readonly device: string;
  /** Whoever may carry the broker, with the address at which this device finds it. */
  readonly carriers: readonly { readonly device: string; readonly url: string }[];
}

/**
 * Keeps a device at the right broker. The broker is where the hub is: a device that decides carries one, a device that does not carries
 * none. Whoever hears that another decides goes to that one's broker once it answers; and since a hub that was away finds its own
 * broker running and nobody else on it, every device asks now and then at the other addresses whether somebody decides there under a
 * higher term. Nothing here decides who is hub: people do, and the ledger says it.
 */
export class BrokerDuty {
  readonly #settings: DutySettings;
  readonly #ports: DutyPorts;
  #timer: TimerId | null = null;
  #searchedAt: Milliseconds | null = null;
  #stopped = false;

  constructor(settings: DutySettings, ports: DutyPorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  start(): void {
    this.#lookIn(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) this.#ports.clock.clearTimeout(this.#timer);
    this.#timer = null;
    await this.#ports.broker.stop();
  }

  #lookIn(ms: Milliseconds): void {
    if (this.#stopped) return;
    this.#timer = this.#ports.clock.setTimeout(() => {
      this.#timer = null;
      void this.#look().finally(() => this.#lookIn(lookEveryMs));
    }, ms);
  }

  async #look(): Promise<void> {
    const { broker, bus, clock, hub: ledgersHub } = this.#ports;
    const hub = ledgersHub();
    if (hub === null) return;
    const { carriers, device } = this.#settings;
    const own = carriers.find((carrier) => carrier.device === device);
    if (own !== undefined && hub.device === device) broker.start();
    else if (broker.running) await broker.stop();

    const right = carriers.find((carrier) => carrier.device === hub.device);
    if (right !== undefined && bus.at !== right.url && (await this.#ports.probe(right.url)) !== null)
      this.#move(right.url, hub);
    const due = this.#searchedAt === null || clock.now() - this.#searchedAt >= searchEveryMs;
    if (!due) return;
    this.#searchedAt = clock.now();
    for (const { url } of carriers) {
      if (this.#stopped) return;
      if (url === bus.at) continue;
      const found = (await this.#ports.probe(url))?.hub ?? null;
      if (found !== null && outranks(found, ledgersHub() ?? hub)) {
        this.#move(url, found);
        return;
      }
    }
  }

  #move(url: string, hub: HubTerm): void {
    if (this.#stopped || this.#ports.bus.at === url) return;
    this.#ports.log.write('info', 'broker.moved', { to: url, hub: hub.device, term: hub.term });
    this.#ports.bus.moveTo(url);
  }
}
