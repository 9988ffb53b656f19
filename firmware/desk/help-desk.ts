import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { MessageBus } from '../../hal/ports/message-bus.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import type { AssistanceIn, AssistanceOut } from '../../behaviours/assistance/events.ts';
import type { Command } from '../commands.ts';
import { commandLifeMs, deviceTopics, parseEnvelope, siteEvents, splitTopic, writeEnvelope } from '../topics.ts';

/** A call for help that nobody has ended: of a visitor at a machine, or of a colleague at a counter. */
export type OpenHelp = {
  readonly requestId: string;
  readonly device: string;
  /** Where, in the staff's words; '' for a counter, which `counter` names. */
  readonly place: string;
  readonly counter: string | null;
  readonly reason: string;
  readonly sinceWall: Epoch;
  /** The role of who is coming; null: nobody yet. */
  readonly by: string | null;
};

export interface HelpPorts {
  readonly bus: MessageBus | null;
  readonly clock: Clock;
  /** An event for the bus. */
  readonly tell: (name: string, data: JsonObject) => void;
  /** This device's own visitors. */
  readonly assistance: {
    on(listener: (event: AssistanceOut) => void): Unsubscribe;
    send(event: AssistanceIn): void;
  };
}

/** More than anybody could answer; the oldest gives way. */
const mostOpen = 50;
/** A machine repeats its call for some minutes; what was not heard of for this long was answered where nobody told us. */
const forgottenMs: Milliseconds = 30 * 60_000;

/** Who in the site calls for a member of staff: all devices hear it, whoever answers answers for all. */
export class HelpDesk {
  readonly #site: string;
  readonly #device: string;
  readonly #ports: HelpPorts;
  readonly #changed = new Listeners<void>();
  readonly #open = new Map<string, OpenHelp>();
  #asked = 0;
  #boot = '';

  constructor(site: string, device: string, ports: HelpPorts) {
    this.#site = site;
    this.#device = device;
    this.#ports = ports;
  }

  /** `boot` names this start of the device: what it asks of others carries it. */
  start(boot: number): Unsubscribe {
    this.#boot = `${this.#device}/${boot}/help`;
    const { bus, assistance } = this.#ports;
    const ends = [
      assistance.on((event) => {
        if (event.type === 'assistance.requested') this.#requested(this.#device, { ...event });
        else if (event.type === 'assistance.ended') this.#ended(event.requestId);
      }),
    ];
    if (bus !== null)
      for (const [name, hear] of [
        ['assistance-requested', (from: string, data: JsonObject) => this.#requested(from, data)],
        ['assistance-taken', (_from: string, data: JsonObject) => this.#taken(data)],
        ['assistance-ended', (_from: string, data: JsonObject) => this.#ended(data['requestId'])],
      ] as const)
        ends.push(
          bus.subscribe(siteEvents(this.#site, name), ({ topic, payload, retained }) => {
            const from = splitTopic(topic)?.device;
            const parsed = parseEnvelope(payload);
            if (from === undefined || from === this.#device || retained || !parsed.ok) return;
            hear(from, parsed.value.data);
          }),
        );
    return () => {
      for (const end of ends.splice(0)) end();
    };
  }

  /** Oldest first. */
  open(): readonly OpenHelp[] {
    const now = this.#ports.clock.wallTime().instant;
    return [...this.#open.values()].filter(({ sinceWall }) => now - sinceWall < forgottenMs);
  }

  on(listener: () => void): Unsubscribe {
    return this.#changed.add(listener);
  }

  /** Of a request that is not known here it is told to this device's own visitors' side, which knows its own. */
  obey(command: Extract<Command, { readonly name: 'help-ask' | 'assistance-accept' | 'assistance-done' }>): void {
    switch (command.name) {
      case 'help-ask':
        return this.#ask(command.counter);
      case 'assistance-accept':
        return this.#accept(command.requestId, command.by);
      case 'assistance-done':
        return this.#done(command.requestId);
    }
  }

  #ask(counter: string): void {
    // Who asks again while nobody has come means the same call.
    const same = [...this.#open.values()].find((help) => help.counter === counter && help.device === this.#device);
    if (same === undefined) this.#asked += 1;
    const requestId = same?.requestId ?? `${this.#boot}/${this.#asked}`;
    const data = { requestId, reason: 'colleague', place: '', counter, repeat: 1 };
    this.#requested(this.#device, data);
    this.#ports.tell('assistance-requested', data);
  }

  #accept(requestId: string, by: string): void {
    const help = this.#open.get(requestId);
    if (help !== undefined) this.#keep({ ...help, by });
    if (help === undefined || this.#isMachineHere(help))
      this.#ports.assistance.send({ type: 'assistance.accepted', requestId, by });
    else if (help.device !== this.#device) this.#forward(help.device, 'assistance-accept', { requestId, by });
    // Colleagues at other devices see that somebody goes.
    this.#ports.tell('assistance-taken', { requestId, by });
  }

  #done(requestId: string): void {
    const help = this.#open.get(requestId);
    if (help === undefined || this.#isMachineHere(help))
      this.#ports.assistance.send({ type: 'assistance.done', requestId });
    else if (help.device !== this.#device) this.#forward(help.device, 'assistance-done', { requestId });
    else this.#ports.tell('assistance-ended', { requestId, how: 'done' });
    this.#ended(requestId);
  }

  #isMachineHere({ device, counter }: OpenHelp): boolean {
    return device === this.#device && counter === null;
  }

  #requested(device: string, data: JsonObject): void {
    const { requestId, reason, place, counter } = data;
    if (typeof requestId !== 'string' || requestId === '' || requestId.length > 160) return;
    const known = this.#open.get(requestId);
    this.#keep({
      requestId,
      device,
      place: short(place),
      counter: typeof counter === 'string' ? short(counter) : null,
      reason: short(reason),
      sinceWall: known?.sinceWall ?? this.#ports.clock.wallTime().instant,
      by: known?.by ?? null,
    });
  }

  #taken({ requestId, by }: JsonObject): void {
    const known = typeof requestId === 'string' ? this.#open.get(requestId) : undefined;
    if (known !== undefined && typeof by === 'string') this.#keep({ ...known, by: short(by) });
  }

  #ended(requestId: unknown): void {
    if (typeof requestId === 'string' && this.#open.delete(requestId)) this.#changed.emit();
  }

  #keep(help: OpenHelp): void {
    this.#open.set(help.requestId, help);
    const oldest = this.#open.keys().next();
    if (this.#open.size > mostOpen && oldest.done !== true) this.#open.delete(oldest.value);
    this.#changed.emit();
  }

  #forward(device: string, name: 'assistance-accept' | 'assistance-done', data: JsonObject): void {
    const { bus, clock } = this.#ports;
    if (bus === null) return;
    this.#asked += 1;
    const at = clock.wallTime().instant;
    const payload = writeEnvelope({
      v: 1,
      id: `${this.#boot}/${this.#asked}`,
      from: this.#boot,
      seq: this.#asked,
      at,
      expiresAt: at + commandLifeMs,
      data,
    });
    void bus.publish({ topic: deviceTopics(this.#site, device).command(name), payload, qos: 1, retain: false });
  }
}

const short = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 120) : '');
