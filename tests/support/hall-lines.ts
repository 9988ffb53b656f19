/*
 * Small traces written by hand: what a device's recorder would write of a few moments in a hall, so that a reader of traces can be
 * shown any of them, possible or not.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Monday, 3 August 2026, 08:00 in Hanoi. */
export const eightOClock = 1_785_718_800_000;
export const today = '2026-08-03';

export interface LineEvent {
  readonly id: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

const siteConfig = {
  site: 'ward-centre',
  timeZone: 'Asia/Ho_Chi_Minh',
  languages: ['vi', 'en'],
  hall: { host: 'kiosk-1', callsBeforeNoShow: 3 },
  priority: { ask: true, overtakenAtMost: 2 },
  services: [
    { id: 'ho-tich', series: 'A' },
    { id: 'dat-dai', series: 'K' },
  ],
  counters: [
    { id: '1', services: ['ho-tich'] },
    { id: '2', services: ['ho-tich', 'dat-dai'] },
    { id: '3', services: ['dat-dai'] },
  ],
};
const ranges: Readonly<Record<string, Fields>> = {
  'kiosk-1': { from: 1, to: 499 },
  'kiosk-2': { from: 500, to: 899 },
};

/** A centre of two kiosks, of which the first decides, told line by line. */
export class HallLines {
  readonly #lines: string[] = [];
  readonly #seq = new Map<string, number>();
  readonly #epochs = new Map<string, number>();
  readonly #ledgers = new Map<string, LineEvent[]>();
  #call = 0;
  #commands = 0;
  t = 0;

  constructor(devices: readonly string[] = ['kiosk-1', 'kiosk-2']) {
    for (const device of devices) this.start(device);
  }

  get text(): readonly string[] {
    return this.#lines;
  }

  line(device: string, fields: Fields): this {
    this.#lines.push(JSON.stringify({ t: this.t, device, ...fields }));
    return this;
  }
  after(ms: number): this {
    this.t += ms;
    return this;
  }

