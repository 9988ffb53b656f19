import type { Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { BusMessage, MessageBus } from '../hal/ports/message-bus.ts';
import { done } from '../hal/result.ts';
import type { Milliseconds } from '../hal/units.ts';
import { CommandAge } from './command-age.ts';
import { commandNames, isCommandName, parseCommand, type Command, type CommandAnswer } from './commands.ts';
import type { Outbox, OutgoingEvent } from './outbox.ts';
import { relayedEvent, type DirectEvent } from './resending.ts';
import type { VisitExchange } from './visit-exchange.ts';
import {
  deviceTopics,
  onlineBoot,
  parseEnvelope,
  payloadLimit,
  siteEvents,
  siteStates,
  splitTopic,
  visitsHeldEvent,
  writeEnvelope,
  type DeviceTopics,
  type Envelope,
} from './topics.ts';

/** The snapshot is sent again after this even when nothing changed, so that a late reader knows how old it is. */
const statusEveryMs: Milliseconds = 30_000;
/** Changes within this are one snapshot. */
const statusSettleMs: Milliseconds = 250;
/** Answers kept for commands that are repeated. */
const mostRemembered = 512;

const eventText = (from: string, seq: number, { id, at, data }: Omit<OutgoingEvent, 'name' | 'seq'>): string =>
  writeEnvelope({ v: 1, id, from, seq, at, expiresAt: null, data });

export interface BridgeSettings {
  readonly site: string;
  readonly device: string;
  /** Counts the starts of this device. */
  readonly boot: number;
  readonly meta: JsonObject;
}

export interface BridgePorts {
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly log: Log;
}

export interface BridgeEars {
  readonly status: () => JsonObject;
  readonly command: (command: Command) => Promise<CommandAnswer>;
  /** What a command was answered that was done here, as far as the ledger knows; null: none of that id was. */
  readonly answered: (id: string) => CommandAnswer | null;
  /** What other devices say past their outboxes, by the name of the event: of use now or never. */
  readonly direct: Readonly<Record<string, (from: string, data: JsonObject) => void>>;
  /** Who exchanges visit events with the other devices of the site; null where no ledger takes them. */
  readonly exchange: ExchangeEars | null;
}

export type ExchangeEars = Pick<VisitExchange, 'visit' | 'relayed' | 'held' | 'online' | 'setLinked'>;

/**
 * Ties a device to the message bus: says what it is and how it is, sends its events from the outbox, takes commands once each and
 * answers them. Everything works without a broker; a bad payload is answered or logged in one line and changes nothing.
 */
export class Bridge {
  readonly #settings: BridgeSettings;
  readonly #ports: BridgePorts;
  readonly #ears: BridgeEars;
  readonly #topics: DeviceTopics;
  readonly #answers = new Map<string, Promise<CommandAnswer>>();
  readonly #age: CommandAge;
  readonly #ends: Unsubscribe[] = [];
  #acks = 0;
  #direct = 0;
  #snapshots = 0;
  #statusTimer: TimerId | null = null;
  #statusAt: Milliseconds | null = null;
  #lastStatus = '';

  constructor(settings: BridgeSettings, ports: BridgePorts, ears: BridgeEars) {
    this.#settings = settings;
    this.#ports = ports;
    this.#ears = ears;
    this.#age = new CommandAge(ports.clock);
    this.#topics = deviceTopics(settings.site, settings.device);
  }

  start(outbox: Outbox): void {
    const { bus } = this.#ports;
    const { site } = this.#settings;
    const { exchange } = this.#ears;
    this.#ends.push(
      bus.onLink((linked) => {
        outbox.setLinked(linked);
        if (linked) this.#introduce();
        exchange?.setLinked(linked);
      }),
      bus.subscribe(this.#topics.commands, (message) => this.#commanded(message)),
      ...Object.entries(this.#ears.direct).map(([name, hear]) => this.#listen(name, hear)),
    );
    if (exchange !== null)
      this.#ends.push(
        this.#listen('visit', exchange.visit.bind(exchange)),
        this.#listen(relayedEvent, exchange.relayed.bind(exchange)),
        this.#listen(visitsHeldEvent, exchange.held.bind(exchange)),
        bus.subscribe(siteStates(site), (message) => this.#met(message, exchange)),
      );
    if (bus.linked) {
      outbox.setLinked(true);
      this.#introduce();
      exchange?.setLinked(true);
    }
  }

  /** How the outbox sends: one event by itself, lines of the ledger that wait together in one message. */
  async send(events: readonly OutgoingEvent[]): ReturnType<MessageBus['publish']> {
    const { device, boot } = this.#settings;
    const from = `${device}/${boot}`;
    const last = events.at(-1);
    if (events.length > 1 && last !== undefined) {
      const { seq } = last;
      const together = { ...last, id: `${from}/together/${seq}`, data: { lines: events.map(({ data }) => data) } };
      const payload = eventText(from, seq, together);
      if (payload.length <= payloadLimit) return this.#publishText(last.name, payload);
    }
    const results = await Promise.all(events.map((event) => this.#publishEvent(from, event.seq, event)));
    return results.find(({ ok }) => !ok) ?? done;
  }

  /** Sends past the outbox what is of use now or never, or is known to have been lost by it. */
  sendNow(event: DirectEvent): ReturnType<MessageBus['publish']> {
    const { device, boot } = this.#settings;
    const from = `${device}/${boot}/direct`;
    this.#direct += 1;
    return this.#publishEvent(from, this.#direct, { ...event, id: event.id ?? `${from}/${this.#direct}` });
  }

  #publishEvent(from: string, seq: number, event: Omit<OutgoingEvent, 'seq'>): ReturnType<MessageBus['publish']> {
    return this.#publishText(event.name, eventText(from, seq, event));
  }

  #publishText(name: string, payload: string): ReturnType<MessageBus['publish']> {
    return this.#ports.bus.publish({ topic: this.#topics.event(name), payload, qos: 1, retain: false });
  }

  /** Something about this device changed: a new snapshot goes out, soon. */
  statusChanged(): void {
    // Devices that are closed after it have changes to tell, and nobody to tell them to.
    if (this.#ends.length === 0) return;
    if (
      this.#statusTimer !== null &&
      this.#statusAt !== null &&
      this.#statusAt - this.#ports.clock.now() <= statusSettleMs
    )
      return;
    this.#armStatus(statusSettleMs);
  }

  /** Says goodbye; what the broker does not take within a second is left. */
  async stop(): Promise<void> {
    const { clock } = this.#ports;
    if (this.#statusTimer !== null) clock.clearTimeout(this.#statusTimer);
    this.#statusTimer = null;
    for (const end of this.#ends.splice(0)) end();
    if (!this.#ports.bus.linked) return;
    let limit: TimerId | null = null;
    const late = new Promise<void>((resolve) => {
      limit = clock.setTimeout(resolve, 1_000);
    });
    await Promise.race([this.#publishState('stopped'), late]);
    if (limit !== null) clock.clearTimeout(limit);
  }

  #introduce(): void {
    void this.#publishRetained(this.#topics.meta, this.#settings.meta);
    void this.#publishState('online');
    this.#lastStatus = '';
    this.#armStatus(0);
  }

  async #publishState(state: 'online' | 'stopped'): Promise<void> {
    await this.#publishRetained(this.#topics.state, { state, boot: this.#settings.boot });
  }

  /** What is, not what happened: the newest stands for all before it, so its words lie flat beside the envelope's fields. */
  #publishRetained(topic: string, data: JsonObject): ReturnType<MessageBus['publish']> {
    const { device, boot } = this.#settings;
    this.#snapshots += 1;
    const payload = JSON.stringify({
      v: 1,
      id: `${device}/${boot}/retained/${this.#snapshots}`,
      seq: this.#snapshots,
      at: this.#ports.clock.wallTime().instant,
      expiresAt: null,
      ...data,
    });
    return this.#ports.bus.publish({ topic, payload, qos: 1, retain: true });
  }

  #armStatus(ms: Milliseconds): void {
    const { clock } = this.#ports;
    if (this.#statusTimer !== null) clock.clearTimeout(this.#statusTimer);
    this.#statusAt = clock.now() + ms;
    this.#statusTimer = clock.setTimeout(() => {
      const status = this.#ears.status();
      const text = JSON.stringify(status);
      if (this.#ports.bus.linked && (text !== this.#lastStatus || ms >= statusEveryMs)) {
        this.#lastStatus = text;
        void this.#publishRetained(this.#topics.status, status);
      }
      this.#armStatus(statusEveryMs);
    }, ms);
  }

  /** Hears the events of this name of all other devices. */
  #listen(name: string, hear: (from: string, data: JsonObject) => void): Unsubscribe {
    return this.#ports.bus.subscribe(
      siteEvents(this.#settings.site, name),
      (message) => this.#told(message, hear),
      this.#topics.event(name),
    );
  }

  /** An event of another device. */
  #told(message: BusMessage, hear: (from: string, data: JsonObject) => void): void {
    const from = splitTopic(message.topic)?.device;
    if (from === undefined || from === this.#settings.device || message.retained) return;
    const parsed = parseEnvelope(message.payload);
    if (parsed.ok) hear(from, parsed.value.data);
    else this.#ports.log.write('warn', 'event.refused', { topic: message.topic, ...parsed.fault });
  }

  /** The lifecycle of another device, stored or fresh; what is not ours to read is nobody who came. */
  #met(message: BusMessage, exchange: ExchangeEars): void {
    const from = splitTopic(message.topic)?.device;
    if (from === undefined || from === this.#settings.device) return;
    const boot = onlineBoot(message.payload);
    if (boot !== null) exchange.online(from, boot);
  }

  #commanded(message: BusMessage): void {
    const rest = splitTopic(message.topic)?.rest ?? '';
    const name = rest.split('/')[1] ?? '';
    const { log } = this.#ports;
    if (message.retained) {
      // A stored command was meant for another hour; whoever retained it is told by the log, not by an ack.
      log.write('warn', 'command.retained', { name });
      return;
    }
    const parsed = parseEnvelope(message.payload);
    if (!parsed.ok) {
      log.write('warn', 'command.refused', { name, ...parsed.fault });
      this.#ack(name, '', { ok: false, refusal: { ...parsed.fault } });
      return;
    }
    const envelope = parsed.value;
    const known = this.#answers.get(envelope.id);
    if (known !== undefined) {
      void known.then((answer) => this.#ack(name, envelope.id, answer));
      return;
    }
    const answer = this.#answer(name, envelope);
    this.#answers.set(envelope.id, answer);
    if (this.#answers.size > mostRemembered) {
      const oldest = this.#answers.keys().next();
      if (oldest.done !== true) this.#answers.delete(oldest.value);
    }
    void answer.then((given) => this.#ack(name, envelope.id, given));
  }

  async #answer(name: string, envelope: Envelope): Promise<CommandAnswer> {
    if (!isCommandName(name)) return { ok: false, refusal: unknownCommand(name) };
    const dead = this.#age.refusal(envelope);
    // What was done in its time is answered as it was, however late it is asked again, also after a restart.
    if (dead !== null) return this.#ears.answered(envelope.id) ?? { ok: false, refusal: dead };
    const command = parseCommand(name, envelope.id, envelope.data);
    if (!command.ok) return { ok: false, refusal: { ...command.fault } };
    return await this.#ears.command(command.value);
  }

  #ack(name: string, id: string, answer: CommandAnswer): void {
    const { device, boot } = this.#settings;
    this.#acks += 1;
    const at = this.#ports.clock.wallTime().instant;
    const envelope: Envelope = {
      v: 1,
      id: `${device}/${boot}/ack/${this.#acks}`,
      from: `${device}/${boot}/ack`,
      seq: this.#acks,
      at,
      expiresAt: null,
      data: { command: id, ...answer },
    };
    void this.#ports.bus.publish({
      topic: this.#topics.ack(name),
      payload: writeEnvelope(envelope),
      qos: 1,
      retain: false,
    });
  }
}

const unknownCommand = (name: string): JsonObject => ({
  kind: 'unknown-command',
  name,
  expected: commandNames.join(', '),
  remedy: 'publish to cmd/{name} with one of these names',
});
