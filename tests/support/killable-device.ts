import { fileURLToPath } from 'node:url';
import type { View } from '../../behaviours/reception/views.ts';
import { loadLanguages } from '../../config/languages.ts';
import { loadDevice } from '../../config/load.ts';
import { createApp, type DeviceApp } from '../../firmware/app.ts';
import { noTrace } from '../../firmware/trace.ts';
import type { BusMessage, MessageBus, OutgoingMessage } from '../../hal/ports/message-bus.ts';
import { done } from '../../hal/result.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimDisplay } from '../../sim/devices/display.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { SimTicketLedger } from '../../sim/devices/ticket-ledger.ts';
import { SimLog } from '../../sim/log.ts';
import { SeededEntropy } from '../../sim/entropy.ts';
import { SeededRandom } from '../../sim/random.ts';
import { ScriptedPrinter } from './desk-rig.ts';

/** Monday 2026-08-03, 08:30 in Hanoi. */
const halfPastEight = 1_785_720_600_000;

const loaded = <T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!result.ok) throw new Error(`a shipped file does not load: ${JSON.stringify(result)}`);
  return result.value;
};
const config = loaded(loadDevice('config/sites/ward-centre/devices/kiosk-1.yaml'));
const languages = loaded(
  loadLanguages(fileURLToPath(new URL('../../config/languages', import.meta.url)), config.site.languages),
);

/** A bus that carries what the test says and keeps what the device says. */
class Wire implements MessageBus {
  readonly linked = true;
  readonly sent: OutgoingMessage[] = [];
  readonly #listeners: ((message: BusMessage) => void)[] = [];

  say(topic: string, payload: object): void {
    for (const hear of this.#listeners) hear({ topic, payload: JSON.stringify(payload), retained: false });
  }
  async publish(message: OutgoingMessage): Promise<typeof done> {
    this.sent.push(message);
    return done;
  }
  subscribe(filter: string, listener: (message: BusMessage) => void): () => void {
    if (filter.includes('/cmd/')) this.#listeners.push(listener);
    return () => {};
  }
  async open(): Promise<typeof done> {
    return done;
  }
  async close(): Promise<void> {}
  onLink = () => () => {};
  onRefused = () => () => {};
  onFault = () => () => {};
}

/** What a disk holds when the power goes. */
interface Disk {
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  readonly ledger: SimTicketLedger['disk'];
  readonly at: number;
}

/**
 * The shipped kiosk's app, which can die without a word: each start has a clock of its own, and when it is killed that clock simply goes
 * on no more, as a process that is gone calls back nothing. The next start finds what the disk held at that moment.
 */
export class KillableDevice {
  readonly time = new SimClock();
  readonly clock: DeviceClock;
  readonly storage: SimStorage;
  readonly ledger: SimTicketLedger;
  readonly printer = new ScriptedPrinter(this.time);
  readonly glass: SimDisplay<View>;
  readonly wire = new Wire();
  readonly log = new SimLog(this.time, config.device);
  readonly app: DeviceApp;
  #sent = 0;

  private constructor(startsAt: number, trusted: boolean, seed: number) {
    this.clock = new DeviceClock(this.time, startsAt, trusted);
    this.storage = new SimStorage(this.clock);
    this.ledger = new SimTicketLedger(this.clock);
    this.glass = new SimDisplay(this.clock);
    const none = {
      presence: {},
      range: {},
      'range-grid': {},
      'thermal-grid': {},
      targets: {},
      scan: {},
      speaker: {},
      speech: {},
      lamp: {},
      'counter-sign': {},
      button: {},
      keypad: {},
      'code-scanner': {},
      battery: {},
    };
    this.app = createApp({
      config,
      languages,
      hal: {
        clock: this.clock,
        random: new SeededRandom(seed),
        entropy: new SeededEntropy(new SeededRandom(seed, 'entropy')),
        log: this.log,
        storage: this.storage,
        classifier: null,
        checkup: null,
        devices: {
          ...none,
          printer: { slip: this.printer },
          display: { panel: this.glass },
          ledger: { ledger: this.ledger },
          'city-system': {},
          bus: { broker: this.wire },
        },
      },
      trace: noTrace,
      leftOut: [],
    });
  }

  static async start(disk: Disk | null = null, awayMs = 0, trusted = true): Promise<KillableDevice> {
    const device = new KillableDevice(
      (disk?.at ?? halfPastEight) + awayMs,
      trusted,
      disk === null ? 1 : disk.ledger.length + 2,
    );
    // One that has been in service: with an empty card it would wait for what the others know of it.
    if (disk === null) void device.storage.write('epoch', new TextEncoder().encode('{"v":1,"epoch":1}'));
    else {
      await device.ledger.open(new AbortController().signal);
      for (const event of disk.ledger) {
        const written = device.ledger.append([event]);
        await device.time.advance(5);
        await written;
      }
      for (const [name, bytes] of disk.blobs) void device.storage.write(name, bytes);
      await device.time.advance(100);
      await device.ledger.close();
    }
    const started = device.app.start();
    await device.time.advance(500);
    await started;
    return device;
  }

  /** Dies as it stands. */
  kill(): Disk {
    return { blobs: new Map(this.storage.disk), ledger: [...this.ledger.disk], at: this.clock.wallTime().instant };
  }

  /** Ends in good order. */
  async stop(): Promise<void> {
    const stopped = this.app.stop();
    await this.later(25_000);
    await stopped;
  }

  async later(ms: number): Promise<void> {
    await this.time.advance(ms);
  }

  get view(): View | null {
    return this.glass.current()?.view ?? null;
  }
  get screen(): string {
    return this.view?.body.screen ?? '';
  }
  state(machine: string): string {
    return this.app.machines().find((one) => one.machine === machine)?.value ?? '';
  }

  async touch(action: string): Promise<void> {
    this.glass.touch(action);
    await this.later(600);
  }

  /** From the sleeping screen to having asked for a number. */
  async ask(): Promise<void> {
    for (let step = 0; step < 6 && !['wait', 'ticket'].includes(this.screen); step += 1) {
      const actions = this.view?.actions.filter((action) => !action.startsWith('chrome.')) ?? [];
      await this.touch(actions.includes('no') ? 'no' : (actions[0] ?? ''));
    }
  }

  /** A clerk's or guide's wish, in time and from nobody else. */
  async command(name: string, data: object): Promise<void> {
    this.#sent += 1;
    const at = this.clock.wallTime().instant;
    this.wire.say(`letan/v1/${config.site.site}/${config.device}/cmd/${name}`, {
      v: 1,
      id: `c${at}-${this.#sent}`,
      from: `desk-${at}`,
      seq: this.#sent,
      at,
      expiresAt: null,
      data,
    });
    await this.later(50);
  }

  /** Events of a name that went out over the bus. */
  told(name: string): readonly unknown[] {
    return this.wire.sent
      .filter(({ topic }) => topic.endsWith(`/evt/${name}`))
      .map(({ payload }): unknown => JSON.parse(payload));
  }
}