  /** A device is switched on: its config, its clock, its ledger read from the beginning. */
  start(
    device: string,
    how: { readonly epoch?: number; readonly head?: number; readonly recited?: number } = {},
  ): this {
    this.#epochs.set(device, how.epoch ?? (this.#epochs.get(device) ?? 0) + 1);
    this.#seq.set(device, 0);
    const config = { device: { device, numbers: ranges[device] ?? null }, site: siteConfig };
    this.#lines.push(JSON.stringify({ kind: 'config', device, schema: 1, config }));
    this.clock(device, eightOClock).line(device, { kind: 'input', port: 'app', ask: 'start', devices: {} });
    const ledger = this.#ledgers.get(device) ?? [];
    const head = how.head ?? ledger.length;
    const at = { port: 'ledger', name: 'ledger' };
    this.line(device, { kind: 'command', ...at, call: (this.#call += 1), do: 'open', with: {} });
    const facts = { head, repairs: [] };
    this.line(device, { kind: 'input', ...at, call: this.#call, result: { ok: true }, facts });
    this.line(device, { kind: 'command', ...at, call: (this.#call += 1), do: 'read', with: { from: 1, limit: 1000 } });
    const value = ledger.slice(0, how.recited ?? head).map((event, index) => ({ position: index + 1, event }));
    return this.line(device, { kind: 'input', ...at, call: this.#call, result: { ok: true, value } });
  }
  stop(device: string): this {
    return this.line(device, { kind: 'input', port: 'app', ask: 'stop' });
  }
  clock(device: string, offset: number, trusted = true): this {
    return this.line(device, { kind: 'input', port: 'clock', offset, trusted });
  }

  /** What a device would write: an event with its own next number. */
  event(device: string, kind: string, data: Fields, over: Fields = {}): LineEvent {
    const seq = (this.#seq.get(device) ?? 0) + 1;
    this.#seq.set(device, seq);
    const epoch = this.#epochs.get(device) ?? 1;
    const id = `${device}/${epoch}/${seq}`;
    const wall = eightOClock + this.t;
    return { v: 1, id, device, epoch, seq, monotonicMs: this.t, wall, trusted: true, cause: 'x', kind, data, ...over };
  }

  /** Events become durable in a device's ledger. */
  store(device: string, ...events: readonly LineEvent[]): this {
    return this.write(device, ...events)();
  }
  /** A device begins to write; the function makes it durable. */
  write(device: string, ...events: readonly LineEvent[]): () => this {
    const call = (this.#call += 1);
    const about = { port: 'ledger', name: 'ledger', call };
    this.line(device, { kind: 'command', ...about, do: 'append', with: { events } });
    return () => {
      const ledger = [...(this.#ledgers.get(device) ?? []), ...events];
      this.#ledgers.set(device, ledger);
      return this.line(device, { kind: 'input', ...about, result: { ok: true, value: ledger.length } });
    };
  }

  /** A number given at a device and durable there. */
  give(number: string, device = 'kiosk-1', data: Fields = {}, over: Fields = {}): LineEvent {
    const service = number.startsWith('A') ? 'ho-tich' : 'dat-dai';
    const about = { ticket: `${today}/${number}`, day: today, series: number[0], n: Number(number.slice(1)), number };
    const how = { requestId: `request of ${number} at ${device}`, channel: 'here', apart: false, priority: null };
    const event = this.after(2_000).event(device, 'ticket.issued', { ...about, service, ...how, ...data }, over);
    this.store(device, event);
    return event;
  }
  /** Everybody else has the event too. */
  share(event: LineEvent, ...devices: readonly string[]): this {
    for (const device of devices) this.store(device, event);
    return this;
  }

  /** A clerk asks by a command of its own name, and the device writes what comes of it. */
  desk(
    verb: string,
    kind: string,
    number: string,
    counter: string,
    data: Fields = {},
    device = 'kiosk-1',
    id = `desk ${(this.#commands += 1)}`,
  ): LineEvent {
    this.asked(device, verb, id, { counter });
    const event = this.event(device, kind, { ticket: `${today}/${number}`, counter, ...data }, { cause: id });
    this.store(device, event);
    return event;
  }
  asked(device: string, verb: string, id: string, data: Fields = {}): this {
    const message = {
      topic: `letan/v1/ward-centre/${device}/cmd/${verb}`,
      payload: JSON.stringify({ id, data }),
      retained: false,
    };
    return this.line(device, { kind: 'input', port: 'bus', name: 'broker', call: 1, message });
  }
  /** A device hears from another that this has given over all that it has written. */
  gaveOver(by: string, to: string): this {
    const released = [this.#epochs.get(by) ?? 0, this.#seq.get(by) ?? 0];
    const given = [[released[0], [[1, released[1]]]]];
    const payload = JSON.stringify({ v: 1, hub: 'kiosk-1', term: 0, raised: null, newest: {}, released, given });
    const message = { topic: `letan/v1/ward-centre/${by}/hall`, payload, retained: true };
    return this.line(to, { kind: 'input', port: 'bus', name: 'broker', call: 1, message });
  }
  answered(device: string, verb: string, data: Fields): this {
    const topic = `letan/v1/ward-centre/${device}/cmd/${verb}/ack`;
    return this.line(device, {
      kind: 'command',
      port: 'bus',
      name: 'broker',
      call: (this.#call += 1),
      do: 'publish',
      with: { topic, payload: JSON.stringify({ data }) },
    });
  }
  next(number: string, counter: string, device = 'kiosk-1'): LineEvent {
    return this.desk('next', 'ticket.called', number, counter, { call: 1 }, device);
  }
  finish(number: string, counter: string): LineEvent {
    return this.desk('finish', 'ticket.finished', number, counter);
  }

  show(number: string, device = 'kiosk-1', banner: Fields | null = null): this {
    const call = (this.#call += 1);
    const body = { screen: 'ticket', number };
    return this.line(device, {
      kind: 'command',
      port: 'display',
      name: 'panel',
      call,
      do: 'show',
      with: { body, banner },
    });
  }
  touch(device = 'kiosk-1'): this {
    return this.line(device, { kind: 'input', port: 'display', name: 'panel', touch: { action: 'print' } });
  }
  slip(jobId: string, number: string, outcome: string, device = 'kiosk-1'): this {
    const about = { port: 'printer', name: 'slip', call: (this.#call += 1) };
    this.line(device, {
      kind: 'command',
      ...about,
      do: 'print',
      with: { jobId, blocks: [{ kind: 'text', text: number }] },
    });
    return this.after(600).line(device, { kind: 'input', ...about, result: { kind: outcome } });
  }
  /** Begins to say something; the function ends it. */
  say(words: string, device = 'kiosk-1'): (fault?: string) => void {
    const about = { port: 'speaker', name: 'loudspeaker', call: (this.#call += 1) };
    this.line(device, { kind: 'command', ...about, do: 'play', with: { words, language: 'vi', durationMs: 3_000 } });
    return (fault) =>
      void this.line(device, {
        kind: 'input',
        ...about,
        result: fault === undefined ? { ok: true } : { ok: false, fault: { kind: fault } },
      });
  }
  greeting(from: string, to: string): this {
    return this.line('kiosk-1', { kind: 'transition', machine: 'greeting', event: 'x', from, to });
  }
}
